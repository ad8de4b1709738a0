//! Readings of some tables alone.

use serde::Deserialize;

use super::Oid;
use crate::pattern::Pattern;

/// From how many tables on it is no more work to read all there are.
const MOST: usize = 1000;

/// What a reading of some tables and views alone is about: the row that [`Extent::query`] answers.
#[derive(Clone, Debug, Default, Deserialize)]
pub struct Extent {
    tables: Vec<Oid>,
    parts: Vec<Oid>,
    near: Vec<Oid>,
}

impl Extent {
    /// The query that finds out what belongs to the tables and views whose names the patterns match, and what they need: one row.
    pub fn query(tables: &[Pattern]) -> String {
        let meant: Vec<String> = tables.iter().map(|t| t.condition("n.nspname", "c.relname")).collect();
        let meant = if meant.is_empty() { "false".to_owned() } else { meant.join(" OR ") };
        include_str!("extent.sql").replace("$meant", &meant)
    }

    /// Whether it is so much that all may as well be read.
    pub fn is_large(&self) -> bool {
        self.tables.len() > MOST
    }

    /// Conditions on a row `c` of `pg_class`: whether a reading of this extent knows the relation, and whether its rules.
    pub fn conditions(&self) -> (String, String) {
        (self.fill("c.oid = ANY ($near)"), self.fill("c.oid = ANY ($tables)"))
    }

    /// Puts the OIDs where a query has a placeholder for them.
    pub(super) fn fill(&self, sql: &str) -> String {
        let lists = [("$tables", &self.tables), ("$parts", &self.parts), ("$near", &self.near)];
        lists.iter().fold(sql.to_owned(), |sql, (placeholder, oids)| {
            if !sql.contains(placeholder) {
                return sql;
            }
            let oids = oids.iter().map(Oid::to_string).collect::<Vec<_>>().join(",");
            sql.replace(placeholder, &format!("'{{{oids}}}'::pg_catalog.oid[]"))
        })
    }
}
