//! The program from end to end, against real servers.

#![allow(clippy::print_stderr, reason = "tests talk as they like")]

mod applying;
mod bad_input;
mod checking;
mod choosing;
mod demo;
mod diffing;
mod documented;
mod exporting;
mod interrupting;
mod leaving;
mod looking;
mod program;
mod python;
mod recipes;
mod recording;
mod renaming;
mod reporting;
mod roles;
mod secrets;
mod sources;
mod tables;
mod talking;
mod verifying;

use pgplumb_testkit::{Database, Server, newest};

/// A few tables, a view, a function.
const SMALL: &str = "CREATE SCHEMA app;
CREATE TABLE app.customer (id int PRIMARY KEY, name text NOT NULL);
CREATE TABLE app.orders (id int PRIMARY KEY, customer_id int NOT NULL REFERENCES app.customer, total numeric);
CREATE VIEW app.rich AS SELECT * FROM app.customer;
CREATE FUNCTION app.total(integer) RETURNS numeric LANGUAGE sql AS 'SELECT 1.0';
INSERT INTO app.customer SELECT n, 'c' || n FROM generate_series(1, 7) n;
COMMENT ON TABLE app.orders IS 'What was ordered.';
";

/// A database with a few tables, on the newest server there is.
fn small_database() -> Database {
    let database = Server::shared(newest().major).create_database();
    database.psql(SMALL);
    database
}
