//! Data checks: existing rows are queried if they decide whether a step can succeed.

use pgplumb_testkit::{Columns, differ, each_major, newest};

use super::Fixture;

const OLD: &str = "
    CREATE TYPE mood AS ENUM ('sad', 'ok', 'glad');
    CREATE TABLE owner (id int PRIMARY KEY);
    CREATE TABLE pet (id int, name text, owner int, weight numeric(8,3), age bigint, mood mood, code text, born text);
    INSERT INTO owner VALUES (1);
    INSERT INTO pet VALUES
        (1, 'Rex', 1, 1.255, 5, 'sad', 'a1', '2020-01-01'),
        (1, 'Rex', 2, 99999, 5000000000, 'ok', 'a2', 'never'),
        (2, NULL, NULL, -1, 7, 'glad', 'a3-too-long', NULL);
";

const DESIRED: &str = "
    CREATE TYPE mood AS ENUM ('ok', 'glad');
    CREATE TABLE owner (id int PRIMARY KEY);
    CREATE TABLE pet (
        id int CONSTRAINT pet_id UNIQUE, name text NOT NULL, owner int CONSTRAINT pet_owner REFERENCES owner,
        weight numeric(6,2) CONSTRAINT heavy CHECK (weight > 0), age int, mood mood, code varchar(5), born date
    );
    CREATE UNIQUE INDEX pet_name ON pet (lower(name), owner);
";

#[test]
fn rows_that_would_make_a_step_fail_are_counted() {
    each_major(|installation| {
        let fixture = Fixture::new(installation.major, OLD, DESIRED);
        let plan = fixture.run(&["plan"]).expect(0);
        for line in [
            "⚠ duplicate values of (id): 1",
            "SELECT id, count(*) FROM public.pet WHERE id IS NOT NULL GROUP BY id HAVING count(*) > 1",
            "⚠ rows where name is NULL: 1",
            "⚠ rows whose (owner) has no match in public.owner: 1",
            "⚠ rows that violate heavy: 1",
            "⚠ values of mood that are not labels of the enum: 1",
            "⚠ values of age out of the range of integer: 1",
            "⚠ values of weight out of the range of numeric(6,2): 1",
            "⚠ values of weight that would be rounded: 1",
            "⚠ values of code longer than 5: 1",
            "values of born that cannot be cast to date: ERROR: invalid input syntax for type date: \"never\"",
        ] {
            assert!(plan.stdout.contains(line), "{line}\n{}", plan.stdout);
        }
        let before = fixture.database.pg_dump();
        let apply = fixture.run(&["apply", "--yes", "--allow-destructive"]).expect(2);
        assert!(apply.stderr.contains("existing rows would make the plan fail:"), "{}", apply.stderr);
        assert!(apply.stderr.contains("nothing was changed"), "{}", apply.stderr);
        assert_eq!(differ(&before, &fixture.database.pg_dump(), Columns::InOrder), None);

        fixture.database.psql(
            "DELETE FROM pet WHERE id = 2; UPDATE pet SET id = 3, owner = 1, weight = 2, age = 1, born = NULL, name = 'Max' WHERE code = 'a2';
             UPDATE pet SET mood = 'ok'",
        );
        let plan = fixture.run(&["plan"]).expect(0);
        assert!(plan.stdout.contains("⚠ values of weight that would be rounded: 1"), "{}", plan.stdout);
        fixture.run(&["apply", "--yes", "--allow-destructive"]).expect(0);
    });
}

const BOOKED: &str = "
    CREATE TABLE booking (room int4range, during int4range, of text, note text);
    CREATE TABLE held (id int4range, at int4range) PARTITION BY LIST (id);
    CREATE TABLE held_1 PARTITION OF held FOR VALUES IN ('[1,2)');
    CREATE TABLE held_2 PARTITION OF held FOR VALUES IN ('[2,3)');
";

#[test]
fn rows_that_violate_exclusion_constraints_are_counted() {
    each_major(|installation| {
        let rows = "INSERT INTO booking VALUES
                ('[1,2)', '[1,5)', 'a', 'x'), ('[1,2)', '[4,9)', 'A', 'x'), ('[2,3)', '[4,9)', 'a', NULL),
                (NULL, '[1,9)', 'c', 'x'), ('[1,2)', NULL, 'd', 'z'), ('[3,4)', 'empty', 'e', 'w'),
                ('[40,41)', '[20,30)', 'f', 'u'), ('[40,41)', '[20,30)', 'g', 'v');
            INSERT INTO held VALUES ('[1,2)', '[1,3)'), ('[2,3)', '[1,3)'), ('[2,3)', '[2,4)');";
        let mut desired = format!(
            "{BOOKED}
             ALTER TABLE booking ADD CONSTRAINT free EXCLUDE USING gist (room WITH =, during WITH &&) WHERE (lower(room) < 40);
             ALTER TABLE booking ADD CONSTRAINT named EXCLUDE USING btree (lower(of || ' WITH ,(') COLLATE \"C\" WITH =, note WITH =);"
        );
        let mut lines = vec![
            "⚠ rows that conflict with another row under free: 2",
            "⚠ rows that conflict with another row under named: 2",
        ];
        if installation.major >= 17 {
            desired.push_str(
                "ALTER TABLE held ADD CONSTRAINT held_at EXCLUDE USING gist (id WITH =, at WITH &&);",
            );
            lines.push("⚠ rows that conflict with another row under held_at: 2");
        }
        if installation.major >= 18 {
            desired
                .push_str("ALTER TABLE booking ADD CONSTRAINT once UNIQUE (room, during WITHOUT OVERLAPS);");
            lines.push("⚠ rows that conflict with another row under once: 4");
            lines.push("⚠ rows with an empty range in during: 1");
        }
        let fixture = Fixture::new(installation.major, &format!("{BOOKED}{rows}"), &desired);
        let plan = fixture.run(&["plan"]).expect(0);
        for line in lines {
            assert!(plan.stdout.contains(line), "{line}\n{}", plan.stdout);
        }
        let apply = fixture.run(&["apply", "--yes"]).expect(2);
        assert!(apply.stderr.contains("existing rows would make the plan fail:"), "{}", apply.stderr);
        fixture
            .database
            .psql("DELETE FROM booking WHERE of IN ('A', 'e', 'f'); DELETE FROM held WHERE at = '[2,4)'");
        let plan = fixture.run(&["plan"]).expect(0);
        assert!(!plan.stdout.contains("rows that"), "{}", plan.stdout);
        fixture.run(&["apply", "--yes"]).expect(0);
    });
}

#[test]
fn missing_select_privilege_is_reported() {
    let fixture = Fixture::new(newest().major, "CREATE TABLE t (a int);", "CREATE TABLE t (a int NOT NULL);");
    fixture.database.psql(
        "DO $$ BEGIN CREATE ROLE asking_nothing LOGIN; EXCEPTION WHEN duplicate_object THEN NULL; END $$",
    );
    let url = fixture.database.url_as("asking_nothing");
    let plan =
        fixture.folder.run(&["plan", "--desired", "desired.sql", "-d", &url, "--scratch", &fixture.scratch]);
    assert!(
        plan.stdout.contains("not counted: the role may not read all rows"),
        "{}\n{}",
        plan.stdout,
        plan.stderr
    );
}

#[test]
fn plan_shows_table_sizes() {
    let old = "CREATE TABLE t (a int); INSERT INTO t SELECT generate_series(1, 2000); ANALYZE t;
               CREATE TABLE p (a int) PARTITION BY RANGE (a); CREATE TABLE q PARTITION OF p DEFAULT; INSERT INTO p VALUES (1); ANALYZE p, q;";
    let desired = "CREATE TABLE t (a int, b int); CREATE TABLE p (a int, b int) PARTITION BY RANGE (a); CREATE TABLE q PARTITION OF p DEFAULT;";
    let fixture = Fixture::new(newest().major, old, desired);
    let plan = fixture.run(&["plan", "-o", "plan.json"]).expect(0);
    assert!(
        plan.stdout.contains("public.t against reads and writes, step 2; 96 kB, about 2,000 rows"),
        "{}",
        plan.stdout
    );
    let saved: serde_json::Value = serde_json::from_str(&fixture.folder.read("plan.json")).expect("JSON");
    assert_eq!(saved["table_sizes"][1]["rows"], 2000, "{saved}");
    assert!(saved["table_sizes"][0]["bytes"].as_i64().is_some_and(|bytes| bytes > 0), "{saved}");
}
