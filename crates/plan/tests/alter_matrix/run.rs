//! Planning and executing cells. The cells of a kind share two databases; if their common plan fails,
//! each cell is tried alone.

use pgplumb_catalog::Catalog;
use pgplumb_compare::align;
use pgplumb_plan::{Action, Plan, PlanOptions, Step, plan};
use pgplumb_testkit::{Columns, Database, Server, differ, normalized};

use crate::cell::Cell;
use crate::common::read;

/// Plans and executes cells, there and back. Returns the problems.
pub fn all(cells: &[&Cell], server: &Server, is_used: bool) -> Vec<String> {
    let (possible, impossible): (Vec<&Cell>, Vec<&Cell>) =
        cells.iter().copied().partition(|cell| cell.impossible.is_none());
    let mut problems = Vec::new();
    for cell in impossible {
        problems.extend(named(cell, server, is_used, not_planned(cell, server, is_used)));
    }
    if possible.is_empty() {
        return problems;
    }
    match together(&possible, server, is_used) {
        Ok(of_statements) => {
            problems.extend(
                of_statements.into_iter().flat_map(|(cell, found)| named(cell, server, is_used, found)),
            );
        }
        Err(error) => {
            let alone = possible.iter().flat_map(|cell| match together(&[cell], server, is_used) {
                Ok(found) => {
                    found.into_iter().flat_map(|(cell, found)| named(cell, server, is_used, found)).collect()
                }
                Err(error) => named(cell, server, is_used, vec![error]),
            });
            let before = problems.len();
            problems.extend(alone);
            if problems.len() == before {
                problems.push(format!("--- cells of {} together: {error}", possible[0].kind));
            }
        }
    }
    problems
}

fn named(cell: &Cell, server: &Server, is_used: bool, problems: Vec<String>) -> Vec<String> {
    let used = if is_used { "in use" } else { "unused" };
    let title = format!("--- {} ({used}, PostgreSQL {})", cell.title(), server.major());
    problems.into_iter().map(|problem| format!("{title}\n{problem}")).collect()
}

/// The reasons why a change that no statement can make is not planned must be the expected ones.
fn not_planned(cell: &Cell, server: &Server, is_used: bool) -> Vec<String> {
    let loaded = load(&[cell], server, false, is_used)
        .and_then(|old| Ok((old, load(&[cell], server, true, is_used)?)));
    let (old, new) = match loaded {
        Ok(databases) => databases,
        Err(error) => return vec![error],
    };
    let plan = planned(&read(&old), &read(&new));
    let expected = cell.impossible.as_deref().unwrap_or_default();
    let is_named = plan.unplannable.iter().any(|left| left.reason.contains(expected));
    if is_named {
        Vec::new()
    } else {
        vec![format!("not named as impossible: {:?}\n{}", plan.unplannable, plan.script())]
    }
}

/// The problems of each cell's statements.
///
/// # Errors
/// If the plan of all cells fails or leads to another state.
fn together<'a>(
    cells: &[&'a Cell],
    server: &Server,
    is_used: bool,
) -> Result<Vec<(&'a Cell, Vec<String>)>, String> {
    let (old, new) = (load(cells, server, false, is_used)?, load(cells, server, true, is_used)?);
    let (from, to) = (read(&old), read(&new));
    let (old_dump, new_dump) = (old.pg_dump(), new.pg_dump());
    let mut problems = Vec::new();
    let there = planned(&from, &to);
    problems.extend(cells.iter().map(|cell| (*cell, statements(cell, &there, is_used, false))));
    execute(&old, &there)
        .and_then(|()| judge(&old, &new_dump, &to))
        .map_err(|error| with_script(&error, &there))?;
    let back = planned(&to, &from);
    problems.extend(cells.iter().map(|cell| (*cell, statements(cell, &back, is_used, true))));
    execute(&old, &back)
        .and_then(|()| judge(&old, &old_dump, &from))
        .map_err(|error| with_script(&format!("back: {error}"), &back))?;
    problems.retain(|(_, found)| !found.is_empty());
    Ok(problems)
}

fn with_script(error: &str, plan: &Plan) -> String {
    format!("{error}\n{}\nnot planned: {:?}", plan.script(), plan.unplannable)
}

fn load(cells: &[&Cell], server: &Server, is_new: bool, is_used: bool) -> Result<Database, String> {
    let database = server.create_database();
    let sql: String = cells.iter().map(|cell| cell.sql(is_new, is_used)).collect();
    let state = if is_new { "new" } else { "old" };
    database.try_psql(&sql).map_err(|error| format!("the {state} state does not load: {error}"))?;
    Ok(database)
}

fn planned(from: &Catalog, to: &Catalog) -> Plan {
    let (mut from, mut to) = (from.clone(), to.clone());
    align(&mut from, &mut to);
    plan(&from, &to, &PlanOptions::default())
}

fn execute(database: &Database, plan: &Plan) -> Result<(), String> {
    let script = format!("SET check_function_bodies = off;\n{}", plan.script());
    database.try_psql(&script).map(|_| ()).map_err(|error| {
        let is_error = |line: &&str| !line.contains("NOTICE:") && !line.contains("WARNING:");
        error.lines().filter(is_error).take(6).collect::<Vec<_>>().join("\n")
    })
}

/// Whether a database has reached the desired state.
fn judge(database: &Database, want: &str, desired: &Catalog) -> Result<(), String> {
    let (server, got) = (database.server(), database.pg_dump());
    if let Some(difference) = differ(want, &got, Columns::AnyOrder)
        && differ(&normalized(server, want), &normalized(server, &got), Columns::AnyOrder).is_some()
    {
        return Err(format!("pg_dump finds a difference:\n{difference}"));
    }
    let again = planned(&read(database), desired);
    match again.is_empty() {
        true => Ok(()),
        false => Err(format!("the second plan is not empty:\n{}{:?}", again.script(), again.unplannable)),
    }
}

/// The problems of the statements that a plan has for a cell.
fn statements(cell: &Cell, plan: &Plan, is_used: bool, is_back: bool) -> Vec<String> {
    let mentions = |step: &&Step| {
        step.object.path().contains(&cell.token)
            || step.statements.iter().any(|sql| sql.contains(&cell.token))
    };
    let (mut recreated, mut found) = (Vec::new(), Vec::new());
    for step in plan.steps.iter().filter(mentions) {
        let statements =
            step.statements.iter().map(|sql| sql.split_whitespace().collect::<Vec<_>>().join(" "));
        match step.action {
            Action::Detach | Action::Restore => recreated.extend(statements),
            _ => found.extend(statements),
        }
    }
    let (expected, reason) = match is_back {
        true => (&cell.back, &cell.back_recreated),
        false => (&cell.statements, &cell.recreated),
    };
    let direction = if is_back { "back" } else { "there" };
    if reason.is_some() {
        let creates = |sql: &String| sql.starts_with("CREATE ") && !sql.starts_with("CREATE OR REPLACE");
        let is_recreated = !recreated.is_empty() || found.iter().any(|sql| drops(sql) || creates(sql));
        return if is_recreated {
            Vec::new()
        } else {
            vec![format!("{direction}: not recreated: {found:#?}")]
        };
    }
    let mut problems = Vec::new();
    let may_recreate = is_used && cell.dependents.is_some();
    if !recreated.is_empty() && !may_recreate {
        problems.push(format!("{direction}: recreated: {recreated:#?}"));
    }
    let expected: Vec<String> = expected.iter().map(|sql| cell.named(sql)).collect();
    let are_expected = match expected.is_empty() {
        true => !found.is_empty() && !found.iter().any(|sql| drops(sql)),
        false => {
            found.len() == expected.len()
                && found.iter().zip(&expected).all(|(sql, start)| sql.starts_with(start))
        }
    };
    if !are_expected {
        problems.push(format!("{direction}: expected {expected:#?}, planned {found:#?}"));
    }
    problems
}

fn drops(sql: &str) -> bool {
    sql.starts_with("DROP ")
}
