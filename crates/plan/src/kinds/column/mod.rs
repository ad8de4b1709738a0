//! Changing columns: `ALTER TABLE … ALTER COLUMN`.

mod default;
mod generated;
pub(crate) mod not_null;
pub(crate) mod numbering;
mod recollate;
pub(crate) mod retype;
pub(crate) mod rewrites;

use crate::change::{ChangeContext, ObjectChange, comment, options, privilege_hazards, security_labels};
use crate::data_checks::sequence_past_its_end;
use crate::helper_names::replaced_name;
use crate::indexed::IndexedCatalog;
use crate::kinds::column::not_null::NotNullChange;
use crate::kinds::column::numbering::Renumbering;
use crate::kinds::sequence::move_to_start;
use crate::kinds::table::hierarchy;
use crate::steps::{Action, Hazard, LockMode};
use pgplumb_catalog::kinds::column::{Column, GeneratedKind, Identity, IdentityGeneration, Storage};
use pgplumb_catalog::kinds::{AclKind, Aspect, Object, Statement, relation};
use pgplumb_catalog::sql::{ident, qualified};
use pgplumb_catalog::{GrantTarget, UNSPECIFIED_ROLE, replace_role};
use pgplumb_catalog::{Kind, Name, ObjectId};

/// The changes that alter a column that both states have.
pub(crate) fn alter(
    owner: &dyn Object,
    old: &Column,
    new: &Column,
    context: &ChangeContext<'_>,
) -> Vec<ObjectChange> {
    let table = owner.id();
    let id = table.nested(Kind::Column, new.column_name.clone());
    let alter =
        format!("ALTER {} {} ALTER COLUMN {}", owner.sql_class(), owner.sql_name(), ident(&new.column_name));
    // Its children have these properties too, and their own changes.
    let only = if hierarchy::has_children(&table, context.current) { "ONLY " } else { "" };
    let alter_only = format!(
        "ALTER {} {only}{} ALTER COLUMN {}",
        owner.sql_class(),
        owner.sql_name(),
        ident(&new.column_name)
    );
    let mut changes = Vec::new();
    let retyped = old.sql_type != new.sql_type || old.collation != new.collation;
    let default = table.nested(Kind::Default, new.column_name.clone());
    // The server converts the defaults of children together with their type.
    let alter_default = if retyped { &alter } else { &alter_only };
    let mut renumbering = Renumbering::new(&table, (old, new), context);
    let mut dropped_default = default::drop(&default, alter_default, old, new);
    if let Some(change) = &mut dropped_default {
        change.statements.splice(0..0, renumbering.remember());
    }
    let drops_default = dropped_default.is_some();
    changes.extend(dropped_default);
    if old.identity.is_some() && new.identity.is_none() {
        let remember = renumbering.remember().into_iter();
        let statements = remember.chain([format!("{alter} DROP IDENTITY").into()]);
        // Dropping the identity drops its sequence, whose name another sequence may take.
        let sequence = old
            .identity
            .as_ref()
            .map(|i| ObjectId::local(Kind::Sequence, &i.sequence_schema, i.sequence_name.clone()));
        let change = ObjectChange::new(sequence.unwrap_or_else(|| id.clone()), Action::Drop, statements);
        let change = change.locking(LockMode::AccessExclusive);
        changes.push(if new.column_default.is_none() { change.hazard(Hazard::BreaksCode) } else { change });
    }
    changes.extend(generated::expression((&table, &id), &alter, (old, new), context));
    if retyped && !(old.parent_count > 0 && retype::is_retyped_above(&table, new, context)) {
        changes.push(retype::retype(&table, &alter, old, new, context));
    }
    if old.column_default != new.column_default || drops_default {
        changes.extend(default::set(&id, &alter_only, new, &renumbering));
    }
    let drops_not_null = old.is_not_null() && !new.is_not_null();
    let nullability = NotNullChange::new((&table, &id), &alter, (old, new), context).changes();
    let (first, last) = (changes.len(), changes.len() + nullability.len());
    let becomes_identity = old.identity.is_none() && new.identity.is_some();
    let is_filled_later = becomes_identity && old.column_default.is_none() && nullability.len() > 1;
    let helper = is_filled_later.then(|| renumbering.with_helper(&alter_only, context)).flatten();
    let helpers: Vec<ObjectId> = helper.iter().filter_map(|change| change.node.object().cloned()).collect();
    // Until the default is set, an INSERT that leaves out the column must not fail. An identity column
    // has its default until it is NOT NULL.
    changes.extend(nullability.into_iter().map(|change| match drops_not_null {
        true => change,
        false if becomes_identity => change.holding([default.clone()]).needing(helpers.clone()),
        false => change.needing([default.clone()]),
    }));
    // An identity column must be NOT NULL.
    changes.extend(identity((&table, &id), &alter, (old, new), &renumbering, context));
    // An INSERT that leaves out the column must not fail in between, or get another value.
    for (place, change) in changes.iter_mut().enumerate() {
        if drops_not_null || !(first..last).contains(&place) {
            change.part_of = Some(default.clone());
        }
    }
    changes.extend(helper);
    // Another type resets them, even if only the collation differs.
    let reset = retyped.then(|| Column { storage: None, compression: None, ..old.clone() });
    let stored = stored(&alter_only, reset.as_ref().unwrap_or(old), new, context);
    if !stored.is_empty() {
        changes.push(ObjectChange::new(id.clone(), Action::Alter, stored).locking(LockMode::AccessExclusive));
    }
    let mut rest = settings(&alter_only, old, new);
    rest.extend(common_changes(owner, old, new, context));
    if !rest.is_empty() {
        let is_grant = rest.iter().all(|statement| statement.aspect == Aspect::Privileges);
        let grants = rest.iter().any(|statement| statement.aspect == Aspect::Privileges);
        let mut change = ObjectChange::new(id, Action::Alter, rest);
        // A grant takes no lock on the table.
        change.lock = (!is_grant).then_some(LockMode::ShareUpdateExclusive);
        change.part_of = grants.then_some(table);
        changes.push(privilege_hazards(
            change,
            old.privileges.as_deref().unwrap_or_default(),
            new.privileges.as_deref().unwrap_or_default(),
        ));
    }
    changes
}

fn identity(
    (table, id): (&ObjectId, &ObjectId),
    alter: &str,
    (old, new): (&Column, &Column),
    renumbering: &Renumbering<'_>,
    context: &ChangeContext<'_>,
) -> Vec<ObjectChange> {
    let mut changes = Vec::new();
    match (&old.identity, &new.identity) {
        (None, Some(identity)) => {
            let added = format!("{alter} ADD {}", identity.sql(table, &new.column_name)).into();
            let sequence =
                ObjectId::local(Kind::Sequence, &identity.sequence_schema, identity.sequence_name.clone());
            let default = table.nested(Kind::Default, new.column_name.clone());
            let [before, after] = renumbering.without_helper(alter);
            let change = ObjectChange::new(id.clone(), Action::Alter, before.into_iter().chain([added]))
                .locking(LockMode::AccessExclusive)
                .needing([sequence, default]);
            let mut change = renumbering.add_to(change);
            change.statements.extend(after);
            changes.push(change);
        }
        (Some(current), Some(desired)) if current != desired => {
            let mut statements: Vec<Statement> = Vec::new();
            if current.generation != desired.generation {
                statements.push(format!("{alter} SET GENERATED {}", desired.generation.word()).into());
            }
            let name = |identity: &Identity| qualified(&identity.sequence_schema, &identity.sequence_name);
            if current.sequence_schema == desired.sequence_schema
                && current.sequence_name != desired.sequence_name
            {
                let renames = rename_sequence(current, desired, context);
                changes.extend(renames.into_iter().map(|change| change.preparing(id.clone())));
            }
            if current.sequence != desired.sequence {
                statements.extend(move_to_start(&name(desired), (&current.sequence, &desired.sequence)));
                statements.push(
                    format!(
                        "ALTER SEQUENCE {}{}",
                        name(desired),
                        desired.sequence.changed_from(&current.sequence)
                    )
                    .into(),
                );
            }
            if statements.is_empty() {
                return changes;
            }
            let sequence_of = |identity: &Identity| {
                ObjectId::local(Kind::Sequence, &identity.sequence_schema, identity.sequence_name.clone())
            };
            let sequence = sequence_of(current);
            let mut change = ObjectChange::new(id.clone(), Action::Alter, statements)
                .locking(LockMode::AccessExclusive)
                .needing([sequence_of(desired)]);
            let existing = context.current.before(&sequence).path();
            let check = sequence_past_its_end(&existing, (&current.sequence, &desired.sequence));
            if check.is_some() {
                change = change.asking(check);
            }
            // INSERTs can no longer provide a value.
            let rejects_values =
                current.generation != desired.generation && desired.generation == IdentityGeneration::Always;
            changes.push(if rejects_values { change.hazard(Hazard::BreaksCode) } else { change });
        }
        _ => {}
    }
    changes
}

/// The changes that rename the sequence of an identity column. If the sequence of another column has the
/// new name until it is renamed too, the sequence gets a temporary name first.
fn rename_sequence(current: &Identity, desired: &Identity, context: &ChangeContext<'_>) -> Vec<ObjectChange> {
    let schema = &current.sequence_schema;
    let temporary = replaced_name(&current.sequence_name);
    let rename = |from: &Name, to: &Name| {
        format!("ALTER SEQUENCE {} RENAME TO {}", qualified(schema, from), ident(to)).into()
    };
    let id = |name: &Name| ObjectId::local(Kind::Sequence, schema, name.clone());
    let (old, new) = (id(&current.sequence_name), id(&desired.sequence_name));
    let columns = context.current.tables.iter().flat_map(|table| &table.columns);
    let mut identities = columns.filter_map(|column| column.identity.as_ref());
    let is_taken = identities
        .any(|other| (&other.sequence_schema, &other.sequence_name) == (schema, &desired.sequence_name));
    if !is_taken {
        let sql = rename(&current.sequence_name, &desired.sequence_name);
        return vec![ObjectChange::new(new.clone(), Action::Alter, [sql]).needing([new])];
    }
    let release =
        ObjectChange::new(old.clone(), Action::Detach, [rename(&current.sequence_name, &temporary)]);
    let take = ObjectChange::new(new, Action::Restore, [rename(&temporary, &desired.sequence_name)]);
    vec![release, take.needing([old])]
}

/// Statements that change storage, compression and options of the foreign-data wrapper.
fn stored(alter: &str, old: &Column, new: &Column, context: &ChangeContext<'_>) -> Vec<Statement> {
    let mut statements: Vec<Statement> = Vec::new();
    if old.storage != new.storage {
        let word = match new.storage {
            Some(storage) => storage.word(),
            None if context.version.major() >= 16 => "DEFAULT",
            None => storage_of_type(&new.sql_type, context.desired).word(),
        };
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

/// The storage that a type gives to columns (`pg_type.typstorage`), for types whose columns can have
/// another one.
fn storage_of_type(sql_type: &str, catalog: &IndexedCatalog<'_>) -> Storage {
    if let Some(domain) = catalog.domain(sql_type) {
        return storage_of_type(&domain.base_type, catalog);
    }
    let base_types = catalog.catalog().base_types.iter();
    let base_type = base_types.filter(|base| base.sql_name() == sql_type).map(|base| base.storage).next();
    let is_kept_inline = |name: &&str| sql_type.split('(').next() == Some(*name);
    match ["numeric", "inet", "cidr"].iter().any(is_kept_inline) && !sql_type.ends_with("[]") {
        true => Storage::Main,
        false => base_type.unwrap_or(Storage::Extended),
    }
}

/// Statements that change the statistics target and options.
fn settings(alter: &str, old: &Column, new: &Column) -> Vec<Statement> {
    let mut statements: Vec<Statement> = Vec::new();
    if old.statistics_target != new.statistics_target {
        statements.push(format!("{alter} SET STATISTICS {}", new.statistics_target.unwrap_or(-1)).into());
    }
    statements.extend(options(alter, "", &old.options, &new.options));
    statements
}

/// Statements that change the comment and privileges.
pub(crate) fn common_changes(
    owner: &dyn Object,
    old: &Column,
    new: &Column,
    context: &ChangeContext<'_>,
) -> Vec<Statement> {
    let mut statements = Vec::new();
    if old.comment != new.comment {
        let on = format!("COLUMN {}.{}", owner.sql_name(), ident(&new.column_name));
        statements.push(comment(&on, new.comment.as_deref()));
    }
    let on = format!("COLUMN {}.{}", owner.sql_name(), ident(&new.column_name));
    statements.extend(security_labels(&on, &old.security_labels, &new.security_labels));
    if old.privileges != new.privileges {
        let unspecified = Name::from(UNSPECIFIED_ROLE);
        let name = owner.sql_name();
        let current = context.current.catalog().object(&owner.id());
        let old_role = current.and_then(|current| current.common().owner);
        let role = owner.common().owner.or(old_role).unwrap_or(&unspecified);
        let target = GrantTarget {
            prefix: "",
            acl_kind: AclKind::Column,
            class: owner.grant_class(),
            object: &name,
            column: Some(&new.column_name),
            owner: role,
            major: context.version.major(),
        };
        // A change of the owner gives the old owner's privileges and grants to the new one.
        let grants = |column: &Column| {
            let mut grants = column.privileges.clone().unwrap_or_default();
            replace_role(&mut grants, UNSPECIFIED_ROLE, role);
            grants
        };
        let (mut before, after) = (grants(old), grants(new));
        if let Some(old_role) = old_role {
            replace_role(&mut before, old_role, role);
        }
        statements.extend(target.change(&before, &after));
    }
    statements
}

/// Whether the column must be dropped and added because the way its values are generated changes.
pub(crate) fn must_recreate(old: &Column, new: &Column, version: pgplumb_catalog::ServerVersion) -> bool {
    match (&old.generated, &new.generated) {
        (None, Some(_)) => true,
        (Some(current), Some(desired)) => {
            current.kind != desired.kind
                || current.expression != desired.expression && version.major() < 17
                || old.sql_type != new.sql_type && current.expression != desired.expression
        }
        (Some(current), None) => current.kind == GeneratedKind::Virtual,
        (None, None) => false,
    }
}
