//! `pgplumb list`

use pgplumb_catalog::{Kind, ObjectId};
use serde::Serialize;

use super::reading::{read_catalog, some, summary};
use super::session::Session;
use super::{Failure, Outcome, args};
use crate::operations::find;
use crate::operations::read::Counting;
use crate::terminal::{Format, escape};

/// Arguments of `pgplumb list`.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:\n  \
    pgplumb list                      # tables\n  \
    pgplumb list functions --schema app\n  \
    pgplumb list all --format json")]
pub struct Args {
    /// Kind of object: tables, views, functions, enums, indexes, policies, … or all
    #[arg(default_value = "tables", value_parser = parse_kind)]
    kind: Wanted,

    #[command(flatten)]
    reading: args::Reading,
}

/// What is to be listed.
#[derive(Clone, Copy, Debug)]
enum Wanted {
    All,
    Kind(Kind),
}

fn parse_kind(word: &str) -> Result<Wanted, String> {
    if word == "all" {
        return Ok(Wanted::All);
    }
    Kind::parse(word).map(Wanted::Kind).ok_or_else(|| match find::near_kind(word) {
        Some(near) => format!("did you mean {near}?"),
        None => {
            let kinds: Vec<String> = Kind::ALL.iter().map(|kind| kind.key()).collect();
            format!("kinds are {}", kinds.join(", "))
        }
    })
}

/// What programs are told about an object.
#[derive(Serialize)]
struct Entry<'a> {
    id: String,
    kind: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    schema: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    relation: Option<&'a str>,
    name: &'a str,
}

/// Lists.
pub async fn run(args: Args, session: &Session) -> Result<Outcome, Failure> {
    let read = read_catalog(session, &args.reading, Counting::None).await?;
    let terminal = &session.terminal;
    terminal.say(summary(&read));
    let ids = match args.kind {
        Wanted::All => find::everything(&read.catalog),
        Wanted::Kind(kind) => find::of_kind(&read.catalog, kind),
    };
    if terminal.format() == Format::Json {
        terminal.print_json(&ids.iter().map(entry).collect::<Vec<_>>())?;
        return Ok(Outcome::Done);
    }
    for id in &ids {
        let name = match args.kind {
            Wanted::All => id.to_string(),
            Wanted::Kind(_) => id.path(),
        };
        // One name, one line: whatever the name holds.
        terminal.print(escape::line(&name))?;
    }
    if ids.is_empty() {
        terminal.say("there is none");
    } else {
        terminal.detail(some(ids.len(), "object"));
    }
    Ok(Outcome::Done)
}

fn entry(id: &ObjectId) -> Entry<'_> {
    Entry {
        id: id.to_string(),
        kind: id.kind.word(),
        schema: id.schema.as_deref(),
        relation: id.relation.as_deref(),
        name: &id.name,
    }
}
