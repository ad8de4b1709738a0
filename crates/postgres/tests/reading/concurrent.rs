//! Schemas that change while they are read.
//!
//! What deparse functions print is of the present, the rest is of the transaction's snapshot. Everything that the tests
//! make carries its generation in its name, so that a catalog that mixes two states shows two generations.

use std::collections::BTreeSet;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use pgplumb_catalog::Catalog;
use pgplumb_postgres::read::{CatalogRead, ReadOptions, read_catalog};
use pgplumb_testkit::{Database, Server, newest, oldest};

use crate::common::{connected, run};
use crate::support::{HOLD, somebody_waits, text};

/// The generations whose names the catalog shows: `gen1`, `gen2` ….
fn generations(catalog: &Catalog) -> BTreeSet<u32> {
    let text = text(catalog);
    let numbers = text.match_indices("gen").filter_map(|(at, _)| {
        let digits: String = text[at + 3..].chars().take_while(char::is_ascii_digit).collect();
        digits.parse().ok()
    });
    numbers.collect()
}

/// Tells the other thread that it is over, also when the test fails.
struct Over<'a>(&'a AtomicBool);

impl Drop for Over<'_> {
    fn drop(&mut self) {
        self.0.store(true, Ordering::SeqCst);
    }
}

fn is_marked(read: &CatalogRead) -> bool {
    read.warnings
        .iter()
        .any(|warning| warning.object == "the schema" && warning.text.starts_with("changed each"))
}

/// What is made, and how it changes while it is read: each alone, so that none is noticed for another's sake.
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
    ("view made anew", "CREATE VIEW v AS SELECT 1 AS gen1", "DROP VIEW v; CREATE VIEW v AS SELECT 1 AS gen2"),
    ("view that is gone", "CREATE VIEW v AS SELECT 1 AS gen1; CREATE TABLE gen1 ()", "DROP VIEW IF EXISTS v; ALTER TABLE gen1 RENAME TO gen2"),
    ("function made anew", "CREATE FUNCTION f(gen1 int DEFAULT 1) RETURNS int LANGUAGE sql AS 'SELECT 1'", "DROP FUNCTION f; CREATE FUNCTION f(gen2 int DEFAULT 2) RETURNS int LANGUAGE sql AS 'SELECT 2'"),
];

/// Each change is committed when the reading has its snapshot and has deparsed nothing yet: the worst moment.
#[test]
fn every_change_at_the_worst_moment_is_noticed() {
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
                        somebody_waits(&other).await;
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
            // What cannot be deparsed any more is as good an answer as a mark, when there is no second try.
            match once {
                Ok(once) if !is_marked(&once) && generations(&once.catalog).len() != 1 => {
                    unnoticed.push(format!("{what}: {:?}", generations(&once.catalog)));
                }
                Ok(_) => {}
                Err(error) => assert_eq!(error.code(), Some("XX000"), "{what}: {error}"),
            }
            let again = again.unwrap_or_else(|error| panic!("{what}: {error}"));
            if !is_marked(&again) && generations(&again.catalog).len() != 1 {
                unnoticed.push(format!("{what}, read again: {:?}", generations(&again.catalog)));
            }
        }
        server.psql("DROP ROLE role_gen3");
        assert_eq!(unnoticed, [""; 0], "two states in one catalog, on PostgreSQL {}", installation.major);
    }
}

/// Everything that refers to everything else, in its first generation.
const WEB: &str = "
    CREATE FUNCTION f_gen1() RETURNS int LANGUAGE sql IMMUTABLE AS 'SELECT 1';
    CREATE FUNCTION fire_gen1() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN END';
    CREATE TABLE t_gen1 (c_gen1 int DEFAULT f_gen1() CHECK (c_gen1 > 0), d_gen1 int GENERATED ALWAYS AS (c_gen1 * 2) STORED);
    CREATE INDEX i_gen1 ON t_gen1 ((c_gen1 + 1)) WHERE c_gen1 > 7;
    CREATE POLICY p ON t_gen1 USING (c_gen1 = f_gen1());
    CREATE TRIGGER r BEFORE UPDATE ON t_gen1 FOR EACH ROW WHEN (old.c_gen1 > 1) EXECUTE FUNCTION fire_gen1();";

/// What is made anew for each generation.
const MADE_ANEW: &str = "
    CREATE VIEW v_gen1 AS SELECT c_gen1, f_gen1() AS called FROM t_gen1;
    CREATE FUNCTION body_gen1() RETURNS bigint LANGUAGE sql BEGIN ATOMIC SELECT count(*) FROM v_gen1; END;";

/// Makes the next generation of everything in one transaction: most is renamed, the view and the function with a body are made anew.
fn next_generation(now: u32) -> String {
    let next = now + 1;
    let again = MADE_ANEW.replace("gen1", &format!("gen{next}"));
    format!(
        "BEGIN; DROP FUNCTION body_gen{now}; DROP VIEW v_gen{now};
         ALTER TABLE t_gen{now} RENAME TO t_gen{next}; ALTER TABLE t_gen{next} RENAME c_gen{now} TO c_gen{next};
         ALTER TABLE t_gen{next} RENAME d_gen{now} TO d_gen{next}; ALTER INDEX i_gen{now} RENAME TO i_gen{next};
         ALTER TABLE t_gen{next} RENAME CONSTRAINT \"t_gen{now}_c_gen{now}_check\" TO \"t_gen{next}_c_gen{next}_check\";
         ALTER FUNCTION f_gen{now}() RENAME TO f_gen{next}; ALTER FUNCTION fire_gen{now}() RENAME TO fire_gen{next};
         {again} COMMIT"
    )
}

const READINGS: usize = 60;

/// Renaming, dropping and making anew without end, while it is read again and again.
#[test]
fn a_schema_that_never_rests_is_read_as_it_once_was() {
    let database = Server::shared(newest().major).create_database();
    database.psql(&format!("{WEB} {MADE_ANEW}"));
    let over = AtomicBool::new(false);
    let (mut whole, mut marked, mut seen) = (0, 0, BTreeSet::new());
    std::thread::scope(|scope| {
        let changing = scope.spawn(|| run(change_until(&database, &over)));
        let ended = Over(&over);
        run(async {
            let connection = connected(&database.url()).await;
            let options = ReadOptions { retries: 2, ..ReadOptions::default() };
            for _ in 0..READINGS {
                let read = match read_catalog(&connection, &options).await {
                    Ok(read) => read,
                    Err(error) => panic!("{error}"),
                };
                let generations = generations(&read.catalog);
                if is_marked(&read) {
                    marked += 1;
                } else {
                    assert_eq!(generations.len(), 1, "two states in one catalog, and no word of it");
                    assert_eq!(
                        (read.catalog.tables.len(), read.catalog.views.len(), read.catalog.functions.len()),
                        (1, 1, 3)
                    );
                    whole += 1;
                    seen.extend(generations);
                }
            }
        });
        drop(ended);
        let made = changing.join().unwrap();
        assert!(made > READINGS as u32 / 2, "only {made} changes were made");
    });
    assert!(whole > 0 && seen.len() > 1, "{whole} whole of {seen:?}, {marked} marked");
}

/// Changes in bursts, with pauses in which a reading can be done.
async fn change_until(database: &Database, over: &AtomicBool) -> u32 {
    let connection = connected(&database.url()).await;
    let mut generation = 1;
    while !over.load(Ordering::SeqCst) {
        match connection.execute_script(&next_generation(generation)).await {
            Ok(()) => generation += 1,
            // Both may wait for each other; the server then picks one of them.
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

/// Rows that change, and temporary objects that come and go, are no change of the schema. The server's log tells how often
/// a transaction was begun for a reading.
#[test]
fn rows_and_temporary_tables_do_not_disturb() {
    let server = Server::start(newest());
    let database = server.create_database();
    database.psql(&format!("{WEB} {MADE_ANEW}"));
    database.psql("CREATE TABLE rows (id serial PRIMARY KEY, text text)");
    let over = AtomicBool::new(false);
    std::thread::scope(|scope| {
        let busy = scope.spawn(|| run(keep_busy(&database, &over)));
        let ended = Over(&over);
        run(async {
            let connection = connected(&format!("{}?options=-clog_statement%3Dall", database.url())).await;
            // Whoever changes rows is at it.
            tokio::time::sleep(Duration::from_millis(300)).await;
            let readings = 10;
            let started = Instant::now();
            for _ in 0..readings {
                let read = read_catalog(&connection, &ReadOptions::default()).await.unwrap();
                assert_eq!(read.warnings, []);
                assert_eq!(read.catalog.tables.len(), 2);
            }
            let begun = server.log().matches(crate::transaction::FIRST_STATEMENT).count();
            assert_eq!(begun, readings, "a reading was begun again, after {:?}", started.elapsed());
        });
        drop(ended);
        assert!(busy.join().unwrap() > 10);
    });
}

async fn keep_busy(database: &Database, over: &AtomicBool) -> u32 {
    let connection = connected(&database.url()).await;
    let mut rounds = 0;
    while !over.load(Ordering::SeqCst) {
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
