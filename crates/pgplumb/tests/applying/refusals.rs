//! What cannot be done is found before anything is done.

use std::process::Command;

use pgplumb_testkit::{CutProxy, Pooler, Server, for_majors, newest};

use super::place::{DESIRED, EXISTING, Place};
use super::program::Run;

const APPLY: [&str; 5] = ["apply", "--desired", "schema.sql", "--yes", "--allow-destructive"];

/// A role of this place alone, with this in its favour.
fn role(place: &Place, name: &str, sql: &str) -> String {
    let role = format!("{name}_of_{}", place.database.name());
    place.database.psql(&format!(
        "CREATE ROLE {role} LOGIN; GRANT USAGE ON SCHEMA app TO {role}; {}",
        sql.replace('@', &role)
    ));
    role
}

#[track_caller]
fn says(said: &str, parts: &[&str]) {
    for part in parts {
        assert!(said.contains(part), "{part}: {said}");
    }
}

#[test]
fn a_plan_gone_stale() {
    let place = Place::new();
    place.run(&["plan", "--desired", "schema.sql", "-o", "plan.json"]).expect(0);
    place.database.psql("CREATE INDEX ON app.orders (total)");
    let said = place.refused(&place.database.url(), &["apply", "plan.json", "--yes", "--allow-destructive"]);
    says(&said, &["the plan is stale", "nothing was changed; plan again"]);
}

#[test]
fn a_role_that_only_reads() {
    for_majors(&[14, 18], |installation| {
        let place = Place::on(&Server::shared(installation.major));
        let reader = role(&place, "reader", "GRANT SELECT ON ALL TABLES IN SCHEMA app TO @");
        let said = place.refused(&place.database.url_as(&reader), &APPLY);
        says(
            &said,
            &[
                &format!("role {reader} lacks rights for this plan"),
                "must be owner of table app.customer (postgres is)",
                "may not create anything in schema app",
                "nothing was changed",
            ],
        );
        let owner = role(
            &place,
            "owner",
            "ALTER SCHEMA app OWNER TO @; ALTER TABLE app.customer OWNER TO @; ALTER ROLE @ SET default_transaction_read_only = on",
        );
        let said = place.refused(&place.database.url_as(&owner), &APPLY);
        says(&said, &["may only read (default_transaction_read_only)"]);
    });
}

/// One step at a time that a role may not do, though it may do the others.
#[test]
fn a_single_step_that_is_not_allowed() {
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
            &["may not create triggers on app.orders"],
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
            &["is no member of role postgres, and may not make anything of it"],
        ),
        ("schema", may_create, "CREATE SCHEMA more;", &["may not create schemas in this database"]),
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
                "may not create a publication in this database",
                "must be superuser for publication p, which is of all tables",
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
            &["is no member of role postgres, and may not change the default privileges of it"],
        ),
    ];
    // Event triggers and the like would be in the way of other tests.
    let server = Server::start(newest());
    for (name, sql, more, expected) in cases {
        let place = Place::on(&server);
        let role = role(&place, name, sql);
        let of_role = format!("GRANT USAGE ON SCHEMA app TO {role}; {}", sql.replace('@', &role));
        place.folder.write("schema.sql", &format!("{EXISTING}{of_role}{more}"));
        let said = place.refused(&place.database.url_as(&role), &[&APPLY[..], &["--no-proof"]].concat());
        says(&said, &["lacks rights for this plan"]);
        says(&said, expected);
        let lacking = said.lines().skip_while(|line| !line.contains("lacks rights")).skip(1);
        let lacking: Vec<&str> = lacking.take_while(|line| line.starts_with("    ")).collect();
        assert_eq!(lacking.len(), expected.len(), "{name}: {said}");
    }
}

#[test]
fn a_server_and_wrapper_that_one_may_not_use() {
    let server = Server::start(newest());
    let place = Place::on(&server);
    place.database.psql("CREATE FOREIGN DATA WRAPPER w; CREATE SERVER s FOREIGN DATA WRAPPER w");
    let role = role(&place, "user", "GRANT CREATE ON SCHEMA app TO @");
    let more = "CREATE SERVER other FOREIGN DATA WRAPPER w; CREATE FOREIGN TABLE app.far (a int) SERVER s;";
    place.folder.write("schema.sql", &format!("{EXISTING}CREATE FOREIGN DATA WRAPPER w; CREATE SERVER s FOREIGN DATA WRAPPER w; GRANT USAGE, CREATE ON SCHEMA app TO {role};{more}"));
    let said = place.refused(&place.database.url_as(&role), &[&APPLY[..], &["--no-proof"]].concat());
    says(&said, &["may not use foreign-data wrapper w", "may not use server s"]);
}

#[test]
fn a_full_disk_for_the_plan() {
    let place = Place::new();
    // A file may have no more than no bytes; what is meant for the terminal is none.
    let program = env!("CARGO_BIN_EXE_pgplumb");
    let limited = |words: &[&str]| {
        let plain = place.command(words);
        let mut command = Command::new("sh");
        command.args(["-c", "trap '' XFSZ; ulimit -f 0; exec \"$@\"", "sh", program]).args(plain.get_args());
        command.current_dir(plain.get_current_dir().expect("a folder")).env_clear();
        command.envs(plain.get_envs().filter_map(|(name, value)| Some((name, value?))));
        Run::of(command.output().expect("sh starts"))
    };
    let full = limited(&["plan", "--desired", "schema.sql", "-o", "plan.json", "--no-proof"]).expect(2);
    says(&full.stderr, &["plan.json", "File too large"]);
    assert!(!place.folder.path("plan.json").exists());
    let before = place.folder.state();
    let device = place.run(&["plan", "--desired", "schema.sql", "-o", "/dev/full", "--no-proof"]).expect(2);
    says(&device.stderr, &["/dev/full"]);
    assert_eq!(place.folder.state(), before);
}

#[test]
fn a_log_that_cannot_be_written() {
    let place = Place::new();
    let said =
        place.refused(&place.database.url(), &[&APPLY[..], &["--log", "no/such/folder.jsonl"]].concat());
    says(&said, &["no/such/folder.jsonl cannot be written", "nothing was changed"]);
}

#[test]
fn a_mistake_in_what_is_desired() {
    let place = Place::new();
    place.folder.write("schema.sql", &DESIRED.replace("CREATE TABLE app.item", "CREATE TABEL app.item"));
    let said = place.refused(&place.database.url(), &APPLY);
    says(&said, &["schema.sql:5:12", "syntax error at or near \"TABEL\""]);
    place.folder.write("schema.sql", &DESIRED.replace("id int PRIMARY KEY);", "id inth PRIMARY KEY);"));
    let said = place.refused(&place.database.url(), &APPLY);
    says(&said, &["schema.sql:5:31", "type \"inth\" does not exist"]);
}

#[test]
fn a_pooler_that_shares_sessions() {
    let place = Place::new();
    let Some(pooler) = Pooler::start(place.database.server()) else { return };
    let port = format!(":{}/", place.database.server().port());
    let url = place.database.url().replace(&port, &format!(":{}/", pooler.port()));
    let said = place.refused(&url, &APPLY);
    says(
        &said,
        &[
            "a pooler that shares sessions of the server (transaction mode)",
            "nothing was changed; connect to the server itself",
        ],
    );
    // It has not kept the lock.
    place.run(&APPLY).expect(0);
}

#[test]
fn a_proxy_that_shares_nothing_is_no_pooler() {
    let place = Place::new();
    let proxy = CutProxy::start(place.database.server().port());
    let port = format!(":{}/", place.database.server().port());
    let url = place.database.url().replace(&port, &format!(":{}/", proxy.port()));
    place.run_on(&url, &APPLY).expect(0);
}

#[test]
fn a_function_that_relies_on_the_path() {
    let place = Place::new();
    // A function in SQL is looked into where it is named, one in another language where there are rows.
    for (language, body) in [("sql", "SELECT other()"), ("plpgsql", "BEGIN RETURN other(); END")] {
        let functions = format!(
            "CREATE FUNCTION public.other() RETURNS int LANGUAGE sql AS 'SELECT 1';
             CREATE FUNCTION public.called() RETURNS int LANGUAGE {language} AS '{body}';"
        );
        let desired = DESIRED.replace("email text", "email int DEFAULT public.called()");
        place.folder.write("schema.sql", &format!("{functions}{desired}"));
        let run = place.run(&APPLY).expect(2);
        says(&run.stderr, &["function other() does not exist", "SET search_path = …"]);
        // What it says helps.
        let helped =
            functions.replace("called() RETURNS int", "called() RETURNS int SET search_path = public");
        place.folder.write("schema.sql", &format!("{helped}{desired}"));
        place.run(&APPLY).expect(0);
        place.folder.write("schema.sql", EXISTING);
        place.run(&APPLY).expect(0);
    }
}

#[test]
fn what_is_no_plan() {
    let place = Place::new();
    let url = place.database.url();
    place.run(&["plan", "--desired", "schema.sql", "-o", "plan.json"]).expect(0);
    let text = place.folder.read("plan.json");
    let version =
        |number: &str| text.replace("\"format_version\": 1", &format!("\"format_version\": {number}"));
    for (name, text, said) in [
        ("empty.json", String::new(), "a plan is what pgplumb plan -o keeps"),
        ("half.json", text[..text.len() / 2].to_owned(), "half.json: not a plan: EOF"),
        (
            "newer.json",
            version("2"),
            "the plan has format version 2, and this program reads up to 1: use a newer",
        ),
        ("odd.json", version("\"one\""), "odd.json: not a plan"),
        ("schema.sql", DESIRED.to_owned(), "another source is applied with --desired schema.sql"),
        ("folder/schema.sql", String::new(), "schema.sql: not a plan"),
    ] {
        place.folder.write(name, &text);
        says(&place.refused(&url, &["apply", name, "--yes"]), &[said]);
    }
    says(
        &place.refused(&url, &["apply", "folder", "--yes"]),
        &["another source is applied with --desired folder"],
    );
    says(&place.refused(&url, &["apply", "nothing.json", "--yes"]), &["nothing.json cannot be read"]);
    // One for another database, and words that a plan has no use for.
    let other = Place::new();
    other.database.psql("CREATE TABLE app.other ()");
    place.folder.write("plan.json", &text);
    says(&place.refused(&other.database.url(), &["apply", "plan.json", "--yes"]), &["the plan is stale"]);
    for words in [["--schema", "app"], ["--exclude", "app"], ["--name", "x"], ["--desired", "schema.sql"]] {
        let said = place.refused(&url, &[&["apply", "plan.json", "--yes"][..], &words].concat());
        says(&said, &["'[PLAN]' cannot be used with", words[0]]);
    }
    says(&place.refused(&url, &["apply", "--yes"]), &["<PLAN|--desired <SOURCE>>"]);
    says(&place.refused(&url, &["plan", "--desired", "schema.sql", "-o", "-"]), &["--format json prints it"]);
}

#[test]
fn what_a_plan_is_not_about_is_said() {
    let place = Place::new();
    let plan = |only: &str| place.run(&["plan", "--desired", "schema.sql", "--only", only]).expect(0).stdout;
    let said = plan("app.item");
    says(&said, &["1 step for", "in step: 2 schemas, 1 table\n", "left as it is (--only): 1 change\n"]);
    let said = plan("app.nothing");
    says(&said, &["left as it is (--only): 2 changes", "nothing to do", "but what is left as it is"]);
}
