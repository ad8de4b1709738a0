//! The sizes of the tables that a plan locks.

use std::collections::BTreeSet;
use std::fmt;

use pgplumb_catalog::sql::literal;
use pgplumb_catalog::{Kind, ObjectId};
use pgplumb_outputs::nouns::counted;
use pgplumb_plan::{NameMap, Plan};
use pgplumb_postgres::Connection;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::data_loss::read_only;

/// The size of a table with its partitions, indexes and TOAST data.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, JsonSchema)]
pub struct TableSize {
    /// The table.
    pub table: ObjectId,
    /// The size on disk in bytes.
    pub bytes: i64,
    /// The planner's row estimate. `None` before the table was first analyzed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rows: Option<i64>,
}

impl fmt::Display for TableSize {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        const UNITS: [&str; 4] = ["kB", "MB", "GB", "TB"];
        let (mut size, mut unit) = (self.bytes / 1024, 0);
        while size >= 10 * 1024 && unit + 1 < UNITS.len() {
            (size, unit) = (size / 1024, unit + 1);
        }
        write!(f, "{size} {}", UNITS[unit])?;
        match self.rows {
            Some(0) => Ok(()),
            Some(rows) => write!(f, ", about {}", counted(usize::try_from(rows).unwrap_or(0), "row")),
            None => Ok(()),
        }
    }
}

/// Queries the sizes of the existing tables that a plan locks, with one query, before the renames of
/// the plan. Returns nothing if the query fails.
pub async fn table_sizes(plan: &Plan, renames: &NameMap<'_>, connection: &Connection) -> Vec<TableSize> {
    let locked = plan.steps.iter().flat_map(|step| &step.locks).map(|lock| &lock.on);
    let tables: BTreeSet<&ObjectId> =
        locked.filter(|on| matches!(on.kind, Kind::Table | Kind::MaterializedView)).collect();
    if tables.is_empty() {
        return Vec::new();
    }
    let named: Vec<String> = tables
        .iter()
        .enumerate()
        .map(|(at, id)| format!("({at}, {})", literal(&renames.before(id).path())))
        .collect();
    let query = format!(
        "WITH RECURSIVE named (at, path) AS (VALUES {}), \
         tree (at, oid) AS (SELECT at, pg_catalog.to_regclass(path)::pg_catalog.oid FROM named \
           UNION ALL SELECT t.at, i.inhrelid FROM tree t JOIN pg_catalog.pg_inherits i ON i.inhparent = t.oid), \
         sized AS (SELECT at, pg_catalog.sum(pg_catalog.pg_total_relation_size(c.oid))::pg_catalog.int8 AS bytes, \
           pg_catalog.sum(c.reltuples) FILTER (WHERE c.reltuples >= 0 AND c.relkind <> 'p')::pg_catalog.int8 AS rows \
           FROM tree t JOIN pg_catalog.pg_class c ON c.oid = t.oid GROUP BY at) \
         SELECT COALESCE(pg_catalog.json_agg(s), '[]')::pg_catalog.text FROM sized s",
        named.join(", ")
    );
    let Ok(Some(text)) = connection.simple_value(&read_only(&query)).await else { return Vec::new() };
    #[derive(Deserialize)]
    struct Row {
        at: usize,
        bytes: Option<i64>,
        rows: Option<i64>,
    }
    let mut rows: Vec<Row> = serde_json::from_str(&text).unwrap_or_default();
    rows.sort_by_key(|row| row.at);
    let tables: Vec<&ObjectId> = tables.into_iter().collect();
    let size = |row: Row| {
        Some(TableSize { table: (*tables.get(row.at)?).clone(), bytes: row.bytes?, rows: row.rows })
    };
    rows.into_iter().filter_map(size).collect()
}
