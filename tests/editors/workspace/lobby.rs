//! Rooms in which players wait for each other.

use std::collections::HashMap;
use std::sync::Mutex;

pub struct Lobby {
    rooms: Mutex<HashMap<u32, String>>,
}

impl Lobby {
    pub async fn open(&self, id: u32, title: String) {
        let mut rooms = self.rooms.lock().unwrap();
        rooms.insert(id, title);
        announce(id).await;
    }
}

async fn announce(id: u32) {
    tokio::time::sleep(std::time::Duration::from_millis(id.into())).await;
}
