import asyncio


class Outbox:
    def __init__(self):
        self.sent = False

    async def post(self, letter):
        task = asyncio.create_task(deliver(letter))
        self.sent = True
        await task

    async def drop(self, letter):
        asyncio.create_task(deliver(letter))
        self.sent = False
