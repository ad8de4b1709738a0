//! Sheets on the terminal: properties, rows in columns, blocks of text.

use std::io;

use unicode_width::UnicodeWidthStr;

use super::{Look, Terminal, Text, escape};
use crate::operations::show::{Part, Sheet};

/// The widest that a column is padded to: one long default must not push everything else off the screen.
const WIDEST: usize = 40;

/// Prints a sheet to stdout.
///
/// # Errors
/// As [`Terminal::print`].
pub fn print(terminal: &Terminal, sheet: &Sheet) -> io::Result<()> {
    terminal.print(Text::new().strong(escape::line(&sheet.title)))?;
    for line in sheet.comment.iter().flat_map(|comment| comment.lines()) {
        terminal.print(Text::from(format!("  {}", escape::line(line))))?;
    }
    for part in &sheet.parts {
        terminal.print("")?;
        match part {
            Part::Fields(fields) => print_fields(terminal, fields)?,
            Part::Rows { title, head, rows } => print_rows(terminal, title, head, rows)?,
            Part::Block { title, text } => {
                terminal.print(Text::new().strong(escape::line(title)))?;
                for line in text.lines() {
                    terminal.print(Text::from(format!("  {}", escape::line(line))))?;
                }
            }
        }
    }
    Ok(())
}

fn print_fields(terminal: &Terminal, fields: &[(String, String)]) -> io::Result<()> {
    let widest = fields.iter().map(|(label, _)| label.width()).max().unwrap_or(0);
    for (label, value) in fields {
        terminal.print(Text::new().faint(padded(label, widest)).plain("  ").plain(escape::line(value)))?;
    }
    Ok(())
}

fn print_rows(terminal: &Terminal, title: &str, head: &[&str], rows: &[Vec<String>]) -> io::Result<()> {
    terminal.print(Text::new().strong(title))?;
    let rows: Vec<Vec<String>> =
        rows.iter().map(|row| row.iter().map(|cell| escape::line(cell)).collect()).collect();
    let count = rows.iter().map(Vec::len).max().unwrap_or(0);
    // A column without a single value is not shown.
    let widths: Vec<usize> = (0..count)
        .map(|at| {
            let widest =
                rows.iter().filter_map(|row| row.get(at)).map(|cell| cell.width()).max().unwrap_or(0);
            if widest == 0 { 0 } else { widest.max(head.get(at).map_or(0, |word| word.width())).min(WIDEST) }
        })
        .collect();
    if !head.is_empty() {
        let cells: Vec<String> = head.iter().map(|word| (*word).to_owned()).collect();
        terminal.print(Text::new().faint(line(&cells, &widths)))?;
    }
    for row in &rows {
        terminal.print(Text::new().with(Look::Plain, line(row, &widths)))?;
    }
    Ok(())
}

fn line(cells: &[String], widths: &[usize]) -> String {
    let mut line = String::new();
    for (cell, width) in cells.iter().zip(widths).filter(|(_, width)| **width > 0) {
        line.push_str("  ");
        line.push_str(&padded(cell, *width));
    }
    line.trim_end().to_owned()
}

fn padded(text: &str, width: usize) -> String {
    format!("{text}{}", " ".repeat(width.saturating_sub(text.width())))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_line_up_whatever_their_script() {
        let widths = [6, 0, 4];
        let cells = |a: &str, c: &str| [a.to_owned(), String::new(), c.to_owned()];
        assert_eq!(line(&cells("名前", "x"), &widths), "  名前    x");
        assert_eq!(line(&cells("name", "x"), &widths), "  name    x");
    }
}
