class Range:
    def __init__(self):
        self.low = 0
        self.high = 0

    async def measure(self):
        self.low, self.high = await limits()

    def swap(self):
        self.low, self.high = self.high, self.low
