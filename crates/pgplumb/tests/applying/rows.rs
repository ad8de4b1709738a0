//! Checksums of rows, to detect changed values.

use std::collections::BTreeMap;

use pgplumb_testkit::Database;

/// A column: table and name in SQL syntax.
pub type Column = (String, String);

/// Returns the columns of all tables with their types, without generated columns.
pub fn columns(database: &Database) -> BTreeMap<Column, String> {
    let found = database.query(
        "SELECT format('%I.%I', n.nspname, c.relname), quote_ident(a.attname), format_type(a.atttypid, a.atttypmod)
           FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace JOIN pg_attribute a ON a.attrelid = c.oid
          WHERE c.relkind IN ('r', 'p') AND NOT c.relispartition AND a.attnum > 0 AND NOT a.attisdropped AND a.attgenerated = ''
            AND n.nspname NOT IN ('pg_catalog', 'information_schema') AND n.nspname !~ '^pg_(toast|temp)'
            AND NOT EXISTS (SELECT FROM pg_depend WHERE classid = 'pg_class'::regclass AND objid = c.oid AND deptype = 'e')",
    );
    found
        .into_iter()
        .map(|row| {
            let [table, column, of] = <[String; 3]>::try_from(row).expect("three fields");
            ((table, column), of)
        })
        .collect()
}

/// For each column, the expression to compare.
pub type Expressions = BTreeMap<Column, String>;

/// Returns the number and checksum of each column's values, ordered by `keys`, which are columns
/// that do not change.
pub fn checksums(
    database: &Database,
    expressions: &Expressions,
    keys: &[Column],
) -> BTreeMap<Column, String> {
    let mut tables: BTreeMap<&str, Vec<(&Column, &String)>> = BTreeMap::new();
    for (column, expression) in expressions {
        tables.entry(&column.0).or_default().push((column, expression));
    }
    let mut queries = Vec::new();
    for (table, columns) in tables {
        let order: Vec<String> =
            keys.iter().filter(|key| key.0 == table).map(|key| format!("{}::text", key.1)).collect();
        let order = if order.is_empty() { "NULL::text".to_owned() } else { order.join(", ") };
        let literal = |text: &str| format!("'{}'", text.replace('\'', "''"));
        let names: Vec<String> = columns.iter().map(|(column, _)| literal(&column.1)).collect();
        let sum = |expression: &str| {
            format!(
                "count(*) || md5(coalesce(string_agg(coalesce({expression}, '∅'), ';' ORDER BY {order}, {expression}), ''))"
            )
        };
        let sums: Vec<String> =
            columns.iter().map(|(_, expression)| sum(&format!("({expression})::text"))).collect();
        queries.push(format!(
            "SELECT {}, unnest(ARRAY[{}]), unnest(ARRAY[{}]) FROM {table}",
            literal(table),
            names.join(", "),
            sums.join(", ")
        ));
    }
    if queries.is_empty() {
        return BTreeMap::new();
    }
    let rows = database.query(&queries.join(" UNION ALL "));
    rows.into_iter().map(|row| ((row[0].clone(), row[1].clone()), row[2].clone())).collect()
}
