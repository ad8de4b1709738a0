//! Errors in connection strings.

use std::path::PathBuf;

use super::params::Origin;

/// An error in a connection string, a service file or an environment variable.
///
/// No message repeats text that may be part of a password.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ConninfoError {
    /// The keyword string has a word that is not `keyword=value`.
    #[error(
        "missing \"=\" after the word at character {position} of the connection string{}; a value with spaces needs \
         quotes: application_name='a b'", after.map(|word| format!(" (after {word}=)")).unwrap_or_default()
    )]
    MissingEquals {
        /// The position of the word, counted from 1.
        position: usize,
        /// The previous parameter, whose value may be missing its quotes.
        after: Option<&'static str>,
    },
    /// A quote in the keyword string is never closed.
    #[error("unterminated quoted value in the connection string: the closing ' is missing")]
    UnterminatedQuote,
    /// A percent sign in the URL is not followed by two hexadecimal digits, or is part of `%00`.
    #[error("invalid percent-encoding in the {part} of the connection URL; write % as %25")]
    PercentEncoding {
        /// The part of the URL: user, password, host, port, database name or parameter.
        part: &'static str,
    },
    /// The decoded part is not UTF-8.
    #[error("the {part} of the connection URL is not valid UTF-8 after percent-decoding")]
    NotUtf8 {
        /// The part of the URL.
        part: &'static str,
    },
    /// A part of the URL contains a space.
    #[error("the {part} of the connection URL contains a space; write it as %20")]
    Space {
        /// The part of the URL.
        part: &'static str,
    },
    /// The brackets of an IPv6 address in the URL are malformed.
    #[error("the IPv6 address in the connection URL {problem}")]
    Ipv6 {
        /// What is wrong with it.
        problem: &'static str,
    },
    /// An `@` is probably part of a password that is not percent-encoded.
    #[error(
        "unexpected \"@\" in the {part} of the connection URL; in a password, write @ as %40, / as %2F, : as %3A and \
         % as %25"
    )]
    StrayAt {
        /// The part of the URL.
        part: &'static str,
    },
    /// A query parameter of the URL does not have the form `name=value`.
    #[error(
        "parameter {number} after the \"?\" of the connection URL does not have the form name=value; in a value, \
         write & as %26 and = as %3D"
    )]
    UrlParameter {
        /// The number of the parameter, counted from 1.
        number: usize,
    },
    /// The value of a parameter is not allowed.
    #[error("invalid value in {origin}: {parameter}={value}; {allowed}")]
    InvalidValue {
        /// The parameter.
        parameter: &'static str,
        /// Its value.
        value: String,
        /// Where it was specified.
        origin: Origin,
        /// The allowed values.
        allowed: String,
    },
    /// The port is not a valid number. The message does not repeat it: if a password contains an
    /// unencoded `/`, the "port" is part of the password.
    #[error(
        "the port in {origin} is not a number from 1 to 65535; in a password, write / as %2F, @ as %40, : as %3A and % \
         as %25"
    )]
    Port {
        /// Where it was specified.
        origin: Origin,
    },
    /// Parameters contradict each other, or a value is valid in libpq but not supported here.
    #[error("{0}")]
    Conflict(String),
    /// The numbers of hosts, addresses or ports do not match.
    #[error("found {given} {what} for {hosts} hosts; specify one for each host, or a single port for all")]
    CountMismatch {
        /// The list whose length is wrong.
        what: &'static str,
        /// Its length.
        given: usize,
        /// The number of hosts.
        hosts: usize,
    },
    /// No role is specified, and the operating-system user has no name.
    #[error("no user name specified; set user=… in the connection string, or PGUSER")]
    NoUser,
    /// None of the service files defines the service.
    #[error("the service \"{service}\" is not defined in {}", listed(files))]
    ServiceNotFound {
        /// The name of the service.
        service: String,
        /// The files that were searched.
        files: Vec<PathBuf>,
    },
    /// The service file that `PGSERVICEFILE` names cannot be read.
    #[error("could not read the service file {}: {reason}", path.display())]
    ServiceFile {
        /// The file.
        path: PathBuf,
        /// The operating system's reason.
        reason: String,
    },
    /// A line of a service file is not valid.
    #[error("{}:{line}: {problem}", path.display())]
    ServiceLine {
        /// The file.
        path: PathBuf,
        /// The line, counted from 1.
        line: usize,
        /// What is wrong with the line.
        problem: &'static str,
    },
}

fn listed(files: &[PathBuf]) -> String {
    match files {
        [] => "any service file (there is no ~/.pg_service.conf)".to_owned(),
        files => files.iter().map(|file| file.display().to_string()).collect::<Vec<_>>().join(" or "),
    }
}
