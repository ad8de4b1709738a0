//! Plans that cannot be executed are refused before anything changes.

use std::process::Command;

use pgplumb_testkit::{CutProxy, Pooler, Server, for_majors, newest};

use super::fixture::{DESIRED, EXISTING, Fixture};
use super::program::Run;

const APPLY: [&str; 5] = ["apply", "--desired", "schema.sql", "--yes", "--allow-destructive"];

/// Creates a role for this fixture, with the given privileges.
fn role(fixture: &Fixture, name: &str, sql: &str) -> String {
    let role = format!("{name}_of_{}", fixture.database.name());
    fixture.database.psql(&format!(
        "CREATE ROLE {role} LOGIN; GRANT USAGE ON SCHEMA app TO {role}; {}",
        sql.replace('@', &role)
    ));
    role
}

#[track_caller]
fn assert_contains(output: &str, parts: &[&str]) {
    for part in parts {
        assert!(output.contains(part), "{part}: {output}");
    }
}

#[test]
fn stale_plan_is_refused() {
    let fixture = Fixture::new();
    fixture.run(&["plan", "--desired", "schema.sql", "-o", "plan.json"]).expect(0);
    fixture.database.psql("CREATE INDEX ON app.orders (total)");
    let output =
        fixture.refused(&fixture.database.url(), &["apply", "plan.json", "--yes", "--allow-destructive"]);
    assert_contains(&output, &["the plan is stale", "nothing was changed; create a new plan"]);
}

#[test]
fn read_only_role_is_refused() {
    for_majors(&[14, 19], |installation| {
        let fixture = Fixture::on(&Server::shared(installation.major));
        let reader = role(&fixture, "reader", "GRANT SELECT ON ALL TABLES IN SCHEMA app TO @");
        let output = fixture.refused(&fixture.database.url_as(&reader), &APPLY);
        assert_contains(
            &output,
            &[
                &format!("role {reader} lacks privileges for this plan"),
                "must be owner of table app.customer (postgres is)",
                "may not create objects in schema app",
                "nothing was changed",
            ],
        );
        let owner = role(
            &fixture,
            "owner",
            "ALTER SCHEMA app OWNER TO @; ALTER TABLE app.customer OWNER TO @; ALTER ROLE @ SET default_transaction_read_only = on",
        );
        let output = fixture.refused(&fixture.database.url_as(&owner), &APPLY);
        assert_contains(&output, &["can only read (default_transaction_read_only is on)"]);
    });
}

/// Each plan has one step that the role may not execute.
#[test]
fn missing_privilege_for_one_step_is_reported() {
    let may_create = "GRANT CREATE ON SCHEMA app TO @; GRANT REFERENCES ON app.customer TO @;";
    let cases: &[(&str, &str, &str, &[&str])] = &[
        (
            "index",
            may_create,
            "CREATE INDEX of_total ON app.orders (total);",
            &["must be owner of table app.orders (postgres is)"],
        ),
        (
            "comment",
            may_create,
            "COMMENT ON TABLE app.orders IS 'x';",
            &["must be owner of table app.orders (postgres is)"],
        ),
        (
            "trigger",
            &format!("{may_create} GRANT TRIGGER ON app.customer TO @;"),
            "CREATE FUNCTION app.f() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END';
             CREATE TRIGGER t BEFORE INSERT ON app.customer FOR EACH ROW EXECUTE FUNCTION app.f();
             CREATE TRIGGER t BEFORE INSERT ON app.orders FOR EACH ROW EXECUTE FUNCTION app.f();",
            &["may not create triggers on table app.orders"],
        ),
        (
            "key",
            may_create,
            "CREATE TABLE app.x (a int REFERENCES app.orders, b int REFERENCES app.customer);",
            &["may not refer to table app.orders by a foreign key"],
        ),
        (
            "grant",
            &format!(
                "{may_create} GRANT SELECT ON app.orders TO @; GRANT SELECT ON app.customer TO @ WITH GRANT OPTION;"
            ),
            "GRANT SELECT ON app.orders TO PUBLIC; GRANT SELECT ON app.customer TO PUBLIC;",
            &["may not grant or revoke SELECT on table app.orders"],
        ),
        (
            "owner",
            may_create,
            "CREATE TABLE app.x (); ALTER TABLE app.x OWNER TO postgres;",
            &["is not a member of role postgres, and cannot make it an owner"],
        ),
        ("schema", may_create, "CREATE SCHEMA more;", &["may not create schema more in this database"]),
        ("extension", may_create, "CREATE EXTENSION dblink;", &["may not create extension dblink"]),
        (
            "event",
            may_create,
            "CREATE FUNCTION app.e() RETURNS event_trigger LANGUAGE plpgsql AS 'BEGIN END';
             CREATE EVENT TRIGGER e ON ddl_command_end EXECUTE FUNCTION app.e();",
            &["must be superuser to create event trigger e"],
        ),
        (
            "publication",
            may_create,
            "CREATE PUBLICATION p FOR ALL TABLES;",
            &[
                "may not create publication p in this database",
                "must be superuser for publication p, which publishes all tables or sequences",
            ],
        ),
        (
            "wrapper",
            may_create,
            "CREATE FOREIGN DATA WRAPPER w;",
            &["must be superuser to create foreign-data wrapper w"],
        ),
        (
            "defaults",
            may_create,
            "ALTER DEFAULT PRIVILEGES FOR ROLE postgres GRANT SELECT ON TABLES TO PUBLIC;",
            &["is not a member of role postgres, and cannot change its default privileges"],
        ),
    ];
    // Event triggers and similar objects would disturb other tests.
    let server = Server::start(newest());
    for (name, sql, more, expected) in cases {
        let fixture = Fixture::on(&server);
        let role = role(&fixture, name, sql);
        let of_role = format!("GRANT USAGE ON SCHEMA app TO {role}; {}", sql.replace('@', &role));
        fixture.folder.write("schema.sql", &format!("{EXISTING}{of_role}{more}"));
        let output =
            fixture.refused(&fixture.database.url_as(&role), &[&APPLY[..], &["--no-proof"]].concat());
        assert_contains(&output, &["lacks privileges for this plan"]);
        assert_contains(&output, expected);
        let lacking = output.lines().skip_while(|line| !line.contains("lacks privileges")).skip(1);
        let lacking: Vec<&str> = lacking.take_while(|line| line.starts_with("    ")).collect();
        assert_eq!(lacking.len(), expected.len(), "{name}: {output}");
    }
}

#[test]
fn missing_usage_of_foreign_server_and_wrapper_is_reported() {
    let server = Server::start(newest());
    let fixture = Fixture::on(&server);
    fixture.database.psql("CREATE FOREIGN DATA WRAPPER w; CREATE SERVER s FOREIGN DATA WRAPPER w");
    let role = role(&fixture, "user", "GRANT CREATE ON SCHEMA app TO @");
    let more = "CREATE SERVER other FOREIGN DATA WRAPPER w; CREATE FOREIGN TABLE app.far (a int) SERVER s;";
    fixture.folder.write("schema.sql", &format!("{EXISTING}CREATE FOREIGN DATA WRAPPER w; CREATE SERVER s FOREIGN DATA WRAPPER w; GRANT USAGE, CREATE ON SCHEMA app TO {role};{more}"));
    let output = fixture.refused(&fixture.database.url_as(&role), &[&APPLY[..], &["--no-proof"]].concat());
    assert_contains(&output, &["may not use foreign-data wrapper w", "may not use server s"]);
}

#[test]
fn full_disk_leaves_no_plan_file() {
    let fixture = Fixture::new();
    // The limit of zero bytes applies to files only, not to pipes.
    let program = env!("CARGO_BIN_EXE_pgplumb");
    let limited = |arguments: &[&str]| {
        let plain = fixture.command(arguments);
        let mut command = Command::new("sh");
        command.args(["-c", "trap '' XFSZ; ulimit -f 0; exec \"$@\"", "sh", program]).args(plain.get_args());
        command.current_dir(plain.get_current_dir().expect("a folder")).env_clear();
        command.envs(plain.get_envs().filter_map(|(name, value)| Some((name, value?))));
        Run::of(command.output().expect("sh starts"))
    };
    let full = limited(&["plan", "--desired", "schema.sql", "-o", "plan.json", "--no-proof"]).expect(2);
    assert_contains(&full.stderr, &["plan.json", "file too large"]);
    assert!(!fixture.folder.path("plan.json").exists());
    let before = fixture.folder.state();
    let device = fixture.run(&["plan", "--desired", "schema.sql", "-o", "/dev/full", "--no-proof"]).expect(2);
    assert_contains(&device.stderr, &["/dev/full"]);
    assert_eq!(fixture.folder.state(), before);
}

#[test]
fn unwritable_log_is_refused() {
    let fixture = Fixture::new();
    let output =
        fixture.refused(&fixture.database.url(), &[&APPLY[..], &["--log", "no/such/folder.jsonl"]].concat());
    assert_contains(&output, &["cannot write no/such/folder.jsonl", "nothing was changed"]);
}

#[test]
fn error_in_the_desired_state_has_a_location() {
    let fixture = Fixture::new();
    fixture.folder.write("schema.sql", &DESIRED.replace("CREATE TABLE app.item", "CREATE TABEL app.item"));
    let output = fixture.refused(&fixture.database.url(), &APPLY);
    assert_contains(&output, &["schema.sql:5:12", "syntax error at or near \"TABEL\""]);
    fixture.folder.write("schema.sql", &DESIRED.replace("id int PRIMARY KEY);", "id inth PRIMARY KEY);"));
    let output = fixture.refused(&fixture.database.url(), &APPLY);
    assert_contains(&output, &["schema.sql:5:31", "type \"inth\" does not exist"]);
}

#[test]
fn transaction_pooler_is_refused() {
    let fixture = Fixture::new();
    let Some(pooler) = Pooler::start(fixture.database.server()) else { return };
    let port = format!(":{}/", fixture.database.server().port());
    let url = fixture.database.url().replace(&port, &format!(":{}/", pooler.port()));
    let output = fixture.refused(&url, &APPLY);
    assert_contains(
        &output,
        &[
            "a pooler in transaction mode, which shares sessions",
            "nothing was changed; connect directly to the server",
        ],
    );
    // The lock has been released.
    fixture.run(&APPLY).expect(0);
}

#[test]
fn plain_proxy_is_accepted() {
    let fixture = Fixture::new();
    let proxy = CutProxy::start(fixture.database.server().port());
    let port = format!(":{}/", fixture.database.server().port());
    let url = fixture.database.url().replace(&port, &format!(":{}/", proxy.port()));
    fixture.run_on(&url, &APPLY).expect(0);
}

#[test]
fn function_that_relies_on_the_search_path_is_explained() {
    let fixture = Fixture::new();
    // SQL functions are parsed when they are used, others run only if there are rows.
    for (language, body) in [("sql", "SELECT other()"), ("plpgsql", "BEGIN RETURN other(); END")] {
        let functions = format!(
            "CREATE FUNCTION public.other() RETURNS int LANGUAGE sql AS 'SELECT 1';
             CREATE FUNCTION public.called() RETURNS int LANGUAGE {language} AS '{body}';"
        );
        let desired = DESIRED.replace("email text", "email int DEFAULT public.called()");
        fixture.folder.write("schema.sql", &format!("{functions}{desired}"));
        let run = fixture.run(&APPLY).expect(2);
        assert_contains(&run.stderr, &["function other() does not exist", "SET search_path = …"]);
        // The suggested fix works.
        let helped =
            functions.replace("called() RETURNS int", "called() RETURNS int SET search_path = public");
        fixture.folder.write("schema.sql", &format!("{helped}{desired}"));
        fixture.run(&APPLY).expect(0);
        fixture.folder.write("schema.sql", EXISTING);
        fixture.run(&APPLY).expect(0);
    }
}

#[test]
fn invalid_plan_files_are_refused() {
    let fixture = Fixture::new();
    let url = fixture.database.url();
    fixture.run(&["plan", "--desired", "schema.sql", "-o", "plan.json"]).expect(0);
    let text = fixture.folder.read("plan.json");
    let version =
        |number: &str| text.replace("\"format_version\": 1", &format!("\"format_version\": {number}"));
    for (name, text, output) in [
        ("empty.json", String::new(), "plans are saved by pgplumb plan -o"),
        ("half.json", text[..text.len() / 2].to_owned(), "half.json: not a plan: EOF"),
        (
            "newer.json",
            version("2"),
            "the plan has format version 2, and this program reads up to 1: use a newer",
        ),
        ("odd.json", version("\"one\""), "odd.json: not a plan"),
        ("schema.sql", DESIRED.to_owned(), "to apply another source, pass --desired schema.sql"),
        ("folder/schema.sql", String::new(), "schema.sql: not a plan"),
    ] {
        fixture.folder.write(name, &text);
        assert_contains(&fixture.refused(&url, &["apply", name, "--yes"]), &[output]);
    }
    assert_contains(
        &fixture.refused(&url, &["apply", "folder", "--yes"]),
        &["to apply another source, pass --desired folder"],
    );
    assert_contains(
        &fixture.refused(&url, &["apply", "nothing.json", "--yes"]),
        &["cannot read nothing.json"],
    );
    // A plan for another database, and options that conflict with a saved plan.
    let other = Fixture::new();
    other.database.psql("CREATE TABLE app.other ()");
    fixture.folder.write("plan.json", &text);
    assert_contains(
        &fixture.refused(&other.database.url(), &["apply", "plan.json", "--yes"]),
        &["the plan is for another database"],
    );
    for arguments in [["--schema", "app"], ["--exclude", "app"], ["--name", "x"], ["--desired", "schema.sql"]]
    {
        let output = fixture.refused(&url, &[&["apply", "plan.json", "--yes"][..], &arguments].concat());
        assert_contains(&output, &["'[PLAN]' cannot be used with", arguments[0]]);
    }
    assert_contains(&fixture.refused(&url, &["apply", "--yes"]), &["no desired state was specified"]);
    assert_contains(
        &fixture.refused(&url, &["plan", "--desired", "schema.sql", "-o", "-"]),
        &["--format json prints the plan"],
    );
}

#[test]
fn objects_outside_the_selection_are_counted() {
    let fixture = Fixture::new();
    let words = ["plan", "--desired", "schema.sql", "--only"];
    let misspelled = fixture.refused(&fixture.database.url(), &[&words[..], &["app.nothing"]].concat());
    assert_contains(&misspelled, &["no object matches `app.nothing` (--only)"]);
    let plan = |only: &str| fixture.run(&[&words[..], &[only, "--allow-empty"]].concat()).expect(0).stdout;
    let output = plan("app.item");
    assert_contains(
        &output,
        &["1 change for", "unchanged: 2 schemas, 1 table\n", "skipped (--only): 1 change\n"],
    );
    let output = plan("app.nothing");
    assert_contains(&output, &["skipped (--only): 2 changes", "nothing to do", "except for skipped changes"]);
}
