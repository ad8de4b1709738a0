//! Typed tables (`OF`), whose columns change with their composite type.

use std::borrow::Cow;

use pgplumb_catalog::kinds::Object;
use pgplumb_catalog::kinds::column::Column;
use pgplumb_catalog::kinds::composite_type::CompositeType;
use pgplumb_catalog::kinds::table::Table;
use pgplumb_catalog::{Catalog, Kind};

use crate::change::{Alteration, ChangeContext, ObjectChange};
use crate::node::NodeId;
use crate::steps::{Action, LockMode};

/// Releases a table from its type before its columns change, and gives it its new type afterwards.
pub(super) fn change_type(
    old: &Table,
    new: &Table,
    context: &ChangeContext<'_>,
    changes: &mut Vec<ObjectChange>,
) {
    if old.of_type == new.of_type {
        return;
    }
    let (id, alter) = (new.id(), format!("ALTER TABLE {}", new.sql_name()));
    let columns: Vec<NodeId> = changes
        .iter()
        .filter(|change| {
            change.node.object().is_some_and(|id| matches!(id.kind, Kind::Column | Kind::Default))
        })
        .map(|change| change.node.clone())
        .collect();
    let of = new.of_type.as_ref().map(|of| {
        let change = ObjectChange::new(id.clone(), Action::Alter, [format!("{alter} OF {of}").into()]);
        change.locking(LockMode::AccessExclusive).needing(columns.clone())
    });
    let attributes = |catalog| type_of(old, catalog).map(|composite| &composite.attributes);
    let is_changed = attributes(context.current) != attributes(context.desired);
    let is_needed = old.of_type.is_some() && (of.is_none() || !columns.is_empty() || is_changed);
    let release = is_needed.then(|| {
        let node = NodeId::TypeRelease { table: id.clone() };
        ObjectChange::new(node, Action::Alter, [format!("{alter} NOT OF").into()])
            .locking(LockMode::AccessExclusive)
            .holding(type_of(old, context.current).map(Object::id))
    });
    if let Some(release) = &release {
        let of_columns = changes.iter_mut().filter(|change| columns.contains(&change.node));
        of_columns.for_each(|change| change.needs.push(release.node.clone()));
    }
    changes.extend(release.into_iter().chain(of));
}

/// Whether the columns of a table have another order than the attributes of its new type.
pub(super) fn must_recreate(old: &Table, new: &Table) -> bool {
    let names =
        |table: &Table| table.columns.iter().map(|column| column.column_name.clone()).collect::<Vec<_>>();
    let (before, after) = (names(old), names(new));
    let (kept, added): (Vec<_>, Vec<_>) = after.iter().cloned().partition(|name| before.contains(name));
    let stays: Vec<_> = before.into_iter().filter(|name| kept.contains(name)).chain(added).collect();
    new.of_type.is_some() && old.of_type != new.of_type && stays != after
}

/// Makes the changes of a table that its type changes wait for the changes of the type.
pub(super) fn after_type(alteration: Alteration, new: &Table, context: &ChangeContext<'_>) -> Alteration {
    let Alteration::Parts(mut changes) = alteration else { return alteration };
    let of_type = type_of(new, context.desired);
    for change in &mut changes {
        let column = change.node.object().filter(|id| id.kind == Kind::Column).map(|id| id.name.clone());
        let attribute = of_type.zip(column).map(|(of, name)| of.id().nested(Kind::Column, name));
        change.needs.extend(attribute.map(NodeId::from));
    }
    Alteration::Parts(changes)
}

/// The composite type of a typed table.
fn type_of<'a>(table: &Table, catalog: &'a Catalog) -> Option<&'a CompositeType> {
    let name = table.of_type.as_ref()?;
    catalog.composite_types.iter().find(|composite| composite.sql_name() == **name)
}

/// The current table after the changes of its type, which `ALTER TYPE … CASCADE` also makes to the
/// table.
pub(super) fn with_type_changes<'a>(
    old: &'a Table,
    new: &Table,
    context: &ChangeContext<'_>,
) -> Cow<'a, Table> {
    let stays = old.of_type == new.of_type;
    let types = type_of(old, context.current).zip(type_of(new, context.desired)).filter(|_| stays);
    let Some((before, after)) = types.filter(|(before, after)| before.attributes != after.attributes) else {
        return Cow::Borrowed(old);
    };
    let attribute = |composite: &CompositeType, name: &str| {
        composite.attributes.iter().find(|a| &*a.column_name == name).cloned()
    };
    let mut changed = old.clone();
    changed.columns.retain(|column| attribute(after, &column.column_name).is_some());
    for column in &mut changed.columns {
        if let Some(desired) = attribute(after, &column.column_name) {
            column.sql_type = desired.sql_type;
            column.collation = desired.collation;
        }
    }
    for added in after.attributes.iter().filter(|a| attribute(before, &a.column_name).is_none()) {
        changed.columns.push(Column {
            comment: None,
            privileges: None,
            security_labels: Vec::new(),
            ..added.clone()
        });
    }
    Cow::Owned(changed)
}
