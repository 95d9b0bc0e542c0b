class Gate:
    def __init__(self):
        self.open = False
        self.count = 0

    async def enter(self, card):
        if self.open and await valid(card):
            self.count = 1
        if self.open or await forced(card):
            self.count = 2
