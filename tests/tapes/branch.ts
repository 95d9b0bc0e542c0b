export class Door {
  open = false;

  async toggle() {
    if (this.open) {
      await shut();
      this.open = false;
    } else {
      await unlock();
      this.open = true;
    }
    report(this.open);
  }
}
