pub struct Basket {
    total: u32,
}

impl Basket {
    // `self.total += price(item).await` would read the total last, so that it would not mean the same.
    pub async fn add(&mut self, item: Item) {
        self.total = self.total + price(item).await;
    }

    pub async fn remove(&mut self, item: Item) {
        let amount = price(item).await;
        self.total -= amount;
    }
}
