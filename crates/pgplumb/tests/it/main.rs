//! The program from end to end, against real servers.

#![allow(clippy::print_stderr, reason = "tests print notes")]

mod applying;
mod bad_input;
mod checking;
mod choosing_database;
mod current_user;
mod demo;
mod diffing;
mod documented_examples;
mod documented_lists;
mod encodings;
mod executed_scripts;
mod exporting;
mod first_errors;
mod given_secrets;
mod hostile_text;
mod ignoring;
mod inspecting;
mod interrupting;
mod other_versions;
mod plan_output;
mod program;
mod python;
mod python_flow;
mod recipes;
mod renaming;
mod reporting;
mod roles;
mod secrets;
mod selecting;
mod setting_up;
mod sources;
mod subscriptions;
mod tables;
mod terminal_output;
mod verifying;
mod writing_migrations;

use pgplumb_testkit::{Database, Server, newest};

/// A few tables, a view and a function.
const SMALL: &str = "CREATE SCHEMA app;
CREATE TABLE app.customer (id int PRIMARY KEY, name text NOT NULL);
CREATE TABLE app.orders (id int PRIMARY KEY, customer_id int NOT NULL REFERENCES app.customer, total numeric);
CREATE VIEW app.rich AS SELECT * FROM app.customer;
CREATE FUNCTION app.total(integer) RETURNS numeric LANGUAGE sql AS 'SELECT 1.0';
INSERT INTO app.customer SELECT n, 'c' || n FROM generate_series(1, 7) n;
COMMENT ON TABLE app.orders IS 'What was ordered.';
";

/// Creates a database with a few tables on the newest installed server.
fn small_database() -> Database {
    let database = Server::shared(newest().major).create_database();
    database.psql(SMALL);
    database
}
