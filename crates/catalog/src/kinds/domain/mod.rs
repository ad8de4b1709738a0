//! Domains (`pg_type`).

mod rules;

pub(crate) use rules::RULES;

use serde::Deserialize;

use super::column::NotNull;
use super::constraint::Constraint;
use super::{AclKind, CommonProperties, Create, Item, Object, SqlContext, Statement, object};
use crate::read::{Class, Context, Oid, Parts};
use crate::sql::{ident, parenthesize, qualified};
use crate::types::short_type;
use crate::{Kind, Name, ObjectId};

#[derive(Deserialize)]
pub(crate) struct Row {
    oid: Oid,
    schema: String,
    name: String,
    owner: Oid,
    acl: Option<Vec<String>>,
    base_type: String,
    not_null: bool,
    collation: Option<String>,
    has_default: bool,
    default: Option<String>,
}

object! {
    /// A domain.
    pub struct Domain in schema {
        /// Its base type, with modifiers.
        pub base_type: Name,
        /// Its collation, if not the base type's.
        pub collation: Option<Name>,
        /// Its default expression, if not the base type's.
        pub default: Option<Box<str>>,
        /// Whether it is `NOT NULL`.
        pub not_null: bool,
        /// The not-null constraint, if it has a name that the server would not choose, or a comment
        /// (PostgreSQL 17).
        pub not_null_constraint: Option<NotNull>,
        /// Its checks, sorted by name.
        pub constraints: Vec<Constraint>,
    }
}

impl Domain {
    /// The not-null constraint as an item. Without a name of its own it cannot be added by name.
    pub fn not_null_item(&self) -> Option<Item> {
        if !self.not_null {
            return None;
        }
        Some(match &self.not_null_constraint {
            Some(constraint) => {
                let sql = format!("CONSTRAINT {} NOT NULL", ident(&constraint.name));
                let id = self.id().nested(Kind::Constraint, constraint.name.clone());
                let mut item = Item::new(id, Some(sql.clone()), Some(self.add(&sql)));
                item.after.extend(self.comment(&constraint.name, &constraint.comment));
                item
            }
            None => Item::inline(self.id(), "NOT NULL"),
        })
    }

    /// The name of the not-null constraint, unless another one is given (PostgreSQL 17).
    pub fn not_null_name(&self) -> Name {
        server_chosen_name(&self.name).into()
    }

    /// A check as an item of the domain.
    pub fn check_item(&self, check: &Constraint) -> Item {
        let id = self.id().nested(Kind::Constraint, check.constraint_name.clone());
        let expression = parenthesize(check.definition.as_deref().unwrap_or_default());
        let inline = format!("CONSTRAINT {} CHECK {expression}", ident(&check.constraint_name));
        // CREATE DOMAIN has no NOT VALID.
        let mut item = if check.not_valid {
            Item::new(id, None, Some(self.add(&format!("{inline} NOT VALID"))))
        } else {
            let alone = self.add(&inline);
            Item::new(id, Some(inline), Some(alone))
        };
        item.after.extend(self.comment(&check.constraint_name, &check.comment));
        item
    }

    fn comment(&self, constraint: &str, text: &Option<Box<str>>) -> Option<Statement> {
        let on = format!("CONSTRAINT {} ON DOMAIN {}", ident(constraint), self.sql_name());
        text.as_ref().map(|text| Statement::comment(&on, text))
    }

    fn add(&self, constraint: &str) -> Statement {
        format!("ALTER DOMAIN {} ADD {constraint}", self.sql_name()).into()
    }
}

impl Domain {
    /// The catalog of its OID.
    pub(crate) const CLASS: Class = Class::TYPE;

    /// Builds it from its row and the objects nested in it.
    pub(crate) fn assemble(row: Row, cx: &mut Context, parts: &mut Parts) -> Option<(Oid, Self)> {
        if row.has_default && row.default.is_none() {
            cx.saw_concurrent_change = true;
        }
        let mut domain = Self {
            schema: cx.name(&row.schema),
            name: cx.name(&row.name),
            base_type: cx.name(&row.base_type),
            collation: row.collation.map(|c| cx.name(&c)),
            default: row.default.map(Into::into),
            not_null: row.not_null,
            ..Self::default()
        };
        let id = domain.id();
        for (oid, check) in parts.constraints.of_domains.remove(&row.oid).unwrap_or_default() {
            cx.register(Class::CONSTRAINT, oid, id.nested(Kind::Constraint, check.constraint_name.clone()));
            domain.constraints.push(check);
        }
        if let Some((oid, name)) = parts.constraints.not_null_of_domains.remove(&row.oid) {
            let name = cx.name(&name);
            let comment = cx.comment(Class::CONSTRAINT, oid, 0);
            if comment.is_some() || *name != server_chosen_name(&domain.name) {
                cx.register(Class::CONSTRAINT, oid, id.nested(Kind::Constraint, name.clone()));
                domain.not_null_constraint = Some(NotNull { name, comment, ..NotNull::default() });
            }
        }
        let acl = Some((AclKind::Type, row.acl));
        let name = || format!("domain {}", qualified(&row.schema, &row.name));
        domain.set_common(cx.common_properties(Self::CLASS, row.oid, Some(row.owner), acl, name));
        Some((row.oid, domain))
    }
}

/// The name that the server chooses for a domain's not-null constraint, at most 63 bytes.
fn server_chosen_name(domain: &str) -> String {
    const LABEL: &str = "_not_null";
    format!("{}{LABEL}", &domain[..domain.floor_char_boundary(63 - LABEL.len())])
}

impl Object for Domain {
    fn id(&self) -> ObjectId {
        ObjectId::local(Kind::Domain, &self.schema, self.name.clone())
    }

    fn rename_key(&self) -> Option<String> {
        let checks: Vec<_> = self.constraints.iter().map(|check| &check.definition).collect();
        (!checks.is_empty()).then(|| format!("{} {checks:?}", self.base_type))
    }

    fn summary(&self) -> String {
        let mut summary = short_type(&self.base_type);
        if let Some(collation) = &self.collation {
            summary.push_str(&format!(" collate {collation}"));
        }
        if self.not_null {
            summary.push_str(" not null");
        }
        if let Some(default) = &self.default {
            summary.push_str(&format!(" default {default}"));
        }
        for check in &self.constraints {
            let definition = check.definition.as_deref().unwrap_or_default();
            summary.push_str(&format!(" check {}", parenthesize(definition)));
        }
        summary
    }

    fn common(&self) -> CommonProperties<'_> {
        self.common_properties()
    }

    fn sql_class(&self) -> &'static str {
        "DOMAIN"
    }

    fn sql_name(&self) -> String {
        self.id().path()
    }

    fn acl_kind(&self) -> Option<AclKind> {
        Some(AclKind::Type)
    }

    fn grant_class(&self) -> &'static str {
        "TYPE"
    }

    fn create(&self, _: &SqlContext<'_>) -> Create {
        let mut head = format!("CREATE DOMAIN {} AS {}", self.sql_name(), self.base_type);
        if let Some(collation) = &self.collation {
            head.push_str(&format!(" COLLATE {collation}"));
        }
        if let Some(default) = &self.default {
            head.push_str(&format!(" DEFAULT {default}"));
        }
        let checks = self.constraints.iter().map(|c| self.check_item(c));
        Create {
            head,
            items: self.not_null_item().into_iter().chain(checks).collect(),
            bare: true,
            ..Create::default()
        }
    }
}
