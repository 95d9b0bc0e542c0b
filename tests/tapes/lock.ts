import { Mutex } from "async-mutex";

export class Ledger {
  lock = new Mutex();
  total = 0;

  async book(amount: number) {
    await this.lock.runExclusive(async () => {
      await check(amount);
      this.total = amount;
    });
    await report(amount);
  }
}
