//! Prints sheets: properties, tables and blocks of text.

use std::io;

use unicode_width::UnicodeWidthStr;

use super::{Terminal, Text, TextStyle, escape};
use crate::operations::show::{Section, Sheet};

/// Maximum width to which a column is padded, so that one long value does not push the others off
/// the screen.
const MAX_WIDTH: usize = 40;

/// Prints a sheet to stdout.
///
/// # Errors
/// As [`Terminal::print`].
pub fn print(terminal: &Terminal, sheet: &Sheet) -> io::Result<()> {
    terminal.print(Text::new().strong(escape::line(&sheet.title)))?;
    for line in sheet.comment.iter().flat_map(|comment| comment.lines()) {
        terminal.print(Text::from(format!("  {}", escape::line(line))))?;
    }
    for part in &sheet.sections {
        terminal.print("")?;
        match part {
            Section::Fields(fields) => print_fields(terminal, fields)?,
            Section::Table { title, head, rows } => print_rows(terminal, title, head, rows)?,
            Section::Text { title, text } => {
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
    let width = fields.iter().map(|(label, _)| label.width()).max().unwrap_or(0);
    for (label, value) in fields {
        terminal.print(Text::new().faint(pad(label, width)).plain("  ").plain(escape::line(value)))?;
    }
    Ok(())
}

fn print_rows(terminal: &Terminal, title: &str, head: &[&str], rows: &[Vec<String>]) -> io::Result<()> {
    terminal.print(Text::new().strong(title))?;
    let rows: Vec<Vec<String>> =
        rows.iter().map(|row| row.iter().map(|cell| escape::line(cell)).collect()).collect();
    let count = rows.iter().map(Vec::len).max().unwrap_or(0);
    // Columns without any values are omitted.
    let widths: Vec<usize> = (0..count)
        .map(|at| {
            let width = rows.iter().filter_map(|row| row.get(at)).map(|cell| cell.width()).max().unwrap_or(0);
            if width == 0 { 0 } else { width.max(head.get(at).map_or(0, |word| word.width())).min(MAX_WIDTH) }
        })
        .collect();
    if !head.is_empty() {
        let cells: Vec<String> = head.iter().map(|word| (*word).to_owned()).collect();
        terminal.print(Text::new().faint(line(&cells, &widths)))?;
    }
    for row in &rows {
        terminal.print(Text::new().with(TextStyle::Plain, line(row, &widths)))?;
    }
    Ok(())
}

fn line(cells: &[String], widths: &[usize]) -> String {
    let mut line = String::new();
    for (cell, width) in cells.iter().zip(widths).filter(|(_, width)| **width > 0) {
        line.push_str("  ");
        line.push_str(&pad(cell, *width));
    }
    line.trim_end().to_owned()
}

fn pad(text: &str, width: usize) -> String {
    format!("{text}{}", " ".repeat(width.saturating_sub(text.width())))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_are_aligned_in_all_scripts() {
        let widths = [6, 0, 4];
        let cells = |a: &str, c: &str| [a.to_owned(), String::new(), c.to_owned()];
        assert_eq!(line(&cells("名前", "x"), &widths), "  名前    x");
        assert_eq!(line(&cells("name", "x"), &widths), "  name    x");
    }
}
