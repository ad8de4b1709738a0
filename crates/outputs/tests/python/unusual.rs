//! Unusual but valid Python code: no false findings and no needless edits.

use std::fs;
use std::path::Path;

use pgplumb_catalog::Catalog;
use pgplumb_outputs::python::PythonFile;
use pgplumb_outputs::python::compare::{Comparison, Options, compare};
use pgplumb_outputs::python::update::update;
use pgplumb_testkit::{Server, newest};

use super::common;
use super::compare::{file, lines};
use super::styles::mutations;

fn folder() -> std::path::PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/python/unusual")
}

fn catalog() -> Catalog {
    let database = Server::shared(newest().major).create_database();
    database.psql(&fs::read_to_string(folder().join("schema.sql")).unwrap());
    common::read(&database)
}

fn files() -> Vec<PythonFile> {
    let entries = fs::read_dir(folder()).unwrap().flatten().map(|entry| entry.path());
    let mut paths: Vec<_> = entries.filter(|path| path.extension().is_some_and(|e| e == "py")).collect();
    paths.sort();
    let name = |path: &Path| path.file_name().unwrap().to_string_lossy().into_owned();
    paths.iter().map(|path| file(&name(path), &fs::read_to_string(path).unwrap())).collect()
}

/// Returns false findings and needless edits for a file that is up to date.
fn false_findings(catalog: &Catalog, file: &PythonFile) -> Vec<String> {
    let files = std::slice::from_ref(file);
    let compared: Comparison = compare(catalog, files, &Options::default());
    let mut found = lines(&compared);
    found.extend(compared.notes.iter().cloned());
    found.extend(compared.invalid_files.iter().map(ToString::to_string));
    match update(catalog, files, &Options::default(), &|_| false) {
        Ok(updated) if updated.files[0].text == file.text => {}
        Ok(updated) => found.push(format!("{} becomes\n{}", file.path, updated.files[0].text)),
        Err(error) => found.push(error.to_string()),
    }
    found
}

#[test]
fn unusual_files_are_up_to_date() {
    let (catalog, files) = (catalog(), files());
    assert!(files.len() >= 20, "{}", files.len());
    let found: Vec<String> = files.iter().flat_map(|file| false_findings(&catalog, file)).collect();
    assert!(found.is_empty(), "{}", found.join("\n"));
}

/// Each change of the database is found in each class that it affects, and an update never adds
/// findings.
#[test]
fn unusual_files_are_updated_or_reported() {
    let before = catalog();
    let (files, mut found) = (files(), 0);
    for mutation in mutations(&before) {
        for file in &files {
            let context = format!("{}: {}", file.path, mutation.name);
            let files = std::slice::from_ref(file);
            let compared = lines(&compare(&mutation.catalog, files, &Options::default()));
            found += compared.len();
            let updated = update(&mutation.catalog, files, &Options::default(), &|_| false).unwrap();
            let remaining = updated.remaining.len();
            assert!(remaining <= compared.len(), "{context}: {compared:#?}\n{}", updated.files[0].text);
            assert!(
                compared.is_empty() == (updated.files[0].text == file.text) || remaining > 0,
                "{context}: {compared:#?}"
            );
            let again = update(&mutation.catalog, &updated.files, &Options::default(), &|_| false).unwrap();
            assert_eq!(again.files[0].text, updated.files[0].text, "{context}");
        }
    }
    assert!(found > 500, "{found}");
}

const ENUM: &str = "from enum import Enum\n\n\nclass State(str, Enum):\n    DRAFT = \"draft\"\n    ACTIVE = \"active\"\n    ON_HOLD = \"on_hold\"\n";

type Transform = fn(&str) -> String;

/// Line ends, a byte order mark, form feeds, tabs, and a last line without line end.
#[test]
fn unusual_bytes_are_preserved() {
    let before = catalog();
    let after = |change: &dyn Fn(&mut Catalog)| {
        let mut catalog = before.clone();
        change(&mut catalog);
        catalog
    };
    let more = after(&|catalog| catalog.enums[0].labels.insert(1, "lost".into()));
    let less = after(&|catalog| drop(catalog.enums[0].labels.remove(2)));
    let transforms: [(&str, Transform); 8] = [
        ("crlf", |text| text.replace('\n', "\r\n")),
        ("cr", |text| text.replace('\n', "\r")),
        ("bom", |text| format!("\u{feff}{text}")),
        ("bom and crlf", |text| format!("\u{feff}{}", text.replace('\n', "\r\n"))),
        ("form feed", |text| text.replace("\n\n\nclass", "\n\x0c\nclass").replace("    ON", "\x0c    ON")),
        ("tabs", |text| text.replace("    ", "\t")),
        ("no end", |text| text.trim_end().to_owned()),
        ("cookie", |text| format!("#!/usr/bin/python\n# -*- coding: latin-1 -*-\n{text}")),
    ];
    for (name, transform) in transforms {
        let text = transform(ENUM);
        assert_eq!(false_findings(&before, &file("m.py", &text)), [""; 0], "{name}");
        for (catalog, new) in [
            (&more, ENUM.replace("    ACTIVE", "    LOST = \"lost\"\n    ACTIVE")),
            (&less, ENUM.replace("    ON_HOLD = \"on_hold\"\n", "")),
        ] {
            let updated = update(catalog, &[file("m.py", &text)], &Options::default(), &|_| false).unwrap();
            let expected = transform(&new);
            // If the last line is removed, the line end of the line before it remains.
            assert_eq!(updated.files[0].text.trim_end(), expected.trim_end(), "{name}");
        }
    }
    // Lines are counted as in editors.
    for (name, line_end) in [("crlf", "\r\n"), ("cr", "\r"), ("lf", "\n")] {
        let found =
            lines(&compare(&less, &[file("m.py", &ENUM.replace('\n', line_end))], &Options::default()));
        assert_eq!(found.len(), 1);
        assert!(found[0].starts_with("m.py:7: "), "{name}: {found:?}");
    }
}

/// Generated code with extreme nesting must not overflow the stack or take exponential time.
#[test]
fn deeply_nested_and_long_files_do_not_crash() {
    let catalog = catalog();
    let nested =
        |depth: usize, open: &str, close: &str| format!("{}{}", open.repeat(depth), close.repeat(depth));
    let classes: String = (0..90).map(|depth| format!("{}class C{depth}:\n", " ".repeat(depth))).collect();
    let union = (0..3000).map(|at| format!("'T{at}'")).collect::<Vec<_>>().join(" | ");
    let sum = |count: usize| vec!["'a'"; count].join(" + ");
    // Each class inherits from both previous classes.
    let ladder = (0..60)
        .map(|at| format!("class A{}(A{at}, B{at}): pass\nclass B{}(A{at}, B{at}): pass\n", at + 1, at + 1));
    let ladder: String = ladder.collect();
    for (name, text) in [
        ("parentheses", format!("x = {}\n", nested(400, "(", ")").replace("()", "(1)"))),
        ("lists", format!("x = {}\n", nested(400, "[", "]"))),
        (
            "annotations",
            format!(
                "class Item(TypedDict):\n    id: {}\n",
                nested(400, "Optional[", "]").replace("[]", "[int]")
            ),
        ),
        ("a union", format!("class Item(TypedDict):\n    id: {union}\n")),
        ("a sum", format!("class State(Enum):\n    DRAFT = {}\n", sum(4900))),
        ("too long a sum", format!("class State(Enum):\n    DRAFT = {}\n", sum(20_000))),
        ("a ladder", format!("{ladder}class Item(A60):\n    __tablename__ = 'item'\n")),
        (
            "classes",
            format!("{classes}{}class State(Enum):\n{}DRAFT = 'draft'\n", " ".repeat(90), " ".repeat(91)),
        ),
        ("conditions", {
            let conditions: String =
                (0..90).map(|depth| format!("{}if True:\n", " ".repeat(depth))).collect();
            format!("{conditions}{}class State(Enum): DRAFT = 'draft'\n", " ".repeat(90))
        }),
        ("calls", format!("x = f{}\n", "()".repeat(3000))),
        ("attributes", format!("x = a{}\n", ".b".repeat(3000))),
        ("comparisons", format!("x = {}\n", vec!["not"; 400].join(" ") + " 1")),
        (
            "aliases",
            (0..3000).map(|at| format!("A{} = A{at}\n", at + 1)).collect::<String>()
                + "class Item(TypedDict):\n    id: A3000\n",
        ),
        (
            "bases",
            (0..300).map(|at| format!("class B{}(B{at}): pass\n", at + 1)).collect::<String>()
                + "class Item(B300):\n    __tablename__ = 'item'\n",
        ),
        ("nothing", String::new()),
        ("a nul", "x = '\0'\n".to_owned()),
        ("no Python", "\u{1}\u{2} <html> ]]]]".to_owned()),
    ] {
        let text = format!("from enum import Enum\nfrom typing import Optional, TypedDict\n{text}");
        let files = [file("m.py", &text)];
        let compared = compare(&catalog, &files, &Options::default());
        let updated = update(&catalog, &files, &Options::default(), &|_| false);
        assert_eq!(compared.invalid_files.is_empty(), updated.is_ok(), "{name}");
        assert!(
            !name.starts_with("too") || compared.invalid_files[0].to_string().contains("too deeply"),
            "{name}"
        );
    }
}

#[test]
fn large_files_are_fast() {
    let catalog = catalog();
    let class = |at: usize| {
        format!(
            "class Thing{at}(Base{at}):\n    \"\"\"Describes no table.\"\"\"\n\n    id: int\n    name: Optional[str] = None\n    class Kind(Enum):\n        A = 'a'\n\n"
        )
    };
    let text = format!(
        "from enum import Enum\nfrom typing import Optional\n{ENUM}{}",
        (0..8_000).map(class).collect::<String>()
    );
    assert!(text.len() > 1_000_000);
    let start = std::time::Instant::now();
    let found = lines(&compare(&catalog, &[file("m.py", &text)], &Options::default()));
    assert_eq!(found, [""; 0]);
    let updated = update(&catalog, &[file("m.py", &text)], &Options::default(), &|_| false).unwrap();
    assert!(updated.files[0].text == text);
    // The limit allows for debug builds on a busy machine.
    assert!(start.elapsed().as_secs() < 60, "{:?}", start.elapsed());
}
