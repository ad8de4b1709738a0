//! Others read and write while every online kind of change is applied: none of their statements fails, and none waits for long.

use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use pgplumb_postgres::{Conninfo, Environment, PasswordSource, connect};
use pgplumb_testkit::for_majors;

use super::Setting;

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

/// What the load does; `{n}` is another number each time, `{own}` the session's.
const LOAD: &[&str] = &[
    "UPDATE orders SET total = total + 1 WHERE id = {n} + 1",
    "SELECT count(*) FROM orders o JOIN customer c ON c.id = o.customer WHERE o.id BETWEEN {n} AND {n} + 50",
    "INSERT INTO item VALUES (100000 + nextval('pg_temp.numbers') * 100 + {own}, {n} + 1, 1)",
    "SELECT i.amount, o.total, c.name FROM item i JOIN orders o ON o.id = i.orders JOIN customer c ON c.id = o.customer WHERE i.id = {n} + 1",
    "UPDATE customer SET name = 'n' || {n} WHERE id = {n} + 1",
    "INSERT INTO event VALUES ({n}, {n} % 1000, 'load')",
    "BEGIN; UPDATE orders SET note = 'n' || {n} WHERE id = {n} + 1; SELECT pg_sleep(0.05); UPDATE item SET amount = 2 WHERE id = {n} + 1; COMMIT",
    "SELECT count(*) FROM open WHERE customer = {n} + 1",
    "DELETE FROM event WHERE at = {n} % 1000 AND what = 'load'",
    "INSERT INTO orders (id, customer, note) VALUES (100000 + nextval('pg_temp.numbers') * 100 + {own}, {n} + 1, 'made')",
];
const SESSIONS: usize = 3;
const LOCK_TIMEOUT: Duration = Duration::from_secs(3);

#[test]
fn nobody_is_kept_from_their_work() {
    for_majors(&[14, 18], |installation| {
        let setting = Setting::new(installation.major, OLD, DESIRED);
        let (stop, done, failed) = (AtomicBool::new(false), AtomicUsize::new(0), Mutex::new(Vec::new()));
        let longest = Mutex::new((Duration::ZERO, String::new()));
        std::thread::scope(|scope| {
            for session in 0..SESSIONS {
                let (url, stop, done, failed, longest) =
                    (setting.database.url(), &stop, &done, &failed, &longest);
                scope.spawn(move || {
                    let runtime = tokio::runtime::Builder::new_current_thread()
                        .enable_all()
                        .build()
                        .expect("a runtime");
                    runtime.block_on(async {
                        let environment = Environment::new(Vec::new(), None, Some("postgres".to_owned()));
                        let conninfo = Conninfo::parse(&url, &environment).expect("a URL");
                        let connection =
                            connect(&conninfo, PasswordSource::None).await.expect("a connection");
                        connection
                            .execute_script("CREATE TEMPORARY SEQUENCE numbers")
                            .await
                            .expect("a sequence");
                        let mut number = session * 7919;
                        while !stop.load(Ordering::Relaxed) {
                            number = (number * 31 + 17) % 20000;
                            let statement = LOAD[(number + done.load(Ordering::Relaxed)) % LOAD.len()];
                            let (text, own) = (number.to_string(), session.to_string());
                            let statement = statement.replace("{n}", &text).replace("{own}", &own);
                            let started = Instant::now();
                            let executed = connection.execute_script(&statement).await;
                            let took = started.elapsed();
                            if let Err(error) = executed {
                                failed.lock().expect("a lock").push(format!("{statement}: {error}"));
                                let _ = connection.execute_script("ROLLBACK").await;
                            }
                            let mut longest = longest.lock().expect("a lock");
                            if took > longest.0 {
                                *longest = (took, statement);
                            }
                            done.fetch_add(1, Ordering::Relaxed);
                        }
                    });
                });
            }
            let log = setting.folder.path("log.jsonl");
            let log = log.to_str().expect("a path");
            let applied =
                setting.run(&["apply", "--yes", "--allow-destructive", "--lock-timeout", "3s", "--log", log]);
            stop.store(true, Ordering::Relaxed);
            applied.expect(0);
            for line in setting.folder.read("log.jsonl").lines() {
                let line: serde_json::Value = serde_json::from_str(line).expect("JSON");
                if line["outcome"] != "ok" || line["seconds"].as_f64() > Some(1.0) {
                    eprintln!(
                        "{} {} {}: {}",
                        line["outcome"], line["seconds"], line["object"], line["statement"]
                    );
                }
            }
        });
        let (failed, (took, what)) =
            (failed.into_inner().expect("a lock"), longest.into_inner().expect("a lock"));
        eprintln!("{}: {} statements, the longest {took:?}: {what}", installation.major, done.into_inner());
        assert!(failed.is_empty(), "{} failed:\n{}", failed.len(), failed[..failed.len().min(9)].join("\n"));
        assert!(took < LOCK_TIMEOUT + Duration::from_secs(1), "{took:?}: {what}");
        setting.run(&["plan", "--exit-code"]).expect(0);
    });
}
