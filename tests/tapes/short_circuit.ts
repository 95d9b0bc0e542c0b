export class Gate {
  open = false;
  count = 0;

  async enter(card: Card) {
    if (this.open && (await valid(card))) {
      this.count = 1;
    }
    if (this.open || (await forced(card))) {
      this.count = 2;
    }
  }
}
