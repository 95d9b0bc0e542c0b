import asyncio


class Ledger:
    def __init__(self):
        self.lock = asyncio.Lock()
        self.total = 0

    async def book(self, amount):
        async with self.lock:
            await check(amount)
            self.total = amount
        await report(amount)
