//! What becomes of triggers, rules and policies.

use std::collections::BTreeSet;

use super::Table;
use crate::kinds::alter::comment;
use crate::kinds::{AlterContext, Aspect, Object, PartChange, SqlContext, Statement};
use crate::plan::{Action, Hazard, LockMode};
use crate::sql::ident;
use crate::{Kind, ObjectId};

/// That a trigger which a partition has from its parent fires otherwise than that.
pub(super) fn states_of_triggers(new: &Table, context: &AlterContext<'_>) -> Vec<PartChange> {
    let inherited = |part: &crate::kinds::Part| {
        new.triggers.iter().any(|trigger| trigger.inherited && trigger.name == part.id.name)
            && part.id.kind == Kind::Trigger
    };
    let states = named_parts(new, context.to, context).into_iter().filter(inherited);
    states
        .map(|part| {
            let change = PartChange::new(part.id, Action::Alter, part.statements);
            change.locking(LockMode::ShareRowExclusive).needing(part.needs)
        })
        .collect()
}

/// Triggers, rules and policies: what is another is dropped and made anew.
pub(super) fn parts(old: &Table, new: &Table, context: &AlterContext<'_>, changes: &mut Vec<PartChange>) {
    let (before, after) = (named_parts(old, context.from, context), named_parts(new, context.to, context));
    part_changes(new, (&before, &after), context, changes);
}

fn named_parts(
    table: &Table,
    catalog: &crate::Catalog,
    context: &AlterContext<'_>,
) -> Vec<crate::kinds::Part> {
    let apart = BTreeSet::new();
    let sql = SqlContext { version: context.version, catalog, apart: &apart };
    let is_meant =
        |part: &crate::kinds::Part| matches!(part.id.kind, Kind::Trigger | Kind::Rule | Kind::Policy);
    super::create::parts(table, &sql).into_iter().filter(is_meant).collect()
}

/// The changes of parts that are known by the statements that make them.
pub(crate) fn part_changes(
    owner: &dyn Object,
    (before, after): (&[crate::kinds::Part], &[crate::kinds::Part]),
    _context: &AlterContext<'_>,
    changes: &mut Vec<PartChange>,
) {
    let find = |list: &[crate::kinds::Part], id: &ObjectId| list.iter().find(|part| part.id == *id).cloned();
    for was in before {
        if find(after, &was.id).is_some_and(|is| is.statements == was.statements) {
            continue;
        }
        // A trigger that a partition has from its parent is only said to fire or not.
        let is_state = was.statements.first().is_some_and(|s| s.sql.starts_with("ALTER "));
        if is_state && find(after, &was.id).is_none() {
            continue;
        }
        let only_about =
            find(after, &was.id).is_some_and(|is| is.statements.first() == was.statements.first());
        if !only_about {
            changes.push(drop_part(owner, &was.id).also(&part_hazards(was, Action::Drop)));
        }
    }
    for is in after {
        match find(before, &is.id) {
            Some(was) if was.statements == is.statements => {}
            Some(was) if was.statements.first() == is.statements.first() => {
                let mut statements: Vec<Statement> =
                    is.statements.iter().filter(|s| !was.statements.contains(s)).cloned().collect();
                let gone = was.statements.iter().filter(|s| !is.statements.contains(s));
                statements.extend(gone.filter_map(|s| undone(owner, &is.id, s, &is.statements)));
                let is_comment = statements.iter().all(|s| s.aspect != Aspect::Definition);
                let mut change = PartChange::new(is.id.clone(), Action::Alter, statements);
                change.lock = (!is_comment).then(|| part_lock(is.id.kind));
                changes.push(if is_comment { change } else { change.also(&part_hazards(is, Action::Alter)) });
            }
            _ => {
                let change = PartChange::new(is.id.clone(), Action::Create, is.statements.clone());
                let change = change.locking(part_lock(is.id.kind)).also(&part_hazards(is, Action::Create));
                changes.push(change.needing(is.needs.clone()));
            }
        }
    }
}

/// The lock that making or changing a part takes.
fn part_lock(kind: Kind) -> LockMode {
    if kind == Kind::Trigger { LockMode::ShareRowExclusive } else { LockMode::AccessExclusive }
}

/// What may come of a trigger, a rule or a policy that is made, changed or dropped.
fn part_hazards(part: &crate::kinds::Part, action: Action) -> Vec<Hazard> {
    let is_restrictive =
        part.statements.first().is_some_and(|statement| statement.sql.contains(" AS RESTRICTIVE"));
    match part.id.kind {
        // A permissive policy lets more be seen when it comes, a restrictive one when it goes.
        Kind::Policy if action == Action::Alter || (action == Action::Create) != is_restrictive => {
            vec![Hazard::ChangesResults, Hazard::LoosensSecurity]
        }
        Kind::Policy | Kind::Rule => vec![Hazard::ChangesResults],
        _ => Vec::new(),
    }
}

/// What takes back a statement that said something of a part: a comment, that it does not fire.
fn undone(owner: &dyn Object, id: &ObjectId, said: &Statement, now: &[Statement]) -> Option<Statement> {
    let name = ident(&id.name);
    let word = id.kind.word().to_uppercase();
    if said.sql.starts_with("COMMENT ON") {
        let is_said = now.iter().any(|s| s.sql.starts_with("COMMENT ON"));
        return (!is_said).then(|| comment(&format!("{word} {name} ON {}", owner.sql_name()), None));
    }
    let is_state = |s: &Statement| s.sql.starts_with("ALTER TABLE");
    (is_state(said) && !now.iter().any(is_state))
        .then(|| format!("ALTER TABLE {} ENABLE {word} {name}", owner.sql_name()).into())
}

/// Drops a part by its kind.
fn drop_part(owner: &dyn Object, id: &ObjectId) -> PartChange {
    let sql = drop_part_sql(owner, id);
    PartChange::new(id.clone(), Action::Drop, [sql.into()]).locking(LockMode::AccessExclusive)
}

/// The statement that takes a part away from what it belongs to.
pub fn drop_part_sql(owner: &dyn Object, id: &ObjectId) -> String {
    let (class, table, name) = (owner.sql_class(), owner.sql_name(), ident(&id.name));
    match id.kind {
        Kind::Column => format!("ALTER {class} {table} DROP COLUMN {name}"),
        Kind::Default => format!("ALTER {class} {table} ALTER COLUMN {name} DROP DEFAULT"),
        Kind::Constraint => format!("ALTER {class} {table} DROP CONSTRAINT {name}"),
        Kind::Index => format!("DROP INDEX {}", id.path()),
        kind => format!("DROP {} {name} ON {table}", kind.word().to_uppercase()),
    }
}
