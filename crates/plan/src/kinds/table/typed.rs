//! Typed tables (`OF`), whose columns change with their composite type.

use std::borrow::Cow;

use pgplumb_catalog::kinds::Object;
use pgplumb_catalog::kinds::column::Column;
use pgplumb_catalog::kinds::composite_type::CompositeType;
use pgplumb_catalog::kinds::table::Table;
use pgplumb_catalog::{Catalog, Kind};

use crate::change::{Alteration, ChangeContext};
use crate::node::NodeId;

/// Makes the changes of a table that its type changes wait for the changes of the type.
pub(super) fn after_type(alteration: Alteration, new: &Table, context: &ChangeContext<'_>) -> Alteration {
    let Alteration::Parts(mut changes) = alteration else { return alteration };
    let composites = &context.desired.composite_types;
    let of_type =
        composites.iter().find(|of| new.of_type.as_ref().is_some_and(|name| of.sql_name() == **name));
    for change in &mut changes {
        let column = change.node.object().filter(|id| id.kind == Kind::Column).map(|id| id.name.clone());
        let attribute = of_type.zip(column).map(|(of, name)| of.id().nested(Kind::Column, name));
        change.needs.extend(attribute.map(NodeId::from));
    }
    Alteration::Parts(changes)
}

/// The current table after the changes of its type, which `ALTER TYPE … CASCADE` also makes to the
/// table.
pub(super) fn with_type_changes<'a>(
    old: &'a Table,
    new: &Table,
    context: &ChangeContext<'_>,
) -> Cow<'a, Table> {
    let types = old.of_type.as_ref().filter(|of| new.of_type.as_ref() == Some(of)).and_then(|of| {
        let find = |catalog: &'_ Catalog| -> Option<CompositeType> {
            catalog.composite_types.iter().find(|composite| composite.sql_name() == **of).cloned()
        };
        find(context.current).zip(find(context.desired))
    });
    let Some((before, after)) = types.filter(|(before, after)| before.attributes != after.attributes) else {
        return Cow::Borrowed(old);
    };
    let attribute = |composite: &CompositeType, name: &str| {
        composite.attributes.iter().find(|a| &*a.column_name == name).cloned()
    };
    let mut changed = old.clone();
    changed.columns.retain(|column| attribute(&after, &column.column_name).is_some());
    for column in &mut changed.columns {
        if let Some(desired) = attribute(&after, &column.column_name) {
            column.sql_type = desired.sql_type;
            column.collation = desired.collation;
        }
    }
    for added in after.attributes.iter().filter(|a| attribute(&before, &a.column_name).is_none()) {
        changed.columns.push(Column {
            comment: None,
            privileges: None,
            security_labels: Vec::new(),
            ..added.clone()
        });
    }
    Cow::Owned(changed)
}
