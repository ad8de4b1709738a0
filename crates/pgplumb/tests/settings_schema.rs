//! The committed JSON Schema of `pgplumb.toml` is up to date.

use std::path::Path;

#[test]
fn committed_schema_is_current() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../schema/pgplumb.schema.json");
    let schema = serde_json::to_string_pretty(&pgplumb::settings::json_schema()).expect("JSON") + "\n";
    pgplumb_testkit::expect_file(&path, &schema);
}
