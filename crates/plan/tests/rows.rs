//! Changes that move or convert values keep the rows: both forms of the plan, on an old and a new
//! server, with rows in the tables.

mod common;
mod spans;

use common::read;
use pgplumb_compare::align;
use pgplumb_plan::{Action, Hazard, Plan};
use pgplumb_plan::{PlanOptions, plan};
use pgplumb_testkit::{Columns, Database, Server, differ, for_majors, newest, normalized};

/// A change of a schema with rows in it.
struct Case<'a> {
    old: &'a str,
    new: &'a str,
    /// Statements that fill the old tables.
    rows: &'a str,
    /// Queries that return the same rows before and after the change.
    same: &'a [&'a str],
    /// Statements that must succeed afterwards, and the results that they must return.
    then: &'a [(&'a str, &'a str)],
}

fn planned(old: &Database, new: &Database, online: bool) -> Plan {
    let (mut from, mut to) = (read(old), read(new));
    align(&mut from, &mut to);
    plan(&from, &to, &PlanOptions { online, ..PlanOptions::default() })
}

/// Executes the plan of a change in both forms, on an old and a new server. `inspect` receives each
/// plan.
fn check(case: &Case<'_>, inspect: impl Fn(&Plan) + Sync) {
    for_majors(&[14, 19], |installation| {
        let server = Server::shared(installation.major);
        for online in [false, true] {
            let (old, new) = (server.create_database(), server.create_database());
            old.psql(case.old);
            old.psql(case.rows);
            new.psql(case.new);
            let before: Vec<_> = case.same.iter().map(|query| old.query(query)).collect();
            let plan = planned(&old, &new, online);
            let script = plan.script();
            let context = format!("PostgreSQL {}, online: {online}\n{script}", installation.major);
            old.try_psql(&script).unwrap_or_else(|error| panic!("{error}\n{context}"));
            let (want, got) = (new.pg_dump(), old.pg_dump());
            if let Some(difference) = differ(&want, &got, Columns::AnyOrder) {
                let remaining =
                    differ(&normalized(&server, &want), &normalized(&server, &got), Columns::AnyOrder);
                assert!(remaining.is_none(), "{difference}\n{context}");
            }
            for (query, before) in case.same.iter().zip(before) {
                assert_eq!(old.query(query), before, "{query}\n{context}");
            }
            let again = planned(&old, &new, online);
            assert!(again.is_empty(), "{}\n{context}", again.script());
            for (statement, expected) in case.then {
                let result =
                    old.try_psql(&format!("\\pset tuples_only on\n\\pset format unaligned\n{statement};"));
                assert_eq!(
                    result.unwrap_or_else(|error| panic!("{error}\n{context}")).trim(),
                    *expected,
                    "{statement}\n{context}"
                );
            }
            inspect(&plan);
        }
    });
}

fn assert_keeps_all_data(plan: &Plan) {
    let losing: Vec<_> = plan.steps.iter().filter(|step| step.is_destructive()).collect();
    assert!(losing.is_empty(), "{losing:#?}");
}

const PLAIN: &str = "
    CREATE TABLE people (id serial PRIMARY KEY, name text);
    CREATE FUNCTION count_up() RETURNS trigger LANGUAGE plpgsql AS
        $$ BEGIN RAISE EXCEPTION 'a trigger took part in the move'; END $$;
    CREATE TABLE visits (
        id bigint GENERATED ALWAYS AS IDENTITY,
        day date NOT NULL,
        person int REFERENCES people,
        twice int GENERATED ALWAYS AS (person * 2) STORED,
        PRIMARY KEY (id, day)
    );
    CREATE INDEX visits_person ON visits (person);
    CREATE TRIGGER up BEFORE INSERT ON visits FOR EACH ROW EXECUTE FUNCTION count_up();
    CREATE TABLE notes (visit bigint, day date, text text, FOREIGN KEY (visit, day) REFERENCES visits);
    CREATE VIEW busy AS SELECT person, count(*) AS visits FROM visits GROUP BY person;
    COMMENT ON TABLE visits IS 'Who came';
    GRANT SELECT ON visits TO PUBLIC;
    ALTER TABLE visits ENABLE ROW LEVEL SECURITY;
    CREATE POLICY mine ON visits USING (person = 1);
";

const PARTITIONED: &str = "
    CREATE TABLE people (id serial PRIMARY KEY, name text);
    CREATE FUNCTION count_up() RETURNS trigger LANGUAGE plpgsql AS
        $$ BEGIN RAISE EXCEPTION 'a trigger took part in the move'; END $$;
    CREATE SEQUENCE visits_id_seq;
    CREATE TABLE visits (
        id bigint DEFAULT nextval('visits_id_seq'),
        day date NOT NULL,
        person int REFERENCES people,
        twice int GENERATED ALWAYS AS (person * 2) STORED,
        PRIMARY KEY (id, day)
    ) PARTITION BY RANGE (day);
    ALTER SEQUENCE visits_id_seq OWNED BY visits.id;
    CREATE TABLE visits_2024 PARTITION OF visits FOR VALUES FROM ('2024-01-01') TO ('2025-01-01');
    CREATE TABLE visits_rest PARTITION OF visits DEFAULT;
    CREATE INDEX visits_person ON visits (person);
    CREATE TRIGGER up BEFORE INSERT ON visits FOR EACH ROW EXECUTE FUNCTION count_up();
    CREATE TABLE notes (visit bigint, day date, text text, FOREIGN KEY (visit, day) REFERENCES visits);
    CREATE VIEW busy AS SELECT person, count(*) AS visits FROM visits GROUP BY person;
    COMMENT ON TABLE visits IS 'Who came';
    GRANT SELECT ON visits TO PUBLIC;
    ALTER TABLE visits ENABLE ROW LEVEL SECURITY;
    CREATE POLICY mine ON visits USING (person = 1);
";

const VISITS: &str = "
    INSERT INTO people (name) SELECT 'person ' || n FROM generate_series(1, 20) n;
    ALTER TABLE visits DISABLE TRIGGER up;
    INSERT INTO visits (day, person) SELECT date '2024-06-01' + n, 1 + n % 20 FROM generate_series(1, 900) n;
    ALTER TABLE visits ENABLE TRIGGER up;
    INSERT INTO notes SELECT id, day, 'note' FROM visits WHERE person = 3;
";

const SAME_VISITS: &[&str] = &[
    "SELECT count(*), md5(string_agg(v::text, ';' ORDER BY id)) FROM (SELECT id, day, person, twice FROM visits) v",
    "SELECT count(*) FROM notes JOIN visits ON (visit, notes.day) = (id, visits.day)",
    "SELECT * FROM busy ORDER BY person",
];

/// The identity column continues after its last value, and the foreign key is enforced.
const CONTINUES: &[(&str, &str)] = &[
    ("ALTER TABLE visits DISABLE TRIGGER up", ""),
    ("INSERT INTO visits (day, person) VALUES ('2024-12-31', 5) RETURNING id", "901"),
    (
        "DO $$ BEGIN INSERT INTO notes VALUES (-1, '2024-12-31', ''); RAISE 'no key'; EXCEPTION WHEN foreign_key_violation THEN END $$",
        "",
    ),
];

fn assert_rewrites_a_table(plan: &Plan) {
    assert_keeps_all_data(plan);
    let heavy = plan.steps.iter().any(|step| {
        [Hazard::RewritesTable, Hazard::BlocksReads, Hazard::BlocksWrites]
            .iter()
            .all(|h| step.hazards.contains(h))
    });
    assert!(heavy, "{:#?}", plan.steps);
}

#[test]
fn a_table_that_becomes_partitioned_keeps_its_rows() {
    let case = Case { old: PLAIN, new: PARTITIONED, rows: VISITS, same: SAME_VISITS, then: &[] };
    check(&case, assert_rewrites_a_table);
}

#[test]
fn a_partitioned_table_that_becomes_ordinary_keeps_its_rows() {
    let case = Case { old: PARTITIONED, new: PLAIN, rows: VISITS, same: SAME_VISITS, then: CONTINUES };
    check(&case, assert_rewrites_a_table);
}

#[test]
fn a_table_with_a_new_partition_key_keeps_its_rows() {
    let case = Case {
        old: "CREATE TABLE t (a int, b int, c text) PARTITION BY RANGE (a);
              CREATE TABLE t1 PARTITION OF t FOR VALUES FROM (0) TO (500) PARTITION BY LIST (b);
              CREATE TABLE t1x PARTITION OF t1 DEFAULT;
              CREATE TABLE t2 PARTITION OF t FOR VALUES FROM (500) TO (1000);
              CREATE INDEX t_b ON t (b);",
        new: "CREATE TABLE t (a int, b int, c text) PARTITION BY HASH (b);
              CREATE TABLE t1 PARTITION OF t FOR VALUES WITH (MODULUS 2, REMAINDER 0);
              CREATE TABLE t2 PARTITION OF t FOR VALUES WITH (MODULUS 2, REMAINDER 1);
              CREATE INDEX t_b ON t (b);",
        rows: "INSERT INTO t SELECT n, n * 7 % 10, 'row ' || n FROM generate_series(0, 999) n",
        same: &["SELECT count(*), md5(string_agg(t::text, ';' ORDER BY a)) FROM t"],
        then: &[],
    };
    check(&case, assert_rewrites_a_table);
}

#[test]
fn detached_and_attached_partitions_keep_their_rows() {
    let case = Case {
        old: "CREATE TABLE t (a int PRIMARY KEY, b text) PARTITION BY RANGE (a);
              CREATE TABLE t1 PARTITION OF t FOR VALUES FROM (0) TO (10);
              CREATE TABLE t2 (a int NOT NULL, b text);",
        new: "CREATE TABLE t (a int PRIMARY KEY, b text) PARTITION BY RANGE (a);
              CREATE TABLE t1 (a int PRIMARY KEY, b text, c int);
              CREATE TABLE t2 PARTITION OF t FOR VALUES FROM (10) TO (20);",
        rows: "INSERT INTO t SELECT n, 'one' FROM generate_series(0, 9) n;
               INSERT INTO t2 SELECT n, 'two' FROM generate_series(10, 19) n;",
        same: &["SELECT a, b FROM t1 ORDER BY a", "SELECT * FROM t2 ORDER BY a"],
        then: &[("SELECT count(*) FROM t", "10")],
    };
    check(&case, |plan| {
        assert_keeps_all_data(plan);
        assert!(plan.steps.iter().all(|step| step.action != Action::Restore), "{:#?}", plan.steps);
    });
}

const MOODS: &str = "
    CREATE TYPE mood AS ENUM ('sad', 'ok', 'happy', 'unused');
    CREATE TABLE people (id int PRIMARY KEY, mood mood NOT NULL DEFAULT 'ok', before mood[] DEFAULT '{ok}', CHECK (mood <> 'unused'));
    CREATE INDEX people_mood ON people (mood) WHERE mood = 'happy';
    CREATE VIEW glad AS SELECT * FROM people WHERE mood >= 'ok';
    CREATE FUNCTION is_glad(m mood) RETURNS boolean LANGUAGE sql IMMUTABLE AS $$ SELECT m = 'happy' $$;
";

const MOOD_ROWS: &str = "
    INSERT INTO people SELECT n, (ARRAY['sad', 'ok', 'happy']::mood[])[1 + n % 3], ARRAY['sad', 'happy']::mood[]
      FROM generate_series(1, 99) n;
";

const SAME_MOODS: &[&str] =
    &["SELECT id, mood, before FROM people ORDER BY id", "SELECT is_glad('happy'), is_glad('sad')"];

#[test]
fn enum_labels_are_removed_and_reordered() {
    let case = Case {
        old: MOODS,
        new: "
            CREATE TYPE mood AS ENUM ('happy', 'ok', 'sad');
            CREATE TABLE people (id int PRIMARY KEY, mood mood NOT NULL DEFAULT 'ok', before mood[] DEFAULT '{ok}');
            CREATE INDEX people_mood ON people (mood) WHERE mood = 'happy';
            CREATE VIEW glad AS SELECT * FROM people WHERE mood >= 'ok';
            CREATE FUNCTION is_glad(m mood) RETURNS boolean LANGUAGE sql IMMUTABLE AS $$ SELECT m = 'happy' $$;",
        rows: MOOD_ROWS,
        same: SAME_MOODS,
        then: &[("INSERT INTO people (id) VALUES (100) RETURNING mood, before", "ok|{ok}")],
    };
    check(&case, assert_keeps_all_data);
}

#[test]
fn an_enum_label_in_use_is_not_removed() {
    for_majors(&[14, 19], |installation| {
        let server = Server::shared(installation.major);
        let (old, new) = (server.create_database(), server.create_database());
        old.psql(MOODS);
        old.psql(MOOD_ROWS);
        new.psql(&MOODS.replace("'sad', ", ""));
        let script = planned(&old, &new, false).script();
        let error = old.try_psql(&format!("BEGIN;\n{script}COMMIT;")).unwrap_err();
        assert!(error.contains("invalid input value for enum mood: \"sad\""), "{error}");
        assert_eq!(old.query("SELECT count(*) FROM people WHERE mood = 'sad'"), [["33"]]);
    });
}

#[test]
fn strings_that_are_too_long_for_a_new_type_are_not_truncated() {
    const TYPES: [(&str, &str); 2] = [
        ("CREATE DOMAIN one AS text", "CREATE DOMAIN one AS varchar(3)"),
        ("CREATE TYPE one AS (n numeric, label text)", "CREATE TYPE one AS (n int, label varchar(3))"),
    ];
    for ((old_type, new_type), (short, long)) in
        TYPES.into_iter().zip([("'abc'", "'abcd'"), ("'(1,abc)'", "'(1,abcd)'")])
    {
        let server = Server::shared(newest().major);
        let (old, new) = (server.create_database(), server.create_database());
        old.psql(&format!(
            "{old_type}; CREATE TABLE item (one one); INSERT INTO item VALUES ({short}), ({long});"
        ));
        new.psql(&format!("{new_type}; CREATE TABLE item (one one);"));
        let script = planned(&old, &new, false).script();
        let error = old.try_psql(&format!("BEGIN;\n{script}COMMIT;")).expect_err("it is too long");
        assert!(error.contains("value too long"), "{error}\n{script}");
        old.psql(&format!("DELETE FROM item WHERE one::text = {long};"));
        let rows = old.query("SELECT one::text FROM item");
        old.psql(&script);
        assert_eq!(old.query("SELECT one::text FROM item"), rows, "{script}");
    }
}

#[test]
fn text_becomes_an_enum() {
    let case = Case {
        old: "CREATE TABLE jobs (id int PRIMARY KEY, state varchar(20) NOT NULL DEFAULT 'new', past text[]);
              CREATE INDEX jobs_new ON jobs (id) WHERE state = 'new';
              CREATE VIEW open AS SELECT id, state FROM jobs WHERE state <> 'done';",
        new: "CREATE TYPE state AS ENUM ('new', 'running', 'done');
              CREATE TABLE jobs (id int PRIMARY KEY, state state NOT NULL DEFAULT 'new', past state[]);
              CREATE INDEX jobs_new ON jobs (id) WHERE state = 'new';
              CREATE VIEW open AS SELECT id, state FROM jobs WHERE state <> 'done';",
        rows: "INSERT INTO jobs SELECT n, (ARRAY['new', 'running', 'done'])[1 + n % 3], '{new,running}' FROM generate_series(1, 99) n",
        same: &["SELECT * FROM jobs ORDER BY id", "SELECT * FROM open ORDER BY id"],
        then: &[("INSERT INTO jobs (id) VALUES (100) RETURNING state", "new")],
    };
    check(&case, assert_keeps_all_data);
}

#[test]
fn serial_and_identity_columns_continue_after_a_change() {
    let (serial, identity) = (
        "CREATE TABLE t (id serial PRIMARY KEY, a text)",
        "CREATE TABLE t (id int GENERATED BY DEFAULT AS IDENTITY PRIMARY KEY, a text)",
    );
    let always = "CREATE TABLE t (id int GENERATED ALWAYS AS IDENTITY PRIMARY KEY, a text)";
    for (old, new) in [(serial, identity), (identity, serial), (serial, always), (always, identity)] {
        let case = Case {
            old,
            new,
            // Numbers of deleted rows are not returned again.
            rows: "INSERT INTO t (a) SELECT 'a' FROM generate_series(1, 42); DELETE FROM t WHERE id > 10",
            same: &["SELECT * FROM t ORDER BY id"],
            then: &[("INSERT INTO t (a) VALUES ('next') RETURNING id", "43")],
        };
        check(&case, |plan| {
            // A sequence holds only its last value, which the new one continues.
            let lost: Vec<_> =
                plan.steps.iter().filter(|step| step.is_destructive()).map(|s| s.object.kind).collect();
            assert!(lost.iter().all(|kind| *kind == pgplumb_catalog::Kind::Sequence), "{lost:?}");
        });
    }
}

#[test]
fn numbering_continues_in_another_sequence() {
    const FILLED: &str = "INSERT INTO t (a) SELECT 'a' FROM generate_series(1, 42); DELETE FROM t WHERE id NOT BETWEEN -10 AND 10";
    let table = |id: &str| format!("CREATE TABLE t (id {id} PRIMARY KEY, a text)");
    let shared =
        "CREATE SEQUENCE shared; CREATE TABLE t (id bigint DEFAULT nextval('shared') PRIMARY KEY, a text)";
    let other = "CREATE SEQUENCE shared; CREATE SEQUENCE own; CREATE TABLE t (id bigint DEFAULT nextval('own') PRIMARY KEY, a text)";
    let identity = table("bigint GENERATED ALWAYS AS IDENTITY");
    let partitioned = format!(
        "{} PARTITION BY HASH (id); CREATE TABLE t1 PARTITION OF t FOR VALUES WITH (MODULUS 1, REMAINDER 0)",
        table("bigserial")
    );
    let down = table("bigint GENERATED ALWAYS AS IDENTITY (INCREMENT -1)");
    let serial_down =
        "CREATE SEQUENCE s INCREMENT -1; CREATE TABLE t (id bigint DEFAULT nextval('s') PRIMARY KEY, a text)";
    let later = table("bigint GENERATED ALWAYS AS IDENTITY (START WITH 1000)");
    for (old, new, next) in [
        (&*identity, shared, "43"),
        (shared, other, "43"),
        (other, shared, "43"),
        (other, &*identity, "43"),
        (&*identity, &*partitioned, "43"),
        (&*down, serial_down, "-43"),
        (serial_down, &*down, "-43"),
        (shared, &*later, "1000"),
        (&*table("bigint"), &*later, "1000"),
    ] {
        let rows = if old.contains("nextval") || old.contains("IDENTITY") {
            FILLED
        } else {
            "INSERT INTO t VALUES (3)"
        };
        let then = [("INSERT INTO t (a) VALUES ('next') RETURNING id", next)];
        let case = Case { old, new, rows, same: &["SELECT * FROM t ORDER BY id"], then: &then };
        check(&case, |_| {});
    }
}

#[test]
fn an_integer_key_becomes_bigint_with_its_dependents() {
    let case = Case {
        old: "CREATE TABLE t (id serial PRIMARY KEY, a int NOT NULL CHECK (a > 0));
              CREATE TABLE u (t int REFERENCES t ON DELETE CASCADE, twice int GENERATED ALWAYS AS (t * 2) STORED);
              CREATE VIEW v AS SELECT id, a + 1 AS b FROM t;
              CREATE VIEW w AS SELECT b FROM v;
              CREATE MATERIALIZED VIEW m AS SELECT * FROM v;
              CREATE UNIQUE INDEX m_id ON m (id);
              GRANT SELECT ON v TO PUBLIC;
              COMMENT ON COLUMN v.b IS 'one more';",
        new: "CREATE TABLE t (id bigserial PRIMARY KEY, a bigint NOT NULL CHECK (a > 0));
              CREATE TABLE u (t bigint REFERENCES t ON DELETE CASCADE, twice bigint GENERATED ALWAYS AS (t * 2) STORED);
              CREATE VIEW v AS SELECT id, a + 1 AS b FROM t;
              CREATE VIEW w AS SELECT b FROM v;
              CREATE MATERIALIZED VIEW m AS SELECT * FROM v;
              CREATE UNIQUE INDEX m_id ON m (id);
              GRANT SELECT ON v TO PUBLIC;
              COMMENT ON COLUMN v.b IS 'one more';",
        rows: "INSERT INTO t (a) SELECT n FROM generate_series(1, 50) n; INSERT INTO u SELECT id FROM t; REFRESH MATERIALIZED VIEW m",
        same: &["SELECT * FROM t ORDER BY id", "SELECT * FROM u ORDER BY t", "SELECT * FROM m ORDER BY id"],
        then: &[("INSERT INTO t (a) VALUES (3000000000) RETURNING id", "51")],
    };
    check(&case, |plan| {
        let lost: Vec<_> =
            plan.steps.iter().filter(|step| step.is_destructive()).map(|step| &step.object).collect();
        // A materialized view holds only what its query computes again.
        assert!(lost.iter().all(|id| id.kind == pgplumb_catalog::Kind::MaterializedView), "{lost:?}");
    });
}

#[test]
fn a_column_that_is_no_longer_generated_keeps_its_values() {
    let (plain, generated) = (
        "CREATE TABLE t (a int, b int, c int); CREATE INDEX t_b ON t (b); CREATE VIEW v AS SELECT b FROM t",
        "CREATE TABLE t (a int, b int GENERATED ALWAYS AS (a + 1) STORED, c int); CREATE INDEX t_b ON t (b); CREATE VIEW v AS SELECT b FROM t",
    );
    let rows = "INSERT INTO t (a, c) SELECT n, n FROM generate_series(1, 50) n";
    let case = Case {
        old: generated,
        new: plain,
        rows,
        same: &["SELECT * FROM t ORDER BY a", "SELECT * FROM v ORDER BY b"],
        then: &[("INSERT INTO t (a, b) VALUES (99, 1) RETURNING b", "1")],
    };
    check(&case, assert_keeps_all_data);
    let case = Case {
        old: plain,
        new: generated,
        rows,
        same: &["SELECT a, c FROM t ORDER BY a"],
        then: &[("SELECT count(*) FROM t WHERE b = a + 1", "50")],
    };
    // The expression replaces the stored values.
    check(&case, |plan| assert!(plan.steps.iter().any(|step| step.is_destructive())));
}

#[test]
fn slow_steps_do_not_run_while_an_object_is_missing() {
    let case = Case {
        old: "CREATE TYPE mood AS ENUM ('sad', 'ok');
              CREATE TABLE t (id int NOT NULL, a int, m mood);
              CREATE TABLE o (id int NOT NULL, a int);
              CREATE TABLE u (t int);
              CREATE INDEX o_a ON o (a);
              CREATE VIEW v AS SELECT id, a FROM t;
              CREATE VIEW w AS SELECT v.a, u.t FROM v JOIN u ON u.t = v.id;",
        new: "CREATE TYPE mood AS ENUM ('sad', 'ok', 'glad');
              CREATE TABLE t (id bigint NOT NULL, a bigint, m mood, CONSTRAINT t_a UNIQUE (a));
              ALTER TABLE t ADD CONSTRAINT t_id UNIQUE (id);
              CREATE TABLE o (id int NOT NULL CONSTRAINT o_id PRIMARY KEY, a int);
              CREATE TABLE u (t bigint CONSTRAINT u_t REFERENCES t (id));
              CREATE INDEX u_of ON u (t);
              CREATE INDEX o_a ON o (a, id);
              CREATE INDEX t_m ON t (m);
              CREATE VIEW v AS SELECT id, a FROM t WHERE m <> 'glad';
              CREATE VIEW w AS SELECT v.a, u.t FROM v JOIN u ON u.t = v.id;",
        rows: "INSERT INTO t SELECT n, n, 'ok' FROM generate_series(1, 9) n; INSERT INTO u VALUES (3); INSERT INTO o VALUES (1, 1);",
        same: &["SELECT * FROM w"],
        then: &[],
    };
    check(&case, |plan| {
        let missing = spans::seen_missing(plan);
        assert!(missing.is_empty(), "{missing:?}\n{}", plan.script());
    });
}

#[test]
fn objects_missing_to_other_sessions_are_flagged() {
    let case = Case {
        old: "CREATE TABLE t (id int NOT NULL, a int);
              CREATE VIEW v AS SELECT id, max(a) AS a FROM t GROUP BY id;
              CREATE VIEW w AS SELECT a FROM v;",
        new: "CREATE TABLE t (id bigint NOT NULL CONSTRAINT t_id PRIMARY KEY, a int);
              CREATE VIEW v AS SELECT id, a FROM t GROUP BY id;
              CREATE VIEW w AS SELECT a FROM v;",
        rows: "INSERT INTO t SELECT n, n FROM generate_series(1, 9) n",
        same: &["SELECT * FROM w ORDER BY a"],
        then: &[],
    };
    check(&case, |plan| {
        let missing = spans::seen_missing(plan);
        assert!(missing.iter().all(|(_, is_flagged)| *is_flagged), "{missing:?}\n{}", plan.script());
        let is_online = plan.steps.iter().any(|step| step.outside_transaction);
        assert_eq!(missing.len(), if is_online { 2 } else { 0 }, "{}", plan.script());
    });
}
