//! Reading schemas that change concurrently.
//!
//! Deparsing functions use the current state, everything else uses the transaction's snapshot. The
//! names of all objects in these tests contain a generation number, so that a catalog with a mixed
//! state contains two generations.

use std::collections::BTreeSet;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use pgplumb_catalog::Catalog;
use pgplumb_postgres::read::{CatalogRead, ReadOptions, read_catalog};
use pgplumb_testkit::{Database, Server, newest, oldest};

use crate::common::{connected, run};
use crate::support::{HOLD, text, wait_until_blocked};

/// The generations that occur in the catalog: `gen1`, `gen2` ….
fn generations(catalog: &Catalog) -> BTreeSet<u32> {
    let text = text(catalog);
    let numbers = text.match_indices("gen").filter_map(|(at, _)| {
        let digits: String = text[at + 3..].chars().take_while(char::is_ascii_digit).collect();
        digits.parse().ok()
    });
    numbers.collect()
}

/// Sets a flag when dropped, also if the test fails.
struct SetOnDrop<'a>(&'a AtomicBool);

impl Drop for SetOnDrop<'_> {
    fn drop(&mut self) {
        self.0.store(true, Ordering::SeqCst);
    }
}

fn has_warning(read: &CatalogRead) -> bool {
    read.warnings
        .iter()
        .any(|warning| warning.object == "the schema" && warning.text.starts_with("changed during"))
}

/// Names, schemas and changes during the read. Each change is tested separately, so that it must be
/// detected by itself.
const CHANGES: &[(&str, &str, &str)] = &[
    ("table", "CREATE TABLE gen1 (id int); CREATE VIEW v AS SELECT id FROM gen1", "ALTER TABLE gen1 RENAME TO gen2"),
    ("column", "CREATE TABLE t (gen1 int CONSTRAINT c CHECK (gen1 > 0))", "ALTER TABLE t RENAME gen1 TO gen2"),
    ("indexed column", "CREATE TABLE t (gen1 text); CREATE INDEX ON t (lower(gen1)) WHERE gen1 > 'a'", "ALTER TABLE t RENAME gen1 TO gen2"),
    ("policy's column", "CREATE TABLE t (gen1 int); CREATE POLICY p ON t USING (gen1 = 1)", "ALTER TABLE t RENAME gen1 TO gen2"),
    (
        "trigger's column",
        "CREATE TABLE t (gen1 int); CREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN END';
         CREATE TRIGGER r BEFORE UPDATE ON t FOR EACH ROW WHEN (old.gen1 <> new.gen1) EXECUTE FUNCTION f()",
        "ALTER TABLE t RENAME gen1 TO gen2",
    ),
    ("rule's column", "CREATE TABLE t (gen1 int); CREATE RULE r AS ON DELETE TO t WHERE old.gen1 = 1 DO INSTEAD NOTHING", "ALTER TABLE t RENAME gen1 TO gen2"),
    ("statistics' column", "CREATE TABLE t (gen1 text, b text); CREATE STATISTICS s ON lower(gen1), b FROM t", "ALTER TABLE t RENAME gen1 TO gen2"),
    ("partition key", "CREATE TABLE t (gen1 int) PARTITION BY RANGE ((gen1 + 1))", "ALTER TABLE t RENAME gen1 TO gen2"),
    ("function of a default", "CREATE FUNCTION gen1() RETURNS int LANGUAGE sql AS 'SELECT 1'; CREATE TABLE t (id int DEFAULT gen1())", "ALTER FUNCTION gen1() RENAME TO gen2"),
    (
        "function's body",
        "CREATE TABLE gen1 (id int); CREATE FUNCTION f() RETURNS bigint LANGUAGE sql BEGIN ATOMIC SELECT count(*) FROM gen1; END",
        "ALTER TABLE gen1 RENAME TO gen2",
    ),
    ("type of a column", "CREATE TYPE gen1 AS ENUM ('a'); CREATE TABLE t (id gen1 DEFAULT 'a')", "ALTER TYPE gen1 RENAME TO gen2"),
    ("enum's label", "CREATE TYPE e AS ENUM ('gen1'); CREATE TABLE t (id e DEFAULT 'gen1')", "ALTER TYPE e RENAME VALUE 'gen1' TO 'gen2'"),
    ("domain", "CREATE DOMAIN gen1 AS int; CREATE VIEW v AS SELECT 1::gen1 AS id", "ALTER DOMAIN gen1 RENAME TO gen2"),
    ("collation", "CREATE COLLATION gen1 FROM \"C\"; CREATE VIEW v AS SELECT 'a' COLLATE gen1 < 'b' AS id", "ALTER COLLATION gen1 RENAME TO gen2"),
    ("schema", "CREATE SCHEMA gen1; CREATE TABLE gen1.t (id int); CREATE VIEW v AS SELECT id FROM gen1.t", "ALTER SCHEMA gen1 RENAME TO gen2"),
    (
        "text search configuration",
        "CREATE TEXT SEARCH CONFIGURATION gen1 (COPY = simple); CREATE VIEW v AS SELECT to_tsvector('gen1'::regconfig, 'a') AS id",
        "ALTER TEXT SEARCH CONFIGURATION gen1 RENAME TO gen2",
    ),
    (
        "text search dictionary",
        "CREATE TEXT SEARCH DICTIONARY gen1 (TEMPLATE = simple); CREATE TEXT SEARCH CONFIGURATION c (COPY = simple);
         ALTER TEXT SEARCH CONFIGURATION c ALTER MAPPING REPLACE simple WITH gen1",
        "ALTER TEXT SEARCH DICTIONARY gen1 RENAME TO gen2",
    ),
    (
        "operator class",
        "CREATE OPERATOR FAMILY f USING btree;
         CREATE OPERATOR CLASS gen1 FOR TYPE int4 USING btree FAMILY f AS OPERATOR 1 <, OPERATOR 3 =, FUNCTION 1 btint4cmp(int4, int4);
         CREATE TABLE t (id int, EXCLUDE USING btree (id gen1 WITH =))",
        "ALTER OPERATOR CLASS gen1 USING btree RENAME TO gen2",
    ),
    (
        "role",
        "CREATE ROLE role_gen1; CREATE TABLE t (id int); GRANT SELECT ON t TO role_gen1;
         CREATE POLICY p ON t TO role_gen1 USING (true)",
        "ALTER ROLE role_gen1 RENAME TO role_gen2",
    ),
    ("recreated view", "CREATE VIEW v AS SELECT 1 AS gen1", "DROP VIEW v; CREATE VIEW v AS SELECT 1 AS gen2"),
    ("dropped view", "CREATE VIEW v AS SELECT 1 AS gen1; CREATE TABLE gen1 ()", "DROP VIEW IF EXISTS v; ALTER TABLE gen1 RENAME TO gen2"),
    ("recreated function", "CREATE FUNCTION f(gen1 int DEFAULT 1) RETURNS int LANGUAGE sql AS 'SELECT 1'", "DROP FUNCTION f; CREATE FUNCTION f(gen2 int DEFAULT 2) RETURNS int LANGUAGE sql AS 'SELECT 2'"),
];

/// Each change is committed at the worst moment: after the read has taken its snapshot, but before
/// it deparses anything.
#[test]
fn changes_during_the_read_are_detected() {
    for installation in [oldest(), newest()] {
        let server = Server::shared(installation.major);
        let mut unnoticed = Vec::new();
        for (what, made, changed) in CHANGES {
            let database = server.create_database();
            database.psql(made);
            let (once, again) = run(async {
                let (reader, other) = (connected(&database.url()).await, connected(&database.url()).await);
                let mut reads = Vec::new();
                let redo = changed.replace("gen2", "gen3").replace("gen1", "gen2");
                for (retries, change) in [(0, *changed), (1, redo.as_str())] {
                    other.execute_script(HOLD).await.unwrap();
                    let options = ReadOptions { retries, ..ReadOptions::default() };
                    let interfere = async {
                        wait_until_blocked(&other).await;
                        other
                            .execute_script(&format!("{change}; COMMIT"))
                            .await
                            .unwrap_or_else(|e| panic!("{change}: {e}"));
                    };
                    let (read, ()) = tokio::join!(read_catalog(&reader, &options), interfere);
                    reads.push(read);
                }
                let again = reads.pop().unwrap();
                (reads.pop().unwrap(), again)
            });
            // Without a retry, an error from deparsing is as good as a warning.
            match once {
                Ok(once) if !has_warning(&once) && generations(&once.catalog).len() != 1 => {
                    unnoticed.push(format!("{what}: {:?}", generations(&once.catalog)));
                }
                Ok(_) => {}
                Err(error) => assert_eq!(error.code(), Some("XX000"), "{what}: {error}"),
            }
            let again = again.unwrap_or_else(|error| panic!("{what}: {error}"));
            if !has_warning(&again) && generations(&again.catalog).len() != 1 {
                unnoticed.push(format!("{what}, read again: {:?}", generations(&again.catalog)));
            }
        }
        server.psql("DROP ROLE role_gen3");
        assert_eq!(unnoticed, [""; 0], "undetected changes on PostgreSQL {}", installation.major);
    }
}

/// The first generation of objects that refer to each other.
const WEB: &str = "
    CREATE FUNCTION f_gen1() RETURNS int LANGUAGE sql IMMUTABLE AS 'SELECT 1';
    CREATE FUNCTION fire_gen1() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN END';
    CREATE TABLE t_gen1 (c_gen1 int DEFAULT f_gen1() CHECK (c_gen1 > 0), d_gen1 int GENERATED ALWAYS AS (c_gen1 * 2) STORED);
    CREATE INDEX i_gen1 ON t_gen1 ((c_gen1 + 1)) WHERE c_gen1 > 7;
    CREATE POLICY p ON t_gen1 USING (c_gen1 = f_gen1());
    CREATE TRIGGER r BEFORE UPDATE ON t_gen1 FOR EACH ROW WHEN (old.c_gen1 > 1) EXECUTE FUNCTION fire_gen1();";

/// The objects that are recreated for each generation.
const RECREATED: &str = "
    CREATE VIEW v_gen1 AS SELECT c_gen1, f_gen1() AS called FROM t_gen1;
    CREATE FUNCTION body_gen1() RETURNS bigint LANGUAGE sql BEGIN ATOMIC SELECT count(*) FROM v_gen1; END;";

/// Creates the next generation in one transaction: renames most objects, and recreates the view and
/// the function with an SQL body.
fn next_generation(now: u32) -> String {
    let next = now + 1;
    let again = RECREATED.replace("gen1", &format!("gen{next}"));
    format!(
        "BEGIN; DROP FUNCTION body_gen{now}; DROP VIEW v_gen{now};
         ALTER TABLE t_gen{now} RENAME TO t_gen{next}; ALTER TABLE t_gen{next} RENAME c_gen{now} TO c_gen{next};
         ALTER TABLE t_gen{next} RENAME d_gen{now} TO d_gen{next}; ALTER INDEX i_gen{now} RENAME TO i_gen{next};
         ALTER TABLE t_gen{next} RENAME CONSTRAINT \"t_gen{now}_c_gen{now}_check\" TO \"t_gen{next}_c_gen{next}_check\";
         ALTER FUNCTION f_gen{now}() RENAME TO f_gen{next}; ALTER FUNCTION fire_gen{now}() RENAME TO fire_gen{next};
         {again} COMMIT"
    )
}

const READS: usize = 60;

/// Renames and recreates objects continuously while the schema is read repeatedly.
#[test]
fn a_constantly_changing_schema_is_read_consistently() {
    let database = Server::shared(newest().major).create_database();
    database.psql(&format!("{WEB} {RECREATED}"));
    let is_over = AtomicBool::new(false);
    let (mut consistent, mut warned, mut seen) = (0, 0, BTreeSet::new());
    std::thread::scope(|scope| {
        let changing = scope.spawn(|| run(change_until(&database, &is_over)));
        let ended = SetOnDrop(&is_over);
        run(async {
            let connection = connected(&database.url()).await;
            let options = ReadOptions { retries: 2, ..ReadOptions::default() };
            for _ in 0..READS {
                let read = match read_catalog(&connection, &options).await {
                    Ok(read) => read,
                    Err(error) => panic!("{error}"),
                };
                let generations = generations(&read.catalog);
                if has_warning(&read) {
                    warned += 1;
                } else {
                    assert_eq!(generations.len(), 1, "a mixed state without a warning");
                    assert_eq!(
                        (read.catalog.tables.len(), read.catalog.views.len(), read.catalog.functions.len()),
                        (1, 1, 3)
                    );
                    consistent += 1;
                    seen.extend(generations);
                }
            }
        });
        drop(ended);
        let changes = changing.join().unwrap();
        assert!(changes > READS as u32 / 2, "only {changes} changes");
    });
    assert!(consistent > 0 && seen.len() > 1, "{consistent} consistent of {seen:?}, {warned} with a warning");
}

/// Changes the schema in bursts, with pauses that are long enough for a read.
async fn change_until(database: &Database, is_over: &AtomicBool) -> u32 {
    let connection = connected(&database.url()).await;
    let mut generation = 1;
    while !is_over.load(Ordering::SeqCst) {
        match connection.execute_script(&next_generation(generation)).await {
            Ok(()) => generation += 1,
            // A deadlock with the read; the server canceled this transaction.
            Err(error) if error.code() == Some("40P01") => {
                connection.execute_script("ROLLBACK").await.unwrap()
            }
            Err(error) => panic!("{error}"),
        }
        let pause = if generation % 8 == 0 { 250 } else { 5 };
        tokio::time::sleep(Duration::from_millis(pause)).await;
    }
    generation
}

/// Changed rows and temporary objects do not change the schema. The number of reads is determined
/// from the server's log.
#[test]
fn rows_and_temporary_objects_do_not_cause_retries() {
    let server = Server::start(newest());
    let database = server.create_database();
    database.psql(&format!("{WEB} {RECREATED}"));
    database.psql("CREATE TABLE rows (id serial PRIMARY KEY, text text)");
    let is_over = AtomicBool::new(false);
    std::thread::scope(|scope| {
        let busy = scope.spawn(|| run(keep_busy(&database, &is_over)));
        let ended = SetOnDrop(&is_over);
        run(async {
            let connection = connected(&format!("{}?options=-clog_statement%3Dall", database.url())).await;
            // Wait until the other thread is changing rows.
            tokio::time::sleep(Duration::from_millis(300)).await;
            let reads = 10;
            let started = Instant::now();
            for _ in 0..reads {
                let read = read_catalog(&connection, &ReadOptions::default()).await.unwrap();
                assert_eq!(read.warnings, []);
                assert_eq!(read.catalog.tables.len(), 2);
            }
            let begun = server.log().matches(crate::transaction::FIRST_STATEMENT).count();
            assert_eq!(begun, reads, "a read was repeated, after {:?}", started.elapsed());
        });
        drop(ended);
        assert!(busy.join().unwrap() > 10);
    });
}

async fn keep_busy(database: &Database, is_over: &AtomicBool) -> u32 {
    let connection = connected(&database.url()).await;
    let mut rounds = 0;
    while !is_over.load(Ordering::SeqCst) {
        let work = [
            "INSERT INTO rows (text) SELECT 'x' FROM generate_series(1, 20)",
            "UPDATE rows SET text = text || 'y' WHERE id % 7 = 0",
            "DELETE FROM rows WHERE id % 3 = 0",
            "CREATE TEMPORARY TABLE passing (id serial PRIMARY KEY, text text DEFAULT 'x' CHECK (text <> ''), at date)",
            "CREATE INDEX ON passing (lower(text))",
            "CREATE TEMPORARY VIEW passing_view AS SELECT * FROM passing",
            "CREATE FUNCTION pg_temp.passing_function() RETURNS int LANGUAGE sql AS 'SELECT 1'",
            "CREATE TYPE pg_temp.passing_type AS (a int)",
            "INSERT INTO passing (at) VALUES (now())",
            "ANALYZE rows",
            "DROP FUNCTION pg_temp.passing_function()",
            "DROP TYPE pg_temp.passing_type",
            "DROP TABLE passing CASCADE",
        ];
        for statement in work {
            connection.execute_script(statement).await.unwrap();
        }
        rounds += 1;
    }
    rounds
}
