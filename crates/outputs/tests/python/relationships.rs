//! Relationships between generated SQLAlchemy models: their names, and rows that are written and
//! read through them.

use std::collections::BTreeMap;
use std::fs;
use std::process::Command;

use pgplumb_outputs::python::{Options, Style, generate};
use pgplumb_testkit::{Server, newest, require};

use super::common;

const SCHEMA: &str = "
    CREATE SCHEMA app;
    CREATE TABLE people (id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY, name text NOT NULL, best_friend_id integer REFERENCES people);
    CREATE TABLE books (id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY, title text NOT NULL,
        author_id integer NOT NULL REFERENCES people, editor_id integer REFERENCES people, created_by integer REFERENCES people);
    CREATE TABLE profile (person_id integer PRIMARY KEY REFERENCES people, bio text);
    CREATE TABLE categories (id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY, parent_id integer REFERENCES categories, label text);
    CREATE TABLE app.tags (name text PRIMARY KEY, books integer);
    CREATE TABLE app.book_tags (book_id integer REFERENCES books, tag text REFERENCES app.tags, PRIMARY KEY (book_id, tag));
    CREATE TABLE shelf (room integer, number integer, owner integer REFERENCES people, PRIMARY KEY (room, number));
    CREATE TABLE places (id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY, room integer NOT NULL, number integer NOT NULL,
        book_id integer NOT NULL UNIQUE REFERENCES books, FOREIGN KEY (room, number) REFERENCES shelf,
        next_room integer, next_number integer, FOREIGN KEY (next_room, next_number) REFERENCES shelf);
";

/// The relationships of each class, with their types.
const EXPECTED: [(&str, &[&str]); 8] = [
    (
        "People",
        &[
            "best_friend: Mapped[Optional[People]]",
            "people: Mapped[list[People]]",
            "books_as_author: Mapped[list[Books]]",
            "books_as_editor: Mapped[list[Books]]",
            "books_as_created_by_person: Mapped[list[Books]]",
            "profile: Mapped[Optional[Profile]]",
            "shelves: Mapped[list[Shelf]]",
        ],
    ),
    (
        "Books",
        &[
            "author: Mapped[People]",
            "editor: Mapped[Optional[People]]",
            "created_by_person: Mapped[Optional[People]]",
            "place: Mapped[Optional[Places]]",
            "tags: Mapped[list[AppTags]]",
        ],
    ),
    ("Profile", &["person: Mapped[People]"]),
    ("Categories", &["parent: Mapped[Optional[Categories]]", "children: Mapped[list[Categories]]"]),
    // `books` is a column.
    ("AppTags", &["books_through_book_tags: Mapped[list[Books]]"]),
    ("AppBookTags", &[]),
    (
        "Shelf",
        &[
            "owner_person: Mapped[Optional[People]]",
            "places_as_shelf: Mapped[list[Places]]",
            "places_as_next_shelf: Mapped[list[Places]]",
        ],
    ),
    ("Places", &["book: Mapped[Books]", "shelf: Mapped[Shelf]", "next_shelf: Mapped[Optional[Shelf]]"]),
];

/// Writes and reads rows through relationships.
const SCRIPT: &str = r#"
import sys
import sqlalchemy as sa
from sqlalchemy.orm import Session, configure_mappers
sys.path.insert(0, ".")
from models import *
configure_mappers()
engine = sa.create_engine(sys.argv[1])
with Session(engine) as session:
    ann, bob = People(name="ann"), People(name="bob")
    bob.best_friend = ann
    book = Books(title="one", author=ann, editor=bob, created_by_person=bob)
    book.tags.append(AppTags(name="new"))
    ann.profile = Profile(bio="writes")
    root = Categories(label="root", children=[Categories(label="leaf")])
    shelf = Shelf(room=1, number=2, owner_person=ann)
    Places(book=book, shelf=shelf, next_shelf=shelf)
    session.add_all([ann, bob, root, shelf])
    session.commit()
    session.expire_all()
    print(book.author.name, book.editor.name, [b.title for b in bob.books_as_editor], [p.name for p in ann.people])
    print(ann.profile.bio, root.children[0].parent.label, book.place.shelf.room, shelf.places_as_next_shelf[0].book.title)
    print(session.get(AppTags, "new").books_through_book_tags[0].title, ann.shelves[0].number)
"#;

const OUTPUT: &str = "ann bob ['one'] ['bob']\nwrites root 1 one\none 2\n";

/// The lines of each class with a relationship, up to the assignment.
fn relationships(text: &str) -> BTreeMap<&str, Vec<&str>> {
    let (mut found, mut class): (BTreeMap<&str, Vec<&str>>, _) = (BTreeMap::new(), "");
    for line in text.lines() {
        if let Some(name) = line.strip_prefix("class ").and_then(|rest| rest.strip_suffix("(Base):")) {
            class = name;
            found.entry(class).or_default();
        } else if let Some((field, value)) = line.trim().split_once(" = ")
            && (value.starts_with("relationship(") || value == "(")
            && field.contains("Mapped[")
        {
            found.entry(class).or_default().push(field);
        }
    }
    found
}

#[test]
fn relationships_have_readable_names_and_work() {
    let database = Server::shared(newest().major).create_database();
    database.psql(SCHEMA);
    let catalog = common::read(&database);
    let options = Options { style: Style::SqlAlchemy, ..Options::default() };
    let text = generate(&catalog, options);
    let found = relationships(&text);
    for (class, expected) in EXPECTED {
        let (mut found, mut expected) = (found[class].clone(), expected.to_vec());
        found.sort_unstable();
        expected.sort_unstable();
        assert_eq!(found, expected, "{class}\n{text}");
    }
    let without = generate(&catalog, Options { relationships: false, ..options });
    assert!(!without.contains("relationship"), "{without}");

    let python = std::env::var_os("PGPLUMB_RECIPES")
        .map(|folder| std::path::Path::new(&folder).join("python/bin/python"))
        .filter(|python| python.exists());
    if !require("python/bin/python in PGPLUMB_RECIPES (run .ci/recipes to install it)", python.is_some()) {
        return;
    }
    let folder = tempfile::tempdir().expect("a temporary folder");
    fs::write(folder.path().join("models.py"), text).expect("a file");
    let url = database.url().replacen("postgres", "postgresql+psycopg", 1);
    let mut command = Command::new(python.expect("Python"));
    command.args(["-W", "error", "-B", "-c", SCRIPT, &url]).current_dir(folder.path());
    let output = command.output().expect("Python starts");
    assert_eq!(
        String::from_utf8_lossy(&output.stdout),
        OUTPUT,
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
}
