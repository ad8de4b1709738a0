//! Columns changed: `ALTER TABLE … ALTER COLUMN`.

use super::not_null;
use super::{Column, GeneratedKind, Identity, IdentityGeneration};
use crate::change::rules::narrows;
use crate::kinds::alter::privilege_hazards;
use crate::kinds::alter::{comment, options};
use crate::kinds::constraint::ConstraintType;
use crate::kinds::sequence::Sequence;
use crate::kinds::{AclKind, AlterContext, Aspect, Object, PartChange, Statement, questions, relation};
use crate::plan::{Action, Hazard, LockMode};
use crate::privilege::{GrantTarget, UNSTATED};
use crate::sql::{ident, in_parentheses, literal, qualified};
use crate::{Kind, Name, ObjectId};

/// The changes of a column that stays.
pub(crate) fn alter(
    owner: &dyn Object,
    old: &Column,
    new: &Column,
    context: &AlterContext<'_>,
) -> Vec<PartChange> {
    let table = owner.id();
    let id = table.nested(Kind::Column, new.column_name.clone());
    let alter =
        format!("ALTER {} {} ALTER COLUMN {}", owner.sql_class(), owner.sql_name(), ident(&new.column_name));
    let mut changes = Vec::new();
    let retyped = old.sql_type != new.sql_type || old.collation != new.collation;
    let default = table.nested(Kind::Default, new.column_name.clone());
    let drops_default = old.column_default.is_some() && (retyped || old.column_default != new.column_default);
    if drops_default && (new.column_default.is_none() || retyped) {
        let sql = format!("{alter} DROP DEFAULT");
        let change =
            PartChange::new(default.clone(), Action::Drop, [sql.into()]).locking(LockMode::AccessExclusive);
        // Who relied on it must give a value now.
        let is_missed = new.column_default.is_none() && new.identity.is_none() && new.is_not_null();
        changes.push(if is_missed { change.hazard(Hazard::BreaksCode) } else { change });
    }
    if old.identity.is_some() && new.identity.is_none() {
        let sql = format!("{alter} DROP IDENTITY");
        // The sequence goes, and another may be given its name.
        let sequence = old
            .identity
            .as_ref()
            .map(|i| ObjectId::local(Kind::Sequence, &i.sequence_schema, i.sequence_name.clone()));
        let change = PartChange::new(sequence.unwrap_or_else(|| id.clone()), Action::Drop, [sql.into()]);
        let change = change.locking(LockMode::AccessExclusive);
        changes.push(if new.column_default.is_none() { change.hazard(Hazard::BreaksCode) } else { change });
    }
    if old.generated.is_some() && new.generated.is_none() {
        let sql = format!("{alter} DROP EXPRESSION");
        changes.push(
            PartChange::new(id.clone(), Action::Alter, [sql.into()]).locking(LockMode::AccessExclusive),
        );
    } else if let (Some(_), Some(generated)) =
        (&old.generated, new.generated.as_ref().filter(|_| old.generated != new.generated))
    {
        let sql = format!("{alter} SET EXPRESSION AS {}", in_parentheses(&generated.expression));
        let change = PartChange::new(id.clone(), Action::Alter, [sql.into()]);
        let change = change.locking(LockMode::AccessExclusive).hazard(Hazard::ChangesResults);
        changes.push(if generated.kind == GeneratedKind::Stored {
            change.scanning().hazard(Hazard::RewritesTable)
        } else {
            change
        });
    }
    if retyped && !(new.inherited && old.inherited && is_retyped_above(&table, new, context)) {
        changes.push(retype(&id, &alter, old, new, context));
    }
    if (old.column_default != new.column_default || retyped)
        && let Some(expression) = &new.column_default
    {
        let sql = format!("{alter} SET DEFAULT {expression}");
        let mut statements: Vec<Statement> = vec![sql.into()];
        // A sequence that is new must not give again what is there already.
        let is_own = |sequence: &&Sequence| sequence.owned_by.as_ref() == Some(&id) && !sequence.is_identity;
        let known = |sequence: &Sequence| {
            context.from.sequences.iter().any(|s| s.id() == sequence.id() && !s.is_identity)
        };
        if let Some(own) = context.to.sequences.iter().find(is_own).filter(|sequence| !known(sequence)) {
            statements
                .push(after_greatest(&new.column_name, &literal(&own.sql_name()), &table.path()).into());
        }
        let change = PartChange::new(default, Action::Create, statements).locking(LockMode::AccessExclusive);
        changes.push(change.needing([id.clone()]));
    }
    changes.extend(nullability(&table, &id, &alter, old, new, context));
    changes.extend(identity(&table, &id, &alter, old, new));
    let stored = stored(&alter, old, new);
    if !stored.is_empty() {
        changes.push(PartChange::new(id.clone(), Action::Alter, stored).locking(LockMode::AccessExclusive));
    }
    let mut rest = settings(&alter, old, new);
    rest.extend(about(owner, old, new, context));
    if !rest.is_empty() {
        let is_grant = rest.iter().all(|statement| statement.aspect == Aspect::Privileges);
        let mut change = PartChange::new(id, Action::Alter, rest);
        // A grant waits for nobody.
        change.lock = (!is_grant).then_some(LockMode::ShareUpdateExclusive);
        changes.push(privilege_hazards(change, old.privileges.as_deref(), new.privileges.as_deref()));
    }
    changes
}

/// Whether a parent's column is given the type, and the parent hands it down.
fn is_retyped_above(table: &ObjectId, column: &Column, context: &AlterContext<'_>) -> bool {
    let Some(now) = context.to.table(table) else { return false };
    let parents = now.inherits.iter().chain(now.partition_of.as_ref().map(|partition| &partition.parent));
    parents.filter_map(|parent| Some((context.from.table(parent)?, context.to.table(parent)?))).any(
        |(old, new)| {
            let types = |t: &crate::kinds::table::Table| {
                t.column(&column.column_name).map(|c| (c.sql_type.clone(), c.collation.clone()))
            };
            types(old) != types(new)
        },
    )
}

fn retype(id: &ObjectId, alter: &str, old: &Column, new: &Column, context: &AlterContext<'_>) -> PartChange {
    let collation = match (&old.collation, &new.collation) {
        (_, Some(collation)) => format!(" COLLATE {collation}"),
        _ => String::new(),
    };
    let name = ident(&new.column_name);
    let bare = |text: &str| text.split('(').next().unwrap_or_default().trim_end().to_owned();
    let is_text =
        |text: &str| text == "text" || bare(text) == "character varying" || bare(text) == "character";
    // An explicit cast would cut off what is too long, and say nothing.
    let assigns =
        bare(&old.sql_type) == bare(&new.sql_type) || is_text(&old.sql_type) && is_text(&new.sql_type);
    let cast = (!assigns).then(|| cast(&name, &old.sql_type, &new.sql_type));
    let using = cast.as_ref().map(|cast| format!(" USING {cast}")).unwrap_or_default();
    let sql = format!("{alter} TYPE {}{collation}{using}", new.sql_type);
    let mut change =
        PartChange::new(id.clone(), Action::Alter, [sql.into()]).locking(LockMode::AccessExclusive);
    change.disturbs.push(id.clone());
    if !only_widens(&old.sql_type, &new.sql_type) {
        change = change.hazard(Hazard::RewritesTable);
    }
    let table = id
        .relation
        .as_ref()
        .zip(id.schema.as_ref())
        .map(|(table, schema)| ObjectId::local(Kind::Table, schema, table.clone()));
    // The server makes indexes on the column anew, as far as they are not what they were.
    let is_on = |columns: &[Name]| columns.contains(&new.column_name);
    let was = table.as_ref().and_then(|table| context.from.table(table));
    let has_other_order = old.collation != new.collation
        && was.is_some_and(|table| table.indexes.iter().any(|index| is_on(&index.columns)));
    // A check that stays as it is worded is made anew too, and then looks at all rows.
    let is = table.as_ref().and_then(|table| context.to.table(table));
    let is_checked = was.zip(is).is_some_and(|(was, is)| {
        let checks = was
            .constraints
            .iter()
            .filter(|c| c.constraint_type == ConstraintType::Check && is_on(&c.columns));
        checks.into_iter().any(|check| {
            !check.not_enforced
                && is
                    .constraints
                    .iter()
                    .any(|c| c.constraint_name == check.constraint_name && c.definition == check.definition)
        })
    });
    change.scans = change.hazards.contains(&Hazard::RewritesTable) || has_other_order || is_checked;
    if narrows(&(&*old.sql_type).into(), &(&*new.sql_type).into()) {
        let questions = match &table {
            Some(table) if was.is_some() => questions::cast(table, old, new, cast.as_deref(), context.to),
            _ => Vec::new(),
        };
        change = change.asking(questions);
    }
    change.hazard(Hazard::BreaksCode)
}

/// A value made into another type: what has no cast of its own goes through text.
pub(crate) fn cast(column: &str, old: &str, new: &str) -> String {
    const GROUPS: &[&[&str]] = &[
        &["smallint", "integer", "bigint", "numeric", "real", "double precision"],
        &["date", "timestamp without time zone", "timestamp with time zone"],
        &["time without time zone", "time with time zone", "interval"],
        &["json", "jsonb"],
        &["integer", "boolean"],
        &["inet", "cidr"],
        &["bit", "bit varying"],
    ];
    let element = |text: &str| text.trim_end_matches("[]").to_owned();
    // The precision of a time stands within its name.
    let bare = |text: &str| match (text.find('('), text.find(')')) {
        (Some(open), Some(close)) if open < close => format!("{}{}", &text[..open], &text[close + 1..]),
        _ => text.to_owned(),
    };
    let is_text = |text: &str| text == "text" || text.starts_with("character");
    let (was, is) = (bare(&element(old)), bare(&element(new)));
    let has_cast = is_text(&was)
        || is_text(&is)
        || GROUPS.iter().any(|group| group.contains(&&*was) && group.contains(&&*is));
    if has_cast && !new.contains('.') {
        return format!("{column}::{new}");
    }
    let text = if old.ends_with("[]") || new.ends_with("[]") { "text[]" } else { "text" };
    format!("{column}::{text}::{new}")
}

/// Whether a type holds all that another did in the same form, so that no row need be written anew (`ATColumnChangeRequiresRewrite`).
fn only_widens(old: &str, new: &str) -> bool {
    let parts = |text: &str| match (text.find('('), text.find(')')) {
        (Some(open), Some(close)) if open < close => {
            let sizes =
                text[open + 1..close].split(',').filter_map(|size| size.trim().parse().ok()).collect();
            (format!("{}{}", &text[..open], &text[close + 1..]), sizes)
        }
        _ => (text.to_owned(), Vec::<i64>::new()),
    };
    let ((was, was_sizes), (is, is_sizes)) = (parts(old), parts(new));
    if is.ends_with("[]") {
        return false;
    }
    let is_text = |text: &str| text == "character varying" || text == "text";
    match (&*was, &*is) {
        (was, is) if is_text(was) && is_text(is) => is_sizes.is_empty() || !narrows(&old.into(), &new.into()),
        ("cidr", "inet") => true,
        ("numeric", "numeric") => match (was_sizes.as_slice(), is_sizes.as_slice()) {
            (_, []) => true,
            ([], _) => false,
            ([from, from_rest @ ..], [to, to_rest @ ..]) => from <= to && from_rest == to_rest,
        },
        (was, is) if was == is && (was.starts_with("time") || was == "bit varying") => {
            match (was_sizes.first(), is_sizes.first()) {
                (_, None) => true,
                (Some(from), Some(to)) => from <= to,
                // The greatest precision of times is the usual one.
                (None, Some(to)) => was.starts_with("time") && *to >= 6,
            }
        }
        _ => false,
    }
}

fn nullability(
    table: &ObjectId,
    id: &ObjectId,
    alter: &str,
    old: &Column,
    new: &Column,
    context: &AlterContext<'_>,
) -> Vec<PartChange> {
    let mut changes = Vec::new();
    let path = table.path();
    match (old.is_not_null(), new.is_not_null()) {
        (false, true) => changes.extend(not_null::set(table, id, alter, old, new, context)),
        (true, false) => {
            let sql = format!("{alter} DROP NOT NULL");
            changes.push(
                PartChange::new(id.clone(), Action::Alter, [sql.into()]).locking(LockMode::AccessExclusive),
            );
        }
        // What a parent says is said there.
        (true, true) if old.not_null != new.not_null && context.version.major() >= 18 && !new.inherited => {
            let chosen: Name = crate::kinds::constraint::server_chosen_name(
                table.name.as_ref(),
                &new.column_name,
                "not_null",
            )
            .into();
            let name =
                |column: &Column| column.not_null.as_ref().map_or_else(|| chosen.clone(), |n| n.name.clone());
            let mut statements: Vec<Statement> = Vec::new();
            if name(old) != name(new) {
                statements.push(
                    format!(
                        "ALTER TABLE {path} RENAME CONSTRAINT {} TO {}",
                        ident(&name(old)),
                        ident(&name(new))
                    )
                    .into(),
                );
            }
            let said = |column: &Column| column.not_null.as_deref().cloned().unwrap_or_default();
            let (was, is) = (said(old), said(new));
            let validates = was.not_valid && !is.not_valid;
            if validates {
                let sql = format!("ALTER TABLE {path} VALIDATE CONSTRAINT {}", ident(&name(new)));
                // By itself, under a lock that keeps nobody from their work.
                let change = PartChange::new(id.clone(), Action::Alter, [sql.into()])
                    .locking(LockMode::ShareUpdateExclusive);
                let asked =
                    context.from.table(table).and_then(|table| questions::nulls(table, &new.column_name));
                changes.extend((!statements.is_empty()).then(|| {
                    PartChange::new(id.clone(), Action::Alter, std::mem::take(&mut statements))
                        .locking(LockMode::AccessExclusive)
                }));
                changes.push(change.scanning().asking(asked));
            }
            if was.no_inherit != is.no_inherit {
                let inherit = if is.no_inherit { "NO INHERIT" } else { "INHERIT" };
                statements.push(
                    format!("ALTER TABLE {path} ALTER CONSTRAINT {} {inherit}", ident(&name(new))).into(),
                );
            }
            if was.comment != is.comment {
                let on = format!("CONSTRAINT {} ON {path}", ident(&name(new)));
                statements.push(comment(&on, is.comment.as_deref()));
            }
            if !statements.is_empty() {
                changes.push(
                    PartChange::new(id.clone(), Action::Alter, statements).locking(LockMode::AccessExclusive),
                );
            }
        }
        _ => {}
    }
    changes
}

fn identity(table: &ObjectId, id: &ObjectId, alter: &str, old: &Column, new: &Column) -> Vec<PartChange> {
    let mut changes = Vec::new();
    match (&old.identity, &new.identity) {
        (None, Some(identity)) => {
            let sequence = qualified(&identity.sequence_schema, &identity.sequence_name);
            let statements = [
                format!("{alter} ADD {}", identity.sql(table, &new.column_name)),
                // What is there already must not be given again.
                after_greatest(&new.column_name, &literal(&sequence), &table.path()),
            ];
            let sequence =
                ObjectId::local(Kind::Sequence, &identity.sequence_schema, identity.sequence_name.clone());
            let change = PartChange::new(id.clone(), Action::Alter, statements.map(Into::into));
            let default = table.nested(Kind::Default, new.column_name.clone());
            changes.push(change.locking(LockMode::AccessExclusive).scanning().needing([sequence, default]));
        }
        (Some(was), Some(is)) if was != is => {
            let mut statements: Vec<Statement> = Vec::new();
            if was.generation != is.generation {
                statements.push(format!("{alter} SET GENERATED {}", is.generation.word()).into());
            }
            let name = |identity: &Identity| qualified(&identity.sequence_schema, &identity.sequence_name);
            if was.sequence_schema == is.sequence_schema && was.sequence_name != is.sequence_name {
                statements.push(
                    format!("ALTER SEQUENCE {} RENAME TO {}", name(was), ident(&is.sequence_name)).into(),
                );
            }
            if was.sequence != is.sequence {
                statements.push(
                    format!("ALTER SEQUENCE {}{}", name(is), is.sequence.changed_from(&was.sequence)).into(),
                );
            }
            let change =
                PartChange::new(id.clone(), Action::Alter, statements).locking(LockMode::AccessExclusive);
            // Values can no longer be given.
            let closes = was.generation != is.generation && is.generation == IdentityGeneration::Always;
            changes.push(if closes { change.hazard(Hazard::BreaksCode) } else { change });
        }
        _ => {}
    }
    changes
}

/// Has a sequence, given as a literal, go on after the greatest value of a column.
pub(crate) fn after_greatest(column: &str, sequence: &str, table: &str) -> String {
    let column = ident(column);
    format!(
        "SELECT pg_catalog.setval({sequence}, COALESCE((SELECT pg_catalog.max({column}) FROM {table}), 0) + 1, false)"
    )
}

/// Storage, compression and what the foreign-data wrapper is told.
fn stored(alter: &str, old: &Column, new: &Column) -> Vec<Statement> {
    let mut statements: Vec<Statement> = Vec::new();
    if old.storage != new.storage {
        let word = new.storage.map_or("DEFAULT", |storage| storage.word());
        statements.push(format!("{alter} SET STORAGE {word}").into());
    }
    if old.compression != new.compression {
        let word = new.compression.map_or("DEFAULT", |compression| compression.word());
        statements.push(format!("{alter} SET COMPRESSION {word}").into());
    }
    if old.foreign_options != new.foreign_options {
        statements.push(
            format!(
                "{alter} OPTIONS ({})",
                relation::foreign_options_change(&old.foreign_options, &new.foreign_options)
            )
            .into(),
        );
    }
    statements
}

/// Statistics and options.
fn settings(alter: &str, old: &Column, new: &Column) -> Vec<Statement> {
    let mut statements: Vec<Statement> = Vec::new();
    if old.statistics_target != new.statistics_target {
        statements.push(format!("{alter} SET STATISTICS {}", new.statistics_target.unwrap_or(-1)).into());
    }
    statements.extend(options(alter, "", &old.options, &new.options));
    statements
}

/// Comment and privileges.
pub(crate) fn about(
    owner: &dyn Object,
    old: &Column,
    new: &Column,
    context: &AlterContext<'_>,
) -> Vec<Statement> {
    let mut statements = Vec::new();
    if old.comment != new.comment {
        let on = format!("COLUMN {}.{}", owner.sql_name(), ident(&new.column_name));
        statements.push(comment(&on, new.comment.as_deref()));
    }
    if old.privileges != new.privileges {
        let unstated = Name::from(UNSTATED);
        let on = format!("{} {}", owner.grant_class(), owner.sql_name());
        let target = GrantTarget {
            prefix: "",
            acl_kind: AclKind::Column,
            on: &on,
            column: Some(&new.column_name),
            owner: owner.about().owner.unwrap_or(&unstated),
            major: context.version.major(),
        };
        let held = |column: &Column| column.privileges.clone().unwrap_or_default();
        statements.extend(target.change(&held(old), &held(new)));
    }
    statements
}

/// Whether the column can only become the other by being dropped and added: its values are computed, and another way.
pub(crate) fn is_made_anew(old: &Column, new: &Column, version: crate::ServerVersion) -> bool {
    match (&old.generated, &new.generated) {
        (None, Some(_)) => true,
        (Some(was), Some(is)) => {
            was.kind != is.kind
                || was.expression != is.expression && version.major() < 17
                || old.sql_type != new.sql_type && was.expression != is.expression
        }
        (Some(was), None) => was.kind == GeneratedKind::Virtual,
        (None, None) => false,
    }
}
