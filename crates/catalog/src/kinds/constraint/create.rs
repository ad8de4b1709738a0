//! Constraints in SQL: inline in `CREATE TABLE`, or added by `ALTER TABLE`.

use super::{Action, Constraint, ConstraintType, ForeignKey, Match};
use crate::kinds::index::Index;
use crate::kinds::{Item, Statement, relation};
use crate::sql::{ident, ident_list, parenthesize, qualified};
use crate::{Kind, ObjectId};

/// `DEFERRABLE INITIALLY DEFERRED`, preceded by a space.
pub fn deferring(deferrable: bool, deferred: bool) -> &'static str {
    match (deferrable, deferred) {
        (true, true) => " DEFERRABLE INITIALLY DEFERRED",
        (true, false) => " DEFERRABLE",
        _ => "",
    }
}

impl Constraint {
    /// The constraint as an item of its table. `index` is the index that it uses.
    pub fn item(&self, table: &ObjectId, index: Option<&Index>) -> Item {
        let definition =
            format!("CONSTRAINT {} {}", ident(&self.constraint_name), self.definition_sql(index));
        let path = table.path();
        let mut after: Vec<Statement> = Vec::new();
        if let Some(text) = &self.comment {
            after.push(Statement::comment(
                &format!("CONSTRAINT {} ON {path}", ident(&self.constraint_name)),
                text,
            ));
        }
        if let Some(index) = index {
            after.extend(index.completion(table));
        }
        // An invalid key of a partitioned table becomes valid once every partition has one, so it
        // is created with ONLY.
        let waits = index.is_some_and(|index| index.is_partitioned && index.is_invalid);
        let only = if waits { "ONLY " } else { "" };
        Item {
            id: table.nested(Kind::Constraint, self.constraint_name.clone()),
            // CREATE TABLE has no NOT VALID, because a new table has no rows.
            inline: (!self.not_valid && !waits).then(|| definition.clone()),
            separate: Some(format!("ALTER TABLE {only}{path}\n    ADD {definition}").into()),
            needs: Vec::new(),
            after,
        }
    }

    /// The constraint without its name.
    pub(crate) fn definition_sql(&self, index: Option<&Index>) -> String {
        let mut sql = match self.constraint_type {
            ConstraintType::Check => {
                let mut sql =
                    format!("CHECK {}", parenthesize(self.definition.as_deref().unwrap_or_default()));
                if self.no_inherit {
                    sql.push_str(" NO INHERIT");
                }
                sql
            }
            // pg_get_constraintdef includes DEFERRABLE.
            ConstraintType::Exclusion => {
                let tablespace = index.and_then(|i| i.tablespace.as_ref());
                return exclusion_sql(
                    self.definition.as_deref().unwrap_or_default(),
                    tablespace.map(|t| &**t),
                );
            }
            ConstraintType::PrimaryKey | ConstraintType::Unique => self.key_sql(index),
        };
        sql.push_str(deferring(self.deferrable, self.initially_deferred));
        if self.not_enforced {
            sql.push_str(" NOT ENFORCED");
        } else if self.not_valid {
            sql.push_str(" NOT VALID");
        }
        sql
    }

    fn key_sql(&self, index: Option<&Index>) -> String {
        let mut sql = self.constraint_type.word().to_owned();
        if index.is_some_and(|i| i.nulls_not_distinct) {
            sql.push_str(" NULLS NOT DISTINCT");
        }
        let overlaps = if self.without_overlaps { " WITHOUT OVERLAPS" } else { "" };
        sql.push_str(&format!(" ({}{overlaps})", ident_list(&self.columns)));
        if let Some(index) = index {
            if !index.include.is_empty() {
                sql.push_str(&format!(" INCLUDE ({})", ident_list(&index.include)));
            }
            if !index.options.is_empty() {
                sql.push_str(&format!(" WITH ({})", relation::options_sql(&index.options)));
            }
            if let Some(tablespace) = &index.tablespace {
                sql.push_str(&format!(" USING INDEX TABLESPACE {}", ident(tablespace)));
            }
        }
        sql
    }
}

/// Inserts the tablespace, which `pg_get_constraintdef` omits, before `WHERE` and `DEFERRABLE`.
fn exclusion_sql(definition: &str, tablespace: Option<&str>) -> String {
    let Some(tablespace) = tablespace else { return definition.to_owned() };
    let clause = format!(" USING INDEX TABLESPACE {}", ident(tablespace));
    let at = [" WHERE (", " DEFERRABLE"].iter().filter_map(|word| definition.rfind(word)).min();
    let (head, tail) = definition.split_at(at.unwrap_or(definition.len()));
    format!("{head}{clause}{tail}")
}

/// The maximum length of a foreign key on one line.
const LINE: usize = 100;

impl ForeignKey {
    /// The foreign key as an item of its table, on two lines if it is long.
    pub fn item(&self, table: &ObjectId) -> Item {
        let mut definition = format!("CONSTRAINT {} {}", ident(&self.constraint_name), self.definition_sql());
        if definition.len() > LINE {
            let (name, referenced) = (ident(&self.constraint_name), self.references_sql());
            let columns = self.columns_sql(&self.columns);
            definition = format!("CONSTRAINT {name} FOREIGN KEY ({columns})\n        {referenced}");
        }
        let path = table.path();
        let comment = self.comment.as_deref();
        let on = format!("CONSTRAINT {} ON {path}", ident(&self.constraint_name));
        Item {
            id: table.nested(Kind::Constraint, self.constraint_name.clone()),
            inline: (!self.not_valid).then(|| definition.clone()),
            separate: Some(format!("ALTER TABLE {path}\n    ADD {definition}").into()),
            needs: self.needs().into_iter().map(Into::into).collect(),
            after: comment.map(|text| Statement::comment(&on, text)).into_iter().collect(),
        }
    }

    /// The referenced table.
    pub fn foreign_id(&self) -> ObjectId {
        ObjectId::local(Kind::Table, &self.foreign_schema, self.foreign_table.clone())
    }

    /// The referenced table and the unique index on the referenced columns.
    fn needs(&self) -> Vec<ObjectId> {
        std::iter::once(self.foreign_id()).chain(self.foreign_index.clone()).collect()
    }

    /// The foreign key without its name.
    pub(crate) fn definition_sql(&self) -> String {
        format!("FOREIGN KEY ({}) {}", self.columns_sql(&self.columns), self.references_sql())
    }

    fn columns_sql(&self, names: &[crate::Name]) -> String {
        match (self.period, names.split_last()) {
            (true, Some((period, keys))) => format!("{}, PERIOD {}", ident_list(keys), ident(period)),
            _ => ident_list(names),
        }
    }

    /// The `REFERENCES` clause with its options.
    fn references_sql(&self) -> String {
        let table = qualified(&self.foreign_schema, &self.foreign_table);
        let mut sql = format!("REFERENCES {table} ({})", self.columns_sql(&self.foreign_columns));
        if self.match_type != Match::Simple {
            sql.push_str(&format!(" MATCH {}", self.match_type.word()));
        }
        if self.on_update != Action::NoAction {
            sql.push_str(&format!(" ON UPDATE {}", self.on_update.word()));
        }
        if self.on_delete != Action::NoAction {
            sql.push_str(&format!(" ON DELETE {}", self.on_delete.word()));
            if !self.on_delete_columns.is_empty() {
                sql.push_str(&format!(" ({})", ident_list(&self.on_delete_columns)));
            }
        }
        sql.push_str(deferring(self.deferrable, self.initially_deferred));
        if self.not_enforced {
            sql.push_str(" NOT ENFORCED");
        } else if self.not_valid {
            sql.push_str(" NOT VALID");
        }
        sql
    }
}
