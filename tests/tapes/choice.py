class Player:
    def __init__(self):
        self.mode = 0

    async def press(self, key):
        match key:
            case 1:
                await play()
                self.mode = 1
            case 2:
                await pause()
                return
            case _:
                self.mode = 0
        report(self.mode)
