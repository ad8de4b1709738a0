//! Domains (`pg_type`).

mod rules;

pub(crate) use rules::RULES;

use serde::Deserialize;

use super::column::NotNull;
use super::constraint::Constraint;
use super::{
    About, AclKind, AlterContext, Alteration, Create, Item, Object, PartChange, SqlContext, Statement,
    object, tables_with,
};
use crate::plan::{Action, Hazard, Lock, LockMode};
use crate::read::{Class, Context, Oid, Read};
use crate::sql::{ident, in_parentheses, qualified};
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
        /// The type that it narrows, with its modifier.
        pub base_type: Name,
        /// Its collation, where that is not the type's.
        pub collation: Option<Name>,
        /// The expression of its default, unless it takes over the base type's.
        pub default: Option<Box<str>>,
        /// Whether it has no nulls.
        pub not_null: bool,
        /// The constraint that keeps nulls out, where it has another name than the server gives, or a comment (PostgreSQL 17).
        pub not_null_constraint: Option<NotNull>,
        /// Its checks, by name.
        pub constraints: Vec<Constraint>,
    }
}

impl Domain {
    /// The changes that make another state of it; its base type stays.
    fn changes(&self, new: &Self, context: &AlterContext<'_>) -> Vec<PartChange> {
        let alter = format!("ALTER DOMAIN {}", new.sql_name());
        let id = new.id();
        let tables = tables_with(&new.sql_name(), context.from);
        // The values that there are are read, while those who write wait.
        let reading = |mut change: PartChange| {
            let locks = tables.iter().map(|on| Lock { mode: LockMode::Share, on: on.clone(), scans: true });
            change.other_locks.extend(locks);
            change.hazard(Hazard::MayFail)
        };
        let mut own: Vec<Statement> = Vec::new();
        let mut changes = Vec::new();
        if self.default != new.default {
            own.push(match &new.default {
                Some(default) => format!("{alter} SET DEFAULT {default}").into(),
                None => format!("{alter} DROP DEFAULT").into(),
            });
        }
        if self.not_null != new.not_null
            || self.not_null_constraint != new.not_null_constraint && new.not_null
        {
            if self.not_null {
                own.push(format!("{alter} DROP NOT NULL").into());
            }
            match new.not_null_item().filter(|_| new.not_null) {
                Some(Item { alone: Some(alone), after, .. }) => {
                    own.push(alone);
                    own.extend(after);
                }
                Some(_) => own.push(format!("{alter} SET NOT NULL").into()),
                None => {}
            }
        }
        if !own.is_empty() {
            let change = PartChange::new(id.clone(), Action::Alter, own);
            changes.push(if new.not_null && !self.not_null { reading(change) } else { change });
        }
        let find = |domain: &Self, name: &Name| {
            domain.constraints.iter().find(|c| c.constraint_name == *name).cloned()
        };
        let definition = |check: &Constraint| (check.definition.clone(), check.not_valid);
        for was in &self.constraints {
            let name = &was.constraint_name;
            if find(new, name).is_none_or(|is| definition(&is) != definition(was)) {
                let sql = format!("{alter} DROP CONSTRAINT {}", ident(name));
                changes.push(PartChange::new(
                    id.nested(Kind::Constraint, name.clone()),
                    Action::Drop,
                    [sql.into()],
                ));
            }
        }
        for is in &new.constraints {
            let name = &is.constraint_name;
            let own = id.nested(Kind::Constraint, name.clone());
            match find(self, name).filter(|was| definition(was) == definition(is)) {
                Some(was) if was.comment != is.comment => {
                    let on = format!("CONSTRAINT {} ON DOMAIN {}", ident(name), new.sql_name());
                    let statement = crate::kinds::alter::comment(&on, is.comment.as_deref());
                    changes.push(PartChange::new(own, Action::Alter, [statement]));
                }
                Some(_) => {}
                None => {
                    let item = new.check_item(is);
                    let statements = item.alone.into_iter().chain(item.after);
                    let change = PartChange::new(own, Action::Create, statements);
                    changes.push(if is.not_valid { change } else { reading(change) });
                }
            }
        }
        changes
    }

    /// The not-null constraint as a part of the domain. One without a name of its own cannot be added by name.
    fn not_null_item(&self) -> Option<Item> {
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

    fn check_item(&self, check: &Constraint) -> Item {
        let id = self.id().nested(Kind::Constraint, check.constraint_name.clone());
        let expression = in_parentheses(check.definition.as_deref().unwrap_or_default());
        let inline = format!("CONSTRAINT {} CHECK {expression}", ident(&check.constraint_name));
        // CREATE DOMAIN cannot leave a constraint unchecked.
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

impl Read for Domain {
    const CLASS: Class = Class::TYPE;
    type Row = Row;

    fn read(row: Row, cx: &mut Context) -> Option<(Oid, Self)> {
        if row.has_default && row.default.is_none() {
            cx.disturbed = true;
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
        for (oid, check) in cx.parts.domain_constraints.remove(&row.oid).unwrap_or_default() {
            cx.register(Class::CONSTRAINT, oid, id.nested(Kind::Constraint, check.constraint_name.clone()));
            domain.constraints.push(check);
        }
        if let Some((oid, name)) = cx.parts.domain_not_null.remove(&row.oid) {
            let name = cx.name(&name);
            let comment = cx.comment(Class::CONSTRAINT, oid, 0);
            if comment.is_some() || *name != server_chosen_name(&domain.name) {
                cx.register(Class::CONSTRAINT, oid, id.nested(Kind::Constraint, name.clone()));
                domain.not_null_constraint = Some(NotNull { name, comment, ..NotNull::default() });
            }
        }
        let acl = Some((AclKind::Type, row.acl));
        let name = || format!("domain {}", qualified(&row.schema, &row.name));
        domain.set_described(cx.described(Self::CLASS, row.oid, Some(row.owner), acl, name));
        Some((row.oid, domain))
    }
}

/// The name that the server gives to a domain's not-null constraint, 63 bytes at most.
fn server_chosen_name(domain: &str) -> String {
    const LABEL: &str = "_not_null";
    format!("{}{LABEL}", &domain[..domain.floor_char_boundary(63 - LABEL.len())])
}

impl Object for Domain {
    fn id(&self) -> ObjectId {
        ObjectId::local(Kind::Domain, &self.schema, self.name.clone())
    }

    fn alter(&self, new: &dyn Object, context: &AlterContext<'_>) -> Alteration {
        match new.as_any().downcast_ref::<Self>() {
            Some(new) if self.base_type == new.base_type && self.collation == new.collation => {
                Alteration::Parts(self.changes(new, context))
            }
            _ => Alteration::Recreate,
        }
    }

    fn likeness(&self) -> Option<String> {
        let checks: Vec<_> = self.constraints.iter().map(|check| &check.definition).collect();
        (!checks.is_empty()).then(|| format!("{} {checks:?}", self.base_type))
    }

    fn about(&self) -> About<'_> {
        self.described()
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
