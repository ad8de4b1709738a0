//! Arguments shared by several commands.

use std::path::PathBuf;
use std::time::Duration;

use clap::Args;
use pgplumb_catalog::pattern::Pattern;

use crate::terminal::{ColorChoice, Format, OutputOptions};

/// Arguments of every command.
#[derive(Clone, Debug, Default, Args)]
#[command(next_help_heading = "Global options")]
pub struct GlobalArgs {
    /// Settings file [default: pgplumb.toml in this folder or a parent folder]
    #[arg(short, long, global = true, value_name = "FILE")]
    pub config: Option<PathBuf>,

    /// Format of results [default: text; report: markdown]
    #[arg(long, global = true, value_enum, default_value_t, hide_default_value = true)]
    pub format: Format,

    /// When to use colors
    #[arg(long, global = true, value_enum, default_value_t, value_name = "WHEN", hide_short_help = true)]
    pub color: ColorChoice,

    /// Print only ASCII characters [default: only if the locale is not UTF-8]
    #[arg(long, global = true, hide_short_help = true)]
    pub ascii: bool,

    /// Print only results and errors
    #[arg(short, long, global = true, conflicts_with = "verbose")]
    pub quiet: bool,

    /// Print details
    #[arg(short, long, global = true)]
    pub verbose: bool,
}

impl GlobalArgs {
    /// The options for the terminal.
    pub fn output_options(&self) -> OutputOptions {
        OutputOptions {
            color: self.color,
            ascii: self.ascii,
            quiet: self.quiet,
            verbose: self.verbose,
            format: self.format,
        }
    }
}

/// Arguments that select the database.
#[derive(Clone, Debug, Default, Args)]
#[command(next_help_heading = "Database")]
pub struct ConnectionArgs {
    /// Connection URL, keyword string or database name
    ///
    /// Examples: postgres://user@host/database, "service=name", shop
    #[arg(short, long, value_name = "URL", conflicts_with = "env", hide_env = true)]
    pub database: Option<String>,

    /// Database in [env.NAME] of pgplumb.toml
    #[arg(long, value_name = "NAME")]
    pub env: Option<String>,

    /// Never prompt for a password
    #[arg(long, hide_short_help = true)]
    pub no_password: bool,

    /// Time limit for each query: 500ms, 60s, 5min; 0 for no limit
    #[arg(long, value_name = "TIME", default_value = "60s", value_parser = parse_duration, hide_short_help = true)]
    pub statement_timeout: Duration,
}

/// Arguments of commands that read a catalog.
#[derive(Clone, Debug, Default, Args)]
pub struct ReadArgs {
    /// The database.
    #[command(flatten)]
    pub connection: ConnectionArgs,

    /// Source to read instead of a database
    ///
    /// Examples: schema_map.json, schema.sql, git:REV:PATH, migrations:DIR, exec:COMMAND
    #[arg(
        long,
        value_name = "SOURCE",
        conflicts_with_all = ["database", "env"],
        help_heading = "Database"
    )]
    pub source: Option<String>,

    /// The scratch database.
    #[command(flatten)]
    pub scratch: ScratchArgs,

    /// Schemas or objects to include: app, app_*, table:app.*
    #[arg(long, value_name = "PATTERN", num_args = 1.., help_heading = "Selection")]
    pub schema: Vec<Pattern>,

    /// Schemas or objects to exclude
    #[arg(long, value_name = "PATTERN", num_args = 1.., help_heading = "Selection")]
    pub exclude: Vec<Pattern>,

    /// Accept patterns that match nothing and sources that define no objects; otherwise they are an
    /// error
    #[arg(long, help_heading = "Selection", hide_short_help = true)]
    pub allow_empty: bool,
}

/// Arguments for the scratch database.
#[derive(Clone, Debug, Default, Args)]
#[command(next_help_heading = "Scratch database")]
pub struct ScratchArgs {
    /// Where to execute SQL: auto, target, or the URL of a server
    ///
    /// auto starts a private server on this machine. target uses the database's own server.
    #[arg(long, value_name = "WHERE", hide_env = true)]
    pub scratch: Option<String>,

    /// Execute SQL as a role without access to files, programs or other servers
    #[arg(long, hide_short_help = true)]
    pub untrusted: bool,

    /// Execute unchanged SQL files again instead of using the cached result
    #[arg(long, hide_short_help = true)]
    pub no_cache: bool,

    /// Time limit for each statement of SQL files and migrations: 500ms, 60s, 5min; 0 for no limit
    #[arg(long, value_name = "TIME", default_value = "10min", value_parser = parse_duration, hide_short_help = true)]
    pub sql_timeout: Duration,
}

/// Parses a duration: a number with a unit, or a number of seconds.
pub fn parse_duration(text: &str) -> Result<Duration, String> {
    let text = text.trim();
    let digits = text.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(text.len());
    let (number, unit) = text.split_at(digits);
    let seconds_in_unit = match unit.trim() {
        "" | "s" | "sec" => 1.0,
        "ms" => 0.001,
        "m" | "min" => 60.0,
        "h" => 3600.0,
        _ => return Err("the unit must be ms, s, min or h".to_owned()),
    };
    let number: f64 =
        number.parse().map_err(|_| "expected a number and a unit, such as 500ms, 60s or 5min".to_owned())?;
    let time = Duration::try_from_secs_f64(number * seconds_in_unit).map_err(|error| error.to_string())?;
    // The server stores timeouts as 32-bit integers, in milliseconds.
    if time.as_millis() > i32::MAX as u128 {
        return Err("the maximum is 596h".to_owned());
    }
    Ok(time)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_have_units() {
        assert_eq!(parse_duration("500ms"), Ok(Duration::from_millis(500)));
        assert_eq!(parse_duration("60"), Ok(Duration::from_secs(60)));
        assert_eq!(parse_duration("1.5 min"), Ok(Duration::from_secs(90)));
        assert_eq!(parse_duration("0"), Ok(Duration::ZERO));
        for bad in ["", "s", "-1s", "5 years", "1e3", "1000h", "1..2s"] {
            assert!(parse_duration(bad).is_err(), "{bad}");
        }
    }
}
