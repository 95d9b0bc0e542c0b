export class Lobbies {
  rooms = new Map<string, Room>();

  async join(code: string) {
    if (!this.rooms.has(code)) {
      const room = await make(code);
      this.rooms.set(code, room);
    }
    return this.rooms.get(code);
  }

  leave(code: string) {
    this.rooms.delete(code);
  }
}
