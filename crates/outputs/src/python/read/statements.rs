//! The statements of a file in a flat list.

use ruff_python_ast::{ExceptHandler, Expr, Stmt};
use ruff_text_size::{Ranged, TextSize};

use super::{Definition, StatementId};

/// A statement that may define a class or an alias.
pub(crate) struct Statement {
    pub syntax: Stmt,
    /// The index of the class whose body contains it.
    pub outer_class: Option<usize>,
    /// The name that it defines, including the enclosing classes: `Project.Status`; empty if it
    /// defines none.
    pub name: String,
    /// Whether it is in a branch of an `if` statement: `if sys.version_info >= (3, 11)`.
    pub is_conditional: bool,
}

/// Collects the statements of a module in order, including those in conditions (`if TYPE_CHECKING`,
/// `try: import`) and nested classes. The bodies of functions are not visible from outside and are
/// left out.
pub(super) fn flatten(statements: impl IntoIterator<Item = Stmt>) -> Vec<Statement> {
    let mut all = Vec::new();
    add(&mut statements.into_iter(), Place { outer: None, is_conditional: false }, &mut all);
    all
}

/// Where statements are.
#[derive(Clone, Copy)]
struct Place {
    /// The index of the enclosing class.
    outer: Option<usize>,
    is_conditional: bool,
}

fn add(statements: &mut dyn Iterator<Item = Stmt>, place: Place, all: &mut Vec<Statement>) {
    for statement in statements {
        match statement {
            Stmt::If(inner) => {
                let place = Place { is_conditional: true, ..place };
                add(&mut inner.body.into_iter(), place, all);
                inner
                    .elif_else_clauses
                    .into_iter()
                    .for_each(|clause| add(&mut clause.body.into_iter(), place, all));
            }
            Stmt::Try(inner) => {
                add(&mut inner.body.into_iter(), place, all);
                for ExceptHandler::ExceptHandler(handler) in inner.handlers {
                    // Imports in an `except` clause are fallbacks.
                    let is_import = |s: &Stmt| matches!(s, Stmt::Import(_) | Stmt::ImportFrom(_));
                    add(&mut handler.body.into_iter().filter(|s| !is_import(s)), place, all);
                }
                add(&mut inner.orelse.into_iter(), place, all);
                add(&mut inner.finalbody.into_iter(), place, all);
            }
            Stmt::With(inner) => add(&mut inner.body.into_iter(), place, all),
            other if place.outer.is_none() || defines_class(&other) => push(other, place, all),
            _ => {}
        }
    }
}

fn push(syntax: Stmt, place: Place, all: &mut Vec<Statement>) {
    let outer_name = place.outer.map(|outer| all[outer].name.as_str()).filter(|name| !name.is_empty());
    let name = match (outer_name, defined_name(&syntax)) {
        (_, None) => String::new(),
        (None, Some(name)) => name.to_owned(),
        (Some(outer_name), Some(name)) => format!("{outer_name}.{name}"),
    };
    let class_body = syntax.as_class_def_stmt().map(|class| class.body.clone());
    let index = all.len();
    all.push(Statement { syntax, outer_class: place.outer, name, is_conditional: place.is_conditional });
    add(&mut class_body.into_iter().flatten(), Place { outer: Some(index), ..place }, all);
}

/// Whether a statement in a class body defines a class and not a field.
fn defines_class(statement: &Stmt) -> bool {
    let is_any_of = |expr: &Expr, names: &[&str]| match expr {
        Expr::Name(name) => names.contains(&name.id.as_str()),
        Expr::Attribute(attribute) => names.contains(&attribute.attr.as_str()),
        _ => false,
    };
    match statement {
        Stmt::ClassDef(_) | Stmt::TypeAlias(_) => true,
        Stmt::Assign(assign) => match &*assign.value {
            Expr::Call(call) => {
                let is_own_table = assign.targets.first().and_then(simple_name) == Some("__table__");
                is_any_of(&call.func, &["Enum", "StrEnum", "TypedDict"])
                    || is_any_of(&call.func, &["Table"]) && !is_own_table
            }
            Expr::Subscript(subscript) => is_any_of(&subscript.value, &["Literal"]),
            _ => false,
        },
        _ => false,
    }
}

/// The name that a statement defines.
fn defined_name(statement: &Stmt) -> Option<&str> {
    match statement {
        Stmt::ClassDef(class) => Some(class.name.as_str()),
        Stmt::Assign(assign) => match assign.targets.iter().collect::<Vec<_>>().as_slice() {
            [target] => simple_name(target),
            _ => None,
        },
        Stmt::AnnAssign(assign) if assign.value.is_some() => simple_name(&assign.target),
        Stmt::TypeAlias(alias) => simple_name(&alias.name),
        _ => None,
    }
}

/// The name in a name expression.
pub(super) fn simple_name(expr: &Expr) -> Option<&str> {
    match expr {
        Expr::Name(name) => Some(name.id.as_str()),
        _ => None,
    }
}

impl Statement {
    /// The definition that the statement makes.
    pub(super) fn definition(&self, id: StatementId) -> Option<Definition> {
        match self.syntax {
            _ if self.name.is_empty() => None,
            Stmt::ClassDef(_) => Some(Definition::Class(id)),
            _ => Some(Definition::Alias(id)),
        }
    }
}

/// The index of the class whose body contains a position.
pub(super) fn enclosing_class(all: &[Statement], position: TextSize) -> Option<usize> {
    let mut index =
        all.partition_point(|statement| statement.syntax.range().start() <= position).checked_sub(1)?;
    loop {
        let statement = &all[index];
        // Decorators and arguments are outside of the body.
        let body = statement.syntax.as_class_def_stmt().and_then(|class| class.body.first());
        if body.is_some_and(|first| {
            first.range().start() <= position && position < statement.syntax.range().end()
        }) {
            return Some(index);
        }
        index = statement.outer_class?;
    }
}
