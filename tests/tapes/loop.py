class Poller:
    def __init__(self):
        self.running = True
        self.seen = 0

    async def run(self):
        while self.running:
            item = await next_item()
            if skip(item):
                continue
            if last(item):
                break
            self.seen = 1
        self.running = False
