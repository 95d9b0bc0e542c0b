class Upload:
    def __init__(self):
        self.busy = False

    async def send(self, file):
        self.busy = True
        try:
            if empty(file):
                return 0
            return await put(file)
        except Exception:
            await retry(file)
        finally:
            self.busy = False
        return 1
