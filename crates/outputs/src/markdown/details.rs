//! The sub-objects of a table: indexes, constraints, foreign keys, triggers, policies, rules.

use pgplumb_catalog::kinds::constraint::{Action, Constraint, ConstraintType, ForeignKey, Match};
use pgplumb_catalog::kinds::index::{Index, IndexKey};
use pgplumb_catalog::kinds::policy::Policy;
use pgplumb_catalog::kinds::rule::Rule;
use pgplumb_catalog::kinds::table::Table as SqlTable;
use pgplumb_catalog::kinds::trigger::{Enabled, Trigger};
use pgplumb_catalog::sql::{ident, ident_list};

use super::columns::parenthesized;
use super::escape;
use super::page::{Page, codes, notes};
use super::table::Table;

/// The sub-objects of a table that are listed together: all of them, or the sub-objects of a
/// partition that do not come from its parent.
pub(crate) struct Listed<'a> {
    pub constraints: Vec<&'a Constraint>,
    pub indexes: Vec<&'a Index>,
    pub foreign_keys: Vec<&'a ForeignKey>,
}

impl<'a> Listed<'a> {
    /// All sub-objects of a table.
    pub(crate) fn all(table: &'a SqlTable) -> Self {
        Self {
            constraints: table.constraints.iter().collect(),
            indexes: table.indexes.iter().collect(),
            foreign_keys: table.foreign_keys.iter().collect(),
        }
    }
}

/// Renders the constraints of a table and its indexes without a constraint, like psql's `\d`.
pub(crate) fn constraints_and_indexes(page: &Page<'_>, table: &SqlTable, listed: &Listed<'_>) -> String {
    let mut out = Table::new(&[("Constraint or index", 32), ("Definition", 48), ("Notes", 0)]);
    let mut keys: Vec<&Constraint> =
        listed.constraints.iter().copied().filter(|c| c.constraint_type != ConstraintType::Check).collect();
    keys.sort_by_key(|c| c.constraint_type != ConstraintType::PrimaryKey);
    for key in &keys {
        let index = table.index(&key.constraint_name).filter(|index| index.is_constraint);
        let sql = constraint_sql(key, index);
        let comments = [key.comment.as_deref(), index.and_then(|i| i.comment.as_deref())];
        let comment = comments.into_iter().flatten().collect::<Vec<_>>().join(" ");
        let remarks = index.map(index_remarks).unwrap_or_default();
        out.row([escape::code(&key.constraint_name), escape::sql(&sql), notes(&remarks, Some(&comment))]);
    }
    let is_key = |index: &Index| keys.iter().any(|key| key.constraint_name == index.index_name);
    listed.indexes.iter().filter(|index| !is_key(index)).for_each(|index| index_row(&mut out, index));
    checks(&mut out, table, &listed.constraints);
    listed.foreign_keys.iter().for_each(|key| foreign_key(&mut out, page, &table.schema, key));
    out.finish()
}

/// Renders the indexes of a materialized view.
pub(crate) fn indexes(indexes: &[Index]) -> String {
    let mut out = Table::new(&[("Index", 32), ("Definition", 48), ("Notes", 0)]);
    indexes.iter().for_each(|index| index_row(&mut out, index));
    out.finish()
}

fn index_row(out: &mut Table, index: &Index) {
    let definition = escape::sql(&index_definition(index));
    let notes = notes(&index_remarks(index), index.comment.as_deref());
    out.row([escape::code(&index.index_name), definition, notes]);
}

fn index_remarks(index: &Index) -> Vec<&'static str> {
    let remarks = [
        (index.is_invalid, "invalid"),
        (index.is_clustered, "clustered"),
        (index.is_replica_identity, "replica identity"),
    ];
    remarks.into_iter().filter_map(|(holds, remark)| holds.then_some(remark)).collect()
}

fn index_definition(index: &Index) -> String {
    let keys: Vec<String> = index.keys.iter().map(index_key).collect();
    let mut sql =
        format!("{}{} ({})", if index.is_unique { "UNIQUE " } else { "" }, index.method, keys.join(", "));
    push_index_options(&mut sql, index);
    if let Some(predicate) = &index.predicate {
        sql.push_str(&format!(" WHERE {predicate}"));
    }
    sql
}

fn index_key(key: &IndexKey) -> String {
    let mut sql = match (&key.column, &key.expression) {
        (Some(column), _) => ident(column).into_owned(),
        (None, expression) => expression.as_deref().unwrap_or_default().to_owned(),
    };
    if let Some(collation) = &key.collation {
        sql.push_str(&format!(" COLLATE {collation}"));
    }
    if let Some(class) = &key.operator_class {
        sql.push_str(&format!(" {class}"));
    }
    if !key.operator_class_options.is_empty() {
        sql.push_str(&format!(" ({})", key.operator_class_options.join(", ")));
    }
    if key.descending {
        sql.push_str(" DESC");
    }
    match (key.descending, key.nulls_first) {
        (false, true) => sql.push_str(" NULLS FIRST"),
        (true, false) => sql.push_str(" NULLS LAST"),
        _ => {}
    }
    sql
}

/// Adds check constraints and named not-null constraints.
fn checks(out: &mut Table, table: &SqlTable, listed: &[&Constraint]) {
    for constraint in listed.iter().filter(|c| c.constraint_type == ConstraintType::Check) {
        let remarks: &[&str] = if constraint.inherited { &["inherited"] } else { &[] };
        out.row([
            escape::code(&constraint.constraint_name),
            escape::sql(&constraint_sql(constraint, None)),
            notes(remarks, constraint.comment.as_deref()),
        ]);
    }
    for column in &table.columns {
        let Some(not_null) = column.not_null.as_deref() else { continue };
        let no_inherit = if not_null.no_inherit { " NO INHERIT" } else { "" };
        let not_valid = if not_null.not_valid { " NOT VALID" } else { "" };
        let sql = format!("NOT NULL {}{no_inherit}{not_valid}", ident(&column.column_name));
        out.row([escape::code(&not_null.name), escape::code(&sql), notes(&[], not_null.comment.as_deref())]);
    }
}

/// The SQL of a constraint.
pub(crate) fn constraint_sql(constraint: &Constraint, index: Option<&Index>) -> String {
    let definition = constraint.definition.as_deref().unwrap_or_default();
    let overlaps = if constraint.without_overlaps { " WITHOUT OVERLAPS" } else { "" };
    let columns = format!("({}{overlaps})", ident_list(&constraint.columns));
    let distinct = if index.is_some_and(|i| i.nulls_not_distinct) { " NULLS NOT DISTINCT" } else { "" };
    let mut sql = match constraint.constraint_type {
        // The server's definition is complete.
        ConstraintType::Exclusion => return definition.to_owned(),
        ConstraintType::Check => format!("CHECK {}", parenthesized(definition)),
        ConstraintType::PrimaryKey => format!("PRIMARY KEY {columns}"),
        ConstraintType::Unique => format!("UNIQUE{distinct} {columns}"),
    };
    if let Some(index) = index {
        push_index_options(&mut sql, index);
    }
    if constraint.no_inherit {
        sql.push_str(" NO INHERIT");
    }
    push_validity(&mut sql, constraint.deferrable, constraint.initially_deferred, constraint.not_enforced);
    if constraint.not_valid {
        sql.push_str(" NOT VALID");
    }
    sql
}

/// Appends the options that follow the keys of an index or of a constraint with an index.
fn push_index_options(sql: &mut String, index: &Index) {
    if !index.include.is_empty() {
        sql.push_str(&format!(" INCLUDE ({})", ident_list(&index.include)));
    }
    if index.nulls_not_distinct && !index.is_constraint {
        sql.push_str(" NULLS NOT DISTINCT");
    }
    if !index.options.is_empty() {
        sql.push_str(&format!(" WITH ({})", index.options.join(", ")));
    }
    if let Some(tablespace) = &index.tablespace {
        sql.push_str(&format!(" TABLESPACE {}", ident(tablespace)));
    }
}

fn push_validity(sql: &mut String, deferrable: bool, deferred: bool, not_enforced: bool) {
    let words = [
        (deferrable && !deferred, " DEFERRABLE"),
        (deferred, " DEFERRABLE INITIALLY DEFERRED"),
        (not_enforced, " NOT ENFORCED"),
    ];
    sql.extend(words.iter().filter(|(holds, _)| *holds).map(|(_, word)| *word));
}

/// Adds a foreign key, with a link to the table that it references.
fn foreign_key(out: &mut Table, page: &Page<'_>, schema: &str, key: &ForeignKey) {
    let target = page.table(schema, (&key.foreign_schema, &key.foreign_table));
    let columns = escape::code(&format!("FOREIGN KEY ({})", ident_list(&key.columns)));
    let mut definition = format!("{columns} → {target} ({})", codes(&key.foreign_columns));
    let rules = foreign_key_rules(key);
    if !rules.is_empty() {
        definition.push_str(&format!(" {rules}"));
    }
    out.row([escape::code(&key.constraint_name), definition, notes(&[], key.comment.as_deref())]);
}

/// Renders the foreign keys that reference a table, in one paragraph.
pub(crate) fn referenced_by(page: &Page<'_>, table: &SqlTable) -> String {
    let references = page.model.references(table).iter().map(|(other, key)| {
        let link = page.table(&table.schema, (&other.schema, &other.name));
        match foreign_key_rules(key) {
            rules if rules.is_empty() => format!("{link} ({})", codes(&key.columns)),
            rules => format!("{link} ({} {rules})", codes(&key.columns)),
        }
    });
    let references: Vec<String> = references.collect();
    if references.is_empty() {
        String::new()
    } else {
        format!("**Referenced by** {}\n\n", references.join(", "))
    }
}

/// The options of a foreign key that differ from the defaults.
pub(crate) fn foreign_key_rules(key: &ForeignKey) -> String {
    let mut sql = String::new();
    if key.match_type != Match::Simple {
        sql.push_str(&format!(" MATCH {}", key.match_type.word()));
    }
    if key.period {
        sql.push_str(" PERIOD");
    }
    for (event, action) in [("UPDATE", key.on_update), ("DELETE", key.on_delete)] {
        if action != Action::NoAction {
            sql.push_str(&format!(" ON {event} {}", action.word()));
        }
    }
    if !key.on_delete_columns.is_empty() {
        sql.push_str(&format!(" ({})", ident_list(&key.on_delete_columns)));
    }
    push_validity(&mut sql, key.deferrable, key.initially_deferred, key.not_enforced);
    if key.not_valid {
        sql.push_str(" NOT VALID");
    }
    if sql.is_empty() { sql } else { escape::code(sql.trim()) }
}

/// Renders triggers.
pub(crate) fn triggers<'a>(page: &Page<'_>, triggers: impl IntoIterator<Item = &'a Trigger>) -> String {
    let mut out = Table::new(&[("Trigger", 28), ("Fires", 40), ("Calls", 28), ("Notes", 0)]);
    for trigger in triggers {
        let arguments: Vec<String> =
            trigger.arguments.iter().map(|a| pgplumb_catalog::sql::literal(a)).collect();
        let mut remarks = Vec::new();
        if trigger.is_constraint {
            remarks.push("constraint trigger");
        }
        if trigger.deferrable {
            remarks.push(if trigger.initially_deferred { "initially deferred" } else { "deferrable" });
        }
        remarks.extend(enabled(trigger.enabled));
        out.row([
            escape::code(&trigger.name),
            escape::sql(&trigger_event(trigger)),
            page.function_call(&trigger.function, &arguments.join(", ")),
            notes(&remarks, trigger.comment.as_deref()),
        ]);
    }
    out.finish()
}

fn trigger_event(trigger: &Trigger) -> String {
    let mut sql = format!("{} {}", trigger.timing, trigger.events.join(" OR "));
    if !trigger.columns.is_empty() {
        let of = format!("UPDATE OF {}", ident_list(&trigger.columns));
        sql = sql.replacen("UPDATE", &of, 1);
    }
    if let Some(table) = &trigger.referenced_table {
        sql.push_str(&format!(" FROM {table}"));
    }
    for (word, name) in [("OLD", &trigger.old_table), ("NEW", &trigger.new_table)] {
        if let Some(name) = name {
            sql.push_str(&format!(" {word} TABLE AS {}", ident(name)));
        }
    }
    sql.push_str(if trigger.for_each_row { " FOR EACH ROW" } else { " FOR EACH STATEMENT" });
    if let Some(condition) = &trigger.condition {
        sql.push_str(&format!(" WHEN {}", parenthesized(condition)));
    }
    sql
}

/// When a trigger or rule fires, unless it is the default.
fn enabled(enabled: Enabled) -> Option<&'static str> {
    match enabled {
        Enabled::Origin => None,
        Enabled::Disabled => Some("disabled"),
        Enabled::Replica => Some("on replicas only"),
        Enabled::Always => Some("always, on replicas too"),
    }
}

/// Renders row-level security policies.
pub(crate) fn policies(policies: &[Policy]) -> String {
    let mut out = Table::new(&[
        ("Policy", 28),
        ("Command", 8),
        ("Roles", 16),
        ("Using", 32),
        ("With check", 32),
        ("Notes", 0),
    ]);
    for policy in policies {
        let remarks: &[&str] = if policy.restrictive { &["restrictive"] } else { &[] };
        out.row([
            escape::code(&policy.name),
            policy.command.word().to_owned(),
            if policy.roles.is_empty() { "PUBLIC".to_owned() } else { codes(&policy.role_names()) },
            policy.using.as_deref().map(escape::sql).unwrap_or_default(),
            policy.with_check.as_deref().map(escape::sql).unwrap_or_default(),
            notes(remarks, policy.comment.as_deref()),
        ]);
    }
    out.finish()
}

/// Renders rewrite rules.
pub(crate) fn rules(rules: &[Rule]) -> String {
    let mut out = Table::new(&[("Rule", 28), ("Definition", 48), ("Notes", 0)]);
    for rule in rules {
        let remarks: Vec<&str> = enabled(rule.enabled).into_iter().collect();
        out.row([
            escape::code(&rule.name),
            escape::sql(&rule.definition),
            notes(&remarks, rule.comment.as_deref()),
        ]);
    }
    out.finish()
}
