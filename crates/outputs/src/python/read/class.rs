//! Classes that describe enums or rows.

use ruff_python_ast::{Arguments, DictItem, Expr, ExprCall, Stmt, StmtClassDef};
use ruff_text_size::{Ranged, TextRange};

use super::ancestors::is_enum;
use super::column_call::keyword;
use super::fields::Field;
use super::members::Member;
use super::statements::simple_name;
use super::type_hint::last_component;
use super::{Modules, StatementId};

/// The maximum recursion depth when aliases and constants are followed.
pub(super) const MAX_DEPTH: usize = 40;

/// The kind of a class.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum ClassKind {
    /// An enum, or an alias of a `Literal`.
    Enum,
    /// A class that holds values as the driver returns them.
    Plain,
    /// A class of a library that converts values.
    Converting,
    /// A class of SQLAlchemy or SQLModel, which fetch the values themselves.
    Mapped,
}

/// A class or alias that may describe an enum or rows.
#[derive(Clone, Debug)]
pub(crate) struct PythonClass {
    /// The name including the enclosing classes: `Project.Status`.
    pub name: String,
    pub id: StatementId,
    pub line: u32,
    pub kind: ClassKind,
    /// Whether it is a class statement, with each member in a statement of its own.
    pub is_class_statement: bool,
    /// Whether it is a `Table` of SQLAlchemy or a Django model, which is compared but never edited.
    pub is_read_only: bool,
    /// Whether fields may come from a base class or an expression that is not read.
    pub has_unknown_fields: bool,
    /// Whether all members are named in a single string.
    pub has_names_in_one_string: bool,
    /// Whether fields without a default must precede fields with a default.
    pub has_ordered_defaults: bool,
    /// Whether it is an SQLModel class, in which a plain annotation is a column.
    pub is_sqlmodel: bool,
    pub members: Vec<Member>,
    /// Whether the labels are the names of the members, not their values.
    pub stores_names: bool,
    pub fields: Vec<Field>,
    /// The value of the `pgplumb:` mark.
    pub mark: Option<String>,
    /// Schema and name of the table according to the class itself.
    pub declared_table: Option<(Option<String>, String)>,
    /// Whether the class extends a table that another class defines: `extend_existing`.
    pub extends_table: bool,
    /// The class whose table this class shares. `fields` then holds only the fields that this class
    /// adds.
    pub shares_table_of: Option<StatementId>,
    /// The classes that share this class's table.
    pub shared_by: Vec<StatementId>,
}

impl PythonClass {
    /// A class without members and fields.
    pub(crate) fn new(name: String, id: StatementId, line: u32, kind: ClassKind) -> Self {
        Self {
            name,
            id,
            line,
            kind,
            is_class_statement: false,
            is_read_only: false,
            has_unknown_fields: false,
            has_names_in_one_string: false,
            has_ordered_defaults: false,
            is_sqlmodel: false,
            members: Vec::new(),
            stores_names: false,
            fields: Vec::new(),
            mark: None,
            declared_table: None,
            extends_table: false,
            shares_table_of: None,
            shared_by: Vec::new(),
        }
    }
}

/// The value of a string literal.
pub(super) fn string(expr: &Expr) -> Option<String> {
    match expr {
        Expr::StringLiteral(literal) => Some(literal.value.to_str().to_owned()),
        _ => None,
    }
}

impl Modules<'_> {
    /// All classes and aliases that may describe an object.
    pub(crate) fn classes(&self) -> Vec<PythonClass> {
        let mut found = Vec::new();
        for (module, parsed) in self.modules.iter().enumerate() {
            for (index, statement) in parsed.body.iter().enumerate() {
                let id = StatementId { module, index };
                found.extend(match &statement.syntax {
                    Stmt::ClassDef(class) => self.read_class(id, class),
                    Stmt::Assign(_) | Stmt::AnnAssign(_) | Stmt::TypeAlias(_) => self.read_assignment(id),
                    Stmt::Expr(statement) => {
                        statement.value.as_call_expr().and_then(|call| self.read_table(id, call))
                    }
                    _ => None,
                });
            }
        }
        found
    }

    /// Whether an assignment defines a class and not an alias.
    pub(super) fn defines_class(&self, id: StatementId) -> bool {
        matches!(self.alias_value(id), Some(Expr::Call(call)) if self.call_kind(id.module, call).is_some())
    }

    fn read_class(&self, id: StatementId, class: &StmtClassDef) -> Option<PythonClass> {
        let kind = self.class_kind(id)?;
        let module = &self.modules[id.module];
        let line = module.line(class.name.range().start());
        let mut found = PythonClass {
            is_class_statement: true,
            is_read_only: self.is_django_model(id),
            has_unknown_fields: self.has_unknown_base(id) || self.has_unknown_django_fields(id),
            has_ordered_defaults: self.has_ordered_defaults(id.module, class),
            is_sqlmodel: self.is_sqlmodel(id),
            mark: docstring_mark(&class.body).or_else(|| module.mark_above(class)),
            declared_table: self.declared_table(id),
            extends_table: self.extends_table(id),
            shares_table_of: self.table_class(id).filter(|class| *class != id),
            ..PythonClass::new(self.name_of(id).to_owned(), id, line, kind)
        };
        let table_object = assigned(class, "__table__");
        if let Some(table) = table_object.and_then(|table| self.core_table(id, table.as_call_expr()?)) {
            table.describe(&mut found);
            return Some(found);
        }
        // A variable for a table is compared where it is assigned.
        if (self.is_abstract(id) || table_object.is_some()) && found.mark.is_none() {
            return None;
        }
        match kind {
            ClassKind::Enum => found.members = self.members(id, class),
            _ if found.is_read_only => found.fields = self.django_fields(id),
            _ => found.fields = self.fields(id),
        }
        if kind == ClassKind::Converting {
            // Private attributes in Pydantic.
            found.fields.retain(|field| field.attribute.as_ref().is_none_or(|name| !name.starts_with('_')));
        }
        if kind == ClassKind::Mapped {
            self.apply_key_constraint(id, &mut found.fields);
            self.apply_annotation_map(id, &mut found.fields);
        }
        Some(found)
    }

    pub(super) fn read_assignment(&self, id: StatementId) -> Option<PythonClass> {
        let module = &self.modules[id.module];
        let statement = self.statement(id)?;
        let value = self.alias_value(id)?;
        if let Some(table) = value.as_call_expr().and_then(|call| self.read_table(id, call)) {
            return Some(table);
        }
        let line = module.line(statement.range().start());
        let mut found = PythonClass {
            mark: module.mark_above(statement),
            ..PythonClass::new(self.name_of(id).to_owned(), id, line, ClassKind::Plain)
        };
        match value {
            Expr::Call(call) => {
                found.kind = self.call_kind(id.module, call)?;
                match (found.kind, call.arguments.args.get(1)) {
                    (ClassKind::Enum, _) => {
                        found.members = self.functional_members(id.module, call);
                        let names = call.arguments.args.get(1).or_else(|| keyword(call, "names"));
                        found.has_names_in_one_string = names.is_some_and(Expr::is_string_literal_expr);
                    }
                    (_, Some(Expr::Dict(dict))) => {
                        let field = |item: &DictItem| self.dict_field(id.module, item);
                        found.fields = dict.items.iter().filter_map(field).collect();
                    }
                    _ => return None,
                }
            }
            Expr::Subscript(subscript) => {
                let generic = self.qualified_name(id.module, &subscript.value)?;
                if last_component(&generic) != "Literal" {
                    return None;
                }
                found.kind = ClassKind::Enum;
                let items: Vec<&Expr> = match &*subscript.slice {
                    Expr::Tuple(tuple) => tuple.elts.iter().collect(),
                    other => vec![other],
                };
                found.members = self.literal_members(id.module, &items);
            }
            _ => return None,
        }
        Some(found)
    }

    fn dict_field(&self, module: usize, item: &DictItem) -> Option<Field> {
        let key = item.key.as_ref()?;
        Some(Field {
            column: string(key)?,
            attribute: None,
            is_alias: false,
            added_by: None,
            module,
            line: self.modules[module].line(key.range().start()),
            range: TextRange::new(key.range().start(), item.value.range().end()),
            annotation: Some(item.value.range()),
            hint: self.type_hint(module, &item.value),
            has_default: false,
            column_call: None,
            derived_type: None,
            is_uncertain: false,
        })
    }

    /// The kind of class that a call creates: `TypedDict("X", {…})`, `Enum("X", {…})`.
    pub(super) fn call_kind(&self, module: usize, call: &ExprCall) -> Option<ClassKind> {
        match self.qualified_name(module, &call.func)?.as_str() {
            "typing.TypedDict" | "typing_extensions.TypedDict" => Some(ClassKind::Plain),
            name => is_enum(name).then_some(ClassKind::Enum),
        }
    }

    /// Whether fields without a default must come first: in data classes, named tuples and structs.
    fn has_ordered_defaults(&self, module: usize, class: &StmtClassDef) -> bool {
        let is_keyword_only = |arguments: Option<&Arguments>| {
            let value = arguments.and_then(|arguments| arguments.find_keyword("kw_only"));
            value.is_some_and(|keyword| !matches!(&keyword.value, Expr::BooleanLiteral(l) if !l.value))
        };
        let is_dataclass = |decorator: &Expr| match decorator {
            Expr::Call(call) => {
                self.is_dataclass_decorator(module, &call.func) && !is_keyword_only(Some(&call.arguments))
            }
            other => self.is_dataclass_decorator(module, other),
        };
        let mut bases = class.arguments.iter().flat_map(|arguments| arguments.args.iter());
        class.decorator_list.iter().any(|decorator| is_dataclass(&decorator.expression))
            || bases.any(|base| match self.qualified_name(module, base).as_deref() {
                Some("typing.NamedTuple") => true,
                Some("msgspec.Struct") => !is_keyword_only(class.arguments.as_deref()),
                _ => false,
            })
    }

    fn is_dataclass_decorator(&self, module: usize, decorator: &Expr) -> bool {
        let name = self.qualified_name(module, decorator).unwrap_or_default();
        ["dataclass", "define", "frozen", "mutable", "s", "attrs"].contains(&last_component(&name))
    }

    /// The names that the class body defines.
    pub(crate) fn body_names(&self, class: &PythonClass) -> Vec<String> {
        let body = self.class_def(class.id).map(|class| class.body.as_slice()).unwrap_or_default();
        let name = |statement: &Stmt| match statement {
            Stmt::Assign(assign) => assign.targets.first().and_then(simple_name).map(str::to_owned),
            Stmt::AnnAssign(assign) => simple_name(&assign.target).map(str::to_owned),
            Stmt::ClassDef(class) => Some(class.name.to_string()),
            Stmt::FunctionDef(function) => Some(function.name.to_string()),
            _ => None,
        };
        body.iter().filter_map(name).collect()
    }
}

/// The mark in a docstring: a line `pgplumb: table:app.users`.
fn docstring_mark(body: &[Stmt]) -> Option<String> {
    let Some(Stmt::Expr(first)) = body.first() else { return None };
    let text = string(&first.value)?;
    text.lines().find_map(|line| Some(line.trim().strip_prefix("pgplumb:")?.trim().to_owned()))
}

/// The value that the class body assigns to a name.
pub(super) fn assigned<'c>(class: &'c StmtClassDef, name: &str) -> Option<&'c Expr> {
    class.body.iter().find_map(|statement| {
        let (target, value) = match statement {
            Stmt::Assign(assign) => (assign.targets.first()?, &*assign.value),
            Stmt::AnnAssign(assign) => (&*assign.target, assign.value.as_deref()?),
            _ => return None,
        };
        (simple_name(target) == Some(name)).then_some(value)
    })
}
