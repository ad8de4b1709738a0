//! The rows of tables that exist before and after a change must be the same.

use pgplumb_catalog::ObjectId;
use pgplumb_plan::{Plan, Step};
use pgplumb_testkit::Database;
use pgplumb_testkit::random::{Change, Object, Schema};

/// A query on the new schema, and what it must return.
pub struct Kept {
    query: String,
    expected: Vec<Vec<String>>,
}

/// What must be kept: the values of columns that both schemas have with the same type, unless the
/// plan says that it deletes or converts them.
pub fn expected(change: &Change, old: &Database, plan: &Plan) -> Vec<Kept> {
    let mut all = Vec::new();
    for after in &change.new.objects {
        let Some(before) = change.old.get(after.id) else { continue };
        let has_rows = ["table", "child", "partition"].contains(&after.template.word);
        if !has_rows || before.template.word != after.template.word || is_lost(&change.old, before, plan) {
            continue;
        }
        let same = columns(change, after.id);
        let same = same.into_iter().filter(|(before, _)| !is_lost(&change.old, before, plan));
        let (mut old_names, mut new_names) = (vec!["1".to_owned()], vec!["1".to_owned()]);
        for (before, after) in same {
            old_names.push(change.old.own_name(before));
            new_names.push(change.new.own_name(after));
        }
        let query = |schema: &Schema, table: &Object, names: &[String]| {
            format!("SELECT ROW({})::text FROM ONLY {} ORDER BY 1", names.join(", "), schema.own_name(table))
        };
        all.push(Kept {
            query: query(&change.new, after, &new_names),
            expected: old.query(&query(&change.old, before, &old_names)),
        });
    }
    all
}

/// The first rows that are not as expected.
pub fn lost(kept: &[Kept], database: &Database) -> Option<String> {
    kept.iter().find_map(|kept| {
        let got = database.query(&kept.query);
        (got != kept.expected).then(|| format!("{}\nexpected {:?}\ngot {got:?}", kept.query, kept.expected))
    })
}

/// The columns of a table that both schemas have with the same type.
fn columns(change: &Change, table: usize) -> Vec<(&Object, &Object)> {
    let of_table = |object: &&Object| {
        ["number", "text", "other column", "enum column", "typed column"].contains(&object.template.word)
            && object.needs[0] == table
    };
    let pairs = change.new.objects.iter().filter(of_table).filter_map(|after| {
        let before = change.old.get(after.id)?;
        let type_of = |object: &Object| {
            let at = object.template.properties.iter().position(|property| property.name == "type");
            at.and_then(|at| object.template.properties[at].value(object.choices[at], change.old.major))
        };
        let same = before.template.word == after.template.word
            && before.needs == after.needs
            && after.needs[1..].iter().all(|needed| is_unchanged(change, *needed))
            && match (type_of(before), type_of(after)) {
                (Some(from), Some(to)) => from == to || keeps_text(from, to),
                _ => before.choices == after.choices,
            };
        same.then_some((before, after))
    });
    pairs.collect()
}

/// Whether a conversion keeps the texts of values.
fn keeps_text(from: &str, to: &str) -> bool {
    let integers = ["smallint", "integer", "bigint", "numeric", "text"];
    let strings = ["character varying(20)", "text"];
    [&integers[..], &strings[..]].iter().any(|types| {
        let place = |of: &str| types.iter().position(|known| *known == of);
        place(from).zip(place(to)).is_some_and(|(from, to)| from < to)
    })
}

/// Whether an object and everything that it needs are the same in both schemas.
fn is_unchanged(change: &Change, id: usize) -> bool {
    change.old.get(id) == change.new.get(id)
        && change
            .new
            .get(id)
            .is_some_and(|object| object.needs.iter().all(|need| is_unchanged(change, *need)))
}

/// Whether the plan says that an object's rows or values are deleted or converted.
fn is_lost(schema: &Schema, object: &Object, plan: &Plan) -> bool {
    let Ok(id) = schema.identity(object).parse::<ObjectId>() else { return true };
    let loses = |step: &Step| {
        step.is_destructive() || step.type_changes.iter().any(|change| !change.losses.is_empty())
    };
    plan.steps.iter().any(|step| step.object == id && loses(step))
}
