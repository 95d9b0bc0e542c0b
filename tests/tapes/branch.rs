pub struct Door {
    open: bool,
}

impl Door {
    pub async fn toggle(&mut self) {
        if self.open {
            shut().await;
            self.open = false;
        } else {
            unbar().await;
            self.open = true;
        }
        report(self.open);
    }
}
