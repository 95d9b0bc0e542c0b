class Basket:
    def __init__(self):
        self.total = 0

    async def add(self, item):
        self.total += await price(item)

    async def remove(self, item):
        amount = await price(item)
        self.total -= amount
