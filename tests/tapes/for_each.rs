pub struct Mailer {
    last: String,
    done: bool,
}

impl Mailer {
    pub async fn send(&mut self, letters: Vec<Letter>) {
        for letter in letters {
            post(letter).await;
            self.last = letter.id;
        }
        self.done = true;
    }
}
