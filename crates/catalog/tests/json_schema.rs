//! The JSON Schema that is published with the project is the one that the types give. `UPDATE_EXPECT=1` rewrites it.

use pgplumb_catalog::snapshot::{FORMAT_VERSION, json_schema};

#[test]
fn the_published_schema_is_current() {
    let path = format!("{}/../../schema/schema_map.v{FORMAT_VERSION}.json", env!("CARGO_MANIFEST_DIR"));
    let current = serde_json::to_string_pretty(&json_schema()).unwrap() + "\n";
    if std::env::var_os("UPDATE_EXPECT").is_some() {
        std::fs::write(&path, &current).unwrap();
    }
    let published = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(
        published == current,
        "schema_map.v{FORMAT_VERSION}.json is out of date: UPDATE_EXPECT=1 rewrites it"
    );
}
