//! Existing rows are asked where the answer decides.

use pgplumb_testkit::{Columns, differ, each_major, newest};

use super::Setting;

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
fn rows_that_would_make_a_step_fail_are_counted_before() {
    each_major(|installation| {
        let setting = Setting::new(installation.major, OLD, DESIRED);
        let plan = setting.run(&["plan"]).expect(0);
        for told in [
            "⚠ values that several rows have in (id): 1",
            "SELECT pg_catalog.count(*) FROM (SELECT FROM ONLY public.pet WHERE id IS NOT NULL GROUP BY id",
            "⚠ rows without a value in name: 1",
            "⚠ rows whose owner is not in public.owner: 1",
            "⚠ rows that heavy refuses: 1",
            "⚠ values of mood that are none of its labels: 1",
            "⚠ values of age out of the range of integer: 1",
            "⚠ values of weight out of the range of numeric(6,2): 1",
            "⚠ values of weight that would be rounded: 1",
            "⚠ values of code longer than 5: 1",
            "values of born that are no date: ERROR: invalid input syntax for type date: \"never\"",
        ] {
            assert!(plan.stdout.contains(told), "{told}\n{}", plan.stdout);
        }
        let before = setting.database.pg_dump();
        let apply = setting.run(&["apply", "--yes", "--allow-destructive"]).expect(2);
        assert!(apply.stderr.contains("existing rows would make the plan fail:"), "{}", apply.stderr);
        assert!(apply.stderr.contains("nothing was changed"), "{}", apply.stderr);
        assert_eq!(differ(&before, &setting.database.pg_dump(), Columns::InOrder), None);

        setting.database.psql(
            "DELETE FROM pet WHERE id = 2; UPDATE pet SET id = 3, owner = 1, weight = 2, age = 1, born = NULL, name = 'Max' WHERE code = 'a2';
             UPDATE pet SET mood = 'ok'",
        );
        let plan = setting.run(&["plan"]).expect(0);
        assert!(plan.stdout.contains("⚠ values of weight that would be rounded: 1"), "{}", plan.stdout);
        setting.run(&["apply", "--yes", "--allow-destructive"]).expect(0);
    });
}

const BOOKED: &str = "
    CREATE TABLE booking (room int4range, during int4range, of text, note text);
    CREATE TABLE held (id int4range, at int4range) PARTITION BY LIST (id);
    CREATE TABLE held_1 PARTITION OF held FOR VALUES IN ('[1,2)');
    CREATE TABLE held_2 PARTITION OF held FOR VALUES IN ('[2,3)');
";

#[test]
fn rows_that_may_not_be_beside_each_other_are_counted() {
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
        let mut told = vec![
            "⚠ rows that free does not let be beside others: 2",
            "⚠ rows that named does not let be beside others: 2",
        ];
        if installation.major >= 17 {
            desired.push_str(
                "ALTER TABLE held ADD CONSTRAINT held_at EXCLUDE USING gist (id WITH =, at WITH &&);",
            );
            told.push("⚠ rows that held_at does not let be beside others: 2");
        }
        if installation.major >= 18 {
            desired
                .push_str("ALTER TABLE booking ADD CONSTRAINT once UNIQUE (room, during WITHOUT OVERLAPS);");
            told.push("⚠ rows that once does not let be beside others: 4");
            told.push("⚠ rows with nothing in during: 1");
        }
        let setting = Setting::new(installation.major, &format!("{BOOKED}{rows}"), &desired);
        let plan = setting.run(&["plan"]).expect(0);
        for told in told {
            assert!(plan.stdout.contains(told), "{told}\n{}", plan.stdout);
        }
        let apply = setting.run(&["apply", "--yes"]).expect(2);
        assert!(apply.stderr.contains("existing rows would make the plan fail:"), "{}", apply.stderr);
        setting
            .database
            .psql("DELETE FROM booking WHERE of IN ('A', 'e', 'f'); DELETE FROM held WHERE at = '[2,4)'");
        let plan = setting.run(&["plan"]).expect(0);
        assert!(!plan.stdout.contains("rows that"), "{}", plan.stdout);
        setting.run(&["apply", "--yes"]).expect(0);
    });
}

#[test]
fn who_may_not_read_is_told_so() {
    let setting = Setting::new(newest().major, "CREATE TABLE t (a int);", "CREATE TABLE t (a int NOT NULL);");
    setting.database.psql(
        "DO $$ BEGIN CREATE ROLE asking_nothing LOGIN; EXCEPTION WHEN duplicate_object THEN NULL; END $$",
    );
    let url = setting.database.url_as("asking_nothing");
    let plan =
        setting.folder.run(&["plan", "--desired", "desired.sql", "-d", &url, "--scratch", &setting.scratch]);
    assert!(
        plan.stdout.contains("not counted, the rows may not be read"),
        "{}\n{}",
        plan.stdout,
        plan.stderr
    );
}

#[test]
fn a_plan_says_how_big_the_tables_are() {
    let old = "CREATE TABLE t (a int); INSERT INTO t SELECT generate_series(1, 2000); ANALYZE t;
               CREATE TABLE p (a int) PARTITION BY RANGE (a); CREATE TABLE q PARTITION OF p DEFAULT; INSERT INTO p VALUES (1); ANALYZE p, q;";
    let desired = "CREATE TABLE t (a int, b int); CREATE TABLE p (a int, b int) PARTITION BY RANGE (a); CREATE TABLE q PARTITION OF p DEFAULT;";
    let setting = Setting::new(newest().major, old, desired);
    let plan = setting.run(&["plan", "-o", "plan.json"]).expect(0);
    assert!(
        plan.stdout.contains("(ACCESS EXCLUSIVE on public.t: 96 kB, about 2000 rows)"),
        "{}",
        plan.stdout
    );
    let saved: serde_json::Value = serde_json::from_str(&setting.folder.read("plan.json")).expect("JSON");
    assert_eq!(saved["sizes"][1]["rows"], 2000, "{saved}");
    assert!(saved["sizes"][0]["bytes"].as_i64().is_some_and(|bytes| bytes > 0), "{saved}");
}
