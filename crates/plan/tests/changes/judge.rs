//! Plans a random change, executes the plan on a server with rows, and judges the result.

use pgplumb_catalog::kinds::Object;
use pgplumb_catalog::{Catalog, Kind, ObjectId, Rename};
use pgplumb_compare::align;
use pgplumb_plan::{NameMap, Plan, PlanOptions, Renaming, Step, plan, rename_steps};
use pgplumb_testkit::random::{Change, load};
use pgplumb_testkit::{Columns, Database, Server, differ, normalized};

use crate::common::read;
use crate::rows;

/// What came of a change.
pub enum Verdict {
    /// The plan leads to the new schema, and the rows are kept.
    Fine,
    /// A schema does not load.
    DoesNotLoad,
    /// The plan is refused for a known reason.
    Refused(String),
    /// Something is wrong.
    Fault { summary: String, details: String },
}

/// The reasons that a plan may give for a difference that it cannot remove.
const KNOWN_REASONS: &[&str] = &[
    "its connection string is a secret",
    "no statement can make an existing one only inherited",
    "ignores SET LOGGED and SET UNLOGGED for a partitioned table",
    // A type or collation in use would have to be replaced under another name.
    "only a new object can have this definition",
];

/// Errors that mean that the old schema does not work: PostgreSQL itself cannot build an index of it
/// again.
const KNOWN_ERRORS: &[&str] = &["permission denied for function"];

fn fault(summary: impl Into<String>, details: impl Into<String>) -> Verdict {
    Verdict::Fault { summary: summary.into(), details: details.into() }
}

/// Rows in each table.
const ROWS: u32 = 3;

/// Judges a change; both schemas must load as they are.
pub fn judge(change: &Change, server: &Server, online: bool) -> Verdict {
    let (mut old, mut new) = (change.old.clone(), change.new.clone());
    let (old_database, new_database) = (load(&mut old, None, server), load(&mut new, None, server));
    if old != change.old || new != change.new {
        return Verdict::DoesNotLoad;
    }
    // A publication may forbid what filling does. Then the tables are empty.
    let _ = old_database.try_fill(ROWS);
    match judged(change, &old_database, &new_database, online) {
        Ok(()) => Verdict::Fine,
        Err(verdict) => verdict,
    }
}

fn judged(change: &Change, old: &Database, new: &Database, online: bool) -> Result<(), Verdict> {
    let server = old.server();
    let parse =
        |id: &str| id.parse::<ObjectId>().map_err(|error| fault("an identity is wrong", error.to_string()));
    let mut renamings = Vec::new();
    for (from, to) in change.new.renames(&change.old) {
        renamings.push(Renaming::Object(Rename { from: parse(&from)?, to: parse(&to)? }));
    }
    for (of, from, to) in change.new.label_renames(&change.old) {
        renamings.push(Renaming::Label { of: parse(&of)?, from: from.into(), to: to.into() });
    }
    let (current, rename_steps) = renamed(old, &renamings)?;
    let (mut from, mut to) = (current, read(new));
    align(&mut from, &mut to);
    let options = PlanOptions { online, renames: renamings, ..PlanOptions::default() };
    let mut plan = plan(&from, &to, &options);
    plan.steps.splice(0..0, rename_steps);
    let script = format!("SET check_function_bodies = off;\n{}", plan.script());
    if let Some(refusal) = blocking_rows(old, &plan) {
        return Err(Verdict::Refused(refusal));
    }
    let unplannable: Vec<String> =
        plan.unplannable.iter().map(|it| format!("{}: {}", it.object.kind.word(), it.reason)).collect();
    let unknown = unplannable.iter().find(|reason| !KNOWN_REASONS.iter().any(|known| reason.contains(known)));
    if let Some(reason) = unknown {
        return Err(fault(format!("unplannable: {reason}"), script));
    }
    let kept = rows::expected(change, old, &plan);
    if let Err(error) = old.try_psql(&script) {
        let is_error =
            |line: &&str| line.contains("ERROR:") || line.starts_with("DETAIL") || line.starts_with("HINT");
        let lines: Vec<&str> = error.lines().filter(is_error).take(3).collect();
        if KNOWN_ERRORS.iter().any(|known| error.contains(known)) {
            return Err(Verdict::Refused("permission denied".to_owned()));
        }
        let summary = lines.first().map_or("", |line| line.split("ERROR:").nth(1).unwrap_or(line));
        return Err(fault(
            format!("a statement fails: {}", summary.trim()),
            format!("{}\n{script}", lines.join("\n")),
        ));
    }
    let (want, got) = (new.pg_dump(), old.pg_dump());
    let differs = differ(&want, &got, Columns::AnyOrder);
    if let Some(difference) = &differs
        && differ(&normalized(server, &want), &normalized(server, &got), Columns::AnyOrder).is_some()
    {
        if !unplannable.is_empty() {
            return Err(Verdict::Refused(unplannable.join("; ")));
        }
        let first = difference.lines().find(|line| {
            line.starts_with(['-', '+']) && !line.starts_with("---") && !line.starts_with("+++")
        });
        return Err(fault(
            format!("the result differs: {}", first.unwrap_or_default()),
            format!("{difference}\n{script}"),
        ));
    }
    let again = planned(old, new, online);
    if !again.is_empty() {
        let created_from = |dump: &str| {
            let database = server.create_database();
            database.try_psql(&dump.replace("SET transaction_timeout = 0;\n", "")).map(|_| database)
        };
        let again = match (created_from(&got), created_from(&want)) {
            (Ok(got), Ok(want)) => planned(&got, &want, online),
            _ => again,
        };
        if !again.is_empty() {
            return Err(fault("the second plan is not empty", format!("{}---\n{script}", again.script())));
        }
    }
    if let Some(problem) = rows::lost(&kept, old) {
        return Err(fault("rows are not kept", format!("{problem}\n{script}")));
    }
    Ok(())
}

/// The catalog after the renames, and the steps that do them.
fn renamed(database: &Database, renamings: &[Renaming]) -> Result<(Catalog, Vec<Step>), Verdict> {
    let catalog = read(database);
    if renamings.is_empty() {
        return Ok((catalog, Vec::new()));
    }
    let steps = match rename_steps(&catalog, renamings) {
        Ok(steps) => steps,
        Err(error) => return Err(fault(format!("a rename: {error}"), String::new())),
    };
    let copy = database.copy();
    // Subscriptions are not in the copy, because they belong to one database of the server.
    let in_copy = steps.iter().filter(|step| step.object.kind != Kind::Subscription);
    let script: String = in_copy.flat_map(|step| &step.statements).map(|sql| format!("{sql};\n")).collect();
    match copy.try_psql(&script) {
        Ok(_) => {
            let mut subscriptions = catalog.subscriptions;
            for subscription in &mut subscriptions {
                subscription.name = NameMap(renamings).of(&subscription.id()).name;
            }
            subscriptions.sort_by_key(Object::id);
            Ok((Catalog { subscriptions, ..read(&copy) }, steps))
        }
        Err(error) => Err(fault(format!("a rename fails: {error}"), script)),
    }
}

/// Whether a data check finds rows on which a step would fail.
fn blocking_rows(database: &Database, plan: &Plan) -> Option<String> {
    let mut checks = plan.steps.iter().flat_map(|step| &step.data_checks);
    let is_blocking = checks.any(|check| {
        let query = format!("\\pset tuples_only on\n\\pset format unaligned\n{};", check.query);
        match database.try_psql(&query) {
            Ok(count) => check.blocks && count.trim().parse::<u64>().is_ok_and(|count| count > 0),
            // The plan creates what the query refers to.
            Err(error) => !error.contains("does not exist"),
        }
    });
    is_blocking.then(|| "existing rows".to_owned())
}

fn planned(old: &Database, new: &Database, online: bool) -> Plan {
    let (mut from, mut to) = (read(old), read(new));
    align(&mut from, &mut to);
    plan(&from, &to, &PlanOptions { online, ..PlanOptions::default() })
}
