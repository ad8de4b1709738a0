//! Reading a catalog from the rows of its queries.

use std::collections::BTreeSet;

use serde::Deserializer;

use super::assembly::Assembly;
use super::context::Oid;
use super::json::Json;
use super::queries::{QUERIES, Rows};
use super::reading::CatalogReading;
use super::{Query, Restriction, template};
use crate::ServerVersion;

/// Reads a catalog from the rows of its queries.
pub struct CatalogReader {
    version: ServerVersion,
    queries: Vec<Query>,
    rows: Rows,
    answered: Vec<usize>,
    assembly: Assembly,
}

impl CatalogReader {
    /// Reads from a server of this version. Newer versions are treated as the newest known version.
    pub fn new(version: ServerVersion) -> Self {
        Self::with(version, None)
    }

    /// Reads only some tables and views, with everything that belongs to them. Their dependencies
    /// are read too, but may be incomplete.
    pub fn restricted(version: ServerVersion, restriction: &Restriction) -> Self {
        Self::with(version, Some(restriction))
    }

    fn with(version: ServerVersion, restriction: Option<&Restriction>) -> Self {
        let major = version.major().clamp(ServerVersion::OLDEST_MAJOR, ServerVersion::NEWEST_MAJOR);
        let first = QUERIES.iter().filter(|(_, _, template)| !template::is_after(template));
        let queries = first
            .map(|(_, name, template)| Query {
                name,
                sql: template::render(template, major, restriction),
                condition: template::condition(template),
                is_late: template::is_late(template),
            })
            .collect();
        let assembly = Assembly::new(version, QUERIES.len());
        Self { version, queries, rows: Rows::default(), answered: vec![0; QUERIES.len()], assembly }
    }

    /// The queries to run first, in one snapshot.
    pub fn queries(&self) -> &[Query] {
        &self.queries
    }

    /// The queries to run after all others, in the same snapshot, because they use the results.
    /// Their indexes follow the indexes of [`CatalogReader::queries`].
    pub fn follow_ups(&self) -> Vec<Query> {
        let used: BTreeSet<(Oid, i32)> = self.rows.columns.iter().map(|c| (c.type_oid, c.modifier)).collect();
        let results = [
            ("$oids", list(used.iter().map(|(oid, _)| oid))),
            ("$modifiers", list(used.iter().map(|(_, modifier)| modifier))),
            ("$indexes", list(self.rows.indexes.iter().filter(|i| i.needs_column_details()).map(|i| i.oid))),
        ];
        let after = QUERIES.iter().filter(|(_, _, template)| template::is_after(template));
        after
            .map(|(_, name, text)| {
                let sql = template::render(text, self.version.major(), None);
                let sql = results.iter().fold(sql, |sql, (placeholder, list)| sql.replace(placeholder, list));
                Query { name, sql, condition: None, is_late: false }
            })
            .collect()
    }

    /// A query that tells which queries would return rows: one row with one column, an array of
    /// booleans in the order of the queries. Optional.
    pub fn conditions_query(&self) -> String {
        let conditions = self.queries.iter().map(|q| q.condition.as_deref().unwrap_or("true"));
        format!("SELECT ARRAY[{}] AS has_rows", conditions.collect::<Vec<_>>().join(",\n"))
    }

    /// The number of rows accepted for a query; 0 if there is no query of this name.
    pub fn row_count(&self, name: &str) -> usize {
        QUERIES.iter().position(|(_, own, _)| *own == name).map_or(0, |at| self.answered[at])
    }

    /// Accepts a row of the query at this index of [`CatalogReader::queries`].
    ///
    /// # Errors
    /// If the row does not have the columns and types of the query.
    ///
    /// # Panics
    /// If there is no such query.
    pub fn accept<'de, D: Deserializer<'de>>(&mut self, query: usize, row: D) -> Result<(), D::Error> {
        self.answered[query] += 1;
        self.rows.accept(QUERIES[query].0, row)
    }

    /// Accepts the whole result of [`Query::as_json`].
    ///
    /// # Errors
    /// If it is not a JSON array of the query's rows.
    ///
    /// # Panics
    /// If there is no such query.
    pub fn accept_json(&mut self, query: usize, answer: &str) -> serde_json::Result<()> {
        let rows: Vec<serde_json::Value> = serde_json::from_str(answer)?;
        rows.iter().try_for_each(|row| self.accept(query, Json(row)))
    }

    /// Marks queries as complete: all rows are accepted, or the query is not run. Assembles what it
    /// can from the rows so far, so that the caller need not wait idly for the other queries.
    pub fn complete(&mut self, queries: impl IntoIterator<Item = usize>) {
        let mut has_new = false;
        for query in queries {
            self.assembly.complete(QUERIES[query].0);
            has_new = true;
        }
        if has_new {
            self.assembly.run_ready_stages(&mut self.rows);
        }
    }

    /// Assembles what is left.
    pub fn finish(mut self) -> CatalogReading {
        self.complete(0..QUERIES.len());
        self.assembly.finish()
    }
}

fn list<T: ToString>(items: impl Iterator<Item = T>) -> String {
    items.map(|item| item.to_string()).collect::<Vec<_>>().join(",")
}
