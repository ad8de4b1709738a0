//! Running one plan case: planning it in both forms, executing the plans, and rendering them.

pub mod gaps;

use std::fmt::Write;

use pgplumb_catalog::{Catalog, Change, Rename};
use pgplumb_compare::{Options, align, compare};
use pgplumb_plan::{Lock, Plan, PlanOptions, Renaming, Step, overview, plan, rename_steps};
use pgplumb_testkit::{Case, Columns, Database, Server, differ, newest, normalized};

use crate::common::read;

/// The two forms of a plan.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Form {
    Online,
    Offline,
}

/// A plan as in the expected files.
#[derive(Clone, PartialEq, Debug)]
pub struct Rendered {
    sql: String,
    text: String,
}

impl Rendered {
    /// The contents of `plan.sql` and `plan.txt`.
    pub fn texts(&self) -> [&str; 2] {
        [&self.sql, &self.text]
    }
}

/// The result of a case on one server.
pub struct Outcome {
    /// The plan in both forms.
    pub rendered: [Rendered; 2],
    /// The transactions of several steps, online.
    pub transactions: String,
    /// Why a plan does not lead to the desired state.
    pub problem: Option<String>,
}

/// Plans a case online and offline, and executes both plans.
///
/// # Errors
/// When the case itself is wrong.
pub fn run(case: &Case, server: &Server) -> Result<Outcome, String> {
    let load = |file: &str| {
        let database = server.create_database();
        let sql = case.read(file).unwrap_or_default();
        database.try_psql(&sql).map_err(|error| format!("{file} cannot be executed: {error}"))?;
        Ok::<Database, String>(database)
    };
    let (mut old, new) = (load("old.sql")?, load("new.sql")?);
    let renames = renames(&case.read("renames").unwrap_or_default())?;
    let current = Current::new(&old, &renames)?;
    let desired = Desired { catalog: read(&new), database: new };
    let plans = [Form::Online, Form::Offline].map(|form| current.plan(&desired.catalog, form));
    let mut problem = None;
    if case.read("not_executed").is_none() {
        let outcome = execute_and_judge(&old, &desired, Form::Online, &plans[0]);
        problem = outcome.err().map(|error| format!("online: {error}\n{}", sql_of(&plans[0])));
        // If both forms have the same statements, they are executed once.
        if problem.is_none() && sql_of(&plans[0]) != sql_of(&plans[1]) {
            old = load("old.sql")?;
            let outcome = execute_and_judge(&old, &desired, Form::Offline, &plans[1]);
            problem = outcome.err().map(|error| format!("offline: {error}\n{}", sql_of(&plans[1])));
        }
    }
    let transactions = transactions_of(&plans[0]);
    let changes = current.changes(&desired.catalog);
    let catalogs = [&current.catalog, &desired.catalog];
    let rendered =
        plans.map(|plan| Rendered { sql: sql_of(&plan), text: text_of(&plan, &changes, &renames, catalogs) });
    Ok(Outcome { rendered, transactions, problem })
}

/// The current state after its renames, and the steps that do them.
struct Current {
    catalog: Catalog,
    renames: Vec<Step>,
}

impl Current {
    /// Reads a database. Renames are executed on a copy to find out what else they change.
    fn new(database: &Database, renames: &[Renaming]) -> Result<Self, String> {
        let catalog = read(database);
        if renames.is_empty() {
            return Ok(Self { catalog, renames: Vec::new() });
        }
        let steps = rename_steps(&catalog, renames).map_err(|error| error.to_string())?;
        let copy = database.copy();
        let script: String =
            steps.iter().flat_map(|step| &step.statements).map(|sql| format!("{sql};\n")).collect();
        copy.try_psql(&script).map_err(|error| format!("{error}\n{script}"))?;
        Ok(Self { catalog: read(&copy), renames: steps })
    }

    fn plan(&self, desired: &Catalog, form: Form) -> Plan {
        let mut plan = plan_of(self.catalog.clone(), desired.clone(), form);
        plan.steps.splice(0..0, self.renames.iter().cloned());
        plan
    }

    /// The differences from the desired state.
    fn changes(&self, desired: &Catalog) -> Vec<Change> {
        let (mut from, mut to) = (self.catalog.clone(), desired.clone());
        align(&mut from, &mut to);
        compare(&from, &to, &Options::default()).drift().cloned().collect()
    }
}

struct Desired {
    catalog: Catalog,
    database: Database,
}

fn plan_of(mut from: Catalog, mut to: Catalog, form: Form) -> Plan {
    align(&mut from, &mut to);
    plan(&from, &to, &PlanOptions { online: form == Form::Online, ..PlanOptions::default() })
}

/// Executes a plan and checks that it leads to the desired state, apart from differences that no
/// statement can remove.
fn execute_and_judge(current: &Database, desired: &Desired, form: Form, plan: &Plan) -> Result<(), String> {
    let executed = gaps::execute(current, &desired.database, plan);
    let gaps = executed.map_err(|error| {
        let lines: Vec<&str> =
            error.lines().filter(|line| !line.starts_with("WARNING: password file")).collect();
        lines.join("\n")
    })?;
    if !gaps.is_empty() {
        return Err(format!("between two transactions, other sessions miss: {gaps:#?}"));
    }
    let Err(difference) = remaining(&read(current), &desired.catalog, form, plan) else {
        // pg_dump also shows the differences that the plan lists as impossible to change.
        return if plan.unplannable.is_empty() { judge_dumps(current, &desired.database) } else { Ok(()) };
    };
    // Some expressions are worded differently only until they are created from their own text
    // again.
    let recreated = |database: &Database| {
        let copy = database.server().create_database();
        copy.try_psql(&database.pg_dump().replace("SET transaction_timeout = 0;\n", "")).map(|_| read(&copy))
    };
    match (recreated(current), recreated(&desired.database)) {
        (Ok(current), Ok(desired)) => remaining(&current, &desired, form, plan).map_err(|_| difference),
        _ => Err(difference),
    }
}

/// Returns an error with the differences that remain after a plan, unless the plan lists them as
/// impossible to change.
fn remaining(current: &Catalog, desired: &Catalog, form: Form, done: &Plan) -> Result<(), String> {
    let (mut from, mut to) = (current.clone(), desired.clone());
    align(&mut from, &mut to);
    let second = plan_of(from.clone(), to.clone(), form);
    if second.steps.is_empty() && second.unplannable == done.unplannable && !done.unplannable.is_empty() {
        return Ok(());
    }
    let changes: Vec<String> = compare(&from, &to, &Options::default())
        .drift()
        .map(|change| format!("{}: {}", change.object, change.description()))
        .collect();
    if !changes.is_empty() {
        return Err(format!("these differences are left: {changes:#?}"));
    }
    match second.is_empty() && second.unplannable == done.unplannable {
        true => Ok(()),
        false => Err(format!("the second plan is not empty: {}{:?}", second.script(), second.unplannable)),
    }
}

/// On the newest version, pg_dump must agree that both databases have the same schema.
fn judge_dumps(current: &Database, desired: &Database) -> Result<(), String> {
    let server = current.server();
    if server.major() != newest().major {
        return Ok(());
    }
    let (want, got) = (desired.pg_dump(), current.pg_dump());
    match differ(&want, &got, Columns::AnyOrder) {
        Some(difference)
            if differ(&normalized(server, &want), &normalized(server, &got), Columns::AnyOrder).is_some() =>
        {
            Err(format!("pg_dump finds a difference:\n{difference}"))
        }
        _ => Ok(()),
    }
}

/// Reads a file of renames.
fn renames(text: &str) -> Result<Vec<Renaming>, String> {
    let parse = |id: &str| id.trim().parse().map_err(|error| format!("renames: {error}"));
    text.lines()
        .filter(|line| !line.trim().is_empty())
        .map(|line| {
            let (from, to) = line.split_once(" -> ").ok_or(format!("renames: {line:?} has no arrow"))?;
            match from.rsplit_once(": ") {
                Some((of, label)) => {
                    Ok(Renaming::Label { of: parse(of)?, from: label.to_owned(), to: to.to_owned() })
                }
                None => Ok(Renaming::Object(Rename { from: parse(from)?, to: parse(to)? })),
            }
        })
        .collect()
}

/// The statements, with an empty line after each step.
fn sql_of(plan: &Plan) -> String {
    let step = |step: &Step| step.statements.iter().map(|sql| format!("{sql};\n")).collect::<String>();
    plan.steps.iter().map(step).collect::<Vec<_>>().join("\n")
}

/// The changes as users see them; then the steps, each with its hazards, locks and data checks.
fn text_of(plan: &Plan, changes: &[Change], renames: &[Renaming], catalogs: [&Catalog; 2]) -> String {
    let renames: Vec<Rename> = renames
        .iter()
        .filter_map(|renaming| match renaming {
            Renaming::Object(rename) => Some(rename.clone()),
            Renaming::Label { .. } => None,
        })
        .collect();
    let mut text = String::new();
    for change in overview(plan, changes, &renames, catalogs).iter().flat_map(|object| &object.changes) {
        let _ = writeln!(text, "{change}");
        change.effects.iter().for_each(|effect| text.push_str(&format!("    {effect}\n")));
    }
    text.push('\n');
    for (at, step) in plan.steps.iter().enumerate() {
        let _ = write!(text, "{}. {}", at + 1, step.title());
        if !step.hazards.is_empty() {
            let hazards: Vec<_> = step.hazards.iter().map(|hazard| step.describe(*hazard)).collect();
            let _ = write!(text, ": {}", hazards.join(", "));
        }
        text.push('\n');
        for lock in &step.locks {
            let _ = writeln!(text, "   lock: {}", lock_text(lock));
        }
        for check in &step.data_checks {
            let verb = if check.blocks { "must find none" } else { "counts" };
            let _ = writeln!(text, "   data check ({verb}): {}: {}", check.description, check.query);
        }
        if step.outside_transaction {
            text.push_str("   outside of a transaction\n");
        }
    }
    for left in &plan.unplannable {
        let _ = writeln!(text, "not plannable: {} {}: {}", left.object.kind, left.object.path(), left.reason);
    }
    text
}

/// The transactions of several steps: the statements, after those that take their locks.
fn transactions_of(plan: &Plan) -> String {
    let transactions = plan.transactions();
    let several = transactions.iter().filter(|transaction| {
        let steps = &plan.steps[transaction.steps.clone()];
        steps.len() > 1 || steps.iter().any(|step| !step.locks_first.is_empty())
    });
    several.map(|transaction| plan.script_of(transaction)).collect::<Vec<_>>().join("\n")
}

fn lock_text(lock: &Lock) -> String {
    let scans = if lock.scans { ", reads all rows" } else { "" };
    format!("{} on {}{scans}", lock.mode.name(), lock.on.path())
}
