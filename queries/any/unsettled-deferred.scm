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
  (#anywhere? @deferred "suspend.on @deferred")
  ; What is called when the work is done is called however that ends; who looks whether there is an answer is called in any case.
  (#not-around? @settle "function" "add_done_callback\\(|\\.then\\(\\(?\\w+\\)? *=> *\\{[^}]*\\bif \\(\\w+\\)|\\.catch\\([^;]*reject\\(")
  ; What is done again and again completes it the next time.
  (#not-inside? @settle "loop")
  ; And nobody tells them to wait no longer.
  (#not-anywhere? @deferred "call.stop @deferred"))
