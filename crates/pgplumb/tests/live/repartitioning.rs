//! Partitions that are split, merged, or get other bounds keep their rows.

use pgplumb_testkit::{for_majors, newest};

use super::Fixture;

const OLD: &str = "
    CREATE TABLE event (id int GENERATED ALWAYS AS IDENTITY, day date, kind text, twice int GENERATED ALWAYS AS (2) STORED, PRIMARY KEY (id, day))
        PARTITION BY RANGE (day);
    CREATE TABLE first PARTITION OF event FOR VALUES FROM (MINVALUE) TO ('2024-04-01');
    CREATE TABLE second PARTITION OF event FOR VALUES FROM ('2024-04-01') TO ('2024-07-01');
    CREATE TABLE third PARTITION OF event FOR VALUES FROM ('2024-07-01') TO ('2025-01-01');
    CREATE TABLE fourth PARTITION OF event FOR VALUES FROM ('2025-01-01') TO (MAXVALUE);
    CREATE TABLE log (event int);
    CREATE FUNCTION log() RETURNS trigger LANGUAGE plpgsql AS
        'BEGIN INSERT INTO public.log VALUES (coalesce(NEW.id, OLD.id)); RETURN NULL; END';
    CREATE TABLE place (name text, kind text) PARTITION BY LIST (kind);
    CREATE TABLE place_ab PARTITION OF place FOR VALUES IN ('a', 'b', NULL);
    CREATE TABLE pair (a int, b int) PARTITION BY HASH (a, b);
    CREATE TABLE pair_0 PARTITION OF pair FOR VALUES WITH (MODULUS 2, REMAINDER 0);
    CREATE TABLE pair_1 PARTITION OF pair FOR VALUES WITH (MODULUS 2, REMAINDER 1);
";

const ROWS: &str = "
    INSERT INTO event (day, kind) SELECT date '2023-12-01' + n, 'k' || n FROM generate_series(0, 499) n;
    CREATE TABLE note (event int, day date, FOREIGN KEY (event, day) REFERENCES event);
    INSERT INTO note SELECT id, day FROM event WHERE id % 7 = 0;
    CREATE TRIGGER log AFTER INSERT OR DELETE ON event FOR EACH ROW EXECUTE FUNCTION log();
    INSERT INTO place VALUES ('p', 'a'), ('q', 'b'), ('r', NULL);
    INSERT INTO pair SELECT n, n % 3 FROM generate_series(1, 300) n;
";

const DESIRED: &str = "
    CREATE TABLE event (id int GENERATED ALWAYS AS IDENTITY, day date, kind text, twice int GENERATED ALWAYS AS (2) STORED, PRIMARY KEY (id, day))
        PARTITION BY RANGE (day);
    CREATE TABLE first PARTITION OF event FOR VALUES FROM (MINVALUE) TO ('2024-02-01');
    CREATE TABLE second PARTITION OF event FOR VALUES FROM ('2024-02-01') TO ('2024-09-01') PARTITION BY RANGE (day);
    CREATE TABLE second_1 PARTITION OF second FOR VALUES FROM ('2024-02-01') TO ('2024-03-01');
    CREATE TABLE second_2 PARTITION OF second FOR VALUES FROM ('2024-03-01') TO ('2024-09-01');
    CREATE TABLE last PARTITION OF event FOR VALUES FROM ('2024-09-01') TO (MAXVALUE);
    CREATE TABLE log (event int);
    CREATE FUNCTION log() RETURNS trigger LANGUAGE plpgsql AS
        'BEGIN INSERT INTO public.log VALUES (coalesce(NEW.id, OLD.id)); RETURN NULL; END';
    CREATE TABLE place (name text, kind text) PARTITION BY LIST (kind);
    CREATE TABLE place_a PARTITION OF place FOR VALUES IN ('a');
    CREATE TABLE place_b PARTITION OF place FOR VALUES IN ('b', NULL);
    CREATE TABLE pair (a int, b int) PARTITION BY HASH (a, b);
    CREATE TABLE pair_0 PARTITION OF pair FOR VALUES WITH (MODULUS 4, REMAINDER 0);
    CREATE TABLE pair_2 PARTITION OF pair FOR VALUES WITH (MODULUS 4, REMAINDER 2);
    CREATE TABLE pair_1 PARTITION OF pair FOR VALUES WITH (MODULUS 2, REMAINDER 1);
    CREATE TABLE note (event int, day date, FOREIGN KEY (event, day) REFERENCES event);
    CREATE TRIGGER log AFTER INSERT OR DELETE ON event FOR EACH ROW EXECUTE FUNCTION log();
";

const SUMS: &str = "SELECT concat_ws(' ',
    (SELECT md5(string_agg(e::text, ',' ORDER BY id)) FROM event e),
    (SELECT md5(string_agg(p::text, ',' ORDER BY name)) FROM place p),
    (SELECT md5(string_agg(p::text, ',' ORDER BY a)) FROM pair p),
    (SELECT count(*) FROM note), (SELECT count(*) FROM log))";

#[test]
fn rows_move_to_the_partitions_that_accept_them() {
    for_majors(&[14, 15, newest().major], |installation| {
        let fixture = Fixture::new(installation.major, &format!("{OLD}{ROWS}"), DESIRED);
        let before = fixture.value(SUMS);
        // Nothing is lost, so nothing has to be allowed.
        fixture.run(&["apply", "--yes"]).expect(0);
        assert_eq!(fixture.value(SUMS), before);
        let partitions = "SELECT count(*) FROM first UNION ALL SELECT count(*) FROM second_1
            UNION ALL SELECT count(*) FROM place_b";
        assert_eq!(fixture.database.query(partitions).concat(), ["62", "29", "2"]);
        fixture.run(&["plan", "--exit-code"]).expect(0);
    });
}

/// A rule would change the statements that move the rows, so they do not move.
#[test]
fn rules_of_partitions_do_not_take_rows() {
    let partitions = |bound: &str| {
        format!(
            "CREATE TABLE t (id int, x text) PARTITION BY RANGE (id);
             CREATE TABLE a PARTITION OF t FOR VALUES FROM (0) TO ({bound});
             CREATE TABLE b PARTITION OF t FOR VALUES FROM ({bound}) TO (30);"
        )
    };
    let rule = "CREATE RULE r AS ON INSERT TO b DO INSTEAD NOTHING;";
    let rows = "INSERT INTO t VALUES (1, 'q'), (15, 'z'), (25, 'y');";
    for desired in [partitions("10") + rule, partitions("10")] {
        let old = partitions("20") + rows + rule;
        let fixture = Fixture::new(newest().major, &old, &desired);
        fixture.run(&["apply", "--yes"]).expect(2);
        assert_eq!(fixture.value("SELECT count(*) FROM t"), "3");
    }
}

#[test]
fn a_partition_without_a_successor_must_be_allowed_to_go() {
    let desired = "CREATE TABLE event (day date) PARTITION BY RANGE (day);
        CREATE TABLE b PARTITION OF event FOR VALUES FROM ('2025-01-01') TO ('2026-01-01');";
    let old = "CREATE TABLE event (day date) PARTITION BY RANGE (day);
        CREATE TABLE a PARTITION OF event FOR VALUES FROM ('2024-01-01') TO ('2025-01-01');
        INSERT INTO event VALUES ('2024-05-05');";
    let fixture = Fixture::new(newest().major, old, desired);
    fixture.run(&["apply", "--yes"]).expect(2);
    assert_eq!(fixture.value("SELECT count(*) FROM event"), "1");
}
