//! Steps that change values, or that existing rows make fail, are refused before the first step.

use pgplumb_testkit::{Columns, Server, differ, for_majors};

use super::fixture::Fixture;

/// A fixture with another current and desired schema.
fn fixture(major: u32, old: &str, new: &str) -> Fixture {
    let fixture = Fixture::on(&Server::shared(major));
    fixture.database.psql("DROP SCHEMA app CASCADE");
    fixture.database.psql(old);
    fixture.folder.write("schema.sql", new);
    fixture
}

const PLAN: [&str; 3] = ["plan", "--desired", "schema.sql"];
const APPLY: [&str; 4] = ["apply", "--desired", "schema.sql", "--yes"];

/// The old type, a value, the new type, and what can happen to the value.
const LOSSES: &[(&str, &str, &str, &str)] = &[
    ("numeric(10,4)", "1.2345", "numeric(10,1)", "fractional digits are rounded"),
    ("float8", "1.6", "int", "fractional digits are rounded"),
    ("numeric(10,2)", "1.25", "float8", "digits beyond the precision of the new type are rounded"),
    ("bigint", "9007199254740993", "float8", "digits beyond the precision of the new type are rounded"),
    ("timestamptz", "2024-01-01 12:34:56.789+00", "date", "the time of day is removed"),
    ("timestamptz", "2024-01-01 12:34+00", "timestamp", "converted to the session's time zone"),
    ("timestamp", "2024-01-01 12:34", "timestamptz", "taken to be in the session's time zone"),
    ("timestamp(6)", "2024-01-01 12:34:56.789", "timestamp(0)", "fractions of a second are rounded"),
    ("timetz", "12:00+05", "time", "time zone, which is removed"),
    ("interval", "1 day 02:03:04", "interval hour", "fields that the new type does not have are removed"),
    ("text", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", "name", "cut off"),
    ("text", "abc     ", "varchar(5)", "trailing spaces beyond the new length are cut off"),
    ("varchar(9)", "abc ", "char(9)", "trailing spaces are removed"),
    ("json", "{\"a\":1,\"a\":2}", "jsonb", "duplicate keys"),
    ("inet", "10.1.2.3/8", "cidr", "right of the netmask"),
    ("int", "2", "boolean", "every number except 0 becomes true"),
    ("numeric(10,4)[]", "{1.2345}", "numeric(10,1)[]", "fractional digits are rounded"),
    ("numeric(10,4)", "1.2345", "rounded", "fractional digits are rounded"),
];

#[test]
fn conversions_that_change_values_must_be_allowed() {
    for_majors(&[14, 19], |installation| {
        let columns = |at: usize| -> String {
            let columns = LOSSES.iter().enumerate();
            let column = |(n, loss): (usize, &(&str, &str, &str, &str))| {
                format!("c{n} {}", if at == 0 { loss.0 } else { loss.2 })
            };
            columns.map(column).collect::<Vec<_>>().join(", ")
        };
        let types = "CREATE DOMAIN rounded AS numeric(10,1);";
        let old = format!("{types} CREATE TABLE t ({});", columns(0));
        let fixture = fixture(installation.major, &old, &format!("{types} CREATE TABLE t ({});", columns(1)));
        let values: Vec<String> = LOSSES.iter().map(|(_, value, ..)| format!("'{value}'")).collect();
        fixture.database.psql(&format!("INSERT INTO t VALUES ({})", values.join(", ")));
        let plan = fixture.run(&PLAN).expect(0);
        for (at, (.., loss)) in LOSSES.iter().enumerate() {
            let text = plan.stdout.split_once(&format!("~ column public.t.c{at}  "));
            let (_, text) = text.unwrap_or_else(|| panic!("c{at}: {}", plan.stdout));
            // The warnings of a change are indented below it.
            let text = text.split("\n~").next().unwrap_or_default();
            let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
            assert!(text.contains("values may change: ") && text.contains(loss), "{loss}\n{text}");
        }
        let before = fixture.database.query("SELECT t::text FROM t");
        let apply = fixture.run(&APPLY).expect(2);
        assert!(apply.stderr.contains("nothing was changed"), "{}", apply.stderr);
        assert_eq!(fixture.database.query("SELECT t::text FROM t"), before);
        let allow: Vec<String> = (0..LOSSES.len()).map(|at| format!("alter-column:public.t.c{at}")).collect();
        let allow: Vec<&str> = allow.iter().flat_map(|pattern| ["--allow", pattern]).collect();
        fixture.run(&[&APPLY[..], &allow].concat()).expect(0);
    });
}

#[test]
fn widening_is_not_dangerous() {
    for_majors(&[14, 19], |installation| {
        let fixture = fixture(
            installation.major,
            "CREATE TABLE t (a varchar(20), b numeric(8,2), c varchar(5), e timestamp(3), f varbit(4));",
            "CREATE TABLE t (a varchar(40), b numeric(10,2), c text, e timestamp, f varbit(9));",
        );
        let plan = fixture.run(&PLAN).expect(0);
        assert!(!plan.stdout.contains('⚠') && !plan.stdout.contains("warning"), "{}", plan.stdout);
        assert!(plan.stdout.contains("~ column public.t.a  varchar(20) → varchar(40)"), "{}", plan.stdout);
        let diff = fixture.run(&["diff", &fixture.database.url(), "schema.sql"]);
        assert!(!diff.stdout.contains("HIGH") && !diff.stdout.contains("CRITICAL"), "{}", diff.stdout);
        fixture.run(&APPLY).expect(0);
    });
}

/// The old schema with rows, the desired schema, and the message about the rows.
const REFUSED: &[(&str, &str, &str)] = &[
    (
        "CREATE TABLE a (s int) PARTITION BY RANGE (s); CREATE TABLE ad PARTITION OF a DEFAULT; INSERT INTO a VALUES (1), (15);",
        "CREATE TABLE a (s int) PARTITION BY RANGE (s); CREATE TABLE ad PARTITION OF a DEFAULT; \
         CREATE TABLE a2 PARTITION OF a FOR VALUES FROM (10) TO (20);",
        "rows of the default partition public.ad within the bounds of public.a2: 1",
    ),
    (
        "CREATE TABLE a (s text, k int) PARTITION BY LIST (s); \
         CREATE TABLE a1 PARTITION OF a FOR VALUES IN ('x', 'y', NULL); INSERT INTO a VALUES ('x'), ('y'), (NULL);",
        "CREATE TABLE a (s text, k int) PARTITION BY LIST (s); CREATE TABLE a1 PARTITION OF a FOR VALUES IN ('x');",
        "rows of public.a1 that are not within its bounds: 2",
    ),
    (
        "CREATE TABLE a (s int, k int) PARTITION BY RANGE (s, k); CREATE TABLE b (s int, k int); \
         INSERT INTO b VALUES (1, 1), (2, 5), (2, 6), (NULL, 1);",
        "CREATE TABLE a (s int, k int) PARTITION BY RANGE (s, k); \
         CREATE TABLE b PARTITION OF a FOR VALUES FROM (1, MINVALUE) TO (2, 6);",
        "rows of public.b that are not within its bounds: 2",
    ),
    (
        "CREATE TABLE a (s int) PARTITION BY HASH (s); CREATE TABLE b (s int); INSERT INTO b VALUES (1), (2), (3), (4), (5), (6);",
        "CREATE TABLE a (s int) PARTITION BY HASH (s); CREATE TABLE b PARTITION OF a FOR VALUES WITH (modulus 2, remainder 0);",
        "rows of public.b that are not within its bounds: ",
    ),
    (
        "CREATE TABLE a (s int, PRIMARY KEY (s)) PARTITION BY LIST (s); CREATE TABLE a1 PARTITION OF a FOR VALUES IN (1); \
         CREATE TABLE b (s int REFERENCES a); INSERT INTO a VALUES (1); INSERT INTO b VALUES (1);",
        "CREATE TABLE a (s int, PRIMARY KEY (s)) PARTITION BY LIST (s); CREATE TABLE a1 (s int, PRIMARY KEY (s)); \
         CREATE TABLE b (s int REFERENCES a);",
        "rows of public.b that refer to public.a1: 1",
    ),
    (
        "CREATE TABLE a (s int); INSERT INTO a VALUES (1), (25);",
        "CREATE TABLE a (s int) PARTITION BY RANGE (s); CREATE TABLE a1 PARTITION OF a FOR VALUES FROM (0) TO (20);",
        "rows of public.a that fit no partition: 1",
    ),
    (
        "CREATE SEQUENCE s; SELECT setval('s', 40000);",
        "CREATE SEQUENCE s AS smallint;",
        "last values out of the bounds of sequence public.s: 1",
    ),
    (
        "CREATE TABLE t (b bit(8)); INSERT INTO t VALUES (B'10101010');",
        "CREATE TABLE t (b bit(4));",
        "values of b not 4 bits long: 1",
    ),
    (
        "CREATE TABLE t (b text[]); INSERT INTO t VALUES ('{abcdef,a}'), ('{a}');",
        "CREATE TABLE t (b varchar(3)[]);",
        "values of b longer than 3: 1",
    ),
    (
        "CREATE DOMAIN d AS int; CREATE TABLE t (v d); INSERT INTO t VALUES (-1), (1);",
        "CREATE DOMAIN d AS int CONSTRAINT positive CHECK (VALUE > 0); CREATE TABLE t (v d);",
        "values of v that violate positive: 1",
    ),
    (
        "CREATE TABLE t (v int); INSERT INTO t VALUES (-1), (1);",
        "CREATE DOMAIN d AS int CONSTRAINT positive CHECK (VALUE > 0); CREATE TABLE t (v d);",
        "values of v that violate positive: 1",
    ),
];

#[test]
fn rows_that_make_a_step_fail_are_found_before_the_first_step() {
    for_majors(&[14, 19], |installation| {
        for (old, new, message) in REFUSED {
            let fixture = fixture(installation.major, old, new);
            let before = fixture.database.pg_dump();
            let apply = fixture.run(&[&APPLY[..], &["--allow-destructive"]].concat()).expect(2);
            assert!(apply.stderr.contains("nothing was changed"), "{new}\n{}", apply.stderr);
            assert!(apply.stderr.contains(message), "{message}\n{}", apply.stderr);
            assert_eq!(differ(&before, &fixture.database.pg_dump(), Columns::InOrder), None, "{new}");
        }
    });
}

#[test]
fn bounds_of_a_referenced_partition_change() {
    for_majors(&[14, 19], |installation| {
        let table = "CREATE TABLE a (s int, k int, PRIMARY KEY (s, k)) PARTITION BY LIST (s);";
        let key = "CREATE TABLE b (s int, k int, FOREIGN KEY (s, k) REFERENCES a);";
        let old = format!("{table} CREATE TABLE a1 PARTITION OF a FOR VALUES IN (1); {key}");
        let new = format!("{table} CREATE TABLE a1 PARTITION OF a FOR VALUES IN (1, 2); {key}");
        let fixture = fixture(installation.major, &old, &new);
        fixture.database.psql("INSERT INTO a VALUES (1, 1); INSERT INTO b VALUES (1, 1)");
        fixture.run(&APPLY).expect(0);
        assert_eq!(fixture.database.query("SELECT count(*) FROM a JOIN b USING (s, k)"), [["1"]]);
        assert!(fixture.database.try_psql("INSERT INTO b VALUES (2, 2)").is_err(), "the key is back");
    });
}

#[test]
fn rows_hidden_by_a_policy_are_not_counted_as_missing() {
    for_majors(&[14, 19], |installation| {
        let table = |columns: &str| {
            format!(
                "CREATE TABLE rls (a int{columns}); ALTER TABLE rls ENABLE ROW LEVEL SECURITY; \
                 ALTER TABLE rls FORCE ROW LEVEL SECURITY; CREATE POLICY p ON rls USING (a = 1);"
            )
        };
        let fixture = fixture(installation.major, &table(", b text"), &table(", CHECK (a = 1)"));
        let role = format!("half_of_{}", fixture.database.name());
        fixture.database.psql(&format!(
            "INSERT INTO rls SELECT g, 's' FROM generate_series(1, 5) g; CREATE ROLE {role} LOGIN; \
             GRANT ALL ON SCHEMA public TO {role}; ALTER TABLE rls OWNER TO {role}"
        ));
        let plan = fixture.run_on(&fixture.database.url_as(&role), &PLAN).expect(0);
        let unknown = "an unknown number of values (the role may not read all rows)";
        assert!(plan.stdout.contains(unknown), "{}", plan.stdout);
        let unknown = "rows that violate rls_a_check: not counted: the role may not read all rows";
        assert!(plan.stdout.contains(unknown), "{}", plan.stdout);
    });
}

#[test]
fn a_table_cannot_be_renamed_to_two_tables() {
    let new = "-- pgplumb: renamed from t\nCREATE TABLE u (a int);\n-- pgplumb: renamed from t\nCREATE TABLE v (a int);";
    let fixture = fixture(18, "CREATE TABLE t (a int);", new);
    let plan = fixture.run(&PLAN).expect(2);
    assert!(
        plan.stderr.contains("table public.t cannot be renamed to both public.u and public.v"),
        "{}",
        plan.stderr
    );
}

#[test]
fn what_is_not_in_the_schema_is_named() {
    let new = "CREATE TABLE t (a int);\nDROP DATABASE other;\nALTER SYSTEM SET work_mem = '9MB';\n\
               CREATE ROLE postgres;\nCOPY t FROM '/nonexistent';\nCOPY t FROM '/other';\nCOPY t FROM stdin;\n1\n2\n\\.\n";
    let fixture = fixture(18, "CREATE TABLE t (a int);", new);
    let plan = fixture.run(&PLAN).expect(0);
    for message in [
        "schema.sql:2: DROP DATABASE is not planned: pgplumb plans the objects of one database",
        "schema.sql:3: ALTER SYSTEM is not planned: it changes settings of the server",
        "schema.sql:4: CREATE ROLE is not planned: roles belong to the server",
        "schema.sql:5: COPY is not planned: rows are not part of the schema (3 statements, 2 lines of data)",
    ] {
        assert!(plan.stderr.contains(message), "{message}\n{}", plan.stderr);
    }
}

#[test]
fn an_endless_statement_ends() {
    let fixture = fixture(18, "", "DO $$ BEGIN LOOP END LOOP; END $$;");
    let plan = fixture.run(&[&PLAN[..], &["--sql-timeout", "300ms"]].concat()).expect(2);
    assert!(plan.stderr.contains("exceeded the time limit (--sql-timeout)"), "{}", plan.stderr);
}
