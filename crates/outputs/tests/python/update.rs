//! Updates of existing Python files.

use std::collections::BTreeSet;

use pgplumb_catalog::Change;
use pgplumb_catalog::change::ChangeKind;
use pgplumb_outputs::python::PythonFile;
use pgplumb_outputs::python::compare::{Options, compare};
use pgplumb_outputs::python::update::update;
use pgplumb_testkit::{Server, newest};

use super::common;

const MODELS: &str = r#"# -*- coding: utf-8 -*-
"""Models, by hand."""
from enum import Enum
from typing import Optional, TypedDict   # sic


class ProjectStatus( str, Enum ):
    "The status of a project."
    ACTIVE   = 'active'    # the usual one
    GONE = 'gone'

    def is_open(self):
        return self.value != 'gone'


class Project(TypedDict):
    """One."""
    id: str
    name: Optional[str]  # never mind
    status : ProjectStatus
    old: int
    price: int

class Person(TypedDict):
    id: int
    name: str
    age: "int | None"
"#;

const EXPECTED: &str = r#"# -*- coding: utf-8 -*-
"""Models, by hand."""
from enum import Enum
from typing import Optional, TypedDict   # sic


class ProjectStatus( str, Enum ):
    "The status of a project."
    ACTIVE   = 'active'    # the usual one
    PENDING = 'pending'
    ON_HOLD = 'on_hold'

    def is_open(self):
        return self.value != 'gone'


class Project(TypedDict):
    """One."""
    id: str
    name: str  # never mind
    status : ProjectStatus
    price: Optional[float]
    tags: Optional[list[str]]

class Person(TypedDict):
    id: int
    name: Optional[str]
    age: "int | None"
"#;

#[test]
fn only_out_of_date_lines_change() {
    let database = Server::shared(newest().major).create_database();
    database.psql(
        "CREATE TYPE project_status AS ENUM ('active', 'pending', 'on_hold');
         CREATE TABLE projects (id uuid PRIMARY KEY, name text NOT NULL, status project_status NOT NULL, price numeric, tags text[]);
         CREATE TABLE people (id bigint PRIMARY KEY, name text, age integer)",
    );
    let catalog = common::read(&database);
    let options = Options::default();
    for end in ["\n", "\r\n"] {
        let files = [PythonFile {
            path: "m.py".to_owned(),
            text: MODELS.replace('\n', end),
            is_definition_only: false,
        }];
        let updated = update(&catalog, &files, &options, &|_| false).unwrap();
        let text = &updated.files[0].text;
        assert_eq!(text.replace("\r\n", "\n"), EXPECTED);
        assert_eq!(text.matches('\n').count(), text.matches(end).count());
        assert!(updated.remaining.is_empty(), "{:?}", updated.remaining);
        assert!(compare(&catalog, &updated.files, &options).findings.is_empty());
        assert_eq!(update(&catalog, &updated.files, &options, &|_| false).unwrap().files[0].text, *text);
    }
}

/// Each single change of the database is found, the update fixes it, and at most one line changes.
#[test]
fn every_mutation_is_found_and_fixed() {
    let database = Server::shared(newest().major).create_database();
    let tables = 12;
    for table in 0..tables {
        database.psql(&format!(
            "CREATE TYPE state_{table} AS ENUM ('a', 'b', 'c');
             CREATE TABLE thing_{table} (id bigint PRIMARY KEY, name text NOT NULL, state state_{table}, note text, n integer NOT NULL)"
        ));
    }
    let before = common::read(&database);
    let text: String = (0..tables)
        .map(|t| {
            format!(
                "# pgplumb: enum:public.state_{t}\nclass State{t}(str, Enum):\n    A = \"a\"\n    B = \"b\"\n    C = \"c\"\n\n\n# pgplumb: table:public.thing_{t}\n\
                 class Thing{t}(TypedDict):\n    id: int\n    name: str\n    state: Optional[State{t}]\n    note: Optional[str]\n    n: int\n\n\n"
            )
        })
        .collect();
    let text = format!("from enum import Enum\nfrom typing import Optional, TypedDict\n\n\n{text}");
    let files = [PythonFile { path: "m.py".to_owned(), text: text.clone(), is_definition_only: false }];
    let options = Options::default();
    assert!(compare(&before, &files, &options).findings.is_empty());
    let mut tried = 0;
    for at in 0..before.tables.len() {
        for mutation in 0..18_usize {
            let mut catalog = before.clone();
            let table = &mut catalog.tables[at];
            let label = |text: &str| text.into();
            match mutation {
                0..3 => drop(catalog.enums[at].labels.remove(mutation)),
                3..7 => catalog.enums[at].labels.insert(mutation - 3, label("new label")),
                7..11 => drop(table.columns.remove(mutation - 6)),
                11 => {
                    let mut column = table.columns[3].clone();
                    column.column_name = label("added");
                    table.columns.insert(2, column);
                }
                12..16 => {
                    let nullable = &mut table.columns[mutation - 11].is_nullable.0;
                    *nullable = !*nullable;
                }
                16 => table.columns[1].sql_type = label("bigint"),
                _ => table.columns[4].sql_type = label("text[]"),
            }
            let found = compare(&catalog, &files, &options).findings;
            assert_eq!(found.len(), 1, "{mutation}: {found:#?}");
            let mut updated = update(&catalog, &files, &options, &|_| false).unwrap();
            assert!(updated.remaining.is_empty(), "{mutation}: {:?}", updated.remaining);
            let updated = updated.files.remove(0);
            let changed = updated.text.lines().filter(|line| !text.contains(line)).count();
            assert!(
                changed <= 1 && text.lines().count().abs_diff(updated.text.lines().count()) <= 1,
                "{}",
                updated.text
            );
            let line = found[0].location().and_then(|l| l.line).expect("a line") as usize;
            let old_line = text.lines().nth(line - 1).expect("the line").to_owned();
            let is_class = old_line.starts_with("class ");
            assert!(
                is_class || updated.text.lines().nth(line - 1).is_none_or(|new| new != old_line),
                "{mutation}: {old_line}"
            );
            let files =
                [PythonFile { path: "m.py".to_owned(), text: updated.text, is_definition_only: false }];
            assert!(compare(&catalog, &files, &options).findings.is_empty(), "{mutation}");
            tried += 1;
        }
    }
    assert!(tried >= 200, "{tried}");
}

/// Differences that an annotation or a label cannot fix are reported, and the file stays as it is.
#[test]
fn differences_that_need_the_author_remain() {
    let database = Server::shared(newest().major).create_database();
    database.psql(
        "CREATE TYPE plan AS ENUM ('free', 'pro'); CREATE TABLE users (id uuid PRIMARY KEY, email text, plan plan, tags text[])",
    );
    let catalog = common::read(&database);
    for (text, remaining) in [
        // Members with additional data.
        (
            "class Plan(str, Enum):\n    FREE = 'free', 'Free of charge'\n\n    def __new__(cls, value, label): ...\n",
            "labels missing in Plan: pro",
        ),
        // A member that a constant uses.
        (
            "class Plan(str, Enum):\n    FREE = 'free'\n    PRO = 'pro'\n    OLD = 'old'\n\nDEFAULT = Plan.OLD\n",
            "label in Plan, but not in the database: old",
        ),
        // A column whose SQLAlchemy type must be given, and a column whose type is given twice.
        (
            "class User(Base):\n    __tablename__ = 'users'\n    id: Mapped[uuid.UUID] = mapped_column(primary_key=True)\n    email: Mapped[Optional[str]]\n    plan: Mapped[Optional[Any]]\n",
            "column tags: missing in User (text[])",
        ),
        (
            "class User(Base):\n    __tablename__ = 'users'\n    id: Mapped[uuid.UUID] = mapped_column(primary_key=True)\n    email: Mapped[Optional[int]] = mapped_column(Integer)\n    \
             plan: Mapped[Optional[Any]]\n    tags: Mapped[Optional[Any]]\n",
            "column email: type int in User, text in the database",
        ),
        // A name that has another meaning in the file.
        (
            "Optional = 1\nclass User(TypedDict):\n    id: str\n    email: str\n    plan: Plan\n    tags: Any\n",
            "",
        ),
    ] {
        let text = format!(
            "import uuid\nfrom enum import Enum\nfrom typing import Any, TypedDict\nfrom sqlalchemy import Integer\nfrom sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column\nclass Base(DeclarativeBase): ...\n{}{text}",
            if text.contains("Optional = ") { "" } else { "from typing import Optional\n" }
        );
        let files = [PythonFile { path: "m.py".to_owned(), text: text.clone(), is_definition_only: false }];
        let updated = update(&catalog, &files, &Options::default(), &|_| false).unwrap();
        let messages: Vec<String> = updated.remaining.iter().map(|finding| format!("{finding:?}")).collect();
        if remaining.is_empty() {
            assert!(
                messages.is_empty() && updated.files[0].text.contains("email: str | None"),
                "{updated:#?}"
            );
        } else {
            assert!(messages.len() == 1 && messages[0].contains(remaining), "{remaining}: {messages:#?}");
            assert_eq!(updated.files[0].text, text);
        }
    }
}

/// Each property of a column can be ignored, whatever else differs in that column.
#[test]
fn ignored_differences_are_not_fixed() {
    let database = Server::shared(newest().major).create_database();
    database.psql("CREATE TYPE plan AS ENUM ('free', 'pro'); CREATE TABLE users (id int NOT NULL, mail text, plan plan)");
    let catalog = common::read(&database);
    let text = "from enum import Enum\nfrom typing import Optional, TypedDict\n\n\nclass Plan(str, Enum):\n    FREE = 'free'\n\n\n\
                class User(TypedDict):\n    id: Optional[str]\n    mail: int\n    old: str\n";
    for (ignored, before, after) in [
        ("labels", "", ""),
        ("is_nullable", "id: Optional[str]\n    mail: int", "id: Optional[int]\n    mail: str"),
        ("type", "id: Optional[str]\n    mail: int", "id: str\n    mail: Optional[int]"),
        ("", "id: Optional[str]\n    mail: int", "id: int\n    mail: Optional[str]"),
    ] {
        let files =
            [PythonFile { path: "m.py".to_owned(), text: text.to_owned(), is_definition_only: false }];
        let is_ignored = |change: &Change| match &change.kind {
            ChangeKind::Changed { property, .. } => property == ignored || ignored == "labels",
            _ => !ignored.is_empty(),
        };
        let updated = update(&catalog, &files, &Options::default(), &is_ignored).unwrap();
        assert!(updated.remaining.is_empty(), "{updated:#?}");
        let mut expected = text.replace(before, after);
        if ignored != "labels" {
            expected = expected.replace("    FREE = 'free'\n", "    FREE = 'free'\n    PRO = 'pro'\n");
        }
        if ignored.is_empty() {
            expected = expected.replace("    old: str\n", "    plan: Optional[Plan]\n");
        }
        // The position of a new field depends on the other columns.
        let lines = |text: &str| text.lines().map(str::to_owned).collect::<BTreeSet<_>>();
        assert_eq!(lines(&updated.files[0].text), lines(&expected), "{ignored}");
    }
}
