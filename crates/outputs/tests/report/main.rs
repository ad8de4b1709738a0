//! Reports of drift in every format: what they say (golden files, rewritten by `UPDATE_EXPECT=1`), and that others can read them.

mod formats;
mod made_up;

use std::path::Path;

use made_up::{hostile, in_step, report};
use pgplumb_catalog::Severity;
use pgplumb_outputs::report::{
    Report, Section, State, github, gitlab, html, json, junit, markdown, sarif, text,
};

/// Compares with a golden file.
#[track_caller]
fn expect(name: &str, actual: &str) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/report/expected").join(name);
    if std::env::var_os("UPDATE_EXPECT").is_some() {
        std::fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
        std::fs::write(&path, actual).expect("a file");
    }
    let expected = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(expected == actual, "{name} is otherwise (UPDATE_EXPECT=1 accepts it):\n{actual}");
}

fn plain(report: &Report, options: text::Options) -> String {
    text::lines(report, &options).iter().map(|line| format!("{line}\n")).collect()
}

#[test]
fn every_format_says_what_is_expected() {
    let report = report();
    expect("report.txt", &plain(&report, text::Options::default()));
    expect("report.breaking.txt", &plain(&report, text::Options { breaking_first: true, whole_diffs: true }));
    expect("report.md", &markdown::render(&report));
    expect("report.html", &html::render(&report));
    expect("report.json", &json::render(&report));
    expect("report.sarif", &sarif::render(&report));
    expect("report.junit.xml", &junit::render(&report, Severity::High));
    expect("report.github.txt", &github::render(&report));
    expect("report.gitlab.json", &gitlab::render(&report));
    expect("hostile.md", &markdown::render(&hostile()));
    expect("hostile.html", &html::render(&hostile()));
    expect("hostile.txt", &plain(&hostile(), text::Options::default()));
}

#[test]
fn one_comparison_needs_no_heading() {
    let mut report = report();
    report.sections.truncate(1);
    report.sections[0].findings.truncate(3);
    report.sections[0].renames.clear();
    report.sections[0].ignored.clear();
    report.notes.clear();
    assert_eq!(
        plain(&report, text::Options::default()),
        "[HIGH] enum project_status: labels added: pending, on_hold\n\
         [MEDIUM] table organizations: columns added: billing_cycle text, max_members integer not null default 5\n\
         3 differences (1 high, 2 medium)\n"
    );
    assert_eq!(plain(&in_step(), text::Options::default()), "docs/schema_map.json → database: in step\n");
}

#[test]
fn counts_and_states_follow_from_the_findings() {
    let whole = report();
    let counts = whole.counts();
    assert_eq!(Severity::ALL.map(|s| counts.of(s)).iter().sum::<usize>(), counts.total);
    assert_eq!((counts.informational, counts.ignored), (1, 12));
    assert_eq!((whole.state(), whole.worst()), (State::Unknown, Some(Severity::Critical)));
    assert!(whole.fails(Severity::Critical));
    let mut slight = whole.clone();
    slight.sections.truncate(1);
    slight.sections[0].findings.retain(|finding| finding.severity() <= Severity::Medium);
    assert!(slight.fails(Severity::Medium) && !slight.fails(Severity::High));
    let mut informed = whole;
    informed.sections.truncate(1);
    informed.sections[0].findings.retain(|finding| finding.is_informational());
    assert_eq!((informed.state(), informed.worst()), (State::InStep, None));
    assert!(!informed.fails(Severity::Low));
    assert_eq!(Report::default().state(), State::InStep);
    assert_eq!(Section { unknown: Some("gone".to_owned()), ..Section::default() }.state(), State::Unknown);
}

#[test]
fn long_differences_are_cut_unless_all_is_wanted() {
    let report = made_up::long_view();
    let lines = plain(&report, text::Options::default());
    assert!(lines.contains("    … 41 more lines\n"), "{lines}");
    let all = plain(&report, text::Options { whole_diffs: true, ..text::Options::default() });
    assert!(all.contains("+  column_29") && !all.contains("more lines"), "{all}");
}
