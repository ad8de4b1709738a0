//! Arguments that several commands share.

use std::path::PathBuf;
use std::time::Duration;

use clap::Args;
use pgplumb_catalog::pattern::Pattern;

use crate::terminal::{ColorChoice, Format, Manner};

/// Arguments of every command.
#[derive(Clone, Debug, Default, Args)]
#[command(next_help_heading = "Everywhere")]
pub struct Everywhere {
    /// Settings file [default: pgplumb.toml here or in a folder above]
    #[arg(short, long, global = true, value_name = "FILE")]
    pub config: Option<PathBuf>,

    /// How results are written
    #[arg(long, global = true, value_enum, default_value_t, hide_possible_values = false)]
    pub format: Format,

    /// When to use colours
    #[arg(long, global = true, value_enum, default_value_t, value_name = "WHEN")]
    pub color: ColorChoice,

    /// Keep to ASCII [default: where the locale is not UTF-8]
    #[arg(long, global = true)]
    pub ascii: bool,

    /// Say only what went wrong
    #[arg(short, long, global = true, conflicts_with = "verbose")]
    pub quiet: bool,

    /// Say how things are done
    #[arg(short, long, global = true)]
    pub verbose: bool,
}

impl Everywhere {
    /// How to talk.
    pub fn manner(&self) -> Manner {
        Manner {
            color: self.color,
            ascii: self.ascii,
            quiet: self.quiet,
            verbose: self.verbose,
            format: self.format,
        }
    }
}

/// Arguments that say which database.
#[derive(Clone, Debug, Default, Args)]
#[command(next_help_heading = "Which database")]
pub struct Connecting {
    /// Database URL or keyword string: postgres://user@host/database, "service=name"
    #[arg(short, long, value_name = "URL", conflicts_with = "env", hide_env = true)]
    pub database: Option<String>,

    /// Database that pgplumb.toml names in [env.NAME]
    #[arg(long, value_name = "NAME")]
    pub env: Option<String>,

    /// Never ask for a password
    #[arg(long)]
    pub no_password: bool,

    /// Longest that a query may take: 500ms, 60s, 5min; 0 is without limit
    #[arg(long, value_name = "TIME", default_value = "60s", value_parser = duration)]
    pub statement_timeout: Duration,
}

/// Arguments of commands that read a catalog.
#[derive(Clone, Debug, Default, Args)]
pub struct Reading {
    /// Which database.
    #[command(flatten)]
    pub connecting: Connecting,

    /// Read from this in place of a database: a schema_map.json (.gz too), git:REV:PATH of one, env:NAME, or what -d takes
    #[arg(
        long,
        value_name = "SOURCE",
        conflicts_with_all = ["database", "env"],
        help_heading = "Which database"
    )]
    pub source: Option<String>,

    /// How SQL is executed to be read.
    #[command(flatten)]
    pub scratch: Scratching,

    /// Schemas or objects to be about, with * and ?: app, app_*, app.users, table:app.*
    #[arg(long, value_name = "PATTERN", num_args = 1.., help_heading = "Which part of it")]
    pub schema: Vec<Pattern>,

    /// Schemas or objects not to be about
    #[arg(long, value_name = "PATTERN", num_args = 1.., help_heading = "Which part of it")]
    pub exclude: Vec<Pattern>,
}

/// Arguments that say how SQL is executed to be read.
#[derive(Clone, Debug, Default, Args)]
#[command(next_help_heading = "Scratch database")]
pub struct Scratching {
    /// Where SQL is executed to be read: auto (PostgreSQL on this machine), target (the database's own server), or the URL of a server
    #[arg(long, value_name = "WHERE", hide_env = true)]
    pub scratch: Option<String>,

    /// Execute SQL without any rights but to its own database
    #[arg(long)]
    pub untrusted: bool,

    /// Execute SQL files again, though they were before and nothing of them has changed
    #[arg(long)]
    pub no_cache: bool,
}

/// A length of time: a number with a unit, or of seconds.
pub fn duration(text: &str) -> Result<Duration, String> {
    let text = text.trim();
    let digits = text.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(text.len());
    let (number, unit) = text.split_at(digits);
    let seconds_in_unit = match unit.trim() {
        "" | "s" | "sec" => 1.0,
        "ms" => 0.001,
        "m" | "min" => 60.0,
        "h" => 3600.0,
        _ => return Err("the unit is one of ms, s, min, h".to_owned()),
    };
    let number: f64 = number.parse().map_err(|_| "write a number and a unit: 500ms, 60s, 5min".to_owned())?;
    let time = Duration::try_from_secs_f64(number * seconds_in_unit).map_err(|error| error.to_string())?;
    // The server keeps its timeouts as 32-bit numbers of milliseconds.
    if time.as_millis() > i32::MAX as u128 {
        return Err("the longest is 596 h".to_owned());
    }
    Ok(time)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_have_units() {
        assert_eq!(duration("500ms"), Ok(Duration::from_millis(500)));
        assert_eq!(duration("60"), Ok(Duration::from_secs(60)));
        assert_eq!(duration("1.5 min"), Ok(Duration::from_secs(90)));
        assert_eq!(duration("0"), Ok(Duration::ZERO));
        for bad in ["", "s", "-1s", "5 years", "1e3", "1000h", "1..2s"] {
            assert!(duration(bad).is_err(), "{bad}");
        }
    }
}
