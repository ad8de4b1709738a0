//! Which table a mapped class belongs to.

use ruff_python_ast::{DictItem, Expr, Stmt, StmtClassDef, StmtFunctionDef};

use super::class::{assigned, string};
use super::column_call::keyword;
use super::type_hint::last_component;
use super::{Definition, Modules, StatementId};

/// SQLAlchemy's base classes. A class that inherits from one directly is itself a base class
/// without a table.
const DECLARATIVE: [&str; 2] = ["sqlalchemy.orm.DeclarativeBase", "sqlalchemy.orm.DeclarativeBaseNoMeta"];

impl Modules<'_> {
    /// Whether a class serves only as a base class.
    pub(super) fn is_abstract(&self, id: StatementId) -> bool {
        let Some(class) = self.class_def(id) else { return false };
        let is_declared = matches!(assigned(class, "__abstract__"), Some(Expr::BooleanLiteral(l)) if l.value);
        let is_named = assigned(class, "__tablename__").is_some();
        is_declared || !is_named && self.has_base(id, |name| DECLARATIVE.contains(&name))
    }

    /// The class that defines the table of a class: the class itself or a base class whose table it
    /// shares. `None` if it is not mapped to a table.
    pub(super) fn table_class(&self, id: StatementId) -> Option<StatementId> {
        let class = self.class_def(id)?;
        let is_data_model = self.is_sqlmodel(id) && !is_table(class) && table_name(class).is_none();
        if is_data_model || self.is_abstract(id) {
            return None;
        }
        self.ancestors(id).into_iter().find(|class| {
            let cached = self.has_table.borrow().get(class).copied();
            cached.unwrap_or_else(|| {
                let has_table = self.has_table(*class);
                self.has_table.borrow_mut().insert(*class, has_table);
                has_table
            })
        })
    }

    /// Whether a class has a table of its own.
    fn has_table(&self, id: StatementId) -> bool {
        let Some(class) = self.class_def(id).filter(|_| !self.is_abstract(id)) else {
            return false;
        };
        match assigned(class, "__tablename__") {
            Some(Expr::NoneLiteral(_)) => return false,
            Some(_) => return true,
            None if assigned(class, "__table__").is_some() => return true,
            None => {}
        }
        let bases = self.ancestors(id).split_off(1);
        let has_named_base = || bases.iter().any(|id| self.names_its_table(*id));
        if self.is_sqlmodel(id) {
            // SQLModel derives the name from the class unless a base class specifies it.
            return is_table(class) && !has_named_base();
        }
        if self.is_flask_model(id) {
            return true;
        }
        match self.tablename_function(id) {
            // A mixin or base class that names the tables of its subclasses has none itself.
            Some(function) if !checks_inherited_table(function) => {
                own_tablename_function(class).is_none() || !self.base_classes(id).is_empty()
            }
            Some(_) => {
                let has_named_table = |id: &StatementId| {
                    let names_others =
                        self.class_def(*id).is_none_or(|class| own_tablename_function(class).is_some());
                    !names_others && !self.is_abstract(*id) && self.tablename_function(*id).is_some()
                };
                own_tablename_function(class).is_none()
                    && !has_named_base()
                    && !bases.iter().any(has_named_table)
            }
            None => self.inherited_table_name(id).is_some() && !has_named_base(),
        }
    }

    /// Whether a class is mapped to a table that it names.
    fn names_its_table(&self, id: StatementId) -> bool {
        !self.is_abstract(id) && self.class_def(id).and_then(table_name).is_some()
    }

    /// Whether the class is a Flask-SQLAlchemy model, whose table is named after it: `class
    /// User(db.Model)`.
    pub(super) fn is_flask_model(&self, id: StatementId) -> bool {
        let Some(class) = self.class_def(id) else { return false };
        let mut bases = class.arguments.iter().flat_map(|all| all.args.iter());
        bases.any(|base| {
            let Expr::Attribute(model) = base else { return false };
            let owner = self.evaluate(id, &model.value);
            let call = owner.and_then(|owner| self.alias_value(owner.id())?.as_call_expr());
            model.attr.as_str() == "Model"
                && call.is_some_and(|call| {
                    self.qualified_name(id.module, &call.func)
                        .is_some_and(|name| last_component(&name) == "SQLAlchemy")
                })
        })
    }

    /// Schema and name of the class's own table, if the class or an abstract base class specifies
    /// it.
    pub(super) fn declared_table(&self, id: StatementId) -> Option<(Option<String>, String)> {
        if self.table_class(id)? != id {
            return None;
        }
        let name = table_name(self.class_def(id)?).or_else(|| self.inherited_table_name(id))?;
        Some((self.schema_of(id), name))
    }

    fn inherited_table_name(&self, id: StatementId) -> Option<String> {
        let mut bases = self.ancestors(id).into_iter().skip(1);
        bases.find_map(|id| table_name(self.class_def(id).filter(|_| self.is_abstract(id))?))
    }

    /// The function that names the tables of subclasses: `@declared_attr def __tablename__(cls)`.
    fn tablename_function(&self, id: StatementId) -> Option<&StmtFunctionDef> {
        self.ancestors(id).into_iter().find_map(|id| own_tablename_function(self.class_def(id)?))
    }

    /// The schema of a class's table, from `__table_args__` or `metadata` of the class or a base
    /// class.
    fn schema_of(&self, id: StatementId) -> Option<String> {
        self.ancestors(id).into_iter().find_map(|id| {
            let class = self.class_def(id)?;
            let own = table_schema(class).or_else(|| match assigned(class, "metadata")? {
                Expr::Call(call) => string(keyword(call, "schema")?),
                _ => None,
            });
            own.or_else(|| {
                let bases = self.base_definitions(id).into_iter();
                let mut aliases = bases.filter(|definition| !definition.is_class());
                aliases.find_map(|alias| self.schema_of_base(alias.id()))
            })
        })
    }

    /// The schema in `Base = declarative_base(metadata=MetaData(schema="app"))`.
    fn schema_of_base(&self, id: StatementId) -> Option<String> {
        let Expr::Call(call) = self.alias_value(id)? else { return None };
        let metadata = match keyword(call, "metadata")? {
            Expr::Name(name) => match self.definition(id.module, name.id.as_str())? {
                Definition::Alias(id) => self.alias_value(id)?,
                Definition::Class(_) => return None,
            },
            other => other,
        };
        let Expr::Call(metadata) = metadata else { return None };
        string(keyword(metadata, "schema")?)
    }
}

/// The value of `__tablename__`.
pub(super) fn table_name(class: &StmtClassDef) -> Option<String> {
    string(assigned(class, "__tablename__")?)
}

/// Whether SQLModel creates a table: `class User(SQLModel, table=True)`.
fn is_table(class: &StmtClassDef) -> bool {
    let mut keywords = class.arguments.iter().flat_map(|arguments| arguments.keywords.iter());
    keywords.any(|keyword| {
        keyword.arg.as_ref().is_some_and(|name| name.as_str() == "table")
            && matches!(&keyword.value, Expr::BooleanLiteral(literal) if literal.value)
    })
}

/// The function `__tablename__` in the body of the class itself.
fn own_tablename_function(class: &StmtClassDef) -> Option<&StmtFunctionDef> {
    class.body.iter().find_map(|statement| match statement {
        Stmt::FunctionDef(function) if function.name.as_str() == "__tablename__" => Some(function),
        _ => None,
    })
}

/// Whether the function names a table only for the first class of a hierarchy, as it calls
/// `has_inherited_table`.
fn checks_inherited_table(function: &StmtFunctionDef) -> bool {
    use ruff_python_ast::visitor::{Visitor, walk_expr};
    struct CallFinder(bool);
    impl<'a> Visitor<'a> for CallFinder {
        fn visit_expr(&mut self, expr: &'a Expr) {
            self.0 |= matches!(expr, Expr::Name(name) if name.id.as_str() == "has_inherited_table")
                || matches!(expr, Expr::Attribute(attribute) if attribute.attr.as_str() == "has_inherited_table");
            walk_expr(self, expr);
        }
    }
    let mut finder = CallFinder(false);
    finder.visit_body(&function.body);
    finder.0
}

/// The schema in `__table_args__`.
fn table_schema(class: &StmtClassDef) -> Option<String> {
    let options = match assigned(class, "__table_args__")? {
        Expr::Tuple(tuple) => tuple.elts.last()?,
        other => other,
    };
    let Expr::Dict(dict) = options else { return None };
    let is_schema = |item: &&DictItem| item.key.as_ref().and_then(string).as_deref() == Some("schema");
    string(&dict.items.iter().find(is_schema)?.value)
}
