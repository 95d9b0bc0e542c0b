; What belongs to one call is put in a slot that the whole program shares, and whoever is done first empties it.
((event) @reset
  (#path? @state "write.assign.fresh|write.assign.param|write.assign.opaque=@own .. suspend .. write.assign.reset=@reset" "unless check, write")
  (#root? @state "import" "module")
  (#match? @own "=\\s*[A-Za-z_$][\\w$]*$")
  (#elsewhere? @state "enter .. write.assign.fresh|write.assign.param|write.assign.opaque" "unless check"))

; Whoever comes later stops the one before and takes the slot: that one then empties what is no longer its own.
((event) @reset
  (#path? @state "call.stop @state=@stop .. write.assign.fresh|write.assign.started|write.assign.opaque=@own .. suspend .. write.assign.reset=@reset" "unless check")
  (#not-inside? @stop "callee")
  (#not-inside? @reset "handler")
  (#guards! "once")
  (#elsewhere? @state "enter .. write.assign.fresh|write.assign.started|write.assign.opaque"))

; The same for an entry.
((event) @reset
  (#path? @state "write.insert.fresh|write.insert.started|write.insert.opaque=@own .. suspend .. write.delete=@reset" "unless check, write")
  (#anywhere? @state "read.get .. call.stop .. write.insert.fresh|write.insert.started|write.insert.opaque" "unless suspend, write")
  (#not-inside? @reset "handler")
  ; Each is an entry of its own.
  (#not-match? @own "\\.add\\(")
  (#elsewhere? @state "enter .. write.insert.fresh|write.insert.started|write.insert.opaque"))

; An entry is replaced knowingly, and taken away by its key alone: the one who was replaced takes away the other's.
((event) @reset
  (#path? @state "enter .. write.delete=@reset" "unless compare, read, write")
  (#not-match? @function "\\(closure\\)$|[.][a-z_]\\w*[.][a-z_]\\w*$") (#not-inside? @reset "loop")
  ; Who looks at what was there means to take it, whosever it is.
  (#not-around? @reset "function" ":=\\s*[\\w.]+\\.pop\\(")
  (#anywhere? @state "read.get .. call.log|call.stop .. write.insert.fresh .. exit.return")
  (#not-anywhere? @state "check .. write.insert")
  (#anywhere? @state "read.get .. write.settle|call.stop")
  (#message! "`{state}` may hold the entry of a later caller by now, since one that is there is replaced: this takes away whatever stands under the key."))

; Elsewhere one has to know whether two may ever be at it at the same time.
((event) @reset
  (#path? @state "write.assign.fresh|write.assign.param|write.assign.opaque=@own .. suspend .. write.assign.reset=@reset" "unless check, write")
  (#elsewhere? @state "enter .. write.assign.fresh|write.assign.param|write.assign.opaque" "unless check")
  (#not-inside? @reset "handler")
  (#guards! "once")
  (#severity! "hint"))

; So it is with an entry, where its key was given: another call may have been given it, too.
((event) @reset
  (#path? @state "write.insert.fresh|write.insert.param|write.insert.opaque=@own .. suspend .. write.delete=@reset" "unless check, write")
  (#elsewhere? @state "enter .. write.insert.fresh|write.insert.param|write.insert.opaque" "unless check")
  (#not-inside? @reset "handler")
  ; What belongs to one request, call or message is named after it once.
  (#not-match? @own "\\.add\\(")
  (#severity! "hint"))
