//! Classes that inherit from mapped classes, with a shared table and with tables of their own.

use pgplumb_catalog::Catalog;
use pgplumb_outputs::python::compare::{Options, compare};
use pgplumb_outputs::python::update::update;
use pgplumb_testkit::{Server, newest};

use super::common;
use super::compare::{file, lines};

fn staff() -> Catalog {
    let database = Server::shared(newest().major).create_database();
    database.psql(
        "CREATE TABLE staff (id int PRIMARY KEY, kind text NOT NULL, budget int, started date);
         CREATE TABLE managers (id int PRIMARY KEY, other text); CREATE TABLE engineer (id int PRIMARY KEY, started date)",
    );
    common::read(&database)
}

/// The start of all test files.
const HEAD: &str = "import datetime\nfrom typing import Optional\nfrom sqlalchemy import Column, Date, Integer, ForeignKey\nfrom sqlalchemy.orm import *\nfrom sqlmodel import Field, SQLModel\n\
                    class Base(DeclarativeBase): pass\nclass Staff(Base):\n    __tablename__ = 'staff'\n    id: Mapped[int] = mapped_column(primary_key=True)\n    kind: Mapped[str]\n";
const BUDGET: &str = "class Manager(Staff):\n    budget: Mapped[Optional[int]]\n";
const STARTED: &str = "class Engineer(Staff):\n    started: Mapped[Optional[datetime.date]]\n";

#[test]
fn classes_that_share_a_table_are_compared_together() {
    let catalog = staff();
    for (rest, expected) in [
        // The class name Manager matches a table, but the class shares another one.
        (format!("{BUDGET}{STARTED}"), &[][..]),
        (BUDGET.to_owned(), &["m.py:7: [MEDIUM] table:public.staff: column started: missing in Staff (date)"]),
        (
            format!("{BUDGET}{STARTED}    level: Mapped[int]\n"),
            &["m.py:15: [CRITICAL] table:public.staff: column level: in Engineer, but not in the database"],
        ),
        (
            format!("{BUDGET}{}", STARTED.replace("Optional[datetime.date]", "int")),
            &[
                "m.py:14: [HIGH] table:public.staff: column started: nullable in the database, but not in Engineer",
                "m.py:14: [HIGH] table:public.staff: column started: type int in Engineer, date in the database",
            ],
        ),
        // Two classes declare the same column.
        (
            format!(
                "{BUDGET}{STARTED}class Intern(Staff):\n    started: Mapped[int] = mapped_column(use_existing_column=True, nullable=True)\n"
            ),
            &["m.py:16: [HIGH] table:public.staff: column started: type int in Intern, date in the database"],
        ),
        // Each class has its own table.
        (
            format!(
                "{}{}",
                BUDGET.replace(":\n", ":\n    __tablename__ = 'managers'\n    id = Column(ForeignKey('staff.id'), primary_key=True)\n    other: Mapped[Optional[str]]\n"),
                "class Engineer(Staff):\n    __tablename__ = 'engineer'\n    id: Mapped[int] = mapped_column(primary_key=True)\n    started = Column(Date)\n    __mapper_args__ = {'concrete': True}\n"
            ),
            &[
                "m.py:7: [MEDIUM] table:public.staff: column budget: missing in Staff (integer)",
                "m.py:7: [MEDIUM] table:public.staff: column started: missing in Staff (date)",
                "m.py:15: [CRITICAL] table:public.managers: column budget: in Manager, but not in the database",
            ],
        ),
        // A class with a mark does not share the table.
        (
            format!("# pgplumb: ignore\n{BUDGET}{STARTED}"),
            &["m.py:7: [MEDIUM] table:public.staff: column budget: missing in Staff (integer)"],
        ),
        // An abstract class describes nothing, whatever its name.
        (
            format!("{BUDGET}{STARTED}class Managers(Base):\n    __abstract__ = True\n    id: Mapped[int]\n"),
            &[],
        ),
        // An abstract base class names the tables of its subclasses.
        (
            format!(
                "{BUDGET}{STARTED}class Named(Base):\n    __abstract__ = True\n    __tablename__ = 'engineer'\n    id: Mapped[int] = mapped_column(primary_key=True)\n\
                 class Thing(Named):\n    started: Mapped[Optional[datetime.date]]\n"
            ),
            &[],
        ),
        (
            format!(
                "{BUDGET}{STARTED}class Names:\n    @declared_attr.directive\n    def __tablename__(cls): return cls.__name__.lower()\nclass First(Names, Base):\n    id: Mapped[int]\n\
                 class Engineer(First):\n    id = Column(ForeignKey('first.id'), primary_key=True)\n    started = Column(Date)\n"
            ),
            &["m.py:18: [CRITICAL] table:public.first: described by First, but not in the database"],
        ),
    ] {
        let found = lines(&compare(&catalog, &[file("m.py", &format!("{HEAD}{rest}"))], &Options::default()));
        assert_eq!(found, expected, "{rest}");
    }
}

#[test]
fn sqlmodel_classes_share_tables() {
    let catalog = staff();
    let owner = "from typing import Optional\nfrom sqlmodel import Field, SQLModel\nimport datetime\nclass Staff(SQLModel, table=True):\n    __tablename__ = 'staff'\n    \
                id: int = Field(primary_key=True)\n    kind: str\n";
    let shares = "class Manager(Staff, table=True):\n    budget: Optional[int] = None\n    started: Optional[datetime.date] = None\n";
    let data_model = "class StaffRead(Staff):\n    budget: int\n";
    let found = lines(&compare(
        &catalog,
        &[file("m.py", &format!("{owner}{shares}{data_model}"))],
        &Options::default(),
    ));
    assert_eq!(found, [""; 0]);
}

/// Fields are removed from the class that declares them, and added to the class that has the table.
#[test]
fn classes_that_share_a_table_are_updated() {
    let catalog = staff();
    let text = format!("{HEAD}{BUDGET}    level: Mapped[int]\n    \"\"\"Of the ladder.\"\"\"\n    x = 1\n");
    let updated = update(&catalog, &[file("m.py", &text)], &Options::default(), &|_| false).unwrap();
    assert!(updated.remaining.is_empty(), "{updated:#?}");
    let expected = text.replace("    level: Mapped[int]\n    \"\"\"Of the ladder.\"\"\"\n", "").replace(
        "    kind: Mapped[str]\n",
        "    kind: Mapped[str]\n    started: Mapped[Optional[datetime.date]]\n",
    );
    assert_eq!(updated.files[0].text, expected);
}
