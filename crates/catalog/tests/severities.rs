//! The table of severities in `docs/comparing.md` is what the rules say.

use std::path::Path;

use pgplumb_catalog::change::rules::{self, COMMON, Case, Class, Property};
use pgplumb_catalog::{Kind, Severity};

const START: &str =
    "<!-- severities: written by UPDATE_EXPECT=1 cargo test -p pgplumb-catalog --test severities -->\n";
const END: &str = "<!-- end of severities -->\n";

#[test]
fn the_table_in_the_docs_is_current() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/comparing.md");
    let page = std::fs::read_to_string(&path).unwrap();
    let (before, rest) = page.split_once(START).expect("where the table starts");
    let (_, after) = rest.split_once(END).expect("where the table ends");
    let current = format!("{before}{START}{}{END}{after}", table());
    if std::env::var_os("UPDATE_EXPECT").is_some() {
        std::fs::write(&path, &current).unwrap();
        return;
    }
    assert!(
        page == current,
        "docs/comparing.md is stale: UPDATE_EXPECT=1 cargo test -p pgplumb-catalog rewrites it"
    );
}

/// A row for the kinds that are compared alike, a column for each severity.
fn table() -> String {
    let mut text = String::from(
        "\n| | critical | high | medium | low | for information |\n| --- | --- | --- | --- | --- | --- |\n",
    );
    let mut cells = Cells::default();
    COMMON.iter().for_each(|property| cells.property(property));
    text.push_str(&cells.row("anything"));
    let mut told: Vec<(String, Vec<&str>)> = Vec::new();
    // A default is a property of its column.
    for kind in Kind::ALL.iter().copied().filter(|kind| *kind != Kind::Default) {
        let rules = rules::of(kind);
        let mut cells = Cells::default();
        cells.cases("removed", rules.removed);
        cells.cases("added", rules.added);
        rules.properties.iter().for_each(|property| cells.property(property));
        let row = cells.row("");
        match told.iter_mut().find(|(earlier, _)| *earlier == row) {
            Some((_, words)) => words.push(kind.word()),
            None => told.push((row, vec![kind.word()])),
        }
    }
    for (row, words) in told {
        text.push_str(&row.replacen("****", &format!("**{}**", words.join(", ")), 1));
    }
    text.push('\n');
    text
}

/// The cells of a row.
#[derive(Default)]
struct Cells {
    of_severity: [Vec<String>; 4],
    information: Vec<String>,
}

impl Cells {
    fn property(&mut self, property: &Property) {
        match property.class {
            Class::Derived => {}
            Class::Information => self.information.push(property.label()),
            Class::Position => {
                self.cases(&format!("{} (`--column-order`)", property.label()), property.cases)
            }
            Class::Plain | Class::Text => self.cases(&property.label(), property.cases),
        }
    }

    fn cases(&mut self, what: &str, cases: &[Case]) {
        for case in cases {
            let at = Severity::ALL.iter().position(|severity| *severity == case.severity).unwrap();
            self.of_severity[at].push(match case.when {
                "" if cases.len() > 1 => format!("{what}, otherwise"),
                "" => what.to_owned(),
                when => format!("{what}: {when}"),
            });
        }
    }

    fn row(&self, name: &str) -> String {
        let cells = self.of_severity.iter().chain([&self.information]).map(|cell| cell.join(" · "));
        format!("| **{name}** | {} |\n", cells.collect::<Vec<_>>().join(" | "))
    }
}
