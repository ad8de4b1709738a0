//! Natural order of numbered names: `9_x` before `10_x`.

use std::cmp::Ordering;

/// Compares names: numbers by value, everything else by bytes. If all numbers have the same number
/// of digits, this is the order of bytes.
pub fn compare(one: &str, other: &str) -> Ordering {
    let (mut a, mut b) = (one.as_bytes(), other.as_bytes());
    while let (Some(x), Some(y)) = (a.first(), b.first()) {
        let order = if x.is_ascii_digit() && y.is_ascii_digit() {
            let (m, n) = (take_number(&mut a), take_number(&mut b));
            m.len().cmp(&n.len()).then(m.cmp(n))
        } else {
            let order = x.cmp(y);
            (a, b) = (&a[1..], &b[1..]);
            order
        };
        if order.is_ne() {
            return order;
        }
    }
    a.len().cmp(&b.len()).then_with(|| one.cmp(other))
}

/// Takes the leading digits off a text; returns them without leading zeros.
fn take_number<'a>(text: &mut &'a [u8]) -> &'a [u8] {
    let end = text.iter().position(|byte| !byte.is_ascii_digit()).unwrap_or(text.len());
    let (digits, rest) = text.split_at(end);
    *text = rest;
    let zeros = digits.iter().take_while(|byte| **byte == b'0').count();
    &digits[zeros..]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_compared_by_value() {
        let mut names =
            ["b/1.sql", "10_x.sql", "a.sql", "9_x.sql", "09_b.sql", "a/2.sql", "a1.sql", "a10.sql", "a2.sql"];
        names.sort_by(|one, other| compare(one, other));
        let expected =
            ["09_b.sql", "9_x.sql", "10_x.sql", "a.sql", "a/2.sql", "a1.sql", "a2.sql", "a10.sql", "b/1.sql"];
        assert_eq!(names, expected);
    }
}
