//! `pgplumb show`

use pgplumb_catalog::ObjectId;

use super::reader::{read_catalog, summary};
use super::session::Session;
use super::{Failure, Outcome, args};
use crate::operations::find::{self, NotFound};
use crate::operations::load::RowCounting;
use crate::operations::show;
use crate::terminal::{Format, sheet};

/// Arguments of `pgplumb show`.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:\n  \
    pgplumb show orders\n  \
    pgplumb show app.orders.total\n  \
    pgplumb show function:app.total --format json")]
pub struct Args {
    /// Object to show: orders, app.orders, app.orders.total, function:app.total,
    /// "app.total(integer)"
    object: String,

    #[command(flatten)]
    reading: args::ReadArgs,
}

/// Runs the command.
pub async fn run(args: Args, session: &Session) -> Result<Outcome, Failure> {
    let read = read_catalog(session, &args.reading, RowCounting::None).await?;
    let terminal = &session.terminal;
    terminal.status(summary(&read));
    let id = find::find(&read.catalog, &args.object)?;
    let gone = || Failure::new(format!("{id} cannot be shown"));
    if terminal.format() == Format::Json {
        terminal.print_json(&show::value(&read.catalog, &id).ok_or_else(gone)?)?;
    } else {
        sheet::print(terminal, &show::sheet(&read.catalog, &id).ok_or_else(gone)?)?;
    }
    Ok(Outcome::Done)
}

impl From<NotFound> for Failure {
    fn from(error: NotFound) -> Self {
        let failure = Failure::new(&error);
        match &error {
            NotFound::Unknown { suggestions, .. } if suggestions.is_empty() => {
                failure.hint("pgplumb list all shows all objects")
            }
            NotFound::Unknown { suggestions, .. } => {
                failure.hint(format!("did you mean {}?", join_ids(suggestions)))
            }
            NotFound::Ambiguous { candidates, .. } => {
                failure.hint(format!("specify one of {}", join_ids(candidates)))
            }
            NotFound::UnknownKind { suggestion: Some(kind), .. } => {
                failure.hint(format!("did you mean {kind}?"))
            }
            NotFound::UnknownKind { .. } => {
                failure.hint("the kinds are table, view, function, enum, index, policy, …")
            }
        }
    }
}

fn join_ids(ids: &[ObjectId]) -> String {
    ids.iter().map(ObjectId::to_string).collect::<Vec<_>>().join(", ")
}
