//! The SQL that creates an object, in parts that can be combined in different ways.

use std::collections::BTreeSet;

use crate::{Name, NodeId, ObjectId};

/// What a statement sets. Some outputs want only definitions.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Default)]
pub enum Aspect {
    /// The definition.
    #[default]
    Definition,
    /// Its owner.
    Owner,
    /// Its privileges.
    Privileges,
    /// Its comment.
    Comment,
    /// Its security labels.
    SecurityLabel,
}

/// What a role must be allowed to do to run a statement that names roles.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Right {
    /// To make this role the owner of an object.
    MakeOwner(Name),
    /// To grant or revoke privileges.
    Grant {
        /// The object type after `ON`: `TABLE`.
        class: String,
        /// The object after that, as SQL names it.
        object: String,
        /// The privileges, each by its keyword.
        privileges: Vec<String>,
        /// Whether they are all privileges on such an object, or on columns of it.
        is_broad: bool,
        /// The grantee; [`PUBLIC`](crate::PUBLIC) for everyone.
        grantee: Name,
    },
    /// To run statements as this role (`SET ROLE`).
    ActAs(Name),
}

/// One SQL statement, without the closing semicolon.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Statement {
    /// Its text.
    pub sql: String,
    /// What it sets.
    pub aspect: Aspect,
    /// What the role that runs it must be allowed to do besides changing the object.
    pub right: Option<Box<Right>>,
}

impl Statement {
    /// A statement for a property rather than the definition.
    pub fn with_aspect(aspect: Aspect, sql: impl Into<String>) -> Self {
        Self { sql: sql.into(), aspect, right: None }
    }

    /// Sets what the role that runs it must be allowed to do.
    #[must_use]
    pub fn with_right(mut self, right: Right) -> Self {
        self.right = Some(Box::new(right));
        self
    }

    /// `COMMENT ON …`; `on` is the text up to `IS`.
    pub fn comment(on: &str, text: &str) -> Self {
        Self::with_aspect(Aspect::Comment, format!("COMMENT ON {on} IS {}", crate::sql::literal(text)))
    }
}

impl From<String> for Statement {
    fn from(sql: String) -> Self {
        Self { sql, aspect: Aspect::Definition, right: None }
    }
}

impl From<&str> for Statement {
    fn from(sql: &str) -> Self {
        sql.to_owned().into()
    }
}

/// A part of an object with its own node in the dependency graph: a constraint or default of a
/// table.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Item {
    /// The identity of the part. Columns and options that are always inline have the identity of
    /// the object.
    pub id: ObjectId,
    /// The text within the object's `CREATE`; `None` if it needs a separate statement.
    pub inline: Option<String>,
    /// The statement that adds the part to an existing object; `None` if it is always inline.
    pub separate: Option<Statement>,
    /// Dependencies besides the object itself and `pg_depend`.
    pub needs: Vec<NodeId>,
    /// Statements that complete the part, whether inline or separate.
    pub after: Vec<Statement>,
}

impl Item {
    /// A part, with its inline text and its separate statement.
    pub fn new(id: ObjectId, inline: Option<String>, separate: Option<Statement>) -> Self {
        Self { id, inline, separate, needs: Vec::new(), after: Vec::new() }
    }

    /// A part that is always inline.
    pub fn inline(id: ObjectId, text: impl Into<String>) -> Self {
        Self::new(id, Some(text.into()), None)
    }
}

/// An object created after the object that contains it, with its own node in the dependency graph:
/// an index, a trigger.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct SubObject {
    /// Its identity.
    pub id: NodeId,
    /// The statements that create it.
    pub statements: Vec<Statement>,
    /// Dependencies besides the containing object and `pg_depend`.
    pub needs: Vec<NodeId>,
}

impl SubObject {
    /// A sub-object that one statement creates.
    pub fn new(id: impl Into<NodeId>, statement: impl Into<Statement>) -> Self {
        Self { id: id.into(), statements: vec![statement.into()], needs: Vec::new() }
    }

    /// Adds statements that complete it.
    #[must_use]
    pub fn then(mut self, after: impl IntoIterator<Item = Statement>) -> Self {
        self.statements.extend(after);
        self
    }
}

/// The SQL that creates an object: `head (items) tail`, and the statements that must follow at
/// once.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Create {
    /// The statement up to its list of items, or all of it if there is no list.
    pub head: String,
    /// The items in parentheses, one per line.
    pub items: Vec<Item>,
    /// Whether to write empty parentheses (`CREATE TABLE t ()`).
    pub parentheses: bool,
    /// Whether items are written one per line without parentheses and commas, as a domain's
    /// constraints are.
    pub bare: bool,
    /// The text after the closing parenthesis.
    pub tail: String,
    /// Statements that complete the object where `CREATE` has no syntax.
    pub after: Vec<Statement>,
}

impl Create {
    /// An object that one statement creates.
    pub fn statement(sql: impl Into<String>) -> Self {
        Self { head: sql.into(), ..Self::default() }
    }

    /// An object with a list in parentheses whose items are always inline.
    pub fn list(head: impl Into<String>, id: &ObjectId, items: impl IntoIterator<Item = String>) -> Self {
        let items = items.into_iter().map(|item| Item::inline(id.clone(), item));
        Self { head: head.into(), items: items.collect(), parentheses: true, ..Self::default() }
    }

    /// Adds statements that complete it.
    #[must_use]
    pub fn then(mut self, after: impl IntoIterator<Item = Statement>) -> Self {
        self.after.extend(after);
        self
    }

    /// The statements that create the object with as many inline items as possible, and the
    /// separate items.
    pub fn assemble(self, separate: &BTreeSet<ObjectId>) -> (Vec<Statement>, Vec<SubObject>) {
        let mut inline = Vec::new();
        let mut completing = Vec::new();
        let mut sub_objects = Vec::new();
        for item in self.items {
            match (item.inline, item.separate) {
                (Some(text), separate_statement)
                    if separate_statement.is_none() || !separate.contains(&item.id) =>
                {
                    inline.push(text);
                    completing.extend(item.after);
                }
                (_, Some(separate_statement)) => {
                    let sub_object = SubObject {
                        id: item.id.into(),
                        statements: vec![separate_statement],
                        needs: item.needs,
                    };
                    sub_objects.push(sub_object.then(item.after));
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
        (statements, sub_objects)
    }
}
