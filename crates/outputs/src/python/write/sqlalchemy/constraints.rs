//! The constraints of a table.

use pgplumb_catalog::kinds::constraint::{Action, Constraint, ConstraintType, ForeignKey, Match};
use pgplumb_catalog::kinds::index::Index;
use pgplumb_catalog::kinds::table::Table;
use pgplumb_catalog::sql::ident;

use super::super::super::text::{Doc, string};
use super::types::Context;
use super::{keyword, sql_text};

/// The constraints that SQLAlchemy can express, apart from the primary keys that it names itself.
pub(super) fn of_table(context: &Context<'_>, table: &Table) -> Vec<Doc> {
    let keys = table.constraints.iter().filter(|c| is_expressible(c)).filter_map(|c| constraint(table, c));
    let foreign_keys = table.foreign_keys.iter().filter(|key| is_expressible_key(context, key));
    keys.chain(foreign_keys.map(foreign_key)).collect()
}

/// Whether SQLAlchemy can express a constraint. An inherited one comes from the parent.
pub(super) fn is_expressible(constraint: &Constraint) -> bool {
    let is_valid = !constraint.not_valid || constraint.constraint_type == ConstraintType::Check;
    is_valid && !constraint.not_enforced && !constraint.no_inherit && !constraint.without_overlaps
}

/// Whether SQLAlchemy can express a foreign key: it does not support dots in names, nor PERIOD.
pub(crate) fn is_expressible_key(context: &Context<'_>, key: &ForeignKey) -> bool {
    let names = [&key.foreign_schema, &key.foreign_table].into_iter().chain(&key.foreign_columns);
    !key.period
        && !key.not_enforced
        && context.tables.contains(&(&*key.foreign_schema, &*key.foreign_table))
        && names.into_iter().all(|name| !name.contains('.'))
}

fn constraint(table: &Table, constraint: &Constraint) -> Option<Doc> {
    let index = table.index(&constraint.constraint_name);
    let name = keyword("name", Doc::text(string(&constraint.constraint_name)));
    let columns = constraint.columns.iter().map(|column| Doc::text(string(column)));
    let (class, mut arguments): (_, Vec<Doc>) = match constraint.constraint_type {
        ConstraintType::PrimaryKey if is_default_key(table, constraint, index) => return None,
        ConstraintType::PrimaryKey => ("sa.PrimaryKeyConstraint", columns.chain([name]).collect()),
        ConstraintType::Unique => ("sa.UniqueConstraint", columns.chain([name]).collect()),
        ConstraintType::Check => {
            ("sa.CheckConstraint", vec![sql_text(constraint.definition.as_deref()?), name])
        }
        ConstraintType::Exclusion => ("postgresql.ExcludeConstraint", exclusion(constraint, index?, name)),
    };
    arguments.extend(deferral(constraint.deferrable, constraint.initially_deferred));
    if constraint.not_valid {
        arguments.push(Doc::text("postgresql_not_valid=True"));
    }
    if let Some(index) = index.filter(|_| constraint.is_key()) {
        arguments.extend(included(index));
        if index.nulls_not_distinct {
            arguments.push(Doc::text("postgresql_nulls_not_distinct=True"));
        }
    }
    Some(Doc::call(class, arguments))
}

/// Whether `primary_key=True` on the columns makes the same primary key.
fn is_default_key(table: &Table, key: &Constraint, index: Option<&Index>) -> bool {
    let in_order = table.columns.iter().map(|column| &column.column_name);
    let in_order: Vec<_> = in_order.filter(|name| key.columns.contains(name)).collect();
    *key.constraint_name == format!("{}_pkey", table.name)
        && in_order.into_iter().eq(&key.columns)
        && !key.deferrable
        && index.is_none_or(|index| index.include.is_empty())
}

/// The columns of `INCLUDE`.
pub(super) fn included(index: &Index) -> Option<Doc> {
    let columns: Vec<Doc> = index.include.iter().map(|column| Doc::text(string(column))).collect();
    (!columns.is_empty()).then(|| keyword("postgresql_include", Doc::list(columns)))
}

fn exclusion(constraint: &Constraint, index: &Index, name: Doc) -> Vec<Doc> {
    let element = |(key, operator): (&pgplumb_catalog::kinds::index::IndexKey, &str)| {
        Doc::Tuple(vec![sql_text(&key.sql()), Doc::text(string(operator))])
    };
    let mut arguments: Vec<Doc> = index.keys.iter().zip(constraint.operators()).map(element).collect();
    arguments.extend([name, keyword("using", Doc::text(string(&index.method)))]);
    if let Some(predicate) = &index.predicate {
        arguments.push(keyword("where", sql_text(predicate)));
    }
    arguments
}

fn deferral(deferrable: bool, initially_deferred: bool) -> Vec<Doc> {
    let deferrable = deferrable.then(|| Doc::text("deferrable=True"));
    deferrable.into_iter().chain(initially_deferred.then(|| Doc::text("initially=\"DEFERRED\""))).collect()
}

fn foreign_key(key: &ForeignKey) -> Doc {
    let schema =
        if &*key.foreign_schema == "public" { String::new() } else { format!("{}.", key.foreign_schema) };
    let target = |column: &str| Doc::text(string(&format!("{schema}{}.{column}", key.foreign_table)));
    let mut arguments = vec![
        Doc::list(key.columns.iter().map(|column| Doc::text(string(column))).collect()),
        Doc::list(key.foreign_columns.iter().map(|column| target(column)).collect()),
        Doc::text(format!("name={}", string(&key.constraint_name))),
    ];
    for (name, action) in [("onupdate", key.on_update), ("ondelete", key.on_delete)] {
        if action != Action::default() {
            let mut clause = action.word().to_owned();
            if name == "ondelete" && !key.on_delete_columns.is_empty() {
                let columns: Vec<_> = key.on_delete_columns.iter().map(|column| ident(column)).collect();
                clause.push_str(&format!(" ({})", columns.join(", ")));
            }
            arguments.push(Doc::text(format!("{name}={}", string(&clause))));
        }
    }
    if key.match_type != Match::default() {
        arguments.push(keyword("match", Doc::text(string(key.match_type.word()))));
    }
    arguments.extend(deferral(key.deferrable, key.initially_deferred));
    if key.not_valid {
        arguments.push(Doc::text("postgresql_not_valid=True"));
    }
    Doc::call("sa.ForeignKeyConstraint", arguments)
}
