//! Drift reports in every format: expected files (`UPDATE_EXPECT=1` rewrites them) and validity.

mod formats;
mod samples;

use std::path::Path;

use pgplumb_catalog::Severity;
use pgplumb_outputs::report::{
    Report, Section, State, github, gitlab, html, json, junit, markdown, sarif, text,
};
use pgplumb_testkit::expect_file;
use samples::{hostile, in_sync, report};

/// Compares with an expected file.
#[track_caller]
fn expect(name: &str, actual: &str) {
    expect_file(&Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/report/expected").join(name), actual);
}

fn plain(report: &Report, options: text::Options) -> String {
    text::lines(report, &options).iter().map(|line| format!("{line}\n")).collect()
}

#[test]
fn every_format_matches_its_expected_file() {
    let report = report();
    expect("report.txt", &plain(&report, text::Options::default()));
    expect("report.full.txt", &plain(&report, text::Options { full_diffs: true }));
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
fn single_comparison_has_no_heading() {
    let mut report = report();
    report.sections.truncate(1);
    report.sections[0].findings.truncate(3);
    report.sections[0].renames.clear();
    report.sections[0].ignored.clear();
    report.notes.clear();
    assert_eq!(
        plain(&report, text::Options::default()),
        "[HIGH] enum public.project_status: labels added: pending, on_hold\n\
         [MEDIUM] table public.organizations: columns added: billing_cycle text, max_members integer not null default 5\n\
    \u{20}   to fix: pgplumb export json\n\
         3 differences (1 high, 2 medium)\n"
    );
    assert_eq!(plain(&in_sync(), text::Options::default()), "docs/schema_map.json → database: in sync\n");
}

#[test]
fn counts_and_states_are_derived_from_findings() {
    let complete = report();
    let counts = complete.counts();
    assert_eq!(Severity::ALL.map(|s| counts.of(s)).iter().sum::<usize>(), counts.total);
    assert_eq!((counts.informational, counts.ignored), (1, 12));
    assert_eq!((complete.state(), complete.worst()), (State::Unknown, Some(Severity::Critical)));
    assert!(complete.fails(Severity::Critical));
    let mut minor = complete.clone();
    minor.sections.truncate(1);
    minor.sections[0].findings.retain(|finding| finding.severity() <= Severity::Medium);
    assert!(minor.fails(Severity::Medium) && !minor.fails(Severity::High));
    let mut informational = complete;
    informational.sections.truncate(1);
    informational.sections[0].findings.retain(|finding| finding.is_informational());
    assert_eq!((informational.state(), informational.worst()), (State::InSync, None));
    assert!(!informational.fails(Severity::Low));
    assert_eq!(Report::default().state(), State::InSync);
    assert_eq!(
        Section { unknown_reason: Some("gone".to_owned()), ..Section::default() }.state(),
        State::Unknown
    );
}

#[test]
fn long_diffs_are_truncated_by_default() {
    let report = samples::long_view();
    let lines = plain(&report, text::Options::default());
    assert!(lines.contains("    -… 22 more lines\n") && lines.contains("    +… 22 more lines\n"), "{lines}");
    assert!(lines.contains("    +  column_7\n"), "{lines}");
    let all = plain(&report, text::Options { full_diffs: true });
    assert!(all.contains("+  column_29") && !all.contains("more lines"), "{all}");
}
