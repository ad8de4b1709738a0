//! The numbers that migrations have, after the habit of those that are there.

use std::time::{SystemTime, UNIX_EPOCH};

use super::super::clock;

/// What numbers look like where there is none yet.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Habit {
    /// `20260131120000`
    Time,
    /// `1`, or `0001` for a width of four.
    Count(usize),
}

/// The numbers that come next.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Numbers {
    next: u128,
    width: usize,
}

impl Numbers {
    /// Those after the ones that are there: times go on with the time, numbers with the next.
    pub fn after<'a>(there: impl Iterator<Item = &'a str>, habit: Habit, now: SystemTime) -> Self {
        let last = there.filter_map(|digits| Some((digits.parse::<u128>().ok()?, digits.len()))).max();
        let digits: String = clock::timestamp(now).chars().filter(char::is_ascii_digit).collect();
        let seconds = now.duration_since(UNIX_EPOCH).map_or(0, |since| since.as_secs());
        let stamp = |width: usize| digits.get(..width).and_then(|stamp| stamp.parse::<u128>().ok());
        let (now, width) = match (last, habit) {
            (Some((last, width @ (12 | 14))), _) if last / 10_u128.pow(width as u32 - 2) >= 19 => {
                (stamp(width).unwrap_or(0), width)
            }
            (Some((last, 10)), _) if last > 1_000_000_000 => (u128::from(seconds), 10),
            (Some((_, width)), _) => (0, width),
            (None, Habit::Time) => (stamp(14).unwrap_or(0), 14),
            (None, Habit::Count(width)) => (1, width),
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
    fn numbers_go_on_as_they_began() {
        let now = UNIX_EPOCH + Duration::from_secs(1_709_251_200);
        for (there, habit, next) in [
            (&["1", "2", "10"][..], Habit::Time, "11"),
            (&["0001", "0002"], Habit::Time, "0003"),
            (&["20200101000000"], Habit::Count(1), "20240301000000"),
            (&["20990101000000"], Habit::Count(1), "20990101000001"),
            (&["1600000000"], Habit::Count(1), "1709251200"),
            (&[], Habit::Count(6), "000001"),
            (&[], Habit::Time, "20240301000000"),
        ] {
            assert_eq!(Numbers::after(there.iter().copied(), habit, now).next().as_deref(), Some(next));
        }
    }
}
