//! The first error that users see after a common mistake: the cause in their terms, and one way out.

use pgplumb_testkit::{Server, newest};

use super::program::Folder;

/// A mistake: the arguments, what the error says, and what its help says. `DB` stands for the URL of
/// a database.
const MISTAKES: &[(&str, &str, &str)] = &[
    ("export", "no database specified", "DATABASE_URL"),
    ("export -d postgres://postgres@127.0.0.1:1/x", "nothing listens at 127.0.0.1:1", "pgplumb doctor"),
    ("export -d mysql://a@b/c", "supports only PostgreSQL", "-d"),
    ("export jsn -d DB", "invalid value 'jsn'", "pgplumb export --help"),
    ("exprot", "unrecognized subcommand 'exprot'", "'export'"),
    ("export --nosuch", "unexpected argument '--nosuch'", "'--no-cache'"),
    ("export json -o folder -d DB", "folder cannot be written: it is a directory", "name a file"),
    ("export json -o file/x.json -d DB", "file/x.json cannot be written: not a directory", "name a file"),
    ("export --source good.sql -d DB", "cannot be used with", "pgplumb export --help"),
    ("export --row-count-budget soon -d DB", "the unit must be ms, s, min or h", "pgplumb export --help"),
    ("export --format yaml -d DB", "possible values: text, json", "pgplumb export --help"),
    ("export json --table x -d DB", "apply only to the output tables", "pgplumb export tables"),
    ("-q -v export", "'--quiet' cannot be used with '--verbose'", "pgplumb export --help"),
    ("plan -d DB", "no desired state was specified", "[apply] desired"),
    ("plan --desired odd.json -d DB", "odd.json: not a schema map", "pgplumb export json"),
    ("plan --desired good.sql --only nosuch.x -d DB", "no object matches `nosuch.x`", "--allow-empty"),
    ("plan --desired good.sql --schema pubic -d DB", "no object matches `pubic`", "did you mean `public`?"),
    ("plan --desired good.sql --rename a -d DB", "write OLD=NEW", "pgplumb plan --help"),
    ("plan --desired good.sql --allow x -d DB", "unexpected argument '--allow'", "'--allow-empty'"),
    ("plan --desired good.sql --env x", "there is no [env.x]", "[env.x]"),
    ("plan --desired good.sql -o - -d DB", "-o requires a file name", "--format json"),
    ("apply good.sql -d DB", "good.sql: not a plan", "--desired good.sql"),
    ("apply plan.json --desired good.sql -d DB", "'[PLAN]' cannot be used with", "pgplumb apply --help"),
    ("apply --desired good.sql --allow nonsense -d DB", "names no kind of object", "pgplumb apply --help"),
    ("apply --desired good.sql --source x -d DB", "cannot be used with", "pgplumb apply --help"),
    ("diff a b c", "unexpected value 'c'", "pgplumb diff --help"),
    ("diff good.sql -c typo.toml -d DB", "unknown key `exprot`", "did you mean `export`?"),
    ("check -d DB", "nothing to check", "pgplumb export"),
    ("check --fail-on severe -d DB", "use critical, high, medium or low", "pgplumb check --help"),
    ("check --offline", "nothing to check", "pgplumb export"),
    ("show nosuch -d DB", "`nosuch` does not exist", "pgplumb list all"),
    ("show custmer -d DB", "`custmer` does not exist", "table:public.customer"),
    ("list nosuch", "the kinds are", "pgplumb list --help"),
    ("list tabel", "did you mean tables?", "pgplumb list --help"),
    ("list --format sarif", "does not support --format sarif", "its formats are text, json"),
    ("dump --table nosuch -d DB", "no object matches `nosuch`", "--allow-empty"),
    ("verify", "no migrations specified", "pgplumb verify --migrations"),
    ("verify --migrations folder", "no committed schema specified", "--update"),
    ("init", "no terminal to ask on", "--yes"),
    (
        "init --remove --desired x",
        "'--remove' cannot be used with '--desired <SOURCE>'",
        "pgplumb init --help",
    ),
    ("completions nosuch", "invalid value 'nosuch'", "pgplumb completions --help"),
];

#[test]
fn common_mistakes_are_explained() {
    let database = Server::shared(newest().major).create_database();
    database.psql("CREATE TABLE customer (id int)");
    let folder = Folder::new();
    for (name, text) in [
        ("good.sql", "CREATE TABLE t (a int);"),
        ("zero.sql", "-- nothing\n"),
        ("odd.json", "{\"a\": 1}"),
        ("typo.toml", "[exprot]\ndir = \"x\"\n"),
        ("file", ""),
        ("folder/1_first.sql", "CREATE TABLE t (a int);"),
    ] {
        folder.write(name, text);
    }
    let mut wrong = Vec::new();
    for (mistake, error, help) in MISTAKES {
        let arguments: Vec<String> =
            mistake.split(' ').map(|word| word.replace("DB", &database.url())).collect();
        let run = folder.run(&arguments).expect(2);
        let text = &run.stderr;
        let errors = text.lines().filter(|line| line.starts_with("error: ")).count();
        let helps: Vec<&str> = text.split("help: ").skip(1).collect();
        let is_explained = errors == 1
            && text.contains(error)
            && helps.iter().any(|line| line.contains(help))
            && helps.len() <= 2
            && ["os error", "For more information", "tip:", "Usage:", "/tmp/"]
                .iter()
                .all(|it| !text.contains(it));
        if !is_explained {
            wrong.push(format!("{mistake}\n{text}"));
        }
    }
    assert!(wrong.is_empty(), "{} mistakes:\n{}", wrong.len(), wrong.join("\n"));
}
