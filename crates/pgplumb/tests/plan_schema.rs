//! The JSON Schema of `plan.json` is checked in, and true.

use std::path::Path;

#[test]
fn the_checked_in_schema_is_that_of_the_types() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../schema/plan.v1.json");
    let schema =
        serde_json::to_string_pretty(&pgplumb::operations::plan::json_schema()).expect("JSON") + "\n";
    if std::env::var_os("UPDATE_EXPECT").is_some() {
        std::fs::write(&path, &schema).expect("the schema is written");
    }
    let checked_in = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(
        checked_in == schema,
        "schema/plan.v1.json is stale: UPDATE_EXPECT=1 cargo test -p pgplumb rewrites it"
    );
}
