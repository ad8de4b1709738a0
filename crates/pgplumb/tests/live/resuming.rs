//! Helper objects of an interrupted apply are used or removed.

use pgplumb_postgres::{Conninfo, Environment, PasswordSource, connect};
use pgplumb_testkit::for_majors;

use super::Fixture;

const OLD: &str = "
    CREATE TABLE t (id int, a int, b int NOT NULL, c int CONSTRAINT positive CHECK (c > 0));
    INSERT INTO t SELECT n, n, n, n FROM generate_series(1, 9) n;
    CREATE INDEX i ON t (a);
";
const DESIRED: &str = "
    CREATE TABLE t (id int CONSTRAINT k UNIQUE, a int NOT NULL, b int NOT NULL, c int CONSTRAINT positive CHECK (c > -1));
    CREATE INDEX i ON t (a, b);
";

/// The plan is interrupted after each step, with complete and incomplete helper objects.
#[test]
fn interrupted_plan_is_resumed() {
    for_majors(&[14, 19], |installation| {
        let fixture = Fixture::new(installation.major, OLD, DESIRED);
        fixture.database.psql(
            "CREATE INDEX pgplumb_new_i ON t (a, b);
             CREATE UNIQUE INDEX pgplumb_new_k ON t (id);
             ALTER TABLE t ADD CONSTRAINT pgplumb_new_t_a_not_null CHECK (a IS NOT NULL) NOT VALID;
             ALTER TABLE t ADD CONSTRAINT pgplumb_new_positive CHECK (c > -1);",
        );
        let built = fixture.value("SELECT string_agg(c::int8::text, ' ') FROM (SELECT 'pgplumb_new_i'::regclass::oid UNION ALL SELECT 'pgplumb_new_k'::regclass::oid) AS o (c)");
        let plan = fixture.run(&["plan", "-v"]).expect(0);
        for unneeded in [
            "CREATE INDEX",
            "CREATE UNIQUE INDEX",
            "IS NOT NULL) NOT VALID",
            "ADD CONSTRAINT pgplumb_new_positive",
        ] {
            assert!(!plan.stdout.contains(unneeded), "{unneeded}\n{}", plan.stdout);
        }
        fixture.run(&["apply", "--yes"]).expect(0);
        assert_eq!(
            fixture.value("SELECT string_agg(c::int8::text, ' ') FROM (SELECT 'i'::regclass::oid UNION ALL SELECT 'k'::regclass::oid) AS o (c)"),
            built
        );
        is_clean(&fixture);
    });
}

#[test]
fn useless_helper_objects_are_removed() {
    for_majors(&[14, 19], |installation| {
        let fixture = Fixture::new(installation.major, OLD, DESIRED);
        fixture.database.psql(
            "CREATE INDEX pgplumb_new_i ON t (b);
             CREATE UNIQUE INDEX pgplumb_new_k ON t (id);
             UPDATE pg_index SET indisvalid = false WHERE indexrelid = 'pgplumb_new_k'::regclass;
             ALTER TABLE t ADD CONSTRAINT pgplumb_new_t_b_not_null CHECK (b IS NOT NULL) NOT VALID;
             ALTER TABLE t ADD CONSTRAINT pgplumb_new_positive CHECK (c > -7);",
        );
        fixture.run(&["apply", "--yes"]).expect(0);
        is_clean(&fixture);
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
/// Counts the valid indexes that serve queries on tables with rows.
const SERVING: &str = "SELECT count(DISTINCT (indrelid, indisunique)) FROM pg_index
    WHERE indrelid IN ('v'::regclass, 'w'::regclass) AND indisvalid";

/// The plan is interrupted after each statement, with and without an unfinished index build.
#[test]
fn indexes_of_partitioned_tables_stay_available() {
    for_majors(&[14, 19], |installation| {
        let (old, desired) = (format!("{PARTITIONED}{INDEXES}"), format!("{PARTITIONED}{OTHERS}"));
        let fixture = Fixture::new(installation.major, &old, &desired);
        fixture.run(&["plan", "-o", "plan.json"]).expect(0);
        let saved: serde_json::Value = serde_json::from_str(&fixture.folder.read("plan.json")).expect("JSON");
        let steps = saved["steps"].as_array().expect("steps").clone();
        let script = |step: &serde_json::Value| {
            let statements = step["statements"].as_array().expect("statements").iter();
            let sql: Vec<&str> = statements.map(|statement| statement.as_str().expect("SQL")).collect();
            if step["outside_transaction"] == true {
                sql.join(";")
            } else {
                format!("BEGIN; {}; COMMIT", sql.join(";"))
            }
        };
        assert!(steps.len() > 12, "{steps:#?}");
        for end in 0..steps.len() {
            let fixture = Fixture::new(installation.major, &old, &desired);
            for step in &steps[..end] {
                fixture.database.psql(&script(step));
                assert_eq!(fixture.value(SERVING), "4", "{}", script(step));
            }
            if let Some(built) = steps[..end].last().filter(|step| step["outside_transaction"] == true) {
                let name = built["object"].as_str().expect("an object").replace("index:", "");
                fixture.database.psql(&format!(
                    "UPDATE pg_index SET indisvalid = false WHERE indexrelid = '{name}'::regclass"
                ));
            }
            fixture.run(&["apply", "--yes", "--no-proof"]).expect(0);
            is_clean(&fixture);
            assert_eq!(fixture.value(SERVING), "4");
        }
        // The sub-objects of a useless helper object are removed with it.
        for is_done in [true, false] {
            let fixture = Fixture::new(installation.major, if is_done { &desired } else { &old }, &desired);
            fixture.database.psql(
                "CREATE INDEX pgplumb_new_i ON t (b, c); CREATE UNIQUE INDEX pgplumb_new_j ON ONLY t (a, b);
                 CREATE INDEX pgplumb_new_v_a_b_c_idx ON v (c);",
            );
            fixture.run(&["apply", "--yes"]).expect(0);
            is_clean(&fixture);
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
fn pending_detach_is_finished() {
    for_majors(&[14, 19], |installation| {
        let still = DETACHING.replace("INSERT INTO t SELECT n, n FROM generate_series(0, 19) n;", "");
        let only = still.replace("CREATE TABLE u PARTITION OF t FOR VALUES FROM (0) TO (10);", "");
        for (desired, rows) in [(format!("{only}{ALONE}"), "10"), (still, "20")] {
            let fixture = Fixture::new(installation.major, DETACHING, &desired);
            half_detach(&fixture);
            assert_eq!(fixture.value("SELECT count(*) FROM pg_inherits WHERE inhdetachpending"), "1");
            let plan = fixture.run(&["plan", "-v"]).expect(0);
            assert!(plan.stdout.contains("DETACH PARTITION public.u FINALIZE"), "{}", plan.stdout);
            fixture.run(&["apply", "--yes", "--allow-destructive"]).expect(0);
            is_clean(&fixture);
            assert_eq!(fixture.value("SELECT count(*) FROM pg_inherits WHERE inhdetachpending"), "0");
            assert_eq!(
                fixture.value("SELECT count(*) FROM pg_constraint WHERE contype = 'c' AND conrelid <> 0"),
                "0"
            );
            assert_eq!(fixture.value("SELECT count(*) FROM t"), rows);
            assert_eq!(fixture.value("SELECT count(*) FROM u"), "10");
        }
    });
}

/// Starts to detach a partition concurrently and cancels it while another session reads.
fn half_detach(fixture: &Fixture) {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
    runtime.block_on(async {
        let environment = Environment::new(Vec::new(), None, Some("postgres".to_owned()));
        let conninfo = Conninfo::parse(&fixture.database.url(), &environment).expect("a URL");
        let reader = connect(&conninfo, PasswordSource::None).await.expect("a connection");
        reader.execute_script("BEGIN; SELECT count(*) FROM t").await.expect("rows");
        let error = fixture
            .database
            .try_psql("SET statement_timeout = '500ms'; \n ALTER TABLE t DETACH PARTITION u CONCURRENTLY");
        assert!(error.is_err_and(|error| error.contains("statement timeout")));
        reader.close().await;
    });
}

fn is_clean(fixture: &Fixture) {
    fixture.run(&["plan", "--exit-code"]).expect(0);
    let left = "SELECT count(*) FROM (SELECT relname FROM pg_class UNION ALL SELECT conname FROM pg_constraint) AS n (name) WHERE name LIKE 'pgplumb%'";
    assert_eq!(fixture.value(left), "0");
    assert_eq!(fixture.value("SELECT count(*) FROM pg_index WHERE NOT indisvalid"), "0");
}
