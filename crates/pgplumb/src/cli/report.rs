//! `pgplumb report`

use std::path::PathBuf;

use pgplumb_catalog::Severity;
use pgplumb_outputs::report::{Report, State};

use super::check::checked;
use super::diff::{ComparingArgs, compared};
use super::session::Session;
use super::{Failure, Outcome, args, reporting};
use crate::operations::export::Staging;
use crate::terminal::{Format, Look, Text};

/// Arguments of `pgplumb report`.
#[derive(Debug, clap::Args)]
#[command(
    after_help = "What pgplumb check finds, as a document; or, of two sources, what pgplumb diff does. Markdown unless --format \
                  html (or another) is given, or the file's name says so.\n\nExamples:\n  \
                  pgplumb report\n  \
                  pgplumb report --format html -o drift.html\n  \
                  pgplumb report env:staging env:production -o - | less"
)]
pub struct Args {
    /// Two sources to compare, in place of the repository and the database
    #[arg(value_name = "SOURCE", num_args = 0..=2)]
    sources: Vec<String>,

    /// File to write; - is stdout [default: schema_drift_report_YYYYMMDD_HHMMSS.md]
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,

    #[command(flatten)]
    comparing: ComparingArgs,

    #[command(flatten)]
    reading: args::Reading,
}

/// Reports.
pub async fn run(args: Args, session: &Session) -> Result<Outcome, Failure> {
    let report = match args.sources.as_slice() {
        [] => checked(session, &args.reading, &args.comparing, &[], false).await?,
        words => compared(session, &args.reading, &args.comparing, words).await?,
    };
    let format = format(&args, session);
    let text = reporting::document(&report, format, Severity::Low)
        .ok_or_else(|| Failure::new("a report has no text format"))?;
    if args.output.as_deref() == Some("-".as_ref()) {
        use std::io::Write;
        let mut out = session.terminal.document();
        out.write_all(text.as_bytes())?;
        out.flush()?;
    } else {
        let path = args.output.unwrap_or_else(|| named(&report, format));
        let mut staging = Staging::new(false);
        staging.text(&path, &text, str::to_owned)?;
        for file in staging.finish()? {
            let line = Text::new().with(Look::Good, format!("{:<10}", "written")).plain(" ");
            session.terminal.say(line.plain(file.path.display().to_string()));
        }
    }
    match report.state() {
        State::Unknown => Err(Failure::new("the report says what could not be told")),
        _ => Ok(Outcome::Done),
    }
}

/// Markdown, unless another was asked for or the file's name says so.
fn format(args: &Args, session: &Session) -> Format {
    let extension = args.output.as_deref().and_then(|path| path.extension()?.to_str());
    match (session.terminal.format(), extension) {
        (Format::Text, Some("html" | "htm")) => Format::Html,
        (Format::Text, Some("json")) => Format::Json,
        (Format::Text, Some("sarif")) => Format::Sarif,
        (Format::Text, Some("xml")) => Format::Junit,
        (Format::Text, _) => Format::Markdown,
        (format, _) => format,
    }
}

/// `schema_drift_report_20260131_120000.md`
fn named(report: &Report, format: Format) -> PathBuf {
    let digits: String = report.made_at.chars().filter(char::is_ascii_digit).collect();
    let (day, time) = digits.split_at(8.min(digits.len()));
    let extension = match format {
        Format::Html => "html",
        Format::Json | Format::Gitlab => "json",
        Format::Sarif => "sarif",
        Format::Junit => "xml",
        Format::Github => "txt",
        Format::Text | Format::Markdown | Format::Sql => "md",
    };
    PathBuf::from(format!("schema_drift_report_{day}_{time}.{extension}"))
}
