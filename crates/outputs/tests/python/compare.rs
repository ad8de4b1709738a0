//! Comparison of existing Python code with a database.

use pgplumb_catalog::Catalog;
use pgplumb_outputs::python::compare::{Comparison, Options, compare};
use pgplumb_outputs::python::{PythonFile, generate};
use pgplumb_outputs::report::Finding;
use pgplumb_testkit::{Server, newest};

use super::{catalogs, common, variants};

pub fn file(path: &str, text: &str) -> PythonFile {
    PythonFile { path: path.to_owned(), text: text.to_owned(), is_definition_only: false }
}

/// Formats the findings as lines: `enums.py:4: [HIGH] labels missing …`.
pub fn lines(compared: &Comparison) -> Vec<String> {
    let line = |finding: &Finding| {
        let location =
            finding.location().map(|l| format!("{}:{}: ", l.file, l.line.unwrap_or(0))).unwrap_or_default();
        let Finding::Schema { message, change, .. } = finding else { panic!("{finding:?}") };
        let message = message.clone().unwrap_or_default();
        format!("{location}[{}] {}: {message}", finding.severity().word().to_uppercase(), change.subject())
    };
    compared.findings.iter().map(line).collect()
}

fn shop() -> Catalog {
    let database = Server::shared(newest().major).create_database();
    database.psql(
        "CREATE SCHEMA app;
         CREATE TYPE project_status AS ENUM ('active', 'pending', 'on_hold');
         CREATE TYPE kind AS ENUM ('a'); CREATE TYPE app.kind AS ENUM ('a');
         CREATE DOMAIN email AS varchar(80);
         CREATE TABLE projects (id uuid PRIMARY KEY, name text NOT NULL, status project_status NOT NULL, price numeric, tags text[],
            meta jsonb, created_at timestamptz NOT NULL, mail email);
         CREATE TABLE people (id bigint PRIMARY KEY, name text)",
    );
    common::read(&database)
}

#[test]
fn generated_modules_are_up_to_date() {
    for (name, catalog) in catalogs() {
        for (variant, options) in variants() {
            let text = generate(&catalog, options);
            let options = Options { driver: options.driver, ..Options::default() };
            let compared = compare(&catalog, &[file("types.py", &text)], &options);
            assert!(
                compared.invalid_files.is_empty() && compared.notes.is_empty(),
                "{name} {variant}: {compared:?}"
            );
            assert!(compared.findings.is_empty(), "{name} {variant}: {:#?}", lines(&compared));
        }
    }
}

const ENUMS: &str = r#"from enum import Enum as E, StrEnum, auto
from typing import Literal


class ProjectStatus(str, E):
    ACTIVE = "active"
    GONE = "gone"

    @property
    def is_open(self) -> bool:
        return self is not ProjectStatus.GONE


# pgplumb: enum:app.kind
class Kinds(StrEnum):
    A = auto()


Status = Literal["active", "pending", "on_hold"]
"#;

#[test]
fn label_differences_have_lines() {
    let map = [("Status".to_owned(), "project_status".to_owned())].into();
    let compared = compare(&shop(), &[file("enums.py", ENUMS)], &Options { map, ..Options::default() });
    assert_eq!(
        lines(&compared),
        [
            "enums.py:5: [HIGH] enum:public.project_status: labels missing in ProjectStatus: pending, on_hold",
            "enums.py:7: [HIGH] enum:public.project_status: label in ProjectStatus, but not in the database: gone",
        ]
    );
}

#[test]
fn ambiguous_class_names_are_noted_and_not_compared() {
    let compared = compare(
        &shop(),
        &[file("e.py", "from enum import Enum\nclass Kind(Enum):\n    A = 'b'\n")],
        &Options::default(),
    );
    assert!(compared.findings.is_empty(), "{compared:?}");
    let note = "e.py:2: Kind matches enum:app.kind and enum:public.kind; to choose, add a comment such as `# pgplumb: enum:app.kind` above it";
    assert_eq!(compared.notes, [note]);
}

/// Each kind of class describes the same table, with one column that is not in the database.
#[test]
fn every_kind_of_class_is_compared() {
    let headers = [
        "import typing as t\nfrom typing import *\nimport typing_extensions as te\nclass Base(t.TypedDict):\n    id: str\nclass Project(Base, total=False):",
        "import dataclasses, typing as t\n@dataclasses.dataclass(frozen=True)\nclass ProjectRow:\n    id: str",
        "import pydantic, uuid\nclass ProjectModel(pydantic.BaseModel):\n    id: uuid.UUID",
        "from sqlalchemy.orm import DeclarativeBase, Mapped\nclass B(DeclarativeBase): pass\nclass Thing(B):\n    __tablename__ = 'projects'\n    id: Mapped[UUID]",
    ];
    let body = "    name: 'str'\n    status: 'ProjectStatus'\n    price: float | None\n    tags: Optional[List[str]]\n    meta: Annotated[dict | None, 1]\n    \
                created_at: Stamp\n    mail: Union[str, None]\n    extra: int\n";
    let imports = "from datetime import datetime\nfrom uuid import UUID\nfrom typing import Optional, List, Union, Annotated\nfrom enums import ProjectStatus\nStamp = str\n";
    for header in headers {
        let text = format!("{imports}{header}\n{body}");
        // SQLAlchemy converts what JSON has as text.
        let is_mapped = header.contains("Mapped");
        let text = if is_mapped { text.replace("Stamp = str", "Stamp = datetime") } else { text };
        let enums = ENUMS.replace("GONE = \"gone\"", "PENDING = \"pending\"\n    ON_HOLD = \"on_hold\"");
        let compared = compare(&shop(), &[file("e.py", &enums), file("p.py", &text)], &Options::default());
        let found = lines(&compared);
        let wrong: Vec<&String> = found.iter().filter(|line| line.contains("p.py")).collect();
        assert!(compared.invalid_files.is_empty(), "{header}: {:?}", compared.invalid_files);
        assert_eq!(wrong.len(), 1, "{header}: {found:#?}");
        assert!(wrong[0].contains("[CRITICAL] table:public.projects: column extra: in "), "{wrong:?}");
    }
}

#[test]
fn nullability_types_and_columns_are_compared() {
    let text = "from typing import TypedDict, Optional\nPeople = TypedDict('People', {'id': str, 'name': str})\n\
                class Project(TypedDict):\n    id: int\n    name: Optional[str]\n    status: str\n    tags: str\n";
    let compared = compare(&shop(), &[file("p.py", text)], &Options::default());
    let found = lines(&compared);
    for line in [
        "p.py:2: [HIGH] table:public.people: column id: type str in People, bigint in the database",
        "p.py:2: [HIGH] table:public.people: column name: nullable in the database, but not in People",
        "p.py:3: [MEDIUM] table:public.projects: column price: missing in Project (numeric)",
        "p.py:4: [HIGH] table:public.projects: column id: type int in Project, uuid in the database",
        "p.py:5: [LOW] table:public.projects: column name: not nullable in the database, but nullable in Project",
        "p.py:7: [HIGH] table:public.projects: column tags: type str in Project, text[] in the database",
    ] {
        assert!(found.iter().any(|found| found == line), "{line}\n{found:#?}");
    }
}

#[test]
fn invalid_files_are_reported_and_the_rest_compared() {
    let compared =
        compare(&shop(), &[file("a.py", "x = 1\nclass (:\n"), file("enums.py", ENUMS)], &Options::default());
    assert_eq!(
        (compared.invalid_files.len(), compared.invalid_files[0].line),
        (1, 2),
        "{:?}",
        compared.invalid_files
    );
    assert_eq!(compared.findings.len(), 2, "{compared:?}");
    let cycles = "from typing import TypedDict, Union, List\nA = B\nB = A\nclass C(C): pass\nclass People(TypedDict):\n    id: A\n    name: 'People | None'\n\
                  Json = Union[List['Json'], List['Json'], 'Json']\n";
    let compared = compare(&shop(), &[file("c.py", cycles)], &Options::default());
    let bad: Vec<String> = compared.invalid_files.iter().map(ToString::to_string).collect();
    assert_eq!(
        bad,
        ["c.py:2: alias A refers to itself: A -> B -> A", "c.py:4: class C inherits from itself: C -> C"]
    );
}
