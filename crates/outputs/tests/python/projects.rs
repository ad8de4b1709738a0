//! Projects in the styles that are found in the wild. Each creates its database with its own
//! metadata, so its code has no findings. Every single change of the database has one, with file
//! and line.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use pgplumb_catalog::change::ChangeKind;
use pgplumb_catalog::kinds::Object as _;
use pgplumb_catalog::kinds::column::Column;
use pgplumb_catalog::kinds::table::Table;
use pgplumb_catalog::{Catalog, Kind, ObjectId};
use pgplumb_outputs::python::compare::{Options, compare};
use pgplumb_outputs::python::{ImportRoot, PythonFile};
use pgplumb_outputs::report::Finding;
use pgplumb_testkit::{Server, newest, require};

use super::super::common;
use super::super::compare::lines;

/// The projects, with the folders from which their modules are imported.
const PROJECTS: [(&str, &[&str]); 12] = [
    ("api_only", &[]),
    ("classic", &[]),
    ("core", &[]),
    ("dataclasses", &[]),
    ("declarative", &[]),
    ("django", &[]),
    ("enums", &[]),
    ("fastapi", &[]),
    ("flask", &[]),
    ("postgres_types", &[]),
    ("sqlmodel", &[]),
    ("src_layout", &["src"]),
];

/// Changes that cannot be found: what a function decides at run time.
const UNKNOWN: [(&str, &str, &str); 6] = [
    // Parts of a composite value.
    ("dataclasses", "task.x1", "type"),
    ("dataclasses", "task.y1", "type"),
    ("dataclasses", "task.x1", "nullability"),
    ("dataclasses", "task.y1", "nullability"),
    // The argument of a function.
    ("flask", "comment.post_id", "nullability"),
    ("flask", "comment.post_id", "type"),
];

/// Creates the database of the project in the current folder.
const CREATE: &str = "import sys, sqlalchemy; sys.path.insert(0, '.'); import create; \
                      create.create(sqlalchemy.create_engine(sys.argv[1]))";

fn folder(project: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/python/projects").join(project)
}

/// The catalog of a database that the project creates.
fn catalog(python: &Path, project: &str) -> Catalog {
    let database = Server::shared(newest().major).create_database();
    let url = database.url().replacen("postgres", "postgresql+psycopg", 1);
    let mut command = Command::new(python);
    command.args(["-B", "-W", "ignore", "-c", CREATE, &url]).current_dir(folder(project));
    let output = command.output().expect("Python");
    assert!(output.status.success(), "{project}: {}", String::from_utf8_lossy(&output.stderr));
    common::read(&database)
}

/// The files of a project, without its migrations and tests.
fn files(project: &str) -> Vec<PythonFile> {
    fn add(folder: &Path, base: &Path, found: &mut Vec<PythonFile>) {
        let mut paths: Vec<_> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
        paths.sort();
        for path in paths {
            let name = path.file_name().unwrap().to_string_lossy().into_owned();
            if path.is_dir() && !["alembic", "tests", "__pycache__"].contains(&name.as_str()) {
                add(&path, base, found);
            } else if name.ends_with(".py") {
                let shown = path.strip_prefix(base).unwrap().display().to_string();
                let text = fs::read_to_string(&path).unwrap();
                found.push(PythonFile { path: shown, text, is_definition_only: false });
            }
        }
    }
    let mut found = Vec::new();
    add(&folder(project), &folder(project), &mut found);
    found
}

/// Whether a finding, by its object and change, is the expected one.
type IsExpected = Box<dyn Fn(&ObjectId, &ChangeKind) -> bool>;

/// A change in the database.
struct Mutation {
    construct: &'static str,
    object: String,
    catalog: Catalog,
    /// Whether a finding describes the change.
    is_expected: IsExpected,
}

fn is_property(kind: &ChangeKind, name: &str) -> bool {
    matches!(kind, ChangeKind::Changed { property, .. } if property == name)
}

/// Each column, label, nullability, type and table, changed once.
fn mutations(before: &Catalog) -> Vec<Mutation> {
    let mut all = Vec::new();
    for (at, source) in before.enums.iter().enumerate() {
        for label in source.labels.iter() {
            let mut catalog = before.clone();
            catalog.enums[at].labels.retain(|other| other != label);
            all.push(label_mutation("label removed", format!("{}.{label}", source.name), catalog));
        }
        let mut catalog = before.clone();
        catalog.enums[at].labels.push("in review".into());
        all.push(label_mutation("label added", source.name.to_string(), catalog));
    }
    for (at, table) in before.tables.iter().enumerate() {
        let mut catalog = before.clone();
        catalog.tables.remove(at);
        let id = table.id();
        all.push(Mutation {
            construct: "table",
            object: table.name.to_string(),
            catalog,
            is_expected: Box::new(move |object, kind| {
                *object == id && matches!(kind, ChangeKind::Removed { .. })
            }),
        });
        for column in 0..table.columns.len() {
            add_column_mutations(before, (at, table), column, &mut all);
        }
    }
    all
}

fn label_mutation(construct: &'static str, object: String, catalog: Catalog) -> Mutation {
    Mutation { construct, object, catalog, is_expected: Box::new(|_, kind| is_property(kind, "labels")) }
}

fn add_column_mutations(
    before: &Catalog,
    (at, table): (usize, &Table),
    index: usize,
    all: &mut Vec<Mutation>,
) {
    let column = &table.columns[index];
    let id = table.id().nested(Kind::Column, &*column.column_name);
    let mut add =
        |construct, change: &dyn Fn(&mut Vec<Column>), is_kind: fn(&ChangeKind) -> bool, id: &ObjectId| {
            let mut catalog = before.clone();
            change(&mut catalog.tables[at].columns);
            let (id, object) = (id.clone(), format!("{}.{}", table.name, column.column_name));
            let is_expected =
                Box::new(move |object: &ObjectId, kind: &ChangeKind| *object == id && is_kind(kind));
            all.push(Mutation { construct, object, catalog, is_expected });
        };
    let is_removed: fn(&ChangeKind) -> bool = |kind| matches!(kind, ChangeKind::Removed { .. });
    let is_added: fn(&ChangeKind) -> bool = |kind| matches!(kind, ChangeKind::Added { .. });
    add("column removed", &|columns| drop(columns.remove(index)), is_removed, &id);
    let added = table.id().nested(Kind::Column, "added");
    let insert = |columns: &mut Vec<Column>| {
        let mut new = columns[index].clone();
        new.column_name = "added".into();
        columns.insert(index + 1, new);
    };
    add("column added", &insert, is_added, &added);
    let other = if &*column.sql_type == "boolean" { "bytea" } else { "boolean" };
    add("type", &|columns| columns[index].sql_type = other.into(), |kind| is_property(kind, "type"), &id);
    if !table.primary_key().contains(&column.column_name) {
        let flip = |columns: &mut Vec<Column>| {
            let nullable = &mut columns[index].is_nullable.0;
            *nullable = !*nullable;
        };
        add("nullability", &flip, |kind| is_property(kind, "is_nullable"), &id);
    }
}

/// Whether a mutation has a finding with file and line.
fn is_found(mutation: &Mutation, files: &[PythonFile], options: &Options) -> bool {
    compare(&mutation.catalog, files, options).findings.iter().any(|finding| {
        let Finding::Schema { change, location: Some(location), .. } = finding else { return false };
        let file = files.iter().find(|file| file.path == location.file);
        let has_line = file.is_some_and(|file| {
            location.line.is_some_and(|line| {
                file.text.lines().nth(line as usize - 1).is_some_and(|text| !text.trim().is_empty())
            })
        });
        has_line && (mutation.is_expected)(&change.object, &change.kind)
    })
}

#[test]
#[expect(clippy::print_stderr, reason = "the test prints how many changes are found")]
fn projects_equal_their_databases_and_every_change_is_found() {
    let python =
        std::env::var_os("PGPLUMB_RECIPES").map(|folder| Path::new(&folder).join("models/bin/python"));
    let python = python.filter(|python| python.exists());
    if !require("models/bin/python in PGPLUMB_RECIPES (run .ci/recipes to install it)", python.is_some()) {
        return;
    }
    let python = python.unwrap();
    let mut problems = Vec::new();
    let mut counts: BTreeMap<(&str, &str), (usize, usize)> = BTreeMap::new();
    let mut tables = 0;
    for (project, roots) in PROJECTS {
        let (catalog, files) = (catalog(&python, project), files(project));
        let root = |folder: &&str| ImportRoot { folder: (*folder).to_owned(), package: Vec::new() };
        let options = Options { roots: roots.iter().map(root).collect(), ..Options::default() };
        let unchanged = compare(&catalog, &files, &options);
        problems.extend(lines(&unchanged).into_iter().map(|line| format!("{project}: false: {line}")));
        problems.extend(unchanged.invalid_files.iter().map(|file| format!("{project}: {file}")));
        tables += catalog.tables.len();
        for mutation in mutations(&catalog) {
            // Without mapped classes, the name of a class is a guess.
            let is_guess = project == "api_only" && mutation.construct == "table";
            // Django creates this table for a `ManyToManyField`, without a class.
            let has_no_class = mutation.object.starts_with("stock_item_tags");
            let is_unknown = is_guess
                || has_no_class
                || UNKNOWN.contains(&(project, &mutation.object, mutation.construct));
            let is_found = is_found(&mutation, &files, &options);
            if is_unknown != is_found {
                let count = counts.entry((mutation.construct, project)).or_default();
                count.0 += usize::from(is_found);
                count.1 += usize::from(!is_unknown);
            } else {
                let verdict = if is_found { "is now found" } else { "missed" };
                problems.push(format!("{project}: {verdict}: {} of {}", mutation.construct, mutation.object));
                counts.entry((mutation.construct, project)).or_default().1 += 1;
            }
        }
    }
    let mut by_construct: BTreeMap<&str, Vec<String>> = BTreeMap::new();
    for ((construct, project), (found, all)) in &counts {
        by_construct.entry(construct).or_default().push(format!("{project} {found}/{all}"));
    }
    eprintln!("{} projects with {tables} tables, {} cannot be known", PROJECTS.len(), UNKNOWN.len());
    for (construct, projects) in by_construct {
        eprintln!("{construct}: {}", projects.join(", "));
    }
    assert!(problems.is_empty(), "{} problems:\n{}", problems.len(), problems.join("\n"));
    assert!(tables >= 60, "{tables}");
}
