//! Names, comments and definitions of a hostile database stay text in everything that pgplumb
//! writes. Each output is loaded into the program that it is made for, and what the text would do
//! there is looked for: a file, a dropped table, an element of markup, a line of its own.

use std::fs;
use std::path::Path;
use std::process::Command;

use pgplumb_testkit::{Database, Server, for_majors, mermaid, require};

use super::program::{Folder, Run};

/// Texts that would act in SQL, psql, a shell, Python, markup, a workflow's log or a terminal.
const TEXTS: &[&str] = &[
    "cr\rDROP TABLE canary; --",
    "lf\nDROP TABLE canary; --",
    "crlf\r\n\\! touch RAN",
    "ff\u{c}vt\u{b}nel\u{85}",
    "ls\u{2028}DROP TABLE canary;ps\u{2029}--",
    "end */ DROP TABLE canary; /* ",
    "q'; DROP TABLE canary; --",
    "i\"; DROP TABLE canary; --",
    "d$$; DROP TABLE canary; $$",
    "d$_$; DROP TABLE canary; $_$",
    "back\\\\'; DROP TABLE canary; --",
    "m\n\\copy (SELECT 1) TO RAN",
    "g \\gexec \\! touch RAN",
    "`touch RAN` $(touch RAN)",
    "p\"\"\"\nopen('RAN', 'w')\n\"\"\"",
    "p'''\nopen('RAN', 'w')\n'''",
    "n # type: ignore\nopen('RAN', 'w')",
    "f{open('RAN', 'w')} {{7*7}} %(x)s ${you} :me",
    "<script>alert(1)</script><img src=x onerror=alert(1)>",
    "--> <script>alert(1)</script> ]]> <![CDATA[",
    "a\" onload=\"alert(1)&lt;&#x3C;",
    "md](javascript:alert(1)) ![x](x) | ``` ~~~",
    "x\n::error::injected",
    "x%0A::warning file=a::injected",
    "x\n::set-output name=a::b",
    "e\u{1b}[2J\u{1b}]0;title\u{7}\u{9b}31m",
    "bidi\u{202e}txet\u{2066}\u{200b}\u{feff}",
    "../../RAN",
    "/tmp/RAN",
    "-rf",
    "CON.txt",
    "x\n-- +goose StatementEnd\n-- migrate:down\nDROP TABLE canary;",
    "x\n\"] end\nclick a call alert(1)",
    "%%{init: {}}%%",
];

/// The longest name that PostgreSQL keeps, in bytes.
const LONGEST: usize = 63;

fn ident(text: &str) -> String {
    let mut end = text.len().min(LONGEST);
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    format!("\"{}\"", text[..end].replace('"', "\"\""))
}

fn literal(text: &str) -> String {
    format!("E'{}'", text.replace('\\', "\\\\").replace('\'', "''"))
}

/// A schema in which every text is a name, a comment, a default, a label, a constant in a
/// definition.
fn hostile_schema() -> String {
    let mut sql =
        String::from("CREATE SCHEMA app;\nCREATE TABLE app.base (id int PRIMARY KEY, note text);\n");
    let labels: Vec<String> =
        TEXTS.iter().filter(|text| text.len() <= LONGEST).map(|text| literal(text)).collect();
    sql += &format!("CREATE TYPE app.label AS ENUM ({});\n", labels.join(", "));
    for (number, text) in TEXTS.iter().enumerate() {
        let (name, value) = (ident(text), literal(text));
        let unique = ident(&format!("{number}{text}"));
        sql += &format!(
            "CREATE TABLE app.{name} (id int PRIMARY KEY, {name} text DEFAULT {value}, base int,
                CONSTRAINT {unique} CHECK ({name} <> {value}));
            ALTER TABLE app.{name} ADD FOREIGN KEY (base) REFERENCES app.base;
            COMMENT ON TABLE app.{name} IS {value};
            COMMENT ON COLUMN app.{name}.{name} IS {value};
            COMMENT ON CONSTRAINT {unique} ON app.{name} IS {value};
            CREATE INDEX {index} ON app.{name} ({name}) WHERE {name} <> {value};
            COMMENT ON INDEX app.{index} IS {value};
            CREATE POLICY {name} ON app.{name} USING ({name} = {value});
            COMMENT ON POLICY {name} ON app.{name} IS {value};
            CREATE VIEW app.{view} AS SELECT {name}, {value}::text AS constant FROM app.{name};
            COMMENT ON VIEW app.{view} IS {value};
            CREATE FUNCTION app.{name}({name} text DEFAULT {value}) RETURNS text LANGUAGE sql AS {body};
            COMMENT ON FUNCTION app.{name} IS {value};
            CREATE DOMAIN app.{domain} AS text DEFAULT {value} CONSTRAINT {name} CHECK (VALUE <> {value});
            CREATE SEQUENCE app.{sequence};
            COMMENT ON SEQUENCE app.{sequence} IS {value};
            CREATE SCHEMA {schema};
            COMMENT ON SCHEMA {schema} IS {value};
            CREATE TABLE {schema}.{name} ({name} app.label DEFAULT (enum_range(NULL::app.label))[1]);\n",
            index = ident(&format!("i{number}{text}")),
            view = ident(&format!("v{number}{text}")),
            domain = ident(&format!("d{number}{text}")),
            sequence = ident(&format!("s{number}{text}")),
            schema = ident(&format!("n{number}{text}")),
            body =
                literal(&format!("SELECT {value}::text /* {} */", text.replace("*/", "").replace("/*", ""))),
        );
    }
    sql
}

/// A hostile database, and a folder in which pgplumb runs.
struct Attack {
    database: Database,
    folder: Folder,
}

impl Attack {
    fn new(major: u32) -> Self {
        let database = Server::shared(major).create_database();
        database.psql(&hostile_schema());
        Self { database, folder: Folder::new() }
    }

    fn run(&self, arguments: &[&str]) -> Run {
        let scratch = self.database.server().url("postgres");
        self.folder.run(&[arguments, &["--scratch", &scratch]].concat())
    }

    /// Loads a file with psql, in the folder, into a database with a table that the texts drop.
    fn psql(&self, file: &Path) -> Database {
        let copy = self.database.server().create_database();
        copy.psql("CREATE TABLE public.canary ()");
        let loaded = copy.psql_file(file);
        assert!(loaded.is_ok(), "{}: {loaded:?}", file.display());
        assert_eq!(copy.query("SELECT to_regclass('public.canary') IS NOT NULL"), [["t"]]);
        copy.psql("DROP TABLE public.canary");
        copy
    }

    /// No text created the file `RAN`, wherever the texts name it.
    fn assert_nothing_ran(&self) {
        let mut paths = vec![self.folder.path("RAN"), self.folder.path("docs/RAN"), "/tmp/RAN".into()];
        paths.extend([self.folder.path("../RAN"), self.folder.path("../../RAN"), "RAN".into()]);
        for path in paths {
            assert!(!path.exists(), "{} was created", path.display());
        }
        let foreign: Vec<_> =
            self.folder.state().into_iter().filter(|(path, ..)| path.ends_with("RAN")).collect();
        assert!(foreign.is_empty(), "{foreign:?}");
    }
}

#[test]
fn sql_runs_only_what_it_is_made_for() {
    for_majors(&[14, 19], |installation| {
        let attack = Attack::new(installation.major);
        let url = attack.database.url();
        attack.run(&["export", "tables", "sql", "-d", &url]).expect(0);
        let whole = attack.folder.path("docs/schema.sql");
        let copy = attack.psql(&whole);
        assert_eq!(pgplumb_testkit::copy_differs(&attack.database, &copy), None);
        let dump = attack.run(&["dump", "-d", &url]).expect(0).stdout;
        attack.folder.write("dump.sql", &dump);
        attack.psql(&attack.folder.path("dump.sql"));
        attack.folder.write("empty.sql", "");
        let plan = ["plan", "--desired", "dump.sql", "--source", "empty.sql", "--format", "sql"];
        attack.folder.write("plan.sql", &attack.run(&plan).expect(0).stdout);
        attack.psql(&attack.folder.path("plan.sql"));
        attack.assert_nothing_ran();
    });
}

#[test]
fn migrations_run_only_what_they_are_made_for() {
    let attack = Attack::new(pgplumb_testkit::newest().major);
    let dump = attack.run(&["dump", "-d", &attack.database.url()]).expect(0).stdout;
    attack.folder.write("desired.sql", &dump);
    let empty = attack.database.server().create_database();
    for layout in ["plain", "sqlx", "prisma", "flyway", "golang-migrate", "supabase", "alembic"] {
        let url = empty.url();
        let run = attack.run(&[
            "plan",
            "--desired",
            "desired.sql",
            "-d",
            &url,
            "--write-migration",
            layout,
            "--name",
            "all",
            "--migration-format",
            layout,
        ]);
        // A layout that cannot hold a statement writes nothing.
        if run.code == Some(2) {
            assert!(!attack.folder.path(layout).exists(), "{layout}: {}", run.stderr);
            continue;
        }
        let run = run.expect(0);
        let written = files_below(&attack.folder.path(layout));
        assert!(!written.is_empty(), "{layout}: {}", run.stderr);
        for file in written {
            let name = file.to_string_lossy().into_owned();
            if name.ends_with(".py") {
                assert_python(&attack, &file, "compile(open(sys.argv[1]).read(), sys.argv[1], 'exec')");
            } else if name.ends_with(".sql") && !name.contains("down") && !name.contains("/U1__") {
                attack.psql(&file);
            }
        }
    }
    attack.assert_nothing_ran();
}

#[test]
fn documents_contain_no_markup_of_the_database() {
    let attack = Attack::new(pgplumb_testkit::newest().major);
    let url = attack.database.url();
    attack.run(&["export", "json", "markdown", "mermaid", "-d", &url]).expect(0);
    let map: serde_json::Value =
        serde_json::from_str(&attack.folder.read("docs/schema_map.json")).expect("JSON");
    assert_eq!(map["schemas"]["app"]["tables"].as_object().expect("tables").len(), TEXTS.len() + 1);
    let markdown = attack.folder.read("docs/SCHEMA_REFERENCE.md");
    let diagram = attack.folder.read("docs/SCHEMA_DIAGRAM.md");
    for text in [&markdown, &diagram] {
        assert_no_active_markup(&without_plain_text(text));
        assert!(!text.chars().any(is_unsafe), "a control character");
    }
    if mermaid::available() {
        let diagrams: Vec<(&str, &str)> = diagram
            .split("```mermaid\n")
            .skip(1)
            .filter_map(|rest| rest.split("\n```").next())
            .map(|diagram| ("diagram", diagram))
            .collect();
        assert!(!diagrams.is_empty());
        mermaid::assert_parse(&diagrams);
    }
}

#[test]
fn reports_stay_within_their_format() {
    let attack = Attack::new(pgplumb_testkit::newest().major);
    let url = attack.database.url();
    attack.folder.write("empty.sql", "");
    let report = |format: &str| {
        attack
            .run(&["diff", "empty.sql", "--allow-empty", "-d", &url, "--format", format, "--color", "always"])
            .expect(0)
            .stdout
    };
    let json: serde_json::Value = serde_json::from_str(&report("json")).expect("JSON");
    let changes = json["counts"]["total"].as_u64().expect("a number");
    assert!(changes > TEXTS.len() as u64, "{changes}");
    serde_json::from_str::<serde_json::Value>(&report("sarif")).expect("SARIF is JSON");
    serde_json::from_str::<serde_json::Value>(&report("gitlab")).expect("a GitLab report is JSON");
    for line in report("github").lines().filter(|line| line.starts_with("::")) {
        let known = ["::error ", "::warning ", "::notice ", "::group::", "::endgroup::"];
        assert!(known.iter().any(|command| line.starts_with(command)), "{line}");
    }
    let html = report("html");
    for active in ["<script", "<img"] {
        assert!(!html.contains(active), "{active}");
    }
    assert!(!html.contains("\" onload=\""), "an attribute");
    for document in [html, report("markdown"), report("text").replace("\u{1b}[", "")] {
        let found: Vec<char> = document.chars().filter(|c| is_unsafe(*c)).collect();
        assert!(found.is_empty(), "{found:?}");
    }
    attack.folder.write("report.xml", &report("junit"));
    let file = attack.folder.path("report.xml");
    assert_python(&attack, &file, "__import__('xml.dom.minidom').dom.minidom.parse(sys.argv[1])");
    attack.assert_nothing_ran();
}

#[test]
fn python_files_only_define_classes() {
    let attack = Attack::new(pgplumb_testkit::newest().major);
    for style in ["typeddict", "dataclass", "pydantic", "sqlalchemy"] {
        attack.folder.write("pgplumb.toml", &format!("[export.python]\nstyle = \"{style}\"\n"));
        attack.run(&["export", "python", "-d", &attack.database.url()]).expect(0);
        let file = attack.folder.path("docs/database_types.py");
        assert_python(&attack, &file, "compile(open(sys.argv[1]).read(), sys.argv[1], 'exec')");
        if matches!(style, "typeddict" | "dataclass") {
            // These need nothing but the standard library.
            assert_python(&attack, &file, "__import__('runpy').run_path(sys.argv[1])");
        }
    }
    attack.assert_nothing_ran();
}

#[test]
fn the_terminal_shows_names_without_control_characters() {
    let attack = Attack::new(pgplumb_testkit::newest().major);
    let url = attack.database.url();
    attack.folder.write("empty.sql", "");
    let shown: [&[&str]; 6] = [
        &["list", "-d", &url],
        &["list", "function", "-d", &url],
        &["show", "app.base", "-d", &url],
        &["plan", "--desired", "empty.sql", "-d", &url],
        &["check", "-d", &url],
        &["export", "tables", "-d", &url],
    ];
    for arguments in shown {
        let run = attack.run(arguments);
        let found: Vec<char> = (run.stdout.clone() + &run.stderr).chars().filter(|c| is_unsafe(*c)).collect();
        assert!(found.is_empty(), "{arguments:?}: {found:?}");
    }
    attack.assert_nothing_ran();
}

/// Characters that move the cursor, end a line, or change the order of what is shown.
fn is_unsafe(c: char) -> bool {
    let is_direction = matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    (c.is_control() && c != '\n' && c != '\t') || is_direction || matches!(c, '\u{2028}' | '\u{2029}')
}

/// Markup of the texts is not markup in the document.
fn assert_no_active_markup(document: &str) {
    for active in ["<script", "<img", "](javascript:", "![x](x)"] {
        let position = document.find(active);
        assert!(position.is_none(), "{active}: {:?}", position.map(|at| excerpt(document, at)));
    }
}

/// Markdown without its code, and without characters after a backslash: both are plain text.
fn without_plain_text(markdown: &str) -> String {
    let mut rest = markdown;
    let mut kept = String::new();
    while let Some(at) = rest.find(['`', '\\']) {
        kept.push_str(&rest[..at]);
        rest = &rest[at..];
        if let Some(escaped) = rest.strip_prefix('\\') {
            rest = escaped.get(escaped.chars().next().map_or(0, char::len_utf8)..).unwrap_or_default();
            continue;
        }
        let length = rest.len() - rest.trim_start_matches('`').len();
        let (fence, after) = rest.split_at(length);
        // The code ends at the next run of as many backticks.
        let mut from = 0;
        let end = loop {
            let Some(found) = after[from..].find(fence).map(|found| from + found) else { break None };
            let run = after[found..].len() - after[found..].trim_start_matches('`').len();
            if run == length {
                break Some(found);
            }
            from = found + run;
        };
        rest = end.map_or(after, |end| &after[end + length..]);
    }
    kept + rest
}

fn excerpt(text: &str, at: usize) -> &str {
    let before = (0..=at.saturating_sub(80)).rev().find(|at| text.is_char_boundary(*at)).unwrap_or(0);
    let after = (at + 80..text.len()).find(|at| text.is_char_boundary(*at)).unwrap_or(text.len());
    &text[before..after]
}

/// Runs an expression of Python with the file as its argument, in the folder.
fn assert_python(attack: &Attack, file: &Path, expression: &str) {
    let python = Command::new("python3")
        .args(["-c", &format!("import sys; {expression}")])
        .arg(file)
        .current_dir(attack.folder.path("."))
        .output();
    if !require("python3", python.is_ok()) {
        return;
    }
    let output = python.expect("Python");
    assert!(output.status.success(), "{}: {}", file.display(), String::from_utf8_lossy(&output.stderr));
}

fn files_below(folder: &Path) -> Vec<std::path::PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let path = entry.path();
        if path.is_dir() { found.extend(files_below(&path)) } else { found.push(path) }
    }
    found
}
