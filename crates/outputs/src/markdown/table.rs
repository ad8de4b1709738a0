//! Tables that read well as source and change line by line.
//!
//! Columns are padded to widths that do not depend on the rows, so that one new row is one new line in a diff, and a cell
//! that is longer simply takes more room.

/// What begins the title of a column of numbers: it is set to the right.
const NUMBERS: char = '>';

/// A Markdown table being written.
pub(crate) struct Table {
    widths: Vec<usize>,
    out: String,
    rows: usize,
}

impl Table {
    /// A table of these columns: each with its title and the width that its cells are padded to. A title that begins with `>`
    /// is that of numbers, which are set to the right.
    pub(crate) fn new(columns: &[(&str, usize)]) -> Self {
        let mut table = Self { widths: columns.iter().map(|c| c.1).collect(), out: String::new(), rows: 0 };
        table.row(columns.iter().map(|c| c.0.trim_start_matches(NUMBERS).to_owned()));
        let dashes = columns.iter().map(|(title, width)| {
            let numbers = title.starts_with(NUMBERS);
            let dashes = "-".repeat((*width).max(title.trim_start_matches(NUMBERS).len()).max(3));
            if numbers { format!("{}:", &dashes[1..]) } else { dashes }
        });
        table.row(dashes.collect::<Vec<_>>());
        table.rows = 0;
        table
    }

    /// Adds a row of cells: inline Markdown without line breaks.
    pub(crate) fn row(&mut self, cells: impl IntoIterator<Item = String>) {
        self.rows += 1;
        self.out.push('|');
        let mut cells = cells.into_iter();
        for (at, width) in self.widths.iter().enumerate() {
            let cell = cells.next().unwrap_or_default().replace('|', "\\|");
            // The last column is not padded: row counts stand there, and nothing else may move with them.
            let last = at + 1 == self.widths.len();
            let padding = if last { 0 } else { width.saturating_sub(cell.chars().count()) };
            if !cell.is_empty() || padding > 0 {
                self.out.push(' ');
            }
            self.out.push_str(&cell);
            self.out.extend(std::iter::repeat_n(' ', padding));
            self.out.push_str(" |");
        }
        self.out.push('\n');
    }

    /// The table, followed by an empty line; nothing when it has no rows.
    pub(crate) fn finish(self) -> String {
        if self.rows == 0 { String::new() } else { self.out + "\n" }
    }
}
