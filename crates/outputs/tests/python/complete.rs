//! Classes for new enums and tables, added in the style of the file.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use pgplumb_outputs::python::compare::{Options, compare};
use pgplumb_outputs::python::update::update;
use pgplumb_outputs::python::{Driver, PythonFile};
use pgplumb_testkit::{Server, expect_file, newest, require};

use super::common;
use super::compare::{file, lines};

/// The files with the driver whose values they hold.
const FILES: [(&str, Driver); 8] = [
    ("typed_dicts", Driver::Json),
    ("data_classes", Driver::Psycopg),
    ("pydantic_models", Driver::Psycopg),
    ("mapped", Driver::Json),
    ("flask_models", Driver::Json),
    ("sqlmodels", Driver::Json),
    ("structs", Driver::Psycopg),
    ("enums_only", Driver::Json),
];

/// Imports the files; SQLAlchemy's classes are complete.
const IMPORT: &str = "
import importlib.util, sys
for path in sys.argv[1:]:
    spec = importlib.util.spec_from_file_location('models', path)
    module = sys.modules['models'] = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    if hasattr(module, 'db') or hasattr(module, 'Base'):
        import sqlalchemy.orm, sqlalchemy.dialects.postgresql
        sqlalchemy.orm.configure_mappers()
        base = getattr(module, 'Base', None) or module.db.Model
        for table in base.metadata.tables.values():
            print(sqlalchemy.schema.CreateTable(table).compile(dialect=sqlalchemy.dialects.postgresql.dialect()))
";

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/python/complete")
}

fn options(driver: Driver) -> Options {
    Options { driver, complete: true, ..Options::default() }
}

#[test]
fn classes_are_added_in_the_style_of_the_file() {
    let database = Server::shared(newest().major).create_database();
    database.psql(&fs::read_to_string(folder().join("schema.sql")).unwrap());
    let catalog = common::read(&database);
    let mut written = Vec::new();
    for (name, driver) in FILES {
        let text = fs::read_to_string(folder().join(format!("{name}.py"))).unwrap();
        for end in ["\n", "\r\n"] {
            let files = [file(&format!("{name}.py"), &text.replace('\n', end))];
            let updated = update(&catalog, &files, &options(driver), &|_| false).unwrap();
            assert!(updated.remaining.is_empty(), "{name}: {:#?}", updated.remaining);
            let new = &updated.files[0].text;
            assert_eq!(new.matches('\n').count(), new.matches(end).count(), "{name}");
            let compared = compare(&catalog, &updated.files, &options(driver));
            assert!(
                compared.findings.is_empty() && compared.notes.is_empty(),
                "{name}: {:#?}",
                lines(&compared)
            );
            let again = update(&catalog, &updated.files, &options(driver), &|_| false).unwrap();
            assert_eq!(again.files[0].text, *new, "{name}");
            if end == "\n" {
                let path = folder().join(format!("expected/{name}.py"));
                expect_file(&path, new);
                written.push(path);
            }
        }
    }
    let python =
        std::env::var_os("PGPLUMB_RECIPES").map(|folder| Path::new(&folder).join("models/bin/python"));
    let python = python.filter(|python| python.exists());
    if !require("models/bin/python in PGPLUMB_RECIPES (run .ci/recipes to install it)", python.is_some()) {
        return;
    }
    let output =
        Command::new(python.unwrap()).args(["-B", "-c", IMPORT]).args(&written).output().expect("Python");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
}

fn files(texts: &[(&str, &str)]) -> Vec<PythonFile> {
    texts.iter().map(|(path, text)| file(path, text)).collect()
}

/// A table goes where the tables are, and refers to the new enum class in the other file.
#[test]
fn classes_are_added_to_the_file_of_their_kind() {
    let database = Server::shared(newest().major).create_database();
    database.psql(
        "CREATE TYPE mood AS ENUM ('ok'); CREATE TYPE size AS ENUM ('s', 'm');
         CREATE TABLE users (id int NOT NULL, mood mood NOT NULL); CREATE TABLE shirts (id int NOT NULL, size size)",
    );
    let catalog = common::read(&database);
    let enums = "from enum import Enum\n\n\nclass Mood(Enum):\n    OK = \"ok\"\n";
    let rows = "from typing import TypedDict\n\nfrom .enums import (\n    Mood,\n)\n\n\nclass User(TypedDict):\n    id: int\n    mood: Mood\n";
    let before = files(&[("app/enums.py", enums), ("app/rows.py", rows), ("app/__init__.py", "")]);
    let updated = update(&catalog, &before, &options(Driver::Json), &|_| false).unwrap();
    assert!(updated.remaining.is_empty(), "{:#?}", updated.remaining);
    assert_eq!(
        updated.files[0].text,
        format!("{enums}\n\nclass Size(Enum):\n    S = \"s\"\n    M = \"m\"\n")
    );
    let expected = rows
        .replace("    Mood,\n", "    Mood,\n    Size,\n")
        .replace("import TypedDict", "import Optional, TypedDict");
    let shirt = "\n\nclass Shirt(TypedDict):\n    id: int\n    size: Optional[Size]\n";
    assert_eq!(updated.files[1].text, format!("{expected}{shirt}"));
}

/// What cannot be added is said, with the reason.
#[test]
fn classes_that_cannot_be_added_are_reported() {
    let database = Server::shared(newest().major).create_database();
    database.psql(
        "CREATE TABLE users (id int PRIMARY KEY, name text); CREATE TABLE shapes (id int PRIMARY KEY, area polygon)",
    );
    let catalog = common::read(&database);
    let remaining = |texts: &[(&str, &str)]| {
        let updated = update(&catalog, &files(texts), &options(Driver::Json), &|_| false).unwrap();
        updated.remaining.iter().map(|finding| format!("{finding:?}")).collect::<Vec<_>>()
    };
    let mapped = "from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column\n\n\nclass Base(DeclarativeBase): ...\n\n\n\
                  class User(Base):\n    __tablename__ = \"users\"\n    id: Mapped[int] = mapped_column(primary_key=True)\n    name: Mapped[str | None]\n";
    let django = "from django.db import models\n\n\nclass User(models.Model):\n    name = models.TextField(null=True)\n\n    class Meta:\n        db_table = \"users\"\n";
    for (texts, reason) in [
        (&[("m.py", mapped)][..], "SQLAlchemy has no type polygon for the column area"),
        (&[("app/models.py", django)], "Django models and Table objects are not edited"),
        (&[], "there is no file to add it to"),
    ] {
        let found = remaining(texts);
        assert!(found.iter().any(|line| line.contains(reason)), "{reason}: {found:#?}");
    }
}
