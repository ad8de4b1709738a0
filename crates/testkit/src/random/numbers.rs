//! A random number generator that gives the same numbers for a seed on every machine.

/// The SplitMix64 generator.
pub struct Random(u64);

impl Random {
    /// The generator for a seed.
    pub fn new(seed: u64) -> Self {
        Self(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15))
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// Returns a number below `end`, which must not be 0.
    pub fn below(&mut self, end: usize) -> usize {
        usize::try_from(self.next() % (end as u64)).expect("small")
    }

    /// Returns true with a probability in percent.
    pub fn percent(&mut self, chance: usize) -> bool {
        self.below(100) < chance
    }

    /// Returns one element of a list, which must not be empty.
    pub fn pick<'a, T: ?Sized>(&mut self, list: &[&'a T]) -> &'a T {
        list[self.below(list.len())]
    }

    /// Returns the text with a probability in percent, otherwise an empty text.
    pub fn maybe<'a>(&mut self, chance: usize, text: &'a str) -> &'a str {
        if self.percent(chance) { text } else { "" }
    }
}

/// Names that are special in SQL, comments, Markdown or file systems unless they are escaped.
pub const HOSTILE: &[&str] = &[
    "users",
    "select",
    "User",
    "Order Details",
    "a\"b",
    "a.b",
    "x;y",
    "--",
    "/*",
    "*/",
    "$$",
    "$_$",
    "'",
    "\\",
    "\\'",
    "E'",
    "größe",
    "\u{1f600}\u{1f680}",
    "new\nline",
    "tab\t",
    " lead",
    "trail ",
    "%s %I",
    "CON",
    "..",
    "../up",
    ".hidden",
    "BIT",
    "bit",
    "public",
    "pg_x",
    "1st",
    "(",
    ")",
    "f(int)",
    "-- pgplumb: pass 9",
    "\u{202e}rtl",
    "|pipe|",
    "[link](x)",
    "<b>",
    "{}",
    ":var",
    "\\restrict",
    "nul",
    "table",
    "timestamp",
    "e\u{301}",
    "a_name_that_is_exactly_as_long_as_any_name_can_be_63_bytes_long_",
];
