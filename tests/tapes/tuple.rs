pub struct Range {
    low: u32,
    high: u32,
}

impl Range {
    pub async fn measure(&mut self) {
        (self.low, self.high) = limits().await;
    }

    pub fn swap(&mut self) {
        (self.low, self.high) = (self.high, self.low);
    }
}
