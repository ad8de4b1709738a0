//! Describes a table or view: columns, keys, references, indexes, triggers and policies.

use pgplumb_catalog::kinds::column::{Column, GeneratedKind};
use pgplumb_catalog::kinds::constraint::{Action, Constraint, ForeignKey};
use pgplumb_catalog::kinds::index::Index;
use pgplumb_catalog::kinds::policy::Policy;
use pgplumb_catalog::kinds::rule::Rule;
use pgplumb_catalog::kinds::table::Table;
use pgplumb_catalog::kinds::trigger::Trigger;
use pgplumb_catalog::sql::{ident, qualified};
use pgplumb_catalog::{Catalog, Kind, Name, ObjectId, role_sql};

use super::{Section, Sheet};

/// Returns the sheet of a relation, or `None` for objects of other kinds.
pub fn sheet(catalog: &Catalog, id: &ObjectId) -> Option<Sheet> {
    let is = |schema: &Name, name: &Name| id.schema.as_ref() == Some(schema) && id.name == *name;
    match id.kind {
        Kind::Table => catalog.tables.iter().find(|t| is(&t.schema, &t.name)).map(|t| table(catalog, t)),
        Kind::ForeignTable => {
            catalog.foreign_tables.iter().find(|t| is(&t.schema, &t.name)).map(|t| table(catalog, t))
        }
        Kind::View => catalog.views.iter().find(|v| is(&v.schema, &v.name)).map(|view| {
            let mut fields =
                fields(&[("owner", view.owner.as_deref()), ("check option", view.check_option.as_deref())]);
            add_list(&mut fields, "options", &view.options);
            let mut sheet = new_sheet(view.comment.as_deref(), fields, &view.columns);
            sheet.sections.push(definition(&view.definition));
            add_triggers(&mut sheet, &view.triggers, &view.rules);
            sheet
        }),
        Kind::MaterializedView => {
            catalog.materialized_views.iter().find(|v| is(&v.schema, &v.name)).map(|view| {
                let mut fields =
                    fields(&[("owner", view.owner.as_deref()), ("tablespace", view.tablespace.as_deref())]);
                if view.unpopulated {
                    fields.push(("populated".to_owned(), "no".to_owned()));
                }
                let mut sheet = new_sheet(view.comment.as_deref(), fields, &view.columns);
                sheet.sections.push(definition(&view.definition));
                add_indexes(&mut sheet, &view.indexes);
                sheet
            })
        }
        _ => None,
    }
}

fn table(catalog: &Catalog, table: &Table) -> Sheet {
    let mut fields = fields(&[
        ("owner", table.owner.as_deref()),
        ("partitioned by", table.partition_key.as_deref()),
        ("of type", table.of_type.as_deref()),
        ("access method", table.access_method.as_deref()),
        ("tablespace", table.tablespace.as_deref()),
        ("server", table.foreign.as_ref().map(|foreign| &*foreign.server)),
    ]);
    if let Some(partition) = &table.partition_of {
        fields.push(("partition of".to_owned(), format!("{} {}", partition.parent.path(), partition.bound)));
    }
    if !table.inherits.is_empty() {
        let parents: Vec<String> = table.inherits.iter().map(ObjectId::path).collect();
        fields.push(("inherits".to_owned(), parents.join(", ")));
    }
    if table.row_security {
        let forced = if table.force_row_security { "yes, for the owner too" } else { "yes" };
        fields.push(("row security".to_owned(), forced.to_owned()));
    }
    add_list(&mut fields, "options", &table.options);
    let mut sheet = new_sheet(table.comment.as_deref(), fields, &table.columns);
    add(&mut sheet, "constraints", &[], table.constraints.iter().map(constraint).collect());
    add(&mut sheet, "foreign keys", &[], table.foreign_keys.iter().map(foreign_key).collect());
    add(&mut sheet, "referenced by", &[], references(catalog, table));
    add_indexes(&mut sheet, &table.indexes);
    add_triggers(&mut sheet, &table.triggers, &table.rules);
    add(&mut sheet, "policies", &[], table.policies.iter().map(policy).collect());
    add(&mut sheet, "partitions", &[], partitions(catalog, table));
    sheet
}

fn new_sheet(comment: Option<&str>, fields: Vec<(String, String)>, columns: &[Column]) -> Sheet {
    let mut sheet = Sheet { comment: comment.map(str::to_owned), ..Sheet::default() };
    if !fields.is_empty() {
        sheet.sections.push(Section::Fields(fields));
    }
    let rows = columns.iter().map(column).collect();
    add(&mut sheet, "columns", &["name", "type", "null", "default", "comment"], rows);
    sheet
}

fn fields(known: &[(&str, Option<&str>)]) -> Vec<(String, String)> {
    known.iter().filter_map(|(label, value)| Some(((*label).to_owned(), (*value)?.to_owned()))).collect()
}

fn add_list(fields: &mut Vec<(String, String)>, label: &str, values: &[Name]) {
    if !values.is_empty() {
        fields.push((label.to_owned(), values.iter().map(|v| &**v).collect::<Vec<_>>().join(", ")));
    }
}

fn add(sheet: &mut Sheet, title: &'static str, head: &[&'static str], rows: Vec<Vec<String>>) {
    if !rows.is_empty() {
        sheet.sections.push(Section::Table { title, head: head.to_vec(), rows });
    }
}

fn definition(text: &str) -> Section {
    Section::Text { title: "definition".to_owned(), text: text.to_owned() }
}

fn add_indexes(sheet: &mut Sheet, indexes: &[Index]) {
    add(sheet, "indexes", &[], indexes.iter().map(index).collect());
}

fn add_triggers(sheet: &mut Sheet, triggers: &[Trigger], rules: &[Rule]) {
    add(sheet, "triggers", &[], triggers.iter().map(trigger).collect());
    let rules = rules.iter().map(|rule| vec![rule.name.to_string(), rule.definition.to_string()]);
    add(sheet, "rules", &[], rules.collect());
}

fn column(column: &Column) -> Vec<String> {
    let default = match (&column.column_default, &column.identity, &column.generated) {
        (_, Some(identity), _) => format!("identity, {}", identity.generation.word().to_lowercase()),
        (_, _, Some(generated)) => {
            let kind = if generated.kind == GeneratedKind::Stored { "stored" } else { "virtual" };
            format!("= {} ({kind})", generated.expression)
        }
        (Some(default), _, _) => default.to_string(),
        (None, None, None) => String::new(),
    };
    vec![
        column.column_name.to_string(),
        column.sql_type.to_string(),
        if column.is_nullable() { "null".to_owned() } else { "not null".to_owned() },
        default,
        column.comment.as_deref().unwrap_or_default().to_owned(),
    ]
}

fn constraint(constraint: &Constraint) -> Vec<String> {
    let mut text = match &constraint.definition {
        Some(definition) => definition.to_string(),
        None => format!("{} ({})", constraint.constraint_type.word(), names(&constraint.columns)),
    };
    for (holds, word) in [(constraint.not_valid, " NOT VALID"), (constraint.not_enforced, " NOT ENFORCED")] {
        if holds && !text.contains(word) {
            text.push_str(word);
        }
    }
    vec![constraint.constraint_name.to_string(), text]
}

fn foreign_key(key: &ForeignKey) -> Vec<String> {
    let mut text = format!(
        "({}) → {} ({})",
        names(&key.columns),
        qualified(&key.foreign_schema, &key.foreign_table),
        names(&key.foreign_columns)
    );
    for (event, action) in [("UPDATE", key.on_update), ("DELETE", key.on_delete)] {
        if action != Action::NoAction {
            text.push_str(&format!(" ON {event} {}", action.word()));
        }
    }
    for (holds, word) in [(key.deferrable, " DEFERRABLE"), (key.not_valid, " NOT VALID")] {
        if holds {
            text.push_str(word);
        }
    }
    vec![key.constraint_name.to_string(), text]
}

/// The foreign keys of all tables that reference this table.
fn references(catalog: &Catalog, table: &Table) -> Vec<Vec<String>> {
    let mut rows = Vec::new();
    for other in &catalog.tables {
        let keys = other.foreign_keys.iter().filter(|key| !key.inherited);
        for key in keys.filter(|key| key.foreign_schema == table.schema && key.foreign_table == table.name) {
            let to = names(&key.foreign_columns);
            rows.push(vec![
                qualified(&other.schema, &other.name),
                format!("({}) → ({to}) by {}", names(&key.columns), ident(&key.constraint_name)),
            ]);
        }
    }
    rows
}

fn index(index: &Index) -> Vec<String> {
    let keys: Vec<String> = index.keys.iter().map(|key| key.sql()).collect();
    let mut text = format!("{} ({})", index.method, keys.join(", "));
    if !index.include.is_empty() {
        text.push_str(&format!(" INCLUDE ({})", names(&index.include)));
    }
    if let Some(predicate) = &index.predicate {
        text.push_str(&format!(" WHERE {predicate}"));
    }
    let mut marks = Vec::new();
    if index.is_primary {
        marks.push("primary key");
    } else if index.is_unique {
        marks.push("unique");
    }
    if index.is_invalid {
        marks.push("invalid");
    }
    vec![index.index_name.to_string(), text, marks.join(", ")]
}

fn trigger(trigger: &Trigger) -> Vec<String> {
    let events: Vec<&str> = trigger.events.iter().map(|event| &**event).collect();
    let each = if trigger.for_each_row { "each row" } else { "each statement" };
    let mut text = format!("{} {} for {each}: {}", trigger.timing, events.join(" or "), trigger.function);
    if let Some(condition) = &trigger.condition {
        text.push_str(&format!(" when {condition}"));
    }
    vec![trigger.name.to_string(), text]
}

fn policy(policy: &Policy) -> Vec<String> {
    let mut text = policy.command.word().to_owned();
    if !policy.roles.is_empty() {
        let roles: Vec<String> = policy.roles.iter().map(|role| role_sql(role)).collect();
        text.push_str(&format!(" to {}", roles.join(", ")));
    }
    for (word, expression) in [("using", &policy.using), ("with check", &policy.with_check)] {
        if let Some(expression) = expression {
            text.push_str(&format!(" {word} {expression}"));
        }
    }
    vec![policy.name.to_string(), text]
}

fn partitions(catalog: &Catalog, table: &Table) -> Vec<Vec<String>> {
    let rows = catalog.tables.iter().chain(&catalog.foreign_tables).filter_map(|other| {
        let partition = other.partition_of.as_ref()?;
        let is_parent =
            partition.parent.schema.as_ref() == Some(&table.schema) && partition.parent.name == table.name;
        is_parent.then(|| vec![qualified(&other.schema, &other.name), partition.bound.to_string()])
    });
    rows.collect()
}

fn names(names: &[Name]) -> String {
    names.iter().map(|name| ident(name)).collect::<Vec<_>>().join(", ")
}
