//! How many classes were compared, and how many were not and why.

use std::collections::BTreeMap;

use super::super::read::{ClassKind, PythonClass};
use super::Comparer;

/// The number of classes that a reason names.
const NAMED: usize = 3;

/// Why a class was not compared.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(super) enum Reason {
    /// Its name matches a table, but the code has mapped classes.
    Api,
    /// Another class declares the object.
    Declared,
    /// The object is not in the database, which is reported.
    Missing,
    /// Several objects match.
    Ambiguous,
    /// A mark or a setting says so.
    Ignored,
    /// No object matches.
    Nothing,
}

impl Reason {
    /// The words for some classes that were not compared.
    fn describe(self, names: &[String]) -> String {
        let names_of = |noun: &str| names_of(names, noun);
        match self {
            Self::Api => format!("{}, as the code has mapped classes", names_of("API class")),
            Self::Declared => format!("{} whose object another class declares", names_of("class")),
            Self::Missing => format!("{} whose object is not in the database", names_of("class")),
            Self::Ambiguous => format!("{} matching several objects", names_of("class")),
            Self::Ignored => names_of("ignored class"),
            Self::Nothing => format!("{} without an object in the database", names_of("class")),
        }
    }
}

/// Counts of classes.
#[derive(Debug, Default)]
pub(super) struct Counts {
    compared: usize,
    /// The classes whose columns may come from somewhere else.
    with_unknown_fields: Vec<String>,
    skipped: BTreeMap<Reason, Vec<String>>,
}

impl Counts {
    pub(super) fn compared(&mut self, class: &PythonClass) {
        self.compared += 1;
        if class.kind != ClassKind::Enum && class.has_unknown_fields {
            self.with_unknown_fields.push(class.name.clone());
        }
    }

    pub(super) fn skipped(&mut self, class: &PythonClass, reason: Reason) {
        self.skipped.entry(reason).or_default().push(class.name.clone());
    }
}

impl Comparer<'_> {
    /// Says how many classes were compared, and how many were not and why.
    pub(super) fn summary(&self) -> String {
        let Counts { compared, with_unknown_fields, skipped } = &self.counts;
        let mut summary = format!("{compared} {} compared", plural(*compared, "class"));
        if !skipped.is_empty() {
            let skipped: Vec<String> = skipped.iter().map(|(reason, names)| reason.describe(names)).collect();
            summary.push_str(&format!("; not compared: {}", skipped.join(", ")));
        }
        if !with_unknown_fields.is_empty() {
            let names = names_of(with_unknown_fields, "class");
            summary.push_str(&format!("; {names} may have more columns, from code that is not read"));
        }
        summary
    }
}

/// The number of classes and the names of the first.
fn names_of(names: &[String], noun: &str) -> String {
    let mut listed: Vec<&str> = names.iter().take(NAMED).map(String::as_str).collect();
    if names.len() > NAMED {
        listed.push("…");
    }
    format!("{} {} ({})", names.len(), plural(names.len(), noun), listed.join(", "))
}

fn plural(count: usize, noun: &str) -> String {
    if count == 1 { noun.to_owned() } else { format!("{noun}es") }
}
