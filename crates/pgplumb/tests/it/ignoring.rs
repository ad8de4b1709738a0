//! Ignored objects: marks in files, and partitions created at run time.

use pgplumb_testkit::{Database, Server, newest};

use super::applying::value;
use super::program::{Folder, Run};

struct Fixture {
    folder: Folder,
    database: Database,
}

impl Fixture {
    fn new(before: &str, after: &str) -> Self {
        let database = Server::shared(newest().major).create_database();
        database.psql(before);
        let folder = Folder::new();
        folder.write("schema.sql", after);
        Self { folder, database }
    }

    fn run(&self, arguments: &[&str]) -> Run {
        let (url, scratch) = (self.database.url(), self.database.server().url("postgres"));
        self.folder.run(&[arguments, &["-d", &url, "--scratch", &scratch]].concat())
    }
}

#[test]
fn marked_objects_are_ignored_and_counted() {
    let fixture = Fixture::new(
        "CREATE TABLE t (id int, odd int DEFAULT 5); CREATE TABLE theirs (id serial, more text); CREATE VIEW v AS SELECT 1 AS x;",
        "CREATE TABLE t (id int,
            odd bigint, -- pgplumb: ignore
            n int,
            -- pgplumb: ignore
            CONSTRAINT c CHECK (id > 0));
         -- pgplumb: ignore
         CREATE TABLE theirs (id serial);
         -- pgplumb: ignore
         CREATE TABLE absent (id serial);
         CREATE VIEW v AS SELECT 2 AS x; -- pgplumb: ignore",
    );
    let plan = fixture.run(&["plan", "--desired", "schema.sql", "-v"]).expect(0);
    assert!(plan.stdout.contains("1 change for"), "{}", plan.stdout);
    assert!(plan.stdout.contains("create column public.t.n"), "{}", plan.stdout);
    for part in [
        "ignored by the mark at table public.theirs (schema.sql:7)",
        "the mark at column public.t.odd (schema.sql:2)",
    ] {
        assert!(plan.stdout.contains(part), "{part}: {}", plan.stdout);
    }
    fixture.run(&["apply", "--desired", "schema.sql", "--yes"]).expect(0);
    let more = "SELECT count(*) FROM pg_attribute WHERE attrelid = 'theirs'::regclass AND attname = 'more'";
    assert_eq!(value(&fixture.database, more), "1");
    assert_eq!(value(&fixture.database, "SELECT to_regclass('absent')"), "");
    let diff = fixture.run(&["diff", "schema.sql", "--exit-code"]).expect(0);
    assert!(diff.stdout.contains("ignored"), "{}", diff.stdout);
}

#[test]
fn partitions_created_at_run_time_are_kept() {
    let fixture = Fixture::new(
        "CREATE TABLE events (id int, at date) PARTITION BY RANGE (at);
         CREATE TABLE events_1 PARTITION OF events FOR VALUES FROM ('2026-01-01') TO ('2026-02-01');
         CREATE TABLE events_2 PARTITION OF events FOR VALUES FROM ('2026-02-01') TO ('2026-03-01');
         CREATE TABLE other (id int);",
        "CREATE TABLE events (id int, at date, note text) PARTITION BY RANGE (at);
         CREATE INDEX events_at ON events (at);
         CREATE TABLE events_1 PARTITION OF events FOR VALUES FROM ('2026-01-01') TO ('2026-02-01');",
    );
    let drops = fixture.run(&["plan", "--desired", "schema.sql"]).expect(0);
    assert!(drops.stdout.contains("- table public.events_2"), "{}", drops.stdout);
    fixture.folder.write("pgplumb.toml", "[compare]\nruntime_partitions = [\"public.events\"]\n");
    let plan = fixture.run(&["plan", "--desired", "schema.sql", "-o", "plan.json"]).expect(0);
    assert!(!plan.stdout.contains("events_2"), "{}", plan.stdout);
    assert!(
        plan.stdout.contains("partitions of public.events created at run time: 1 change"),
        "{}",
        plan.stdout
    );
    // A new partition does not make the saved plan stale.
    fixture
        .database
        .psql("CREATE TABLE events_3 PARTITION OF events FOR VALUES FROM ('2026-03-01') TO ('2026-04-01')");
    fixture.run(&["apply", "plan.json", "--yes", "--allow-destructive"]).expect(0);
    assert_eq!(
        value(&fixture.database, "SELECT count(*) FROM pg_inherits WHERE inhparent = 'events'::regclass"),
        "3"
    );
    assert_eq!(value(&fixture.database, "SELECT to_regclass('other')"), "");
    // The partitions are unknown to the plan, so the index must not wait for theirs.
    assert_eq!(
        value(&fixture.database, "SELECT indisvalid FROM pg_index WHERE indexrelid = 'events_at'::regclass"),
        "t"
    );
    fixture.run(&["plan", "--desired", "schema.sql", "--exit-code"]).expect(0);
}
