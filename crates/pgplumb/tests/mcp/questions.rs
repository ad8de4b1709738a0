//! `relevant_schema` finds the tables that questions need. The questions were written before the
//! ranking.

use pgplumb_testkit::{Server, corpus, newest};
use serde_json::json;

use crate::client::{Client, snapshot};

/// The share of questions whose tables must all be found, in percent.
const REQUIRED: usize = 90;

#[test]
fn the_tables_that_a_question_needs_are_found_within_2000_tokens() {
    let major = newest().major;
    let questions: Vec<Vec<&str>> = include_str!("questions.txt")
        .lines()
        .filter(|line| !line.starts_with('#'))
        .map(|line| line.split('|').map(str::trim).collect())
        .collect();
    let (mut found, mut missed) = (0, Vec::new());
    for schema in ["pagila", "adventureworks", "logto"] {
        let Some(file) = corpus(major).into_iter().find(|file| file.name == schema) else {
            assert!(!pgplumb_testkit::require("the corpus", false));
            return;
        };
        let database = Server::shared(major).create_database();
        let _ = database.errors(&std::fs::read_to_string(&file.path).expect("SQL"));
        let folder = tempfile::tempdir().expect("a folder");
        let mut client = Client::start(&["--source", &snapshot(&database.url(), folder.path())]);
        for question in questions.iter().filter(|question| question[0] == schema) {
            let (value, _) =
                client.call("relevant_schema", json!({ "question": question[1], "tokens": 2000 }));
            let ddl = value["ddl"].as_str().expect("DDL");
            assert!(ddl.len() <= 7000, "{} bytes: {}", ddl.len(), question[1]);
            let tables = value["tables"].as_array().expect("tables");
            let has = |name: &str| {
                tables
                    .iter()
                    .filter_map(|table| table.as_str())
                    .any(|table| table == name || table.strip_prefix("public.") == Some(name))
            };
            let missing: Vec<&str> = question[2].split(' ').filter(|name| !has(name)).collect();
            if missing.is_empty() {
                found += 1;
            } else {
                missed.push(format!(
                    "{schema}: {}: {} is missing in {}",
                    question[1],
                    missing.join(" "),
                    value["tables"]
                ));
            }
        }
    }
    let share = found * 100 / questions.len();
    eprintln!(
        "relevant_schema: all tables for {share} % of {} questions\n{}",
        questions.len(),
        missed.join("\n")
    );
    assert!(questions.len() >= 30 && share >= REQUIRED, "{share} %\n{}", missed.join("\n"));
}
