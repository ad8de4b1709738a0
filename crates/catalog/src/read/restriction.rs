//! Restricts a read to some tables and views.

use serde::Deserialize;

use super::Oid;
use crate::pattern::Pattern;

/// Above this number of tables, reading everything is no slower.
const MAX_TABLES: usize = 1000;

/// The relations that a restricted read covers: the row that [`Restriction::query`] returns.
#[derive(Clone, Debug, Default, Deserialize)]
pub struct Restriction {
    tables: Vec<Oid>,
    parts: Vec<Oid>,
    related: Vec<Oid>,
}

impl Restriction {
    /// The query for the tables and views that match the patterns, with what belongs to them and
    /// what they depend on. Returns one row.
    pub fn query(tables: &[Pattern]) -> String {
        let conditions: Vec<String> = tables.iter().map(|t| t.condition("n.nspname", "c.relname")).collect();
        let conditions = if conditions.is_empty() { "false".to_owned() } else { conditions.join(" OR ") };
        include_str!("restriction.sql").replace("$matches", &conditions)
    }

    /// Whether there are so many tables that reading everything is as fast.
    pub fn is_large(&self) -> bool {
        self.tables.len() > MAX_TABLES
    }

    /// Conditions on a row `c` of `pg_class`: whether the read covers the relation, and whether it
    /// covers its rules.
    pub fn conditions(&self) -> (String, String) {
        (self.fill("c.oid = ANY ($related)"), self.fill("c.oid = ANY ($tables)"))
    }

    /// Replaces the placeholders in a query by OIDs.
    pub(super) fn fill(&self, sql: &str) -> String {
        let lists = [("$tables", &self.tables), ("$parts", &self.parts), ("$related", &self.related)];
        lists.iter().fold(sql.to_owned(), |sql, (placeholder, oids)| {
            if !sql.contains(placeholder) {
                return sql;
            }
            let oids = oids.iter().map(Oid::to_string).collect::<Vec<_>>().join(",");
            sql.replace(placeholder, &format!("'{{{oids}}}'::pg_catalog.oid[]"))
        })
    }
}
