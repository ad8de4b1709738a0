//! The table of severities in `docs/comparing.md` matches the rules.

use std::path::Path;

use pgplumb_catalog::change::rules::{self, COMMON, Case, Property, PropertyClass};
use pgplumb_catalog::{Kind, Severity};

const START: &str =
    "<!-- severities: written by UPDATE_EXPECT=1 cargo test -p pgplumb-catalog --test severities -->\n";
const END: &str = "<!-- end of severities -->\n";

#[test]
fn table_in_docs_is_up_to_date() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/comparing.md");
    let page = std::fs::read_to_string(&path).unwrap();
    let (before, rest) = page.split_once(START).expect("where the table starts");
    let (_, after) = rest.split_once(END).expect("where the table ends");
    let current = format!("{before}{START}{}{END}{after}", table());
    pgplumb_testkit::expect_file(&path, &current);
}

/// One row for each group of kinds with the same rules, one column for each severity.
fn table() -> String {
    let mut text = String::from(
        "\n| | critical | high | medium | low | for information |\n| --- | --- | --- | --- | --- | --- |\n",
    );
    let mut cells = Cells::default();
    COMMON.iter().for_each(|property| cells.property(property));
    text.push_str(&cells.row("anything"));
    let mut rows: Vec<(String, Vec<&str>)> = Vec::new();
    // A default is a property of its column.
    for kind in Kind::ALL.iter().copied().filter(|kind| *kind != Kind::Default) {
        let rules = rules::of(kind);
        let mut cells = Cells::default();
        cells.cases("removed", rules.removed);
        cells.cases("added", rules.added);
        rules.properties.iter().for_each(|property| cells.property(property));
        let row = cells.row("");
        match rows.iter_mut().find(|(earlier, _)| *earlier == row) {
            Some((_, words)) => words.push(kind.word()),
            None => rows.push((row, vec![kind.word()])),
        }
    }
    for (row, words) in rows {
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
            PropertyClass::Derived => {}
            PropertyClass::Information => self.information.push(property.label()),
            PropertyClass::Position => {
                self.cases(&format!("{} (`--column-order`)", property.label()), property.cases)
            }
            PropertyClass::Plain | PropertyClass::Text | PropertyClass::Unordered => {
                self.cases(&property.label(), property.cases)
            }
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
