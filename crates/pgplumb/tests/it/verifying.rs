//! `pgplumb verify`: whether migrations create the schema in a file.

use pgplumb_testkit::newest;

use super::program::Folder;

fn project() -> Folder {
    let folder = Folder::new().with_postgres();
    folder.write("m/001_users.sql", "CREATE TABLE users (id int PRIMARY KEY, email text NOT NULL);\n");
    folder.write(
        "m/002_orders.sql",
        "CREATE TABLE orders (id int PRIMARY KEY, user_id int REFERENCES users);\nALTER TABLE users ADD nickname text;\n",
    );
    folder.write(
        "m/003_email.sql",
        "ALTER TABLE users ALTER email TYPE varchar(80);\nCREATE VIEW names AS SELECT id, nickname FROM users;\n",
    );
    folder
}

const VERIFY: [&str; 5] = ["verify", "--migrations", "m", "--expect", "schema.sql"];

#[test]
fn expected_file_is_created_and_verified() {
    let folder = project();
    let run = folder.run(&VERIFY).expect(2);
    assert!(
        run.stderr.contains("schema.sql does not exist") && run.stderr.contains("--update"),
        "{}",
        run.stderr
    );
    let update = [&VERIFY[..], &["--update"]].concat();
    assert!(folder.run(&update).expect(0).stderr.contains("written    schema.sql"));
    let run = folder.run(&VERIFY).expect(0);
    assert_eq!(run.stdout, "schema.sql → migrations:m: in sync\n");
    let before = folder.state();
    assert!(folder.run(&update).expect(0).stderr.contains("unchanged  schema.sql"));
    assert_eq!(before, folder.state());
    // The file equals the output of `dump`.
    let dumped = folder.run(&["dump", "--source", "migrations:m"]).expect(0).stdout;
    let lines = |text: &str| -> Vec<String> {
        text.lines().filter(|line| !line.starts_with("-- Dumped")).map(str::to_owned).collect()
    };
    assert_eq!(lines(&dumped), lines(&folder.read("schema.sql")));
    // The settings can name the files, and other kinds of files work too.
    folder.run(&["export", "json", "tables", "-q", "--source", "schema.sql"]).expect(0);
    for expect in ["docs/schema_map.json", "docs/schemas", "schema.sql"] {
        folder.write("pgplumb.toml", &format!("[verify]\nmigrations = \"m\"\nexpect = \"{expect}\"\n"));
        folder.run(&["verify"]).expect(0);
        folder.write("sub/x", "");
        let mut below = folder.command(&["verify"]);
        let output = below.current_dir(folder.path("sub")).output().expect("it starts");
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    }
    // Each kind of file is updated in its own form.
    folder.write("m/004_items.sql", "CREATE TABLE items (id int);\n");
    for expect in ["docs/schema_map.json", "docs/schemas", "schema.sql"] {
        let verify = ["verify", "--migrations", "m", "--expect", expect];
        folder.run(&verify).expect(1);
        folder.run(&[&verify[..], &["--update"]].concat()).expect(0);
        folder.run(&verify).expect(0);
    }
    assert!(folder.read("docs/schema_map.json").starts_with('{'));
    assert!(folder.read("docs/schemas/items.sql").contains("CREATE TABLE public.items"));
}

#[test]
fn differences_name_the_migration_that_caused_them() {
    let folder = project();
    folder.write(
        "schema.sql",
        "CREATE TABLE users (id int PRIMARY KEY, email text NOT NULL);
         CREATE TABLE orders (id int PRIMARY KEY, user_id int);
         CREATE VIEW names AS SELECT id FROM users;
         CREATE TABLE extra (a int);",
    );
    let run = folder.run(&VERIFY).expect(1);
    assert_eq!(
        run.stdout,
        "[CRITICAL] table extra: removed (1 column); no migration changes it\n\
         m/003_email.sql: [CRITICAL] table users: column email: type: text → character varying(80)\n\
         m/002_orders.sql: [MEDIUM] table users: columns added: nickname text\n\
         m/002_orders.sql: [MEDIUM] table orders: constraints added: orders_user_id_fkey foreign key (user_id) to public.users (id)\n\
         m/003_email.sql: [MEDIUM] view names: definition changed\n    @@ -1,2 +1,3 @@\n    - SELECT id\n    + SELECT id,\n    +    nickname\n        \
         FROM public.users\n\
         m/003_email.sql: [MEDIUM] view names: columns added: nickname text\n\
         6 differences (2 critical, 4 medium)\n\
         note: the file named before a difference is the migration that introduced it\n"
    );
    folder.run(&[&VERIFY[..], &["--fail-on", "critical", "--ignore", "table:*"]].concat()).expect(0);
    let json = folder.run(&[&VERIFY[..], &["--format", "json"]].concat()).expect(1).json();
    assert_eq!(json["sections"][0]["location"]["file"], "schema.sql");
    let files: Vec<&str> = json["sections"][0]["findings"]
        .as_array()
        .expect("findings")
        .iter()
        .filter_map(|finding| finding["location"]["file"].as_str())
        .collect();
    assert_eq!(files.iter().filter(|file| **file == "m/003_email.sql").count(), 3, "{json:#}");
}

#[test]
fn failed_migration_is_reported_with_its_line() {
    let folder = project();
    folder.write("m/004_bad.sql", "CREATE TABLE fine (a int);\n\nALTER TABLE nope ADD x int;\n");
    folder.write("schema.sql", "");
    let run = folder.run(&VERIFY).expect(2);
    assert!(run.stderr.contains("m/004_bad.sql:3: ALTER TABLE nope ADD x int"), "{}", run.stderr);
    assert!(run.stderr.contains("relation \"nope\" does not exist"), "{}", run.stderr);
}

#[test]
fn migrations_that_the_tool_would_refuse_are_not_in_sync() {
    for (migration, fails) in [
        ("DROP TABLE nope;", "m/004_bad.sql:1: DROP TABLE nope\n"),
        ("ALTER TABLE users DROP COLUMN nope;", "m/004_bad.sql:1: ALTER TABLE users DROP COLUMN nope\n"),
        (
            "CREATE VIEW v AS TABLE later;\nCREATE TABLE later ();",
            "m/004_bad.sql:1:24: CREATE VIEW v AS TABLE later",
        ),
    ] {
        let folder = project();
        folder.run(&[&VERIFY[..], &["--update"]].concat()).expect(0);
        folder.write("m/004_bad.sql", migration);
        for command in
            [&VERIFY[..], &["diff", "migrations:m", "schema.sql"], &["dump", "--source", "migrations:m"]]
        {
            let run = folder.run(command).expect(2);
            for part in [fails, "does not exist", "a migration tool stops at this statement"] {
                assert!(run.stderr.contains(part), "{command:?}: {part}\n{}", run.stderr);
            }
        }
        let run = folder.run(&[&VERIFY[..], &["--update"]].concat()).expect(2);
        assert!(run.stderr.contains(fails) && !folder.read("schema.sql").contains("later"), "{}", run.stderr);
    }
}

#[test]
fn dropping_what_no_statement_creates_is_an_error() {
    let folder = Folder::new().with_postgres();
    folder.write("a.sql", "CREATE TABLE a (x int);");
    folder.write("b.sql", "CREATE TABLE a (x int);\nALTER TABLE a DROP COLUMN typo;");
    for command in [
        &["diff", "a.sql", "b.sql"][..],
        &["dump", "--source", "b.sql", "-o", "out.sql"],
        &["export", "json", "--source", "b.sql"],
    ] {
        let run = folder.run(command).expect(2);
        for part in ["b.sql:2: ALTER TABLE a DROP COLUMN typo", "does not exist", "write IF EXISTS"] {
            assert!(run.stderr.contains(part), "{command:?}: {part}\n{}", run.stderr);
        }
    }
    assert!(!folder.path("out.sql").exists() && !folder.path("docs").exists());
}

#[test]
fn any_migrator_will_do() {
    let folder = project();
    let psql = newest().client("psql").display().to_string();
    let command = format!("for f in m/*.sql; do {psql} -qX -v ON_ERROR_STOP=1 -f $f || exit 1; done");
    let verify = ["verify", "--migrate", &command, "--expect", "schema.sql"];
    folder.run(&[&verify[..], &["--update"]].concat()).expect(0);
    folder.run(&verify).expect(0);
    folder.write("m/004_more.sql", "CREATE TABLE more (a int);");
    let run = folder.run(&verify).expect(1);
    assert_eq!(run.stdout, "[HIGH] table more: added (1 column)\n1 difference (1 high)\n");
    folder.write("m/005_bad.sql", "nonsense;");
    let run = folder.run(&verify).expect(2);
    assert!(run.stderr.contains("nonsense") && run.stderr.contains("m/005_bad.sql:1"), "{}", run.stderr);
    let run = folder.run(&["verify", "--expect", "schema.sql"]).expect(2);
    assert!(run.stderr.contains("no migrations specified"), "{}", run.stderr);
    let run = folder.run(&["verify", "--migrations", "m"]).expect(2);
    assert!(run.stderr.contains("no committed schema specified"), "{}", run.stderr);
}
