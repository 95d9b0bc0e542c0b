export class Range {
  low = 0;
  high = 0;

  async measure() {
    [this.low, this.high] = await limits();
  }

  swap() {
    [this.low, this.high] = [this.high, this.low];
  }
}
