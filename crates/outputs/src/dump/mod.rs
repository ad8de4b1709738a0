//! The whole schema as SQL.

mod header;
mod missing;
mod roles;
mod secrets;
mod sections;
mod stable;

use pgplumb_catalog::kinds::{Aspect, Statement};
use pgplumb_catalog::order::{Unit, creation_order};
use pgplumb_catalog::roles::Role;
use pgplumb_catalog::snapshot::Origin;
use pgplumb_catalog::{Catalog, Kind, ObjectId};

pub use header::{SETTINGS, WRITTEN};
pub use missing::{Surroundings, missing};
pub use roles::roles;
pub use secrets::{Placeholder, placeholders};
pub use stable::stable;

pub(crate) use sections::Section;
use sections::sections;

use crate::visible::visible;

/// What a dump leaves out, or has besides.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Options {
    /// Leaves out who owns what.
    pub no_owner: bool,
    /// Leaves out who may do what.
    pub no_privileges: bool,
    /// Leaves out comments.
    pub no_comments: bool,
    /// Makes the roles that are named, where they are missing.
    pub roles: bool,
    /// What is known of roles: their attributes, and what they are members of.
    pub known_roles: Vec<Role>,
    /// What the catalog needs and does not have, to be listed at the top.
    pub missing: Vec<ObjectId>,
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

/// The schema as SQL that recreates it.
pub fn dump(catalog: &Catalog, origin: &Origin, options: &Options) -> String {
    let units = creation_order(catalog, catalog.server_version);
    let mut out = header::header(catalog, origin);
    out.push_str(&header::needed(&options.missing));
    out.push('\n');
    out.push_str(SETTINGS);
    if options.roles {
        write_roles(&mut out, catalog, &options.known_roles);
    }
    let mut writer = Writer { out, options, previous: None, section: None };
    for (unit, section) in units.iter().zip(sections(&units)) {
        writer.unit(unit, section);
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

/// Units on their way into a text.
struct Writer<'a> {
    out: String,
    options: &'a Options,
    previous: Option<&'a Unit>,
    section: Option<Section>,
}

impl<'a> Writer<'a> {
    /// A unit's statements. A line above them names the object, where it is another one than before.
    fn unit(&mut self, unit: &'a Unit, section: Section) {
        if !unit.statements.iter().any(|s| self.options.keeps(s)) {
            return;
        }
        if self.section != Some(section) {
            self.section = Some(section);
            self.previous = None;
            write_section(&mut self.out, section.title());
        }
        let previous = self.previous.replace(unit);
        if !previous.is_some_and(|previous| is_close(previous, unit)) {
            self.out.push('\n');
        }
        // What is in this section says itself what it is about, and so does that a sequence belongs to the table above.
        let is_headed = section != Section::ForeignKeys
            && !(unit.object.kind == Kind::Sequence && unit.id.kind == Kind::Default);
        if is_headed && previous.is_none_or(|p| p.object != unit.object) {
            write_heading(&mut self.out, unit);
        }
        write_statements(&mut self.out, &unit.statements, self.options, "");
    }
}

/// Whether no empty line comes between two units: one-liners of one kind about the same object, such as indexes.
pub(crate) fn is_close(previous: &Unit, unit: &Unit) -> bool {
    let is_line = |unit: &Unit| !unit.statements.iter().any(|s| s.sql.contains('\n'));
    previous.object == unit.object && previous.id.kind == unit.id.kind && is_line(previous) && is_line(unit)
}

/// A line that names a unit's object.
pub(crate) fn write_heading(out: &mut String, unit: &Unit) {
    let stand_in = if unit.is_placeholder { ", for now" } else { "" };
    let path = in_comment(&unit.object.path());
    out.push_str(&format!("-- {} {path}{stand_in}\n", unit.object.kind));
}

/// The statements that are wanted, each after the mark and ended.
pub(crate) fn write_statements(out: &mut String, statements: &[Statement], options: &Options, mark: &str) {
    for statement in statements.iter().filter(|s| options.keeps(s)) {
        out.push_str(mark);
        out.push_str(&statement.sql);
        out.push_str(";\n");
    }
}

/// A text as it can stand in a comment that ends with the line.
pub(crate) fn in_comment(text: &str) -> String {
    visible(text).into_owned()
}
