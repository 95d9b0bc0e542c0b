pub struct Outbox {
    sent: bool,
}

impl Outbox {
    pub async fn post(&mut self, letter: Letter) {
        let task = tokio::spawn(deliver(letter));
        self.sent = true;
        task.await;
    }

    pub async fn drop(&mut self, letter: Letter) {
        tokio::spawn(deliver(letter));
        self.sent = false;
    }
}
