export class Grid {
  found = false;

  async search(rows: Row[]) {
    outer: for (const row of rows) {
      for (const cell of row) {
        if (empty(cell)) {
          continue outer;
        }
        if (await matches(cell)) {
          this.found = true;
          break outer;
        }
      }
    }
    report(this.found);
  }
}
