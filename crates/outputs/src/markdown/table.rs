//! Markdown tables with fixed column widths.
//!
//! Cells are padded to widths that do not depend on the rows, so that a new row is one line in a
//! diff. A longer cell takes more room.

/// The prefix of the titles of number columns, which are right-aligned.
const RIGHT_ALIGNED: char = '>';

/// A Markdown table under construction.
pub(crate) struct Table {
    widths: Vec<usize>,
    out: String,
    rows: usize,
}

impl Table {
    /// Creates a table from the title and padded width of each column. A column whose title begins
    /// with `>` is right-aligned.
    pub(crate) fn new(columns: &[(&str, usize)]) -> Self {
        let mut table = Self { widths: columns.iter().map(|c| c.1).collect(), out: String::new(), rows: 0 };
        table.row(columns.iter().map(|c| c.0.trim_start_matches(RIGHT_ALIGNED).to_owned()));
        let dashes = columns.iter().map(|(title, width)| {
            let numbers = title.starts_with(RIGHT_ALIGNED);
            let dashes = "-".repeat((*width).max(title.trim_start_matches(RIGHT_ALIGNED).len()).max(3));
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
            // The last column is not padded: it can hold row counts, which must not affect the
            // layout.
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

    /// Returns the table followed by an empty line, or nothing if it has no rows.
    pub(crate) fn finish(self) -> String {
        if self.rows == 0 { String::new() } else { self.out + "\n" }
    }
}
