pub struct Player {
    mode: u32,
}

impl Player {
    pub async fn press(&mut self, key: u32) {
        match key {
            1 => {
                play().await;
                self.mode = 1;
            }
            2 => {
                pause().await;
                return;
            }
            _ => {
                self.mode = 0;
            }
        }
        report(self.mode);
    }
}
