; What others wait for is completed only if what comes before succeeds: where it throws, they wait for ever.
((event) @settle
  (#path? @deferred "suspend=@wait .. write.settle=@settle" "unless write.settle")
  ; Who waits is somebody else.
  (#root? @deferred "self" "module" "import")
  (#not-is? @wait "safe")
  (#not-inside? @wait "callee" "try")
  (#not-inside? @wait "cleanup")
  (#not-inside? @settle "cleanup")
  (#not-around? @wait "function" "\\bfinally\\b")
  (#not-inside? @settle "handler")
  (#not-inside? @settle "callee")
  (#not-match? @settle "\\.\\s*(reject|set_exception)\\(")
  ; Who waits for it stands ready.
  (#anywhere? @deferred "suspend.on @deferred"))
