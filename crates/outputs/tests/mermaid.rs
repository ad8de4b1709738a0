//! The diagrams for a realistic and a hostile schema, checked with Mermaid's parser.

mod common;

use common::markdown::assert_well_formed;
use common::{catalog, origin, save_for_inspection};
use pgplumb_catalog::Catalog;
use pgplumb_outputs::OutputFile;
use pgplumb_outputs::mermaid::{Options, diagrams, stable};
use pgplumb_testkit::mermaid::{assert_parse, available};

fn render(name: &str, catalog: &Catalog, split_bytes: usize) -> Vec<OutputFile> {
    let files = diagrams(catalog, &origin(), &Options { split_bytes, ..Options::default() });
    save_for_inspection(name, &files);
    let drawn = assert_well_formed(name, &files);
    for (name, text) in &drawn {
        let entities = text.lines().skip(1).filter(|l| l.starts_with("    ") && !l.starts_with("     "));
        let entities =
            entities.filter(|l| !l.contains(" : ") && !["}", "direction LR"].contains(&l.trim())).count();
        assert!(entities <= 25, "{name} has {entities} entities\n{text}");
    }
    if available() {
        let drawn: Vec<(&str, &str)> = drawn.iter().map(|(name, text)| (&**name, &**text)).collect();
        assert_parse(&drawn);
    }
    files
}

#[test]
fn shop_diagram_has_expected_lines() {
    let catalog = catalog("shop");
    let files = render("shop", &catalog, usize::MAX);
    let text = &files[0].text;
    for line in [
        "    customers |o--o{ orders",
        "    auth_users[\"auth.users\"]",
        "    auth_users |o--o| customers : \"user_id\"",
        "    orders ||--o{ order_items : \"order_id\"",
        "    categories |o--o{ categories : \"parent_id\"",
        "        bigint order_id PK, FK",
        "        numeric price \"numeric(10,2)\"",
    ] {
        let line = line.replace("customers |o--o{ orders", "customers ||--o{ orders : \"customer_id\"");
        assert!(text.contains(&line), "{line} in\n{text}");
    }
    assert!(!text.contains("events_2025"), "partitions are merged into their table");
    render("shop_split", &catalog, 0);
}

#[test]
fn hostile_names_give_valid_diagrams() {
    let catalog = catalog("hostile");
    render("hostile", &catalog, usize::MAX);
    render("hostile_split", &catalog, 0);
}

#[test]
fn empty_database_gives_well_formed_files() {
    render("empty", &Catalog::default(), usize::MAX);
    render("empty_split", &Catalog::default(), 0);
}

#[test]
fn stable_ignores_the_origin() {
    let catalog = catalog("shop");
    let mut other = origin();
    other.exported_at = "2030-01-01T00:00:00Z".to_owned();
    other.host = "elsewhere".to_owned();
    other.server_version = "18.9".to_owned();
    let one = diagrams(&catalog, &origin(), &Options::default());
    let other = diagrams(&catalog, &other, &Options::default());
    assert_ne!(one, other);
    assert!(one.iter().zip(&other).all(|(one, other)| stable(&one.text) == stable(&other.text)));
}
