//! Counting the rows of tables.

use std::cell::Cell;
use std::collections::BTreeSet;
use std::time::{Duration, Instant};

use pgplumb_catalog::counts::{CountKind, RowCount, RowCounts};
use pgplumb_postgres::Connection;
use pgplumb_postgres::counts::{CountMethod, CountOptions, row_counts};
use pgplumb_testkit::{Database, Server, each_major, newest};

use crate::common::{connected, run};

fn database(sql: &str) -> Database {
    let database = Server::shared(newest().major).create_database();
    database.psql(sql);
    database
}

/// Counts with a single connection.
async fn count(connection: &Connection, options: &CountOptions) -> RowCounts {
    row_counts(connection, || async { None }, options, |_, _| {}).await.unwrap()
}

fn count_as(database: &Database, role: &str, options: &CountOptions) -> RowCounts {
    run(async { count(&connected(&database.url_as(role)).await, options).await })
}

fn estimating() -> CountOptions {
    CountOptions { method: CountMethod::Estimate, ..CountOptions::default() }
}

/// Describes a count: `3`, `about 3` or `unknown`, with its note.
fn described(counts: &RowCounts, table: &str) -> String {
    let (schema, table) = table.split_once('.').unwrap_or(("public", table));
    let Some(RowCount { rows, kind, note }) = counts.get(schema, table) else {
        return "not counted".to_owned();
    };
    let number = match (rows, kind) {
        (Some(rows), CountKind::Exact) => rows.to_string(),
        (Some(rows), CountKind::Estimated) => format!("about {rows}"),
        (None, CountKind::Unknown) => "unknown".to_owned(),
        odd => panic!("{odd:?}"),
    };
    note.as_ref().map_or(number.clone(), |note| format!("{number} ({note})"))
}

/// A partitioned table with several levels, foreign tables, and tables that were never analyzed.
const TABLES: &str = "
    CREATE TABLE plain (id int);
    INSERT INTO plain SELECT generate_series(1, 7);
    CREATE TABLE empty (id int);
    ANALYZE plain, empty;
    CREATE TABLE fresh (id int);
    INSERT INTO fresh VALUES (1);
    CREATE TABLE top (id int, at date) PARTITION BY RANGE (at);
    CREATE TABLE top_2020 PARTITION OF top FOR VALUES FROM ('2020-01-01') TO ('2021-01-01') PARTITION BY LIST (id);
    CREATE TABLE top_2020_one PARTITION OF top_2020 FOR VALUES IN (1);
    CREATE TABLE top_2020_rest PARTITION OF top_2020 DEFAULT;
    CREATE TABLE top_2021 PARTITION OF top FOR VALUES FROM ('2021-01-01') TO ('2022-01-01');
    CREATE TABLE bare (id int) PARTITION BY HASH (id);
    INSERT INTO top VALUES (1, '2020-02-02'), (2, '2020-02-02'), (3, '2020-02-02'), (1, '2021-02-02');
    ANALYZE top_2020_one, top_2020_rest, top_2021;
    CREATE FOREIGN DATA WRAPPER wrapper;
    CREATE SERVER server FOREIGN DATA WRAPPER wrapper;
    CREATE FOREIGN TABLE far (id int) SERVER server;
    CREATE FOREIGN TABLE farther (id int) SERVER server;
    UPDATE pg_class SET reltuples = 12 WHERE relname = 'farther';
    CREATE VIEW seen AS SELECT * FROM plain;
    CREATE MATERIALIZED VIEW kept AS SELECT * FROM plain;";

#[test]
fn rows_are_counted_on_every_version() {
    each_major(|installation| {
        let database = Server::shared(installation.major).create_database();
        database.psql(TABLES);
        let counts = count_as(&database, "postgres", &CountOptions::default());
        let expected = [
            ("plain", "7"),
            ("empty", "0"),
            ("fresh", "1"),
            ("top", "4"),
            ("top_2020", "3"),
            ("top_2020_one", "1"),
            ("top_2021", "1"),
            ("bare", "0"),
            ("farther", "about 12 (foreign tables are not counted)"),
            ("seen", "not counted"),
        ];
        for (table, count) in expected {
            assert_eq!(described(&counts, table), count, "{table} on PostgreSQL {}", installation.major);
        }
        assert!(
            described(&counts, "far").contains("foreign tables are not counted"),
            "{}",
            described(&counts, "far")
        );

        let counts = count_as(&database, "postgres", &estimating());
        let expected = [
            ("plain", "about 7"),
            ("empty", "about 0"),
            ("fresh", "unknown (never analyzed)"),
            ("top", "about 4"),
            ("top_2020", "about 3"),
            ("top_2020_rest", "about 2"),
            ("farther", "about 12"),
        ];
        for (table, count) in expected {
            assert_eq!(described(&counts, table), count, "{table} on PostgreSQL {}", installation.major);
        }
    });
}

#[test]
fn tables_are_estimated_after_the_time_limit() {
    let database = database(TABLES);
    let mut progress = Vec::new();
    let options = CountOptions { budget: Duration::ZERO, ..CountOptions::default() };
    let counts = run(async {
        let connection = connected(&database.url()).await;
        row_counts(&connection, || async { None }, &options, |done, of| progress.push((done, of)))
            .await
            .unwrap()
    });
    assert_eq!(described(&counts, "plain"), "about 7 (counting timed out)");
    assert_eq!(described(&counts, "fresh"), "unknown (counting timed out, and never analyzed)");
    assert_eq!(described(&counts, "top"), "about 4 (counting timed out)");
    assert_eq!(progress, []);
}

#[test]
fn tables_without_privileges_have_unknown_counts() {
    let database = database(TABLES);
    database.server().roles(&["counter"]);
    database.server().psql("ALTER ROLE counter LOGIN");
    database.psql(
        "CREATE SCHEMA closed; CREATE TABLE closed.t (id int); GRANT SELECT ON closed.t TO counter;
         CREATE TABLE secured (id int); INSERT INTO secured VALUES (1), (2); ANALYZE secured;
         ALTER TABLE secured ENABLE ROW LEVEL SECURITY; CREATE POLICY p ON secured USING (id = 1);
         CREATE TABLE partial (id int, secret int); INSERT INTO partial VALUES (1, 2);
         CREATE TABLE no_columns (); INSERT INTO no_columns DEFAULT VALUES;
         GRANT SELECT ON plain, secured, top_2020_rest, top_2021, no_columns TO counter; GRANT SELECT (id) ON partial TO counter",
    );
    for options in [CountOptions::default(), estimating()] {
        let counts = count_as(&database, "counter", &options);
        assert_eq!(described(&counts, "fresh"), "unknown (no SELECT privilege)");
        assert_eq!(described(&counts, "closed.t"), "unknown (no USAGE privilege on the schema)");
        // A sum is as uncertain as the least certain of its counts.
        assert_eq!(described(&counts, "top"), "unknown (no SELECT privilege)");
        assert_eq!(described(&counts, "top_2020_one"), "unknown (no SELECT privilege)");
    }
    let counts = count_as(&database, "counter", &CountOptions::default());
    assert_eq!(described(&counts, "plain"), "7");
    assert_eq!(described(&counts, "partial"), "1");
    assert_eq!(described(&counts, "no_columns"), "1");
    assert_eq!(described(&counts, "top_2021"), "1");
    assert_eq!(described(&counts, "secured"), "about 2 (row security hides rows from this role)");
    assert_eq!(described(&count_as(&database, "postgres", &CountOptions::default()), "secured"), "2");
}

#[test]
fn a_locked_table_is_estimated() {
    let database = database(TABLES);
    let many: String =
        (0..40).map(|at| format!("CREATE TABLE locked_{at} (id int); ANALYZE locked_{at};")).collect();
    database.psql(&many);
    run(async {
        let (connection, other) = (connected(&database.url()).await, connected(&database.url()).await);
        other.execute_script("BEGIN; LOCK TABLE plain IN ACCESS EXCLUSIVE MODE").await.unwrap();
        let options = CountOptions { lock_timeout: Duration::from_millis(100), ..CountOptions::default() };
        let started = Instant::now();
        let counts = count(&connection, &options).await;
        assert!(started.elapsed() < Duration::from_secs(30), "{:?}", started.elapsed());
        assert!(described(&counts, "plain").starts_with("about 7 ("), "{}", described(&counts, "plain"));
        assert_eq!(
            (described(&counts, "fresh"), described(&counts, "top")),
            ("1".to_owned(), "4".to_owned())
        );

        // The time limit applies even if many tables are locked.
        let locks: Vec<String> =
            (0..40).map(|at| format!("LOCK TABLE locked_{at} IN ACCESS EXCLUSIVE MODE")).collect();
        other.execute_script(&locks.join(";")).await.unwrap();
        let options = CountOptions {
            lock_timeout: Duration::from_millis(300),
            budget: Duration::from_millis(800),
            ..CountOptions::default()
        };
        let started = Instant::now();
        let counts = count(&connection, &options).await;
        assert!(
            started.elapsed() < Duration::from_secs(10),
            "the limit is 0.8 s, but counting took {:?}",
            started.elapsed()
        );
        assert!(
            described(&counts, "locked_0").starts_with("about 0 ("),
            "{}",
            described(&counts, "locked_0")
        );
    });
}

#[test]
fn several_connections_count_in_parallel() {
    let many: String =
        (0..120).map(|at| format!("CREATE TABLE t{at} AS SELECT generate_series(1, {at});")).collect();
    let database = database(&many);
    database.psql(
        "CREATE TABLE large AS SELECT repeat('x', 1000) AS text FROM generate_series(1, 3000); ANALYZE large",
    );
    for (most, opens) in [(1, true), (2, true), (4, true), (4, false)] {
        let opened = Cell::new(0);
        let (mut done, mut total) = (0, 0);
        let counts = run(async {
            let connection = connected(&database.url()).await;
            let more = async || {
                opened.set(opened.get() + 1);
                if opens { Some(connected(&database.url()).await) } else { None }
            };
            let options = CountOptions { connections: most, ..CountOptions::default() };
            let progress = |now, of| {
                assert!(now > done && now <= of);
                (done, total) = (now, of);
            };
            row_counts(&connection, more, &options, progress).await.unwrap()
        });
        assert_eq!((done, total), (121, 121));
        assert!(opened.get() < most, "{} opened of {most}", opened.get());
        for at in 0..120 {
            assert_eq!(described(&counts, &format!("t{at}")), at.to_string());
        }
        assert_eq!(described(&counts, "large"), "3000");
    }
}

#[test]
fn unusual_names_are_quoted() {
    let long = "🦀".repeat(15);
    let names = [
        "Mixed Case",
        "quo\"te",
        "apos'trophe",
        "a.b",
        "select",
        "back\\slash",
        "percent%s",
        "x; DROP TABLE y",
        "new\nline",
        &long,
    ];
    let quoted = |name: &str| format!("\"{}\"", name.replace('"', "\"\""));
    let mut sql = String::new();
    for schema in names {
        sql += &format!(
            "CREATE SCHEMA {0}; CREATE TABLE {0}.{0} (id int); INSERT INTO {0}.{0} VALUES (1), (2);\n",
            quoted(schema)
        );
    }
    let database = database(&sql);
    let counts = count_as(&database, "postgres", &CountOptions::default());
    for name in names {
        assert_eq!(counts.get(name, name), Some(&RowCount::exact(2)), "{name}");
    }
}

#[test]
fn a_concurrently_dropped_table_is_not_an_error() {
    // There are enough tables that another connection is requested, which happens after the tables
    // were listed.
    let many: String = (0..60).map(|at| format!("CREATE TABLE t{at} AS SELECT 1 AS id;")).collect();
    let database = database(&many);
    let counts = run(async {
        let (connection, other) = (connected(&database.url()).await, connected(&database.url()).await);
        let drops = async || {
            other.execute_script("DROP TABLE IF EXISTS t3; DROP TABLE IF EXISTS t55").await.unwrap();
            None
        };
        row_counts(&connection, drops, &CountOptions::default(), |_, _| {}).await.unwrap()
    });
    for at in 0..60 {
        let expected =
            if at == 3 || at == 55 { "unknown (counting timed out, and never analyzed)" } else { "1" };
        assert_eq!(described(&counts, &format!("t{at}")), expected, "t{at}");
    }
}

#[test]
fn only_selected_tables_are_counted() {
    let database = database(TABLES);
    let tables = BTreeSet::from([("public".into(), "top".into()), ("public".into(), "plain".into())]);
    let counts =
        count_as(&database, "postgres", &CountOptions { tables: Some(tables), ..CountOptions::default() });
    assert_eq!(
        ["top", "plain", "fresh", "empty"].map(|table| described(&counts, table)),
        ["4", "7", "not counted", "not counted"]
    );
}
