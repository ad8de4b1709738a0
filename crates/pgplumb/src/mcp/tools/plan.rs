//! `plan_change`

use std::path::PathBuf;
use std::time::Instant;

use pgplumb_outputs::dump;
use pgplumb_outputs::report::phrase;
use pgplumb_plan::Step;
use pgplumb_postgres::load::Script;
use serde::Deserialize;
use serde_json::{Value, json};

use crate::mcp::answer::{Answer, NextCall, Page, ToolResult, clip};
use crate::mcp::server::{Schema, Server};
use crate::operations::drift::NamedCatalog;
use crate::operations::load::{LoadedCatalog, from_scratch};
use crate::operations::plan::{PlanRequest, Proof};
use crate::operations::recreate::script;
use crate::operations::scratch::{ScratchCatalog, SqlCatalogError};
use crate::operations::{Observer, Stage};
use crate::sources::Source;

/// The maximum length of the statements of a step, in bytes.
const MAX_SQL: usize = 4000;

/// The maximum length of SQL that is repeated in the call for more steps, in bytes.
const MAX_REPEATED: usize = 500;

/// The name of the SQL in messages.
const NAME: &str = "sql";

/// The arguments of `plan_change`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PlanArguments {
    sql: String,
    #[serde(default)]
    complete: bool,
    #[serde(default)]
    offset: usize,
}

/// Plans what SQL would change.
pub async fn plan_change(
    server: &Server,
    schema: &Schema,
    arguments: PlanArguments,
    observer: &dyn Observer,
) -> ToolResult {
    let config = &server.config;
    let sql = Script { name: NAME.to_owned(), text: arguments.sql.clone() };
    let copied;
    let (current, desired) = match arguments.complete {
        true => {
            let major = Some(schema.loaded.catalog.server_version.major());
            let read = config.untrusted.catalog_of_sql(&[sql], major, observer).await;
            (&schema.loaded, loaded(read.map_err(|error| error.to_string())?))
        }
        false => {
            let (before, after) = on_copy(server, &schema.loaded, sql, observer).await?;
            copied = before;
            (&copied, after)
        }
    };
    let request = PlanRequest {
        selection: &config.selection,
        options: config.options.clone(),
        observer,
        ..PlanRequest::new(&config.scratch)
    };
    let planned = request
        .plan(
            NamedCatalog { name: "database", loaded: current },
            NamedCatalog { name: NAME, loaded: &desired },
        )
        .await
        .map_err(|error| error.to_string())?;
    let proof = match &planned.saved.proof {
        _ if planned.saved.plan.is_empty() => "nothing to do".to_owned(),
        Proof::Proved { .. } => "the steps produce the desired state on a copy of the schema".to_owned(),
        Proof::NotRequested => "not tested".to_owned(),
        Proof::Failed { reason, remaining } => {
            let remaining: Vec<String> = remaining.iter().map(phrase).collect();
            format!("the plan fails on a copy of the schema: {reason} {}", remaining.join("; "))
        }
    };
    let steps = &planned.saved.plan.steps;
    let page = Page::new(steps, arguments.offset, usize::MAX, render);
    let next = page.next.map(|offset| {
        let PlanArguments { sql, complete, .. } = &arguments;
        let sql = if sql.len() > MAX_REPEATED { "(the same sql)" } else { sql };
        NextCall::new("plan_change", json!({ "sql": sql, "complete": complete, "offset": offset }))
    });
    let skipped = planned.saved.plan.unplannable.iter();
    let skipped = skipped.map(|skipped| format!("{}: {}", skipped.object, skipped.reason));
    let notes: Vec<String> = desired
        .warnings
        .iter()
        .chain(&planned.notes)
        .cloned()
        .chain(skipped)
        .map(|note| clip(&note, 500).to_owned())
        .take(5)
        .collect();
    let text = match steps.is_empty() {
        true => format!("Nothing to do: the schema is already as the SQL defines it\n{}", notes.join("\n")),
        false => format!("{}\nproof: {}\n{}", page.text, clip(&proof, 1000), notes.join("\n")),
    };
    let value = json!({
        "steps": page.values,
        "in_sync": planned.saved.is_in_sync(),
        "proof": clip(&proof, 1000),
        "notes": notes,
    });
    Ok(Answer::new(value, &text, next))
}

/// Recreates a catalog in a scratch database, executes SQL there, and returns the catalogs before
/// and after.
async fn on_copy(
    server: &Server,
    current: &LoadedCatalog,
    sql: Script,
    observer: &dyn Observer,
) -> Result<(LoadedCatalog, LoadedCatalog), String> {
    let (scratch, catalog) = (&server.config.scratch, &current.catalog);
    observer.notify(Stage::Doing("recreating the schema in a scratch database"));
    let major = catalog.server_version.major();
    let copy = async {
        let started = scratch.server_for_recreating(major, observer).await?;
        scratch.database_with_extensions(&started, &[catalog], &[]).await
    };
    let database = copy.await.map_err(|error: SqlCatalogError| format!("cannot copy the schema: {error}"))?;
    let executed = async {
        let error = |error: SqlCatalogError| format!("cannot copy the schema: {error}");
        scratch.load(&database, &[script(catalog, &dump::Options::default())]).await.map_err(error)?;
        let before = scratch.read(&database).await.map_err(error)?;
        observer.notify(Stage::Doing("executing the SQL on the copy"));
        let skipped = scratch.load(&database, &[sql]).await.map_err(|error| error.to_string())?;
        let mut after = scratch.read(&database).await.map_err(error)?;
        after.warnings.extend(skipped);
        Ok((before, after))
    };
    let executed: Result<(ScratchCatalog, ScratchCatalog), String> = executed.await;
    // A database that could not be dropped is removed by a later run.
    let _ = database.drop().await;
    let (before, after) = executed?;
    let version = catalog.server_version;
    let [before, after] = [before, after].map(|copy| {
        let mut copy = loaded(copy);
        copy.catalog.server_version = version;
        copy
    });
    Ok((LoadedCatalog { origin: current.origin.clone(), ..before }, after))
}

fn loaded(catalog: ScratchCatalog) -> LoadedCatalog {
    from_scratch(&Source::Path(PathBuf::from(NAME)), catalog, Instant::now())
}

/// A step as a value and as text.
fn render(step: &Step) -> (Value, String) {
    let statements: Vec<String> = step.statements.iter().map(|statement| format!("{statement};")).collect();
    let statements = statements.join("\n");
    let sql = clip(&statements, MAX_SQL);
    let title = format!("{} {}", step.verb(), step.object.visible_path());
    let hazards: Vec<&str> = step.hazards.iter().map(|hazard| hazard.words()).collect();
    let locks: Vec<String> =
        step.locks.iter().map(|lock| format!("{} on {}", lock.mode.name(), lock.on.path())).collect();
    let mut text = format!("-- {title}");
    if !hazards.is_empty() {
        text.push_str(&format!("\n-- hazards: {}", hazards.join("; ")));
    }
    if !locks.is_empty() {
        text.push_str(&format!("\n-- locks: {}", locks.join("; ")));
    }
    let value = json!({
        "title": title,
        "sql": sql,
        "hazards": hazards,
        "locks": locks,
        "outside_transaction": step.outside_transaction,
    });
    (value, format!("{text}\n{sql}"))
}
