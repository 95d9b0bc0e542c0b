; Copies of one callback read a variable, give way, and write what is computed from the old value.
((event) @write
  (#path? @state "read .. suspend .. write.from=@write" "unless write")
  (#inside? @write "parallel")
  (#elsewhere? @state "write"))
