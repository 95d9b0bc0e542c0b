use tokio::sync::Mutex;

pub struct Ledger {
    lock: Mutex<()>,
    total: u32,
}

impl Ledger {
    pub async fn book(&mut self, amount: u32) {
        {
            let _held = self.lock.lock().await;
            check(amount).await;
            self.total = amount;
        }
        report(amount).await;
    }
}
