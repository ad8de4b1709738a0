//! Differences that several comparisons have: a schema map, an SQL file and table files of the same
//! schema differ from the database in the same way. Each is listed and counted once.

use rustc_hash::FxHashMap;

use super::{Finding, Section};
use crate::nouns::counted;

/// The differences of earlier comparisons, each with the title of the first that has it.
#[derive(Default)]
pub(super) struct Earlier<'a> {
    titles: FxHashMap<String, &'a str>,
}

impl<'a> Earlier<'a> {
    /// The findings of a comparison that no earlier one has, and a sentence about the findings that
    /// one has, regardless of their locations: `the same 3 differences as docs/schema_map.json →
    /// database`.
    pub fn take_new(&mut self, section: &'a Section) -> (Vec<&'a Finding>, Option<String>) {
        let mut new = Vec::new();
        let mut repeated: Vec<(&'a str, usize)> = Vec::new();
        for finding in &section.findings {
            let known = key(finding).map(|key| *self.titles.entry(key).or_insert(&section.title));
            match known.filter(|title| *title != section.title) {
                None => new.push(finding),
                Some(title) => match repeated.iter_mut().find(|(other, _)| *other == title) {
                    Some((_, number)) => *number += 1,
                    None => repeated.push((title, 1)),
                },
            }
        }
        let only = new.is_empty() && repeated.len() == 1;
        let sentences: Vec<String> = repeated
            .into_iter()
            .map(|(title, number)| match only {
                true => format!("the same {} as {title}", counted(number, "difference")),
                false => format!("{} as in {title}", counted(number, "difference")),
            })
            .collect();
        (new, (!sentences.is_empty()).then(|| sentences.join("; ")))
    }
}

/// What two equal differences have in common. A finding with a message of its own is no repetition.
fn key(finding: &Finding) -> Option<String> {
    match finding {
        Finding::Schema { change, message: None, .. } => serde_json::to_string(change).ok(),
        _ => None,
    }
}
