export class Outbox {
  sent = false;

  async post(letter: Letter) {
    const task = deliver(letter);
    this.sent = true;
    await task;
  }

  async drop(letter: Letter) {
    void deliver(letter);
    this.sent = false;
  }
}
