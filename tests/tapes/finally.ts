export class Upload {
  busy = false;

  async send(file: File) {
    this.busy = true;
    try {
      if (empty(file)) {
        return 0;
      }
      return await put(file);
    } catch {
      await retry(file);
    } finally {
      this.busy = false;
    }
    return 1;
  }
}
