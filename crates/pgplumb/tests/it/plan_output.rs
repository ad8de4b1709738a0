//! How plans are printed, and where their desired state comes from.

use pgplumb_testkit::{Database, Server, newest};

use super::program::{Folder, Run};

const OLD: &str = "
    CREATE TABLE projects (id int PRIMARY KEY, title varchar(20), legacy integer);
    CREATE VIEW titles AS SELECT title FROM projects;
    INSERT INTO projects SELECT n, 'p', n FROM generate_series(1, 2000) n;
    ANALYZE projects;
";
const NEW: &str = "
    CREATE TABLE projects (id int PRIMARY KEY, title varchar(60));
    CREATE VIEW titles AS SELECT title FROM projects;
    CREATE INDEX projects_title_idx ON projects (title);
";

/// A database, and a folder for the desired state.
struct Fixture {
    database: Database,
    folder: Folder,
}

impl Fixture {
    fn new(old: &str) -> Self {
        let database = Server::shared(newest().major).create_database();
        database.psql(old);
        Self { database, folder: Folder::new() }
    }

    fn run(&self, arguments: &[&str]) -> Run {
        let (url, scratch) = (self.database.url(), self.database.server().url("postgres"));
        self.folder.run(&[arguments, &["-d", &url, "--scratch", &scratch]].concat())
    }
}

#[test]
fn a_plan_reads_like_a_diff_of_the_schema() {
    let fixture = Fixture::new(OLD);
    fixture.folder.write("new.sql", NEW);
    let plan = fixture.run(&["plan", "--desired", "new.sql"]).expect(0).stdout;
    let expected = "\
- column public.projects.legacy  integer
    ⚠ deletes 2,000 values; code that uses the column fails
~ column public.projects.title  varchar(20) → varchar(60)
    ~ view public.titles  recreated
";
    assert!(plan.starts_with(expected), "{plan}");
    assert!(plan.contains("\n+ index public.projects_title_idx  btree (title)\n"), "{plan}");
    let locked = plan.lines().find(|line| line.contains("public.projects against reads and writes"));
    let locked = locked.unwrap_or_else(|| panic!("{plan}"));
    assert!(locked.contains("kB, about 2,000 rows"), "{plan}");
    assert!(plan.contains("3 changes for"), "{plan}");
    // Words of the planner do not appear.
    for word in ["detach", "restore", "operation", "owned by\""] {
        assert!(!plan.contains(word), "{word}: {plan}");
    }
    let with_sql = fixture.run(&["plan", "--desired", "new.sql", "--sql"]).expect(0).stdout;
    assert!(with_sql.contains("       ALTER TABLE public.projects DROP COLUMN legacy;\n"), "{with_sql}");
    let json = fixture.run(&["plan", "--desired", "new.sql", "--format", "json"]).expect(0).json();
    let title = &json["overview"][0]["changes"][1];
    assert_eq!(title["details"], "varchar(20) → varchar(60)", "{json:#}");
    assert_eq!(title["effects"][0]["object"], "view:public.titles", "{json:#}");
}

#[test]
fn a_plan_for_a_pull_request_is_markdown_with_folded_details() {
    let fixture = Fixture::new(OLD);
    fixture.folder.write("new.sql", &format!("{NEW}CREATE TABLE \"`<b>`\" (a int);"));
    let text = fixture.run(&["plan", "--desired", "new.sql", "--format", "markdown"]).expect(0).stdout;
    assert!(text.starts_with("### 4 changes for "), "{text}");
    assert!(text.contains("\n! column public.projects.title  varchar(20) → varchar(60)\n"), "{text}");
    assert!(text.contains("\n!     view public.titles  recreated\n"), "{text}");
    assert!(text.contains("- ⚠ `column public.projects.legacy`: deletes 2,000 values"), "{text}");
    assert!(text.contains("<details><summary>Locks</summary>"), "{text}");
    assert!(!text.replace("```", "").contains("\n<b>"), "{text}");
    fixture.run(&["apply", "--desired", "new.sql", "--yes", "--allow-destructive"]).expect(0);
    let text = fixture.run(&["plan", "--desired", "new.sql", "--format", "markdown"]).expect(0).stdout;
    assert!(text.starts_with("### ✓ No changes: "), "{text}");
    let refused = fixture.run(&["list", "--format", "markdown"]).expect(2);
    assert!(refused.stderr.contains("does not support --format markdown"), "{}", refused.stderr);
}

#[test]
fn the_desired_state_can_be_in_the_settings_and_in_several_files() {
    let fixture = Fixture::new("CREATE TABLE one (a int)");
    let missing = fixture.run(&["plan"]).expect(2);
    assert!(missing.stderr.contains("no desired state was specified"), "{}", missing.stderr);
    assert!(missing.stderr.contains("[apply] desired"), "{}", missing.stderr);
    fixture.folder.write("db/one.sql", "CREATE TABLE one (a int);");
    fixture.folder.write("views/v.sql", "CREATE VIEW v AS SELECT a FROM one;");
    fixture.folder.write("staging.sql", "CREATE TABLE one (a int, b int);");
    fixture.folder.write(
        "pgplumb.toml",
        &format!(
            "[apply]\ndesired = [\"views\", \"db/one.sql\"]\n[env.staging]\nurl = \"{}\"\ndesired = \"staging.sql\"\n",
            fixture.database.url()
        ),
    );
    let plan = fixture.run(&["plan"]).expect(0);
    assert!(plan.stdout.starts_with("+ view public.v"), "{}", plan.stdout);
    let repeated = fixture.run(&["plan", "--desired", "db/one.sql", "--desired", "views"]).expect(0);
    assert_eq!(repeated.stdout, plan.stdout);
    let scratch = fixture.database.server().url("postgres");
    let of_env = fixture.folder.run(&["plan", "--env", "staging", "--scratch", &scratch]).expect(0);
    assert!(of_env.stdout.starts_with("+ column public.one.b  integer"), "{}", of_env.stdout);
    fixture.run(&["apply", "--yes"]).expect(0);
    assert!(fixture.run(&["plan"]).expect(0).stdout.contains("nothing to do"));
    let snapshot = fixture.run(&["export", "json", "-o", "map.json"]).expect(0);
    drop(snapshot);
    let mixed = fixture.run(&["plan", "--desired", "map.json", "--desired", "views"]).expect(2);
    assert!(mixed.stderr.contains("map.json is not SQL"), "{}", mixed.stderr);
}

/// A platform has schemas and functions that migrations use and do not create.
#[test]
fn what_a_platform_provides_is_created_by_a_prelude() {
    let fixture = Fixture::new(
        "CREATE SCHEMA auth; CREATE TABLE auth.users (id uuid PRIMARY KEY, email text); CREATE TABLE auth.sessions (id int);
         CREATE FUNCTION auth.uid() RETURNS uuid LANGUAGE sql STABLE AS 'SELECT gen_random_uuid()';",
    );
    fixture.folder.write(
        "schema.sql",
        "CREATE TABLE profiles (id uuid PRIMARY KEY REFERENCES auth.users, nick text);
         ALTER TABLE profiles ENABLE ROW LEVEL SECURITY;
         CREATE POLICY own ON profiles USING (auth.uid() = id);
         CREATE TABLE posts (id int PRIMARY KEY, author uuid REFERENCES profiles);
         CREATE VIEW nicks AS SELECT nick FROM profiles;",
    );
    let failed = fixture.run(&["plan", "--desired", "schema.sql"]).expect(2);
    assert_eq!(failed.stderr.matches("does not exist").count(), 1, "{}", failed.stderr);
    assert!(failed.stderr.contains("more statements fail because of these"), "{}", failed.stderr);
    assert!(failed.stderr.contains("prelude = \"prelude.sql\""), "{}", failed.stderr);
    fixture.folder.write(
        "prelude.sql",
        "CREATE SCHEMA auth; CREATE TABLE auth.users (id uuid PRIMARY KEY);
         CREATE FUNCTION auth.uid() RETURNS uuid LANGUAGE sql STABLE AS 'SELECT NULL::uuid';",
    );
    let scratch = fixture.database.server().url("postgres");
    fixture
        .folder
        .write("pgplumb.toml", &format!("[scratch]\nserver = \"{scratch}\"\nprelude = \"prelude.sql\"\n"));
    let url = fixture.database.url();
    let run = |arguments: &[&str]| fixture.folder.run(&[arguments, &["-d", &url]].concat());
    let plan = run(&["plan", "--desired", "schema.sql", "-o", "plan.json"]).expect(0);
    assert!(plan.stdout.contains("+ table public.profiles"), "{}", plan.stdout);
    assert!(!plan.stdout.lines().any(|line| line.starts_with(['-', '~'])), "{}", plan.stdout);
    run(&["apply", "plan.json", "--yes"]).expect(0);
    let again = run(&["plan", "--desired", "schema.sql"]).expect(0);
    assert!(again.stdout.contains("nothing to do"), "{}", again.stdout);
    run(&["diff", "schema.sql", "--exit-code"]).expect(0);
}

#[test]
fn options_that_a_command_does_not_take_are_hidden_and_refused() {
    let folder = Folder::new();
    for command in ["apply", "verify"] {
        assert!(!folder.run(&[command, "--help"]).expect(0).stdout.contains("--source"), "{command}");
        let refused = folder.run(&[command, "--source", "x.sql"]).expect(2);
        assert!(refused.stderr.contains("cannot be combined with --source"), "{}", refused.stderr);
    }
}

/// The short help of every command fits a screen.
#[test]
fn short_help_is_short() {
    let folder = Folder::new();
    for command in ["export", "check", "diff", "plan", "apply", "dump", "verify", "report", "list", "show"] {
        let help = folder.run(&[command, "-h"]).expect(0).stdout;
        assert!(help.lines().count() <= 56, "{command} has {} lines:\n{help}", help.lines().count());
    }
}

/// A reader such as `head` that ends early does not turn a refusal into success.
#[test]
fn a_closed_pipe_does_not_change_the_exit_code() {
    let fixture = Fixture::new(OLD);
    fixture.folder.write("new.sql", NEW);
    let (url, scratch) = (fixture.database.url(), fixture.database.server().url("postgres"));
    let arguments = ["apply", "--desired", "new.sql", "--yes", "-d", &url, "--scratch", &scratch];
    let mut command = fixture.folder.command(&arguments);
    let mut child = command
        .stdout(std::process::Stdio::piped())
        .stderr(std::process::Stdio::null())
        .spawn()
        .expect("the program starts");
    drop(child.stdout.take());
    assert_eq!(child.wait().expect("it ends").code(), Some(2));
}

/// A misspelled mark is not ignored silently.
#[test]
fn unknown_marks_are_named() {
    let fixture = Fixture::new("CREATE TABLE t (a int)");
    fixture.folder.write("new.sql", "-- pgplumb: renamd from t\nCREATE TABLE tnew (a int);");
    let plan = fixture.run(&["plan", "--desired", "new.sql"]).expect(0);
    assert!(plan.stderr.contains("`-- pgplumb: renamd from t`: there is no such mark"), "{}", plan.stderr);
    assert!(plan.stdout.contains("\napply needs --allow drop-table:public.t\n"), "{}", plan.stdout);
}

/// What follows from another change is below it; a lost guarantee is a warning, and a change that
/// cannot fail is none.
#[test]
fn a_plan_tells_what_matters_once() {
    let fixture = Fixture::new(
        "CREATE TABLE users (id serial PRIMARY KEY, name text NOT NULL UNIQUE, code varchar(9));
         CREATE UNIQUE INDEX users_code ON users (code);
         CREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END';
         CREATE TRIGGER stamped BEFORE INSERT ON users FOR EACH ROW EXECUTE FUNCTION f();
         CREATE TABLE teams (id int PRIMARY KEY, owner name);
         CREATE TYPE address AS (zip int);
         INSERT INTO users (name) VALUES ('a'), ('b')",
    );
    fixture.folder.write(
        "new.sql",
        "-- pgplumb: renamed from users
         CREATE TABLE accounts (id serial PRIMARY KEY, name text NOT NULL UNIQUE, code varchar(5) NOT NULL,
           team int REFERENCES teams, mail text UNIQUE, number bigserial);
         CREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END';
         CREATE TABLE teams (id int PRIMARY KEY, owner name);
         ALTER TABLE teams ENABLE ROW LEVEL SECURITY;
         CREATE POLICY own ON teams USING (owner = current_user);
         CREATE TYPE address AS (zip bigint);",
    );
    let plan = fixture.run(&["plan", "--desired", "new.sql"]).expect(0).stdout;
    for line in [
        "~ table public.accounts  renamed from users\n",
        "    ~ constraint public.accounts.accounts_pkey  renamed from users_pkey\n",
        "    ~ sequence public.accounts_id_seq  renamed from users_id_seq\n",
        "+ column public.accounts.number  bigint not null default nextval(",
        "+ constraint public.accounts.accounts_mail_key  unique (mail)\n",
        "    ⚠ values may change: trailing spaces beyond the new length are cut off\n",
        "      SELECT * FROM public.users WHERE code IS NULL\n",
        "    ⚠ duplicate values become possible; code that relies on the index fails, such as ON CONFLICT\n",
        "    ⚠ its function no longer runs\n",
        "~ attribute public.address.zip  integer → bigint\n",
        "+ policy public.teams.own  for all using (owner = CURRENT_USER)\n    ⚠ changes results\n",
    ] {
        assert!(plan.contains(line), "{line}: {plan}");
    }
    for unwanted in
        ["public.users against", "sequence public.accounts_number_seq", "loosens security", "may fail"]
    {
        assert!(!plan.contains(unwanted), "{unwanted}: {plan}");
    }
    let steps = fixture.run(&["plan", "--desired", "new.sql", "-v"]).expect(0).stdout;
    assert!(steps.contains("  transaction of ") && steps.contains("  end of the transaction\n"), "{steps}");
}

/// Identical changes are folded, and names without a schema mean the only object of that name.
#[test]
fn many_identical_changes_are_folded() {
    let tables: String = (0..9).map(|n| format!("CREATE TABLE t{n} (a int);\n")).collect();
    let comments: String = (0..9).map(|n| format!("COMMENT ON TABLE t{n} IS 'x';\n")).collect();
    let fixture = Fixture::new(&tables);
    fixture.folder.write("new.sql", &format!("CREATE DATABASE other;\n\\connect other\n{tables}{comments}"));
    let plan = fixture.run(&["plan", "--desired", "new.sql"]).expect(0);
    assert!(
        plan.stdout.contains("  … and 7 more tables with the same change (-v shows them)\n"),
        "{}",
        plan.stdout
    );
    for ignored in ["new.sql:1: CREATE DATABASE is not planned", "new.sql:2: \\connect is not planned"] {
        assert!(plan.stderr.contains(ignored), "{}", plan.stderr);
    }
    let all = fixture.run(&["plan", "--desired", "new.sql", "-v"]).expect(0).stdout;
    assert!(all.contains("~ table public.t8  comment added: x\n"), "{all}");
    let one = fixture.run(&["plan", "--desired", "new.sql", "--only", "t3"]).expect(0).stdout;
    assert!(one.starts_with("~ table public.t3 ") && one.contains("skipped (--only): 8 changes"), "{one}");
    let none = fixture.run(&["plan", "--desired", "new.sql", "--only", "tt3"]).expect(2);
    assert!(none.stderr.contains("did you mean `table:public.t3`"), "{}", none.stderr);
    let apply = ["apply", "--desired", "new.sql", "--yes", "--allow", "table:nothing"];
    let refused = fixture.run(&apply).expect(2);
    assert!(refused.stderr.contains("--allow table:nothing matches no step"), "{}", refused.stderr);
    fixture.run(&[&apply[..4], &["--allow", "table:t3"]].concat()).expect(0);
}
