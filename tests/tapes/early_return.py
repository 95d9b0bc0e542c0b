class Mirror:
    def __init__(self):
        self.busy = False

    async def sync(self, force):
        if self.busy:
            return False
        if force:
            await push()
            return True
        self.busy = True
        await pull()
        self.busy = False
        return True
