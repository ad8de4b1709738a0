//! Which table a mapped class is of: one of its own, or that of a class which it inherits from.

use ruff_python_ast::{DictItem, Expr, Stmt, StmtClassDef, StmtFunctionDef};

use super::annotation::last;
use super::class::{assigned, string};
use super::column::keyword;
use super::{Definition, Modules};

/// SQLAlchemy's own bases: what inherits from them directly is a base too, and no table.
const DECLARATIVE: [&str; 2] = ["sqlalchemy.orm.DeclarativeBase", "sqlalchemy.orm.DeclarativeBaseNoMeta"];

impl Modules<'_> {
    /// Whether a class is only there to be inherited from.
    pub(super) fn is_abstract(&self, at: usize, place: usize) -> bool {
        let Some(class) = self.class(at, place) else { return false };
        let is_said = matches!(assigned(class, "__abstract__"), Some(Expr::BooleanLiteral(l)) if l.value);
        let is_named = assigned(class, "__tablename__").is_some();
        is_said || !is_named && self.has_base(at, place, |name| DECLARATIVE.contains(&name))
    }

    /// The class whose table a class is mapped to: itself, or one that it inherits from and shares the table of; none where it is mapped
    /// to no table.
    pub(super) fn table_of(&self, at: usize, place: usize) -> Option<(usize, usize)> {
        let class = self.class(at, place)?;
        let is_data = self.is_model(at, place) && !is_table(class) && table_name(class).is_none();
        if is_data || self.is_abstract(at, place) {
            return None;
        }
        self.ancestors(at, place).into_iter().find(|class| {
            let known = self.tables.borrow().get(class).copied();
            known.unwrap_or_else(|| {
                let has_table = self.has_table(class.0, class.1);
                self.tables.borrow_mut().insert(*class, has_table);
                has_table
            })
        })
    }

    /// Whether a class has a table of its own.
    fn has_table(&self, at: usize, place: usize) -> bool {
        let Some(class) = self.class(at, place).filter(|_| !self.is_abstract(at, place)) else {
            return false;
        };
        match assigned(class, "__tablename__") {
            Some(Expr::NoneLiteral(_)) => return false,
            Some(_) => return true,
            None if assigned(class, "__table__").is_some() => return true,
            None => {}
        }
        let above = self.ancestors(at, place).split_off(1);
        let has_named = || above.iter().any(|(at, place)| self.is_named(*at, *place));
        if self.is_model(at, place) {
            // One of SQLModel's gets the name of its class, where nothing that it inherits says another.
            return is_table(class) && !has_named();
        }
        if self.is_flask(at, place) {
            return true;
        }
        match self.naming(at, place) {
            // A mixin or base that names the tables of others has none.
            Some(function) if !is_for_the_first(function) => {
                own_naming(class).is_none() || !self.bases(at, place).is_empty()
            }
            Some(_) => {
                let is_one = |(at, place): &&(usize, usize)| {
                    let names_others =
                        self.class(*at, *place).is_none_or(|class| own_naming(class).is_some());
                    !names_others && !self.is_abstract(*at, *place) && self.naming(*at, *place).is_some()
                };
                own_naming(class).is_none() && !has_named() && !above.iter().any(|of| is_one(&of))
            }
            None => self.inherited_name(at, place).is_some() && !has_named(),
        }
    }

    /// Whether a class is mapped to a table that it names.
    fn is_named(&self, at: usize, place: usize) -> bool {
        !self.is_abstract(at, place) && self.class(at, place).and_then(table_name).is_some()
    }

    /// Whether it is a model of Flask-SQLAlchemy's, which is named after its class: `class User(db.Model)`.
    pub(super) fn is_flask(&self, at: usize, place: usize) -> bool {
        let Some(class) = self.class(at, place) else { return false };
        let mut bases = class.arguments.iter().flat_map(|all| all.args.iter());
        bases.any(|base| {
            let Expr::Attribute(model) = base else { return false };
            let of = self.evaluated(at, place, &model.value).and_then(|(at, of)| self.alias(at, of.place()));
            let call = of.and_then(Expr::as_call_expr);
            model.attr.as_str() == "Model"
                && call.is_some_and(|call| {
                    self.qualified(at, &call.func).is_some_and(|name| last(&name) == "SQLAlchemy")
                })
        })
    }

    /// Schema and name of a class's own table, where it says so, or what it inherits from and is no table itself does.
    pub(super) fn own_table(&self, at: usize, place: usize) -> Option<(Option<String>, String)> {
        if self.table_of(at, place)? != (at, place) {
            return None;
        }
        let name = table_name(self.class(at, place)?).or_else(|| self.inherited_name(at, place))?;
        Some((self.schema_of(at, place), name))
    }

    fn inherited_name(&self, at: usize, place: usize) -> Option<String> {
        let mut above = self.ancestors(at, place).into_iter().skip(1);
        above.find_map(|(at, place)| {
            table_name(self.class(at, place).filter(|_| self.is_abstract(at, place))?)
        })
    }

    /// The function that names the tables of what inherits from its class: `@declared_attr def __tablename__(cls)`.
    fn naming(&self, at: usize, place: usize) -> Option<&StmtFunctionDef> {
        self.ancestors(at, place).into_iter().find_map(|(at, place)| own_naming(self.class(at, place)?))
    }

    /// The schema that a class's table is in, as it or what it inherits from says: in `__table_args__`, or `metadata`.
    fn schema_of(&self, at: usize, place: usize) -> Option<String> {
        self.ancestors(at, place).into_iter().find_map(|(at, place)| {
            let class = self.class(at, place)?;
            let own = table_schema(class).or_else(|| match assigned(class, "metadata")? {
                Expr::Call(call) => string(keyword(call, "schema")?),
                _ => None,
            });
            own.or_else(|| {
                let bases = self.base_definitions(at, place).into_iter();
                let mut aliases = bases.filter(|(_, definition)| !definition.is_class());
                aliases.find_map(|(at, alias)| self.schema_of_base(at, alias.place()))
            })
        })
    }

    /// That of `Base = declarative_base(metadata=MetaData(schema="app"))`.
    fn schema_of_base(&self, at: usize, place: usize) -> Option<String> {
        let Expr::Call(call) = self.alias(at, place)? else { return None };
        let metadata = match keyword(call, "metadata")? {
            Expr::Name(name) => match self.definition(at, name.id.as_str())? {
                (at, Definition::Alias(place)) => self.alias(at, place)?,
                (_, Definition::Class(_)) => return None,
            },
            other => other,
        };
        let Expr::Call(metadata) = metadata else { return None };
        string(keyword(metadata, "schema")?)
    }
}

/// What `__tablename__` says.
pub(super) fn table_name(class: &StmtClassDef) -> Option<String> {
    string(assigned(class, "__tablename__")?)
}

/// Whether SQLModel makes a table of it: `class User(SQLModel, table=True)`.
fn is_table(class: &StmtClassDef) -> bool {
    let mut keywords = class.arguments.iter().flat_map(|arguments| arguments.keywords.iter());
    keywords.any(|keyword| {
        keyword.arg.as_ref().is_some_and(|name| name.as_str() == "table")
            && matches!(&keyword.value, Expr::BooleanLiteral(literal) if literal.value)
    })
}

fn own_naming(class: &StmtClassDef) -> Option<&StmtFunctionDef> {
    class.body.iter().find_map(|statement| match statement {
        Stmt::FunctionDef(function) if function.name.as_str() == "__tablename__" => Some(function),
        _ => None,
    })
}

/// Whether a function names the table of the first of those that inherit alone, and the others share it: it asks `has_inherited_table`.
fn is_for_the_first(function: &StmtFunctionDef) -> bool {
    use ruff_python_ast::visitor::{Visitor, walk_expr};
    struct Asks(bool);
    impl<'a> Visitor<'a> for Asks {
        fn visit_expr(&mut self, expr: &'a Expr) {
            self.0 |= matches!(expr, Expr::Name(name) if name.id.as_str() == "has_inherited_table")
                || matches!(expr, Expr::Attribute(of) if of.attr.as_str() == "has_inherited_table");
            walk_expr(self, expr);
        }
    }
    let mut asks = Asks(false);
    asks.visit_body(&function.body);
    asks.0
}

/// What `__table_args__` says of the schema.
fn table_schema(class: &StmtClassDef) -> Option<String> {
    let options = match assigned(class, "__table_args__")? {
        Expr::Tuple(tuple) => tuple.elts.last()?,
        other => other,
    };
    let Expr::Dict(dict) = options else { return None };
    let is_schema = |item: &&DictItem| item.key.as_ref().and_then(string).as_deref() == Some("schema");
    string(&dict.items.iter().find(is_schema)?.value)
}
