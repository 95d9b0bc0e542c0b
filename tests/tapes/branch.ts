export class Door {
  open = false;

  async toggle() {
    if (this.open) {
      await shut();
      this.open = false;
    } else {
      await unbar();
      this.open = true;
    }
    report(this.open);
  }
}
