//! Data checks and counts before the first step, when tables and columns still have their old names
//! and added columns do not exist.

use pgplumb_testkit::{Columns, differ, for_majors};

use super::Fixture;

const OLD: &str = "
    CREATE TABLE owner (key int PRIMARY KEY);
    CREATE TABLE pet (
        id int, name text, owner int, weight numeric(8,3), age bigint, code text, spare text, during int4range
    );
    INSERT INTO owner VALUES (1);
    INSERT INTO pet VALUES
        (1, 'Rex', 1, 1.25, 5, 'a1', 'x', '[1,5)'),
        (1, 'Rex', 2, 99999, 5000000000, 'a2', 'x', '[4,9)'),
        (2, NULL, NULL, -1, 7, 'a3-too-long', 'x', NULL);
    CREATE TABLE years (year int) PARTITION BY LIST (year);
    CREATE TABLE y2024 (year int);
    INSERT INTO y2024 VALUES (2023), (2024);
";

const DESIRED: &str = "
    -- pgplumb: renamed from owner
    CREATE TABLE keeper (
        -- pgplumb: renamed from key
        number int PRIMARY KEY
    );
    -- pgplumb: renamed from pet
    CREATE TABLE animal (
        -- pgplumb: renamed from id
        number int CONSTRAINT animal_number UNIQUE,
        -- pgplumb: renamed from name
        called text NOT NULL,
        -- pgplumb: renamed from owner
        keeper int CONSTRAINT animal_keeper REFERENCES keeper,
        -- pgplumb: renamed from weight
        mass numeric(6,2) CONSTRAINT heavy CHECK (mass > 0),
        -- pgplumb: renamed from age
        years int,
        code varchar(5),
        -- pgplumb: renamed from during
        period int4range,
        CONSTRAINT apart EXCLUDE USING gist (period WITH &&),
        twice int DEFAULT 1 CONSTRAINT twice_number CHECK (twice > number)
    );
    CREATE UNIQUE INDEX animal_called ON animal (lower(called), keeper);
    -- pgplumb: renamed from years
    CREATE TABLE calendar (
        -- pgplumb: renamed from year
        of_year int
    ) PARTITION BY LIST (of_year);
    -- pgplumb: renamed from y2024
    CREATE TABLE calendar_2024 PARTITION OF calendar (
        -- pgplumb: renamed from year
        of_year
    ) FOR VALUES IN (2024);
";

#[test]
fn rows_are_counted_under_the_old_names() {
    for_majors(&[14, 18], |installation| {
        let fixture = Fixture::new(installation.major, OLD, DESIRED);
        let plan = fixture.run(&["plan"]).expect(0);
        for line in [
            "⚠ duplicate values of (number): 1",
            "⚠ rows where called is NULL: 1",
            "⚠ rows whose (keeper) has no match in public.keeper: 1",
            "⚠ rows that violate heavy: 1",
            "⚠ rows that violate twice_number: 3",
            "⚠ values of years out of the range of integer: 1",
            "⚠ values of mass out of the range of numeric(6,2): 1",
            "⚠ values of code longer than 5: 1",
            "⚠ rows that conflict with another row under apart: 2",
            "⚠ rows of public.calendar_2024 that are not within its bounds: 1",
            "⚠ deletes 3 values; code that uses the column fails",
            "public.animal against reads and writes, steps ",
        ] {
            assert!(plan.stdout.contains(line), "{line}\n{}", plan.stdout);
        }
        let before = fixture.database.pg_dump();
        let apply = fixture.run(&["apply", "--yes", "--allow-destructive"]).expect(2);
        assert!(apply.stderr.contains("existing rows would make the plan fail:"), "{}", apply.stderr);
        assert!(apply.stderr.contains("nothing was changed"), "{}", apply.stderr);
        assert_eq!(differ(&before, &fixture.database.pg_dump(), Columns::InOrder), None);

        fixture.database.psql(
            "DELETE FROM pet WHERE age > 5; DELETE FROM y2024 WHERE year = 2023; UPDATE pet SET id = 0",
        );
        let plan = fixture.run(&["plan"]).expect(0);
        assert!(!plan.stdout.contains("that violate"), "{}", plan.stdout);
        fixture.run(&["apply", "--yes", "--allow-destructive"]).expect(0);
        let row =
            "SELECT concat_ws(' ', number, called, keeper, mass, years, code, period, twice) FROM animal";
        assert_eq!(fixture.value(row), "0 Rex 1 1.25 5 a1 [1,5) 1");
        assert_eq!(fixture.value("SELECT of_year FROM calendar"), "2024");
    });
}

const ADDED: &str = "
    CREATE DOMAIN positive AS int CHECK (VALUE > 0);
    CREATE DOMAIN given AS text NOT NULL;
    CREATE TABLE other (id int PRIMARY KEY);
    CREATE TABLE fresh (id int PRIMARY KEY);
    CREATE TABLE t (
        id int,
        a int DEFAULT 5 CONSTRAINT t_a UNIQUE,
        b int DEFAULT 0 CONSTRAINT t_b CHECK (b > 0),
        c int DEFAULT 7 CONSTRAINT t_c REFERENCES other,
        d int4range DEFAULT '[1,3)',
        CONSTRAINT t_d EXCLUDE USING gist (d WITH &&),
        e text CONSTRAINT t_e CHECK (e IS NOT NULL),
        f int GENERATED ALWAYS AS (id * 0) STORED CONSTRAINT t_f CHECK (f > 0),
        g positive DEFAULT -1,
        h int DEFAULT 1 CONSTRAINT t_h REFERENCES fresh,
        i int DEFAULT 9,
        j given
    );
    CREATE UNIQUE INDEX t_i ON t (i);
    CREATE UNIQUE INDEX t_k ON t ((b * i)) WHERE c > 0;
";

#[test]
fn default_values_of_new_columns_are_checked() {
    for_majors(&[14, 18], |installation| {
        let old = "CREATE DOMAIN positive AS int CHECK (VALUE > 0); CREATE TABLE other (id int PRIMARY KEY);
                   CREATE TABLE t (id int); INSERT INTO t VALUES (1), (2);";
        let fixture = Fixture::new(installation.major, old, ADDED);
        let plan = fixture.run(&["plan"]).expect(0);
        for line in [
            "⚠ duplicate values of (a): 1",
            "⚠ rows that violate t_b: 2",
            "⚠ rows whose (c) has no match in public.other: 2",
            "⚠ rows that conflict with another row under t_d: 2",
            "⚠ rows that violate t_e: 2",
            "⚠ rows that violate t_f: 2",
            "⚠ values of g that violate positive_check: 2",
            "⚠ rows whose (h) has no match in public.fresh: 2",
            "⚠ duplicate values of (i): 1",
            "⚠ duplicate values of (((b * i))): 1",
            "⚠ rows without a value for the new column j: 2",
        ] {
            assert!(plan.stdout.contains(line), "{line}\n{}", plan.stdout);
        }
        let before = fixture.database.pg_dump();
        let apply = fixture.run(&["apply", "--yes"]).expect(2);
        assert!(apply.stderr.contains("existing rows would make the plan fail:"), "{}", apply.stderr);
        assert_eq!(differ(&before, &fixture.database.pg_dump(), Columns::InOrder), None);
        fixture.database.psql("DELETE FROM t");
        fixture.run(&["apply", "--yes"]).expect(0);
    });
}

#[test]
fn values_that_each_row_gets_on_its_own_are_no_duplicates() {
    for_majors(&[14, 18], |installation| {
        let old = "CREATE SEQUENCE numbers; CREATE TABLE t (id int); INSERT INTO t VALUES (1), (2);";
        let desired = "CREATE SEQUENCE numbers; CREATE TABLE t (
            id int, a int GENERATED BY DEFAULT AS IDENTITY UNIQUE, b serial UNIQUE, c uuid DEFAULT gen_random_uuid() UNIQUE,
            d bigint DEFAULT nextval('numbers') UNIQUE, e int UNIQUE, f int DEFAULT 3 CHECK (f > 2))";
        let fixture = Fixture::new(installation.major, old, desired);
        let plan = fixture.run(&["plan"]).expect(0);
        for found in ["duplicate values", "not counted", "that violate"] {
            assert!(!plan.stdout.contains(found), "{}", plan.stdout);
        }
        fixture.run(&["apply", "--yes"]).expect(0);
        assert_eq!(
            fixture.value("SELECT count(DISTINCT (a, b, c, d)) FROM t WHERE e IS NULL AND f = 3"),
            "2"
        );
    });
}

#[test]
fn dropping_what_has_no_values_is_not_said_to_delete_data() {
    let old = "CREATE TABLE t (a int, unused int, used int); INSERT INTO t VALUES (1, NULL, 2); CREATE TABLE empty ();
               CREATE TABLE filled (a int); INSERT INTO filled VALUES (1), (2);";
    let fixture = Fixture::new(18, old, "CREATE TABLE t (a int);");
    let plan = fixture.run(&["plan"]).expect(0);
    for line in [
        "- column public.t.unused  integer\n    ⚠ code that uses the column fails; it has no values now\n",
        "- column public.t.used  integer\n    ⚠ deletes 1 value; code that uses the column fails\n",
        "- table public.empty  0 columns\n    ⚠ code that uses it fails; it has no rows now\n",
        "- table public.filled  1 column\n    ⚠ deletes 2 rows; code that uses it fails\n",
    ] {
        assert!(plan.stdout.contains(line), "{line}\n{}", plan.stdout);
    }
    // Rows may be added before the steps are executed.
    let apply = fixture.run(&["apply", "--yes"]).expect(2);
    assert!(
        apply.stderr.contains("4 changes can lose data or change values, and must be allowed"),
        "{}",
        apply.stderr
    );
    fixture.run(&["apply", "--yes", "--allow-destructive"]).expect(0);
}
