//! Typed Python, by the program: written, compared, brought in step.

use super::program::Folder;
use super::small_database;

const ENUMS: &str =
    "from enum import Enum\n\n\nclass State(str, Enum):\n    OPEN = \"open\"\n    GONE = \"gone\"\n";
const ENTITIES: &str = "from typing import TypedDict\n\n\nclass Customer(TypedDict):\n    id: int\n    name: str\n\n\nclass Order(TypedDict):\n    id: str\n    customer_id: int\n    total: float\n";

#[test]
fn a_teams_own_files_are_compared_and_brought_in_step() {
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
        "schemas/database/entities.py:10: [HIGH] table app.orders: column id: type str in Order, integer in the database",
        "schemas/database/entities.py:12: [HIGH] table app.orders: column total: may be null in the database, and not in Order",
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

#[test]
fn the_whole_file_is_written_and_checked() {
    let (database, folder) = (small_database(), Folder::new());
    let url = database.url();
    folder.run(&["export", "python", "-d", &url]).expect(0);
    let text = folder.read("docs/database_types.py");
    assert!(text.contains("class AppCustomer(TypedDict):\n    id: int\n    name: str\n"), "{text}");
    folder.run(&["export", "python", "-d", &url, "--check"]).expect(0);
    folder.write("pgplumb.toml", "[export.python]\nstyle = \"pydantic\"\ndriver = \"asyncpg\"\n");
    folder.run(&["export", "python", "-d", &url, "--check"]).expect(1);
}

/// Code is drift like any other, in whatever says so.
#[test]
fn every_command_that_reports_tells_of_code() {
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
    assert!(unset.stderr.contains("names no files to compare"), "{}", unset.stderr);
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
    // What is not looked at is not missing either.
    folder.write(
        "schemas/other.py",
        "class Hidden(Base):\n    __tablename__ = 'orders'\n    __table_args__ = {'schema': 'app'}\n",
    );
    run(&["diff", "python:schemas/other.py", "--exit-code", "--exclude", "app"], 0);
}

#[test]
fn broken_python_is_told_of_and_the_rest_compared() {
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
        "schemas/latin.py:2 cannot be read: it is not UTF-8",
        "schemas/a.py:4: A inherits from itself: A, B, A",
        "gone.py cannot be read: ",
    ] {
        assert!(found.stdout.contains(line), "{line}\n{}{}", found.stdout, found.stderr);
    }
}
