; In an object whose lock guards most of what it changes, a field that is set here and emptied there is never guarded.
((event) @write
  (#path? @state "write.assign.param|write.assign.opaque|write.assign.fresh=@write .. write.assign @other")
  (#root? @state "self")
  ; What was heard last is what is shown.
  (#not-match? @write "= *\\w+(\\.get\\(|\\[[\"'])")
  (#guards! "never-guarded")
  (#elsewhere? @other "write.assign.reset"))

; One that stands for itself is mostly set by the one who uses the object.
((event) @write
  (#severity! "hint")
  (#path? @state "write.assign.param|write.assign.opaque|write.assign.fresh=@write")
  (#guards! "never-guarded"))
