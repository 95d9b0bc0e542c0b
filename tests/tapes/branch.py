class Door:
    def __init__(self):
        self.open = False

    async def toggle(self):
        if self.open:
            await shut()
            self.open = False
        else:
            await unbar()
            self.open = True
        report(self.open)
