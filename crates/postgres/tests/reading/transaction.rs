//! The load of a read on the server: timeouts, round trips, locks, session state.

use std::time::{Duration, Instant};

use pgplumb_postgres::Connection;
use pgplumb_postgres::counts::{CountOptions, row_counts};
use pgplumb_postgres::read::{ReadOptions, read_catalog};
use pgplumb_testkit::{CutProxy, Database, Pooler, Server, each_major, newest};

use crate::common::{connected, read, run};
use crate::support::{HOLD, text, wait_until_blocked};

/// A text that occurs only in the first statement of a read.
pub const FIRST_STATEMENT: &str = "SET LOCAL lock_timeout";

/// Objects that are locked when they are deparsed.
const SCHEMA: &str = "
    CREATE FUNCTION f(int DEFAULT 1) RETURNS int LANGUAGE sql IMMUTABLE BEGIN ATOMIC SELECT 1; END;
    CREATE TABLE t (id serial PRIMARY KEY, n int DEFAULT f() CHECK (n > 0), EXCLUDE USING btree (n WITH =));
    CREATE TABLE parted (id int, at date, PRIMARY KEY (id, at)) PARTITION BY RANGE (at);
    CREATE TABLE part PARTITION OF parted FOR VALUES FROM ('2020-01-01') TO ('2021-01-01');
    CREATE TABLE child (extra int REFERENCES t) INHERITS (t);
    CREATE INDEX ON t ((n + 1)) WHERE n > 3;
    CREATE POLICY p ON t USING (n = f());
    CREATE FUNCTION fire() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN END';
    CREATE TRIGGER r BEFORE UPDATE ON t FOR EACH ROW WHEN (old.n > 1) EXECUTE FUNCTION fire();
    CREATE STATISTICS s ON (n + 1), id FROM t;
    CREATE VIEW v AS SELECT t.id, f(t.n) FROM t JOIN child USING (id);
    CREATE MATERIALIZED VIEW m AS SELECT * FROM v;
    CREATE RULE rule AS ON DELETE TO t WHERE old.n = 1 DO INSTEAD NOTHING;";

fn database(sql: &str) -> Database {
    let database = Server::shared(newest().major).create_database();
    database.psql(sql);
    database
}

#[test]
fn timeouts_cancel_queries() {
    let database = database(SCHEMA);
    run(async {
        let (reader, other) = (connected(&database.url()).await, connected(&database.url()).await);
        other.execute_script(HOLD).await.unwrap();
        let limits = [
            (Some(Duration::from_millis(200)), None, "57014", "statement timeout"),
            (None, Some(Duration::from_millis(200)), "55P03", "lock timeout"),
        ];
        for (statement_timeout, lock_timeout, code, words) in limits {
            let started = Instant::now();
            let options = ReadOptions { statement_timeout, lock_timeout, ..ReadOptions::default() };
            let error = read_catalog(&reader, &options).await.unwrap_err();
            assert_eq!(error.code(), Some(code), "{error}");
            assert!(error.to_string().contains(words), "{error}");
            assert!(started.elapsed() < Duration::from_secs(10));
        }
        // The session is still usable.
        other.execute_script("ROLLBACK").await.unwrap();
        assert_eq!(read(&reader).await.catalog.tables.len(), 4);
        assert_eq!(reader.simple_value("SHOW statement_timeout").await.unwrap().as_deref(), Some("0"));
    });
}

#[test]
fn connecting_and_reading_take_few_round_trips() {
    each_major(|installation| {
        let database = Server::shared(installation.major).create_database();
        database.psql(SCHEMA);
        // An answer in several packets may be counted twice, so use the minimum of several tries.
        let round_trips = (0..5).map(|_| {
            let proxy = CutProxy::start(database.server().port());
            run(async {
                let url = format!(
                    "postgres://postgres@127.0.0.1:{}/{}?sslmode=disable",
                    proxy.port(),
                    database.name()
                );
                let connection = connected(&url).await;
                read(&connection).await;
            });
            proxy.round_trips()
        });
        let fewest = round_trips.min().unwrap();
        assert!(fewest <= 6, "{fewest} round trips on PostgreSQL {}", installation.major);
    });
}

/// Another session holds EXCLUSIVE locks on all catalogs and tables that can be locked. These
/// conflict with all locks except ACCESS SHARE.
#[test]
fn reading_does_not_wait_for_exclusive_locks() {
    each_major(|installation| {
        let database = Server::shared(installation.major).create_database();
        database.psql(SCHEMA);
        database.psql("INSERT INTO t (n) VALUES (1), (2)");
        let everything = database.query(
            "SELECT string_agg(oid::regclass::text, ', ') FROM pg_class
              WHERE NOT relisshared AND (relkind IN ('r', 'p') AND relnamespace = 'pg_catalog'::regnamespace
                    OR relkind IN ('r', 'p', 'v') AND relnamespace = 'public'::regnamespace)",
        );
        run(async {
            let (reader, other) = (connected(&database.url()).await, connected(&database.url()).await);
            other
                .execute_script(&format!("BEGIN; LOCK TABLE {} IN EXCLUSIVE MODE", everything[0][0]))
                .await
                .unwrap();
            let options =
                ReadOptions { lock_timeout: Some(Duration::from_millis(500)), ..ReadOptions::default() };
            let read = read_catalog(&reader, &options).await.unwrap_or_else(|error| panic!("{error}"));
            assert_eq!((read.warnings.len(), read.catalog.tables.len()), (0, 4));
            let counts =
                row_counts(&reader, || async { None }, &CountOptions::default(), |_, _| {}).await.unwrap();
            assert_eq!(counts.get("public", "child").unwrap().rows, Some(0));
            assert_eq!(counts.get("public", "t").unwrap().rows, Some(2));
        });
    });
}

/// Another session looks at the locks during a read.
#[test]
fn reading_holds_only_access_share_locks() {
    let database = database(SCHEMA);
    run(async {
        let (reader, other) = (connected(&database.url()).await, connected(&database.url()).await);
        other
            .execute_script("BEGIN; LOCK TABLE m IN ACCESS EXCLUSIVE MODE")
            .await
            .or_else(|error| {
                // LOCK TABLE does not support materialized views, but changing one locks it.
                assert_eq!(error.code(), Some("42809"), "{error}");
                Ok::<(), ()>(())
            })
            .unwrap();
        other.execute_script("ROLLBACK; BEGIN; ALTER VIEW v SET (security_barrier = false)").await.unwrap();
        let (read, modes) = tokio::join!(read(&reader), async {
            wait_until_blocked(&other).await;
            let modes = other
                .simple_value(
                    "SELECT string_agg(DISTINCT mode, ', ') FROM pg_locks
                      WHERE locktype = 'relation' AND pid IN (SELECT pid FROM pg_locks WHERE NOT granted) AND pid <> pg_backend_pid()",
                )
                .await
                .unwrap();
            other.execute_script("ROLLBACK").await.unwrap();
            modes
        });
        assert_eq!(modes.as_deref(), Some("AccessShareLock"));
        assert_eq!(read.warnings, []);
    });
}

/// The state of a session that a transaction might change.
const STATE: &str = "
    SELECT json_build_object(
      'settings', (SELECT json_object_agg(name, setting ORDER BY name) FROM pg_settings WHERE name <> 'transaction_isolation'),
      'prepared', (SELECT count(*) FROM pg_prepared_statements),
      'cursors', (SELECT count(*) FROM pg_cursors),
      'locks', (SELECT count(*) FROM pg_locks WHERE pid = pg_backend_pid() AND locktype = 'advisory'),
      'temporary', pg_my_temp_schema(),
      'in transaction', now() = statement_timestamp())::text";

async fn state(connection: &Connection) -> Option<String> {
    connection.simple_value(STATE).await.unwrap()
}

#[test]
fn the_session_state_is_unchanged() {
    each_major(|installation| {
        let database = Server::shared(installation.major).create_database();
        database.psql(SCHEMA);
        run(async {
            let connection = connected(&database.url()).await;
            connection
                .execute_script("SET search_path = pg_catalog; SET DateStyle = 'German'")
                .await
                .unwrap();
            let before = state(&connection).await;
            read(&connection).await;
            row_counts(&connection, || async { None }, &CountOptions::default(), |_, _| {}).await.unwrap();
            assert_eq!(state(&connection).await, before);
        });
    });
}

/// With transaction mode and a single server connection, each pipeline uses the session after other
/// clients.
#[test]
fn readers_share_a_pooled_connection() {
    let database = database(SCHEMA);
    database.psql("INSERT INTO t (n) VALUES (1), (2)");
    let Some(pooler) = Pooler::start(database.server()) else { return };
    let url = format!("postgres://postgres@127.0.0.1:{}/{}", pooler.port(), database.name());
    run(async {
        let direct = connected(&database.url()).await;
        let expected = text(&read(&direct).await.catalog);
        direct.close().await;
        let reader = async || {
            let connection = connected(&url).await;
            for _ in 0..3 {
                let read = read(&connection).await;
                assert_eq!(read.warnings, []);
                assert!(text(&read.catalog) == expected);
                let more = async || Some(connected(&url).await);
                let counts =
                    row_counts(&connection, more, &CountOptions::default(), |_, _| {}).await.unwrap();
                assert_eq!(counts.get("public", "t").unwrap().rows, Some(2));
            }
            connection.close().await;
        };
        tokio::join!(reader(), reader(), reader());
        // The shared connection is still usable after a failed read.
        let (other, connection) = (connected(&database.url()).await, connected(&url).await);
        other.execute_script(HOLD).await.unwrap();
        let options =
            ReadOptions { statement_timeout: Some(Duration::from_millis(100)), ..ReadOptions::default() };
        assert_eq!(read_catalog(&connection, &options).await.unwrap_err().code(), Some("57014"));
        other.execute_script("ROLLBACK").await.unwrap();
        assert_eq!(
            connection.simple_value("SELECT now() = statement_timestamp()").await.unwrap().as_deref(),
            Some("t")
        );
        reader().await;
    });
}
