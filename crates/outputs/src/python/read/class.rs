//! Classes for enums and rows.

use ruff_python_ast::{Expr, ExprCall, Stmt, StmtClassDef};
use ruff_text_size::{Ranged, TextRange};

use super::annotation::last;
use super::{Modules, Said};

/// How deep inheritance may go before it goes in a circle.
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
}

/// A class that may stand for an enum or for rows.
#[derive(Clone, Debug)]
pub(crate) struct Declared {
    pub name: String,
    /// Its file, and the place of its statement there.
    pub module: usize,
    pub place: usize,
    pub line: u32,
    pub kind: ClassKind,
    /// Whether it is a class statement, with every member on lines of its own.
    pub is_class: bool,
    pub members: Vec<Member>,
    pub fields: Vec<Field>,
    /// What a mark says that it stands for.
    pub mark: Option<String>,
    /// Schema and name of the table, where it says so itself.
    pub table: Option<(Option<String>, String)>,
}

/// A value of an enum.
#[derive(Clone, Debug)]
pub(crate) struct Member {
    pub label: String,
    pub line: u32,
    /// Its statement or item.
    pub range: TextRange,
}

/// A key or attribute, with the column's name.
#[derive(Clone, Debug)]
pub(crate) struct Field {
    pub column: String,
    /// The file that says it, which may be another's than the class's.
    pub module: usize,
    pub line: u32,
    /// Its statement or item, and its annotation.
    pub range: TextRange,
    pub annotation: Option<TextRange>,
    pub said: Said,
    /// Whether something says that the column may be null or not, where the annotation does not.
    pub nullable: Option<bool>,
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
                found.extend(match statement {
                    Stmt::ClassDef(class) => self.of_class(at, place, class),
                    Stmt::Assign(_) | Stmt::AnnAssign(_) | Stmt::TypeAlias(_) => {
                        self.of_assignment(at, place, statement)
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
        let kind = self.kind(at, class, 0)?;
        let module = &self.modules[at];
        let mut declared = Declared {
            name: class.name.to_string(),
            module: at,
            place,
            line: module.line(class.name.range().start()),
            kind,
            is_class: true,
            members: Vec::new(),
            fields: Vec::new(),
            mark: docstring_mark(&class.body).or_else(|| module.mark_above(class)),
            table: table_name(class),
        };
        match kind {
            ClassKind::Enum => declared.members = self.members(at, class),
            _ => self.fields(at, class, &mut declared.fields, 0),
        }
        Some(declared)
    }

    pub(super) fn of_assignment(&self, at: usize, place: usize, statement: &Stmt) -> Option<Declared> {
        let module = &self.modules[at];
        let (name, _) = super::defined(statement, place)?;
        let value = self.alias(at, place)?;
        let mut declared = Declared {
            name: name.to_owned(),
            module: at,
            place,
            line: module.line(statement.range().start()),
            kind: ClassKind::Plain,
            is_class: false,
            members: Vec::new(),
            fields: Vec::new(),
            mark: module.mark_above(statement),
            table: None,
        };
        match value {
            Expr::Call(call) => {
                declared.kind = self.functional(at, call)?;
                let items = call.arguments.args.get(1)?;
                match (declared.kind, items) {
                    (ClassKind::Enum, items) => declared.members = self.functional_members(at, items),
                    (_, Expr::Dict(dict)) => {
                        for item in &dict.items {
                            let (Some(key), value) = (&item.key, &item.value) else { continue };
                            let Some(column) = string(key) else { continue };
                            let line = module.line(key.range().start());
                            let range = TextRange::new(key.range().start(), value.range().end());
                            let (annotation, said) = (Some(value.range()), self.said(at, value));
                            declared.fields.push(Field {
                                column,
                                module: at,
                                line,
                                range,
                                annotation,
                                said,
                                nullable: None,
                            });
                        }
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
                let member = |item: &&Expr| {
                    Some(Member {
                        label: string(item)?,
                        line: module.line(item.range().start()),
                        range: item.range(),
                    })
                };
                declared.members = items.iter().filter_map(member).collect();
            }
            _ => return None,
        }
        Some(declared)
    }

    /// What a call defines: `TypedDict("X", {…})`, `Enum("X", {…})`.
    fn functional(&self, at: usize, call: &ExprCall) -> Option<ClassKind> {
        match self.qualified(at, &call.func)?.as_str() {
            "typing.TypedDict" | "typing_extensions.TypedDict" => Some(ClassKind::Plain),
            "enum.Enum" | "enum.StrEnum" => Some(ClassKind::Enum),
            _ => None,
        }
    }

    fn functional_members(&self, at: usize, items: &Expr) -> Vec<Member> {
        let module = &self.modules[at];
        let member = |value: &Expr| {
            Some(Member {
                label: string(value)?,
                line: module.line(value.range().start()),
                range: value.range(),
            })
        };
        match items {
            Expr::Dict(dict) => dict.items.iter().filter_map(|item| member(&item.value)).collect(),
            Expr::List(list) => list
                .elts
                .iter()
                .filter_map(|item| match item {
                    Expr::Tuple(pair) => member(pair.elts.get(1)?),
                    _ => None,
                })
                .collect(),
            _ => Vec::new(),
        }
    }

    fn kind(&self, at: usize, class: &StmtClassDef, depth: usize) -> Option<ClassKind> {
        if depth > DEEPEST {
            return None;
        }
        for decorator in &class.decorator_list {
            let name = match &decorator.expression {
                Expr::Call(call) => self.qualified(at, &call.func),
                other => self.qualified(at, other),
            };
            match name.as_deref() {
                Some("pydantic.dataclasses.dataclass") => return Some(ClassKind::Converting),
                Some(
                    "dataclasses.dataclass" | "attrs.define" | "attr.s" | "attrs.frozen" | "attr.define",
                ) => {
                    return Some(ClassKind::Plain);
                }
                _ => {}
            }
        }
        let bases = class.arguments.iter().flat_map(|arguments| arguments.args.iter());
        for base in bases {
            let qualified = self.qualified(at, base).unwrap_or_default();
            let known = match qualified.as_str() {
                "enum.Enum" | "enum.StrEnum" => Some(ClassKind::Enum),
                "typing.TypedDict" | "typing_extensions.TypedDict" | "typing.NamedTuple" => {
                    Some(ClassKind::Plain)
                }
                "pydantic.BaseModel"
                | "pydantic.v1.BaseModel"
                | "sqlmodel.SQLModel"
                | "sqlalchemy.orm.DeclarativeBase" => Some(ClassKind::Converting),
                _ => None,
            };
            if let Some(kind) = known.or_else(|| self.kind_of_base(at, base, depth)) {
                return Some(kind);
            }
        }
        table_name(class).map(|_| ClassKind::Converting)
    }

    fn kind_of_base(&self, at: usize, base: &Expr, depth: usize) -> Option<ClassKind> {
        let (at, place) = self.class_named(at, base)?;
        match self.class(at, place) {
            Some(class) => self.kind(at, class, depth + 1),
            None => match self.alias(at, place)? {
                Expr::Call(call) => self.functional(at, call),
                _ => None,
            },
        }
    }

    pub(super) fn class_named(&self, at: usize, base: &Expr) -> Option<(usize, usize)> {
        let name = match base {
            Expr::Name(name) => name.id.as_str(),
            Expr::Attribute(attribute) => {
                let definers = self.definers.get(attribute.attr.as_str())?;
                let [only] = definers.as_slice() else { return None };
                return self.class_named_there(*only, attribute.attr.as_str());
            }
            Expr::Subscript(subscript) => return self.class_named(at, &subscript.value),
            _ => return None,
        };
        self.class_named_there(at, name)
    }

    fn class_named_there(&self, at: usize, name: &str) -> Option<(usize, usize)> {
        let (at, definition) = self.definition(at, name)?;
        let (super::Definition::Class(place) | super::Definition::Alias(place)) = definition;
        Some((at, place))
    }

    /// The names that a class's body gives to something.
    pub(crate) fn taken(&self, class: &Declared) -> Vec<String> {
        let body =
            self.class(class.module, class.place).map(|class| class.body.as_slice()).unwrap_or_default();
        let name = |statement: &Stmt| match statement {
            Stmt::Assign(assign) => assign.targets.first().and_then(super::bare).map(str::to_owned),
            Stmt::AnnAssign(assign) => super::bare(&assign.target).map(str::to_owned),
            Stmt::FunctionDef(function) => Some(function.name.to_string()),
            _ => None,
        };
        body.iter().filter_map(name).collect()
    }

    fn members(&self, at: usize, class: &StmtClassDef) -> Vec<Member> {
        let module = &self.modules[at];
        let mut members = Vec::new();
        for statement in &class.body {
            let Stmt::Assign(assign) = statement else { continue };
            let Some(Expr::Name(name)) = assign.targets.first() else { continue };
            let value = match &*assign.value {
                // StrEnum's auto() is the name in small letters.
                Expr::Call(call) if self.qualified(at, &call.func).as_deref() == Some("enum.auto") => {
                    Some(name.id.to_lowercase())
                }
                // "value", "what is shown"
                Expr::Tuple(tuple) => tuple.elts.first().and_then(string),
                other => string(other),
            };
            if name.id.starts_with('_') {
                continue;
            }
            let range = statement.range();
            members.extend(value.map(|label| Member { label, line: module.line(range.start()), range }));
        }
        members
    }
}

/// `pgplumb: table:app.users`, on a line of its docstring.
fn docstring_mark(body: &[Stmt]) -> Option<String> {
    let Some(Stmt::Expr(first)) = body.first() else { return None };
    let text = string(&first.value)?;
    text.lines().find_map(|line| Some(line.trim().strip_prefix("pgplumb:")?.trim().to_owned()))
}

/// What `__tablename__` and `__table_args__` say.
fn table_name(class: &StmtClassDef) -> Option<(Option<String>, String)> {
    let value = |wanted: &str| {
        class.body.iter().find_map(|statement| {
            let (target, value) = match statement {
                Stmt::Assign(assign) => (assign.targets.first()?, &*assign.value),
                Stmt::AnnAssign(assign) => (&*assign.target, assign.value.as_deref()?),
                _ => return None,
            };
            matches!(target, Expr::Name(name) if name.id.as_str() == wanted).then_some(value)
        })
    };
    let name = string(value("__tablename__")?)?;
    let options = match value("__table_args__") {
        Some(Expr::Tuple(tuple)) => tuple.elts.last(),
        other => other,
    };
    let schema = match options {
        Some(Expr::Dict(dict)) => {
            let item =
                dict.items.iter().find(|i| i.key.as_ref().and_then(string).as_deref() == Some("schema"));
            item.and_then(|item| string(&item.value))
        }
        _ => None,
    };
    Some((schema, name))
}
