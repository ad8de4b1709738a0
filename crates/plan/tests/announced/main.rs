//! Each step takes exactly the locks, and scans and rewrites exactly the tables, that the plan lists.

#![allow(clippy::print_stderr, reason = "a failing test says what differs")]

mod cases;
#[path = "../common/mod.rs"]
mod common;

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;
use std::time::Duration;

use cases::{CASES, Case, ROWS};
use pgplumb_compare::align;
use pgplumb_plan::{Hazard, Lock, LockMode, Step};
use pgplumb_plan::{PlanOptions, plan};
use pgplumb_postgres::{Connection, Conninfo, Environment, PasswordSource, connect};
use pgplumb_testkit::{Columns, Database, Server, differ, for_majors};
use serde::Deserialize;

#[test]
fn locks_and_rewrites_are_as_announced() {
    for_majors(&[14, 19], |installation| {
        let server = Server::shared(installation.major);
        server.roles(&["announced_role"]);
        let cases: Vec<&Case> = CASES.iter().filter(|case| case.since <= installation.major).collect();
        let (old, new) = (server.create_database(), server.create_database());
        for case in &cases {
            let schema = format!("CREATE SCHEMA {0}; SET search_path = {0};", case.name);
            old.psql(&format!("{schema} {} {ROWS}", case.old));
            new.psql(&format!("{schema} {}", case.new));
        }
        let (mut from, mut to) = (common::read(&old), common::read(&new));
        align(&mut from, &mut to);
        let plan = plan(&from, &to, &PlanOptions { online: true, ..PlanOptions::default() });
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        let wrong = runtime.block_on(async {
            let watch = Watch::new(&old).await;
            let mut wrong = String::new();
            for step in &plan.steps {
                watch.judge(step, &mut wrong).await;
            }
            wrong
        });
        let left = differ(&new.pg_dump(), &old.pg_dump(), Columns::AnyOrder);
        assert!(wrong.is_empty(), "on {}:\n{wrong}", installation.major);
        assert!(left.is_none(), "on {}: {}", installation.major, left.unwrap_or_default());
    });
}

/// A relation as it is before a step.
#[derive(Clone, Debug, Deserialize)]
struct Relation {
    oid: u32,
    path: String,
    kind: String,
    file: Option<u32>,
    parent: Option<u32>,
}

const RELATIONS: &str = "SELECT c.oid::int8 AS oid, format('%I.%I', n.nspname, c.relname) AS path, c.relkind::text AS kind, \
    pg_relation_filenode(c.oid)::int8 AS file, (SELECT inhparent::int8 FROM pg_inherits WHERE inhrelid = c.oid ORDER BY inhseqno LIMIT 1) AS parent \
    FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace \
    WHERE c.relkind IN ('r', 'p', 'm', 'v', 'f') AND n.nspname NOT IN ('pg_catalog', 'information_schema', 'pg_toast')";
/// Includes the locks that the session waits for.
const LOCKS: &str = "SELECT relation::int8 AS oid, mode FROM pg_locks WHERE locktype = 'relation' AND pid = ";
const SCANS: &str =
    "SELECT relid::int8 AS oid, seq_scan AS scans FROM pg_stat_xact_user_tables WHERE seq_scan > 0";

#[derive(Deserialize)]
struct Held {
    oid: u32,
    mode: String,
}

#[derive(Deserialize)]
struct Scanned {
    oid: u32,
    scans: i64,
}

/// Executes steps, and observes their effects.
struct Watch {
    worker: Connection,
    other: Connection,
    blocker: Connection,
    pid: String,
    /// The relations that existed before the first step.
    first: BTreeSet<u32>,
}

/// The effects of a step.
#[derive(Default)]
struct Seen {
    locks: BTreeMap<u32, LockMode>,
    scans: BTreeSet<u32>,
}

impl Watch {
    async fn new(database: &Database) -> Self {
        let connection = || async {
            let environment = Environment::new(Vec::new(), None, Some("postgres".to_owned()));
            let conninfo = Conninfo::parse(&database.url(), &environment).unwrap();
            connect(&conninfo, PasswordSource::None).await.unwrap()
        };
        let (worker, other, blocker) = (connection().await, connection().await, connection().await);
        worker.execute_script("SET search_path = ''; SET timezone = 'Europe/Vienna'").await.unwrap();
        let pid = worker.simple_value("SELECT pg_backend_pid()").await.unwrap().unwrap();
        let relations: Vec<Relation> = other.query(RELATIONS).await.unwrap();
        Self {
            worker,
            other,
            blocker,
            pid,
            first: relations.into_iter().map(|relation| relation.oid).collect(),
        }
    }

    async fn judge(&self, step: &Step, wrong: &mut String) {
        let mut before: Vec<Relation> = self.other.query(RELATIONS).await.unwrap();
        // Relations that the plan has created are not in use yet.
        before.retain(|relation| self.first.contains(&relation.oid));
        let seen = if step.outside_transaction {
            self.alone(step, &before).await
        } else {
            self.in_transaction(step).await
        };
        let seen = match seen {
            Ok(seen) => seen,
            Err(error) => {
                writeln!(wrong, "{}: {error}\n    {}", step.object, step.statements.join("\n    ")).unwrap();
                return;
            }
        };
        let after: Vec<Relation> = self.other.query(RELATIONS).await.unwrap();
        let mut report = |what: String| {
            writeln!(
                wrong,
                "{} {}: {what}\n    {}",
                step.action.word(),
                step.object,
                step.statements.join("\n    ")
            )
            .unwrap();
        };
        let find = |oid: u32| before.iter().find(|relation| relation.oid == oid);
        // A lock on a table includes its partitions and children.
        let announced = |relation: &Relation| {
            let mut next = Some(relation);
            let mut is_own = true;
            while let Some(relation) = next {
                if let Some(lock) = step.locks.iter().find(|lock| lock.on.path() == relation.path) {
                    return Some((lock, is_own));
                }
                next = relation.parent.and_then(find);
                is_own = false;
            }
            None
        };
        for relation in &before {
            let mode =
                seen.locks.get(&relation.oid).copied().filter(|mode| *mode >= LockMode::ShareUpdateExclusive);
            let is_scanned = seen.scans.contains(&relation.oid);
            match (announced(relation), mode) {
                (None, None) => {}
                (Some((lock, true)), Some(mode)) if lock.mode == mode => {}
                (Some((lock, false)), mode) if mode.is_none_or(|mode| mode <= lock.mode) => {}
                (lock, mode) => report(format!(
                    "takes {} on {}, but the plan lists {}",
                    mode.map_or("none", LockMode::name),
                    relation.path,
                    lock.map_or("none", |(lock, _)| lock.mode.name())
                )),
            }
            let is_scan_listed = announced(relation).is_some_and(|(lock, _)| lock.scans);
            let has_rows = relation.kind == "r" || relation.kind == "m";
            // The server chooses whether it reads a referenced table through an index.
            let is_own =
                announced(relation).is_some_and(|(lock, is_own)| is_own && step.locks.first() == Some(lock));
            let is_locked = mode.is_some();
            if !step.outside_transaction
                && has_rows
                && is_scanned != is_scan_listed
                && (is_scanned && is_locked || is_own)
            {
                report(format!("scans {}: {is_scanned}, but the plan says {is_scan_listed}", relation.path));
            }
        }
        let is_rewritten = before
            .iter()
            .filter(|relation| relation.file.is_some())
            .any(|relation| after.iter().any(|now| now.oid == relation.oid && now.file != relation.file));
        if is_rewritten != step.hazards.contains(&Hazard::RewritesTable) {
            report(format!("rewrites: {is_rewritten}, but the plan says otherwise"));
        }
    }

    async fn in_transaction(&self, step: &Step) -> Result<Seen, String> {
        let run = |sql: String| async move {
            self.worker.execute_script(&sql).await.map_err(|error| error.to_string())
        };
        run("BEGIN".to_owned()).await?;
        let scans = || async {
            let scans: Vec<Scanned> = self.worker.query(SCANS).await.unwrap();
            scans.into_iter().map(|row| (row.oid, row.scans)).collect::<BTreeMap<_, _>>()
        };
        let before = scans().await;
        for statement in &step.statements {
            if let Err(error) = run(statement.clone()).await {
                run("ROLLBACK".to_owned()).await?;
                return Err(error);
            }
        }
        let after = scans().await;
        let mut seen = Seen { locks: self.locks().await, ..Seen::default() };
        seen.scans = after
            .into_iter()
            .filter(|(oid, scans)| before.get(oid) != Some(scans))
            .map(|(oid, _)| oid)
            .collect();
        run("COMMIT".to_owned()).await?;
        Ok(seen)
    }

    /// Another session locks the tables, so that the step waits for it and its locks can be read
    /// meanwhile.
    async fn alone(&self, step: &Step, before: &[Relation]) -> Result<Seen, String> {
        let mut seen = Seen::default();
        for statement in &step.statements {
            let is_waited_for = |lock: &Lock| lock.mode == LockMode::AccessExclusive;
            let is_held = |r: &&Relation| {
                let mut locks = step.locks.iter().filter(|lock| lock.on.path() == r.path);
                locks.any(|lock| r.kind == "r" || is_waited_for(lock))
            };
            let tables = before.iter().filter(is_held);
            let held: Vec<String> =
                tables.map(|r| format!("LOCK TABLE ONLY {} IN ROW EXCLUSIVE MODE;", r.path)).collect();
            self.blocker
                .execute_script(&format!(
                    "BEGIN ISOLATION LEVEL REPEATABLE READ; SELECT 1; {}",
                    held.join(" ")
                ))
                .await
                .unwrap();
            let watching = async {
                let waits = format!(
                    "SELECT count(*) FROM pg_stat_activity WHERE pid = {} AND wait_event_type = 'Lock'",
                    self.pid
                );
                for _ in 0..200 {
                    tokio::time::sleep(Duration::from_millis(25)).await;
                    if self.other.simple_value(&waits).await.unwrap().as_deref() == Some("1") {
                        break;
                    }
                    if step.locks.is_empty() {
                        break;
                    }
                }
                let locks = self.locks().await;
                self.blocker.execute_script("COMMIT").await.unwrap();
                locks
            };
            let (executed, locks) = tokio::join!(self.worker.execute_script(statement), watching);
            executed.map_err(|error| error.to_string())?;
            for (oid, mode) in locks {
                seen.locks.entry(oid).and_modify(|was| *was = mode.max(*was)).or_insert(mode);
            }
        }
        Ok(seen)
    }

    /// The strongest lock on each relation.
    async fn locks(&self) -> BTreeMap<u32, LockMode> {
        let connection = &self.other;
        let held: Vec<Held> = connection.query(&format!("{LOCKS}{}", self.pid)).await.unwrap();
        let mut locks = BTreeMap::new();
        for Held { oid, mode } in held {
            let Some(mode) = MODES
                .iter()
                .find(|known| known.name().replace(' ', "") == mode.trim_end_matches("Lock").to_uppercase())
            else {
                continue;
            };
            locks.entry(oid).and_modify(|was: &mut LockMode| *was = (*mode).max(*was)).or_insert(*mode);
        }
        locks
    }
}

const MODES: [LockMode; 8] = [
    LockMode::AccessShare,
    LockMode::RowShare,
    LockMode::RowExclusive,
    LockMode::ShareUpdateExclusive,
    LockMode::Share,
    LockMode::ShareRowExclusive,
    LockMode::Exclusive,
    LockMode::AccessExclusive,
];
