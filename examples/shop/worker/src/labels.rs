//! Labels, bought from the carrier and kept until the parcel leaves.

use serde::Deserialize;
use std::collections::HashMap;
use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};
use tokio::sync::OnceCell;

#[derive(Clone, Deserialize)]
pub struct Label {
    pub parcel: u64,
    pub tracking: String,
}

pub struct Labels {
    client: reqwest::Client,
    bought: Mutex<HashMap<u64, Label>>,
    token: OnceCell<String>,
    spent_cents: AtomicU64,
}

impl Labels {
    pub fn new(client: reqwest::Client) -> Labels {
        Labels {
            client,
            bought: Mutex::new(HashMap::new()),
            token: OnceCell::new(),
            spent_cents: AtomicU64::new(0),
        }
    }

    /// The label of a parcel, bought where there is none yet.
    pub async fn label(&self, parcel: u64) -> reqwest::Result<Label> {
        let mut bought = self.bought.lock().unwrap();
        if let Some(label) = bought.get(&parcel) {
            return Ok(label.clone());
        }
        let label = self.buy(parcel).await?;
        bought.insert(parcel, label.clone());
        Ok(label)
    }

    /// Tells the carrier to come for everything that has a label.
    pub async fn pick_up(&self) -> reqwest::Result<usize> {
        let waiting: Vec<Label> = {
            let mut bought = self.bought.lock().unwrap();
            bought.drain().map(|(_, label)| label).collect()
        };
        for label in &waiting {
            self.client
                .post(format!("https://carrier.example/pickup/{}", label.tracking))
                .send()
                .await?
                .error_for_status()?;
        }
        Ok(waiting.len())
    }

    pub async fn cancel(&self, parcel: u64) -> reqwest::Result<()> {
        let mut bought = self.bought.lock().unwrap();
        let label = bought.remove(&parcel);
        drop(bought);
        if let Some(label) = label {
            self.client
                .delete(format!("https://carrier.example/labels/{}", label.tracking))
                .send()
                .await?;
        }
        Ok(())
    }

    pub fn spent_cents(&self) -> u64 {
        self.spent_cents.load(Ordering::Relaxed)
    }

    async fn buy(&self, parcel: u64) -> reqwest::Result<Label> {
        let token = self.token().await?;
        let request = self
            .client
            .post("https://carrier.example/labels")
            .bearer_auth(token)
            .query(&[("parcel", parcel)]);
        let label = request.send().await?.error_for_status()?.json().await?;
        self.spent_cents.fetch_add(390, Ordering::Relaxed);
        Ok(label)
    }

    async fn token(&self) -> reqwest::Result<&str> {
        let fetch = || async {
            self.client
                .get("https://carrier.example/token")
                .send()
                .await?
                .text()
                .await
        };
        self.token.get_or_try_init(fetch).await.map(String::as_str)
    }
}
