//! Which class describes which object, and what is said about types that are not known.

#[path = "projects.rs"]
mod projects;

use pgplumb_catalog::Catalog;
use pgplumb_outputs::python::compare::{Comparison, Options, compare};
use pgplumb_outputs::python::{ImportRoot, PythonFile};
use pgplumb_testkit::{Server, newest};

use super::common;
use super::compare::{file, lines};

fn catalog(sql: &str) -> Catalog {
    let database = Server::shared(newest().major).create_database();
    database.psql(sql);
    common::read(&database)
}

fn compared(sql: &str, files: &[(&str, &str)]) -> Comparison {
    let files: Vec<PythonFile> = files.iter().map(|(path, text)| file(path, text)).collect();
    compare(&catalog(sql), &files, &Options::default())
}

/// The findings, and the errors of files.
fn found(sql: &str, files: &[(&str, &str)]) -> Vec<String> {
    let compared = compared(sql, files);
    let mut found = lines(&compared);
    found.extend(compared.invalid_files.iter().map(ToString::to_string));
    found.extend(compared.notes);
    found
}

const BASE: &str = "import enum, datetime, uuid\nfrom typing import *\nimport sqlalchemy as sa\nfrom sqlalchemy import *\nfrom sqlalchemy.orm import *\nclass Base(DeclarativeBase): pass\n";

const RECIPES: &str = "CREATE TABLE recipes (id serial PRIMARY KEY, title varchar NOT NULL, hidden varchar)";
const MODEL: &str = "class RecipeModel(Base):\n    __tablename__ = 'recipes'\n    id: Mapped[int] = mapped_column(primary_key=True)\n    title: Mapped[str]\n    hidden: Mapped[str | None]\n";
const API: &str = "from pydantic import BaseModel\nclass Recipe(BaseModel):\n    id: int\n    author: str\n";

/// API classes have the columns that the API shows, which can differ from the columns of the table.
#[test]
fn api_classes_do_not_compete_with_mapped_classes() {
    let model = format!("{BASE}{MODEL}");
    assert_eq!(found(RECIPES, &[("models.py", &model), ("api.py", API)]), [""; 0]);
    assert_eq!(found(RECIPES, &[("models.py", &format!("{API}{model}"))]), [""; 0]);
    let both = compared(RECIPES, &[("models.py", &model), ("api.py", API)]);
    assert_eq!(
        both.summary,
        "1 class compared; not compared: 1 API class (Recipe), as the code has mapped classes"
    );
    // A mark or the lack of mapped classes makes them describe the table.
    let marked = API.replace("class Recipe(", "# pgplumb: table:recipes\nclass Recipe(");
    let expected =
        "api.py:5: [CRITICAL] table:public.recipes: column author: in Recipe, but not in the database";
    assert!(found(RECIPES, &[("models.py", &model), ("api.py", &marked)]).contains(&expected.to_owned()));
    assert!(found(RECIPES, &[("api.py", API)]).iter().any(|line| line.contains("column author: in Recipe")));
    // Classes that are read only for their definitions own their tables too.
    let mut models = file("models.py", &model);
    models.is_definition_only = true;
    let found = compare(&catalog(RECIPES), &[models, file("api.py", API)], &Options::default());
    assert_eq!(lines(&found), [""; 0]);
}

#[test]
fn core_tables_and_imperative_mapping_are_compared() {
    let sql = "CREATE TABLE parcel (id serial PRIMARY KEY, weight text); CREATE TABLE stamp (parcel_id text, more text NOT NULL);
               CREATE SCHEMA ops; CREATE TABLE ops.job (id int PRIMARY KEY, name text NOT NULL)";
    let text = format!(
        "{BASE}reg = registry(metadata=MetaData())\nparcel = sa.Table(\n    'parcel',\n    reg.metadata,\n    Column('id', Integer, primary_key=True),\n    Column('weight', sa.Integer, nullable=False),\n    Column('gone', Text),\n    sa.Index('x', 'weight'),\n)\nTable('stamp', reg.metadata, Column('parcel_id', ForeignKey('parcel.id')), PrimaryKeyConstraint('parcel_id'))\nclass Parcel: pass\nreg.map_imperatively(Parcel, parcel)\nops = MetaData(schema='ops')\nclass Job(Base):\n    __table__ = Table('job', ops, Column('id', Integer, primary_key=True), Column('name', Text))\nTable('seen', ops, autoload_with=engine)\nTable('job', ops, *columns())\n"
    );
    assert_eq!(
        found(sql, &[("m.py", &text)]),
        [
            "m.py:12: [HIGH] table:public.parcel: column weight: nullable in the database, but not in parcel",
            "m.py:12: [HIGH] table:public.parcel: column weight: type Integer in parcel, text in the database",
            "m.py:13: [CRITICAL] table:public.parcel: column gone: in parcel, but not in the database",
            "m.py:16: [HIGH] table:public.stamp: column parcel_id: nullable in the database, but not in stamp",
            "m.py:16: [HIGH] table:public.stamp: column parcel_id: type Integer in stamp, text in the database",
            "m.py:16: [MEDIUM] table:public.stamp: column more: missing in stamp (text)",
            "m.py:21: [LOW] table:ops.job: column name: not nullable in the database, but nullable in Job",
            "m.py:22: [CRITICAL] table:ops.seen: described by seen, but not in the database",
        ]
    );
}

/// The name in `Enum(…, name=)`, the names of members, and inline labels.
#[test]
fn enums_are_found_by_the_name_in_the_column_type() {
    let sql = "CREATE TYPE member_role AS ENUM ('owner', 'guest', 'admin'); CREATE TYPE size AS ENUM ('S', 'M');
               CREATE TABLE member (id int PRIMARY KEY, role member_role NOT NULL, other member_role NOT NULL, size size NOT NULL, plain member_role NOT NULL)";
    let roles = |columns: &str| {
        format!(
            "{BASE}class Role(str, enum.Enum):\n    owner = 'owner'\n    guest = 'guest'\nclass Size(enum.IntEnum):\n    S = 1\n    M = 2\nRoleType = sa.Enum(Role, name='member_role')\nclass Member(Base):\n    __tablename__ = 'member'\n    id: Mapped[int] = mapped_column(primary_key=True)\n    role: Mapped[Role] = mapped_column(RoleType)\n    other: Mapped[Role] = mapped_column(sa.Enum(Role, name='member_role'))\n    size: Mapped[Size]\n{columns}"
        )
    };
    let plain = "    plain: Mapped[str] = mapped_column(sa.Enum('owner', 'lost', name='member_role'))\n";
    assert_eq!(
        found(sql, &[("m.py", &roles(plain))]),
        [
            "m.py:7: [HIGH] enum:public.member_role: labels missing in Role: admin",
            "m.py:20: [HIGH] table:public.member: column plain: labels in Member differ: not in the database: lost; missing: guest, admin",
        ]
    );
    let gone = "    plain: Mapped[Role] = mapped_column(sa.Enum(Role, name='gone'))\n";
    let found = found(sql, &[("m.py", &roles(gone))]);
    assert!(
        found.contains(
            &"m.py:20: [HIGH] enum:public.gone: described by Role, but not in the database".to_owned()
        ),
        "{found:#?}"
    );
}

/// SQLAlchemy stores the names of the members unless `values_callable` says otherwise.
#[test]
fn stored_labels_are_names_or_values_by_definition() {
    let sql = "CREATE TYPE state AS ENUM ('OPEN', 'SHUT'); CREATE TABLE door (id int PRIMARY KEY, state state NOT NULL)";
    let door = |column: &str| {
        format!(
            "{BASE}class State(enum.Enum):\n    OPEN = 'open'\n    SHUT = 'SHUT'\nclass Door(Base):\n    __tablename__ = 'door'\n    id: Mapped[int] = mapped_column(primary_key=True)\n    state: Mapped[State]{column}\n"
        )
    };
    assert_eq!(found(sql, &[("m.py", &door(""))]), [""; 0]);
    assert_eq!(found(sql, &[("m.py", &door(" = mapped_column(sa.Enum(State))"))]), [""; 0]);
    let by_value = " = mapped_column(sa.Enum(State, values_callable=lambda e: [m.value for m in e]))";
    assert_eq!(
        found(sql, &[("m.py", &door(by_value))]),
        [
            "m.py:7: [HIGH] enum:public.state: labels missing in State: OPEN",
            "m.py:8: [HIGH] enum:public.state: label in State, but not in the database: open"
        ]
    );
    // As text, the labels are not in the database.
    let text = "CREATE TABLE door (id int PRIMARY KEY, state varchar(4) NOT NULL)";
    let as_text = " = mapped_column(sa.Enum(State, native_enum=False))";
    assert_eq!(found(text, &[("m.py", &door(as_text))]), [""; 0]);
    let native = found(sql, &[("m.py", &door(as_text))]);
    let line =
        "m.py:13: [HIGH] table:public.door: column state: type Enum in Door, public.state in the database";
    assert!(native.contains(&line.to_owned()), "{native:#?}");
}

/// Values of mapped classes never come as JSON, whatever the driver in the settings is.
#[test]
fn mapped_classes_have_the_types_of_sqlalchemy() {
    let sql = "CREATE TABLE trip (id serial PRIMARY KEY, starts date NOT NULL, ends date NOT NULL, price uuid NOT NULL, fare numeric NOT NULL)";
    let text = format!(
        "{BASE}class Trip(Base):\n    __tablename__ = 'trip'\n    id: Mapped[int] = mapped_column(primary_key=True)\n    starts: Mapped[str]\n    ends: Mapped[datetime.date] = mapped_column(String)\n    price: Mapped[str] = mapped_column(nullable=False)\n    fare: Mapped[float]\n"
    );
    assert_eq!(
        found(sql, &[("m.py", &text)]),
        [
            "m.py:10: [HIGH] table:public.trip: column starts: type str in Trip, date in the database",
            "m.py:11: [HIGH] table:public.trip: column ends: type String in Trip, date in the database",
            "m.py:12: [HIGH] table:public.trip: column price: type str in Trip, uuid in the database",
        ]
    );
}

/// `sqlalchemy.types` is not `ext/sqlalchemy/types.py`.
#[test]
fn modules_are_found_from_import_roots() {
    let files = [
        ("app/routing.py", "from fastapi.routing import APIRoute\nclass LoudRoute(APIRoute): pass\n"),
        ("app/api/routing.py", "import vendor.routing as routing\nclass APIRoute(routing.APIRoute): pass\n"),
        (
            "app/ext/sqlalchemy/types.py",
            "from sqlalchemy.types import TypeDecorator as Foreign\nTypeDecorator = Foreign\nclass Shout(TypeDecorator): pass\n",
        ),
        (
            "app/ext/stripe/types.py",
            "from stripe.types import Money as Foreign\nMoney = Foreign\nclass Euro(Money): pass\n",
        ),
    ];
    assert_eq!(found("SELECT 1", &files), [""; 0]);
    let sql = "CREATE TABLE item (id int PRIMARY KEY, added date NOT NULL)";
    let base = (
        "src/shop/db/base.py",
        "import datetime\nfrom sqlalchemy.orm import *\nclass Base(DeclarativeBase): pass\nclass Added:\n    added: Mapped[datetime.datetime]\n",
    );
    let model = "from shop.db import Added, Base\nfrom sqlalchemy.orm import *\nclass Item(Added, Base):\n    __tablename__ = 'item'\n    id: Mapped[int] = mapped_column(primary_key=True)\n";
    let expected = [
        "src/shop/db/base.py:5: [HIGH] table:public.item: column added: type datetime in Item, date in the database",
    ];
    let reexport = ("src/shop/db/__init__.py", "from .base import *\n");
    // A package with `__init__.py` is imported from the folder that contains it.
    let packaged = [base, reexport, ("src/shop/__init__.py", ""), ("src/shop/models.py", model)];
    assert_eq!(found(sql, &packaged), expected);
    // A namespace package is imported from a root that the project names.
    let namespace: Vec<PythonFile> =
        [base, reexport, ("src/shop/models.py", model)].iter().map(|(path, text)| file(path, text)).collect();
    let root = |folder: &str, package: &[&str]| ImportRoot {
        folder: folder.to_owned(),
        package: package.iter().map(|name| (*name).to_owned()).collect(),
    };
    for roots in [vec![root("src", &[])], vec![root("./src/shop", &["shop"])]] {
        let compared = compare(&catalog(sql), &namespace, &Options { roots, ..Options::default() });
        assert_eq!(lines(&compared), expected);
    }
    // Otherwise the base classes are not known, and nothing is said about missing columns.
    let unknown = compare(&catalog(sql), &namespace, &Options::default());
    assert_eq!(lines(&unknown), [""; 0]);
    assert!(unknown.summary.contains("1 class (Item) may have more columns"), "{}", unknown.summary);
}

#[test]
fn types_of_pydantic_are_known() {
    let sql = "CREATE TABLE visitor (id uuid PRIMARY KEY, mail varchar(255) NOT NULL, home text NOT NULL, secret text NOT NULL,
               seen timestamptz NOT NULL, visits int NOT NULL, code varchar(3) NOT NULL, rank int NOT NULL, phone text NOT NULL, x date NOT NULL)";
    let class = |types: [&str; 9]| {
        let names = ["id", "mail", "home", "secret", "seen", "visits", "code", "rank", "phone"];
        let fields: String =
            names.iter().zip(types).map(|(name, hint)| format!("    {name}: {hint}\n")).collect();
        format!(
            "from pydantic import *\nfrom pydantic import UUID4, EmailStr, AnyHttpUrl, SecretStr, AwareDatetime, PositiveInt, constr, conint, PastDate\nfrom pydantic_extra_types.phone_numbers import PhoneNumber\nfrom vendor import Money\nclass Visitor(BaseModel):\n{fields}    x: Money\n"
        )
    };
    let right = class([
        "UUID4",
        "EmailStr",
        "AnyHttpUrl",
        "SecretStr",
        "AwareDatetime",
        "PositiveInt",
        "constr(max_length=3)",
        "conint(ge=1)",
        "PhoneNumber",
    ]);
    assert_eq!(found(sql, &[("m.py", &right)]), [""; 0]);
    let wrong = class([
        "EmailStr",
        "UUID4",
        "PositiveInt",
        "AwareDatetime",
        "PositiveInt",
        "SecretStr",
        "PastDate",
        "constr(max_length=3)",
        "PositiveInt",
    ]);
    assert_eq!(found(sql, &[("m.py", &wrong)]).len(), 8, "{:#?}", found(sql, &[("m.py", &wrong)]));
}

/// SQLModel names the table like the class, in lower case.
#[test]
fn tables_are_named_as_the_libraries_do() {
    let sql = "CREATE TABLE big_hero (id int PRIMARY KEY)";
    let text = "from sqlmodel import Field, SQLModel\nfrom flask_sqlalchemy import SQLAlchemy\nfrom sqlalchemy.orm import *\ndb = SQLAlchemy()\nPREFIX = 'my_'\nclass BigHero(SQLModel, table=True):\n    id: int | None = Field(default=None, primary_key=True)\nclass BigHeroRead(SQLModel):\n    id: int\nclass BigTeam(db.Model):\n    id = db.Column(db.Integer, primary_key=True)\nclass Base(DeclarativeBase):\n    @declared_attr.directive\n    def __tablename__(cls):\n        return f\"{cls.__name__.lower()}s\"\nclass City(Base):\n    id: Mapped[int] = mapped_column(primary_key=True)\nclass Street(DeclarativeBase):\n    __tablename__ = PREFIX + 'street'\n    id: Mapped[int] = mapped_column(primary_key=True)\n";
    assert_eq!(
        found(sql, &[("m.py", text)]),
        [
            "m.py:6: [CRITICAL] table:public.bighero: described by BigHero, but not in the database",
            "m.py:10: [CRITICAL] table:public.big_team: described by BigTeam, but not in the database",
            "m.py:16: [CRITICAL] table:public.citys: described by City, but not in the database",
            "m.py:18: [CRITICAL] table:public.my_street: described by Street, but not in the database",
        ]
    );
}

/// Django names tables after app and model, and adds `id` and `_id`.
#[test]
fn django_models_are_compared() {
    let sql = "CREATE TABLE shop_order (id bigint PRIMARY KEY, buyer_id uuid NOT NULL, note text NOT NULL, total numeric, extra int);
               CREATE TABLE people (uid uuid PRIMARY KEY); CREATE SCHEMA crm; CREATE TABLE crm.lead (id bigint PRIMARY KEY)";
    let text = "from django.db import models\nfrom djmoney.models.fields import MoneyField\nclass Person(models.Model):\n    uid = models.UUIDField(primary_key=True)\n    class Meta:\n        managed = False\n        db_table = 'people'\n\
                class Order(models.Model):\n    buyer = models.ForeignKey('Person', models.CASCADE)\n    note = models.TextField(null=True)\n    total = models.IntegerField(null=True)\n    gone = models.DateField()\n    tags = models.ManyToManyField('Tag')\n    objects = models.Manager()\n\
                class Tag(models.Model):\n    text = models.TextField()\nclass Lead(models.Model):\n    price = MoneyField()\n    class Meta:\n        db_table = 'crm\".\"lead'\n";
    let expected = [
        "src/shop/models.py:8: [MEDIUM] table:public.shop_order: column extra: missing in Order (integer)",
        "src/shop/models.py:10: [LOW] table:public.shop_order: column note: not nullable in the database, but nullable in Order",
        "src/shop/models.py:11: [HIGH] table:public.shop_order: column total: type IntegerField in Order, numeric in the database",
        "src/shop/models.py:12: [CRITICAL] table:public.shop_order: column gone: in Order, but not in the database",
        "src/shop/models.py:15: [CRITICAL] table:public.shop_tag: described by Tag, but not in the database",
    ];
    assert_eq!(found(sql, &[("src/shop/models.py", text)]), expected);
    // The label of the app may be another one.
    let apps = "from django.apps import AppConfig\nclass ShopConfig(AppConfig):\n    label = 'store'\n";
    let renamed = found(sql, &[("src/shop/models.py", text), ("src/shop/apps.py", apps)]);
    assert_eq!(renamed.len(), 2, "{renamed:#?}");
    assert!(renamed[0].contains("table:public.store_order: described by Order"), "{renamed:#?}");
}

/// A type that the project defines has the column type of its `impl`.
#[test]
fn own_column_types_are_followed() {
    let sql = |inside: &str, id: &str, spec: &str, money: &str| {
        format!(
            "CREATE DOMAIN ltree AS text; CREATE TABLE vault (id {id} PRIMARY KEY, inside {inside} NOT NULL, path {spec} NOT NULL, money {money} NOT NULL, tags jsonb NOT NULL)"
        )
    };
    let text = format!(
        "{BASE}from sqlalchemy.types import TypeDecorator, UserDefinedType\nfrom sqlalchemy.ext.mutable import MutableList\nfrom sqlalchemy.dialects.postgresql import JSONB\nfrom vendor import MoneyType\nclass Sealed(TypeDecorator[dict[str, Any]]):\n    impl = LargeBinary\nclass GUID(TypeDecorator):\n    impl = CHAR\n    def load_dialect_impl(self, dialect):\n        if dialect.name == 'postgresql':\n            return dialect.type_descriptor(UUID())\n        return dialect.type_descriptor(CHAR(32))\nclass Path(UserDefinedType):\n    def get_col_spec(self, **kw):\n        return 'BIT(3)'\nclass Vault(Base):\n    __tablename__ = 'vault'\n    id: Mapped[uuid.UUID] = mapped_column(GUID, primary_key=True)\n    inside: Mapped[dict[str, Any]] = mapped_column(Sealed())\n    path: Mapped[str] = mapped_column(Path)\n    money: Mapped[int] = mapped_column(MoneyType(10))\n    tags: Mapped[list[datetime.date]] = mapped_column(MutableList.as_mutable(JSONB), default=list)\n"
    );
    for id in ["uuid", "char(32)"] {
        assert_eq!(found(&sql("bytea", id, "bit(3)", "numeric"), &[("m.py", &text)]), [""; 0]);
    }
    assert_eq!(
        found(&sql("text", "date", "text", "date"), &[("m.py", &text)]),
        [
            "m.py:24: [HIGH] table:public.vault: column id: type CHAR or UUID in Vault, date in the database",
            "m.py:25: [HIGH] table:public.vault: column inside: type LargeBinary in Vault, text in the database",
            "m.py:26: [HIGH] table:public.vault: column path: type bit in Vault, text in the database",
        ]
    );
}

/// Columns may come from a base class that is not in the code.
#[test]
fn unknown_base_classes_are_no_findings() {
    let sql = "CREATE TABLE users (id uuid PRIMARY KEY, nickname varchar, created date NOT NULL)";
    let text = |bases: &str| {
        format!(
            "{BASE}from vendor_users.db import UserTable\nclass Stamped:\n    created: Mapped[datetime.date]\nOld = declarative_base(cls=Stamped)\nclass User({bases}):\n    __tablename__ = 'users'\n    nickname: Mapped[str | None]\n    gone: Mapped[int]\n"
        )
    };
    let gone = "m.py:14: [CRITICAL] table:public.users: column gone: in User, but not in the database";
    assert_eq!(found(sql, &[("m.py", &text("UserTable, Base"))]), [gone]);
    let id = "m.py:11: [MEDIUM] table:public.users: column id: missing in User (uuid)";
    assert_eq!(found(sql, &[("m.py", &text("Old"))]), [id, gone]);
    // A function may define a column.
    let called = text("Old").replace("    gone", "    id = key_column()\n    other = Query()\n    gone");
    assert_eq!(found(sql, &[("m.py", &called)]), [gone.replace(":14:", ":16:")]);
}

/// Each branch of a condition may define a type.
#[test]
fn conditional_aliases_accept_either_branch() {
    let text = "import sys\nfrom typing import TYPE_CHECKING, TypedDict\nfrom datetime import date\nif sys.version_info >= (3, 13):\n    Stamp = int\nelse:\n    Stamp = str\nif TYPE_CHECKING:\n    from vendor import Key\nelse:\n    Key = str\nclass Item(TypedDict):\n    id: Stamp\n    name: Stamp\n    key: Key\n";
    let sql =
        |id: &str| format!("CREATE TABLE item (id {id} PRIMARY KEY, name text NOT NULL, key int NOT NULL)");
    assert_eq!(found(&sql("int"), &[("m.py", text)]), [""; 0]);
    assert_eq!(
        found(&sql("bytea").replace("bytea", "boolean"), &[("m.py", text)]),
        ["m.py:13: [HIGH] table:public.item: column id: type int or str in Item, boolean in the database"]
    );
}

/// Types in messages are short, even of recursive aliases.
#[test]
fn types_in_messages_are_short() {
    let text = "from typing import *\nJson = Union[Dict[str, 'Json'], List['Json'], str, int, float, bool, None]\nclass Item(TypedDict):\n    id: Json\n";
    let found = found("CREATE TABLE item (id date)", &[("m.py", text)]);
    assert!(found.len() == 1 && found[0].len() < 160, "{found:?}");
}
