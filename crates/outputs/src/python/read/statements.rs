//! The statements of a file that classes and aliases can be among, wherever they stand.

use ruff_python_ast::{ExceptHandler, Expr, Stmt};
use ruff_text_size::{Ranged, TextSize};

use super::Definition;

/// A statement, in its place.
pub(crate) struct Statement {
    pub syntax: Stmt,
    /// The class in whose body it stands, by its place.
    pub outer: Option<usize>,
    /// What it defines, with the classes around it: `Project.Status`; empty where it defines nothing.
    pub name: String,
}

/// The statements of a module in their order, with those in conditions (`if TYPE_CHECKING`, `try: import`) and the classes in classes
/// among them. What a function defines nobody can speak of, and is left out.
pub(super) fn of(statements: impl IntoIterator<Item = Stmt>) -> Vec<Statement> {
    let mut all = Vec::new();
    add(&mut statements.into_iter(), None, &mut all);
    all
}

fn add(statements: &mut dyn Iterator<Item = Stmt>, outer: Option<usize>, all: &mut Vec<Statement>) {
    for statement in statements {
        match statement {
            Stmt::If(inner) => {
                add(&mut inner.body.into_iter(), outer, all);
                inner
                    .elif_else_clauses
                    .into_iter()
                    .for_each(|clause| add(&mut clause.body.into_iter(), outer, all));
            }
            Stmt::Try(inner) => {
                add(&mut inner.body.into_iter(), outer, all);
                for ExceptHandler::ExceptHandler(handler) in inner.handlers {
                    // What is imported there is second best.
                    let is_import = |s: &Stmt| matches!(s, Stmt::Import(_) | Stmt::ImportFrom(_));
                    add(&mut handler.body.into_iter().filter(|s| !is_import(s)), outer, all);
                }
                add(&mut inner.orelse.into_iter(), outer, all);
                add(&mut inner.finalbody.into_iter(), outer, all);
            }
            Stmt::With(inner) => add(&mut inner.body.into_iter(), outer, all),
            other if outer.is_none() || defines_a_class(&other) => put(other, outer, all),
            _ => {}
        }
    }
}

fn put(syntax: Stmt, outer: Option<usize>, all: &mut Vec<Statement>) {
    let around = outer.map(|outer| all[outer].name.as_str()).filter(|name| !name.is_empty());
    let name = match (around, defined(&syntax)) {
        (_, None) => String::new(),
        (None, Some(name)) => name.to_owned(),
        (Some(around), Some(name)) => format!("{around}.{name}"),
    };
    let within = syntax.as_class_def_stmt().map(|class| class.body.clone());
    let place = all.len();
    all.push(Statement { syntax, outer, name });
    add(&mut within.into_iter().flatten(), Some(place), all);
}

/// Whether a statement of a class's body is one of a class, and not of a field.
fn defines_a_class(statement: &Stmt) -> bool {
    let is_one_of = |expr: &Expr, names: &[&str]| match expr {
        Expr::Name(name) => names.contains(&name.id.as_str()),
        Expr::Attribute(attribute) => names.contains(&attribute.attr.as_str()),
        _ => false,
    };
    match statement {
        Stmt::ClassDef(_) | Stmt::TypeAlias(_) => true,
        Stmt::Assign(assign) => match &*assign.value {
            Expr::Call(call) => is_one_of(&call.func, &["Enum", "StrEnum", "TypedDict"]),
            Expr::Subscript(of) => is_one_of(&of.value, &["Literal"]),
            _ => false,
        },
        _ => false,
    }
}

/// The name that a statement defines.
fn defined(statement: &Stmt) -> Option<&str> {
    match statement {
        Stmt::ClassDef(class) => Some(class.name.as_str()),
        Stmt::Assign(assign) => match assign.targets.iter().collect::<Vec<_>>().as_slice() {
            [target] => bare(target),
            _ => None,
        },
        Stmt::AnnAssign(assign) if assign.value.is_some() => bare(&assign.target),
        Stmt::TypeAlias(alias) => bare(&alias.name),
        _ => None,
    }
}

/// A name alone.
pub(super) fn bare(expr: &Expr) -> Option<&str> {
    match expr {
        Expr::Name(name) => Some(name.id.as_str()),
        _ => None,
    }
}

impl Statement {
    /// What it defines, at a place.
    pub(super) fn definition(&self, place: usize) -> Option<Definition> {
        match self.syntax {
            _ if self.name.is_empty() => None,
            Stmt::ClassDef(_) => Some(Definition::Class(place)),
            _ => Some(Definition::Alias(place)),
        }
    }
}

/// The class in whose body something stands.
pub(super) fn around(all: &[Statement], at: TextSize) -> Option<usize> {
    let mut place = all.partition_point(|statement| statement.syntax.range().start() <= at).checked_sub(1)?;
    loop {
        let statement = &all[place];
        // What stands in its decorators and among its arguments stands outside.
        let body = statement.syntax.as_class_def_stmt().and_then(|class| class.body.first());
        if body.is_some_and(|first| first.range().start() <= at && at < statement.syntax.range().end()) {
            return Some(place);
        }
        place = statement.outer?;
    }
}
