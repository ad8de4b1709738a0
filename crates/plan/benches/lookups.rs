//! How the time of planning grows with the number of objects of one kind: the drop, the creation
//! and the alteration of 1,000 and of 10,000 of them.
//!
//! `.ci/lookups` runs it: `cargo bench -p pgplumb-plan --bench lookups [-- NAME…]`. It needs no
//! server. The objects come from `seeds/old.json` and `seeds/new.json`, snapshots of
//! `seeds/old.sql` and `seeds/new.sql` in which each kind has one object, named `seed_<kind>`. The
//! bench copies every entry with that word as often as needed, with a number added to the word.
//!
//! Measures the time on the CPU, because other processes would disturb the clock's time. Ten times
//! the objects may take up to [`LIMIT`] times as long; more than that fails, because a
//! scan of all objects for each object takes a hundred times as long.

#![allow(clippy::print_stdout, reason = "the result of a bench")]

use std::time::Duration;

use pgplumb_catalog::{Catalog, Kind, snapshot};
use pgplumb_compare::align;
use pgplumb_plan::{PlanOptions, plan};
use serde_json::{Map, Value};

const FEW: usize = 1_000;
const MANY: usize = 10_000;

/// How many times as long [`MANY`] objects may take as [`FEW`].
const LIMIT: f64 = 20.0;

/// Below this, the time for [`MANY`] objects says nothing about growth.
const NEGLIGIBLE: Duration = Duration::from_millis(50);

/// Seeds that are not kinds: tables and views whose planning has code of its own.
const MORE_SEEDS: [&str; 4] = ["seed_partition", "seed_child", "seed_circle", "seed_dependent"];

fn main() {
    let only: Vec<String> = std::env::args().skip(1).filter(|argument| !argument.starts_with('-')).collect();
    let seeds =
        Seeds { old: parse(include_str!("seeds/old.json")), new: parse(include_str!("seeds/new.json")) };
    let words = Kind::ALL.iter().map(|kind| seed_of(*kind)).chain(MORE_SEEDS.map(str::to_owned));
    let words: Vec<String> = words
        .filter(|word| only.is_empty() || only.iter().any(|name| word.contains(name.as_str())))
        .collect();
    assert!(!words.is_empty(), "no seed is named {only:?}");

    println!("{:40} {FEW:>9} {MANY:>9} {:>6}", "", "ratio");
    let mut slow = Vec::new();
    for word in &words {
        let [few, many] = [FEW, MANY].map(|count| Catalogs::new(&seeds, word, count));
        for change in [Change::Drop, Change::Create, Change::Alter] {
            let [few, many] = [&few, &many].map(|catalogs| catalogs.measure(change));
            let ratio = many.as_secs_f64() / few.as_secs_f64().max(f64::EPSILON);
            let is_slow = ratio > LIMIT && many > NEGLIGIBLE;
            let name = format!("{change:?} {}", word.trim_start_matches("seed_")).to_lowercase();
            println!(
                "{name:40} {:>6.1} ms {:>6.1} ms {ratio:>5.1}x{}",
                milliseconds(few),
                milliseconds(many),
                if is_slow { "  TOO SLOW" } else { "" }
            );
            if is_slow {
                slow.push(name);
            }
        }
    }
    assert!(slow.is_empty(), "{MANY} objects take more than {LIMIT} times as long as {FEW}: {slow:?}");
}

/// The word in the names of a kind's objects. An extension must have the name of a real one, and no
/// word may begin with another.
fn seed_of(kind: Kind) -> String {
    match kind {
        Kind::Extension => "pg_trgm".to_owned(),
        Kind::Operator => "seed_some_operator".to_owned(),
        Kind::Default => "seed_some_default".to_owned(),
        kind => format!("seed_{}", kind.key()),
    }
}

fn milliseconds(duration: Duration) -> f64 {
    duration.as_secs_f64() * 1_000.0
}

fn parse(text: &str) -> Value {
    serde_json::from_str(text).expect("a snapshot")
}

/// What is planned for the objects.
#[derive(Clone, Copy, Debug)]
enum Change {
    Drop,
    Create,
    Alter,
}

/// Snapshots with one object of each kind, before and after a change of it.
struct Seeds {
    old: Value,
    new: Value,
}

/// Catalogs with no object of a kind, with many, and with as many that are changed.
struct Catalogs {
    word: String,
    without: Catalog,
    old: Catalog,
    new: Catalog,
}

impl Catalogs {
    fn new(seeds: &Seeds, word: &str, count: usize) -> Self {
        // What is named within a table has a table of its own, which stays.
        let holder = word.replace("seed_", "table_of_");
        let words = [word, &holder];
        let old = multiplied(&seeds.old, &words, count);
        let mut catalogs = Self {
            word: word.to_owned(),
            without: catalog(&without(&old, &[word])),
            old: catalog(&old),
            new: catalog(&multiplied(&seeds.new, &words, count)),
        };
        align(&mut catalogs.old, &mut catalogs.new);
        catalogs
    }

    /// The time of planning a change of all objects; the shortest of three runs.
    fn measure(&self, change: Change) -> Duration {
        let (from, to) = match change {
            Change::Drop => (&self.old, &self.without),
            Change::Create => (&self.without, &self.old),
            Change::Alter => (&self.old, &self.new),
        };
        let options = PlanOptions { online: true, ..PlanOptions::default() };
        let run = || {
            let started = cpu_time();
            let plan = plan(from, to, &options);
            let took = cpu_time() - started;
            assert!(
                !plan.is_empty() || !plan.unplannable.is_empty(),
                "{change:?} of {} plans nothing",
                self.word
            );
            took
        };
        let first = run();
        // A plan that takes seconds does so every time.
        if first > Duration::from_secs(2) { first } else { first.min(run()).min(run()) }
    }
}

/// How long this thread was on the CPU.
#[cfg(unix)]
fn cpu_time() -> Duration {
    use nix::time::{ClockId, clock_gettime};
    clock_gettime(ClockId::CLOCK_THREAD_CPUTIME_ID).expect("a clock").into()
}

/// The clock's time, on systems without a CPU time for each thread.
#[cfg(not(unix))]
fn cpu_time() -> Duration {
    static START: std::sync::LazyLock<std::time::Instant> = std::sync::LazyLock::new(std::time::Instant::now);
    START.elapsed()
}

fn catalog(snapshot: &Value) -> Catalog {
    let text = serde_json::to_vec(snapshot).expect("JSON");
    snapshot::read(text.as_slice()).expect("a snapshot").catalog
}

/// A snapshot in which all that has one of the words in its name is there so many times.
fn multiplied(seed: &Value, words: &[&str], count: usize) -> Value {
    let mut whole = without(seed, words);
    let template = only(seed, words).expect("the seed has the words");
    for number in 0..count {
        copy_into(&mut whole, &template, words, &format!("_{number:05}"));
    }
    whole
}

/// A value without what has one of the words in its name.
fn without(value: &Value, words: &[&str]) -> Value {
    match value {
        Value::Object(map) => {
            let kept = map.iter().filter(|(key, value)| !contains(key, words) && !is_text_with(value, words));
            Value::Object(kept.map(|(key, value)| (key.clone(), without(value, words))).collect())
        }
        Value::Array(list) => {
            let kept = list.iter().filter(|element| !is_element_with(element, words));
            kept.map(|element| without(element, words)).collect()
        }
        _ => value.clone(),
    }
}

/// The part of a value that [`without`] leaves out, with what it is in.
fn only(value: &Value, words: &[&str]) -> Option<Value> {
    match value {
        Value::Object(map) => {
            let picked = |(key, value): (&String, &Value)| {
                let is_whole = contains(key, words) || is_text_with(value, words);
                Some((key.clone(), if is_whole { value.clone() } else { only(value, words)? }))
            };
            let picked: Map<String, Value> = map.iter().filter_map(picked).collect();
            (!picked.is_empty()).then_some(Value::Object(picked))
        }
        Value::Array(list) => {
            let picked: Vec<Value> =
                list.iter().filter(|element| is_element_with(element, words)).cloned().collect();
            (!picked.is_empty()).then_some(Value::Array(picked))
        }
        _ => None,
    }
}

/// Adds a copy of the template, with a number added to each of the words.
fn copy_into(whole: &mut Value, template: &Value, words: &[&str], number: &str) {
    match (whole, template) {
        (Value::Object(whole), Value::Object(template)) => {
            for (key, value) in template {
                if contains(key, words) || is_text_with(value, words) {
                    whole.insert(numbered_text(key, words, number), numbered(value, words, number));
                } else if let Some(inner) = whole.get_mut(key) {
                    copy_into(inner, value, words, number);
                } else {
                    whole.insert(key.clone(), numbered(value, words, number));
                }
            }
        }
        (Value::Array(whole), Value::Array(template)) => {
            whole.extend(template.iter().map(|element| numbered(element, words, number)));
        }
        _ => {}
    }
}

/// A value with a number added to the words in all its keys and texts.
fn numbered(value: &Value, words: &[&str], number: &str) -> Value {
    match value {
        Value::Object(map) => {
            let entry = |(key, value): (&String, &Value)| {
                (numbered_text(key, words, number), numbered(value, words, number))
            };
            Value::Object(map.iter().map(entry).collect())
        }
        Value::Array(list) => list.iter().map(|element| numbered(element, words, number)).collect(),
        Value::String(text) => numbered_text(text, words, number).into(),
        other => other.clone(),
    }
}

fn numbered_text(text: &str, words: &[&str], number: &str) -> String {
    words.iter().fold(text.to_owned(), |text, word| text.replace(word, &format!("{word}{number}")))
}

fn contains(text: &str, words: &[&str]) -> bool {
    words.iter().any(|word| text.contains(word))
}

fn is_text_with(value: &Value, words: &[&str]) -> bool {
    value.as_str().is_some_and(|text| contains(text, words))
}

/// Whether an element of a list is a text with one of the words, or an object with one in its name:
/// a column, an index, a policy.
fn is_element_with(element: &Value, words: &[&str]) -> bool {
    let is_name = |key: &str| key == "name" || key.ends_with("_name");
    let is_named =
        |map: &Map<String, Value>| map.iter().any(|(key, value)| is_name(key) && is_text_with(value, words));
    is_text_with(element, words) || element.as_object().is_some_and(is_named)
}
