//! Removes the volatile parts of a dump.

use super::header::{DATABASE, DUMPED};

/// Removes the volatile parts: the database name, the time and the program.
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
    fn stable_ignores_database_and_time_only() {
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
