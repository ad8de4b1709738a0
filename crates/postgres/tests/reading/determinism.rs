//! The same schema yields the same bytes, regardless of the order of creation.

use pgplumb_testkit::{Server, newest, oldest};

use crate::common::{connected, read, run};
use crate::support::text;

/// Stages that are executed in order. The order of the statements in a stage does not matter.
const STAGES: &[&[&str]] = &[
    &[
        "CREATE SCHEMA a",
        "CREATE SCHEMA b",
        "CREATE SCHEMA \"C\"",
        "CREATE EXTENSION pgcrypto SCHEMA public",
        "CREATE EXTENSION hstore SCHEMA public",
    ],
    &[
        "CREATE TYPE a.mood AS ENUM ('sad', 'happy')",
        "CREATE TYPE b.pair AS (x int, y text)",
        "CREATE DOMAIN a.positive AS int CONSTRAINT over CHECK (VALUE > 0) CONSTRAINT under CHECK (VALUE < 1000)",
        "CREATE TYPE b.span AS RANGE (SUBTYPE = timestamptz)",
        "CREATE SEQUENCE a.numbers",
        "CREATE COLLATION b.plain FROM \"C\"",
        "CREATE FUNCTION a.fire() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN new; END'",
        "CREATE FUNCTION a.f(int) RETURNS int LANGUAGE sql IMMUTABLE AS 'SELECT 1'",
        "CREATE FUNCTION a.f(text) RETURNS int LANGUAGE sql IMMUTABLE AS 'SELECT 2'",
    ],
    &[
        "CREATE TABLE a.parent (id int PRIMARY KEY, mood a.mood DEFAULT 'sad', n int DEFAULT nextval('a.numbers'))",
        "CREATE TABLE a.other (id int GENERATED ALWAYS AS IDENTITY PRIMARY KEY, name text COLLATE b.plain UNIQUE, at b.span)",
        "CREATE TABLE b.child (id serial, parent int, other int, p a.positive, pair b.pair)",
        "CREATE TABLE b.log (at date, what text) PARTITION BY RANGE (at)",
        "CREATE TABLE \"C\".\"Odd\" (\"Id\" int, tags public.hstore)",
    ],
    &[
        "CREATE TABLE b.log_2020 PARTITION OF b.log FOR VALUES FROM ('2020-01-01') TO ('2021-01-01')",
        "CREATE TABLE b.log_2021 PARTITION OF b.log FOR VALUES FROM ('2021-01-01') TO ('2022-01-01')",
        "ALTER TABLE b.child ADD CONSTRAINT to_parent FOREIGN KEY (parent) REFERENCES a.parent",
        "ALTER TABLE b.child ADD CONSTRAINT to_other FOREIGN KEY (other) REFERENCES a.other ON DELETE CASCADE",
        "ALTER TABLE b.child ADD CONSTRAINT small CHECK (id < 1000000)",
        "CREATE INDEX by_parent ON b.child (parent)",
        "CREATE INDEX by_other ON b.child (other DESC) WHERE other > 0",
        "CREATE STATISTICS b.stats ON parent, other FROM b.child",
        "CREATE VIEW a.seen AS SELECT c.id, p.mood FROM b.child c JOIN a.parent p ON p.id = c.parent",
        "CREATE MATERIALIZED VIEW \"C\".kept AS SELECT id FROM a.other",
        "CREATE TRIGGER second BEFORE INSERT ON b.child FOR EACH ROW EXECUTE FUNCTION a.fire()",
        "CREATE TRIGGER first BEFORE UPDATE ON b.child FOR EACH ROW EXECUTE FUNCTION a.fire()",
        "CREATE POLICY mine ON b.child FOR SELECT TO alice, bob USING (id = 1)",
        "CREATE POLICY yours ON b.child FOR DELETE TO bob USING (id = 2)",
        "CREATE RULE ignore AS ON DELETE TO a.other DO INSTEAD NOTHING",
        "CREATE PUBLICATION p FOR TABLE b.child, a.other",
        "COMMENT ON TABLE b.child IS 'a child'",
        "COMMENT ON COLUMN b.child.parent IS 'its parent'",
        "COMMENT ON SCHEMA \"C\" IS 'odd'",
        "GRANT SELECT ON b.child TO alice",
        "GRANT INSERT, SELECT ON b.child TO bob",
        "GRANT UPDATE (parent) ON b.child TO alice",
        "GRANT UPDATE (parent) ON b.child TO bob",
        "GRANT USAGE ON SCHEMA b TO alice",
        "GRANT USAGE ON SCHEMA b TO bob",
        "REVOKE EXECUTE ON FUNCTION public.gen_salt(text) FROM PUBLIC",
        "GRANT EXECUTE ON FUNCTION public.digest(text, text) TO bob",
    ],
    // Objects that are created later would have these privileges.
    &[
        "ALTER DEFAULT PRIVILEGES IN SCHEMA a GRANT SELECT ON TABLES TO alice",
        "ALTER DEFAULT PRIVILEGES IN SCHEMA a GRANT SELECT ON TABLES TO bob",
        "ALTER DEFAULT PRIVILEGES GRANT EXECUTE ON FUNCTIONS TO bob",
    ],
];

/// The statements in a different order for each number: as written, reversed, or even ones first.
fn script(order: usize) -> String {
    let mut sql = String::new();
    for stage in STAGES {
        let mut statements = stage.to_vec();
        match order {
            0 => {}
            1 => statements.reverse(),
            _ => {
                let (even, odd): (Vec<_>, Vec<_>) =
                    statements.iter().enumerate().partition(|(at, _)| at % 2 == 0);
                statements = odd.into_iter().chain(even).map(|(_, statement)| *statement).collect();
            }
        }
        // Dropped objects have used OIDs, and dropped columns leave gaps.
        for at in 0..order * 5 {
            sql += &format!("CREATE TABLE passing_{at} (id serial PRIMARY KEY); DROP TABLE passing_{at};\n");
        }
        sql += &(statements.join(";\n") + ";\n");
    }
    sql
}

#[test]
fn the_order_of_creation_does_not_matter() {
    for installation in [oldest(), newest()] {
        let server = Server::shared(installation.major);
        server.roles(&["alice", "bob"]);
        let reads: Vec<(String, Vec<Vec<String>>)> = (0..3)
            .map(|order| {
                let database = server.create_database();
                database.psql(&script(order));
                let read = run(async { read(&connected(&database.url()).await).await });
                assert_eq!(read.warnings, []);
                let oids = database.query("SELECT oid FROM pg_class WHERE relname IN ('parent', 'child', 'Odd', 'seen') ORDER BY oid");
                (text(&read.catalog), oids)
            })
            .collect();
        for other in &reads[1..] {
            assert_ne!(other.1, reads[0].1, "the OIDs are the same: nothing was tried");
            let difference = reads[0].0.lines().zip(other.0.lines()).find(|(one, two)| one != two);
            assert_eq!(difference, None, "on PostgreSQL {}", installation.major);
            assert!(other.0 == reads[0].0);
        }
    }
}
