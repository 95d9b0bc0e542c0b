; What is waited for is completed by nobody: it is private to the file, and nothing in the file does it.
((event) @wait
  (#path? @latch "suspend.on @latch=@wait")
  (#typed? @latch "(^|\\.)(Event|Future|Condition|Notify|Deferred|DeferredPromise|ManualPromise)$")
  (#nowhere? @latch "write.settle|write.assign.opaque|write.assign.param|write.assign.started|write.insert|write.iffull|write.ifempty"))

; A collection of what others wait for, into which nobody ever puts anything.
((event) @look
  (#path? @latch "read.get=@look .. suspend.on")
  (#typed? @latch "(^|\\.)(Map|WeakMap|dict|defaultdict)$")
  (#nowhere? @latch "write.insert|write.append|write.assign.opaque|write.assign.param|write.assign.fresh|write.ifempty"))
