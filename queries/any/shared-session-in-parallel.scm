; One session is given to two tasks before the first has been waited for.
((event) @give
  (#path? @session "give=@first .. give" "unless suspend.join"))
