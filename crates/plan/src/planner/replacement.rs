//! Types in use that only a new type can replace: enums that lose labels, domains with another base
//! type, composite types whose attributes change their types, ranges with another definition.
//!
//! The current types get temporary names. Then the new types are created, all columns are
//! converted, and the current types are dropped. Domains, composite types and ranges over a replaced
//! type are replaced together with it.

use std::collections::{BTreeMap, BTreeSet};

use pgplumb_catalog::kinds::composite_type::CompositeType;
use pgplumb_catalog::kinds::domain::Domain;
use pgplumb_catalog::kinds::range::{Constructor, Range};
use pgplumb_catalog::kinds::table::Table;
use pgplumb_catalog::kinds::{Object, Statement, common_statements};
use pgplumb_catalog::sql::{ident, qualified};
use pgplumb_catalog::{Catalog, Kind, ObjectId};

use crate::change::{ChangeContext, ObjectChange};
use crate::data_checks::{self, Existing};
use crate::helper_names::replaced_name;
use crate::indexed::IndexedCatalog;
use crate::kinds::conversion_of_types::Converter;
use crate::kinds::table::hierarchy::is_in_partition_key;
use crate::steps::{Action, Hazard, Lock, LockMode};

/// Types that are replaced together, each after the types that it uses.
pub(super) struct TypeGroup {
    pub members: Vec<ObjectId>,
}

/// Groups the types to replace with the types over them.
pub(super) fn groups(roots: &BTreeSet<ObjectId>, context: &ChangeContext<'_>) -> Vec<TypeGroup> {
    let mut groups: BTreeMap<usize, Vec<ObjectId>> = BTreeMap::new();
    let mut group_of: BTreeMap<ObjectId, usize> = BTreeMap::new();
    for (number, root) in roots.iter().enumerate() {
        let mut members = with_types_over(root, context);
        // Groups that share a type are one group.
        let shared: BTreeSet<usize> = members.iter().filter_map(|id| group_of.get(id)).copied().collect();
        for id in shared.into_iter().filter_map(|other| groups.remove(&other)).flatten() {
            if !members.contains(&id) {
                members.push(id);
            }
        }
        group_of.extend(members.iter().map(|id| (id.clone(), number)));
        groups.insert(number, members);
    }
    groups.into_values().map(|members| TypeGroup { members: in_order(members, context.desired) }).collect()
}

/// A type, and the domains, composite types and ranges that use it and stay.
fn with_types_over(root: &ObjectId, context: &ChangeContext<'_>) -> Vec<ObjectId> {
    let mut found = vec![root.clone()];
    let mut at = 0;
    while let Some(id) = found.get(at).cloned() {
        let stays = |other: &&ObjectId| context.desired.object(other).is_some();
        for name in sql_names(&id, context.current) {
            for other in context.current.types_over(&name).iter().filter(stays) {
                if !found.contains(other) {
                    found.push(other.clone());
                }
            }
        }
        at += 1;
    }
    found
}

/// The types, each after the types that it should use.
fn in_order(mut members: Vec<ObjectId>, desired: &IndexedCatalog<'_>) -> Vec<ObjectId> {
    let mut ordered: Vec<ObjectId> = Vec::new();
    members.sort();
    while !members.is_empty() {
        let is_used_by = |used: &ObjectId, id: &ObjectId| {
            sql_names(used, desired).iter().any(|name| desired.types_over(name).contains(id))
        };
        let is_ready = |id: &ObjectId| !members.iter().any(|other| other != id && is_used_by(other, id));
        // Types cannot contain each other, so one of them is ready.
        let next = members.iter().position(is_ready).unwrap_or(0);
        ordered.push(members.remove(next));
    }
    ordered
}

/// The SQL names of a type: a range has a multirange too.
fn sql_names(id: &ObjectId, catalog: &Catalog) -> Vec<String> {
    let multirange = range(id, catalog).map(Range::multirange_sql_name);
    std::iter::once(id.path()).chain(multirange).collect()
}

fn range<'a>(id: &ObjectId, catalog: &'a Catalog) -> Option<&'a Range> {
    catalog.object(id)?.as_any().downcast_ref::<Range>()
}

/// The statements that give the multirange of a range, and the functions that construct the values of
/// both, temporary names. They are dropped with the range.
fn rename_parts(range: &Range) -> Vec<Statement> {
    let temporary = |constructor: &Constructor| Constructor {
        name: replaced_name(&constructor.name),
        ..constructor.clone()
    };
    let constructors = [range.constructor(), range.multirange_constructor()];
    let mut statements =
        range.rename_constructors(constructors.each_ref(), constructors.each_ref().map(temporary).each_ref());
    let name = ident(&replaced_name(&range.multirange_name)).into_owned();
    statements.push(format!("ALTER TYPE {} RENAME TO {name}", range.multirange_sql_name()).into());
    statements
}

impl TypeGroup {
    /// The SQL names of the types.
    fn names(&self, context: &ChangeContext<'_>) -> Vec<String> {
        self.members.iter().flat_map(|id| sql_names(id, context.current)).collect()
    }

    /// Whether a column uses one of the types.
    pub fn is_in_use(&self, context: &ChangeContext<'_>) -> bool {
        !context.current.columns_of_elements(&self.names(context)).is_empty()
    }

    /// The change that replaces the types. `corrections` are statements about the privileges of a
    /// new type.
    ///
    /// # Errors
    /// The reason, if the values of a column cannot be converted.
    pub fn replace(
        &self,
        root: &ObjectId,
        context: &ChangeContext<'_>,
        corrections: impl Fn(&ObjectId) -> Vec<Statement>,
    ) -> Result<ObjectChange, String> {
        if let Some(table) = self.names(context).iter().find_map(|name| context.current.typed_table(name)) {
            return Err(format!(
                "only a new type can have this definition, and {} is a table of it",
                table.id()
            ));
        }
        let has_canonical = |id: &&ObjectId| {
            let range = range(id, context.current).or_else(|| range(id, context.desired));
            range.is_some_and(|range| range.canonical.is_some())
        };
        if let Some(range) = self.members.iter().find(has_canonical) {
            return Err(format!(
                "only a new type can have this definition, and {range} has a canonical function for the current one"
            ));
        }
        let ranges = self.members.iter().filter_map(|id| range(id, context.current));
        let mut statements: Vec<Statement> = ranges.flat_map(rename_parts).collect();
        for id in &self.members {
            let Some(old) = context.current.object(id) else { continue };
            let name = ident(&replaced_name(&id.name)).into_owned();
            statements.push(format!("ALTER {} {} RENAME TO {name}", old.sql_class(), old.sql_name()).into());
        }
        for id in &self.members {
            statements.extend(created(id, context));
            statements.extend(corrections(id));
        }
        let mut change = ObjectChange::new(root.clone(), Action::Alter, statements);
        change.disturbs.extend(self.members.iter().cloned());
        self.convert_columns(&mut change, context)?;
        change = self.converting(change, context);
        for id in self.members.iter().rev() {
            let Some(schema) = &id.schema else { continue };
            let class = if id.kind == Kind::Domain { "DOMAIN" } else { "TYPE" };
            let name = qualified(schema, &replaced_name(&id.name));
            change.statements.push(format!("DROP {class} {name}").into());
        }
        let of_members = |catalog: &Catalog| -> Vec<ObjectId> {
            let parts: BTreeSet<ObjectId> =
                self.members.iter().flat_map(|id| with_nested(catalog, id)).collect();
            let needed = parts.iter().flat_map(|id| catalog.dependencies.of(id));
            needed.filter(|needed| !parts.contains(needed)).cloned().collect()
        };
        let needed = of_members(context.desired);
        Ok(change.needing(needed).holding(of_members(context.current)).hazard(Hazard::BreaksCode))
    }

    /// Adds how the values of domains and attributes change.
    fn converting(&self, change: ObjectChange, context: &ChangeContext<'_>) -> ObjectChange {
        let names = self.names(context);
        let converter = Converter::new(&names, context);
        let mut change = change;
        for id in &self.members {
            for conversion in converter.base_conversions("", &id.path()) {
                let object = match conversion.attribute {
                    Some(attribute) => id.nested(Kind::Column, attribute),
                    None => id.clone(),
                };
                let (from, to) = (&conversion.from, &conversion.to);
                change = change.converting(object, (from, to), &converter.conversion(from, to).losses);
            }
        }
        change
    }

    /// Whether a column, or a type of the group, has arrays of a composite type.
    fn has_arrays(&self, id: &ObjectId, context: &ChangeContext<'_>) -> bool {
        let array = format!("{}[]", id.path());
        let columns = context.current.columns_of_elements(&[id.path()]);
        let is_array = |sql_type: &str| *sql_type == *array;
        let is_array_in = |member: &ObjectId| {
            let object = context.current.object(member).map(|object| object.as_any());
            let composite = object.and_then(|object| object.downcast_ref::<CompositeType>());
            let domain = object.and_then(|object| object.downcast_ref::<Domain>());
            let mut attributes = composite.into_iter().flat_map(|composite| &composite.attributes);
            attributes.any(|attribute| is_array(&attribute.sql_type))
                || domain.is_some_and(|domain| is_array(&domain.base_type))
        };
        id.kind == Kind::CompositeType
            && (columns.iter().any(|(_, column)| is_array(&column.sql_type))
                || self.members.iter().any(is_array_in))
    }

    /// Adds the conversion of all columns, one statement for each table.
    fn convert_columns(&self, change: &mut ObjectChange, context: &ChangeContext<'_>) -> Result<(), String> {
        let names = self.names(context);
        let converter = Converter::new(&names, context);
        let mut tables: Vec<(&Table, Vec<String>)> = Vec::new();
        let mut checks = Vec::new();
        for (table, column) in context.current.columns_of_elements(&names) {
            let id = table.id().nested(Kind::Column, column.column_name.clone());
            // The column is dropped, or gets another type, before the type changes.
            let desired = context.desired.table(&table.id()).and_then(|t| t.column(&column.column_name));
            if desired.is_none_or(|desired| desired.sql_type != column.sql_type) {
                change.needs.push(id.into());
                continue;
            }
            // Its values are computed again.
            if column.generated.is_some() && desired.is_some_and(|desired| desired.generated.is_some()) {
                change.excludes.push(id);
                continue;
            }
            change.disturbs.push(table.id().nested(Kind::Default, column.column_name.clone()));
            change.disturbs.push(id.clone());
            if column.inherited {
                continue;
            }
            if is_in_partition_key(table, &column.column_name, context.current) {
                return Err(format!(
                    "only a new type can have this definition, and no statement changes the type of {id}, which is part of a partition key"
                ));
            }
            let name = ident(&column.column_name);
            let Some(value) = converter.convert(&name, &column.sql_type) else {
                return Err(format!(
                    "only a new type can have this definition, and the values of {id} cannot be converted"
                ));
            };
            let using = if table.foreign.is_some() { String::new() } else { format!(" USING {value}") };
            let action = format!("ALTER COLUMN {name} TYPE {}{using}", column.sql_type);
            match tables.last_mut().filter(|(last, _)| last.id() == table.id()) {
                Some((_, actions)) => actions.push(action),
                None => tables.push((table, vec![action])),
            }
            if table.foreign.is_none() {
                checks.extend(data_checks::replaced_type(
                    Existing::of(table, context.current),
                    column,
                    &converter,
                    context.desired,
                ));
            }
        }
        let casts: Vec<[Vec<String>; 2]> = self
            .members
            .iter()
            .filter(|id| self.has_arrays(id, context))
            .filter_map(|id| converter.cast(&id.path()))
            .collect();
        change.statements.extend(casts.iter().flat_map(|[create, _]| create).cloned().map(Statement::from));
        for (table, actions) in tables {
            let sql = format!("ALTER {} {} {}", table.sql_class(), table.sql_name(), actions.join(", "));
            change.statements.push(sql.into());
            let scans = table.foreign.is_none();
            change.other_locks.push(Lock { mode: LockMode::AccessExclusive, on: table.id(), scans });
            if scans && !change.hazards.contains(&Hazard::RewritesTable) {
                change.hazards.push(Hazard::RewritesTable);
            }
        }
        let drops = casts.iter().rev().flat_map(|[_, drop]| drop);
        change.statements.extend(drops.cloned().map(Statement::from));
        if converter.may_fail() {
            change.hazards.push(Hazard::MayFail);
        }
        change.data_checks.extend(checks);
        Ok(())
    }
}

/// A type with its attributes or constraints.
fn with_nested(catalog: &Catalog, id: &ObjectId) -> Vec<ObjectId> {
    let mut found = vec![id.clone()];
    let object = catalog.object(id).map(|object| object.as_any());
    if let Some(composite) = object.and_then(|object| object.downcast_ref::<CompositeType>()) {
        found.extend(composite.attributes.iter().map(|a| id.nested(Kind::Column, a.column_name.clone())));
    }
    if let Some(domain) = object.and_then(|object| object.downcast_ref::<Domain>()) {
        let names = domain.constraints.iter().map(|c| c.constraint_name.clone());
        found.extend(names.map(|name| id.nested(Kind::Constraint, name)));
    }
    found
}

/// The statements that create an object, with its owner, comment, labels and privileges.
pub(super) fn created(id: &ObjectId, context: &ChangeContext<'_>) -> Vec<Statement> {
    let Some(new) = context.desired.object(id) else { return Vec::new() };
    let separate = BTreeSet::new();
    let sql = context.desired.sql_context(context.version, &separate);
    let (mut statements, parts) = new.create(&sql).assemble(&separate);
    statements.extend(parts.into_iter().flat_map(|part| part.statements));
    statements.extend(common_statements(new, context.desired.server_version.major()));
    statements
}
