//! Models of Django: `class Order(models.Model)`.

use std::collections::BTreeSet;

use ruff_python_ast::{Expr, ExprCall, Stmt, StmtClassDef};
use ruff_text_size::Ranged;

use super::class::{assigned, string};
use super::column_call::{ColumnCall, keyword, literal_bool};
use super::column_type::ColumnType;
use super::fields::{Field, insert_or_replace};
use super::known_types;
use super::statements::simple_name;
use super::type_hint::last_component;
use super::{Definition, Modules, StatementId, TypeHint};

/// Fields that refer to another model. Their columns end in `_id`.
const REFERENCES: [&str; 4] = ["ForeignKey", "OneToOneField", "TreeForeignKey", "ParentalKey"];

/// Fields without a column.
const WITHOUT_COLUMN: [&str; 6] = [
    "ManyToManyField",
    "GenericForeignKey",
    "GenericRelation",
    "TreeManyToManyField",
    "ParentalManyToManyField",
    "SortedManyToManyField",
];

/// The maximum number of base classes of a model.
const MAX_CLASSES: usize = 60;

/// The maximum number of models that a key is followed through.
const MAX_KEYS: usize = 8;

impl Modules<'_> {
    /// Whether a class is a Django model.
    pub(super) fn is_django_model(&self, id: StatementId) -> bool {
        self.ancestors(id).into_iter().any(|id| self.is_django_base(id))
    }

    /// Whether a class inherits from Django's `Model` directly.
    pub(super) fn is_django_base(&self, id: StatementId) -> bool {
        const MODELS: [&str; 5] =
            ["Model", "AbstractUser", "AbstractBaseUser", "PermissionsMixin", "MPTTModel"];
        self.has_base(id, |name| {
            let is_django = name.starts_with("django.") || name.starts_with("mptt.");
            is_django && MODELS.contains(&last_component(name))
        })
    }

    /// The class `Meta` of a model.
    fn meta(&self, id: StatementId) -> Option<&StmtClassDef> {
        self.class_def(id)?.body.iter().find_map(|statement| match statement {
            Stmt::ClassDef(class) if class.name.as_str() == "Meta" => Some(class),
            _ => None,
        })
    }

    fn meta_flag(&self, id: StatementId, name: &str) -> bool {
        let value = self.meta(id).and_then(|meta| literal_bool(assigned(meta, name)?));
        value == Some(true)
    }

    /// Whether an option has a value that is known only at run time.
    fn has_computed_flag(&self, id: StatementId, name: &str) -> bool {
        let value = self.meta(id).and_then(|meta| assigned(meta, name));
        value.is_some_and(|value| literal_bool(value).is_none())
    }

    pub(super) fn is_abstract_django_model(&self, id: StatementId) -> bool {
        self.meta_flag(id, "abstract") && self.is_django_model(id)
    }

    /// Whether a model has, or may have, the table of its base class.
    pub(super) fn is_proxy(&self, id: StatementId) -> bool {
        self.meta_flag(id, "proxy") || self.has_computed_flag(id, "proxy")
    }

    /// Schema and name of the table of a model.
    pub(super) fn django_table(&self, id: StatementId) -> Option<(Option<String>, String)> {
        let meta = |name: &str| self.string_value(id, assigned(self.meta(id)?, name)?, 0);
        if let Some(table) = meta("db_table") {
            // `'"schema"."table"'` and `schema"."table`
            let table = table.trim_matches('"').to_owned();
            return Some(match table.split_once("\".\"") {
                Some((schema, name)) => (Some(schema.to_owned()), name.to_owned()),
                None => (None, table),
            });
        }
        // An expression that is not evaluated.
        if self.meta(id).is_some_and(|meta| assigned(meta, "db_table").is_some()) {
            return None;
        }
        let label = meta("app_label").or_else(|| self.app_label(id.module))?;
        let class = last_component(self.name_of(id)).to_lowercase();
        Some((None, format!("{label}_{class}")))
    }

    /// The label of the app that a file belongs to: the folder of `models.py` or of the package
    /// `models`, unless `apps.py` specifies another one.
    fn app_label(&self, module: usize) -> Option<String> {
        let path = &self.modules[module].path;
        let models = path.iter().rposition(|part| part == "models");
        let mut app = &path[..models.unwrap_or(path.len().saturating_sub(1))];
        // `app/models/models.py`
        while app.last().is_some_and(|last| last == "models") {
            app = &app[..app.len() - 1];
        }
        let config = self.index.file(&[app, &["apps".to_owned()]].concat());
        let labels = config.into_iter().flat_map(|config| {
            let body = self.modules[config].body.iter();
            body.filter_map(|statement| string(assigned(statement.syntax.as_class_def_stmt()?, "label")?))
        });
        labels.last().or_else(|| app.last().cloned())
    }

    /// The columns of a model, inherited ones first.
    pub(super) fn django_fields(&self, id: StatementId) -> Vec<Field> {
        let mut fields = Vec::new();
        if self.is_proxy(id) {
            return fields;
        }
        let mut has_key = false;
        for class in self.own_classes(id) {
            for (name, statement, call) in self.field_calls(class) {
                has_key |= keyword(call, "primary_key").and_then(literal_bool) == Some(true);
                if let Some(field) = self.django_field(class.module, name, statement, call) {
                    insert_or_replace(field, &mut fields);
                }
            }
        }
        if !has_key {
            fields.insert(0, self.implicit_key(id));
        }
        fields
    }

    /// The class and the base classes whose fields are in its own table: base classes first, up to
    /// those that have a table themselves.
    fn own_classes(&self, id: StatementId) -> Vec<StatementId> {
        let mut found = Vec::new();
        let (mut seen, mut stack) = (BTreeSet::new(), vec![id]);
        while let Some(class) = stack.pop().filter(|_| found.len() < MAX_CLASSES) {
            let is_own = class == id || self.is_abstract(class) && self.is_django_model(class);
            if is_own && seen.insert(class) {
                found.push(class);
                stack.extend(self.base_classes(class).into_iter().rev());
            }
        }
        found.reverse();
        found
    }

    /// The key that Django adds: `id`, or the key of the parent model.
    fn implicit_key(&self, id: StatementId) -> Field {
        let parents = self.ancestors(id).into_iter().skip(1);
        let parent =
            parents.into_iter().find(|parent| self.is_django_model(*parent) && !self.is_abstract(*parent));
        let name = match parent {
            Some(parent) => format!("{}_ptr_id", last_component(self.name_of(parent)).to_lowercase()),
            None => "id".to_owned(),
        };
        let range = self.class_def(id).map(|class| class.name.range()).unwrap_or_default();
        let hint = match parent {
            Some(parent) => self.key_type(parent, 0),
            None => known_types::django_type("AutoField").unwrap_or(TypeHint::Unknown),
        };
        let column_type = ColumnType::known(hint).converting();
        let column_call = ColumnCall {
            nullable: Some(false),
            is_key: true,
            column_type: Some(column_type),
            ..ColumnCall::default()
        };
        Field {
            column_call: Some(column_call),
            ..Field::unannotated(name, id.module, self.line_at(id.module, range.start()), range)
        }
    }

    fn line_at(&self, module: usize, position: ruff_text_size::TextSize) -> u32 {
        self.modules[module].line(position)
    }

    /// Whether a model has fields of other libraries, which may have several columns.
    pub(super) fn has_unknown_django_fields(&self, id: StatementId) -> bool {
        let mut classes = self.ancestors(id).into_iter();
        self.is_django_model(id)
            && classes.any(|class| {
                let outside = |name: &str| name.starts_with("django.contrib.") || name.starts_with("mptt.");
                let mut calls = self.field_calls(class).into_iter();
                self.has_base(class, outside)
                    || calls.any(|(_, _, call)| self.is_unknown_field(class.module, call))
            })
    }

    /// The name of a field class, or of the class of relations that it extends: `class OwnerKey(
    /// models.ForeignKey)`.
    fn field_class(&self, module: usize, call: &ExprCall) -> String {
        let class = self.evaluate(StatementId { module, index: usize::MAX }, &call.func);
        let ancestors = match class {
            Some(Definition::Class(class)) => self.ancestors(class),
            _ => Vec::new(),
        };
        let mut bases = ancestors.into_iter().flat_map(|id| {
            self.base_expressions(id).filter_map(move |base| self.qualified_name(id.module, base))
        });
        let is_relation = |name: &String| {
            let name = last_component(name);
            REFERENCES.contains(&name) || WITHOUT_COLUMN.contains(&name)
        };
        let own = self.qualified_name(module, &call.func).unwrap_or_default();
        bases.find(is_relation).unwrap_or(own)
    }

    fn is_unknown_field(&self, module: usize, call: &ExprCall) -> bool {
        let name = self.field_class(module, call);
        let name = last_component(&name);
        name.ends_with("Field")
            && !WITHOUT_COLUMN.contains(&name)
            && !REFERENCES.contains(&name)
            && self.django_column_type(module, call).is_none()
    }

    /// The assignments of calls in the body of a model.
    fn field_calls(&self, id: StatementId) -> Vec<(&str, &Stmt, &ExprCall)> {
        fn call(statement: &Stmt) -> Option<(&str, &Stmt, &ExprCall)> {
            let (target, value): (&Expr, &Expr) = match statement {
                Stmt::Assign(assign) => (assign.targets.first()?, &assign.value),
                Stmt::AnnAssign(assign) => (&assign.target, assign.value.as_deref()?),
                _ => return None,
            };
            Some((simple_name(target)?, statement, value.as_call_expr()?))
        }
        let body = self.class_def(id).map(|class| class.body.as_slice()).unwrap_or_default();
        body.iter().filter_map(call).collect()
    }

    fn django_field(&self, module: usize, name: &str, statement: &Stmt, call: &ExprCall) -> Option<Field> {
        let function = self.field_class(module, call);
        let function = last_component(&function);
        if WITHOUT_COLUMN.contains(&function) {
            return None;
        }
        let is_reference = REFERENCES.contains(&function);
        let hint = if is_reference {
            self.reference_type(module, call, 0)
        } else {
            let hint = self.django_column_type(module, call).unwrap_or(TypeHint::Unknown);
            if keyword(call, "choices").is_some() { hint.or_enum() } else { hint }
        };
        let is_field = is_reference || hint != TypeHint::Unknown;
        let column = keyword(call, "db_column").and_then(string);
        let column =
            column.unwrap_or_else(|| if is_reference { format!("{name}_id") } else { name.to_owned() });
        let is_key = keyword(call, "primary_key").and_then(literal_bool) == Some(true);
        let null = keyword(call, "null").map(literal_bool);
        // Django does not say whether the column of a generated field is nullable.
        let is_decided = is_field && !matches!(null, Some(None)) && function != "GeneratedField";
        let nullable = !is_key && (null == Some(Some(true)) || function == "NullBooleanField");
        // A class of the project decides what it does with the arguments.
        let is_own = self.evaluate(StatementId { module, index: usize::MAX }, &call.func).is_some();
        let stated = self.stated_django_type(module, function, call).filter(|_| !is_own);
        let column_type = ColumnType { stated, ..ColumnType::known(hint).converting() };
        let column_call = ColumnCall {
            nullable: is_decided.then_some(nullable),
            has_computed_nullable: !is_decided,
            is_key,
            column_type: Some(column_type),
            ..ColumnCall::default()
        };
        let range = statement.range();
        Some(Field {
            attribute: Some(name.to_owned()),
            column_call: Some(column_call),
            is_uncertain: !is_field,
            ..Field::unannotated(column, module, self.line_at(module, range.start()), range)
        })
    }

    /// The column type of a field of Django, or of a class that extends one.
    fn django_column_type(&self, module: usize, call: &ExprCall) -> Option<TypeHint> {
        let name = self.qualified_name(module, &call.func)?;
        match last_component(&name) {
            "ArrayField" => {
                let item = call.arguments.args.first().or_else(|| keyword(call, "base_field"))?;
                let item = self.django_column_type(module, item.as_call_expr()?)?;
                Some(TypeHint::List(Box::new(item)))
            }
            "GeneratedField" => {
                self.django_column_type(module, keyword(call, "output_field")?.as_call_expr()?)
            }
            _ => match self.evaluate(StatementId { module, index: usize::MAX }, &call.func) {
                Some(Definition::Class(class)) => {
                    let overrides = self.ancestors(class).into_iter().any(|id| self.overrides_db_type(id));
                    let bases = self.ancestors(class).into_iter().flat_map(|id| {
                        self.base_expressions(id).filter_map(move |base| self.qualified_name(id.module, base))
                    });
                    let mut types = bases.filter_map(|base| known_types::django_type(last_component(&base)));
                    if overrides { None } else { types.next() }
                }
                Some(Definition::Alias(_)) => None,
                None if name.starts_with("django") || name.contains("models.") => {
                    known_types::django_type(last_component(&name))
                }
                None => None,
            },
        }
    }

    /// Whether a field class has a column type of its own.
    fn overrides_db_type(&self, id: StatementId) -> bool {
        let body = self.class_def(id).map(|class| class.body.as_slice()).unwrap_or_default();
        body.iter().any(|statement| {
            matches!(statement, Stmt::FunctionDef(function)
                if ["db_type", "get_internal_type"].contains(&function.name.as_str()))
        })
    }

    /// The type of the key that a foreign key refers to.
    fn reference_type(&self, module: usize, call: &ExprCall, depth: usize) -> TypeHint {
        let Some(target) = call.arguments.args.first().or_else(|| keyword(call, "to")) else {
            return TypeHint::Unknown;
        };
        if keyword(call, "to_field").is_some() {
            return TypeHint::Unknown;
        }
        let class = match string(target) {
            // `"Order"` and `"shop.Order"`; `"self"` refers to the enclosing class.
            Some(name) if name == "self" => self.enclosing_class(module, call.range().start()),
            Some(name) => {
                let name = last_component(&name);
                let own = self.definition(module, name).filter(|found| found.is_class());
                let all = self.defining_modules.get(name).map(Vec::as_slice).unwrap_or_default();
                let only =
                    if let [only] = all { self.definitions_of(*only, name).last().copied() } else { None };
                own.or(only).map(Definition::id)
            }
            None => match self.evaluate(StatementId { module, index: usize::MAX }, target) {
                Some(Definition::Class(class)) => Some(class),
                _ => None,
            },
        };
        let class = class.filter(|class| self.is_django_model(*class));
        class.map_or(TypeHint::Unknown, |class| self.key_type(class, depth))
    }

    /// The column type of a model's primary key.
    fn key_type(&self, id: StatementId, depth: usize) -> TypeHint {
        if depth > MAX_KEYS {
            return TypeHint::Unknown;
        }
        for class in self.ancestors(id) {
            for (_, _, call) in self.field_calls(class) {
                if keyword(call, "primary_key").and_then(literal_bool) == Some(true) {
                    let known = self.django_column_type(class.module, call);
                    return known.unwrap_or_else(|| self.reference_type(class.module, call, depth + 1));
                }
            }
            if self.has_base(class, |name| name.starts_with("django.contrib.")) {
                return TypeHint::Unknown;
            }
            if class != id && !self.is_abstract(class) && self.is_django_model(class) {
                return self.key_type(class, depth + 1);
            }
        }
        known_types::django_type("AutoField").unwrap_or(TypeHint::Unknown)
    }
}
