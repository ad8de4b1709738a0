//! Schemas with many tables: every table is shown with its columns in one diagram, no diagram is
//! too large, and time grows slower than quadratically.

mod common;

use std::collections::BTreeSet;

use common::markdown::assert_well_formed;
use common::origin;
use pgplumb_catalog::Catalog;
use pgplumb_catalog::counts::RowCounts;
use pgplumb_catalog::kinds::column::{Column, YesNo};
use pgplumb_catalog::kinds::constraint::{Constraint, ConstraintType, ForeignKey};
use pgplumb_catalog::kinds::table::Table;
use pgplumb_outputs::{markdown, mermaid};
use pgplumb_testkit::mermaid::{assert_parse, available};

fn column(name: &str) -> Column {
    Column {
        column_name: name.into(),
        sql_type: "bigint".into(),
        data_type: "bigint".into(),
        is_nullable: YesNo(false),
        ..Column::default()
    }
}

fn table(schema: usize, number: usize, references: &[(usize, usize)]) -> Table {
    let mut table = Table { schema: name('s', schema), name: name('t', number), ..Table::default() };
    table.columns = (0..12).map(|at| column(&format!("c{at}"))).collect();
    table.constraints.push(Constraint {
        constraint_name: format!("t{number}_pkey").into(),
        constraint_type: ConstraintType::PrimaryKey,
        columns: vec!["c0".into()],
        ..Constraint::default()
    });
    for (at, (schema, number)) in references.iter().enumerate() {
        let own: pgplumb_catalog::Name = format!("c{}", at + 1).into();
        table.foreign_keys.push(ForeignKey {
            constraint_name: format!("fk{at}").into(),
            column_name: own.clone(),
            columns: vec![own],
            foreign_schema: name('s', *schema),
            foreign_table: name('t', *number),
            foreign_column: "c0".into(),
            foreign_columns: vec!["c0".into()],
            ..ForeignKey::default()
        });
    }
    table
}

fn name(letter: char, number: usize) -> pgplumb_catalog::Name {
    format!("{letter}{number:05}").into()
}

/// Schemas whose tables reference a global hub, a hub of their schema, the previous table and a
/// distant one. Every seventh table references nothing.
fn catalog(schemas: usize, tables: usize) -> Catalog {
    let mut catalog = Catalog::default();
    for schema in 0..schemas {
        for at in 0..tables {
            let number = schema * tables + at;
            let far = number * 7919 % (schemas * tables);
            let references = match at {
                _ if at % 7 == 6 => Vec::new(),
                0 => vec![(0, 0)],
                _ => vec![(0, 0), (schema, schema * tables), (schema, number - 1), (far / tables, far)],
            };
            catalog.tables.push(table(schema, number, &references));
        }
    }
    catalog
}

#[test]
fn every_table_is_shown_once_with_its_columns() {
    for (schemas, tables) in [(1, 26), (3, 60), (40, 3)] {
        let catalog = catalog(schemas, tables);
        let files = mermaid::diagrams(&catalog, &origin(), &mermaid::Options::default());
        let drawn = assert_well_formed("large", &files);
        let mut seen = BTreeSet::new();
        for (name, text) in &drawn {
            let open = |l: &&str| l.starts_with("    ") && !l.starts_with("     ") && !l.contains(" : ");
            let entities: Vec<&str> = text
                .lines()
                .filter(open)
                .map(str::trim)
                .filter(|l| !["}", "direction LR"].contains(l))
                .collect();
            assert!(entities.len() <= 25, "{name}: {} entities", entities.len());
            for entity in entities.iter().filter_map(|e| e.strip_suffix(" {")) {
                assert!(seen.insert(entity.to_owned()), "{entity} twice");
            }
        }
        assert_eq!(seen.len(), schemas * tables, "{schemas} schemas of {tables} tables");
        if available() {
            let drawn: Vec<(&str, &str)> = drawn.iter().map(|(name, text)| (&**name, &**text)).collect();
            assert_parse(&drawn);
        }
    }
}

#[test]
fn thousands_of_tables_take_seconds() {
    let catalog = catalog(20, 250);
    let start = std::time::Instant::now();
    let counts = RowCounts::default();
    let files = markdown::reference(&catalog, &counts, &origin(), &markdown::Options::default());
    assert_eq!(files.len(), 21);
    let diagrams = mermaid::diagrams(&catalog, &origin(), &mermaid::Options::default());
    assert_eq!(diagrams.len(), 21);
    // The limit is generous because tests are not optimized and run in parallel; it detects
    // quadratic time.
    assert!(start.elapsed().as_secs() < 60, "{:?}", start.elapsed());
}
