export class Mailer {
  last = "";
  done = false;

  async send(letters: Letter[]) {
    for (const letter of letters) {
      await post(letter);
      this.last = letter.id;
    }
    this.done = true;
  }
}
