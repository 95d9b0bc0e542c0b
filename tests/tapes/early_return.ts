export class Mirror {
  busy = false;

  async sync(force: boolean) {
    if (this.busy) {
      return false;
    }
    if (force) {
      await push();
      return true;
    }
    this.busy = true;
    await pull();
    this.busy = false;
    return true;
  }
}
