//! The table of cells as a page for readers.

use std::fmt::Write;

use crate::cell::Cell;

/// The line before the generated part of the page.
pub const BEGIN: &str = "<!-- The rest is written by crates/plan/tests/alter_matrix. -->";

/// The generated part of the page: a table for each kind.
pub fn of(kinds: &[Vec<Cell>]) -> String {
    let mut page = String::new();
    for cells in kinds {
        let Some(first) = cells.first() else { continue };
        let _ =
            write!(page, "## {}\n\n| change | PostgreSQL | statement |\n| --- | --- | --- |\n", first.kind);
        for cell in cells {
            let versions = match cell.versions {
                None => String::new(),
                Some((first, u32::MAX)) => format!("{first} or later"),
                Some((first, last)) if first == last => first.to_string(),
                Some((14, last)) => format!("up to {last}"),
                Some((first, last)) => format!("{first} to {last}"),
            };
            let _ = writeln!(page, "| {} | {versions} | {} |", cell.property, how(cell));
        }
        page.push('\n');
    }
    page.truncate(page.trim_end().len());
    page.push('\n');
    page
}

fn how(cell: &Cell) -> String {
    let written = |sql: &String| format!("`{}`", sql.replace('@', "").replace('|', "\\|"));
    if let Some(reason) = &cell.recreated {
        return format!("recreated: {reason}");
    }
    if let Some(reason) = &cell.impossible {
        return format!("not possible: {reason}");
    }
    let statements: Vec<String> = cell.statements.iter().map(written).collect();
    let mut how = statements.join(", ");
    if let Some(reason) = &cell.dependents {
        let _ = write!(how, "; dependent objects are recreated: {reason}");
    }
    if let Some(reason) = &cell.back_recreated {
        let _ = write!(how, "; for the reverse change, the object is recreated, because {reason}");
    }
    how
}
