//! What the planner announces for a conversion between two types, compared with what PostgreSQL
//! does to values: for all pairs of built-in types with a cast in `pg_cast`, conversions to and from
//! strings, changes of modifiers, and some arrays, domains and enums.

#![allow(clippy::print_stderr, reason = "the test prints what it measured")]

mod samples;

use std::collections::BTreeMap;
use std::fmt::Write;

use pgplumb_catalog::Name;
use pgplumb_catalog::sql::literal;
use pgplumb_catalog::types::{CastPath, Conversion, DomainType, SqlType, UserTypes, ValueLoss};
use pgplumb_testkit::{Database, Server, for_majors};
use samples::{SAMPLES, Samples, TYPES};

/// The user-defined types of `samples::TYPES`.
struct Types {
    labels: [Vec<Name>; 2],
}

impl Types {
    fn new() -> Self {
        let names = |labels: &[&str]| labels.iter().map(|label| Name::from(*label)).collect();
        Self { labels: [names(&["ok", "sad"]), names(&["ok", "sad", "glad"])] }
    }
}

impl UserTypes for Types {
    fn domain(&self, name: &str) -> Option<DomainType<'_>> {
        let (base_type, is_constrained) = match name {
            "public.long_text" => ("character varying(20)", false),
            "public.short_text" => ("character varying(3)", false),
            "public.price" => ("numeric(10,2)", false),
            "public.rounded" => ("numeric(10,1)", false),
            "public.positive" => ("integer", true),
            _ => return None,
        };
        Some(DomainType { base_type, is_constrained })
    }

    fn labels(&self, name: &str) -> Option<&[Name]> {
        match name {
            "public.mood" => Some(&self.labels[0]),
            "public.moods" => Some(&self.labels[1]),
            _ => None,
        }
    }
}

/// What happened to the values of a pair of types.
#[derive(Default)]
struct Seen {
    same: usize,
    changed: Vec<String>,
    errors: Vec<String>,
    kept_file: bool,
}

/// Losses that depend on settings or names. They are announced even if no sample value shows them.
const CAUTIOUS: [ValueLoss; 7] = [
    ValueLoss::NotReversible,
    ValueLoss::DependsOnLocale,
    ValueLoss::TimeZoneAssumed,
    ValueLoss::TimeZoneRemoved,
    ValueLoss::SpellingNormalized,
    ValueLoss::Padded,
    ValueLoss::Truncated,
];

/// The explicit casts between `bytea` and integers (PostgreSQL 18) or `uuid` (19). They are not used,
/// because older versions convert the text of the value.
fn is_new_cast(from: &str, to: &str) -> bool {
    let has_new_cast = |name: &str| ["smallint", "integer", "bigint", "uuid"].contains(&name);
    from == "bytea" && has_new_cast(to) || to == "bytea" && has_new_cast(from)
}

#[test]
fn conversions_are_as_announced() {
    for_majors(&[14, 19], |installation| {
        let database = Server::shared(installation.major).create_database();
        database.psql(TYPES);
        database.psql(include_str!("convert.sql"));
        let casts = casts(&database);
        let types = Types::new();
        let samples: Vec<&Samples> =
            SAMPLES.iter().filter(|(name, _)| *name != "oid8" || installation.major >= 19).collect();
        let pairs: Vec<(&Samples, &Samples)> = samples
            .iter()
            .flat_map(|from| samples.iter().map(move |to| (*from, *to)))
            .filter(|(from, to)| from.0 != to.0 && is_converted(from.0, to.0, &casts, &types))
            .collect();
        let mut wrong = String::new();
        let (mut lossless, mut lossy, mut refused) = (0, 0, 0);
        for (pair, seen) in pairs.iter().zip(convert(&database, &pairs, &types)) {
            let (from, to) = (pair.0.0, pair.1.0);
            let conversion = Conversion::new((from, &types), (to, &types));
            match (seen.same, seen.changed.len()) {
                (0, 0) => refused += 1,
                (_, 0) => lossless += 1,
                _ => lossy += 1,
            }
            judge(&mut wrong, (from, to), &conversion, &seen);
        }
        eprintln!(
            "PostgreSQL {}: {} pairs of types: {lossless} lossless, {lossy} lossy, {refused} refused",
            installation.major,
            pairs.len()
        );
        assert!(pairs.len() > 1000, "too few pairs: {}", pairs.len());
        assert!(wrong.is_empty(), "on PostgreSQL {}:\n{wrong}", installation.major);
    });
}

/// Compares what was announced with what happened.
fn judge(wrong: &mut String, (from, to): (&str, &str), conversion: &Conversion<'_>, seen: &Seen) {
    let mut report = |what: &str| writeln!(wrong, "{from} → {to}: {what}").unwrap();
    if let (Some(change), true) = (seen.changed.first(), conversion.losses.is_empty()) {
        report(&format!("a value changes, which is not announced: {change}"));
    }
    if let (Some(error), false) = (seen.errors.first(), conversion.may_fail) {
        report(&format!("a value is rejected, which is not announced: {error}"));
    }
    let succeeds = seen.same + seen.changed.len() > 0;
    if succeeds && seen.kept_file == conversion.rewrites {
        report(&format!(
            "the table is rewritten: {}, and {} is announced",
            !seen.kept_file, conversion.rewrites
        ));
    }
    // A number with few digits survives the conversion to binary and back, but sums may differ.
    let is_binary = conversion.from.name == "numeric" && conversion.to.is(&["real", "double precision"]);
    let is_exposed = |loss: &ValueLoss| is_binary || CAUTIOUS.contains(loss) || !seen.changed.is_empty();
    if succeeds && !conversion.losses.iter().all(is_exposed) {
        report(&format!("no value shows {:?}", conversion.losses));
    }
}

/// The casts between two different built-in types, with their contexts.
fn casts(database: &Database) -> BTreeMap<(String, String), char> {
    let query = "SELECT format_type(castsource, NULL), format_type(casttarget, NULL), castcontext
        FROM pg_cast WHERE castsource <> casttarget";
    let rows = database.query(query);
    rows.into_iter().map(|row| ((row[0].clone(), row[1].clone()), row[2].chars().next().unwrap())).collect()
}

/// Whether there is a cast between the types or their elements, or one of them is a string, an enum
/// or a domain.
fn is_converted(from: &str, to: &str, casts: &BTreeMap<(String, String), char>, types: &Types) -> bool {
    let conversion = Conversion::new((from, types), (to, types));
    let (from, to) = (&conversion.from, &conversion.to);
    let is_string = |t: &SqlType<'_>| t.is(&["text", "character varying", "character", "bpchar", "name"]);
    let is_own = |t: &SqlType<'_>| t.name.contains('.');
    let has_cast = from.is_array == to.is_array
        && (from.name == to.name || casts.contains_key(&(from.name.to_string(), to.name.to_string())));
    is_string(from) || is_string(to) || has_cast || is_own(from) && is_own(to)
}

/// Converts the values of all pairs.
fn convert(database: &Database, pairs: &[(&Samples, &Samples)], types: &Types) -> Vec<Seen> {
    let mut rows: Vec<String> = Vec::new();
    for (at, ((from, values), (to, _))) in pairs.iter().enumerate() {
        let conversion = Conversion::new((from, types), (to, types));
        let using = conversion.using("v", to).map(|using| format!(" USING {using}")).unwrap_or_default();
        let alter = format!("ALTER TABLE converted ALTER COLUMN v TYPE {to}{using}");
        let back = Conversion::new((to, types), (from, types)).cast("v", from);
        let fixed = [*from, *to, &alter, &back].map(literal).join(", ");
        rows.extend(values.iter().map(|value| format!("({at}, {fixed}, {})", literal(value))));
    }
    // Each transaction creates some tables only, so that the server does not slow down.
    let query = |rows: &[String]| {
        format!(
            "SELECT pair, c.result, c.detail, c.kept
             FROM (VALUES {}) AS pairs (pair, old, new, alter, back, value)
             CROSS JOIN LATERAL convert_value(old, new, alter, back, value) AS c",
            rows.join(", ")
        )
    };
    let mut seen: Vec<Seen> = pairs.iter().map(|_| Seen::default()).collect();
    for row in rows.chunks(500).flat_map(|rows| database.query(&query(rows))) {
        let [pair, result, detail, kept] = row.as_slice() else { panic!("{row:?}") };
        let seen = &mut seen[pair.parse::<usize>().expect("a position")];
        match result.as_str() {
            "same" => seen.same += 1,
            "changed" => seen.changed.push(detail.clone()),
            _ => seen.errors.push(detail.clone()),
        }
        seen.kept_file |= kept == "t";
    }
    seen
}

#[test]
fn casts_are_those_of_the_server() {
    for_majors(&[14, 19], |installation| {
        let database = Server::shared(installation.major).create_database();
        let mut wrong = String::new();
        for ((from, to), context) in casts(&database) {
            // Types that a column cannot have.
            let is_internal = |name: &str| name.starts_with("pg_") || name.starts_with("reg");
            if is_internal(&from) || is_internal(&to) || is_new_cast(&from, &to) {
                continue;
            }
            let path = Conversion::between_built_in(&from, &to).path;
            let expected = if context == 'e' { CastPath::Explicit } else { CastPath::Assignment };
            if path != expected && (from.as_str(), to.as_str()) != ("path", "point") {
                writeln!(wrong, "{from} → {to}: {expected:?}, and {path:?} is used").unwrap();
            }
        }
        assert!(wrong.is_empty(), "on PostgreSQL {}:\n{wrong}", installation.major);
    });
}
