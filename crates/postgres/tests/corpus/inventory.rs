//! Comparing the objects on the server, found by an independent query, with those in the catalog.

use std::collections::BTreeMap;

use pgplumb_catalog::kinds::Object;
use pgplumb_catalog::kinds::column::Column;
use pgplumb_catalog::kinds::table::Table;
use pgplumb_catalog::{Catalog, Name};
use pgplumb_testkit::Database;

/// The sorted names of all things, by category.
#[derive(Default)]
pub struct Inventory(BTreeMap<String, Vec<String>>);

/// The maximum number of names to list for a difference.
const MOST_NAMES: usize = 20;

impl Inventory {
    /// The inventory of the server.
    pub fn of_server(database: &Database) -> Self {
        let major = database.server().major();
        let sql = include_str!("inventory.sql").replace("MAJOR", &major.to_string());
        let since = if major >= 15 { "" } else { "-- " };
        let sql = sql.replace("--[15+]", since);
        let mut inventory = Self::default();
        for row in database.query(&format!("SET search_path = '';\n{sql}")) {
            inventory.add(&row[0], row[1].clone());
        }
        inventory.sorted()
    }

    /// The inventory of the catalog.
    pub fn of_catalog(catalog: &Catalog) -> Self {
        let mut inventory = Self::default();
        inventory.objects(catalog);
        inventory.relations(catalog);
        inventory.types(catalog);
        inventory.members(catalog);
        inventory.sorted()
    }

    /// The categories that are not empty.
    pub fn sorts(&self) -> impl Iterator<Item = &str> {
        self.0.keys().map(String::as_str)
    }

    /// The names that are missing on one side.
    pub fn differences(&self, catalog: &Self) -> Vec<String> {
        let mut sorts: Vec<&String> = self.0.keys().chain(catalog.0.keys()).collect();
        sorts.sort();
        sorts.dedup();
        let none = Vec::new();
        let mut found = Vec::new();
        for sort in sorts {
            let (server, ours) = (self.0.get(sort).unwrap_or(&none), catalog.0.get(sort).unwrap_or(&none));
            if server != ours {
                found.push(format!(
                    "{sort}: the server has {}, the catalog {}; lost: {:?}; made up: {:?}",
                    server.len(),
                    ours.len(),
                    without(server, ours),
                    without(ours, server)
                ));
            }
        }
        found
    }

    fn add(&mut self, sort: &str, name: impl Into<String>) {
        self.0.entry(sort.to_owned()).or_default().push(name.into());
    }

    fn add_in(
        &mut self,
        sort: &str,
        relation: &str,
        names: impl IntoIterator<Item = impl std::fmt::Display>,
    ) {
        for name in names {
            self.add(sort, format!("{relation}.{name}"));
        }
    }

    fn comment(&mut self, name: &str, comment: Option<&str>) {
        if let Some(comment) = comment {
            self.add("comment", format!("{name}: {comment}"));
        }
    }

    fn sorted(mut self) -> Self {
        for names in self.0.values_mut() {
            names.sort();
        }
        self
    }

    /// Adds all objects with their comments and security labels.
    fn objects(&mut self, catalog: &Catalog) {
        for object in catalog.objects() {
            let id = object.id();
            let name = plain_name(catalog, object);
            let sort = id.kind.word();
            if sort == "member change" {
                continue;
            }
            if id.name.as_ref() != "public" || sort != "schema" {
                self.comment(&name, object.common().comment);
            }
            for label in object.common().security_labels {
                self.add("security label", format!("{name}: {}", label.label));
            }
            self.add(sort, name);
        }
    }

    fn relations(&mut self, catalog: &Catalog) {
        for table in catalog.tables.iter().chain(&catalog.foreign_tables) {
            self.table(table);
        }
        for table in &catalog.foreign_tables {
            let name = qualified(&table.schema, &table.name);
            if table.foreign.is_some() {
                self.add("row of pg_foreign_table", name);
            }
        }
        for sequence in &catalog.sequences {
            self.add("row of pg_sequence", qualified(&sequence.schema, &sequence.name));
        }
        for view in &catalog.views {
            let name = qualified(&view.schema, &view.name);
            self.never_null(&name, &view.columns);
            self.columns(&name, &view.columns);
            self.view_definition(&name, &view.definition);
            self.add_in("trigger", &name, view.triggers.iter().map(|t| &t.name));
            self.add_in("rule", &name, view.rules.iter().map(|r| &r.name));
            for (part, comment) in view
                .triggers
                .iter()
                .map(|t| (&t.name, &t.comment))
                .chain(view.rules.iter().map(|r| (&r.name, &r.comment)))
            {
                self.comment(&format!("{name}.{part}"), comment.as_deref());
            }
        }
        for view in &catalog.materialized_views {
            let name = qualified(&view.schema, &view.name);
            self.columns(&name, &view.columns);
            self.view_definition(&name, &view.definition);
            for index in &view.indexes {
                self.add("index", format!("{name}.{}", index.index_name));
                self.comment(&format!("{name}.{}", index.index_name), index.comment.as_deref());
            }
        }
    }

    /// Adds the columns that are not nullable according to `information_schema.columns`.
    fn never_null(&mut self, relation: &str, columns: &[Column]) {
        let never = columns.iter().filter(|c| !c.is_nullable()).map(|c| &c.column_name);
        self.add_in("column that is never null", relation, never);
    }

    fn view_definition(&mut self, view: &str, definition: &str) {
        if !definition.trim().is_empty() {
            self.add("view definition", view);
        }
    }

    fn table(&mut self, table: &Table) {
        let name = qualified(&table.schema, &table.name);
        self.columns(&name, &table.columns);
        self.never_null(&name, &table.columns);
        let not_null = table.columns.iter().filter(|c| c.is_not_null() || c.not_null.is_some());
        self.add_in("not-null column", &name, not_null.map(|c| &c.column_name));
        self.add_in("constraint", &name, table.constraints.iter().map(|c| &c.constraint_name));
        self.add_in("foreign key", &name, table.foreign_keys.iter().map(|c| &c.constraint_name));
        self.add_in("index", &name, table.indexes.iter().map(|i| &i.index_name));
        self.add_in("trigger", &name, table.triggers.iter().map(|t| &t.name));
        self.add_in("rule", &name, table.rules.iter().map(|r| &r.name));
        self.add_in("policy", &name, table.policies.iter().map(|p| &p.name));
        for parent in table.inherits.iter().chain(table.partition_of.as_ref().map(|p| &p.parent)) {
            let parent = qualified(parent.schema.as_ref().unwrap(), &parent.name);
            self.add("inheritance", format!("{name} of {parent}"));
        }
        for index in &table.indexes {
            if let Some(parent) = &index.partition_of {
                let parent = qualified(parent.schema.as_ref().unwrap(), &parent.name);
                self.add("partition of an index", format!("{name}.{} of {parent}", index.index_name));
            }
        }
        let comments = (table.constraints.iter().map(|c| (&c.constraint_name, &c.comment)))
            .chain(table.foreign_keys.iter().map(|c| (&c.constraint_name, &c.comment)))
            .chain(table.indexes.iter().map(|i| (&i.index_name, &i.comment)))
            .chain(table.triggers.iter().map(|t| (&t.name, &t.comment)))
            .chain(table.rules.iter().map(|r| (&r.name, &r.comment)))
            .chain(table.policies.iter().map(|p| (&p.name, &p.comment)))
            .chain(table.columns.iter().filter_map(|c| c.not_null.as_ref()).map(|n| (&n.name, &n.comment)));
        for (part, comment) in comments {
            self.comment(&format!("{name}.{part}"), comment.as_deref());
        }
    }

    fn columns(&mut self, relation: &str, columns: &[Column]) {
        for column in columns {
            let name = format!("{relation}.{}", column.column_name);
            if column.column_default.is_some() || column.generated.is_some() {
                self.add("default", &*name);
            }
            self.comment(&name, column.comment.as_deref());
            for label in &column.security_labels {
                self.add("security label", format!("{relation}: {}", label.label));
            }
            self.add("column", name);
        }
    }

    fn types(&mut self, catalog: &Catalog) {
        for composite in &catalog.composite_types {
            self.columns(&qualified(&composite.schema, &composite.name), &composite.attributes);
        }
        for aggregate in &catalog.aggregates {
            self.add("row of pg_aggregate", qualified(&aggregate.schema, &aggregate.name));
        }
        for range in &catalog.ranges {
            self.add("row of pg_range", qualified(&range.schema, &range.name));
            self.add("multirange", qualified(&range.multirange_schema, &range.multirange_name));
        }
        for list in &catalog.enums {
            self.add_in("enum label", &qualified(&list.schema, &list.name), &list.labels);
        }
        for domain in &catalog.domains {
            let name = qualified(&domain.schema, &domain.name);
            if domain.not_null {
                self.add("not-null domain", &*name);
            }
            if let Some(constraint) = &domain.not_null_constraint {
                self.comment(&format!("{name}.{}", constraint.name), constraint.comment.as_deref());
            }
            for check in &domain.constraints {
                let name = format!("{name}.{}", check.constraint_name);
                self.comment(&name, check.comment.as_deref());
                self.add("constraint", name);
            }
        }
    }

    /// Adds members of objects that are neither columns nor types.
    fn members(&mut self, catalog: &Catalog) {
        let operators = (catalog.operator_classes.iter().map(|c| &c.operators))
            .chain(catalog.operator_families.iter().map(|f| &f.operators));
        for operator in operators.flatten() {
            self.add("operator of a class or family", format!("{} {}", operator.strategy, operator.operator));
        }
        let functions = (catalog.operator_classes.iter().map(|c| &c.functions))
            .chain(catalog.operator_families.iter().map(|f| &f.functions));
        for function in functions.flatten() {
            self.add("function of a class or family", format!("{} {}", function.number, function.function));
        }
        for configuration in &catalog.text_search_configurations {
            let name = qualified(&configuration.schema, &configuration.name);
            for dictionary in configuration.mappings.iter().flat_map(|m| &m.dictionaries) {
                let dictionary = unquoted(dictionary.rsplit('.').next().unwrap_or(dictionary));
                self.add("token mapping", format!("{name} {dictionary}"));
            }
        }
        for publication in &catalog.publications {
            for table in &publication.tables {
                self.add("table of a publication", format!("{} {}", publication.name, table.table.name));
            }
            for schema in &publication.schemas {
                self.add("schema of a publication", format!("{} {schema}", publication.name));
            }
        }
    }
}

/// The names in one sorted list that are missing in another. A name occurs as often as it is
/// missing.
fn without(some: &[String], others: &[String]) -> Vec<String> {
    let mut left: BTreeMap<&String, usize> = BTreeMap::new();
    for name in others {
        *left.entry(name).or_default() += 1;
    }
    let lacking = some.iter().filter(|name| match left.get_mut(name) {
        Some(count @ 1..) => {
            *count -= 1;
            false
        }
        _ => true,
    });
    lacking.take(MOST_NAMES).cloned().collect()
}

fn qualified(schema: &Name, name: &str) -> String {
    format!("{schema}.{name}")
}

/// The name of an object in the system catalog, without signature and quotes.
fn plain_name(catalog: &Catalog, object: &dyn Object) -> String {
    let id = object.id();
    let by_id = |found: Option<String>| found.unwrap_or_else(|| id.name.to_string());
    match id.kind.word() {
        "cast" => by_id(
            catalog
                .casts
                .iter()
                .find(|c| c.id() == id)
                .map(|c| format!("{} AS {}", c.source_type, c.target_type)),
        ),
        "transform" => by_id(
            catalog
                .transforms
                .iter()
                .find(|t| t.id() == id)
                .map(|t| format!("{} in {}", t.type_name, t.language)),
        ),
        "user mapping" => by_id(
            catalog
                .user_mappings
                .iter()
                .find(|m| m.id() == id)
                .map(|m| format!("{} on {}", m.role, m.server)),
        ),
        "default privileges" => by_id(catalog.default_privileges.iter().find(|d| d.id() == id).map(|d| {
            let letter = match d.object_type.word() {
                "TABLES" => "r",
                "SEQUENCES" => "S",
                "FUNCTIONS" => "f",
                "TYPES" => "T",
                "SCHEMAS" => "n",
                _ => "L",
            };
            format!("{} {} {letter}", d.role, d.in_schema.as_deref().unwrap_or_default())
        })),
        // The signature starts at the first parenthesis, the access method at USING. Names of
        // operators contain neither.
        "function" | "procedure" | "aggregate" | "operator" | "operator class" | "operator family" => {
            let name = id.name.split(" USING ").next().unwrap_or(&id.name);
            let name = match id.kind.word() {
                "operator class" | "operator family" => name,
                _ => &name[..name.rfind('(').map_or(name.len(), |_| signature_start(name))],
            };
            qualified(id.schema.as_ref().unwrap(), &unquoted(name))
        }
        _ => match &id.schema {
            Some(schema) => qualified(schema, &id.name),
            None => id.name.to_string(),
        },
    }
}

/// The position of the signature: the first parenthesis outside of quotes.
fn signature_start(name: &str) -> usize {
    let mut quoted = false;
    for (at, c) in name.char_indices() {
        match c {
            '"' => quoted = !quoted,
            '(' if !quoted => return at,
            _ => {}
        }
    }
    name.len()
}

fn unquoted(name: &str) -> String {
    match name.strip_prefix('"').and_then(|n| n.strip_suffix('"')) {
        Some(inner) => inner.replace("\"\"", "\""),
        None => name.to_owned(),
    }
}
