pub struct Mirror {
    busy: bool,
}

impl Mirror {
    pub async fn sync(&mut self, force: bool) -> bool {
        if self.busy {
            return false;
        }
        if force {
            push().await;
            return true;
        }
        self.busy = true;
        pull().await;
        self.busy = false;
        return true;
    }
}
