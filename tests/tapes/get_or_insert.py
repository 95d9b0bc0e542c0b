class Lobbies:
    def __init__(self):
        self.rooms = {}

    async def join(self, code):
        if code not in self.rooms:
            room = await make(code)
            self.rooms[code] = room
        return self.rooms.get(code)

    def leave(self, code):
        del self.rooms[code]
