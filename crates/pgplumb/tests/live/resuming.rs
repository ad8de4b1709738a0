//! What an interrupted apply left is gone on with, or taken away.

use pgplumb_postgres::{Conninfo, Environment, PasswordSource, connect};
use pgplumb_testkit::for_majors;

use super::Setting;

const OLD: &str = "
    CREATE TABLE t (id int, a int, b int NOT NULL, c int CONSTRAINT positive CHECK (c > 0));
    INSERT INTO t SELECT n, n, n, n FROM generate_series(1, 9) n;
    CREATE INDEX i ON t (a);
";
const DESIRED: &str = "
    CREATE TABLE t (id int CONSTRAINT k UNIQUE, a int NOT NULL, b int NOT NULL, c int CONSTRAINT positive CHECK (c > -1));
    CREATE INDEX i ON t (a, b);
";

/// Interrupted after each step, every helper complete or not.
#[test]
fn what_was_begun_is_gone_on_with() {
    for_majors(&[14, 18], |installation| {
        let setting = Setting::new(installation.major, OLD, DESIRED);
        setting.database.psql(
            "CREATE INDEX pgplumb_new_i ON t (a, b);
             CREATE UNIQUE INDEX pgplumb_new_k ON t (id);
             ALTER TABLE t ADD CONSTRAINT pgplumb_new_t_a_not_null CHECK (a IS NOT NULL) NOT VALID;
             ALTER TABLE t ADD CONSTRAINT pgplumb_new_positive CHECK (c > -1);",
        );
        let built = setting.value("SELECT string_agg(c::int8::text, ' ') FROM (SELECT 'pgplumb_new_i'::regclass::oid UNION ALL SELECT 'pgplumb_new_k'::regclass::oid) AS o (c)");
        let plan = setting.run(&["plan", "-v"]).expect(0);
        for unneeded in [
            "CREATE INDEX",
            "CREATE UNIQUE INDEX",
            "IS NOT NULL) NOT VALID",
            "ADD CONSTRAINT pgplumb_new_positive",
        ] {
            assert!(!plan.stdout.contains(unneeded), "{unneeded}\n{}", plan.stdout);
        }
        setting.run(&["apply", "--yes"]).expect(0);
        assert_eq!(
            setting.value("SELECT string_agg(c::int8::text, ' ') FROM (SELECT 'i'::regclass::oid UNION ALL SELECT 'k'::regclass::oid) AS o (c)"),
            built
        );
        is_clean(&setting);
    });
}

#[test]
fn what_is_of_no_use_is_taken_away() {
    for_majors(&[14, 18], |installation| {
        let setting = Setting::new(installation.major, OLD, DESIRED);
        setting.database.psql(
            "CREATE INDEX pgplumb_new_i ON t (b);
             CREATE UNIQUE INDEX pgplumb_new_k ON t (id);
             UPDATE pg_index SET indisvalid = false WHERE indexrelid = 'pgplumb_new_k'::regclass;
             ALTER TABLE t ADD CONSTRAINT pgplumb_new_t_b_not_null CHECK (b IS NOT NULL) NOT VALID;
             ALTER TABLE t ADD CONSTRAINT pgplumb_new_positive CHECK (c > -7);",
        );
        setting.run(&["apply", "--yes"]).expect(0);
        is_clean(&setting);
    });
}

const PARTITIONED: &str = "
    CREATE TABLE t (a int, b int, c int) PARTITION BY RANGE (a);
    CREATE TABLE u PARTITION OF t FOR VALUES FROM (0) TO (9) PARTITION BY LIST (b);
    CREATE TABLE v PARTITION OF u DEFAULT;
    CREATE TABLE w PARTITION OF t DEFAULT;
    CREATE TABLE empty PARTITION OF t FOR VALUES FROM (10) TO (20) PARTITION BY LIST (b);
    INSERT INTO t SELECT n, n, n FROM generate_series(1, 9) n;
";
const INDEXES: &str = "CREATE INDEX i ON t (b); CREATE UNIQUE INDEX j ON t (a, b);";
const OTHERS: &str =
    "CREATE INDEX i ON t (b, c); COMMENT ON INDEX i IS 'x'; CREATE UNIQUE INDEX j ON t (a, b) INCLUDE (c);
    COMMENT ON INDEX v_b_c_idx IS 'y'; ALTER TABLE w CLUSTER ON w_a_b_c_idx;";
/// Parts of the indexes that serve queries on one of the tables with rows.
const SERVING: &str = "SELECT count(DISTINCT (indrelid, indisunique)) FROM pg_index
    WHERE indrelid IN ('v'::regclass, 'w'::regclass) AND indisvalid";

/// Interrupted after each statement, with a build that was at work or not.
#[test]
fn indexes_of_partitioned_tables_are_there_all_along() {
    for_majors(&[14, 18], |installation| {
        let (old, desired) = (format!("{PARTITIONED}{INDEXES}"), format!("{PARTITIONED}{OTHERS}"));
        let setting = Setting::new(installation.major, &old, &desired);
        setting.run(&["plan", "-o", "plan.json"]).expect(0);
        let saved: serde_json::Value = serde_json::from_str(&setting.folder.read("plan.json")).expect("JSON");
        let steps = saved["steps"].as_array().expect("steps").clone();
        let script = |step: &serde_json::Value| {
            let statements = step["statements"].as_array().expect("statements").iter();
            let sql: Vec<&str> = statements.map(|statement| statement.as_str().expect("SQL")).collect();
            if step["alone"] == true { sql.join(";") } else { format!("BEGIN; {}; COMMIT", sql.join(";")) }
        };
        assert!(steps.len() > 12, "{steps:#?}");
        for end in 0..steps.len() {
            let setting = Setting::new(installation.major, &old, &desired);
            for step in &steps[..end] {
                setting.database.psql(&script(step));
                assert_eq!(setting.value(SERVING), "4", "{}", script(step));
            }
            if let Some(built) = steps[..end].last().filter(|step| step["alone"] == true) {
                let name = built["object"].as_str().expect("an object").replace("index:", "");
                setting.database.psql(&format!(
                    "UPDATE pg_index SET indisvalid = false WHERE indexrelid = '{name}'::regclass"
                ));
            }
            setting.run(&["apply", "--yes", "--no-proof"]).expect(0);
            is_clean(&setting);
            assert_eq!(setting.value(SERVING), "4");
        }
        // What a helper has that is of no use goes with it.
        for is_done in [true, false] {
            let setting = Setting::new(installation.major, if is_done { &desired } else { &old }, &desired);
            setting.database.psql(
                "CREATE INDEX pgplumb_new_i ON t (b, c); CREATE UNIQUE INDEX pgplumb_new_j ON ONLY t (a, b);
                 CREATE INDEX pgplumb_new_v_a_b_c_idx ON v (c);",
            );
            setting.run(&["apply", "--yes"]).expect(0);
            is_clean(&setting);
        }
    });
}

const DETACHING: &str = "
    CREATE TABLE t (a int PRIMARY KEY, b text) PARTITION BY RANGE (a);
    CREATE TABLE u PARTITION OF t FOR VALUES FROM (0) TO (10);
    CREATE TABLE w PARTITION OF t FOR VALUES FROM (10) TO (20);
    CREATE INDEX t_b ON t (b);
    INSERT INTO t SELECT n, n FROM generate_series(0, 19) n;
";
const ALONE: &str = "CREATE TABLE u (a int PRIMARY KEY, b text); CREATE INDEX u_b_idx ON u (b);";

#[test]
fn a_partition_that_is_half_detached_is_detached() {
    for_majors(&[14, 18], |installation| {
        let still = DETACHING.replace("INSERT INTO t SELECT n, n FROM generate_series(0, 19) n;", "");
        let only = still.replace("CREATE TABLE u PARTITION OF t FOR VALUES FROM (0) TO (10);", "");
        for (desired, rows) in [(format!("{only}{ALONE}"), "10"), (still, "20")] {
            let setting = Setting::new(installation.major, DETACHING, &desired);
            half_detach(&setting);
            assert_eq!(setting.value("SELECT count(*) FROM pg_inherits WHERE inhdetachpending"), "1");
            let plan = setting.run(&["plan", "-v"]).expect(0);
            assert!(plan.stdout.contains("DETACH PARTITION public.u FINALIZE"), "{}", plan.stdout);
            setting.run(&["apply", "--yes", "--allow-destructive"]).expect(0);
            is_clean(&setting);
            assert_eq!(setting.value("SELECT count(*) FROM pg_inherits WHERE inhdetachpending"), "0");
            assert_eq!(
                setting.value("SELECT count(*) FROM pg_constraint WHERE contype = 'c' AND conrelid <> 0"),
                "0"
            );
            assert_eq!(setting.value("SELECT count(*) FROM t"), rows);
            assert_eq!(setting.value("SELECT count(*) FROM u"), "10");
        }
    });
}

/// Detaches a partition, and gives up while somebody else is reading.
fn half_detach(setting: &Setting) {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
    runtime.block_on(async {
        let environment = Environment::new(Vec::new(), None, Some("postgres".to_owned()));
        let conninfo = Conninfo::parse(&setting.database.url(), &environment).expect("a URL");
        let reader = connect(&conninfo, PasswordSource::None).await.expect("a connection");
        reader.execute_script("BEGIN; SELECT count(*) FROM t").await.expect("rows");
        let error = setting
            .database
            .try_psql("SET statement_timeout = '500ms'; \n ALTER TABLE t DETACH PARTITION u CONCURRENTLY");
        assert!(error.is_err_and(|error| error.contains("statement timeout")));
        reader.close().await;
    });
}

fn is_clean(setting: &Setting) {
    setting.run(&["plan", "--exit-code"]).expect(0);
    let left = "SELECT count(*) FROM (SELECT relname FROM pg_class UNION ALL SELECT conname FROM pg_constraint) AS n (name) WHERE name LIKE 'pgplumb%'";
    assert_eq!(setting.value(left), "0");
    assert_eq!(setting.value("SELECT count(*) FROM pg_index WHERE NOT indisvalid"), "0");
}
