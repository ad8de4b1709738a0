//! The documents and help texts name every output and every source.

use std::path::Path;

use pgplumb::operations::export::OUTPUTS;
use pgplumb::settings::Export;
use pgplumb::sources::forms;

use super::program::Folder;

fn document(name: &str) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs").join(name);
    std::fs::read_to_string(path).expect("a document")
}

/// The help of a command as one line.
fn help(command: &str) -> String {
    let help = Folder::new().run(&[command, "--help"]).expect(0).stdout;
    help.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[test]
fn every_output_is_documented() {
    let (page, help) = (document("outputs.md"), help("export"));
    for output in OUTPUTS {
        let name = output.name();
        let is_enabled = output.configured(&Export::default()).enabled.unwrap_or(true);
        let enabled = if is_enabled { "yes" } else { "no" };
        let row = |end: &str| format!("| `{name}` | `docs/{}{end}` | {enabled} |", output.default_name());
        assert!(page.contains(&row("")) || page.contains(&row("/")), "docs/outputs.md has no {}", row(""));
        assert!(page.contains(&format!("\n## `{name}`")), "docs/outputs.md has no section `{name}`");
    }
    let names: Vec<&str> = OUTPUTS.iter().map(|output| output.name()).collect();
    let list = format!("Outputs to write: {} [default", names.join(", "));
    assert!(help.contains(&list), "pgplumb export --help does not contain: {list}");
}

#[test]
fn every_source_is_documented() {
    let (page, help) = (document("sources.md"), help("diff"));
    for form in forms() {
        assert!(page.contains(form.trim_end_matches('…')), "docs/sources.md does not name {form}");
        assert!(help.contains(form), "pgplumb diff --help does not name {form}");
    }
}
