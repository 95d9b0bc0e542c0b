// What a customer wants to buy. 🛒
export class Basket {
  private total = 0;

  constructor(private readonly shop: { price(item: string): Promise<number> }) {}

  async add(item: string): Promise<void> {
    this.total += await this.shop.price(item);
  }

  addAll(items: string[]): void {
    items.forEach((item) => {
      this.add(item);
    });
  }
}
