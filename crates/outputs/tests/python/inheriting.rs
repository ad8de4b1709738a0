//! Classes that share a table with what they inherit from, and such that do not.

use pgplumb_catalog::Catalog;
use pgplumb_outputs::python::compare::{Options, compare};
use pgplumb_outputs::python::update::update;
use pgplumb_testkit::{Server, newest};

use super::common;
use super::comparing::{file, lines};

fn staff() -> Catalog {
    let database = Server::shared(newest().major).create_database();
    database.psql(
        "CREATE TABLE staff (id int PRIMARY KEY, kind text NOT NULL, budget int, started date);
         CREATE TABLE managers (id int PRIMARY KEY, other text); CREATE TABLE engineer (id int PRIMARY KEY, started date)",
    );
    common::read(&database)
}

/// What stands above all of them.
const HEAD: &str = "import datetime\nfrom typing import Optional\nfrom sqlalchemy import Column, Date, Integer, ForeignKey\nfrom sqlalchemy.orm import *\nfrom sqlmodel import Field, SQLModel\n\
                    class Base(DeclarativeBase): pass\nclass Staff(Base):\n    __tablename__ = 'staff'\n    id: Mapped[int] = mapped_column(primary_key=True)\n    kind: Mapped[str]\n";
const BUDGET: &str = "class Manager(Staff):\n    budget: Mapped[Optional[int]]\n";
const STARTED: &str = "class Engineer(Staff):\n    started: Mapped[Optional[datetime.date]]\n";

#[test]
fn columns_of_a_shared_table_are_those_of_all_who_share_it() {
    let catalog = staff();
    for (rest, wanted) in [
        // Manager is named like a table, and shares another.
        (format!("{BUDGET}{STARTED}"), &[][..]),
        (BUDGET.to_owned(), &["m.py:7: [MEDIUM] table:public.staff: column started: missing in Staff (date)"]),
        (
            format!("{BUDGET}{STARTED}    level: Mapped[int]\n"),
            &["m.py:15: [CRITICAL] table:public.staff: column level: in Engineer, but not in the database"],
        ),
        (
            format!("{BUDGET}{}", STARTED.replace("Optional[datetime.date]", "int")),
            &[
                "m.py:14: [HIGH] table:public.staff: column started: may be null in the database, and not in Engineer",
                "m.py:14: [HIGH] table:public.staff: column started: type int in Engineer, date in the database",
            ],
        ),
        // Two that say the same column are both right, or not.
        (
            format!(
                "{BUDGET}{STARTED}class Intern(Staff):\n    started: Mapped[int] = mapped_column(use_existing_column=True, nullable=True)\n"
            ),
            &["m.py:16: [HIGH] table:public.staff: column started: type int in Intern, date in the database"],
        ),
        // Where each has its own table.
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
        // One that says that it stands for something else does not share.
        (
            format!("# pgplumb: ignore\n{BUDGET}{STARTED}"),
            &["m.py:7: [MEDIUM] table:public.staff: column budget: missing in Staff (integer)"],
        ),
        // What is abstract stands for nothing, whatever its name.
        (
            format!("{BUDGET}{STARTED}class Managers(Base):\n    __abstract__ = True\n    id: Mapped[int]\n"),
            &[],
        ),
        // A base without a table that names those of others.
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
            &[],
        ),
    ] {
        let found = lines(&compare(&catalog, &[file("m.py", &format!("{HEAD}{rest}"))], &Options::default()));
        assert_eq!(found, wanted, "{rest}");
    }
}

#[test]
fn models_share_tables_where_they_are_tables() {
    let catalog = staff();
    let head = "from typing import Optional\nfrom sqlmodel import Field, SQLModel\nimport datetime\nclass Staff(SQLModel, table=True):\n    __tablename__ = 'staff'\n    \
                id: int = Field(primary_key=True)\n    kind: str\n";
    let shares = "class Manager(Staff, table=True):\n    budget: Optional[int] = None\n    started: Optional[datetime.date] = None\n";
    let read = "class StaffRead(Staff):\n    budget: int\n";
    let found =
        lines(&compare(&catalog, &[file("m.py", &format!("{head}{shares}{read}"))], &Options::default()));
    assert_eq!(found, [""; 0]);
}

/// What goes is taken out of the class that says it, with its docstring; what comes is put into the one that has the table.
#[test]
fn shared_tables_are_brought_in_step() {
    let catalog = staff();
    let text = format!("{HEAD}{BUDGET}    level: Mapped[int]\n    \"\"\"Of the ladder.\"\"\"\n    x = 1\n");
    let updated = update(&catalog, &[file("m.py", &text)], &Options::default(), &|_| false).unwrap();
    assert!(updated.left.is_empty(), "{updated:#?}");
    let wanted = text.replace("    level: Mapped[int]\n    \"\"\"Of the ladder.\"\"\"\n", "").replace(
        "    kind: Mapped[str]\n",
        "    kind: Mapped[str]\n    started: Mapped[Optional[datetime.date]]\n",
    );
    assert_eq!(updated.files[0].text, wanted);
}
