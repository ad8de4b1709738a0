//! Builds the SQL of a random schema and keeps track of objects that later ones can use.

use std::collections::BTreeSet;

use crate::random::{HOSTILE, Random};

/// A table or view that other objects can use. Its first column is an integer key, its second a
/// text.
#[derive(Clone)]
pub struct Relation {
    /// The schema, quoted.
    pub schema: String,
    /// The name, quoted.
    pub bare: String,
    /// The name, quoted and qualified.
    pub name: String,
    /// The integer column, which is unique in tables.
    pub key: String,
    /// The text column.
    pub text: String,
    pub is_partitioned: bool,
}

/// A random schema under construction.
pub struct Builder {
    pub random: Random,
    pub major: u32,
    pub sql: String,
    used: BTreeSet<String>,
    pub schemas: Vec<String>,
    pub tables: Vec<Relation>,
    pub views: Vec<Relation>,
    /// Immutable functions from an integer to an integer.
    pub functions: Vec<String>,
    /// Trigger functions.
    pub trigger_functions: Vec<String>,
    /// Types, each with a literal.
    pub types: Vec<(String, String)>,
    /// The rows of FEATURES.md that the schema covers.
    pub covered: BTreeSet<&'static str>,
}

pub const ROLES: &[&str] = &["alice", "bob", "Odd role"];

impl Builder {
    pub fn new(seed: u64, major: u32) -> Self {
        let mut builder = Self {
            random: Random::new(seed),
            major,
            sql: String::new(),
            used: BTreeSet::new(),
            schemas: vec!["public".to_owned()],
            tables: Vec::new(),
            views: Vec::new(),
            functions: Vec::new(),
            trigger_functions: Vec::new(),
            types: vec![
                ("integer".to_owned(), "0".to_owned()),
                ("text".to_owned(), "'it''s'".to_owned()),
                ("numeric(10,2)".to_owned(), "1.50".to_owned()),
                ("timestamp with time zone".to_owned(), "now()".to_owned()),
                ("character varying(20)".to_owned(), "'\\'".to_owned()),
                ("integer[]".to_owned(), "'{1,2}'".to_owned()),
                ("jsonb".to_owned(), "'{\"a\": 1}'".to_owned()),
            ],
            covered: BTreeSet::new(),
        };
        builder.used.insert("public".to_owned());
        builder
    }

    /// Adds a statement.
    pub fn run(&mut self, sql: impl AsRef<str>) {
        self.sql.push_str(sql.as_ref());
        self.sql.push_str(";\n");
    }

    /// Adds a statement that covers a row of FEATURES.md.
    pub fn create(&mut self, row: &'static str, sql: impl AsRef<str>) {
        self.covered.insert(row);
        self.run(sql);
    }

    /// Returns an unused name, quoted.
    pub fn name(&mut self) -> String {
        for _ in 0..20 {
            let name = self.random.pick(HOSTILE).to_owned();
            if self.used.insert(name.clone()) {
                return quoted(&name);
            }
        }
        let base = self.random.pick(HOSTILE);
        let mut start = base.len().min(55);
        while !base.is_char_boundary(start) {
            start -= 1;
        }
        let name = format!("{}{}", &base[..start], self.used.len());
        self.used.insert(name.clone());
        quoted(&name)
    }

    /// Returns a new qualified name and its schema.
    pub fn local(&mut self) -> (String, String) {
        let (name, schema, _) = self.relation_name();
        (name, schema)
    }

    /// Like [`Self::local`], and also returns the unqualified name.
    pub fn relation_name(&mut self) -> (String, String, String) {
        let schema = self.schema();
        let name = self.name();
        (format!("{schema}.{name}"), schema, name)
    }

    pub fn schema(&mut self) -> String {
        let at = self.random.below(self.schemas.len());
        self.schemas[at].clone()
    }

    pub fn table(&mut self) -> Relation {
        let at = self.random.below(self.tables.len());
        self.tables[at].clone()
    }

    /// Returns a table that is not partitioned. There is always one.
    pub fn plain_table(&mut self) -> Relation {
        let plain: Vec<Relation> = self.tables.iter().filter(|t| !t.is_partitioned).cloned().collect();
        plain[self.random.below(plain.len())].clone()
    }

    pub fn function(&mut self) -> String {
        let at = self.random.below(self.functions.len());
        self.functions[at].clone()
    }

    pub fn trigger_function(&mut self) -> String {
        let at = self.random.below(self.trigger_functions.len());
        self.trigger_functions[at].clone()
    }

    /// Returns a type and a literal of it.
    pub fn data_type(&mut self) -> (String, String) {
        let at = self.random.below(self.types.len());
        self.types[at].clone()
    }

    pub fn role(&mut self) -> String {
        quoted(self.random.pick(ROLES))
    }

    /// Returns a literal of a text that is hard to quote.
    pub fn literal(&mut self) -> String {
        let text = format!("{} {}", self.random.pick(HOSTILE), self.random.pick(HOSTILE));
        format!("'{}'", text.replace('\'', "''"))
    }
}

pub fn quoted(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}
