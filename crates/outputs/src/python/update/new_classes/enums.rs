//! New enum classes.

use std::collections::BTreeSet;

use pgplumb_catalog::kinds::Object as _;
use pgplumb_catalog::kinds::enumeration::Enum;
use ruff_python_ast::{Expr, Stmt};
use ruff_text_size::Ranged;

use super::super::super::compare::{Matched, MatchedClass};
use super::super::super::names;
use super::super::super::read::{ClassKind, Member, PythonClass, StatementId};
use super::super::super::text::{self, Doc};
use super::super::Updater;
use super::TakenNames;
use super::place::Place;

/// How the labels of an enum are written.
enum Form {
    /// `class Status(str, Enum)`: the decorators, and the parentheses with the base classes.
    Class { decorators: String, bases: String },
    /// `Status = Literal[…]`: the name of `Literal`.
    Alias(String),
}

impl Updater<'_> {
    pub(super) fn add_enum_class(
        &mut self,
        matched: &Matched<'_>,
        source: &Enum,
        taken: &mut TakenNames,
    ) -> Result<(), String> {
        let id = source.id();
        let place = self.place(matched, &id)?;
        let sample = self.enum_sample(&place);
        let form = sample.and_then(|sample| self.enum_form(&sample.class));
        let form = match form {
            Some(form) => form,
            None => {
                let name = self.import_name(place.module, "enum", "Enum");
                let name = name.ok_or_else(|| "Enum has another meaning in the file".to_owned())?;
                Form::Class { decorators: String::new(), bases: format!("(str, {name})") }
            }
        };
        if matches!(form, Form::Alias(_)) && source.labels.is_empty() {
            return Err("it has no labels".to_owned());
        }
        let name = self.new_name(&place, &id, taken);
        let index = place.after.map_or(0, |after| after + 1);
        let position = StatementId { module: place.module, index };
        let class = PythonClass {
            mark: sample.and_then(|sample| sample.class.mark.clone()),
            ..PythonClass::new(name.clone(), position, 0, ClassKind::Enum)
        };
        let mark = self.mark(matched, &class, &id);
        let code = match form {
            Form::Class { decorators, bases } => {
                let body = self.enum_body(source, sample.map(|sample| &sample.class));
                format!("{mark}{decorators}class {name}{bases}:\n{body}")
            }
            Form::Alias(literal) => {
                let labels = source.labels.iter().map(|label| Doc::text(text::string(label))).collect();
                let mut code = format!("{mark}{name} = ");
                Doc::subscript(&literal, labels).write(0, 0, &mut code);
                code + "\n"
            }
        };
        let empty_lines = sample.filter(|sample| !sample.class.is_class_statement);
        let empty_lines = empty_lines.and_then(|sample| self.empty_lines_before(sample)).unwrap_or(2);
        let code = self.formatted(place.module, sample, &code);
        self.insert_class(&place, empty_lines, &code);
        Ok(())
    }

    /// The class to imitate: the last one in the most frequent form.
    fn enum_sample<'m>(&self, place: &Place<'m>) -> Option<&'m MatchedClass<'m>> {
        let is_plain = |class: &PythonClass| {
            !class.members.iter().any(|member| member.has_extra_data)
                && !self.modules.is_numeric_enum(class.id)
        };
        let usable = place.similar.iter().copied().filter(|sample| is_plain(&sample.class));
        let (classes, others): (Vec<_>, Vec<_>) = usable.partition(|sample| sample.class.is_class_statement);
        let most = if classes.len() >= others.len() { classes } else { others };
        most.last().copied()
    }

    fn enum_form(&self, class: &PythonClass) -> Option<Form> {
        let source = |expr: &Expr| self.text(class.id.module)[std::ops::Range::from(expr.range())].to_owned();
        if class.is_class_statement {
            let (decorators, bases) = self.class_header(class)?;
            return Some(Form::Class { decorators, bases });
        }
        match self.modules.alias_value(class.id)? {
            Expr::Call(call) => {
                Some(Form::Class { decorators: String::new(), bases: format!("({})", source(&call.func)) })
            }
            Expr::Subscript(subscript) => Some(Form::Alias(source(&subscript.value))),
            _ => None,
        }
    }

    /// The decorators of a class, each with its line end, and the parentheses with the base classes.
    pub(super) fn class_header(&self, class: &PythonClass) -> Option<(String, String)> {
        let definition = self.modules.class_def(class.id)?;
        let text = self.text(class.id.module);
        let decorators = definition.decorator_list.iter();
        let decorators =
            decorators.map(|decorator| format!("{}\n", &text[std::ops::Range::from(decorator.range())]));
        let bases = definition.arguments.as_ref().map(|bases| &text[std::ops::Range::from(bases.range())]);
        Some((decorators.collect(), bases.unwrap_or_default().to_owned()))
    }

    fn enum_body(&self, source: &Enum, sample: Option<&PythonClass>) -> String {
        let mut body = String::new();
        let comment = source.comment.as_deref().filter(|comment| !comment.trim().is_empty());
        if let Some(comment) = comment {
            text::docstring(comment, "    ", &mut body);
            if !source.labels.is_empty() {
                body.push('\n');
            }
        }
        let names = names::member_names(source.labels.iter().map(|label| &**label));
        let samples: Vec<&Member> = sample.iter().flat_map(|sample| &sample.members).collect();
        let stores_names = sample.is_some_and(|sample| sample.stores_names);
        let mut taken = BTreeSet::new();
        for (label, name) in source.labels.iter().zip(&names) {
            // If names are stored, a label that is a name is the name of its member.
            let name = match stores_names && names::is_attribute(label) {
                true => label.to_string(),
                false => self.free_name(name, &samples, &mut taken),
            };
            body.push_str(&format!("    {name} = {}\n", text::string(label)));
        }
        if body.is_empty() {
            body.push_str("    pass\n");
        }
        body
    }

    /// Whether the body of a class starts with a docstring.
    pub(super) fn has_docstring(&self, class: &PythonClass) -> bool {
        let body = self.modules.class_def(class.id).map(|class| class.body.as_slice()).unwrap_or_default();
        matches!(body.first(), Some(Stmt::Expr(doc)) if matches!(*doc.value, Expr::StringLiteral(_)))
    }
}
