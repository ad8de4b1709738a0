//! `check_drift`

use pgplumb_catalog::Severity;
use pgplumb_outputs::report::{Finding, sentence};
use pgplumb_postgres::PasswordSource;
use serde::Deserialize;
use serde_json::{Value, json};

use crate::mcp::answer::{Answer, NextCall, Page, ToolResult, clip};
use crate::mcp::server::Server;
use crate::operations::Observer;
use crate::operations::check::DATABASE;
use crate::operations::drift::{Comparer, NamedCatalog};
use crate::operations::load::load;
use crate::sources::Source;

/// The maximum length of the description of a difference, in bytes.
const MAX_SENTENCE: usize = 1500;

/// The arguments of `check_drift`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DriftArguments {
    #[serde(default)]
    offset: usize,
}

/// Compares the schema map with the database.
pub async fn check_drift(server: &Server, arguments: DriftArguments, observer: &dyn Observer) -> ToolResult {
    let config = &server.config;
    let Some(conninfo) = &config.live else {
        return Err(
            "no database to compare with; start pgplumb mcp with -d URL in addition to --source".to_owned()
        );
    };
    let Some((name, expected)) = &config.expected else {
        return Err("there is no schema map to compare with; pgplumb export json writes one".to_owned());
    };
    let read = async |source: &Source| {
        load(source, &config.request, PasswordSource::None, &config.scratch, observer)
            .await
            .map_err(|error| error.to_string())
    };
    let old = read(expected).await?;
    let new = read(&Source::Database(Box::new(conninfo.clone()))).await?;
    let comparer = Comparer {
        selection: &config.selection,
        options: config.options.clone(),
        scratch: &config.scratch,
        observer,
    };
    let mut notes = Vec::new();
    let sides = (NamedCatalog { name, loaded: &old }, NamedCatalog { name: DATABASE, loaded: &new });
    let section = comparer.section(sides.0, sides.1, &mut notes).await;
    let mut changes: Vec<(Severity, String, String)> = section
        .findings
        .iter()
        .filter_map(|finding| match finding {
            Finding::Schema { change, .. } if !change.informational => {
                Some((change.severity, change.subject().to_string(), sentence(change)))
            }
            _ => None,
        })
        .collect();
    changes.sort_by(|a, b| b.0.cmp(&a.0).then_with(|| a.1.cmp(&b.1)));
    let page = Page::new(&changes, arguments.offset, usize::MAX, |(severity, object, sentence)| {
        let sentence = clip(sentence, MAX_SENTENCE);
        let value = json!({ "severity": severity, "object": clip(object, 400), "description": sentence });
        (value, format!("{}: {sentence}", severity_word(*severity)))
    });
    let next = page.next.map(|offset| NextCall::new("check_drift", json!({ "offset": offset })));
    let notes: Vec<&str> = notes.iter().map(|note| clip(note, 500)).take(3).collect();
    let text = match changes.is_empty() {
        true => format!("{name} and the database are in sync"),
        false => format!("{} differences, from {name} to the database:\n{}", changes.len(), page.text),
    };
    let value = json!({ "in_sync": changes.is_empty(), "changes": page.values, "notes": notes });
    Ok(Answer::new(value, &text, next))
}

fn severity_word(severity: Severity) -> String {
    match serde_json::to_value(severity) {
        Ok(Value::String(word)) => word,
        _ => String::new(),
    }
}
