//! Typed Python: export, comparison and update.

use super::program::Folder;
use super::small_database;

const ENUMS: &str =
    "from enum import Enum\n\n\nclass State(str, Enum):\n    OPEN = \"open\"\n    GONE = \"gone\"\n";
const ENTITIES: &str = "from typing import TypedDict\n\n\nclass Customer(TypedDict):\n    id: int\n    name: str\n\n\nclass Order(TypedDict):\n    id: str\n    customer_id: int\n    total: float\n";

#[test]
fn existing_files_are_compared_and_updated() {
    let (database, folder) = (small_database(), Folder::new());
    database.psql("CREATE TYPE app.state AS ENUM ('open', 'pending', 'on_hold')");
    let url = database.url();
    folder.write("schemas/enums.py", ENUMS);
    folder.write("schemas/database/entities.py", ENTITIES);
    folder.write("pgplumb.toml", "[export.python]\ncompare = [\"schemas\"]\n");
    let found = folder.run(&["check", "-d", &url]).expect(1);
    for line in [
        "schemas/enums.py:4: [HIGH] enum app.state: labels missing in State: pending, on_hold",
        "schemas/enums.py:6: [HIGH] enum app.state: label in State, but not in the database: gone",
        "schemas/database/entities.py:10: [HIGH, breaking] table app.orders: column id: type str in Order, integer in the database",
        "schemas/database/entities.py:12: [HIGH] table app.orders: column total: nullable in the database, but not in Order",
    ] {
        assert!(found.stdout.contains(line), "{line}\n{}", found.stdout);
    }
    let ignoring = ["check", "-d", &url, "--ignore", "enum:app.state", "column:app.orders.*"];
    let ignored = folder.run(&ignoring).expect(0);
    assert!(ignored.stdout.contains("4 differences ignored"), "{}", ignored.stdout);
    folder.write("pgplumb.toml", "[export.python]\nupdate = [\"schemas\"]\n");
    folder.run(&["export", "python", "-d", &url, "--check"]).expect(1);
    assert_eq!(folder.read("schemas/enums.py"), ENUMS);
    folder.run(&["export", "python", "-d", &url]).expect(0);
    assert_eq!(
        folder.read("schemas/enums.py"),
        ENUMS.replace("GONE = \"gone\"", "PENDING = \"pending\"\n    ON_HOLD = \"on_hold\"")
    );
    folder.run(&["export", "python", "-d", &url, "--check"]).expect(0);
    folder.run(&["check", "-d", &url]).expect(0);
    folder.write("schemas/broken.py", "class (:\n");
    let broken = folder.run(&["check", "-d", &url]).expect(2);
    assert!(broken.stdout.contains("schemas/broken.py:1"), "{}{}", broken.stdout, broken.stderr);
}

/// Differences that `check` ignores are neither fixed nor reported.
#[test]
fn ignored_objects_are_not_edited() {
    let (database, folder) = (small_database(), Folder::new());
    database.psql("CREATE TYPE app.state AS ENUM ('open', 'pending', 'on_hold')");
    let url = database.url();
    let update = "[export.python]\nupdate = [\"schemas\"]\n";
    let run = |settings: &str, code: i32| {
        folder.write("schemas/enums.py", ENUMS);
        folder.write("schemas/entities.py", ENTITIES);
        folder.write("pgplumb.toml", settings);
        let output = folder.run(&["export", "python", "-d", &url]).expect(code);
        (folder.read("schemas/enums.py"), folder.read("schemas/entities.py"), output.stderr)
    };
    let mended = run(update, 0).1;
    assert!(mended.contains("id: int\n    customer_id: int\n    total: Optional[float]"), "{mended}");
    for (settings, enums, entities) in [
        ("ignore = [\"app\"]\n", ENUMS, ENTITIES.to_owned()),
        ("ignore = [\"enum:*\"]\n", ENUMS, mended.clone()),
        ("ignore = [\"enum:*\", \"table:app.orders\"]\n", ENUMS, ENTITIES.to_owned()),
        (
            "ignore = [\"enum:*\", \"column:app.orders.total\"]\n",
            ENUMS,
            ENTITIES.replace("id: str", "id: int"),
        ),
    ] {
        for settings in [format!("{settings}{update}"), format!("[compare]\n{settings}{update}")] {
            let (new_enums, new_entities, output) = run(&settings, 0);
            assert_eq!((&*new_enums, &new_entities), (enums, &entities), "{settings}{output}");
            folder.run(&["export", "python", "-d", &url, "--check"]).expect(0);
            folder.run(&["check", "-d", &url]).expect(0);
        }
    }
    let properties = "[compare]\nignore = [\"property:labels\", \"property:type\"]\n";
    let (enums, entities, _) = run(&format!("{properties}{update}"), 0);
    assert_eq!(
        (&*enums, entities),
        (ENUMS, mended.replace("id: int\n    customer", "id: str\n    customer"))
    );
    // An ignored difference that could not be fixed is not reported.
    folder.write("schemas/enums.py", &format!("{ENUMS}\n\nLAST = State.GONE\n"));
    folder.run(&["export", "python", "-d", &url]).expect(0);
    // A class of an excluded table is not reported either.
    folder.write("pgplumb.toml", &format!("exclude = [\"app\"]\n{update}"));
    let hidden =
        "class Hidden(Base):\n    __tablename__ = 'orders'\n    __table_args__ = {'schema': 'app'}\n";
    folder.write("schemas/other.py", hidden);
    folder.run(&["export", "python", "-d", &url]).expect(0);
    assert_eq!(folder.read("schemas/other.py"), hidden);
}

#[test]
fn generated_file_is_written_and_checked() {
    let (database, folder) = (small_database(), Folder::new());
    let url = database.url();
    folder.run(&["export", "python", "-d", &url]).expect(0);
    let text = folder.read("docs/database_types.py");
    assert!(text.contains("class AppCustomer(TypedDict):\n    id: int\n    name: str\n"), "{text}");
    folder.run(&["export", "python", "-d", &url, "--check"]).expect(0);
    folder.write("pgplumb.toml", "[export.python]\nstyle = \"pydantic\"\ndriver = \"asyncpg\"\n");
    folder.run(&["export", "python", "-d", &url, "--check"]).expect(1);
}

/// Every command that reports drift includes drift of code.
#[test]
fn every_report_includes_code() {
    let (database, folder) = (small_database(), Folder::new());
    database.psql("CREATE TYPE app.state AS ENUM ('open', 'pending', 'on_hold')");
    let url = database.url();
    folder.write("schemas/enums.py", ENUMS);
    let line = "schemas/enums.py:4: [HIGH] enum app.state: labels missing in State: pending, on_hold";
    let run = |arguments: &[&str], code| folder.run(&[arguments, &["-d", &url]].concat()).expect(code);

    let named = run(&["diff", "python:schemas", "--exit-code"], 1);
    assert!(named.stdout.contains(line), "{}", named.stdout);
    run(&["export", "json", "-q"], 0);
    let with_map = folder.run(&["diff", "python:schemas/enums.py", "docs/schema_map.json"]).expect(0);
    assert!(with_map.stdout.contains(line), "{}", with_map.stdout);
    let report = run(&["report", "python:schemas", "-o", "-"], 0);
    assert!(report.stdout.contains("labels missing in State"), "{}", report.stdout);

    let unset = run(&["diff", "python:"], 2);
    assert!(unset.stderr.contains("has no files to compare"), "{}", unset.stderr);
    let second = run(&["diff", "docs/schema_map.json", "python:schemas"], 2);
    assert!(second.stderr.contains("pgplumb diff python:schemas"), "{}", second.stderr);

    folder.write("pgplumb.toml", "[export.python]\ncompare = [\"schemas\"]\n");
    for arguments in [&["diff", "--exit-code"][..], &["diff", "python:", "--exit-code"], &["check"]] {
        let found = run(arguments, 1);
        assert!(found.stdout.contains(line), "{arguments:?}: {}", found.stdout);
    }
    let sarif = run(&["check", "--format", "sarif"], 1).json();
    let place = &sarif["runs"][0]["results"][0]["locations"][0]["physicalLocation"];
    assert_eq!(place["artifactLocation"]["uri"], "schemas/enums.py");
    assert_eq!(place["region"]["startLine"], 4);
    run(&["report", "-o", "drift.md"], 0);
    assert!(folder.read("drift.md").contains("schemas/enums.py:4"), "{}", folder.read("drift.md"));
    // Excluded objects are not reported as missing.
    folder.write(
        "schemas/other.py",
        "class Hidden(Base):\n    __tablename__ = 'orders'\n    __table_args__ = {'schema': 'app'}\n",
    );
    run(&["diff", "python:schemas/other.py", "--exit-code", "--exclude", "app"], 0);
}

#[test]
fn invalid_python_is_reported_and_the_rest_compared() {
    let (database, folder) = (small_database(), Folder::new());
    database.psql("CREATE TYPE app.state AS ENUM ('open', 'pending', 'on_hold')");
    folder.write("schemas/enums.py", ENUMS);
    folder.write("schemas/syntax.py", "x = 1\n\nclass (:\n");
    folder.write("schemas/a.py", "from b import B\n\n\nclass A(B):\n    id: int\n");
    folder.write("schemas/b.py", "from a import A\n\n\nclass B(A):\n    id: int\n");
    std::fs::write(folder.path("schemas/latin.py"), b"x = 1\n# caf\xe9\n").expect("a file");
    folder.write("pgplumb.toml", "[export.python]\ncompare = [\"schemas\", \"gone.py\"]\n");
    let found = folder.run(&["check", "-d", &database.url()]).expect(2);
    for line in [
        "schemas/enums.py:4: [HIGH] enum app.state: labels missing in State: pending, on_hold",
        "schemas/syntax.py:3: ",
        "schemas/latin.py:2 cannot be read: not valid UTF-8",
        "schemas/a.py:4: class A inherits from itself: A -> B -> A",
        "gone.py cannot be read: ",
    ] {
        assert!(found.stdout.contains(line), "{line}\n{}{}", found.stdout, found.stderr);
    }
}

/// A difference that needs a manual change remains a finding.
#[test]
fn differences_that_cannot_be_fixed_are_reported() {
    let (database, folder) = (small_database(), Folder::new());
    database.psql("CREATE TYPE app.state AS ENUM ('open')");
    let url = database.url();
    let enums = format!("{ENUMS}\n\nLAST = State.GONE\n");
    folder.write("schemas/enums.py", &enums);
    folder.write("pgplumb.toml", "[export.python]\nupdate = [\"schemas\"]\n");
    let left = "schemas/enums.py:6: [HIGH] enum app.state: label in State, but not in the database: gone";
    for arguments in [&["export", "python"][..], &["export", "python", "--check"]] {
        let run = folder.run(&[arguments, &["-d", &url]].concat()).expect(1);
        assert!(
            run.stderr.contains(left) && run.stderr.contains("to fix by hand"),
            "{}{}",
            run.stdout,
            run.stderr
        );
    }
    assert_eq!(folder.read("schemas/enums.py"), enums);
    assert!(folder.run(&["check", "-d", &url]).expect(1).stdout.contains(left));
    let json = folder.run(&["export", "python", "--check", "-d", &url, "--format", "json"]).expect(1).json();
    assert_eq!(json["up_to_date"], false);
}

/// Runs the commands with the settings in `docs/python.md`, in order.
#[test]
fn documented_commands_work() {
    let (database, folder) = (small_database(), Folder::new());
    let state = "AS ENUM ('active', 'pending', 'on_hold')";
    database.psql(&format!("CREATE TYPE project_status {state}; CREATE TYPE app.project_status {state}"));
    let url = database.url();
    let enums = format!(
        "\"\"\"Enums.\"\"\"\n\nfrom enum import Enum\n{}# pgplumb: enum:project_status\nclass ProjectStatus(str, Enum):\n    ACTIVE = \"active\"\n",
        "\n".repeat(9)
    );
    folder.write("schemas/enums.py", &enums);
    folder.write("schemas/database/entities.py", "from typing import TypedDict\n");
    folder.write("common/base.py", "");
    folder.run(&["export", "json", "-q", "-d", &url]).expect(0);
    let manual = std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/python.md"))
        .expect("a manual");
    let (mut settings, mut ran) = (None::<String>, 0);
    for line in manual.lines() {
        match (&mut settings, line) {
            (Some(text), "```") => {
                folder.write("pgplumb.toml", text);
                settings = None;
            }
            (Some(text), line) => {
                text.push_str(line);
                text.push('\n');
            }
            (None, "```toml") => settings = Some(String::new()),
            (None, line) => {
                let Some(command) = line.strip_prefix("    pgplumb ") else { continue };
                let command = command.split(['#', '>']).next().unwrap_or_default();
                let mut arguments: Vec<&str> = command.split_whitespace().collect();
                arguments.extend(["-d", &url]);
                let run = folder.run(&arguments);
                assert!(matches!(run.code, Some(0 | 1)), "{line}: {}{}", run.stdout, run.stderr);
                ran += 1;
                if command.trim() == "check" {
                    let output = "schemas/enums.py:14: [HIGH] enum public.project_status: labels missing in ProjectStatus: pending, on_hold";
                    assert!(manual.contains(output) && run.stdout.contains(output), "{}", run.stdout);
                }
            }
        }
    }
    assert!(ran >= 9, "{ran}");
    folder.run(&["export", "python", "--check", "-d", &url]).expect(0);
}

/// The most severe differences come first, wherever they are in the files.
#[test]
fn findings_are_sorted_by_severity() {
    let (database, folder) = (small_database(), Folder::new());
    let low = "from typing import Optional, TypedDict\n\n\nclass Customer(TypedDict):\n    id: int\n    name: Optional[str]\n";
    folder.write("models/a.py", low);
    folder.write(
        "models/b.py",
        "from typing import TypedDict\n\n\nclass Order(TypedDict):\n    total: float\n    nick: str\n",
    );
    let found = folder.run(&["diff", "python:models", "-d", &database.url()]).expect(0).stdout;
    let severities = |text: &str| {
        let words = text.lines().filter_map(|line| line.split_once(": [")?.1.split_once(']'));
        words.map(|(severity, _)| severity.to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(severities(&found).first().map(String::as_str), Some("CRITICAL"), "{found}");
    assert_eq!(severities(&found).last().map(String::as_str), Some("LOW"), "{found}");
}

/// Code that cannot be found is not in sync.
#[test]
fn missing_code_is_an_error() {
    let (database, folder) = (small_database(), Folder::new());
    let url = database.url();
    let missing = folder.run(&["diff", "python:nosuch", "-d", &url]).expect(2);
    assert!(missing.stderr.contains("python:nosuch: no such file or folder"), "{}", missing.stderr);
    folder.write("empty/notes.txt", "");
    let empty = folder.run(&["diff", "python:empty", "-d", &url]).expect(2);
    assert!(empty.stdout.contains("no Python files in empty"), "{}", empty.stdout);
    folder.write("pgplumb.toml", "[export.python]\ncompare = [\"nosuch\", \"empty\"]\n");
    let configured = folder.run(&["check", "-d", &url]).expect(2);
    assert!(!configured.stdout.contains("in sync"), "{}", configured.stdout);
}

/// Migrations, tests and virtual environments are not read, and the summary says so.
#[test]
fn folders_without_current_classes_are_left_out() {
    let (database, folder) = (small_database(), Folder::new());
    let url = database.url();
    let old = "from typing import TypedDict\n\n\nclass Customer(TypedDict):\n    gone: int\n";
    folder.write("app/models.py", ENTITIES);
    for path in ["migrations/v1.py", "tests/data.py", "scripts/load.py", "test_models.py", "conftest.py"] {
        folder.write(&format!("app/{path}"), old);
    }
    folder.write("app/other/pyvenv.cfg", "");
    folder.write("app/other/lib/customer.py", old);
    let run = |path: &str| folder.run(&["diff", &format!("python:{path}"), "-d", &url]).expect(0).stdout;
    let found = run("app");
    assert!(!found.contains("gone"), "{found}");
    let note = "note: python:app: 2 classes compared; 6 files not read in app, app/migrations, app/other, app/scripts, …; to read them, name them in the settings";
    assert!(found.contains(note), "{found}");
    let named = run("app/migrations");
    assert!(named.contains("app/migrations/v1.py:5: [CRITICAL] table app.customer: column gone"), "{named}");
}

/// Base classes and constants come from files whose own classes are not compared, and from modules
/// that the compared files import.
#[test]
fn definitions_are_read_everywhere() {
    let (database, folder) = (small_database(), Folder::new());
    database.psql("CREATE TABLE app.note (id int PRIMARY KEY, body text NOT NULL)");
    let url = database.url();
    let base = "from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column\n\nSCHEMA = \"app\"\n\n\nclass Base(DeclarativeBase):\n    __abstract__ = True\n    id: Mapped[int] = mapped_column(primary_key=True)\n\n\nclass Gone(Base):\n    __tablename__ = \"gone\"\n";
    let model = "from shop.db import SCHEMA, Base\n\n\nclass Note(Base):\n    __tablename__ = \"note\"\n    __table_args__ = {\"schema\": SCHEMA}\n";
    folder.write("pyproject.toml", "[tool.setuptools.packages.find]\nwhere = [\"code\"]\n");
    folder.write("code/shop/db.py", base);
    folder.write("code/shop/models/note.py", model);
    let expected = "code/shop/models/note.py:4: [MEDIUM] table app.note: column body: missing in Note (text)";
    for settings in
        ["compare = [\"code/shop/models\"]\n", "compare = [\"code/shop/models\"]\ndefinitions = [\"code\"]\n"]
    {
        folder.write("pgplumb.toml", &format!("[export.python]\n{settings}"));
        let found = folder.run(&["check", "-d", &url]).expect(1).stdout;
        assert!(found.contains(expected) && found.contains("1 class compared"), "{found}");
        assert!(!found.contains("Gone") && !found.contains("column id"), "{found}");
    }
}

/// A generated file in a folder that is updated or compared is an output, and never drift.
#[test]
fn generated_files_are_never_drift() {
    let (database, folder) = (small_database(), Folder::new());
    let url = database.url();
    let path = "[export.python]\npath = \"schemas/database_types.py\"\n";
    folder.write("pgplumb.toml", &format!("{path}update = [\"schemas\"]\n"));
    folder.write("schemas/__init__.py", "");
    folder.run(&["export", "python", "-d", &url]).expect(0);
    database.psql("CREATE TYPE app.mood AS ENUM ('good'); ALTER TABLE app.customer ADD mood app.mood");
    folder.run(&["export", "python", "--check", "-d", &url]).expect(1);
    let written = folder.run(&["export", "python", "-d", &url]).expect(0).stderr;
    assert_eq!(written.matches("database_types.py").count(), 1, "{written}");
    folder.run(&["export", "python", "--check", "-d", &url]).expect(0);
    folder.write("pgplumb.toml", &format!("{path}compare = [\"schemas\"]\ncomplete = true\n"));
    let found = folder.run(&["check", "-d", &url]).expect(0).stdout;
    assert!(!found.contains("mood"), "{found}");
}
