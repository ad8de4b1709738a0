//! Classes for enums and rows.

use ruff_python_ast::{DictItem, Expr, ExprCall, Stmt, StmtClassDef};
use ruff_text_size::{Ranged, TextRange};

use super::Modules;
use super::ancestors::is_enum;
use super::annotation::last;
use super::column::keyword;
use super::fields::Field;
use super::members::Member;
use super::statements::bare;

/// How deep what stands for something else is followed.
pub(super) const DEEPEST: usize = 40;

/// What kind of class it is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum ClassKind {
    /// Members with values: an enum, or an alias for some strings.
    Enum,
    /// Keys and types, of which nothing converts the values.
    Plain,
    /// Fields whose values a library converts.
    Converting,
    /// Columns of SQLAlchemy's or SQLModel's, which fetch the values themselves.
    Mapped,
}

/// A class that may stand for an enum or for rows.
#[derive(Clone, Debug)]
pub(crate) struct Declared {
    /// Its name, with those of the classes around it: `Project.Status`.
    pub name: String,
    /// Its file, and the place of its statement there.
    pub module: usize,
    pub place: usize,
    pub line: u32,
    pub kind: ClassKind,
    /// Whether it is a class statement, with every member on lines of its own.
    pub is_class: bool,
    /// Whether its members are words of one text.
    pub are_words: bool,
    /// Whether no field without a default may follow one with a default.
    pub is_ordered: bool,
    /// Whether plain annotations are columns too, as SQLModel has it.
    pub is_model: bool,
    pub members: Vec<Member>,
    /// Whether the members' names are the labels, whatever their values.
    pub are_names: bool,
    pub fields: Vec<Field>,
    /// What a mark says that it stands for.
    pub mark: Option<String>,
    /// Schema and name of the table, where it says so itself.
    pub table: Option<(Option<String>, String)>,
    /// The class that it shares the table of: its columns are among that one's then, and its fields those that it adds.
    pub shares: Option<(usize, usize)>,
    /// Those that share its table.
    pub sharing: Vec<(usize, usize)>,
}

/// The text of a string, if an expression is one.
pub(super) fn string(expr: &Expr) -> Option<String> {
    match expr {
        Expr::StringLiteral(literal) => Some(literal.value.to_str().to_owned()),
        _ => None,
    }
}

impl Modules<'_> {
    /// Every class that may stand for something.
    pub(crate) fn declared(&self) -> Vec<Declared> {
        let mut found = Vec::new();
        for (at, module) in self.modules.iter().enumerate() {
            for (place, statement) in module.body.iter().enumerate() {
                found.extend(match &statement.syntax {
                    Stmt::ClassDef(class) => self.of_class(at, place, class),
                    Stmt::Assign(_) | Stmt::AnnAssign(_) | Stmt::TypeAlias(_) => {
                        self.of_assignment(at, place)
                    }
                    _ => None,
                });
            }
        }
        found
    }

    /// Whether an assignment defines a class rather than an alias.
    pub(super) fn is_declared(&self, at: usize, place: usize) -> bool {
        matches!(self.alias(at, place), Some(Expr::Call(call)) if self.functional(at, call).is_some())
    }

    fn of_class(&self, at: usize, place: usize, class: &StmtClassDef) -> Option<Declared> {
        let kind = self.kind(at, place)?;
        let module = &self.modules[at];
        let mut declared = Declared {
            name: self.name_at(at, place).to_owned(),
            module: at,
            place,
            line: module.line(class.name.range().start()),
            kind,
            is_class: true,
            is_ordered: self.is_ordered(at, class),
            is_model: self.is_model(at, place),
            members: Vec::new(),
            are_names: false,
            are_words: false,
            fields: Vec::new(),
            mark: docstring_mark(&class.body).or_else(|| module.mark_above(class)),
            table: self.own_table(at, place),
            shares: self.table_of(at, place).filter(|of| *of != (at, place)),
            sharing: Vec::new(),
        };
        // What another statement says of its columns is not read.
        let is_elsewhere = assigned(class, "__table__").is_some();
        if (self.is_abstract(at, place) || is_elsewhere) && declared.mark.is_none() {
            return None;
        }
        match kind {
            ClassKind::Enum => declared.members = self.members(at, place, class),
            _ => declared.fields = self.fields(at, place),
        }
        if kind == ClassKind::Converting {
            // Pydantic has them for itself.
            declared.fields.retain(|field| field.name.as_ref().is_none_or(|name| !name.starts_with('_')));
        }
        Some(declared)
    }

    pub(super) fn of_assignment(&self, at: usize, place: usize) -> Option<Declared> {
        let module = &self.modules[at];
        let statement = self.statement(at, place)?;
        let value = self.alias(at, place)?;
        let mut declared = Declared {
            name: self.name_at(at, place).to_owned(),
            module: at,
            place,
            line: module.line(statement.range().start()),
            kind: ClassKind::Plain,
            is_class: false,
            is_ordered: false,
            is_model: false,
            members: Vec::new(),
            are_names: false,
            are_words: false,
            fields: Vec::new(),
            mark: module.mark_above(statement),
            table: None,
            shares: None,
            sharing: Vec::new(),
        };
        match value {
            Expr::Call(call) => {
                declared.kind = self.functional(at, call)?;
                match (declared.kind, call.arguments.args.get(1)) {
                    (ClassKind::Enum, _) => {
                        declared.members = self.functional_members(at, call);
                        let names = call.arguments.args.get(1).or_else(|| keyword(call, "names"));
                        declared.are_words = names.is_some_and(Expr::is_string_literal_expr);
                    }
                    (_, Some(Expr::Dict(dict))) => {
                        let field = |item: &DictItem| self.functional_field(at, item);
                        declared.fields = dict.items.iter().filter_map(field).collect();
                    }
                    _ => return None,
                }
            }
            Expr::Subscript(subscript) => {
                let head = self.qualified(at, &subscript.value)?;
                if last(&head) != "Literal" {
                    return None;
                }
                declared.kind = ClassKind::Enum;
                let items: Vec<&Expr> = match &*subscript.slice {
                    Expr::Tuple(tuple) => tuple.elts.iter().collect(),
                    other => vec![other],
                };
                declared.members = self.literal_members(at, &items);
            }
            _ => return None,
        }
        Some(declared)
    }

    fn functional_field(&self, at: usize, item: &DictItem) -> Option<Field> {
        let key = item.key.as_ref()?;
        Some(Field {
            column: string(key)?,
            name: None,
            is_alias: false,
            adds: None,
            module: at,
            line: self.modules[at].line(key.range().start()),
            range: TextRange::new(key.range().start(), item.value.range().end()),
            annotation: Some(item.value.range()),
            said: self.said(at, &item.value),
            has_value: false,
            call: None,
        })
    }

    /// What a call defines: `TypedDict("X", {…})`, `Enum("X", {…})`.
    pub(super) fn functional(&self, at: usize, call: &ExprCall) -> Option<ClassKind> {
        match self.qualified(at, &call.func)?.as_str() {
            "typing.TypedDict" | "typing_extensions.TypedDict" => Some(ClassKind::Plain),
            name => is_enum(name).then_some(ClassKind::Enum),
        }
    }

    /// Whether a class is a data class or a named tuple.
    fn is_ordered(&self, at: usize, class: &StmtClassDef) -> bool {
        let is_plain = |decorator: &Expr| match decorator {
            Expr::Call(call) => {
                let only_by_key = keyword(call, "kw_only");
                let is_by_key =
                    only_by_key.is_some_and(|value| !matches!(value, Expr::BooleanLiteral(l) if !l.value));
                self.is_dataclass(at, &call.func) && !is_by_key
            }
            other => self.is_dataclass(at, other),
        };
        let mut bases = class.arguments.iter().flat_map(|arguments| arguments.args.iter());
        class.decorator_list.iter().any(|decorator| is_plain(&decorator.expression))
            || bases.any(|base| self.qualified(at, base).as_deref() == Some("typing.NamedTuple"))
    }

    fn is_dataclass(&self, at: usize, decorator: &Expr) -> bool {
        let name = self.qualified(at, decorator).unwrap_or_default();
        ["dataclass", "define", "frozen", "mutable", "s", "attrs"].contains(&last(&name))
    }

    /// The names that a class's body gives to something.
    pub(crate) fn taken(&self, class: &Declared) -> Vec<String> {
        let body =
            self.class(class.module, class.place).map(|class| class.body.as_slice()).unwrap_or_default();
        let name = |statement: &Stmt| match statement {
            Stmt::Assign(assign) => assign.targets.first().and_then(bare).map(str::to_owned),
            Stmt::AnnAssign(assign) => bare(&assign.target).map(str::to_owned),
            Stmt::ClassDef(class) => Some(class.name.to_string()),
            Stmt::FunctionDef(function) => Some(function.name.to_string()),
            _ => None,
        };
        body.iter().filter_map(name).collect()
    }
}

/// `pgplumb: table:app.users`, on a line of its docstring.
fn docstring_mark(body: &[Stmt]) -> Option<String> {
    let Some(Stmt::Expr(first)) = body.first() else { return None };
    let text = string(&first.value)?;
    text.lines().find_map(|line| Some(line.trim().strip_prefix("pgplumb:")?.trim().to_owned()))
}

/// What a class's body gives to a name.
pub(super) fn assigned<'c>(class: &'c StmtClassDef, wanted: &str) -> Option<&'c Expr> {
    class.body.iter().find_map(|statement| {
        let (target, value) = match statement {
            Stmt::Assign(assign) => (assign.targets.first()?, &*assign.value),
            Stmt::AnnAssign(assign) => (&*assign.target, assign.value.as_deref()?),
            _ => return None,
        };
        matches!(target, Expr::Name(name) if name.id.as_str() == wanted).then_some(value)
    })
}
