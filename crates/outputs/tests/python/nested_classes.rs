//! Nested classes and classes in conditions.

use pgplumb_catalog::Catalog;
use pgplumb_outputs::python::compare::{Options, compare};
use pgplumb_outputs::python::update::update;
use pgplumb_testkit::{Server, newest};

use super::common;
use super::compare::{file, lines};

fn orders() -> Catalog {
    let database = Server::shared(newest().major).create_database();
    database.psql(
        "CREATE TYPE order_status AS ENUM ('open', 'paid'); CREATE TYPE kind AS ENUM ('a', 'b');
         CREATE TABLE orders (id int PRIMARY KEY, status order_status NOT NULL, kind kind);
         CREATE TABLE customer (id int PRIMARY KEY, name text)",
    );
    common::read(&database)
}

const HEAD: &str = "import enum\nfrom enum import Enum\nfrom typing import Literal, Optional, TYPE_CHECKING, TypedDict\nfrom pydantic import BaseModel\n";

/// Compares a file and returns the findings and the notes.
fn found(text: &str) -> (Vec<String>, Vec<String>) {
    let compared = compare(&orders(), &[file("m.py", &format!("{HEAD}{text}"))], &Options::default());
    assert!(compared.invalid_files.is_empty(), "{compared:?}");
    (lines(&compared), compared.notes)
}

#[test]
fn nested_classes_are_compared() {
    for (text, expected) in [
        // Named after both classes, with or without the affix of the outer one.
        (
            "class OrderModel(BaseModel):\n    class Status(str, Enum):\n        OPEN = 'open'\n    id: int\n    status: Status\n    kind: 'Optional[Kind]'\n    class Kind(Enum):\n        A = 'a'\n        B = 'b'\n",
            &["m.py:6: [HIGH] enum:public.order_status: labels missing in OrderModel.Status: paid"][..],
        ),
        // Used outside of the enclosing class.
        (
            "class Order:\n    Status = Literal['open', 'paid', 'lost']\n    class Kind(Enum):\n        A = 'a'\n        B = 'b'\nclass OrderRow(TypedDict):\n    id: int\n    status: Order.Status\n    kind: Optional[Order.Kind]\n",
            &[
                "m.py:6: [HIGH] enum:public.order_status: label in Order.Status, but not in the database: lost",
            ],
        ),
        // A nested class takes precedence over a class of the same name elsewhere.
        (
            "class Status(BaseModel):\n    x: int\nclass Other(Enum):\n    A = 1\nclass Order(BaseModel):\n    class Status(Enum):\n        OPEN = 'open'\n        PAID = 'paid'\n    id: int\n    status: Status\n    kind: Optional[Status]\n",
            &[
                "m.py:15: [HIGH] table:public.orders: column kind: type Order.Status in Order, public.kind in the database",
            ],
        ),
        // Classes in conditions.
        (
            "if TYPE_CHECKING:\n    class Order(TypedDict):\n        id: str\nelse:\n    Order = dict\n",
            &[
                "m.py:6: [MEDIUM] table:public.orders: column status: missing in Order (public.order_status)",
                "m.py:6: [MEDIUM] table:public.orders: column kind: missing in Order (public.kind)",
                "m.py:7: [HIGH] table:public.orders: column id: type str in Order, integer in the database",
            ],
        ),
        (
            "try:\n    from enum import StrEnum\nexcept ImportError:\n    class StrEnum(str, Enum):\n        pass\nwith open('x'):\n    class Kind(StrEnum):\n        A = enum.auto()\n",
            &["m.py:11: [HIGH] enum:public.kind: labels missing in Kind: b"],
        ),
        (
            "class Box:\n    if True:\n        class Kind(Enum):\n            A = 'a'\n",
            &["m.py:7: [HIGH] enum:public.kind: labels missing in Box.Kind: b"],
        ),
        // A nested class with the name of a table may describe a part of a row.
        (
            "class Invoice(BaseModel):\n    class Customer(BaseModel):\n        id: int\n    customer: Customer\n",
            &[],
        ),
        ("def make():\n    class Kind(Enum):\n        A = 'a'\n    return Kind\n", &[]),
        // A mark takes precedence.
        (
            "class Invoice(BaseModel):\n    # pgplumb: table:customer\n    class Client(BaseModel):\n        id: int\n",
            &["m.py:7: [MEDIUM] table:public.customer: column name: missing in Invoice.Client (text)"],
        ),
    ] {
        let (lines, notes) = found(text);
        assert_eq!(lines, expected, "{text}");
        assert!(notes.is_empty(), "{text}: {notes:?}");
    }
}

#[test]
fn ambiguous_nested_classes_are_noted_and_not_compared() {
    let (lines, notes) = found(
        "class Box:\n    class Kind(Enum):\n        A = 'a'\nclass Car:\n    class Kind(Enum):\n        SMALL = 'small'\n",
    );
    assert!(lines.is_empty(), "{lines:?}");
    assert_eq!(
        notes,
        [
            "m.py:6: Box.Kind matches enum:public.kind, but so does Car.Kind; to choose, add a comment such as `# pgplumb: enum:public.kind` above it",
            "m.py:9: Car.Kind matches enum:public.kind, but so does Box.Kind; to choose, add a comment such as `# pgplumb: enum:public.kind` above it",
        ]
    );
    // With a mark on one class, the other class does not match by name.
    let (lines, notes) = found(
        "class Box:\n    # pgplumb: enum:kind\n    class Kind(Enum):\n        A = 'a'\nclass Car:\n    class Kind(Enum):\n        SMALL = 'small'\n",
    );
    assert_eq!((lines.len(), notes.len()), (1, 0), "{lines:?}{notes:?}");
    // The name of both classes matches one enum, the inner name another.
    let database = Server::shared(newest().major).create_database();
    database.psql("CREATE TYPE box_kind AS ENUM ('a'); CREATE TYPE kind AS ENUM ('b')");
    let text = format!("{HEAD}class Box:\n    class Kind(Enum):\n        A = 'a'\n");
    let compared = compare(&common::read(&database), &[file("m.py", &text)], &Options::default());
    assert!(
        compared.findings.is_empty()
            && compared.notes[0].contains("enum:public.box_kind and enum:public.kind"),
        "{compared:?}"
    );
    // The options use the qualified name.
    let options =
        Options { map: [("Box.Kind".to_owned(), "enum:box_kind".to_owned())].into(), ..Options::default() };
    let compared = compare(&common::read(&database), &[file("m.py", &text)], &options);
    assert!(compared.findings.is_empty() && compared.notes.is_empty(), "{compared:?}");
}

#[test]
fn nested_classes_of_other_files_are_resolved() {
    let models = format!(
        "{HEAD}class Order:\n    class Status(Enum):\n        OPEN = 'open'\n        PAID = 'paid'\n    class Kind(Enum):\n        A = 'a'\n        B = 'b'\n"
    );
    for import in ["from app.models import Order as O", "from app import models", "import app.models as m"] {
        let order = match import.rsplit(' ').next() {
            Some("O") => "O",
            Some("m") => "m.Order",
            _ => "models.Order",
        };
        let rows = format!(
            "from typing import *\n{import}\nclass OrderRow(TypedDict):\n    id: int\n    status: {order}.Status\n    kind: '{order}.Status | None'\n"
        );
        let files = [file("app/models.py", &models), file("app/rows.py", &rows)];
        let found = lines(&compare(&orders(), &files, &Options::default()));
        assert_eq!(
            found,
            [
                "app/rows.py:6: [HIGH] table:public.orders: column kind: type Order.Status in OrderRow, public.kind in the database"
            ],
            "{import}"
        );
    }
}

#[test]
fn nested_classes_are_updated() {
    let catalog = orders();
    let text = format!(
        "{HEAD}class Order(BaseModel):\n    class Status(str, Enum):\n        OPEN = 'open'\n        LOST = 'lost'\n        \"\"\"On the way.\"\"\"\n\n        def label(self): ...\n\n    class Kind(str, Enum):\n        A = 'a'\n        B = 'b'\n\n    id: int\n    status: int\n"
    );
    let updated = update(&catalog, &[file("m.py", &text)], &Options::default(), &|_| false).unwrap();
    assert!(updated.remaining.is_empty(), "{updated:#?}");
    let expected = text
        .replace("        LOST = 'lost'\n        \"\"\"On the way.\"\"\"\n", "        PAID = 'paid'\n")
        .replace("    status: int\n", "    status: Status\n    kind: Optional[Kind]\n");
    assert_eq!(updated.files[0].text, expected);
    // An enum in another class, and an enum that is defined too late.
    let text = format!(
        "{HEAD}class Things:\n    class OrderStatus(Enum):\n        OPEN = 'open'\n        PAID = 'paid'\n\nclass Order(BaseModel):\n    id: int\n    status: int\n    kind: int | None\n    class Kind(str, Enum):\n        A = 'a'\n        B = 'b'\n"
    );
    let updated = update(&catalog, &[file("m.py", &text)], &Options::default(), &|_| false).unwrap();
    let expected = text
        .replace("status: int\n", "status: Things.OrderStatus\n")
        .replace("kind: int | None", "kind: Optional[str]");
    assert_eq!(updated.files[0].text, expected);
}
