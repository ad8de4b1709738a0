//! Documents of catalogs with arbitrary names and comments.

mod common;

use common::markdown::assert_well_formed;
use common::origin;
use pgplumb_catalog::Catalog;
use pgplumb_catalog::counts::RowCounts;
use pgplumb_catalog::kinds::column::Column;
use pgplumb_catalog::kinds::constraint::ForeignKey;
use pgplumb_catalog::kinds::enumeration::Enum;
use pgplumb_catalog::kinds::schema::Schema;
use pgplumb_catalog::kinds::table::Table;
use pgplumb_catalog::kinds::view::View;
use pgplumb_outputs::{markdown, mermaid};
use pgplumb_testkit::mermaid::{assert_parse, available};
use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::TestRunner;

/// Names of markup characters, of keywords, and of arbitrary characters.
fn any_name() -> impl Strategy<Value = String> {
    prop_oneof![
        "[\\[\\]()*_~`\\\\|<>&\\#;!\\^:$%{}\"'=+ a1.\\-\\n]{1,12}",
        "(?i)(one|many|to|u|only|style|class|end|direction|pk|title|default)[ :.\\-]?(tb|lr|or|one|x|1)?",
        "\\PC{1,8}",
        "[\u{0}-\u{1f}\u{7f}-\u{a0}\u{200b}-\u{202e}😀é]{1,6}".prop_map(|name| name.replace('\0', "x")),
    ]
}

/// A catalog that uses only these names and comments.
fn catalog(names: &[String]) -> Catalog {
    let name = |at: usize| pgplumb_catalog::Name::from(&*names[at % names.len()]);
    let comment =
        |at: usize| Some(format!("{}\n{}\n\n{}", name(at), name(at + 1), name(at + 2)).into_boxed_str());
    let mut catalog = Catalog::default();
    for schema in 0..2 {
        catalog.schemas.push(Schema { name: name(schema), comment: comment(schema), ..Schema::default() });
        let column = |at: usize| Column {
            column_name: name(at),
            sql_type: name(at + 3),
            column_default: Some(name(at + 1).as_ref().into()),
            comment: comment(at),
            ..Column::default()
        };
        for table in 0..3 {
            let mut table = Table {
                schema: name(schema),
                name: name(table),
                comment: comment(table),
                ..Table::default()
            };
            table.columns = (0..names.len()).map(column).collect();
            table.foreign_keys.push(ForeignKey {
                constraint_name: name(4),
                column_name: name(0),
                columns: vec![name(0), name(1)],
                foreign_schema: name(schema + 1),
                foreign_table: name(5),
                foreign_column: name(2),
                foreign_columns: vec![name(2), name(3)],
                ..ForeignKey::default()
            });
            catalog.tables.push(table);
        }
        let labels = (0..names.len()).map(name).collect();
        catalog.enums.push(Enum {
            schema: name(schema),
            name: name(6),
            labels,
            comment: comment(1),
            ..Enum::default()
        });
        let definition = format!("SELECT {}\n```\n{}", name(2), name(3)).into();
        catalog.views.push(View { schema: name(schema), name: name(7), definition, ..View::default() });
    }
    catalog
}

#[test]
fn any_name_gives_well_formed_documents() {
    let mut runner = TestRunner::deterministic();
    let strategy = prop::collection::btree_set(any_name(), 8..12);
    let mut drawn = Vec::new();
    for case in 0..100 {
        let names: Vec<String> =
            strategy.new_tree(&mut runner).expect("names").current().into_iter().collect();
        let catalog = catalog(&names);
        let case = format!("case {case} {names:?}");
        for split_bytes in [0, usize::MAX] {
            let options = markdown::Options { split_bytes, ..markdown::Options::default() };
            assert_well_formed(
                &case,
                &markdown::reference(&catalog, &RowCounts::default(), &origin(), &options),
            );
            let options = mermaid::Options { split_bytes, ..mermaid::Options::default() };
            drawn.extend(assert_well_formed(&case, &mermaid::diagrams(&catalog, &origin(), &options)));
        }
    }
    if available() {
        let drawn: Vec<(&str, &str)> = drawn.iter().map(|(name, text)| (&**name, &**text)).collect();
        assert_parse(&drawn);
    }
}
