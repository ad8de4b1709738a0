//! `CREATE INDEX`.

use super::{Index, IndexKey};
use crate::kinds::{Statement, SubObject, extension_dependencies, relation};
use crate::sql::{ident, ident_list, qualified};
use crate::{Kind, ObjectId};

impl Index {
    /// The index's identity, in the schema of its relation.
    pub fn id(&self, relation: &ObjectId) -> ObjectId {
        ObjectId {
            kind: Kind::Index,
            schema: relation.schema.clone(),
            relation: None,
            name: self.index_name.clone(),
        }
    }

    /// The index as a sub-object of its table or materialized view. Indexes of constraints come
    /// with the constraint.
    pub fn sub_object(&self, relation: &ObjectId) -> SubObject {
        SubObject::new(self.id(relation), self.create_sql(relation, "")).then(self.completion(relation))
    }

    /// `CREATE INDEX`; `concurrently` is `CONCURRENTLY ` or empty.
    pub fn create_sql(&self, relation: &ObjectId, concurrently: &str) -> String {
        let unique = if self.is_unique { "UNIQUE " } else { "" };
        // An invalid index of a partitioned table becomes valid once every partition has one, so it
        // is created with ONLY.
        let only = if self.is_partitioned && self.is_invalid { "ONLY " } else { "" };
        let method =
            if &*self.method == "btree" { String::new() } else { format!(" USING {}", ident(&self.method)) };
        let keys: Vec<String> = self.keys.iter().map(IndexKey::sql).collect();
        let mut sql = format!(
            "CREATE {unique}INDEX {concurrently}{} ON {only}{}{method} ({})",
            ident(&self.index_name),
            relation.path(),
            keys.join(", ")
        );
        if !self.include.is_empty() {
            sql.push_str(&format!(" INCLUDE ({})", ident_list(&self.include)));
        }
        if self.nulls_not_distinct {
            sql.push_str(" NULLS NOT DISTINCT");
        }
        if !self.options.is_empty() {
            sql.push_str(&format!(" WITH ({})", relation::options_sql(&self.options)));
        }
        if let Some(tablespace) = &self.tablespace {
            sql.push_str(&format!(" TABLESPACE {}", ident(tablespace)));
        }
        if let Some(predicate) = &self.predicate {
            sql.push_str(&format!("\n    WHERE {predicate}"));
        }
        sql
    }

    /// The statements that complete the index, whether a constraint created it or not.
    pub fn completion(&self, relation: &ObjectId) -> Vec<Statement> {
        let name = match &relation.schema {
            Some(schema) => qualified(schema, &self.index_name),
            None => ident(&self.index_name).into_owned(),
        };
        let table = relation.path();
        let alter = format!("ALTER INDEX {name}");
        let mut statements = extension_dependencies(&alter, &[], &self.depends_on_extensions);
        for (at, key) in self.keys.iter().enumerate() {
            if let Some(target) = key.statistics_target {
                statements.push(format!("{alter} ALTER COLUMN {} SET STATISTICS {target}", at + 1).into());
            }
        }
        if self.is_clustered {
            let class = if relation.kind == Kind::MaterializedView { "MATERIALIZED VIEW" } else { "TABLE" };
            statements.push(format!("ALTER {class} {table} CLUSTER ON {}", ident(&self.index_name)).into());
        }
        if self.is_replica_identity {
            statements.push(
                format!("ALTER TABLE ONLY {table} REPLICA IDENTITY USING INDEX {}", ident(&self.index_name))
                    .into(),
            );
        }
        statements
            .extend(self.comment.as_deref().map(|text| Statement::comment(&format!("INDEX {name}"), text)));
        statements
    }
}

impl IndexKey {
    /// The key in the list of `CREATE INDEX`.
    pub fn sql(&self) -> String {
        let mut sql = match (&self.column, &self.expression) {
            (Some(column), _) => ident(column).into_owned(),
            (None, Some(expression)) => expression.to_string(),
            (None, None) => String::new(),
        };
        if let Some(collation) = &self.collation {
            sql.push_str(&format!(" COLLATE {collation}"));
        }
        if let Some(class) = &self.operator_class {
            sql.push_str(&format!(" {class}"));
            if !self.operator_class_options.is_empty() {
                sql.push_str(&format!(" ({})", relation::options_sql(&self.operator_class_options)));
            }
        }
        match (self.descending, self.nulls_first) {
            (false, false) => {}
            (false, true) => sql.push_str(" NULLS FIRST"),
            (true, true) => sql.push_str(" DESC"),
            (true, false) => sql.push_str(" DESC NULLS LAST"),
        }
        sql
    }
}
