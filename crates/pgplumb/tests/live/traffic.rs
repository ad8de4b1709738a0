//! Sessions that read and write at a fixed rate, with foreign keys, and what they notice.

use std::collections::BTreeMap;
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::{Duration, Instant};

use pgplumb_postgres::{Connection, Conninfo, Environment, PasswordSource, connect};

/// Statements on the schema of `changes`.
pub const STATEMENTS: &[&str] = &[
    "INSERT INTO app.orders (customer_id, amount, state, qty) VALUES ({n}, 5, 's1', 2)",
    "UPDATE app.customer SET note = 'n{n}' WHERE id = {n}",
    "INSERT INTO app.events VALUES ({id}, '2024-05-01', 'traffic')",
    "SELECT * FROM app.v3",
    "BEGIN; INSERT INTO app.orders (customer_id, amount, state, qty) VALUES ({n}, 7, 's2', 3); \
     UPDATE app.customer SET note = 'm{n}' WHERE id = {n}; COMMIT",
    "SELECT count(*) FROM app.o1 WHERE customer_id = {n}",
    "INSERT INTO app.ticket (title) VALUES ('traffic')",
    "UPDATE app.orders SET qty = qty + 1 WHERE id = {n}",
];

/// The number of rows that the statements refer to.
const ROWS: u64 = 5000;

/// Sessions of a fixed rate of statements.
#[derive(Clone, Copy)]
pub struct Traffic {
    pub connections: u64,
    /// The time between two statements of one session. Zero means no pause.
    pub interval: Duration,
    /// The statements, in no particular order. `{n}` is a number of an existing row, `{id}` is new
    /// each time.
    pub statements: &'static [&'static str],
}

/// What the sessions noticed.
#[derive(Default, Debug)]
pub struct Noticed {
    pub statements: u64,
    /// The orders that were inserted.
    pub orders: u64,
    /// The longest time that a statement took, and the statement.
    pub stall: (Duration, String),
    /// The errors of statements with their numbers.
    pub errors: BTreeMap<String, u64>,
}

impl Traffic {
    /// Runs the sessions while `work` runs.
    pub fn during<T>(self, url: &str, work: impl FnOnce() -> T) -> (T, Noticed) {
        let (stop, ids) = (AtomicBool::new(false), AtomicU64::new(10_000_000));
        let noticed = Mutex::new(Noticed::default());
        let result = std::thread::scope(|scope| {
            for session in 0..self.connections {
                let (stop, ids, noticed) = (&stop, &ids, &noticed);
                scope.spawn(move || self.run_session(url, session, (stop, ids), noticed));
            }
            // The traffic flows when the work begins.
            std::thread::sleep(Duration::from_millis(300));
            let result = work();
            stop.store(true, Ordering::Relaxed);
            result
        });
        (result, noticed.into_inner().expect("a lock"))
    }

    fn run_session(
        self,
        url: &str,
        session: u64,
        (stop, ids): (&AtomicBool, &AtomicU64),
        noticed: &Mutex<Noticed>,
    ) {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
        runtime.block_on(async {
            let mut connection = None;
            let mut number = session * 7919;
            let mut next = Instant::now();
            while !stop.load(Ordering::Relaxed) {
                next = (next + self.interval).max(Instant::now());
                tokio::time::sleep_until(next.into()).await;
                number = (number * 31 + 17) % 1_000_003;
                if connection.is_none() {
                    connection = connected(url).await;
                }
                let Some(open) = &connection else { continue };
                let statement = self.statements[usize::try_from(number).unwrap_or(0) % self.statements.len()];
                let id = ids.fetch_add(1, Ordering::Relaxed).to_string();
                let sql = statement.replace("{n}", &(number % ROWS + 1).to_string()).replace("{id}", &id);
                let started = Instant::now();
                let executed = open.execute_script(&sql).await;
                let took = started.elapsed();
                let mut noticed = noticed.lock().expect("a lock");
                noticed.statements += 1;
                if took > noticed.stall.0 {
                    noticed.stall = (took, sql.clone());
                }
                match executed {
                    Ok(()) => noticed.orders += u64::from(sql.contains("INSERT INTO app.orders")),
                    Err(error) => {
                        let code = error.code().unwrap_or("lost");
                        *noticed.errors.entry(format!("{code} {error}: {statement}")).or_default() += 1;
                        drop(noticed);
                        connection = None;
                    }
                }
            }
            if let Some(open) = connection {
                open.close().await;
            }
        });
    }
}

async fn connected(url: &str) -> Option<Connection> {
    let environment = Environment::new(Vec::new(), None, Some("postgres".to_owned()));
    let conninfo = Conninfo::parse(url, &environment).expect("a URL");
    connect(&conninfo, PasswordSource::None).await.ok()
}
