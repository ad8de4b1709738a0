//! Enums changed: labels added, or the type made anew.

use super::Enum;
use crate::Kind;
use crate::kinds::{AlterContext, Alteration, Object, PartChange, Statement, questions};
use crate::plan::{Action, Hazard, Lock, LockMode};
use crate::sql::{ident, literal, qualified};

/// How an enum becomes another state of itself. Labels can be added; where one goes or moves, the type is made anew under its name and
/// all columns of it are moved over.
pub(super) fn alter(old: &Enum, new: &Enum, context: &AlterContext<'_>) -> Alteration {
    if old.labels == new.labels {
        return Alteration::Parts(Vec::new());
    }
    let kept: Vec<_> = new.labels.iter().filter(|label| old.labels.contains(label)).cloned().collect();
    if kept == old.labels {
        return Alteration::Parts(additions(old, new));
    }
    Alteration::Parts(vec![rebuild(old, new, context)])
}

/// One step for each label: a new one can only be used once its transaction is over.
fn additions(old: &Enum, new: &Enum) -> Vec<PartChange> {
    let mut there = old.labels.clone();
    let mut changes = Vec::new();
    for (at, label) in new.labels.iter().enumerate() {
        if there.contains(label) {
            continue;
        }
        let place = match at.checked_sub(1).and_then(|before| new.labels.get(before)) {
            Some(before) if there.last() == Some(before) => String::new(),
            Some(before) => format!(" AFTER {}", literal(before)),
            None => there.first().map(|first| format!(" BEFORE {}", literal(first))).unwrap_or_default(),
        };
        let sql = format!("ALTER TYPE {} ADD VALUE {}{place}", new.sql_name(), literal(label));
        let mut change = PartChange::new(new.id(), Action::Alter, [sql.into()]);
        change.alone = true;
        changes.push(change);
        there.insert(at.min(there.len()), label.clone());
    }
    changes
}

fn rebuild(old: &Enum, new: &Enum, context: &AlterContext<'_>) -> PartChange {
    let id = new.id();
    let aside = format!("pgplumb_old_{}", &new.name[..new.name.floor_char_boundary(50)]);
    let mut statements: Vec<Statement> = vec![
        format!("ALTER TYPE {} RENAME TO {}", new.sql_name(), ident(&aside)).into(),
        format!(
            "CREATE TYPE {} AS ENUM ({})",
            new.sql_name(),
            new.labels.iter().map(|label| literal(label)).collect::<Vec<_>>().join(", ")
        )
        .into(),
    ];
    let (mut disturbs, mut locks, mut questions) = (Vec::new(), Vec::new(), Vec::new());
    let loses = old.labels.iter().any(|label| !new.labels.contains(label));
    let (one, many) = (new.sql_name(), format!("{}[]", new.sql_name()));
    for table in &context.from.tables {
        let columns =
            table.columns.iter().filter(|column| *column.sql_type == *one || *column.sql_type == *many);
        for column in columns {
            disturbs.push(table.id().nested(Kind::Column, column.column_name.clone()));
            disturbs.push(table.id().nested(Kind::Default, column.column_name.clone()));
            if column.inherited {
                continue;
            }
            locks.push(Lock { mode: LockMode::AccessExclusive, on: table.id(), scans: true });
            if loses {
                questions.push(questions::not_among(&table.id(), column, &new.labels));
            }
            let name = ident(&column.column_name);
            let (via, to) = if *column.sql_type == *one { ("text", &one) } else { ("text[]", &many) };
            statements.push(
                format!(
                    "ALTER TABLE {} ALTER COLUMN {name} TYPE {to} USING {name}::{via}::{to}",
                    table.sql_name()
                )
                .into(),
            );
        }
    }
    statements.push(format!("DROP TYPE {}", qualified(&new.schema, &aside)).into());
    let mut change = PartChange::new(id.clone(), Action::Alter, statements);
    change.disturbs = disturbs;
    change.disturbs.push(id);
    if !locks.is_empty() {
        change.hazards.push(Hazard::RewritesTable);
    }
    locks.dedup();
    change.other_locks = locks;
    let change = change.hazard(Hazard::BreaksCode);
    if loses { change.asking(questions) } else { change }
}
