pub struct Poller {
    running: bool,
    seen: u32,
}

impl Poller {
    pub async fn run(&mut self) {
        while self.running {
            let item = next_item().await;
            if skip(item) {
                continue;
            }
            if last(item) {
                break;
            }
            self.seen = 1;
        }
        self.running = false;
    }
}
