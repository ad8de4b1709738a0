//! The stages that assemble the catalog. Each runs as soon as its rows are complete.

use std::mem::take;

use super::context::{Class, Context};
use super::dependencies::{self, DependencyRow};
use super::parts::Parts;
use super::queries::{QueryId, Rows};
use super::reading::CatalogReading;
use super::{Oid, Read};
use crate::kinds::column::{ColumnRows, References};
use crate::kinds::composite_type::CompositeType;
use crate::kinds::domain::Domain;
use crate::kinds::index::IndexRows;
use crate::kinds::member_change::MemberChange;
use crate::kinds::sequence::rows::Sequences;
use crate::kinds::subscription::Subscription;
use crate::kinds::{self, Object};
use crate::{Catalog, ServerVersion};

/// A stage of the assembly.
struct Stage {
    /// The queries whose rows it needs, besides the queries of earlier stages.
    needs: &'static [QueryId],
    run: fn(&mut Assembly, &mut Rows),
}

/// The stages, in order. The slowest queries run in the same order; definitions of views, which
/// need little work here, come last.
const STAGES: &[Stage] = &[
    Stage {
        needs: &[
            QueryId::roles,
            QueryId::members,
            QueryId::comments,
            QueryId::security_labels,
            QueryId::relations,
            QueryId::columns,
            QueryId::schemas,
            QueryId::inheritance,
        ],
        run: names,
    },
    Stage {
        needs: &[
            QueryId::types,
            QueryId::operator_class_names,
            QueryId::collation_names,
            QueryId::index_columns,
            QueryId::indexes,
        ],
        run: indexes,
    },
    Stage { needs: &[QueryId::sequences, QueryId::dependencies], run: sequences },
    Stage { needs: &[QueryId::constraints], run: constraints },
    Stage { needs: &[QueryId::triggers], run: triggers },
    Stage { needs: &[QueryId::rules], run: rules },
    Stage { needs: &[QueryId::policies], run: policies },
    Stage { needs: &[QueryId::column_details, QueryId::column_defaults], run: columns },
    Stage { needs: NON_RELATIONS, run: non_relations },
    Stage { needs: &[QueryId::foreign_tables, QueryId::view_definitions], run: relations },
];

/// A partly assembled catalog.
pub(super) struct Assembly {
    cx: Context,
    parts: Parts,
    catalog: Catalog,
    /// Whether the rows of each query are complete.
    is_complete: Vec<bool>,
    /// The number of finished stages.
    done: usize,
}

impl Assembly {
    pub(super) fn new(version: ServerVersion, queries: usize) -> Self {
        let catalog = Catalog { server_version: version, ..Catalog::default() };
        Self {
            cx: Context::new(version),
            parts: Parts::default(),
            catalog,
            is_complete: vec![false; queries],
            done: 0,
        }
    }

    /// Marks the rows of a query as complete.
    pub(super) fn complete(&mut self, query: QueryId) {
        self.is_complete[query as usize] = true;
    }

    /// Runs the stages whose rows are complete.
    pub(super) fn run_ready_stages(&mut self, rows: &mut Rows) {
        while let Some(stage) = STAGES.get(self.done)
            && stage.needs.iter().all(|query| self.is_complete[*query as usize])
        {
            (stage.run)(self, rows);
            self.done += 1;
        }
    }

    /// The finished catalog, and what else the rows said.
    pub(super) fn finish(self) -> CatalogReading {
        let Self { mut cx, mut catalog, .. } = self;
        catalog.sort();
        cx.warnings.sort();
        CatalogReading {
            catalog,
            role: cx.current_role,
            warnings: cx.warnings,
            is_inconsistent: cx.saw_concurrent_change,
        }
    }
}

fn names(assembly: &mut Assembly, rows: &mut Rows) {
    let cx = &mut assembly.cx;
    let labels = take(&mut rows.security_labels);
    dependencies::load(cx, take(&mut rows.roles), take(&mut rows.members), take(&mut rows.comments), labels);
    kinds::relation::load_names(cx, &rows.relations, &rows.columns);
    assembly.catalog.schemas = objects(take(&mut rows.schemas), cx);
    assembly.parts.parents = kinds::relation::load_parents(take(&mut rows.inheritance));
}

fn indexes(assembly: &mut Assembly, rows: &mut Rows) {
    dependencies::load_types(&mut assembly.cx, take(&mut rows.types));
    let rows = IndexRows {
        operator_classes: take(&mut rows.operator_class_names),
        collations: take(&mut rows.collation_names),
        columns: take(&mut rows.index_columns),
        indexes: take(&mut rows.indexes),
    };
    assembly.parts.indexes = kinds::index::load(&mut assembly.cx, &assembly.parts.parents, rows);
}

fn sequences(assembly: &mut Assembly, rows: &mut Rows) {
    let owners = rows.dependencies.iter().filter_map(DependencyRow::sequence_owner);
    assembly.parts.sequences = Sequences::new(take(&mut rows.sequences), owners);
}

fn constraints(assembly: &mut Assembly, rows: &mut Rows) {
    let rows = take(&mut rows.constraints);
    assembly.parts.constraints = kinds::constraint::load(&mut assembly.cx, &mut assembly.parts.indexes, rows);
}

fn triggers(assembly: &mut Assembly, rows: &mut Rows) {
    assembly.parts.triggers = kinds::trigger::load(&mut assembly.cx, take(&mut rows.triggers));
}

fn rules(assembly: &mut Assembly, rows: &mut Rows) {
    assembly.parts.rules = kinds::rule::load(&mut assembly.cx, take(&mut rows.rules));
}

fn policies(assembly: &mut Assembly, rows: &mut Rows) {
    assembly.parts.policies = kinds::policy::load(&mut assembly.cx, take(&mut rows.policies));
}

fn columns(assembly: &mut Assembly, rows: &mut Rows) {
    let parts = &mut assembly.parts;
    let references = References {
        parents: &parts.parents,
        collations: &parts.indexes.collations,
        sequences: &parts.sequences,
        not_null: &mut parts.constraints.not_null,
    };
    let rows = ColumnRows {
        columns: take(&mut rows.columns),
        details: take(&mut rows.column_details),
        defaults: take(&mut rows.column_defaults),
    };
    parts.columns = kinds::column::load(&mut assembly.cx, references, rows);
}

/// The objects that are not relations. Each list has the name of its query.
macro_rules! non_relations {
    (plain { $($list:ident)* } with_parts { $($containing:ident: $class:expr, $assemble:path;)* }) => {
        const NON_RELATIONS: &[QueryId] =
            &[QueryId::functions, QueryId::subscription_connections, $(QueryId::$list,)* $(QueryId::$containing,)*];

        fn non_relations(assembly: &mut Assembly, rows: &mut Rows) {
            let Assembly { cx, parts, catalog, .. } = assembly;
            let functions: Vec<kinds::function::Function> = objects(take(&mut rows.functions), cx);
            (catalog.procedures, catalog.functions) =
                functions.into_iter().partition(kinds::function::Function::is_procedure);
            parts.connections = kinds::subscription::load_connections(take(&mut rows.subscription_connections));
            $(catalog.$list = objects(take(&mut rows.$list), cx);)*
            $(catalog.$containing =
                registered($class, take(&mut rows.$containing), cx, |row, cx| $assemble(row, cx, parts));)*
            dependencies::resolve(cx, take(&mut rows.dependencies), catalog);
        }
    };
}

non_relations! {
    plain {
        aggregates enums ranges base_types operators operator_families operator_classes collations conversions
        statistics text_search_parsers text_search_templates text_search_dictionaries
        text_search_configurations extensions access_methods languages casts transforms foreign_data_wrappers
        foreign_servers user_mappings publications event_triggers default_privileges
    }
    with_parts {
        composite_types: CompositeType::CLASS, CompositeType::assemble;
        domains: Domain::CLASS, Domain::assemble;
        member_changes: MemberChange::CLASS, MemberChange::assemble;
        subscriptions: Subscription::CLASS, Subscription::assemble;
    }
}

/// Builds tables, views, materialized views and sequences.
fn relations(assembly: &mut Assembly, rows: &mut Rows) {
    let Assembly { cx, parts, catalog, .. } = assembly;
    parts.foreign = kinds::relation::load_foreign(cx, take(&mut rows.foreign_tables));
    parts.view_definitions = kinds::view::load(cx, take(&mut rows.view_definitions));
    for row in take(&mut rows.relations) {
        if cx.is_member(Class::RELATION, row.oid) {
            continue;
        }
        match row.kind.as_str() {
            "r" | "p" => catalog.tables.push(kinds::table::assemble(cx, parts, row)),
            "f" => catalog.foreign_tables.push(kinds::table::assemble(cx, parts, row)),
            "v" => catalog.views.push(kinds::view::assemble(cx, parts, row)),
            "m" => catalog.materialized_views.push(kinds::materialized_view::assemble(cx, parts, row)),
            "S" => catalog.sequences.extend(kinds::sequence::assemble(cx, parts, row)),
            "c" => {} // composite types are read with the types
            other => {
                let object = format!("relation {}", crate::sql::qualified(&row.schema, &row.name));
                cx.warn(object, format!("has a kind pgplumb does not know: relkind = {other:?}"));
            }
        }
    }
}

/// Builds objects from rows and registers their OIDs.
fn objects<T: Read + Object>(rows: Vec<T::Row>, cx: &mut Context) -> Vec<T> {
    registered(T::CLASS, rows, cx, T::read)
}

/// Builds objects with a function and registers their OIDs.
fn registered<R, T: Object>(
    class: Class,
    rows: Vec<R>,
    cx: &mut Context,
    mut build: impl FnMut(R, &mut Context) -> Option<(Oid, T)>,
) -> Vec<T> {
    let mut objects = Vec::with_capacity(rows.len());
    for row in rows {
        if let Some((oid, object)) = build(row, cx) {
            cx.register(class, oid, object.id());
            objects.push(object);
        }
    }
    objects
}

#[cfg(test)]
mod tests {
    use super::super::queries::QUERIES;
    use super::STAGES;

    #[test]
    fn every_query_belongs_to_a_stage() {
        for (query, name, _) in QUERIES {
            assert!(STAGES.iter().any(|stage| stage.needs.contains(query)), "no stage needs {name}");
        }
    }
}
