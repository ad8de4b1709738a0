//! What can be wrong with a connection string.

use std::path::PathBuf;

use super::params::Origin;

/// Why a connection string could not be understood.
///
/// No message repeats text that may be a password or a part of one.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ConninfoError {
    /// The keyword string has a word that is not `keyword=value`.
    #[error(
        "character {position} of the connection string begins a word without \"=\"{}; a value with spaces needs \
         quotes: password='a b'", after.map(|word| format!(" (after {word}=)")).unwrap_or_default()
    )]
    MissingEquals {
        /// The position of the word, counted from 1.
        position: usize,
        /// The parameter before it, whose value may have been meant to go on.
        after: Option<&'static str>,
    },
    /// A quote in the keyword string is never closed.
    #[error("the connection string has a quoted value that does not end: a closing ' is missing")]
    UnterminatedQuote,
    /// A part of the URL has a percent sign that is not followed by two hexadecimal digits, or `%00`.
    #[error(
        "the {part} in the connection URL has a \"%\" that does not begin a character code; write % as %25"
    )]
    PercentEncoding {
        /// The part of the URL: user, password, host, port, database name or parameter.
        part: &'static str,
    },
    /// The decoded part is not UTF-8.
    #[error("the {part} in the connection URL is not UTF-8 once its percent codes are decoded")]
    NotUtf8 {
        /// The part of the URL.
        part: &'static str,
    },
    /// A part of the URL has a space.
    #[error("the {part} in the connection URL has a space; write it as %20")]
    Space {
        /// The part of the URL.
        part: &'static str,
    },
    /// An IPv6 address in the URL is not properly in brackets.
    #[error("the IPv6 address in the connection URL {problem}")]
    Ipv6 {
        /// What is wrong with it.
        problem: &'static str,
    },
    /// An `@` stands where the end of a password seems to be.
    #[error(
        "the {part} in the connection URL has an \"@\"; in a password, write @ as %40, / as %2F, : as %3A and % as %25"
    )]
    StrayAt {
        /// The part of the URL.
        part: &'static str,
    },
    /// A query parameter of the URL is not `name=value`.
    #[error(
        "parameter {number} after the \"?\" of the connection URL is not name=value; in a value, write & as %26 and = \
         as %3D"
    )]
    UrlParameter {
        /// The number of the parameter, counted from 1.
        number: usize,
    },
    /// A parameter has a value it cannot have.
    #[error("{parameter}={value} in {origin} is not valid: {allowed}")]
    InvalidValue {
        /// The parameter.
        parameter: &'static str,
        /// Its value.
        value: String,
        /// Where it was given.
        origin: Origin,
        /// What is allowed.
        allowed: String,
    },
    /// A port is not a port number. Its text is not repeated: a URL with a `/` in its password ends up here.
    #[error(
        "the port in {origin} is not a number from 1 to 65535; in a password, write / as %2F, @ as %40, : as %3A and % \
         as %25"
    )]
    Port {
        /// Where it was given.
        origin: Origin,
    },
    /// Parameters that do not go together.
    #[error("{0}")]
    Conflict(String),
    /// The numbers of hosts, addresses or ports do not match.
    #[error("{given} {what} were given for {hosts} hosts: give one for each, or a single port for all")]
    CountMismatch {
        /// What there is too much or too little of.
        what: &'static str,
        /// How many there are.
        given: usize,
        /// How many hosts there are.
        hosts: usize,
    },
    /// No role name: none was given and the operating system has none.
    #[error("no user name: give one as user=… or in PGUSER")]
    NoUser,
    /// The service is in none of the service files.
    #[error("the service \"{service}\" is not defined in {}", listed(files))]
    ServiceNotFound {
        /// The name of the service.
        service: String,
        /// The files that were looked at.
        files: Vec<PathBuf>,
    },
    /// A service file that was named explicitly cannot be read.
    #[error("the service file {} cannot be read: {reason}", path.display())]
    ServiceFile {
        /// The file.
        path: PathBuf,
        /// The operating system's reason.
        reason: String,
    },
    /// A line of a service file is not understood.
    #[error("line {line} of the service file {} {problem}", path.display())]
    ServiceLine {
        /// The file.
        path: PathBuf,
        /// The line, counted from 1.
        line: usize,
        /// What is wrong with it.
        problem: &'static str,
    },
}

fn listed(files: &[PathBuf]) -> String {
    match files {
        [] => "any service file (there is no ~/.pg_service.conf)".to_owned(),
        files => files.iter().map(|file| file.display().to_string()).collect::<Vec<_>>().join(" or "),
    }
}
