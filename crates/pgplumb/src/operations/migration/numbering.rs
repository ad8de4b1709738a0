//! Continues the numbering of existing migrations.

use std::time::{SystemTime, UNIX_EPOCH};

use super::super::clock;

/// The style of numbers if there are no migrations yet.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum NumberStyle {
    /// `20260131120000`
    Time,
    /// `1`, or `0001` for a width of four.
    Count(usize),
}

/// An iterator over the next numbers.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Numbers {
    next: u128,
    width: usize,
}

impl Numbers {
    /// Starts after the existing numbers. Timestamps continue with the current time, numbers with
    /// the next one.
    pub fn after<'a>(existing: impl Iterator<Item = &'a str>, style: NumberStyle, now: SystemTime) -> Self {
        let last = existing.filter_map(|digits| Some((digits.parse::<u128>().ok()?, digits.len()))).max();
        let digits: String = clock::timestamp(now).chars().filter(char::is_ascii_digit).collect();
        let seconds = now.duration_since(UNIX_EPOCH).map_or(0, |since| since.as_secs());
        let stamp = |width: usize| digits.get(..width).and_then(|stamp| stamp.parse::<u128>().ok());
        let (now, width) = match (last, style) {
            (Some((last, width @ (12 | 14))), _) if last / 10_u128.pow(width as u32 - 2) >= 19 => {
                (stamp(width).unwrap_or(0), width)
            }
            (Some((last, 10)), _) if last > 1_000_000_000 => (u128::from(seconds), 10),
            (Some((_, width)), _) => (0, width),
            (None, NumberStyle::Time) => (stamp(14).unwrap_or(0), 14),
            (None, NumberStyle::Count(width)) => (1, width),
        };
        Self { next: now.max(last.map_or(0, |(last, _)| last + 1)), width }
    }
}

impl Iterator for Numbers {
    type Item = String;

    fn next(&mut self) -> Option<String> {
        let number = format!("{:0width$}", self.next, width = self.width);
        self.next += 1;
        Some(number)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::time::Duration;

    #[test]
    fn continues_the_existing_numbering() {
        let now = UNIX_EPOCH + Duration::from_secs(1_709_251_200);
        for (existing, style, next) in [
            (&["1", "2", "10"][..], NumberStyle::Time, "11"),
            (&["0001", "0002"], NumberStyle::Time, "0003"),
            (&["20200101000000"], NumberStyle::Count(1), "20240301000000"),
            (&["20990101000000"], NumberStyle::Count(1), "20990101000001"),
            (&["1600000000"], NumberStyle::Count(1), "1709251200"),
            (&[], NumberStyle::Count(6), "000001"),
            (&[], NumberStyle::Time, "20240301000000"),
        ] {
            assert_eq!(Numbers::after(existing.iter().copied(), style, now).next().as_deref(), Some(next));
        }
    }
}
