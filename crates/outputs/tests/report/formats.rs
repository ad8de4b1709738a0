//! Validity of each format, checked with the format's own schema if it has one.

use std::collections::BTreeSet;
use std::path::Path;

use pgplumb_catalog::Severity;
use pgplumb_outputs::report::{Report, github, gitlab, html, json, junit, markdown, sarif};
use pgplumb_testkit::{expect_file, schemas};
use pulldown_cmark::{Event, Parser, Tag};
use serde_json::Value;

use super::samples::{hostile, in_sync, long_view, report};

fn all() -> [Report; 5] {
    [report(), in_sync(), hostile(), long_view(), Report::default()]
}

fn parsed(text: &str) -> Value {
    serde_json::from_str(text).unwrap_or_else(|error| panic!("{error}: {text}"))
}

#[track_caller]
fn assert_valid(schema: &Value, document: &Value) {
    let validator = jsonschema::validator_for(schema).expect("a schema");
    let errors: Vec<String> =
        validator.iter_errors(document).map(|error| format!("{}: {error}", error.instance_path())).collect();
    assert!(errors.is_empty(), "{}\n{document:#}", errors.join("\n"));
}

#[test]
fn published_schema_is_current_and_valid() {
    let path = format!("{}/../../schema/report.v{}.json", env!("CARGO_MANIFEST_DIR"), json::FORMAT_VERSION);
    let current = serde_json::to_string_pretty(&json::json_schema()).unwrap() + "\n";
    expect_file(Path::new(&path), &current);
    for report in all() {
        assert_valid(&json::json_schema(), &parsed(&json::render(&report)));
    }
}

#[test]
fn sarif_matches_its_schema() {
    if !schemas::available() {
        return;
    }
    let schema = schemas::sarif();
    assert!(
        !jsonschema::validator_for(&schema).expect("a schema").is_valid(&serde_json::json!({ "runs": [] }))
    );
    for report in all() {
        let log = parsed(&sarif::render(&report));
        assert_valid(&schema, &log);
        let run = &log["runs"][0];
        for result in run["results"].as_array().expect("results") {
            let at = usize::try_from(result["ruleIndex"].as_u64().expect("an index")).expect("small");
            assert_eq!(run["tool"]["driver"]["rules"][at]["id"], result["ruleId"]);
        }
    }
}

#[test]
fn junit_matches_both_schemas() {
    if !schemas::available() {
        return;
    }
    for report in all() {
        for fail_on in Severity::ALL {
            let text = junit::render(&report, fail_on);
            assert_eq!(schemas::junit_errors(&text), "", "{text}");
        }
    }
}

#[test]
fn junit_fails_tests_from_the_given_severity() {
    let text = junit::render(&report(), Severity::Critical);
    assert_eq!(text.matches("<failure").count(), 1, "{text}");
    assert!(junit::render(&report(), Severity::Low).matches("<failure").count() > 8);
    assert!(junit::render(&in_sync(), Severity::Low).contains("tests=\"1\" failures=\"0\" errors=\"0\""));
}

#[test]
fn gitlab_issues_have_required_fields() {
    for report in all() {
        let issues = parsed(&gitlab::render(&report));
        let issues = issues.as_array().expect("a list");
        let mut fingerprints = BTreeSet::new();
        for issue in issues {
            for key in ["description", "check_name", "fingerprint"] {
                assert!(issue[key].as_str().is_some_and(|text| !text.is_empty()), "{issue}");
            }
            let severity = issue["severity"].as_str().expect("a severity");
            assert!(["info", "minor", "major", "critical", "blocker"].contains(&severity));
            assert!(issue["location"]["path"].as_str().is_some_and(|path| !path.is_empty()), "{issue}");
            assert!(issue["location"]["lines"]["begin"].as_u64().is_some_and(|line| line > 0), "{issue}");
            assert!(fingerprints.insert(issue["fingerprint"].to_string()), "duplicate fingerprint: {issue}");
        }
        assert_eq!(gitlab::render(&report), gitlab::render(&report.clone()));
    }
}

#[test]
fn fingerprints_ignore_lines_and_values() {
    let prints = |report: &Report| -> Vec<Value> {
        let issues = parsed(&gitlab::render(report));
        issues.as_array().expect("a list").iter().map(|issue| issue["fingerprint"].clone()).collect()
    };
    let mut moved = report();
    for finding in moved.sections.iter_mut().flat_map(|section| &mut section.findings) {
        if let pgplumb_outputs::report::Finding::Schema { change, location, .. } = finding {
            location.iter_mut().for_each(|location| location.line = Some(99));
            if let pgplumb_catalog::ChangeKind::Changed { to, .. } = &mut change.kind
                && to.is_string()
            {
                *to = "another".into();
            }
        }
    }
    assert_eq!(prints(&moved), prints(&report()));
}

#[test]
fn github_commands_are_one_line_each() {
    for report in all() {
        for line in github::render(&report).lines() {
            let command = line.strip_prefix("::").unwrap_or_else(|| panic!("not a command: {line}"));
            let (head, _) = command.split_once("::").expect("a message");
            let (level, properties) = head.split_once(' ').expect("properties");
            assert!(["error", "warning", "notice"].contains(&level), "{line}");
            for property in properties.split(',') {
                let (key, value) = property.split_once('=').expect("a value");
                assert!(["file", "line", "title"].contains(&key) && !value.contains(':'), "{line}");
            }
        }
    }
    let hostile = github::render(&hostile());
    assert!(!hostile.contains("\n::error::x") && !hostile.contains('\u{1b}'), "{hostile}");
}

#[test]
fn markdown_escapes_hostile_text() {
    for report in all() {
        let text = markdown::render(&report);
        for event in Parser::new_ext(&text, pulldown_cmark::Options::ENABLE_TABLES) {
            let is_markup = match &event {
                Event::Html(html) => !is_fold(html),
                event => matches!(
                    event,
                    Event::InlineHtml(_) | Event::Start(Tag::Link { .. } | Tag::Image { .. } | Tag::Emphasis)
                ),
            };
            assert!(!is_markup, "{event:?} in\n{text}");
        }
        assert!(!text.contains('\u{202e}') && !text.contains('\u{1b}'));
    }
}

/// Whether HTML is the start or the end of a folded list, whose title is a number of differences.
fn is_fold(html: &str) -> bool {
    let title =
        html.trim().strip_prefix("<details><summary>").and_then(|rest| rest.strip_suffix("</summary>"));
    let is_title = |title: &str| title.chars().all(|c| c.is_ascii_alphanumeric() || c == ' ');
    html.trim() == "</details>" || title.is_some_and(is_title)
}

#[test]
fn html_escapes_hostile_text() {
    for report in all() {
        let text = html::render(&report);
        let body = &text[text.find("<body>").expect("a body")..text.rfind("</html>").expect("an end")];
        let tags = body.split('<').skip(1).map(|tag| {
            let tag = tag.trim_start_matches('/');
            &tag[..tag.find([' ', '>']).expect("a tag's end")]
        });
        const KNOWN: &[&str] = &[
            "body", "header", "h1", "h2", "h3", "p", "time", "main", "table", "caption", "thead", "tbody",
            "tr", "th", "td", "section", "ul", "li", "span", "strong", "code", "pre", "del", "ins", "a",
            "dl", "dt", "dd", "form", "label",
        ];
        for tag in tags {
            // Only `input` has no end.
            assert!(KNOWN.contains(&tag) || tag == "input", "<{tag}> in\n{body}");
        }
        for tag in KNOWN {
            let opened =
                body.matches(&format!("<{tag} ")).count() + body.matches(&format!("<{tag}>")).count();
            assert_eq!(opened, body.matches(&format!("</{tag}>")).count(), "<{tag}> in\n{body}");
        }
    }
}
