//! A database for one test, used through psql and pg_dump, never through the code under test.

use std::fs::File;
use std::io::{Seek, Write};
use std::path::Path;
use std::process::{Command, Output, Stdio};

use crate::account::command;
use crate::server::Server;

/// Separators that occur in no schema.
pub(crate) const FIELD: &str = "\u{1f}";
const RECORD: &str = "\u{1e}";

/// A database. Dropping this handle drops it.
pub struct Database {
    server: Server,
    name: String,
}

impl Database {
    pub(crate) fn create(server: &Server, name: &str, of: &str) -> Self {
        drop_database(server, name);
        server.psql(&format!("CREATE DATABASE {} TEMPLATE {} ENCODING 'UTF8'", quote(name), quote(of)));
        Self { server: server.clone(), name: name.to_owned() }
    }

    /// A copy of it with its rows. No client may be connected to it.
    #[must_use]
    pub fn copy(&self) -> Self {
        self.server.copy_database(&self.name)
    }

    /// The server it is on.
    #[must_use]
    pub fn server(&self) -> &Server {
        &self.server
    }

    /// Its name.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Its URL for the superuser, over TCP.
    #[must_use]
    pub fn url(&self) -> String {
        self.server.url(&self.name)
    }

    /// Its URL for a role (`name` or `name:password`), over TCP.
    #[must_use]
    pub fn url_as(&self, role: &str) -> String {
        self.server.url_as(role, &self.name)
    }

    /// Executes SQL and meta-commands of psql, each statement in a transaction of its own, and
    /// returns what psql prints.
    ///
    /// # Panics
    /// At the first error, with the message of psql.
    pub fn psql(&self, sql: &str) -> String {
        self.try_psql(sql).unwrap_or_else(|error| panic!("psql: {error}"))
    }

    /// The same as [`Database::psql`]; the error is what psql wrote to stderr.
    pub fn try_psql(&self, sql: &str) -> Result<String, String> {
        psql(&self.server, &self.name, sql)
    }

    /// Executes SQL and continues after errors. Returns them, each with the line, counted from 0, on
    /// which its statement ends.
    pub fn errors(&self, sql: &str) -> Vec<(usize, String)> {
        // psql returns what it wrote to stderr only if it fails.
        let sql = format!("\\set ON_ERROR_STOP 0\n{sql}\n\\set ON_ERROR_STOP 1\nSELECT 1 / 0 AS the_end;");
        let printed = self.try_psql(&sql).expect_err("a division by zero");
        let error = |line: &str| {
            let (line, message) = line.strip_prefix("psql:<stdin>:")?.split_once(": ERROR:")?;
            Some((line.parse::<usize>().ok()?.checked_sub(2)?, message.trim().to_owned()))
        };
        let mut errors: Vec<_> = printed.lines().filter_map(error).collect();
        errors.pop();
        errors
    }

    /// Executes a file of SQL up to its first error; the error is what psql wrote to stderr.
    pub fn psql_file(&self, path: &Path) -> Result<String, String> {
        outcome(client(&self.server, &self.name, "psql").arg("-f").arg(path).output())
    }

    /// The rows of a query as text, NULL as the empty string.
    ///
    /// # Panics
    /// When the query fails, with the message of psql.
    #[must_use]
    pub fn query(&self, sql: &str) -> Vec<Vec<String>> {
        query(&self.server, &self.name, sql).unwrap_or_else(|error| panic!("psql: {error}"))
    }

    /// What `pg_dump --schema-only` writes.
    ///
    /// # Panics
    /// When pg_dump fails, with its message.
    #[must_use]
    pub fn pg_dump(&self) -> String {
        let dump = client(&self.server, &self.name, "pg_dump").arg("--schema-only").output();
        outcome(dump).unwrap_or_else(|error| panic!("pg_dump: {error}"))
    }
}

impl Drop for Database {
    fn drop(&mut self) {
        drop_database(&self.server, &self.name);
    }
}

/// Executes SQL in a database, each statement in a transaction of its own. psql reads it from a
/// file, not a pipe, because it may print before it has read everything, and both sides would wait
/// for each other.
pub(crate) fn psql(server: &Server, database: &str, sql: &str) -> Result<String, String> {
    outcome(client(server, database, "psql").args(["-f", "-"]).stdin(file_of(sql)).output())
}

fn file_of(sql: &str) -> File {
    let mut file = tempfile::tempfile().expect("a temporary file");
    file.write_all(sql.as_bytes()).and_then(|()| file.rewind()).expect("writing a temporary file");
    file
}

fn query(server: &Server, database: &str, sql: &str) -> Result<Vec<Vec<String>>, String> {
    let mut psql = client(server, database, "psql");
    psql.args(["-At", "-F", FIELD, "-R", RECORD]);
    let text = match sql.len() {
        // Too long for an argument.
        100_000.. => outcome(psql.args(["-f", "-"]).stdin(file_of(sql)).output())?,
        _ => outcome(psql.args(["-c", sql]).output())?,
    };
    // psql ends the last record with a line feed, whatever the separator is. Without records, it
    // prints nothing.
    let Some(text) = text.strip_suffix('\n') else { return Ok(Vec::new()) };
    Ok(text.split(RECORD).map(|row| row.split(FIELD).map(str::to_owned).collect()).collect())
}

/// Drops a database if it exists. Subscriptions prevent that and are dropped first, without their
/// replication slots, which were never created.
fn drop_database(server: &Server, name: &str) {
    let statement = format!("DROP DATABASE IF EXISTS {} (FORCE)", quote(name));
    match psql(server, "postgres", &statement) {
        Err(error) if error.contains("subscription") => {}
        // After other errors (a test crashed its server, for example), the database is removed with
        // the server.
        _ => return,
    }
    let names = "SELECT pg_catalog.quote_ident(subname) FROM pg_catalog.pg_subscription
                 JOIN pg_catalog.pg_database d ON d.oid = subdbid WHERE datname = pg_catalog.current_database()";
    for row in query(server, name, names).unwrap_or_default() {
        for action in ["DISABLE", "SET (slot_name = NONE)"] {
            let _ = psql(server, name, &format!("ALTER SUBSCRIPTION {} {action}", row[0]));
        }
        let _ = psql(server, name, &format!("DROP SUBSCRIPTION {}", row[0]));
    }
    let _ = psql(server, "postgres", &statement);
}

/// A client program that connects as superuser over the unix socket, which every test server
/// trusts.
fn client(server: &Server, database: &str, program: &str) -> Command {
    let mut command = command(&server.installation().client(program));
    command.arg("-h").arg(server.socket_folder()).args(["-p", &server.port().to_string(), "-U", "postgres"]);
    command.arg(format!("--dbname={}", conninfo(database))).stdin(Stdio::null());
    if program == "psql" {
        command.args(["-X", "-q", "-v", "ON_ERROR_STOP=1"]);
    }
    command
}

/// A database's name, quoted so that libpq does not take it for a connection string.
fn conninfo(database: &str) -> String {
    format!("dbname='{}'", database.replace('\\', "\\\\").replace('\'', "\\'"))
}

fn outcome(output: std::io::Result<Output>) -> Result<String, String> {
    let output = output.map_err(|error| format!("does not start: {error}"))?;
    if !output.status.success() {
        return Err(String::from_utf8_lossy(&output.stderr).into_owned());
    }
    String::from_utf8(output.stdout).map_err(|error| error.to_string())
}

fn quote(identifier: &str) -> String {
    format!("\"{}\"", identifier.replace('"', "\"\""))
}
