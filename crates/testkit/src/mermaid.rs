//! The real Mermaid parser, in Node.js: a diagram is right if Mermaid can parse it.
//!
//! `npm ci` in `crates/testkit/mermaid` installs it, at the version in its lock file. To look at a
//! diagram, `node render.mjs DIAGRAM.mmd PICTURE.png` in the same folder draws it with Chromium.

use std::io::{Seek, Write};
use std::path::Path;
use std::process::Command;

use serde_json::{Value, json};

const FOLDER: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/mermaid");

/// Whether the parser is installed. If not, the test is skipped with a note, and fails in CI.
#[must_use]
pub fn available() -> bool {
    let installed = Path::new(FOLDER).join("node_modules/mermaid/package.json").exists();
    let node = Command::new("node").arg("--version").output().is_ok();
    crate::require("Mermaid's parser: Node.js, and `npm ci` run in crates/testkit/mermaid", installed && node)
}

/// Parses named diagrams, all in one process. Returns each name with Mermaid's error, if there is
/// one.
///
/// # Panics
/// When the parser cannot be run; call [`available`] first.
#[must_use]
pub fn parse_all<'a>(diagrams: &[(&'a str, &str)]) -> Vec<(&'a str, Result<(), String>)> {
    let input: Vec<_> = diagrams.iter().map(|(name, text)| json!({ "name": name, "text": text })).collect();
    let mut file = tempfile::tempfile().expect("a temporary file");
    serde_json::to_writer(&mut file, &input).expect("writing a temporary file");
    file.flush().and_then(|()| file.rewind()).expect("writing a temporary file");
    let output = Command::new("node")
        .arg(Path::new(FOLDER).join("parse.mjs"))
        .stdin(file)
        .output()
        .expect("node starts");
    assert!(output.status.success(), "parse.mjs: {}", String::from_utf8_lossy(&output.stderr));
    let results: Vec<Value> = serde_json::from_slice(&output.stdout).expect("parse.mjs prints JSON");
    assert_eq!(results.len(), diagrams.len(), "a result for every diagram");
    let outcome = |result: &Value| result["error"].as_str().map_or(Ok(()), |error| Err(error.to_owned()));
    diagrams.iter().zip(&results).map(|((name, _), result)| (*name, outcome(result))).collect()
}

/// Parses named diagrams.
///
/// # Panics
/// When one does not parse, with the text of every such diagram.
pub fn assert_parse(diagrams: &[(&str, &str)]) {
    let mut wrong = String::new();
    for ((name, text), (_, outcome)) in diagrams.iter().zip(parse_all(diagrams)) {
        if let Err(error) = outcome {
            wrong.push_str(&format!("{name}: {error}\n{text}\n"));
        }
    }
    assert!(wrong.is_empty(), "Mermaid cannot parse\n{wrong}");
}

#[cfg(test)]
mod tests {
    use super::*;

    const GOOD: &str =
        "erDiagram\n    users ||--o{ orders : places\n    users {\n        bigint id PK\n    }\n";

    #[test]
    fn valid_diagrams_parse_and_invalid_ones_are_named() {
        if !available() {
            return;
        }
        let long = GOOD.repeat(1000);
        let results = parse_all(&[
            ("good", GOOD),
            ("a type with a space", "erDiagram\n    t {\n        double precision x\n    }\n"),
            ("no label", "erDiagram\n    a ||--o{ b\n"),
            ("unknown", "noDiagram\n"),
            ("too long", &long),
            ("good again", GOOD),
        ]);
        let good: Vec<_> =
            results.iter().filter(|(_, outcome)| outcome.is_ok()).map(|(name, _)| *name).collect();
        assert_eq!(good, ["good", "good again"], "{results:?}");
        assert!(results[4].1.as_ref().is_err_and(|error| error.contains("characters")), "{results:?}");
    }

    #[test]
    fn a_diagram_that_does_not_parse_fails_the_test() {
        if !available() {
            return;
        }
        assert_parse(&[("whole", GOOD)]);
        let both = || assert_parse(&[("whole", GOOD), ("broken", "erDiagram\n    t {\n")]);
        let panic = std::panic::catch_unwind(both).expect_err("it fails");
        let message = panic.downcast_ref::<String>().expect("a message");
        assert!(message.starts_with("Mermaid cannot parse\nbroken: "), "{message}");
    }
}
