//! The committed JSON Schema of `plan.json` is up to date.

use std::path::Path;

#[test]
fn committed_schema_is_current() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../schema/plan.v1.json");
    let schema =
        serde_json::to_string_pretty(&pgplumb::operations::plan::json_schema()).expect("JSON") + "\n";
    pgplumb_testkit::expect_file(&path, &schema);
}
