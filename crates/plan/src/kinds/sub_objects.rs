//! Triggers, rules and policies of a table or view.
//!
//! A changed trigger or rule is replaced where PostgreSQL can do that; otherwise it is dropped and
//! created in one transaction. The comment, and when a trigger or rule fires, change in place.

use pgplumb_catalog::kinds::table::Table;
use pgplumb_catalog::kinds::trigger::{Enabled, Trigger};
use pgplumb_catalog::kinds::view::View;
use pgplumb_catalog::kinds::{Object, Statement, extension_dependencies};
use pgplumb_catalog::sql::ident;
use pgplumb_catalog::{Catalog, Kind, Name, ObjectId};

use crate::change::{ChangeContext, ObjectChange, comment};
use crate::kinds::policy::RowSecurity;
use crate::kinds::sub_object::{Definition, SubObject};
use crate::kinds::{policy, rule, trigger};
use crate::steps::{Action, Hazard, LockMode};

/// The changes of a table's triggers, rules and policies.
pub(crate) fn sub_objects(
    old: &Table,
    new: &Table,
    context: &ChangeContext<'_>,
    changes: &mut Vec<ObjectChange>,
) {
    // Replacing the trigger of a partitioned table would change when the copies of its partitions
    // fire.
    let is_replaceable = |definition: &Definition<'_>| match definition {
        Definition::Trigger(trigger) => new.partition_key.is_none() && !trigger.is_constraint,
        Definition::Rule(_) => true,
        Definition::InheritedTrigger | Definition::Policy(_) => false,
    };
    let row_security = RowSecurity::between(old.row_security, new.row_security);
    let (old, desired) = (of_table(old, context.current), of_table(new, context.desired));
    compare((new, row_security), &old, &desired, is_replaceable, changes);
}

/// The changes of a view's rules and triggers.
pub(crate) fn sub_objects_of_view(old: &View, new: &View, changes: &mut Vec<ObjectChange>) {
    compare((new, RowSecurity::Off), &of_view(old), &of_view(new), |_| true, changes);
}

/// The changes that make inherited triggers of a partition fire at other times than the parent's
/// triggers.
pub(crate) fn trigger_states(new: &Table, context: &ChangeContext<'_>) -> Vec<ObjectChange> {
    let inherited = of_table(new, context.desired)
        .into_iter()
        .filter(|sub_object| matches!(sub_object.definition, Definition::InheritedTrigger));
    inherited
        .map(|trigger| {
            let change = ObjectChange::new(trigger.id, Action::Alter, trigger.create);
            change.locking(LockMode::ShareRowExclusive).needing(trigger.needs)
        })
        .collect()
}

fn of_table<'a>(table: &'a Table, catalog: &Catalog) -> Vec<SubObject<'a>> {
    let id = table.id();
    let parent = table.partition_of.as_ref().and_then(|partition| catalog.table(&partition.parent));
    let parent_trigger =
        |name: &str| parent.and_then(|parent| parent.triggers.iter().find(|t| &*t.name == name));
    let triggers =
        table.triggers.iter().filter_map(|trigger| trigger::of(trigger, &id, parent_trigger(&trigger.name)));
    let rules = table.rules.iter().map(|rule| rule::of(rule, &id));
    let policies = table.policies.iter().map(|policy| policy::of(policy, &id));
    triggers.chain(rules).chain(policies).collect()
}

fn of_view(view: &View) -> Vec<SubObject<'_>> {
    let id = view.id();
    let rules = view.rules.iter().map(|rule| rule::of(rule, &id));
    rules.chain(view.triggers.iter().filter_map(|trigger| trigger::of(trigger, &id, None))).collect()
}

/// Whether two sub-objects are equal except for their comment and when they fire.
fn is_same(one: &Definition<'_>, other: &Definition<'_>) -> bool {
    match (one, other) {
        (Definition::Trigger(a), Definition::Trigger(b)) => trigger::has_same_definition(a, b),
        (Definition::InheritedTrigger, Definition::InheritedTrigger) => true,
        (Definition::Rule(a), Definition::Rule(b)) => a.definition == b.definition,
        (Definition::Policy(a), Definition::Policy(b)) => policy::has_same_definition(a, b),
        _ => false,
    }
}

/// The effects of creating, altering or dropping it on code that uses the table.
fn hazards(definition: &Definition<'_>, action: Action, row_security: RowSecurity) -> Vec<Hazard> {
    match definition {
        Definition::Trigger(_) | Definition::InheritedTrigger => Vec::new(),
        Definition::Rule(_) => vec![Hazard::ChangesResults],
        Definition::Policy(policy) => policy::hazards(policy, action, row_security),
    }
}

/// The effects of dropping it without another one of the same name. The function of a trigger no
/// longer runs, unless an equal trigger has another name.
fn hazards_of_removal(
    sub_object: &SubObject<'_>,
    desired: &[SubObject<'_>],
    row_security: RowSecurity,
) -> Vec<Hazard> {
    let Definition::Trigger(trigger) = sub_object.definition else {
        return hazards(&sub_object.definition, Action::Drop, row_security);
    };
    let is_equal = |other: &SubObject<'_>| match other.definition {
        Definition::Trigger(other) => {
            trigger::has_same_definition(&Trigger { name: other.name.clone(), ..trigger.clone() }, other)
        }
        _ => false,
    };
    match sub_object.enabled == Enabled::Disabled || desired.iter().any(is_equal) {
        true => Vec::new(),
        false => vec![Hazard::ChangesResults],
    }
}

fn compare(
    (owner, row_security): (&dyn Object, RowSecurity),
    current: &[SubObject<'_>],
    desired: &[SubObject<'_>],
    is_replaceable: impl Fn(&Definition<'_>) -> bool,
    changes: &mut Vec<ObjectChange>,
) {
    let find = |list: &'_ [SubObject<'_>], id: &ObjectId| list.iter().position(|other| other.id == *id);
    for old in current {
        let new = find(desired, &old.id).map(|at| &desired[at]);
        let stays = new.is_some_and(|new| {
            is_same(&old.definition, &new.definition)
                || altered(owner, old, new).is_some()
                || is_replaceable(&old.definition) && is_replaceable(&new.definition)
        });
        // Dropping the parent's trigger drops the copies of partitions.
        if !stays && !matches!(old.definition, Definition::InheritedTrigger) {
            let hazards = match new {
                Some(_) => hazards(&old.definition, Action::Drop, row_security),
                None => hazards_of_removal(old, desired, row_security),
            };
            changes.push(drop(owner, &old.id).also(&hazards));
        }
    }
    for new in desired {
        let old = find(current, &new.id).map(|at| &current[at]);
        match old {
            Some(old) if is_same(&old.definition, &new.definition) => {
                changes.extend(alter(
                    owner,
                    old,
                    new,
                    &hazards(&new.definition, Action::Alter, row_security),
                ));
            }
            Some(old) if is_replaceable(&old.definition) && is_replaceable(&new.definition) => {
                let change = replace(owner, old, new);
                changes.push(change.also(&hazards(&new.definition, Action::Alter, row_security)));
            }
            Some(old) if let Some(change) = altered(owner, old, new) => {
                changes.push(change.also(&hazards(&new.definition, Action::Alter, row_security)));
            }
            _ => {
                let change = ObjectChange::new(new.id.clone(), Action::Create, new.create.clone());
                let hazards = hazards(&new.definition, Action::Create, row_security);
                let change = change.locking(lock(new.id.kind)).also(&hazards);
                changes.push(change.needing(new.needs.clone()));
            }
        }
    }
}

/// Replaces a trigger or rule by another of the same name, which keeps the comment, and depends on no
/// extension.
fn replace(owner: &dyn Object, old: &SubObject<'_>, new: &SubObject<'_>) -> ObjectChange {
    let replaced = new.create.iter().take(1).map(|create| {
        let definition = create.sql.strip_prefix("CREATE ").unwrap_or(&create.sql);
        Statement { sql: format!("CREATE OR REPLACE {definition}"), ..create.clone() }
    });
    // A rule keeps when it fires; a trigger fires as if it were new.
    let enabled = if new.id.kind == Kind::Trigger { Enabled::default() } else { old.enabled };
    let statements: Vec<Statement> =
        replaced.chain(settings(owner, (enabled, old.comment, &[]), new)).collect();
    let change = ObjectChange::new(new.id.clone(), Action::Alter, statements).locking(lock(new.id.kind));
    change.needing(new.needs.clone())
}

/// The change of a policy that stays; `None` if it must be dropped and created.
fn altered(owner: &dyn Object, old: &SubObject<'_>, new: &SubObject<'_>) -> Option<ObjectChange> {
    let (Definition::Policy(current), Definition::Policy(desired)) = (&old.definition, &new.definition)
    else {
        return None;
    };
    let sql = policy::altered(current, desired, &owner.sql_name())?;
    let settings = settings(owner, (old.enabled, old.comment, old.extensions()), new);
    let statements = std::iter::once(sql.into()).chain(settings);
    let change = ObjectChange::new(new.id.clone(), Action::Alter, statements).locking(lock(new.id.kind));
    Some(change.needing(new.needs.clone()))
}

/// The statements that change the comment, the extensions, and when the trigger or rule fires.
fn settings(
    owner: &dyn Object,
    (enabled, old_comment, old_extensions): (Enabled, Option<&str>, &[Name]),
    new: &SubObject<'_>,
) -> Vec<Statement> {
    let (class, name) = (new.id.kind.word().to_uppercase(), ident(&new.id.name));
    let mut statements: Vec<Statement> = Vec::new();
    if enabled != new.enabled {
        let verb = new.enabled.alter_word();
        statements.push(format!("ALTER TABLE {} {verb} {class} {name}", owner.sql_name()).into());
    }
    if old_comment != new.comment {
        statements.push(comment(&format!("{class} {name} ON {}", owner.sql_name()), new.comment));
    }
    let alter = Trigger::alter(&new.id.name, &owner.sql_name());
    statements.extend(extension_dependencies(&alter, old_extensions, new.extensions()));
    statements
}

/// Changes the comment, and when the trigger or rule fires.
fn alter(
    owner: &dyn Object,
    old: &SubObject<'_>,
    new: &SubObject<'_>,
    hazards: &[Hazard],
) -> Option<ObjectChange> {
    let statements = settings(owner, (old.enabled, old.comment, old.extensions()), new);
    let changes_state = old.enabled != new.enabled;
    if statements.is_empty() {
        return None;
    }
    let change = ObjectChange::new(new.id.clone(), Action::Alter, statements);
    Some(match changes_state {
        true => change.locking(lock(new.id.kind)).also(hazards),
        false => change,
    })
}

/// The table lock that creating or altering a trigger, rule or policy takes.
fn lock(kind: Kind) -> LockMode {
    if kind == Kind::Trigger { LockMode::ShareRowExclusive } else { LockMode::AccessExclusive }
}

fn drop(owner: &dyn Object, id: &ObjectId) -> ObjectChange {
    let sql = drop_sql(owner, id);
    ObjectChange::new(id.clone(), Action::Drop, [sql.into()]).locking(LockMode::AccessExclusive)
}

/// The statement that drops an object nested in another: a column, constraint, index, trigger and
/// so on.
pub(crate) fn drop_sql(owner: &dyn Object, id: &ObjectId) -> String {
    let (class, table, name) = (owner.sql_class(), owner.sql_name(), ident(&id.name));
    match id.kind {
        Kind::Column => format!("ALTER {class} {table} DROP COLUMN {name}"),
        Kind::Default => format!("ALTER {class} {table} ALTER COLUMN {name} DROP DEFAULT"),
        Kind::Constraint => format!("ALTER {class} {table} DROP CONSTRAINT {name}"),
        Kind::Index => format!("DROP INDEX {}", id.path()),
        kind => format!("DROP {} {name} ON {table}", kind.word().to_uppercase()),
    }
}
