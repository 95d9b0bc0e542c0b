export class Basket {
  total = 0;

  async add(item: Item) {
    this.total += await price(item);
  }

  async remove(item: Item) {
    const amount = await price(item);
    this.total -= amount;
  }
}
