//! Every kind's every property: case folders, each a `schema.sql` and the snapshot of it.
//!
//! `UPDATE_EXPECT=1` accepts what comes out.

mod common;

use pgplumb_catalog::counts::RowCounts;
use pgplumb_catalog::snapshot::{self, Origin};
use pgplumb_testkit::{Server, cases, for_majors};

#[test]
fn case_folders_read_as_expected() {
    let validator = jsonschema::validator_for(&snapshot::json_schema()).unwrap();
    for_majors(&[14, 18], |installation| {
        let server = Server::shared(installation.major);
        server.roles(common::ROLES);
        for case in cases(&std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases")) {
            if !case.runs_on(installation.major) {
                continue;
            }
            let database = server.create_database();
            database.psql(&case.schema());
            let (catalog, warnings) = common::read(&database);
            assert_eq!(warnings, [], "{}", case.name);
            let mut text = Vec::new();
            let origin = Origin { generator: "pgplumb".into(), ..Origin::default() };
            snapshot::write(&mut text, &catalog, &RowCounts::default(), &origin).unwrap();
            assert!(!String::from_utf8_lossy(&text).contains("s3cret"), "{}: a secret was read", case.name);
            let back = snapshot::read(text.as_slice()).unwrap();
            assert!(back.catalog == catalog, "{}: the snapshot reads back as another catalog", case.name);
            assert_eq!(back.schema_hash, snapshot::schema_hash(&catalog));
            let json: serde_json::Value = serde_json::from_slice(&text).unwrap();
            if let Err(error) = validator.validate(&json) {
                panic!("{}: {error} at {}", case.name, error.instance_path());
            }
            has_what_exporters_had(&json);
            case.expect("expected.json", installation.major, &body(json));
        }
    });
}

/// Programs written for the exporters that teams have today find every key in every table.
fn has_what_exporters_had(json: &serde_json::Value) {
    for schema in json["schemas"].as_object().unwrap().values() {
        assert!(schema["table_count"].is_u64());
        for table in schema["tables"].as_object().unwrap().values() {
            let keys = table.as_object().unwrap();
            for key in ["columns", "indexes", "foreign_keys", "row_count", "column_count"] {
                assert!(keys.contains_key(key), "{key} is missing in {table}");
            }
            let columns =
                ["column_name", "data_type", "character_maximum_length", "is_nullable", "column_default"];
            let keys =
                ["constraint_name", "column_name", "foreign_schema", "foreign_table", "foreign_column"];
            let indexes = ["index_name", "column_name", "is_unique", "is_primary"];
            for (list, wanted) in [("columns", &columns[..]), ("foreign_keys", &keys), ("indexes", &indexes)]
            {
                for entry in table[list].as_array().unwrap() {
                    assert!(wanted.iter().all(|key| entry.get(key).is_some()), "{list}: {entry}");
                }
            }
        }
    }
}

/// What a case is about: the snapshot without its head, which differs from server to server.
fn body(mut json: serde_json::Value) -> String {
    if let Some(map) = json.as_object_mut() {
        map.retain(|key, _| {
            !matches!(
                key.as_str(),
                "format_version"
                    | "generator"
                    | "database"
                    | "host"
                    | "exported_at"
                    | "schema_hash"
                    | "server_version"
                    | "server_version_num"
            )
        });
    }
    serde_json::to_string_pretty(&json).unwrap() + "\n"
}
