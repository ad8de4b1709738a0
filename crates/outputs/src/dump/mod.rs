//! Renders a schema as one SQL script.

mod arrange;
mod header;
mod missing;
mod roles;
mod secrets;
mod sections;
mod stable;

use std::collections::BTreeSet;

use pgplumb_catalog::kinds::{Aspect, Statement};
use pgplumb_catalog::order::{Unit, creation_graph};
use pgplumb_catalog::roles::Role;
use pgplumb_catalog::snapshot::Origin;
use pgplumb_catalog::sql::comment;
use pgplumb_catalog::{Catalog, Kind, NodeId, ObjectId};

pub use header::{GENERATED, SETTINGS};
pub use missing::{RelationKinds, missing_objects};
pub use roles::roles;
pub use secrets::{Placeholder, placeholders};
pub use stable::stable;

pub(crate) use sections::Section;

/// What a dump leaves out or includes in addition.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Options {
    /// The command that updates the file, for the header.
    pub command: &'static str,
    /// Omits owners.
    pub no_owner: bool,
    /// Omits privileges.
    pub no_privileges: bool,
    /// Omits comments.
    pub no_comments: bool,
    /// Omits the comment with the database, the version and the time.
    pub no_header: bool,
    /// Creates the roles that the schema refers to, if they do not exist.
    pub roles: bool,
    /// Attributes and memberships of the roles, as far as known.
    pub known_roles: Vec<Role>,
    /// Required objects that the catalog does not contain; listed at the top.
    pub missing: Vec<ObjectId>,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            command: "pgplumb dump",
            no_owner: false,
            no_privileges: false,
            no_comments: false,
            no_header: false,
            roles: false,
            known_roles: Vec::new(),
            missing: Vec::new(),
        }
    }
}

impl Options {
    /// Whether a statement is written.
    pub fn keeps(&self, statement: &Statement) -> bool {
        match statement.aspect {
            Aspect::Definition | Aspect::SecurityLabel => true,
            Aspect::Owner => !self.no_owner,
            Aspect::Privileges => !self.no_privileges,
            Aspect::Comment => !self.no_comments,
        }
    }
}

/// Renders the SQL that recreates the schema.
pub fn dump(catalog: &Catalog, origin: &Origin, options: &Options) -> String {
    let mut out = match options.no_header {
        true => String::new(),
        false => header::header(catalog, origin, options.command),
    };
    out.push_str(&header::needed(&options.missing));
    out.push('\n');
    out.push_str(SETTINGS);
    if options.roles {
        write_roles(&mut out, catalog, &options.known_roles);
    }
    let units = arrange::arrange(creation_graph(catalog, catalog.server_version, BTreeSet::new()));
    let mut writer = Writer { out, options, previous: None, section: None, written: BTreeSet::new() };
    for (section, unit) in &units {
        writer.unit(unit, *section);
    }
    writer.out
}

fn write_roles(out: &mut String, catalog: &Catalog, known: &[Role]) {
    let statements = roles::statements(catalog, known);
    if !statements.is_empty() {
        write_section(out, "Roles");
        out.push('\n');
        for statement in statements {
            out.push_str(&statement);
            out.push('\n');
        }
    }
}

fn write_section(out: &mut String, title: &str) {
    let rule = "-".repeat(80);
    out.push_str(&format!("\n\n{rule}\n-- {title}\n{rule}\n"));
}

/// Writes units with section titles and headings.
struct Writer<'a> {
    out: String,
    options: &'a Options,
    previous: Option<&'a Unit>,
    section: Option<Section>,
    /// The sections that have begun.
    written: BTreeSet<Section>,
}

impl<'a> Writer<'a> {
    /// Writes a unit's statements, below a heading if the object differs from the previous one.
    fn unit(&mut self, unit: &'a Unit, section: Section) {
        if !unit.statements.iter().any(|s| self.options.keeps(s)) {
            return;
        }
        if self.section != Some(section) {
            self.section = Some(section);
            self.previous = None;
            let continued = if self.written.insert(section) { "" } else { ", continued" };
            write_section(&mut self.out, &format!("{}{continued}", section.title()));
        }
        let previous = self.previous.replace(unit);
        if !previous.is_some_and(|previous| is_close(previous, unit)) {
            self.out.push('\n');
        }
        // Foreign keys name their tables, and a default that uses a sequence follows its table.
        let has_heading = section != Section::ForeignKeys
            && !(unit.object.kind == Kind::Sequence && matches!(unit.id, NodeId::SequenceOwnership { .. }));
        if has_heading && previous.is_none_or(|p| p.object != unit.object) {
            write_heading(&mut self.out, unit);
        }
        write_statements(&mut self.out, &unit.statements, self.options, "");
    }
}

/// Whether two units follow each other without an empty line: single lines of one kind for the same
/// object, such as indexes.
pub(crate) fn is_close(previous: &Unit, unit: &Unit) -> bool {
    let is_line = |unit: &Unit| !unit.statements.iter().any(|s| s.sql.contains('\n'));
    previous.object == unit.object
        && previous.id.listed_with() == unit.id.listed_with()
        && is_line(previous)
        && is_line(unit)
}

/// Writes the comment line that names a unit's object.
pub(crate) fn write_heading(out: &mut String, unit: &Unit) {
    let placeholder = if unit.is_placeholder { " (placeholder)" } else { "" };
    let heading = format!("{} {}{placeholder}", unit.object.kind, unit.object.path());
    out.push_str(&comment(&heading));
    out.push('\n');
}

/// Writes the statements that the options keep, each preceded by `mark` and ended by a semicolon.
pub(crate) fn write_statements(out: &mut String, statements: &[Statement], options: &Options, mark: &str) {
    for statement in statements.iter().filter(|s| options.keeps(s)) {
        out.push_str(mark);
        out.push_str(&statement.sql);
        out.push_str(";\n");
    }
}
