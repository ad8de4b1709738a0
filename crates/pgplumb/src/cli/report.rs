//! `pgplumb report`

use std::path::PathBuf;

use pgplumb_catalog::Severity;
use pgplumb_outputs::report::{Report, State};

use super::check::check_all;
use super::diff::{ComparingArgs, compare};
use super::session::Session;
use super::{Failure, Outcome, args, report_output};
use crate::operations::export::Staging;
use crate::terminal::{Format, Text, TextStyle};

/// Arguments of `pgplumb report`.
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Writes the result of pgplumb check or, with sources, of pgplumb diff. The format is Markdown, unless --format or the \
                  file's extension specifies another.\n\nExamples:\n  \
                  pgplumb report\n  \
                  pgplumb report --format html -o drift.html\n  \
                  pgplumb report env:staging env:production -o - | less"
)]
pub struct Args {
    /// Sources to compare, as for pgplumb diff [default: what pgplumb check compares]
    #[arg(value_name = "SOURCE", num_args = 0..=2)]
    sources: Vec<String>,

    /// File to write, - for stdout [default: schema_drift_report_YYYYMMDD_HHMMSS.md]
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,

    #[command(flatten)]
    comparing: ComparingArgs,

    #[command(flatten)]
    reading: args::ReadArgs,
}

/// Runs the command.
pub async fn run(args: Args, session: &Session) -> Result<Outcome, Failure> {
    let report = match args.sources.as_slice() {
        [] => check_all(session, &args.reading, &args.comparing, &[], false).await?,
        arguments => compare(session, &args.reading, &args.comparing, arguments).await?,
    };
    let format = format(&args, session);
    let text = report_output::document(&report, format, Severity::Low)
        .ok_or_else(|| Failure::new("reports cannot be written as text"))?;
    if args.output.as_deref() == Some("-".as_ref()) {
        use std::io::Write;
        let mut out = session.terminal.document();
        out.write_all(text.as_bytes())?;
        out.flush()?;
    } else {
        let path = args.output.unwrap_or_else(|| default_name(&report, format));
        let mut staging = Staging::new(false);
        staging.text(&path, &text, str::to_owned)?;
        for file in staging.finish()? {
            let line = Text::new().with(TextStyle::Success, format!("{:<10}", "written")).plain(" ");
            session.terminal.status(line.plain(file.path.display().to_string()));
        }
    }
    match report.state() {
        State::Unknown => Err(Failure::new("some comparisons failed: see the report")),
        _ => Ok(Outcome::Done),
    }
}

/// The requested format, or the one of the file's extension, or Markdown.
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

/// Default file name: `schema_drift_report_20260131_120000.md`.
fn default_name(report: &Report, format: Format) -> PathBuf {
    let digits: String = report.created_at.chars().filter(char::is_ascii_digit).collect();
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
