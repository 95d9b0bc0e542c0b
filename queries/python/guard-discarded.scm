; A lock that is made on the spot is nobody else's: it keeps nobody out.
(with_item value: (call function: (_) @_lock) @guard
  (#names? @_lock "threading.Lock" "threading.RLock" "asyncio.Lock" "multiprocessing.Lock" "multiprocessing.RLock" "anyio.Lock" "trio.Lock")
  (#report! @guard))
