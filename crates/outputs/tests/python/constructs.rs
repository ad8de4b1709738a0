//! Constructs of published packages: what equals the database has no findings, and every difference
//! is found.

use pgplumb_catalog::Catalog;
use pgplumb_outputs::python::PythonFile;
use pgplumb_outputs::python::compare::{Options, compare};
use pgplumb_testkit::{Server, newest};

use super::common;
use super::compare::{file, lines};

fn catalog(schema: &str) -> Catalog {
    let database = Server::shared(newest().major).create_database();
    database.psql(schema);
    common::read(&database)
}

fn findings(catalog: &Catalog, files: &[(&str, &str)]) -> Vec<String> {
    let files: Vec<PythonFile> = files.iter().map(|(path, text)| file(path, text)).collect();
    let compared = compare(catalog, &files, &Options::default());
    assert!(compared.invalid_files.is_empty(), "{:?}", compared.invalid_files);
    lines(&compared)
}

const BASE: &str = "from typing import Any\nimport sqlalchemy as sa\nfrom sqlalchemy.orm import declarative_base, mapped_column\n\nBase = declarative_base()\n";

/// Two classes for one table, as in celery: the second one adds columns to it.
#[test]
fn classes_that_extend_a_table_share_it() {
    let extended =
        catalog("CREATE TABLE meta (id int PRIMARY KEY, status varchar(50), name text, args bytea)");
    let first = "class Task(Base):\n    __tablename__ = 'meta'\n    id = sa.Column(sa.Integer, primary_key=True)\n    status = sa.Column(sa.String(50))\n";
    let second = "    __tablename__ = 'meta'\n    __table_args__ = {'extend_existing': True}\n    name = sa.Column(sa.Text)\n    args = sa.Column(sa.LargeBinary)\n";
    for head in [
        "class Extended(Task):\n",
        "class Extended(Base):\n    id = sa.Column(sa.Integer, primary_key=True)\n",
    ] {
        let text = format!("{BASE}{first}{head}{second}");
        assert_eq!(findings(&extended, &[("m.py", &text)]), [""; 0], "{head}");
        let wrong = text.replace("sa.LargeBinary", "sa.Date");
        let found = findings(&extended, &[("m.py", &wrong)]);
        assert!(found.len() == 1 && found[0].contains("column args: type Date in Extended"), "{found:?}");
    }
}

/// The function that defines columns under another name, as in optuna.
#[test]
fn column_functions_may_have_another_name() {
    let trials = catalog("CREATE TABLE trials (id int PRIMARY KEY, started timestamp, state text NOT NULL)");
    let class = "class Trial(Base):\n    __tablename__ = 'trials'\n    id = _Column(sa.Integer, primary_key=True)\n    \
                 _started = _Column('started', sa.DateTime, nullable=True)\n    state = _Column(sa.Text, nullable=False)\n";
    for definition in [
        "_Column = mapped_column\n",
        "try:\n    from sqlalchemy.orm import mapped_column as m\n    _Column = m\nexcept ImportError:\n    from sqlalchemy import Column as _Column\n",
        "def _Column(*args: Any, **kwargs: Any) -> Any:\n    return mapped_column(*args, **kwargs)\n",
    ] {
        let text = format!("{BASE}{definition}{class}");
        assert_eq!(findings(&trials, &[("m.py", &text)]), [""; 0], "{definition}");
        let found = findings(&trials, &[("m.py", &text.replace("'started'", "'begun'"))]);
        assert_eq!(found.len(), 2, "{definition}: {found:?}");
        let found = findings(&trials, &[("m.py", &text.replace("sa.Text", "sa.Date"))]);
        assert!(found.len() == 1 && found[0].contains("column state: type Date"), "{definition}: {found:?}");
    }
}

/// Tables in the body of a class, as in buildbot, next to data classes of the same names.
#[test]
fn tables_in_classes_are_compared() {
    let builders = catalog("CREATE TABLE builders (id int PRIMARY KEY, name text NOT NULL)");
    let model = "class Model:\n    metadata = sa.MetaData()\n\n    builders = sautils.Table(\n        'builders',\n        metadata,\n        \
                 sa.Column('id', sa.Integer, primary_key=True),\n        sa.Column('name', sa.Text, nullable=False),\n    )\n";
    let rows = "from dataclasses import dataclass\n\n\n@dataclass\nclass BuilderModel:\n    id: int\n    tags: list[str]\n";
    let text = format!("import sqlalchemy as sa\nfrom buildbot.util import sautils\n\n\n{model}");
    assert_eq!(findings(&builders, &[("model.py", &text), ("builders.py", rows)]), [""; 0]);
    let found = findings(&builders, &[("model.py", &text.replace("sa.Text", "sa.Date"))]);
    assert!(found.len() == 1 && found[0].contains("column name: type Date in Model.builders"), "{found:?}");
}

/// Attributes with plain values in mapped classes, as in keystone, and keys that the code calls
/// nullable, as in octavia.
#[test]
fn attributes_and_keys_of_mapped_classes() {
    let roles = catalog("CREATE TABLE role (id text PRIMARY KEY, name text)");
    let text = format!(
        "{BASE}class Extras:\n    attributes: list[str] = []\n    options = {{}}\n\n\nclass Role(Base, Extras):\n    __tablename__ = 'role'\n    \
         attributes = ['id', 'name']\n    id = sa.Column(sa.Text, nullable=True, primary_key=True)\n    name = sa.Column(sa.Text)\n"
    );
    assert_eq!(findings(&roles, &[("m.py", &text)]), [""; 0]);
}

/// Labels of Django apps and options that are known only at run time, as in guardian and
/// rest_framework.
#[test]
fn django_apps_have_the_label_of_their_folder() {
    let tables = catalog(
        "CREATE TABLE shield_permission (id integer PRIMARY KEY, name varchar(80) NOT NULL);
         CREATE TABLE shield_token (key varchar(40) PRIMARY KEY, owner_id integer)",
    );
    let models = "from django.conf import settings\nfrom django.db import models\n\n\nclass Permission(models.Model):\n    name = models.CharField(max_length=80)\n\n\n\
                  class OwnerKey(models.ForeignKey):\n    private = True\n\n\n\
                  class Token(models.Model):\n    key = models.CharField(max_length=40, primary_key=True)\n    owner = OwnerKey(Permission, models.CASCADE, null=True)\n\n\n\
                  class TokenProxy(Token):\n    class Meta:\n        proxy = 'shield' in settings.INSTALLED_APPS\n        abstract = 'shield' not in settings.INSTALLED_APPS\n";
    assert_eq!(
        findings(&tables, &[("lib/shield/models/models.py", models), ("lib/shield/__init__.py", "")]),
        [""; 0]
    );
    let found = findings(
        &tables,
        &[("lib/shield/models/models.py", &models.replace("max_length=80", "max_length=90"))],
    );
    assert!(
        found.len() == 1 && found[0].contains("[LOW]") && found[0].contains("CharField(90)"),
        "{found:?}"
    );
}

/// Classes of attrs and msgspec hold what their libraries convert JSON to, as Pydantic's do.
#[test]
fn attrs_and_msgspec_convert_values() {
    let events = catalog(
        "CREATE TABLE events (id uuid PRIMARY KEY, at timestamptz NOT NULL, price numeric, class text NOT NULL, data jsonb)",
    );
    let fields = "    id: uuid.UUID\n    at: datetime.datetime\n    class_: str = FIELD\n    price: decimal.Decimal | None = None\n    data: dict | None = None\n";
    for (head, field) in [
        ("import msgspec\n\n\nclass Event(msgspec.Struct, kw_only=True):\n", "msgspec.field(name='class')"),
        ("import attrs\n\n\n@attrs.define(kw_only=True)\nclass Event:\n", "attrs.field(alias='class')"),
        (
            "import attr\n\n\n@attr.s(auto_attribs=True)\nclass Event:\n",
            "attr.ib(metadata={'column': 'class'})",
        ),
        ("import pydantic\n\n\nclass Event(pydantic.BaseModel):\n", "pydantic.Field(alias='class')"),
    ] {
        let text = format!("import datetime, decimal, uuid\n{head}{}", fields.replace("FIELD", field));
        assert_eq!(findings(&events, &[("m.py", &text)]), [""; 0], "{head}");
        let wrong = text.replace("at: datetime.datetime", "at: int").replace("data:", "date:");
        let found = findings(&events, &[("m.py", &wrong)]);
        assert_eq!(found.len(), 3, "{head}: {found:?}");
    }
}

/// Width, length, precision and time zone, each changed in the database.
#[test]
fn stated_types_are_compared() {
    let columns = [
        ("number", "integer", "bigint", "sa.Integer", "sa.BigInteger"),
        ("small", "smallint", "integer", "sa.SmallInteger()", "sa.Integer()"),
        ("name", "varchar(20)", "varchar(40)", "sa.String(20)", "sa.String(length=WIDE)"),
        ("title", "varchar(20)", "text", "sa.String(20)", "sa.Text"),
        ("price", "numeric(10,2)", "numeric(12,4)", "sa.Numeric(10, 2)", "sa.Numeric(precision=12, scale=4)"),
        ("at", "timestamptz", "timestamp", "sa.DateTime(timezone=True)", "sa.TIMESTAMP(timezone=False)"),
        ("codes", "varchar(3)[]", "varchar(4)[]", "sa.ARRAY(sa.String(3))", "sa.ARRAY(sa.String(4))"),
        ("data", "jsonb", "json", "JSONB", "JSONB().with_variant(sa.JSON(), 'postgresql')"),
    ];
    let schema = |right: bool| {
        let columns =
            columns.iter().map(|(name, old, new, ..)| format!("{name} {}", if right { old } else { new }));
        format!("CREATE TABLE t (id int PRIMARY KEY, {})", columns.collect::<Vec<_>>().join(", "))
    };
    let code = |right: bool| {
        let columns = columns.iter().map(|(name, _, _, old, new)| {
            format!("    {name} = sa.Column({})\n", if right { old } else { new })
        });
        let columns: String = columns.collect();
        format!(
            "{BASE}from sqlalchemy.dialects.postgresql import JSONB\nWIDE = 40\n\n\nclass T(Base):\n    __tablename__ = 't'\n    id = sa.Column(sa.Integer, primary_key=True)\n{columns}"
        )
    };
    for right in [true, false] {
        let before = catalog(&schema(right));
        assert_eq!(findings(&before, &[("m.py", &code(right))]), [""; 0]);
        // `Text` specifies no length.
        let found = findings(&before, &[("m.py", &code(!right))]);
        assert_eq!(found.len(), if right { columns.len() - 2 } else { columns.len() }, "{found:#?}");
    }
    // Nothing is specified.
    let plain = "from datetime import datetime\nfrom decimal import Decimal\nfrom sqlalchemy.orm import DeclarativeBase, Mapped\n\n\nclass Base(DeclarativeBase): ...\n\n\n\
                 class T(Base):\n    __tablename__ = 't'\n    id: Mapped[int] = mapped_column(primary_key=True)\n    number: Mapped[int | None]\n    small: Mapped[int | None]\n    \
                 name: Mapped[str | None] = mapped_column(sa.String)\n    title: Mapped[str | None]\n    price: Mapped[Decimal | None] = mapped_column(sa.Numeric)\n    \
                 at: Mapped[datetime | None] = mapped_column(sa.DateTime)\n    codes: Mapped[list[str] | None] = mapped_column(sa.ARRAY(sa.String))\n    \
                 data: Mapped[dict | None] = mapped_column(sa.JSON)\n";
    let plain = format!("import sqlalchemy as sa\nfrom sqlalchemy.orm import mapped_column\n{plain}");
    for right in [true, false] {
        assert_eq!(findings(&catalog(&schema(right)), &[("m.py", &plain)]), [""; 0]);
    }
}
