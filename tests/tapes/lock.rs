use tokio::sync::Mutex;

pub struct Ledger {
    total: Mutex<u32>,
}

impl Ledger {
    pub async fn book(&self, amount: u32) {
        {
            let mut total = self.total.lock().await;
            check(amount).await;
            *total = amount;
        }
        report(amount).await;
    }
}
