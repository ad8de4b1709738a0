//! Case folders for every property of every kind, each with a `schema.sql` and the expected
//! snapshot.
//!
//! `UPDATE_EXPECT=1` rewrites the expected files.

mod common;

use std::collections::BTreeSet;

use pgplumb_catalog::change::rules;
use pgplumb_catalog::counts::RowCounts;
use pgplumb_catalog::kinds::Object;
use pgplumb_catalog::snapshot::{self, Origin};
use pgplumb_catalog::{Catalog, Kind};
use pgplumb_testkit::{Server, cases, for_majors};

#[test]
fn case_folders_read_as_expected() {
    let validator = jsonschema::validator_for(&snapshot::json_schema()).unwrap();
    for_majors(&[14, 18, 19], |installation| {
        let server = Server::shared(installation.major);
        server.roles(common::ROLES);
        let (mut kinds, mut commented, mut granted) = (BTreeSet::new(), BTreeSet::new(), BTreeSet::new());
        for case in cases(&std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases")) {
            if !case.runs_on(installation.major) {
                continue;
            }
            let database = server.create_database();
            database.psql(&case.schema());
            let (catalog, warnings) = common::read(&database);
            assert_eq!(warnings, [], "{}", case.name);
            kinds.extend(kinds_in(&catalog));
            let having = |has: fn(&dyn Object) -> bool| {
                catalog.objects().filter(move |object| has(*object)).map(|object| object.id().kind)
            };
            commented.extend(having(|object| object.common().comment.is_some()));
            granted.extend(having(|object| object.common().privileges.is_some()));
            let mut text = Vec::new();
            let origin = Origin { generator: "pgplumb".into(), ..Origin::default() };
            snapshot::write(&mut text, &catalog, &RowCounts::default(), &origin).unwrap();
            assert!(
                !String::from_utf8_lossy(&text).contains("s3cret"),
                "{}: the snapshot contains a secret",
                case.name
            );
            let back = snapshot::read(text.as_slice()).unwrap();
            assert!(
                back.catalog == catalog,
                "{}: the snapshot does not read back as an equal catalog",
                case.name
            );
            assert_eq!(back.schema_hash, snapshot::schema_hash(&catalog));
            let json: serde_json::Value = serde_json::from_slice(&text).unwrap();
            if let Err(error) = validator.validate(&json) {
                panic!("{}: {error} at {}", case.name, error.instance_path());
            }
            has_keys_of_older_exporters(&json);
            case.expect("expected.json", installation.major, &body(json));
        }
        // A default is a property of its column.
        let missing = Kind::ALL.iter().filter(|kind| **kind != Kind::Default && !kinds.contains(kind));
        assert_eq!(missing.collect::<Vec<_>>(), [] as [&Kind; 0], "no case has an object of these kinds");
        let listed = |list: &[Kind], found: &BTreeSet<Kind>| {
            let is_wrong =
                |kind: &&Kind| !NESTED.contains(*kind) && list.contains(*kind) == found.contains(*kind);
            kinds.iter().filter(is_wrong).map(|kind| kind.word()).collect::<Vec<_>>()
        };
        let none: [&str; 0] = [];
        assert_eq!(listed(WITHOUT_COMMENTS, &commented), none, "no case has a comment on these kinds");
        assert_eq!(listed(WITHOUT_PRIVILEGES, &granted), none, "no case has privileges on these kinds");
    });
}

/// Kinds that are part of other objects.
const NESTED: &[Kind] =
    &[Kind::Column, Kind::Constraint, Kind::Index, Kind::Trigger, Kind::Rule, Kind::Policy];

/// Kinds that PostgreSQL has no comments for.
const WITHOUT_COMMENTS: &[Kind] = &[Kind::UserMapping, Kind::DefaultPrivileges, Kind::MemberChange];

/// Kinds without an access control list.
const WITHOUT_PRIVILEGES: &[Kind] = &[
    Kind::Extension,
    Kind::AccessMethod,
    Kind::Cast,
    Kind::Transform,
    Kind::UserMapping,
    Kind::Publication,
    Kind::Subscription,
    Kind::EventTrigger,
    Kind::DefaultPrivileges,
    Kind::MemberChange,
    Kind::Operator,
    Kind::OperatorClass,
    Kind::OperatorFamily,
    Kind::Collation,
    Kind::Conversion,
    Kind::Statistics,
    Kind::TextSearchParser,
    Kind::TextSearchTemplate,
    Kind::TextSearchDictionary,
    Kind::TextSearchConfiguration,
];

/// The kinds of all objects in a catalog, nested ones included.
fn kinds_in(catalog: &Catalog) -> BTreeSet<Kind> {
    let mut kinds = BTreeSet::new();
    for object in catalog.objects() {
        let (kind, fields) = (object.id().kind, object.fields());
        kinds.insert(kind);
        let is_filled =
            |key: &str| fields.get(key).and_then(|list| list.as_array()).is_some_and(|l| !l.is_empty());
        kinds.extend(rules::of(kind).members.iter().filter(|m| is_filled(m.key)).map(|m| m.kind));
    }
    kinds
}

/// Checks the keys that programs written for older exporters expect in every table.
fn has_keys_of_older_exporters(json: &serde_json::Value) {
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

/// The snapshot without the keys that differ between servers.
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
