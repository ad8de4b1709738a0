//! Features that the server of the target lacks: each is found in a real catalog, the version that
//! adds it accepts it, and the version before rejects it.

mod common;

use std::collections::BTreeSet;
use std::path::Path;

use common::read;
use pgplumb_plan::{FEATURES, newer_features};
use pgplumb_testkit::{Server, for_majors};

/// SQL that uses each feature.
const SAMPLES: &[(&str, &str)] = &[
    (
        "unique constraints and indexes with NULLS NOT DISTINCT",
        "CREATE TABLE t (a int UNIQUE NULLS NOT DISTINCT)",
    ),
    (
        "column lists of ON DELETE SET NULL and SET DEFAULT",
        "CREATE TABLE p (a int, b int, PRIMARY KEY (a, b));
         CREATE TABLE t (a int, b int, FOREIGN KEY (a, b) REFERENCES p ON DELETE SET NULL (b))",
    ),
    ("views with security_invoker", "CREATE VIEW v WITH (security_invoker) AS SELECT 1 AS a"),
    ("unlogged sequences", "CREATE UNLOGGED SEQUENCE s"),
    ("publications FOR TABLES IN SCHEMA", "CREATE PUBLICATION p FOR TABLES IN SCHEMA public"),
    (
        "column lists of publications",
        "CREATE TABLE t (a int PRIMARY KEY); CREATE PUBLICATION p FOR TABLE t (a)",
    ),
    (
        "row filters of publications",
        "CREATE TABLE t (a int PRIMARY KEY); CREATE PUBLICATION p FOR TABLE t WHERE (a > 1)",
    ),
    ("subscriptions with two_phase", "SUBSCRIPTION two_phase"),
    ("subscriptions with disable_on_error", "SUBSCRIPTION disable_on_error"),
    (
        "collations with rules",
        "CREATE COLLATION c (PROVIDER = icu, LOCALE = 'en', RULES = '&a < b')",
    ),
    ("subscriptions with streaming = parallel", "SUBSCRIPTION streaming = parallel"),
    ("subscriptions with password_required = false", "SUBSCRIPTION password_required = false"),
    ("subscriptions with run_as_owner", "SUBSCRIPTION run_as_owner"),
    ("subscriptions with an origin", "SUBSCRIPTION origin = none"),
    (
        "TRUNCATE triggers of foreign tables",
        "CREATE FOREIGN DATA WRAPPER w; CREATE SERVER s FOREIGN DATA WRAPPER w; CREATE FOREIGN TABLE t (a int) SERVER s;
         CREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN END';
         CREATE TRIGGER r BEFORE TRUNCATE ON t FOR EACH STATEMENT EXECUTE FUNCTION f()",
    ),
    ("collations of the provider builtin", "CREATE COLLATION c (PROVIDER = builtin, LOCALE = 'C.UTF-8')"),
    ("subscriptions with failover", "SUBSCRIPTION failover"),
    (
        "event triggers on login",
        "CREATE FUNCTION f() RETURNS event_trigger LANGUAGE plpgsql AS 'BEGIN END';
         CREATE EVENT TRIGGER e ON login EXECUTE FUNCTION f(); ALTER EVENT TRIGGER e DISABLE",
    ),
    (
        "exclusion constraints of partitioned tables",
        "CREATE TABLE t (b int4range, EXCLUDE USING gist (b WITH =)) PARTITION BY HASH (b);
         CREATE TABLE t1 PARTITION OF t FOR VALUES WITH (MODULUS 1, REMAINDER 0)",
    ),
    (
        "access methods of partitioned tables",
        "CREATE ACCESS METHOD other TYPE TABLE HANDLER heap_tableam_handler;
         CREATE TABLE t (a int) PARTITION BY LIST (a) USING other",
    ),
    ("grants of MAINTAIN", "CREATE TABLE t (a int); GRANT SELECT, MAINTAIN ON t TO alice"),
    (
        "default privileges with MAINTAIN",
        "ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT MAINTAIN ON TABLES TO alice",
    ),
    (
        "virtual generated columns",
        "CREATE TABLE t (a int, b int GENERATED ALWAYS AS (a + 1) VIRTUAL)",
    ),
    (
        "not-null constraints that are NOT VALID",
        "CREATE TABLE t (a int); ALTER TABLE t ADD CONSTRAINT n NOT NULL a NOT VALID",
    ),
    ("not-null constraints with NO INHERIT", "CREATE TABLE t (a int CONSTRAINT n NOT NULL NO INHERIT)"),
    (
        "comments on not-null constraints of tables",
        "CREATE TABLE t (a int CONSTRAINT n NOT NULL); COMMENT ON CONSTRAINT n ON t IS 'x'",
    ),
    (
        "constraints that are NOT ENFORCED",
        "CREATE TABLE t (a int CHECK (a > 0) NOT ENFORCED)",
    ),
    (
        "keys WITHOUT OVERLAPS",
        "CREATE TABLE t (a int4range, b int4range, PRIMARY KEY (a, b WITHOUT OVERLAPS))",
    ),
    (
        "foreign keys with PERIOD",
        "CREATE TABLE p (a int4range, b int4range, PRIMARY KEY (a, b WITHOUT OVERLAPS));
         CREATE TABLE t (a int4range, b int4range, FOREIGN KEY (a, PERIOD b) REFERENCES p)",
    ),
    (
        "foreign keys of partitioned tables that are NOT VALID",
        "CREATE TABLE p (a int PRIMARY KEY); CREATE TABLE t (a int) PARTITION BY LIST (a);
         CREATE TABLE t1 PARTITION OF t FOR VALUES IN (1);
         ALTER TABLE t ADD FOREIGN KEY (a) REFERENCES p NOT VALID",
    ),
    (
        "publications with publish_generated_columns",
        "CREATE PUBLICATION p WITH (publish_generated_columns = stored)",
    ),
    (
        "default privileges on large objects",
        "ALTER DEFAULT PRIVILEGES GRANT SELECT ON LARGE OBJECTS TO alice",
    ),
    (
        "collations with the locale PG_UNICODE_FAST",
        "CREATE COLLATION c (PROVIDER = builtin, LOCALE = 'PG_UNICODE_FAST')",
    ),
    (
        "autovacuum_vacuum_max_threshold and vacuum_max_eager_freeze_failure_rate",
        "CREATE TABLE t (a int) WITH (autovacuum_vacuum_max_threshold = 5)",
    ),
    (
        "support functions of aggregates",
        "CREATE FUNCTION f(internal) RETURNS internal LANGUAGE internal AS 'window_row_number_support';
         CREATE AGGREGATE a(int) (SFUNC = int4pl, STYPE = int, SUPPORT = f)",
    ),
    (
        "foreign-data wrappers with CONNECTION",
        "CREATE EXTENSION postgres_fdw; CREATE FOREIGN DATA WRAPPER w CONNECTION postgres_fdw_connection",
    ),
    ("publications FOR ALL SEQUENCES", "CREATE PUBLICATION p FOR ALL SEQUENCES"),
    (
        "publications FOR ALL TABLES EXCEPT",
        "CREATE TABLE t (a int); CREATE PUBLICATION p FOR ALL TABLES EXCEPT (TABLE t)",
    ),
    (
        "subscriptions of a server",
        "CREATE EXTENSION postgres_fdw; CREATE SERVER s FOREIGN DATA WRAPPER postgres_fdw OPTIONS (host 'h');
         CREATE USER MAPPING FOR CURRENT_USER SERVER s OPTIONS (user 'u', password 'p');
         CREATE SUBSCRIPTION @ SERVER s PUBLICATION p WITH (connect = false, slot_name = NONE, streaming = on)",
    ),
    ("subscriptions with retain_dead_tuples", "SUBSCRIPTION retain_dead_tuples"),
    ("subscriptions with max_retention_duration", "SUBSCRIPTION max_retention_duration = 5"),
    ("subscriptions with wal_receiver_timeout", "SUBSCRIPTION wal_receiver_timeout = 5"),
    (
        "statistics objects on virtual generated columns",
        "CREATE TABLE t (a int, b int, c int GENERATED ALWAYS AS (a + 1) VIRTUAL); CREATE STATISTICS s ON b, c FROM t",
    ),
    (
        "autovacuum_parallel_workers and log_autoanalyze_min_duration",
        "CREATE TABLE t (a int) WITH (log_autoanalyze_min_duration = 5)",
    ),
    ("columns of the types oid8 and regdatabase", "CREATE TABLE t (a oid8[])"),
    ("domains over the types oid8 and regdatabase", "CREATE DOMAIN d AS regdatabase"),
];

/// What the queries read from later versions only, with the feature, or why it is none.
const READ: &[(&str, &str)] = &[
    ("aggregate/support_function", "support functions of aggregates"),
    ("collation/locale", "not new: the column of the locale has another name"),
    ("collation/rules", "collations with rules"),
    ("constraint/delete_set_columns", "column lists of ON DELETE SET NULL and SET DEFAULT"),
    ("constraint/enforced", "constraints that are NOT ENFORCED"),
    ("constraint/period", "foreign keys with PERIOD"),
    ("foreign_data_wrapper/connection", "foreign-data wrappers with CONNECTION"),
    ("index/nulls_not_distinct", "unique constraints and indexes with NULLS NOT DISTINCT"),
    ("publication/all_sequences", "publications FOR ALL SEQUENCES"),
    ("publication/columns", "column lists of publications"),
    ("publication/generated_columns", "publications with publish_generated_columns"),
    ("publication/has_row_filter", "row filters of publications"),
    ("publication/is_excepted", "publications FOR ALL TABLES EXCEPT"),
    ("publication/oid", "not new: part of schemas"),
    ("publication/row_filter", "row filters of publications"),
    ("publication/schema", "not new: part of schemas"),
    ("publication/schemas", "publications FOR TABLES IN SCHEMA"),
    ("subscription/disable_on_error", "subscriptions with disable_on_error"),
    ("subscription/failover", "subscriptions with failover"),
    ("subscription/max_retention_duration", "subscriptions with max_retention_duration"),
    ("subscription/origin", "subscriptions with an origin"),
    ("subscription/password_required", "subscriptions with password_required = false"),
    ("subscription/retain_dead_tuples", "subscriptions with retain_dead_tuples"),
    ("subscription/run_as_owner", "subscriptions with run_as_owner"),
    ("subscription/server", "subscriptions of a server"),
    ("subscription/streaming", "subscriptions with streaming = parallel"),
    ("subscription/two_phase", "subscriptions with two_phase"),
    ("subscription/wal_receiver_timeout", "subscriptions with wal_receiver_timeout"),
];

/// Creates the objects of a sample in a new database.
fn load(server: &Server, sample: &str) -> Result<pgplumb_testkit::Database, String> {
    let database = server.create_database();
    // Subscriptions of all databases share their names.
    let name = database.name();
    let sql = match sample.strip_prefix("SUBSCRIPTION ") {
        Some(option) => {
            // The default is parallel since version 18.
            let streaming = if option.starts_with("streaming") { "" } else { "streaming = on, " };
            format!(
                "CREATE SUBSCRIPTION {name} CONNECTION 'host=h' PUBLICATION p
                 WITH (connect = false, slot_name = NONE, {streaming}{option})"
            )
        }
        None => sample.replace('@', name),
    };
    database.try_psql(&format!("SET client_min_messages = error; {sql}")).map(|_| database)
}

#[test]
fn each_feature_is_found_in_a_catalog_and_rejected_by_older_servers() {
    let named: BTreeSet<&str> = SAMPLES.iter().map(|(name, _)| *name).collect();
    let features: BTreeSet<&str> = FEATURES.iter().map(|feature| feature.name).collect();
    assert_eq!(named, features, "SAMPLES and FEATURES differ");
    for_majors(&[14, 15, 16, 17, 18, 19], |installation| {
        let (major, server) = (installation.major, Server::shared(installation.major));
        server.roles(&["alice"]);
        for (name, sample) in SAMPLES {
            let feature = FEATURES.iter().find(|feature| feature.name == *name).unwrap();
            if feature.since > major {
                let is_next = feature.since == major + 1;
                // An unknown option of an aggregate is ignored with a warning.
                let has_feature = |database| !newer_features(&read(&database), feature.since - 1).is_empty();
                assert!(
                    !is_next || !load(&server, sample).is_ok_and(has_feature),
                    "PostgreSQL {major} has {name}"
                );
                continue;
            }
            let database = load(&server, sample).unwrap_or_else(|error| panic!("{major}: {name}: {error}"));
            let catalog = read(&database);
            let found = newer_features(&catalog, feature.since - 1);
            // A period refers to a key WITHOUT OVERLAPS.
            let is_needed =
                |other: &&str| *name == "foreign keys with PERIOD" && *other == "keys WITHOUT OVERLAPS";
            let found: Vec<&str> =
                found.iter().map(|used| used.feature.name).filter(|other| !is_needed(other)).collect();
            assert_eq!(found, [*name], "PostgreSQL {major}");
            assert!(newer_features(&catalog, major).is_empty(), "{name}");
        }
    });
}

#[test]
fn a_use_names_the_object_the_version_and_the_way_out() {
    for_majors(&[18], |installation| {
        let database = Server::shared(installation.major).create_database();
        database.psql(
            "CREATE TABLE t (a int, \"B c\" int GENERATED ALWAYS AS (a) VIRTUAL);
             CREATE TABLE k (a int CONSTRAINT c CHECK (a > 0) NOT ENFORCED, UNIQUE NULLS NOT DISTINCT (a))",
        );
        let found = newer_features(&read(&database), 14);
        assert_eq!(
            found.iter().map(ToString::to_string).collect::<Vec<_>>(),
            [
                "constraint public.k.c: constraints that are NOT ENFORCED need PostgreSQL 18; \
                 upgrade the server, or enforce it, or leave it out",
                "index public.k_a_key: unique constraints and indexes with NULLS NOT DISTINCT need PostgreSQL 15; \
                 upgrade the server, or remove NULLS NOT DISTINCT",
                "column public.t.\"B c\": virtual generated columns need PostgreSQL 18; \
                 upgrade the server, or declare it STORED",
            ]
        );
    });
}

/// The names in the result of a line of SQL.
fn results(line: &str) -> Vec<&str> {
    let aliases = line.split(" AS ").skip(1).filter_map(|rest| rest.split([',', ' ', ')']).next());
    let keys = line.split('\'').skip(1).step_by(2);
    let is_name = |text: &&str| text.len() > 1 && text.chars().all(|c| c.is_ascii_lowercase() || c == '_');
    aliases.chain(keys).filter(is_name).collect()
}

#[test]
fn everything_that_only_later_versions_have_is_a_feature() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../catalog/src/kinds");
    let mut found: BTreeSet<(String, u32)> = BTreeSet::new();
    for kind in std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()) {
        let Ok(sql) = std::fs::read_to_string(kind.join("query.sql")) else { continue };
        for line in sql.lines() {
            let Some((versions, line)) = line.strip_prefix("--[").and_then(|rest| rest.split_once(']'))
            else {
                continue;
            };
            // Lines for versions up to one have the values of versions without the property.
            if let Ok(first) = versions.trim_end_matches('+').split('-').next().unwrap().parse() {
                let kind = kind.file_name().unwrap().to_string_lossy();
                found.extend(results(line).iter().map(|name| (format!("{kind}/{name}"), first)));
            }
        }
    }
    let read: BTreeSet<&str> = READ.iter().map(|(name, _)| *name).collect();
    let first: BTreeSet<&str> = found.iter().map(|(name, _)| &**name).collect();
    assert_eq!(first, read, "READ and the queries differ");
    for (name, feature) in READ {
        let since = found.iter().find(|(other, _)| other == name).map(|(_, since)| *since);
        let known = FEATURES.iter().find(|known| known.name == *feature);
        let is_none = known.is_none() && feature.starts_with("not new: ");
        assert!(is_none || known.map(|known| known.since) == since, "{name}: {feature}");
    }
}
