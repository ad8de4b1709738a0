//! The order in which rows are put together, as soon as those are there that a stage needs.

use std::mem::take;

use super::context::Context;
use super::dependencies::{self, DependencyRow};
use super::queries::{Rows, Which};
use super::{Oid, Read, Warning};
use crate::kinds::{self, Object};
use crate::{Catalog, ServerVersion};

/// What is put together at a time.
struct Stage {
    /// The queries whose rows are needed, besides those of the stages before.
    needs: &'static [Which],
    run: fn(&mut Context, &mut Rows, &mut Catalog),
}

/// The stages, in order. The queries that keep the server busy longest are asked in the same order, and definitions of views, which are
/// little work here, last.
const STAGES: &[Stage] = &[
    Stage {
        needs: &[
            Which::roles,
            Which::members,
            Which::comments,
            Which::security_labels,
            Which::relations,
            Which::columns,
            Which::schemas,
            Which::inheritance,
        ],
        run: names,
    },
    Stage {
        needs: &[
            Which::types,
            Which::operator_class_names,
            Which::collation_names,
            Which::index_columns,
            Which::indexes,
        ],
        run: indexes,
    },
    Stage { needs: &[Which::sequences, Which::dependencies], run: sequences },
    Stage {
        needs: &[Which::constraints],
        run: |cx, rows, _| kinds::constraint::load(cx, take(&mut rows.constraints)),
    },
    Stage {
        needs: &[Which::triggers],
        run: |cx, rows, _| kinds::trigger::load(cx, take(&mut rows.triggers)),
    },
    Stage { needs: &[Which::rules], run: |cx, rows, _| kinds::rule::load(cx, take(&mut rows.rules)) },
    Stage { needs: &[Which::policies], run: |cx, rows, _| kinds::policy::load(cx, take(&mut rows.policies)) },
    Stage { needs: &[Which::column_details, Which::column_defaults], run: columns },
    Stage { needs: OTHERS, run: others },
    Stage { needs: &[Which::foreign_tables, Which::view_definitions], run: relations },
];

/// A catalog as far as it is put together.
pub(super) struct Assembly {
    cx: Context,
    catalog: Catalog,
    /// Of which queries, by their place in the list, all rows are there.
    is_complete: Vec<bool>,
    /// How many of the stages are done.
    done: usize,
}

impl Assembly {
    pub(super) fn new(version: ServerVersion, queries: usize) -> Self {
        let catalog = Catalog { server_version: version, ..Catalog::default() };
        Self { cx: Context::new(version), catalog, is_complete: vec![false; queries], done: 0 }
    }

    /// Takes note that all rows of a query are there.
    pub(super) fn complete(&mut self, query: Which) {
        self.is_complete[query as usize] = true;
    }

    /// Runs the stages that can be run.
    pub(super) fn go_on(&mut self, rows: &mut Rows) {
        while let Some(stage) = STAGES.get(self.done)
            && stage.needs.iter().all(|query| self.is_complete[*query as usize])
        {
            (stage.run)(&mut self.cx, rows, &mut self.catalog);
            self.done += 1;
        }
    }

    /// The catalog, what was not understood, and whether something was found gone.
    pub(super) fn finish(self) -> (Catalog, Vec<Warning>, bool) {
        let Self { mut cx, mut catalog, .. } = self;
        catalog.sort();
        cx.warnings.sort();
        (catalog, cx.warnings, cx.disturbed)
    }
}

fn names(cx: &mut Context, rows: &mut Rows, catalog: &mut Catalog) {
    let labels = take(&mut rows.security_labels);
    dependencies::load(cx, take(&mut rows.roles), take(&mut rows.members), take(&mut rows.comments), labels);
    kinds::relation::load_names(cx, &rows.relations, &rows.columns);
    catalog.schemas = objects(take(&mut rows.schemas), cx);
    kinds::relation::load_inheritance(cx, take(&mut rows.inheritance));
}

fn indexes(cx: &mut Context, rows: &mut Rows, _: &mut Catalog) {
    dependencies::load_types(cx, take(&mut rows.types));
    kinds::index::load(
        cx,
        take(&mut rows.operator_class_names),
        take(&mut rows.collation_names),
        take(&mut rows.index_columns),
        take(&mut rows.indexes),
    );
}

fn sequences(cx: &mut Context, rows: &mut Rows, _: &mut Catalog) {
    let owners = rows.dependencies.iter().filter_map(DependencyRow::sequence_owner);
    kinds::sequence::load(cx, take(&mut rows.sequences), owners);
}

fn columns(cx: &mut Context, rows: &mut Rows, _: &mut Catalog) {
    let (details, defaults) = (take(&mut rows.column_details), take(&mut rows.column_defaults));
    kinds::column::load(cx, take(&mut rows.columns), details, defaults);
}

/// The objects that are no relations, each kind in the list that is named as its query is.
macro_rules! others {
    ($($list:ident)*) => {
        const OTHERS: &[Which] = &[Which::functions, $(Which::$list,)*];

        fn others(cx: &mut Context, rows: &mut Rows, catalog: &mut Catalog) {
            let functions: Vec<kinds::function::Function> = objects(take(&mut rows.functions), cx);
            (catalog.procedures, catalog.functions) =
                functions.into_iter().partition(kinds::function::Function::is_procedure);
            $(catalog.$list = objects(take(&mut rows.$list), cx);)*
            dependencies::resolve(cx, take(&mut rows.dependencies), catalog);
        }
    };
}

others! {
    aggregates enums composite_types domains ranges base_types operators operator_families operator_classes
    collations conversions statistics text_search_parsers text_search_templates text_search_dictionaries
    text_search_configurations extensions access_methods languages casts transforms foreign_data_wrappers
    foreign_servers user_mappings publications subscriptions event_triggers default_privileges member_changes
}

fn relations(cx: &mut Context, rows: &mut Rows, catalog: &mut Catalog) {
    kinds::relation::load_foreign(cx, take(&mut rows.foreign_tables));
    kinds::view::load(cx, take(&mut rows.view_definitions));
    kinds::relation::assemble(cx, take(&mut rows.relations), catalog);
}

/// Makes objects of their rows and records which OIDs they are.
fn objects<T: Read + Object>(rows: Vec<T::Row>, cx: &mut Context) -> Vec<T> {
    let made = |(oid, object): (Oid, T), cx: &mut Context| {
        cx.register(T::CLASS, oid, object.id());
        object
    };
    rows.into_iter().filter_map(|row| T::read(row, cx).map(|read| made(read, cx))).collect()
}
