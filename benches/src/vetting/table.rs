//! One row for one figure, beside its goal and the best of others.

/// What was measured.
pub struct Table {
    rows: Vec<[String; 4]>,
}

impl Table {
    pub fn new() -> Self {
        Self { rows: Vec::new() }
    }

    /// `goal` and `best` are empty where nobody named one.
    pub fn row(&mut self, what: impl Into<String>, figure: impl Into<String>, goal: &str, best: &str) {
        self.rows.push([what.into(), figure.into(), goal.to_owned(), best.to_owned()]);
    }

    /// As Markdown, so that it can go into the documents as it is.
    pub fn print(&self) {
        println!("| what | figure | goal | best of others |\n|---|---:|---:|---:|");
        for [what, figure, goal, best] in &self.rows {
            println!("| {what} | {figure} | {goal} | {best} |");
        }
    }
}
