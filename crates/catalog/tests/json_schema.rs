//! The published JSON Schema matches the types. `UPDATE_EXPECT=1` rewrites it.

use pgplumb_catalog::snapshot::{FORMAT_VERSION, json_schema};

#[test]
fn published_schema_is_up_to_date() {
    let path = format!("{}/../../schema/schema_map.v{FORMAT_VERSION}.json", env!("CARGO_MANIFEST_DIR"));
    let generated = serde_json::to_string_pretty(&json_schema()).unwrap() + "\n";
    pgplumb_testkit::expect_file(std::path::Path::new(&path), &generated);
}
