export class Poller {
  running = true;
  seen = 0;

  async run() {
    while (this.running) {
      const item = await next_item();
      if (skip(item)) {
        continue;
      }
      if (last(item)) {
        break;
      }
      this.seen = 1;
    }
    this.running = false;
  }
}
