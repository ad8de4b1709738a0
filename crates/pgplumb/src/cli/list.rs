//! `pgplumb list`

use pgplumb_catalog::{Kind, ObjectId};
use pgplumb_outputs::nouns::{counted, plural};
use serde::Serialize;

use super::reader::{read_catalog, summary};
use super::session::Session;
use super::{Failure, Outcome, args};
use crate::operations::find;
use crate::operations::load::RowCounting;
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
    kind: KindFilter,

    #[command(flatten)]
    reading: args::ReadArgs,
}

/// The objects to list.
#[derive(Clone, Copy, Debug)]
enum KindFilter {
    All,
    Kind(Kind),
}

fn parse_kind(word: &str) -> Result<KindFilter, String> {
    if word == "all" {
        return Ok(KindFilter::All);
    }
    Kind::parse(word).map(KindFilter::Kind).ok_or_else(|| match find::suggest_kind(word) {
        Some(near) => format!("did you mean {}?", plural(&near)),
        None => format!("the kinds are\n{}", columns_of_kinds().trim_end()),
    })
}

/// The names of the kinds in columns. The common ones come first.
fn columns_of_kinds() -> String {
    const COLUMNS: usize = 3;
    const COMMON: [Kind; 7] = [
        Kind::Table,
        Kind::View,
        Kind::MaterializedView,
        Kind::Function,
        Kind::Enum,
        Kind::Index,
        Kind::Schema,
    ];
    let others = Kind::ALL.iter().copied().filter(|kind| !COMMON.contains(kind));
    let words: Vec<String> = COMMON.into_iter().chain(others).map(|kind| plural(kind.word())).collect();
    let rows = words.len().div_ceil(COLUMNS);
    let columns: Vec<&[String]> = words.chunks(rows).collect();
    let widths: Vec<usize> =
        columns.iter().map(|column| column.iter().map(String::len).max().unwrap_or(0) + 2).collect();
    let row = |row: usize| {
        let cells = columns.iter().zip(&widths).filter_map(|(column, width)| {
            let word = column.get(row)?;
            Some(format!("{word:<width$}"))
        });
        format!("  {}\n", cells.collect::<String>().trim_end())
    };
    (0..rows).map(row).collect()
}

/// JSON entry of an object.
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

/// Runs the command.
pub async fn run(args: Args, session: &Session) -> Result<Outcome, Failure> {
    let read = read_catalog(session, &args.reading, RowCounting::None).await?;
    let terminal = &session.terminal;
    terminal.status(summary(&read));
    let ids = match args.kind {
        KindFilter::All => find::all_ids(&read.catalog),
        KindFilter::Kind(kind) => find::ids_of_kind(&read.catalog, kind),
    };
    if terminal.format() == Format::Json {
        terminal.print_json(&ids.iter().map(entry).collect::<Vec<_>>())?;
        return Ok(Outcome::Done);
    }
    for id in &ids {
        let name = match args.kind {
            KindFilter::All => id.to_string(),
            KindFilter::Kind(_) => id.path(),
        };
        // Escape line feeds: one line per name.
        terminal.print(escape::line(&name))?;
    }
    if ids.is_empty() {
        terminal.status("no objects found");
    } else {
        terminal.detail(counted(ids.len(), "object"));
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
