use std::collections::HashMap;

pub struct Lobbies {
    rooms: HashMap<String, Room>,
}

impl Lobbies {
    pub async fn join(&mut self, code: String) -> Option<&Room> {
        if !self.rooms.contains_key(&code) {
            let room = make(&code).await;
            self.rooms.insert(code.clone(), room);
        }
        return self.rooms.get(&code);
    }

    pub fn leave(&mut self, code: String) {
        self.rooms.remove(&code);
    }
}
