//! Columns in SQL: their line in `CREATE TABLE`, and what can only be said afterwards.

use super::{Column, GeneratedKind, Identity};
use crate::kinds::about::owner_in;
use crate::kinds::constraint::server_chosen_name;
use crate::kinds::{AclKind, Aspect, Object, Statement, relation};
use crate::privilege::GrantTarget;
use crate::sql::{ident, in_parentheses, literal, qualified};
use crate::{Name, ObjectId};

/// What a column's line says, and does not leave to a parent or to a statement of its own.
#[derive(Clone, Copy)]
pub(crate) struct Says {
    /// The default.
    pub default: bool,
    /// What it is generated from.
    pub generated: bool,
    /// That it is not null.
    pub not_null: bool,
}

impl Column {
    /// The column's line: name, type, and clauses.
    pub(crate) fn line(&self, table: &ObjectId, says: Says) -> String {
        let mut sql = format!("{} {}", ident(&self.column_name), self.sql_type);
        if !self.foreign_options.is_empty() {
            sql.push_str(&format!(" OPTIONS ({})", relation::foreign_options_sql(&self.foreign_options)));
        }
        if let Some(collation) = &self.collation {
            sql.push_str(&format!(" COLLATE {collation}"));
        }
        sql.push_str(&self.clauses(table, says));
        sql
    }

    /// Identity, generation, default and nullability, each clause preceded by a space.
    pub(crate) fn clauses(&self, table: &ObjectId, says: Says) -> String {
        let mut sql = String::new();
        if let Some(identity) = &self.identity {
            sql.push_str(&format!(" {}", identity.sql(table, &self.column_name)));
        }
        if let Some(generated) = self.generated.as_ref().filter(|_| says.generated) {
            let kind = match generated.kind {
                GeneratedKind::Stored => " STORED",
                GeneratedKind::Virtual => "",
            };
            sql.push_str(&format!(" GENERATED ALWAYS AS {}{kind}", in_parentheses(&generated.expression)));
        }
        if let Some(default) = self.column_default.as_ref().filter(|_| says.default) {
            sql.push_str(&format!(" DEFAULT {default}"));
        }
        if says.not_null && self.is_not_null() && !self.is_not_null_apart() {
            if let Some(not_null) = &self.not_null {
                sql.push_str(&format!(" CONSTRAINT {}", ident(&not_null.name)));
            }
            sql.push_str(" NOT NULL");
            if self.not_null.as_ref().is_some_and(|n| n.no_inherit) {
                sql.push_str(" NO INHERIT");
            }
        }
        sql
    }

    /// Whether the not-null constraint can only be added afterwards, because it is not valid.
    pub(crate) fn is_not_null_apart(&self) -> bool {
        self.not_null.as_ref().is_some_and(|n| n.not_valid)
    }

    /// What else makes the not-null constraint.
    pub(crate) fn not_null_after(&self, table: &ObjectId) -> Vec<Statement> {
        let Some(not_null) = &self.not_null else { return Vec::new() };
        let mut statements = Vec::new();
        let (path, name) = (table.path(), ident(&not_null.name));
        if not_null.not_valid {
            let inherit = if not_null.no_inherit { " NO INHERIT" } else { "" };
            let column = ident(&self.column_name);
            statements.push(
                format!("ALTER TABLE {path}\n    ADD CONSTRAINT {name} NOT NULL {column}{inherit} NOT VALID")
                    .into(),
            );
        }
        if let Some(text) = &not_null.comment {
            statements.push(Statement::comment(&format!("CONSTRAINT {name} ON {path}"), text));
        }
        statements
    }
}

impl Identity {
    /// The clause; the sequence is named where the server would choose another name.
    pub(crate) fn sql(&self, table: &ObjectId, column: &Name) -> String {
        let chosen = server_chosen_name(&table.name, column, "seq");
        let same_schema = table.schema.as_ref() == Some(&self.sequence_schema);
        let mut options = String::new();
        if *self.sequence_name != chosen || !same_schema {
            options.push_str(&format!(
                " SEQUENCE NAME {}",
                qualified(&self.sequence_schema, &self.sequence_name)
            ));
        }
        options.push_str(&self.sequence.sql(false));
        let options = if options.is_empty() { options } else { format!(" ({})", options.trim_start()) };
        format!("GENERATED {} AS IDENTITY{options}", self.generation.word())
    }
}

/// How a column's values are stored, where that differs from what it would be: from the type's way, or from what the parent's
/// column hands down.
pub(crate) fn storage(owner: &dyn Object, column: &Column, parent: Option<&Column>) -> Vec<Statement> {
    let alter = format!(
        "ALTER {} {} ALTER COLUMN {}",
        owner.sql_class(),
        owner.sql_name(),
        ident(&column.column_name)
    );
    let mut statements: Vec<Statement> = Vec::new();
    if let Some(storage) = column.storage.filter(|s| parent.is_none_or(|p| p.storage != Some(*s))) {
        statements.push(format!("{alter} SET STORAGE {}", storage.word()).into());
    } else if column.storage.is_none() && parent.is_some_and(|p| p.storage.is_some()) {
        statements.push(format!("{alter} SET STORAGE DEFAULT").into());
    }
    if let Some(compression) = column.compression.filter(|c| parent.is_none_or(|p| p.compression != Some(*c)))
    {
        statements.push(format!("{alter} SET COMPRESSION {}", compression.word()).into());
    } else if column.compression.is_none() && parent.is_some_and(|p| p.compression.is_some()) {
        statements.push(format!("{alter} SET COMPRESSION DEFAULT").into());
    }
    if let Some(target) = column.statistics_target {
        statements.push(format!("{alter} SET STATISTICS {target}").into());
    }
    if !column.options.is_empty() {
        statements.push(format!("{alter} SET ({})", relation::options_sql(&column.options)).into());
    }
    statements
}

/// A column's comment, labels and privileges. `major` is the version of the server that the catalog was read from.
pub(crate) fn about(owner: &dyn Object, column: &Column, major: u32) -> Vec<Statement> {
    let on = format!("COLUMN {}.{}", owner.sql_name(), ident(&column.column_name));
    let mut statements: Vec<Statement> =
        column.comment.iter().map(|text| Statement::comment(&on, text)).collect();
    for label in &column.security_labels {
        let sql =
            format!("SECURITY LABEL FOR {} ON {on} IS {}", ident(&label.provider), literal(&label.label));
        statements.push(Statement::about(Aspect::SecurityLabel, sql));
    }
    let grants = column.privileges.as_deref();
    if let (Some(grants), Some(role)) = (grants, owner.about().owner.or_else(|| owner_in(grants?))) {
        let target = GrantTarget {
            prefix: "",
            acl_kind: AclKind::Column,
            on: &format!("{} {}", owner.grant_class(), owner.sql_name()),
            column: Some(&column.column_name),
            owner: role,
            major,
        };
        statements.extend(target.statements(Some(grants)));
    }
    statements
}
