; A loop goes through a collection itself, while another thread may take from it under a lock that this one does not hold.
((event) @loop
  (#path? @state "enter .. read.iterate=@loop" "unless write.assign")
  (#threads? @state "possible")
  (#guards! "given-up" "callers-hold" "plain" "once")
  (#inside? @loop "rounds")
  (#elsewhere? @state "acquire.sync @_ .. write.delete|write.clear" "unless release @_"))

; Or under none, where it takes from it behind the loop itself: nobody thought of a second.
((event) @loop
  (#path? @state "read.iterate=@loop .. write.delete|write.clear" "unless write.assign")
  (#threads? @state "possible")
  (#guards! "given-up" "callers-hold" "plain")
  (#inside? @loop "rounds")
  (#elsewhere? @state "write.delete|write.clear"))

; Elsewhere one has to know whether threads meet there at all.
((event) @loop
  (#severity! "hint")
  (#path? @state "enter .. read.iterate=@loop" "unless write.assign")
  (#threads? @state "possible")
  (#guards! "given-up" "callers-hold" "plain")
  (#inside? @loop "rounds")
  (#elsewhere? @state "write.delete|write.clear"))

; Another thread may put into it.
((event) @loop
  (#severity! "hint")
  (#path? @state "enter .. read.iterate=@loop" "unless write.assign")
  (#threads? @state)
  (#guards! "given-up" "callers-hold" "plain")
  (#inside? @loop "rounds")
  (#elsewhere? @state "write.insert"))

; It goes through a list of callbacks that others extend.
((event) @loop
  (#path? @state "read.iterate=@loop .. item.call" "unless write.assign")
  (#threads? @state "sure")
  (#guards! "given-up" "callers-hold" "plain")
  ; What is told that it is over is told so once.
  (#not-match? @function "(?i)cancel|abort|finish|complete")
  (#inside? @loop "rounds")
  (#elsewhere? @state "write.append"))

; Of what else others extend the loop meets the new items, too, or does not.
((event) @loop
  (#severity! "hint")
  (#path? @state "enter .. read.iterate=@loop" "unless write.assign")
  (#threads? @state "sure")
  (#guards! "given-up" "callers-hold" "plain")
  (#inside? @loop "rounds")
  (#elsewhere? @state "write.append"))

; It goes through what is copied under a lock elsewhere.
((event) @loop
  (#path? @state "enter .. read.iterate=@loop" "unless write.assign")
  (#threads? @state "sure")
  ; What another object keeps may have a lock of that object.
  (#not-match? @state "^self[.]\\w+[.]\\w+")
  (#guards! "given-up" "callers-hold" "plain")
  (#inside? @loop "rounds")
  (#elsewhere? @state "acquire.sync @_ .. read.copy" "unless release @_")
  (#not-elsewhere? @state "write.assign"))

; Or gone through: the lock may be there for something else.
((event) @loop
  (#severity! "hint")
  (#path? @state "enter .. read.iterate=@loop" "unless write.assign")
  (#threads? @state "sure")
  (#guards! "given-up" "callers-hold" "plain")
  (#inside? @loop "rounds")
  (#elsewhere? @state "acquire.sync @_ .. read.iterate" "unless release @_")
  (#not-elsewhere? @state "write.assign"))
