//! Markdown tables with fixed column widths.
//!
//! Cells are padded to widths that do not depend on the rows, so that a new row is one line in a
//! diff. A longer cell takes more room. Columns without any content are left out.

/// The prefix of the titles of number columns, which are right-aligned.
const RIGHT_ALIGNED: char = '>';

/// A Markdown table under construction.
pub(crate) struct Table {
    columns: Vec<(String, usize)>,
    rows: Vec<Vec<String>>,
    keeps_empty_columns: bool,
}

impl Table {
    /// Creates a table from the title and padded width of each column. A column whose title begins
    /// with `>` is right-aligned.
    pub(crate) fn new(columns: &[(&str, usize)]) -> Self {
        let columns = columns.iter().map(|(title, width)| ((*title).to_owned(), *width)).collect();
        Self { columns, rows: Vec::new(), keeps_empty_columns: false }
    }

    /// Creates a table that always has all of its columns.
    pub(crate) fn with_all_columns(columns: &[(&str, usize)]) -> Self {
        Self { keeps_empty_columns: true, ..Self::new(columns) }
    }

    /// Adds a row of cells: inline Markdown without line breaks.
    pub(crate) fn row(&mut self, cells: impl IntoIterator<Item = String>) {
        self.rows.push(cells.into_iter().map(|cell| cell.replace('|', "\\|")).collect());
    }

    /// Returns the table followed by an empty line, or nothing if it has no rows.
    pub(crate) fn finish(self) -> String {
        if self.rows.is_empty() {
            return String::new();
        }
        let cell = |row: &[String], at: usize| row.get(at).cloned().unwrap_or_default();
        let is_empty = |at: usize| self.rows.iter().all(|row| row.get(at).is_none_or(String::is_empty));
        let shown: Vec<usize> = (0..self.columns.len())
            .filter(|at| *at == 0 || self.keeps_empty_columns || !is_empty(*at))
            .collect();
        let titles: Vec<String> = self
            .columns
            .iter()
            .map(|(title, _)| title.trim_start_matches(RIGHT_ALIGNED).to_owned())
            .collect();
        let dashes: Vec<String> = self
            .columns
            .iter()
            .zip(&titles)
            .map(|((marked, width), title)| {
                let dashes = "-".repeat((*width).max(title.len()).max(3));
                if marked.starts_with(RIGHT_ALIGNED) { format!("{}:", &dashes[1..]) } else { dashes }
            })
            .collect();
        let mut out = String::new();
        for row in [&titles, &dashes].into_iter().chain(&self.rows) {
            let cells = shown.iter().map(|at| (cell(row, *at), self.columns[*at].1));
            push_row(&mut out, cells, shown.len());
        }
        out + "\n"
    }
}

/// Appends a row of cells with their widths. The last cell is not padded: it can hold row counts,
/// which must not affect the layout.
fn push_row(out: &mut String, cells: impl Iterator<Item = (String, usize)>, count: usize) {
    out.push('|');
    for (at, (cell, width)) in cells.enumerate() {
        let padding = if at + 1 == count { 0 } else { width.saturating_sub(cell.chars().count()) };
        if !cell.is_empty() || padding > 0 {
            out.push(' ');
        }
        out.push_str(&cell);
        out.extend(std::iter::repeat_n(' ', padding));
        out.push_str(" |");
    }
    out.push('\n');
}
