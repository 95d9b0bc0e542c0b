class Basket:
    """What a customer wants to buy."""

    def __init__(self, shop):
        self.shop = shop
        self.total = 0

    async def add(self, item):
        self.total += await self.shop.price(item)
