//! The SQL that makes an object, in parts that can be put together differently.

use std::collections::BTreeSet;

use crate::{Catalog, ObjectId, ServerVersion};

/// What the SQL of an object may depend on besides the object.
#[derive(Clone, Copy, Debug)]
pub struct SqlContext<'a> {
    /// The version of the server that the SQL is for.
    pub version: ServerVersion,
    /// The catalog that the object is in.
    pub catalog: &'a Catalog,
    /// Parts that are made alone, after their object: constraints and defaults that would otherwise close a circle.
    pub apart: &'a BTreeSet<ObjectId>,
}

/// What a statement is about: some readers want only the definitions.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Default)]
pub enum Aspect {
    /// The object itself.
    #[default]
    Definition,
    /// Who owns it.
    Owner,
    /// Who may do what with it.
    Privileges,
    /// What people say of it.
    Comment,
    /// What security providers say of it.
    SecurityLabel,
}

/// One SQL statement, without the closing semicolon.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Statement {
    /// The text.
    pub sql: String,
    /// What it is about.
    pub aspect: Aspect,
}

impl Statement {
    /// A statement about something else than the object itself.
    pub fn about(aspect: Aspect, sql: impl Into<String>) -> Self {
        Self { sql: sql.into(), aspect }
    }

    /// `COMMENT ON`, with what follows it up to `IS`.
    pub fn comment(on: &str, text: &str) -> Self {
        Self::about(Aspect::Comment, format!("COMMENT ON {on} IS {}", crate::sql::literal(text)))
    }
}

impl From<String> for Statement {
    fn from(sql: String) -> Self {
        Self { sql, aspect: Aspect::Definition }
    }
}

impl From<&str> for Statement {
    fn from(sql: &str) -> Self {
        sql.to_owned().into()
    }
}

/// A part of an object that has a place in the dependency graph of its own: a constraint of a table, a default.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Item {
    /// What the part is; an object's columns and options that cannot stand apart carry the object's own identity.
    pub id: ObjectId,
    /// The text within the object's `CREATE`; `None` when the part can only be made alone.
    pub inline: Option<String>,
    /// The statement that adds the part to the object once that exists; `None` when it can only stand inline.
    pub alone: Option<Statement>,
    /// What the part needs besides its object and what `pg_depend` says.
    pub needs: Vec<ObjectId>,
    /// Statements that complete the part, however it was made.
    pub after: Vec<Statement>,
}

impl Item {
    /// A part, with the text within its object's `CREATE` and the statement that makes it alone.
    pub fn new(id: ObjectId, inline: Option<String>, alone: Option<Statement>) -> Self {
        Self { id, inline, alone, needs: Vec::new(), after: Vec::new() }
    }

    /// A part that can only stand inline.
    pub fn inline(id: ObjectId, text: impl Into<String>) -> Self {
        Self::new(id, Some(text.into()), None)
    }
}

/// Something made after its object, with a place in the dependency graph of its own: an index, a trigger.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Part {
    /// What it is.
    pub id: ObjectId,
    /// The statements that make it.
    pub statements: Vec<Statement>,
    /// What it needs besides its object and what `pg_depend` says.
    pub needs: Vec<ObjectId>,
}

impl Part {
    /// A part that one statement makes.
    pub fn new(id: ObjectId, statement: impl Into<Statement>) -> Self {
        Self { id, statements: vec![statement.into()], needs: Vec::new() }
    }

    /// The same, completed by further statements.
    #[must_use]
    pub fn then(mut self, after: impl IntoIterator<Item = Statement>) -> Self {
        self.statements.extend(after);
        self
    }
}

/// The SQL that makes an object: `head (items) tail`, then what must follow at once.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Create {
    /// The statement up to its list of items, or the whole statement where there is none.
    pub head: String,
    /// What stands in parentheses, one a line.
    pub items: Vec<Item>,
    /// Whether the parentheses are written although there are no items (`CREATE TABLE t ()`).
    pub parentheses: bool,
    /// Whether the items stand one a line without parentheses and commas, as a domain's constraints do.
    pub bare: bool,
    /// What follows the closing parenthesis.
    pub tail: String,
    /// Statements that complete the object: what `CREATE` has no syntax for.
    pub after: Vec<Statement>,
}

impl Create {
    /// An object that one statement makes.
    pub fn statement(sql: impl Into<String>) -> Self {
        Self { head: sql.into(), ..Self::default() }
    }

    /// An object defined by a list in parentheses whose parts cannot stand apart from it.
    pub fn list(head: impl Into<String>, id: &ObjectId, parts: impl IntoIterator<Item = String>) -> Self {
        let items = parts.into_iter().map(|part| Item::inline(id.clone(), part));
        Self { head: head.into(), items: items.collect(), parentheses: true, ..Self::default() }
    }

    /// The same, completed by further statements.
    #[must_use]
    pub fn then(mut self, after: impl IntoIterator<Item = Statement>) -> Self {
        self.after.extend(after);
        self
    }

    /// The statements that make the object with all the parts that can and may stand inline, and the parts that cannot.
    pub fn assemble(self, apart: &BTreeSet<ObjectId>) -> (Vec<Statement>, Vec<Part>) {
        let mut inline = Vec::new();
        let mut completing = Vec::new();
        let mut parts = Vec::new();
        for item in self.items {
            match (item.inline, item.alone) {
                (Some(text), alone) if alone.is_none() || !apart.contains(&item.id) => {
                    inline.push(text);
                    completing.extend(item.after);
                }
                (_, Some(alone)) => {
                    let part = Part { id: item.id, statements: vec![alone], needs: item.needs };
                    parts.push(part.then(item.after));
                }
                (_, None) => completing.extend(item.after),
            }
        }
        let mut sql = self.head;
        if self.bare {
            for text in &inline {
                sql.push_str("\n    ");
                sql.push_str(text);
            }
        } else if !inline.is_empty() {
            sql.push_str(" (\n    ");
            sql.push_str(&inline.join(",\n    "));
            sql.push_str("\n)");
        } else if self.parentheses {
            sql.push_str(" ()");
        }
        sql.push_str(&self.tail);
        let mut statements: Vec<Statement> = Vec::new();
        if !sql.is_empty() {
            statements.push(sql.into());
        }
        statements.extend(self.after);
        statements.extend(completing);
        (statements, parts)
    }
}
