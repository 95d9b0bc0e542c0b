pub struct Gate {
    open: bool,
    count: u32,
}

impl Gate {
    pub async fn enter(&mut self, card: Card) {
        if self.open && valid(card).await {
            self.count = 1;
        }
        if self.open || forced(card).await {
            self.count = 2;
        }
    }
}
