//! Names of new classes, formed as the names of the classes next to them.

use std::collections::BTreeMap;

use pgplumb_catalog::ObjectId;

use super::super::super::compare::MatchedClass;
use super::super::super::names::{pascal_case, singular};

/// How a class name is formed from the name of its object.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
struct Pattern {
    prefix: String,
    suffix: String,
    has_schema: bool,
    is_singular: bool,
}

/// The name of a class for an object, as most of the similar classes are named.
pub(super) fn class_name(id: &ObjectId, similar: &[&MatchedClass<'_>]) -> String {
    let samples = similar.iter().map(|sample| (sample.class.name.as_str(), &sample.id));
    name_like(id, samples.collect::<Vec<_>>().as_slice())
}

fn name_like(id: &ObjectId, samples: &[(&str, &ObjectId)]) -> String {
    let mut counts: BTreeMap<Pattern, usize> = BTreeMap::new();
    for (name, sample) in samples {
        for pattern in patterns(name, sample) {
            *counts.entry(pattern).or_default() += 1;
        }
    }
    // Of several patterns that fit equally often, the one with the shortest affixes is meant.
    let length = |pattern: &Pattern| pattern.prefix.len() + pattern.suffix.len();
    let best = counts
        .into_iter()
        .max_by(|(a, a_count), (b, b_count)| a_count.cmp(b_count).then_with(|| length(b).cmp(&length(a))));
    match best {
        Some((pattern, _)) => {
            let stem = stem(id, pattern.has_schema, pattern.is_singular);
            format!("{}{stem}{}", pattern.prefix, pattern.suffix)
        }
        // Classes whose names do not follow from their tables have no schema in them either.
        None => stem(id, samples.is_empty(), false),
    }
}

/// The ways in which a class name can be formed from its object.
fn patterns(name: &str, id: &ObjectId) -> Vec<Pattern> {
    let mut found = Vec::new();
    for has_schema in [true, false] {
        for is_singular in [false, true] {
            let stem = stem(id, has_schema, is_singular);
            let Some((prefix, suffix)) = name.split_once(&stem) else { continue };
            found.push(Pattern {
                prefix: prefix.to_owned(),
                suffix: suffix.to_owned(),
                has_schema,
                is_singular,
            });
        }
    }
    found
}

fn stem(id: &ObjectId, has_schema: bool, is_singular: bool) -> String {
    let schema = id.schema.as_deref().filter(|schema| has_schema && *schema != "public");
    let name = if is_singular { singular(&id.name) } else { id.name.to_string() };
    format!("{}{}", schema.map(pascal_case).unwrap_or_default(), pascal_case(&name))
}

#[cfg(test)]
mod tests {
    use pgplumb_catalog::Kind;

    use super::*;

    #[test]
    fn names_follow_the_existing_classes() {
        let table = |path: &str| {
            let (schema, name) = path.split_once('.').unwrap();
            ObjectId::local(Kind::Table, &schema.into(), name)
        };
        for (samples, object, name) in [
            (&[][..], "public.order_items", "OrderItems"),
            (&[("User", "public.users"), ("Status", "public.status")][..], "public.order_items", "OrderItem"),
            (&[("Users", "public.users")][..], "public.order_items", "OrderItems"),
            (&[("UserRow", "public.users"), ("DataRow", "public.data")][..], "public.boxes", "BoxRow"),
            (&[("AppUser", "app.users")][..], "app.categories", "AppCategory"),
            (&[("Client", "app.users")][..], "app.categories", "Categories"),
        ] {
            let samples: Vec<_> = samples.iter().map(|(name, path)| (*name, table(path))).collect();
            let samples: Vec<_> = samples.iter().map(|(name, id)| (*name, id)).collect();
            assert_eq!(name_like(&table(object), &samples), name, "{object} {samples:?}");
        }
    }
}
