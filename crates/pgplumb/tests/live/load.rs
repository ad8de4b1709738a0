//! Other sessions read and write during every kind of online change. None of their statements fails
//! or waits for long.

use std::time::Duration;

use pgplumb_testkit::for_majors;

use super::Fixture;
use super::traffic::{Noticed, Traffic};

const OLD: &str = "
    CREATE TYPE state AS ENUM ('new', 'done');
    CREATE TABLE customer (id int NOT NULL, email text, name varchar(20), legacy text);
    CREATE TABLE orders (
        id int CONSTRAINT orders_pkey PRIMARY KEY, customer int, total numeric(9,2) DEFAULT 1, state state DEFAULT 'new', note text,
        CONSTRAINT sane CHECK (total > -1)
    );
    CREATE TABLE item (id int, orders int CONSTRAINT item_orders REFERENCES orders, amount int);
    CREATE TABLE event (id int NOT NULL, at int NOT NULL, what text) PARTITION BY RANGE (at);
    CREATE TABLE event_1 PARTITION OF event FOR VALUES FROM (0) TO (500);
    CREATE TABLE event_2 PARTITION OF event FOR VALUES FROM (500) TO (1000);
    CREATE INDEX orders_state ON orders (state);
    CREATE INDEX orders_gone ON orders (note);
    CREATE INDEX event_what ON event (what);
    CREATE VIEW open AS SELECT id, customer FROM orders WHERE state = 'new';
    CREATE FUNCTION stamp() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN new; END';
    INSERT INTO customer SELECT n, 'c' || n || '@example.org', 'c' || n FROM generate_series(1, 20000) n;
    INSERT INTO orders SELECT n, n % 20000 + 1, n % 100, 'new', 'note ' || n FROM generate_series(1, 50000) n;
    INSERT INTO item SELECT n, n % 50000 + 1, 1 FROM generate_series(1, 50000) n;
    INSERT INTO event SELECT n, n % 1000, 'w' || n FROM generate_series(1, 50000) n;
    ANALYZE;
";

const DESIRED: &str = "
    CREATE TYPE state AS ENUM ('new', 'paid', 'done');
    CREATE TABLE customer (
        id int NOT NULL CONSTRAINT customer_pkey PRIMARY KEY, email text NOT NULL, name varchar(40), added int NOT NULL DEFAULT 7,
        CONSTRAINT customer_email UNIQUE (email) DEFERRABLE
    );
    CREATE TABLE orders (
        id int CONSTRAINT orders_pkey PRIMARY KEY, customer int NOT NULL CONSTRAINT orders_customer REFERENCES customer, total numeric(11,2) DEFAULT 2,
        state state DEFAULT 'new', note text, extra text,
        CONSTRAINT sane CHECK (total > -2), CONSTRAINT named CHECK (note <> 'x')
    );
    ALTER TABLE orders ALTER note SET STATISTICS 50;
    CREATE TABLE item (
        id int NOT NULL, orders int CONSTRAINT item_orders REFERENCES orders ON DELETE CASCADE, amount int, CONSTRAINT item_id UNIQUE (id) INCLUDE (amount)
    );
    CREATE TABLE event (id int NOT NULL, at int NOT NULL, what text NOT NULL, CONSTRAINT filled CHECK (what <> '')) PARTITION BY RANGE (at);
    CREATE TABLE event_1 PARTITION OF event FOR VALUES FROM (0) TO (500);
    CREATE TABLE event_2 PARTITION OF event FOR VALUES FROM (500) TO (1000);
    CREATE INDEX orders_state ON orders (state, total);
    CREATE INDEX orders_customer ON orders (customer);
    CREATE INDEX event_what ON event (what, id);
    CREATE INDEX event_id ON event (id);
    CREATE VIEW open AS SELECT id, customer FROM orders WHERE state <> 'done';
    CREATE FUNCTION stamp() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN new; END';
    CREATE TRIGGER stamped BEFORE UPDATE ON orders FOR EACH ROW EXECUTE FUNCTION stamp();
    CREATE STATISTICS together ON customer, state FROM orders;
    COMMENT ON TABLE orders IS 'What was ordered.';
";

const STATEMENTS: &[&str] = &[
    "UPDATE orders SET total = total + 1 WHERE id = {n}",
    "SELECT count(*) FROM orders o JOIN customer c ON c.id = o.customer WHERE o.id BETWEEN {n} AND {n} + 50",
    "INSERT INTO item VALUES ({id}, {n}, 1)",
    "SELECT i.amount, o.total, c.name FROM item i JOIN orders o ON o.id = i.orders JOIN customer c ON c.id = o.customer WHERE i.id = {n}",
    "UPDATE customer SET name = 'n' || {n} WHERE id = {n}",
    "INSERT INTO event VALUES ({n}, {n} % 1000, 'load')",
    "BEGIN; UPDATE orders SET note = 'n' || {n} WHERE id = {n}; SELECT pg_sleep(0.05); UPDATE item SET amount = 2 WHERE id = {n}; COMMIT",
    "SELECT count(*) FROM open WHERE customer = {n}",
    "DELETE FROM event WHERE at = {n} % 1000 AND what = 'load'",
    "INSERT INTO orders (id, customer, note) VALUES ({id}, {n}, 'made')",
];
const LOAD: Traffic = Traffic { connections: 3, interval: Duration::ZERO, statements: STATEMENTS };
const LOCK_TIMEOUT: Duration = Duration::from_secs(3);

#[test]
fn online_changes_do_not_block_other_sessions() {
    for_majors(&[14, 19], |installation| {
        let fixture = Fixture::new(installation.major, OLD, DESIRED);
        let log = fixture.folder.path("log.jsonl");
        let log = log.to_str().expect("a path");
        let (applied, noticed) = LOAD.during(&fixture.database.url(), || {
            fixture.run(&["apply", "--yes", "--allow-destructive", "--lock-timeout", "3s", "--log", log])
        });
        applied.expect(0);
        for line in fixture.folder.read("log.jsonl").lines() {
            let line: serde_json::Value = serde_json::from_str(line).expect("JSON");
            if line["outcome"] != "ok" || line["seconds"].as_f64() > Some(1.0) {
                eprintln!(
                    "{} {} {}: {}",
                    line["outcome"], line["seconds"], line["object"], line["statement"]
                );
            }
        }
        expect_undisturbed(&noticed);
        fixture.run(&["plan", "--exit-code"]).expect(0);
    });
}

/// Sessions may write the referenced table first, although most write the referencing one first.
#[test]
fn foreign_keys_are_added_in_any_order_of_locks() {
    const REFERENCED_FIRST: &[&str] = &["BEGIN; UPDATE parent SET n = n + 1 WHERE id = {n} % 100; \
        SELECT pg_sleep(0.05); UPDATE child SET parent = parent WHERE id = {n} % 100; COMMIT"];
    for_majors(&[14, 19], |installation| {
        let old = "
            CREATE TABLE parent (id int PRIMARY KEY, n int);
            CREATE TABLE child (id int PRIMARY KEY, parent int);
            INSERT INTO parent SELECT n, 0 FROM generate_series(1, 100) n;
            INSERT INTO child SELECT n, n FROM generate_series(1, 100) n;";
        let desired = "
            CREATE TABLE parent (id int PRIMARY KEY, n int);
            CREATE TABLE child (id int PRIMARY KEY, parent int REFERENCES parent);";
        let fixture = Fixture::new(installation.major, old, desired);
        let traffic = Traffic { statements: REFERENCED_FIRST, ..LOAD };
        let (applied, noticed) = traffic
            .during(&fixture.database.url(), || fixture.run(&["apply", "--yes", "--lock-timeout", "3s"]));
        let applied = applied.expect(0);
        expect_undisturbed(&noticed);
        assert!(applied.stderr.matches("retrying").count() < 4, "{}", applied.stderr);
    });
}

fn expect_undisturbed(noticed: &Noticed) {
    let (took, statement) = &noticed.stall;
    eprintln!("{} statements, the longest {took:?}: {statement}", noticed.statements);
    assert!(noticed.errors.is_empty(), "{:#?}", noticed.errors);
    assert!(*took < LOCK_TIMEOUT + Duration::from_secs(1), "{took:?}: {statement}");
}
