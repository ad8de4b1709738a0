//! Python of one's own, compared with a database by what it means.

use pgplumb_catalog::Catalog;
use pgplumb_outputs::python::compare::{Compared, Options, compare};
use pgplumb_outputs::python::{PythonFile, generate};
use pgplumb_outputs::report::Finding;
use pgplumb_testkit::{Server, newest};

use super::{catalogs, common, variants};

pub fn file(path: &str, text: &str) -> PythonFile {
    PythonFile { path: path.to_owned(), text: text.to_owned() }
}

/// The findings as lines: `enums.py:4: [HIGH] labels missing …`.
pub fn lines(compared: &Compared) -> Vec<String> {
    let line = |finding: &Finding| {
        let place =
            finding.location().map(|l| format!("{}:{}: ", l.file, l.line.unwrap_or(0))).unwrap_or_default();
        let Finding::Schema { message, change, .. } = finding else { panic!("{finding:?}") };
        let message = message.clone().unwrap_or_default();
        format!("{place}[{}] {}: {message}", finding.severity().word().to_uppercase(), change.subject())
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
fn what_is_written_is_in_step() {
    for (name, catalog) in catalogs() {
        for (variant, options) in variants() {
            let text = generate(&catalog, options);
            let options = Options { driver: options.driver, ..Options::default() };
            let compared = compare(&catalog, &[file("types.py", &text)], &options);
            assert!(compared.bad.is_empty() && compared.notes.is_empty(), "{name} {variant}: {compared:?}");
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
fn labels_are_found_with_their_lines() {
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
fn what_may_stand_for_two_is_told_and_not_guessed() {
    let compared = compare(
        &shop(),
        &[file("e.py", "from enum import Enum\nclass Kind(Enum):\n    A = 'b'\n")],
        &Options::default(),
    );
    assert!(compared.findings.is_empty(), "{compared:?}");
    let note = "e.py:2: Kind may stand for enum:app.kind or enum:public.kind: a comment `# pgplumb: enum:app.kind` above it says which";
    assert_eq!(compared.notes, [note]);
}

/// Every way to say the same table, each right, with one column that is wrong.
#[test]
fn every_kind_of_class_is_understood() {
    let heads = [
        "import typing as t\nfrom typing import *\nimport typing_extensions as te\nclass Base(t.TypedDict):\n    id: str\nclass Project(Base, total=False):",
        "import dataclasses, typing as t\n@dataclasses.dataclass(frozen=True)\nclass ProjectRow:\n    id: str",
        "import pydantic, uuid\nclass ProjectModel(pydantic.BaseModel):\n    id: uuid.UUID",
        "from sqlalchemy.orm import DeclarativeBase, Mapped\nclass B(DeclarativeBase): pass\nclass Thing(B):\n    __tablename__ = 'projects'\n    id: Mapped[str]",
    ];
    let body = "    name: 'str'\n    status: 'ProjectStatus'\n    price: float | None\n    tags: Optional[List[str]]\n    meta: Annotated[dict | None, 1]\n    \
                created_at: Stamp\n    mail: Union[str, None]\n    extra: int\n";
    let tail =
        "from typing import Optional, List, Union, Annotated\nfrom enums import ProjectStatus\nStamp = str\n";
    for head in heads {
        let text = format!("{tail}{head}\n{body}");
        let enums = ENUMS.replace("GONE = \"gone\"", "PENDING = \"pending\"\n    ON_HOLD = \"on_hold\"");
        let compared = compare(&shop(), &[file("e.py", &enums), file("p.py", &text)], &Options::default());
        let found = lines(&compared);
        let wrong: Vec<&String> = found.iter().filter(|line| line.contains("p.py")).collect();
        assert!(compared.bad.is_empty(), "{head}: {:?}", compared.bad);
        assert_eq!(wrong.len(), 1, "{head}: {found:#?}");
        assert!(wrong[0].contains("[CRITICAL] table:public.projects: column extra: in "), "{wrong:?}");
    }
}

#[test]
fn nullability_types_and_columns() {
    let text = "from typing import TypedDict, Optional\nPeople = TypedDict('People', {'id': str, 'name': str})\n\
                class Project(TypedDict):\n    id: int\n    name: Optional[str]\n    status: str\n    tags: str\n";
    let compared = compare(&shop(), &[file("p.py", text)], &Options::default());
    let found = lines(&compared);
    for line in [
        "p.py:2: [HIGH] table:public.people: column id: type str in People, bigint in the database",
        "p.py:2: [HIGH] table:public.people: column name: may be null in the database, and not in People",
        "p.py:3: [MEDIUM] table:public.projects: column price: missing in Project (numeric)",
        "p.py:4: [HIGH] table:public.projects: column id: type int in Project, uuid in the database",
        "p.py:5: [LOW] table:public.projects: column name: is never null in the database, and may be in Project",
        "p.py:7: [HIGH] table:public.projects: column tags: type str in Project, text[] in the database",
    ] {
        assert!(found.iter().any(|found| found == line), "{line}\n{found:#?}");
    }
}

#[test]
fn broken_python_is_named_and_the_rest_compared() {
    let compared =
        compare(&shop(), &[file("a.py", "x = 1\nclass (:\n"), file("enums.py", ENUMS)], &Options::default());
    assert_eq!((compared.bad.len(), compared.bad[0].line), (1, 2), "{:?}", compared.bad);
    assert_eq!(compared.findings.len(), 2, "{compared:?}");
    let circle = "from typing import TypedDict, Union, List\nA = B\nB = A\nclass C(C): pass\nclass People(TypedDict):\n    id: A\n    name: 'People | None'\n\
                  Json = Union[List['Json'], List['Json'], 'Json']\n";
    let compared = compare(&shop(), &[file("c.py", circle)], &Options::default());
    let bad: Vec<String> = compared.bad.iter().map(ToString::to_string).collect();
    assert_eq!(bad, ["c.py:2: A stands for itself: A, B, A", "c.py:4: C inherits from itself: C, C"]);
}
