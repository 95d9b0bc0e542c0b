export class Player {
  mode = 0;

  async press(key: number) {
    switch (key) {
      case 1:
        await play();
        this.mode = 1;
        break;
      case 2:
        await pause();
        return;
      default:
        this.mode = 0;
    }
    report(this.mode);
  }
}
