//! Functions and procedures: signature and properties, without the body.

use pgplumb_catalog::kinds::Object;
use pgplumb_catalog::kinds::function::arguments::{Argument, ArgumentMode};
use pgplumb_catalog::kinds::function::{Function, FunctionKind, Parallel};
use pgplumb_catalog::sql::ident;

use super::escape;
use super::page::{Page, codes, notes};
use super::table::Table;

/// Renders the functions of a schema.
pub(crate) fn functions(page: &Page<'_>, schema: &str) -> String {
    let mut out = Table::new(&[
        ("Function", 64),
        ("Returns", 24),
        ("Language", 8),
        ("Properties", 24),
        ("Description", 0),
    ]);
    for function in page.model.catalog.functions.iter().filter(|f| &*f.schema == schema) {
        out.row([
            signature(page, function, &function.name, &function.arguments),
            returns(page, function),
            escape::line(&function.language),
            properties(function),
            notes(&[], function.comment.as_deref()),
        ]);
    }
    out.finish()
}

/// Renders the procedures of a schema.
pub(crate) fn procedures(page: &Page<'_>, schema: &str) -> String {
    let mut out = Table::new(&[("Procedure", 64), ("Language", 8), ("Properties", 24), ("Description", 0)]);
    for procedure in page.model.catalog.procedures.iter().filter(|f| &*f.schema == schema) {
        let mut facts = Vec::new();
        facts.extend(security(procedure));
        out.row([
            signature(page, procedure, &procedure.name, &procedure.arguments),
            escape::line(&procedure.language),
            facts.join(", "),
            notes(&[], procedure.comment.as_deref()),
        ]);
    }
    out.finish()
}

/// The anchor and the signature, with arguments in the syntax of `CREATE FUNCTION`.
fn signature(page: &Page<'_>, object: &dyn Object, name: &str, arguments: &[Argument]) -> String {
    let given: Vec<String> =
        arguments.iter().filter(|a| a.mode != ArgumentMode::Table).map(Argument::sql).collect();
    page.links.anchor(&object.id()) + &escape::sql(&format!("{}({})", ident(name), given.join(", ")))
}

fn returns(page: &Page<'_>, function: &Function) -> String {
    let columns: Vec<String> = function.result_columns().map(Argument::sql).collect();
    if !columns.is_empty() {
        return escape::code(&format!("TABLE({})", columns.join(", ")));
    }
    let Some(result) = &function.result else { return String::new() };
    let result = page.sql_type(result);
    if function.returns_set { format!("set of {result}") } else { result }
}

fn properties(function: &Function) -> String {
    let mut facts = Vec::new();
    if function.kind == FunctionKind::Window {
        facts.push("window function".to_owned());
    }
    facts.push(function.volatility.word().to_lowercase());
    if function.strict {
        facts.push("strict".to_owned());
    }
    if function.leakproof {
        facts.push("leakproof".to_owned());
    }
    match function.parallel {
        Parallel::Unsafe => {}
        Parallel::Restricted => facts.push("parallel restricted".to_owned()),
        Parallel::Safe => facts.push("parallel safe".to_owned()),
    }
    facts.extend(security(function));
    facts.join(", ")
}

/// `SECURITY DEFINER` and the function's own settings.
fn security(function: &Function) -> Vec<String> {
    let mut facts = Vec::new();
    if function.security_definer {
        facts.push("**security definer**".to_owned());
    }
    if !function.settings.is_empty() {
        facts.push(format!("sets {}", codes(&function.settings)));
    }
    facts
}
