//! Column definitions in `CREATE TABLE`, and the statements that complete them.

use super::{Column, GeneratedKind, Identity};
use crate::kinds::common::owner_from_grants;
use crate::kinds::constraint::server_chosen_name;
use crate::kinds::{AclKind, Aspect, Object, Statement, relation};
use crate::privilege::GrantTarget;
use crate::sql::{ident, literal, parenthesize, qualified};
use crate::{Name, ObjectId};

/// Which clauses a column definition includes. The parent's column or separate statements provide
/// the others.
#[derive(Clone, Copy)]
pub struct ColumnClauses {
    /// `DEFAULT`
    pub default: bool,
    /// `DEFAULT NULL`, if the column has no default: the parent's column has one.
    pub null_default: bool,
    /// `GENERATED ALWAYS AS`
    pub generated: bool,
    /// `NOT NULL`
    pub not_null: bool,
}

impl Column {
    /// The column definition: name, type and clauses.
    pub fn line(&self, table: &ObjectId, clauses: ColumnClauses) -> String {
        let mut sql = format!("{} {}", ident(&self.column_name), self.sql_type);
        if !self.foreign_options.is_empty() {
            sql.push_str(&format!(" OPTIONS ({})", relation::foreign_options_sql(&self.foreign_options)));
        }
        if let Some(collation) = &self.collation {
            sql.push_str(&format!(" COLLATE {collation}"));
        }
        sql.push_str(&self.clauses(table, clauses));
        sql
    }

    /// The clauses for identity, generation, default and not null, each after a space.
    pub(crate) fn clauses(&self, table: &ObjectId, clauses: ColumnClauses) -> String {
        let mut sql = String::new();
        if let Some(identity) = &self.identity {
            sql.push_str(&format!(" {}", identity.sql(table, &self.column_name)));
        }
        if let Some(generated) = self.generated.as_ref().filter(|_| clauses.generated) {
            let kind = match generated.kind {
                GeneratedKind::Stored => " STORED",
                GeneratedKind::Virtual => "",
            };
            sql.push_str(&format!(" GENERATED ALWAYS AS {}{kind}", parenthesize(&generated.expression)));
        }
        if let Some(default) = self.column_default.as_ref().filter(|_| clauses.default) {
            sql.push_str(&format!(" DEFAULT {default}"));
        }
        let is_filled = self.column_default.is_some() || self.generated.is_some() || self.identity.is_some();
        if clauses.null_default && !is_filled {
            sql.push_str(" DEFAULT NULL");
        }
        if clauses.not_null && self.is_not_null() && !self.has_separate_not_null() {
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

    /// Whether the not-null constraint is not valid, so that only a separate statement can add it.
    pub(crate) fn has_separate_not_null(&self) -> bool {
        self.not_null.as_ref().is_some_and(|n| n.not_valid)
    }

    /// The statements that add or complete the not-null constraint.
    pub fn not_null_after(&self, table: &ObjectId) -> Vec<Statement> {
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
    /// The identity clause. Names the sequence if the server would choose another name.
    pub fn sql(&self, table: &ObjectId, column: &Name) -> String {
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

/// The statements for storage, compression and statistics, where they differ from the type's
/// defaults or the parent's column.
pub fn storage(owner: &dyn Object, column: &Column, parent: Option<&Column>) -> Vec<Statement> {
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

/// The statements for a column's comment, labels and privileges. `major` is the version of the
/// server that the catalog was read from.
pub fn common_statements(owner: &dyn Object, column: &Column, major: u32) -> Vec<Statement> {
    let on = format!("COLUMN {}.{}", owner.sql_name(), ident(&column.column_name));
    let mut statements: Vec<Statement> =
        column.comment.iter().map(|text| Statement::comment(&on, text)).collect();
    for label in &column.security_labels {
        let sql =
            format!("SECURITY LABEL FOR {} ON {on} IS {}", ident(&label.provider), literal(&label.label));
        statements.push(Statement::with_aspect(Aspect::SecurityLabel, sql));
    }
    let grants = column.privileges.as_deref();
    if let (Some(grants), Some(role)) = (grants, owner.common().owner.or_else(|| owner_from_grants(grants?)))
    {
        let target = GrantTarget {
            prefix: "",
            acl_kind: AclKind::Column,
            class: owner.grant_class(),
            object: &owner.sql_name(),
            column: Some(&column.column_name),
            owner: role,
            major,
        };
        statements.extend(target.statements(Some(grants)));
    }
    statements
}
