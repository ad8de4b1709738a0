//! What of a dump never makes it out of date.

use super::header::{DATABASE, DUMPED};

/// The text without what never makes it out of date: the database's name, the time and the program.
pub fn stable(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut lines = text.split_inclusive('\n');
    for line in lines.by_ref() {
        if !line.starts_with("--") {
            out.push_str(line);
            break;
        }
        if ![DATABASE, DUMPED].iter().any(|prefix| line.starts_with(prefix)) {
            out.push_str(line);
        }
    }
    lines.for_each(|line| out.push_str(line));
    out
}

#[cfg(test)]
mod tests {
    use super::stable;

    #[test]
    fn time_and_database_make_nothing_stale_and_all_else_does() {
        let text = |database: &str, server: &str, comment: &str| {
            format!(
                "-- Written\n-- Database: {database}\n-- Server: {server}\n-- Dumped: {database}\n\n-- Database: {comment}\n"
            )
        };
        assert_eq!(stable(&text("a", "16", "x")), stable(&text("b", "16", "x")));
        assert_ne!(stable(&text("a", "16", "x")), stable(&text("a", "17", "x")));
        assert_ne!(stable(&text("a", "16", "x")), stable(&text("a", "16", "y")));
    }
}
