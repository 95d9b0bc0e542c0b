pub struct Grid {
    found: bool,
}

impl Grid {
    pub async fn search(&mut self, rows: Vec<Row>) {
        'outer: for row in rows {
            for cell in row {
                if empty(cell) {
                    continue 'outer;
                }
                if matches(cell).await {
                    self.found = true;
                    break 'outer;
                }
            }
        }
        report(self.found);
    }
}
