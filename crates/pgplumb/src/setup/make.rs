//! Targets in the Makefile.

use super::draft::Draft;
use super::marks::{self, Block, Place};
use super::settings;

/// The files that this piece reads or writes, in the order in which make looks for them.
pub const FILES: &[&str] = &["GNUmakefile", "makefile", "Makefile"];

const NAME: &str = "make";

/// A target, with its lines.
struct Target {
    name: &'static str,
    lines: String,
}

/// Adds the piece.
pub fn add(draft: &mut Draft<'_>) {
    let path = path(draft);
    let others = marks::rest(draft.text(&path).unwrap_or_default(), NAME);
    if others.lines().any(|line| line.trim_start().starts_with(".RECIPEPREFIX")) {
        draft.conflict(
            format!("{path} changes .RECIPEPREFIX, and the targets of pgplumb init start with tabs"),
            "add the targets by hand: pgplumb init --make --dry-run in an empty folder shows them",
        );
        return;
    }
    let mut targets = targets(draft);
    targets.retain(|target| {
        let is_foreign = others.lines().any(|line| defines(line, target.name));
        if is_foreign {
            draft.conflict(
                format!("{path} has a target {} of its own", target.name),
                "rename or remove the target, and run pgplumb init --make again",
            );
        }
        !is_foreign
    });
    if targets.is_empty() {
        draft.remove_block(&path, NAME);
        return;
    }
    let names: Vec<&str> = targets.iter().map(|target| target.name).collect();
    let rules: String = targets.iter().map(|target| format!("\n{}", target.lines)).collect();
    let body = format!("PGPLUMB ?= pgplumb\n\n.PHONY: {}\n{rules}", names.join(" "));
    draft.add_block(&path, &Block { name: NAME, body: &body, indent: "" }, Place::End);
}

/// Removes the piece.
pub fn remove(draft: &mut Draft<'_>) {
    let path = path(draft);
    draft.remove_block(&path, NAME);
}

fn path(draft: &Draft<'_>) -> String {
    draft.project.own(draft.project.first(FILES).unwrap_or("Makefile"))
}

fn targets(draft: &Draft<'_>) -> Vec<Target> {
    let configured = settings::configured(draft);
    let dump = configured.expect.as_deref().unwrap_or("schema.sql");
    let verify = match configured.verifies {
        true => {
            "# Check that the migrations produce the committed schema.\ndb-verify:\n\t$(PGPLUMB) verify\n"
        }
        false => {
            "# Check that the exported files are in sync with the database.\ndb-verify:\n\t$(PGPLUMB) check\n"
        }
    };
    vec![
        Target {
            name: "db-dump",
            lines: format!(
                "# Write the schema of the database as SQL.\ndb-dump:\n\t$(PGPLUMB) dump -o '{}'\n",
                dump.replace('$', "$$").replace('\'', r"'\''")
            ),
        },
        Target {
            name: "db-dump-custom",
            lines: "# Write some schemas: make db-dump-custom SCHEMA='app billing' OUTPUT=app.sql\n\
                    db-dump-custom:\n\t$(PGPLUMB) dump $(if $(SCHEMA),--schema $(SCHEMA)) $(if $(OUTPUT),-o '$(OUTPUT)')\n"
                .to_owned(),
        },
        Target { name: "db-verify", lines: verify.to_owned() },
    ]
}

/// Whether a line of a Makefile is a rule for this target.
fn defines(line: &str, target: &str) -> bool {
    let Some((targets, rest)) = line.split_once(':') else { return false };
    let is_rule = !line.starts_with(['\t', '#', '.']) && !rest.starts_with('=');
    is_rule && targets.split_whitespace().any(|name| name == target)
}
