//! Where a class is not what the database is.

use pgplumb_catalog::change::What;
use pgplumb_catalog::kinds::Object as _;
use pgplumb_catalog::kinds::column::Column;
use pgplumb_catalog::kinds::enumeration::Enum;
use pgplumb_catalog::{Change, Kind, ObjectId, Severity};
use serde_json::Value;

use super::super::read::{Declared, Field, Said};
use super::super::text;
use super::equivalent::Equivalents;
use super::{Comparison, change};

/// One of them.
pub(in super::super) struct Difference {
    pub about: About,
    pub change: Change,
    /// File and line.
    pub at: (usize, u32),
    pub message: String,
}

/// What a difference is about.
#[derive(Clone, Copy)]
pub(in super::super) enum About {
    Labels,
    /// A column that no field is for, by its place in the relation.
    Missing(usize),
    /// A field that is for no column, by its place in the class.
    Superfluous(usize),
    /// What a field says of nulls.
    Nulls(usize),
    /// What it says of the type; whether another annotation alone would mend that.
    Type(usize, bool),
}

impl Comparison<'_> {
    /// Labels too many and too few.
    pub(super) fn labels(class: &Declared, source: &Enum) -> Vec<Difference> {
        let said: Vec<&str> = class.members.iter().map(|member| member.label.as_str()).collect();
        let there: Vec<&str> = source.labels.iter().map(|label| &**label).collect();
        let list =
            |labels: &[&str]| Value::from(labels.iter().map(|label| Value::from(*label)).collect::<Vec<_>>());
        let found = |line, message| Difference {
            about: About::Labels,
            change: change(
                source.id(),
                None,
                What::Changed { property: "labels".to_owned(), from: list(&said), to: list(&there) },
                Severity::High,
            ),
            at: (class.module, line),
            message,
        };
        let missing: Vec<&str> = there.iter().filter(|label| !said.contains(label)).copied().collect();
        let is_there = |label: &String| there.contains(&label.as_str());
        let has_unknown = class.members.iter().any(|member| !member.is_known && !is_there(&member.label));
        let are_missing = (!missing.is_empty() && !has_unknown)
            .then(|| found(class.line, format!("labels missing in {}: {}", class.name, listed(&missing))));
        let others = class.members.iter().filter(|member| member.is_known);
        let others = others.filter(|member| !is_there(&member.label));
        let others = others.map(|member| {
            let label = listed(&[&member.label]);
            found(member.line, format!("label in {}, but not in the database: {label}", class.name))
        });
        are_missing.into_iter().chain(others).collect()
    }

    /// Columns too many, too few, and said to be what they are not.
    pub(super) fn columns(&self, class: &Declared, id: &ObjectId, columns: &[Column]) -> Vec<Difference> {
        let mut found = Vec::new();
        for (at, column) in columns.iter().enumerate() {
            let mut is_there = false;
            for (at, field) in class.fields.iter().enumerate() {
                if field.column == *column.column_name {
                    is_there = true;
                    found.extend(self.nulls(class, at, id, column));
                    found.extend(self.types(class, at, id, column));
                }
            }
            if !is_there {
                let (name, sql) = (&column.column_name, &column.sql_type);
                found.push(Difference {
                    about: About::Missing(at),
                    change: of_column(id, name, What::Added { summary: sql.to_string() }, Severity::Medium),
                    at: (class.module, class.line),
                    message: format!("column {name}: missing in {} ({sql})", class.name),
                });
            }
        }
        for (at, field) in class.fields.iter().enumerate() {
            if columns.iter().all(|column| *column.column_name != *field.column) {
                let what = What::Removed { summary: String::new() };
                found.push(Difference {
                    about: About::Superfluous(at),
                    change: of_column(id, &field.column, what, Severity::Critical),
                    at: (field.module, field.line),
                    message: format!(
                        "column {}: in {}, but not in the database",
                        field.column,
                        self.says(class, field)
                    ),
                });
            }
        }
        found
    }

    /// What a field says of nulls, where that is not what the database says.
    fn nulls(&self, class: &Declared, at: usize, id: &ObjectId, column: &Column) -> Option<Difference> {
        // Of a domain that is never null both can be said.
        if column.not_null_by_domain {
            return None;
        }
        let (field, there) = (&class.fields[at], column.is_nullable());
        let said = field.may_be_null().filter(|said| *said != there)?;
        let word = |nullable: bool| if nullable { "YES" } else { "NO" };
        let what = What::Changed {
            property: "is_nullable".to_owned(),
            from: word(said).into(),
            to: word(there).into(),
        };
        // What may be null and is not expected to be makes code fail; the other way round it is only too careful.
        let (severity, how) = match there {
            true => (Severity::High, "may be null in the database, and not in"),
            false => (Severity::Low, "is never null in the database, and may be in"),
        };
        Some(Difference {
            about: About::Nulls(at),
            change: of_column(id, &column.column_name, what, severity),
            at: (field.module, field.line),
            message: format!("column {}: {how} {}", column.column_name, self.says(class, field)),
        })
    }

    /// What a field says of its type, in its annotation or in SQLAlchemy's words, where that is wrong.
    fn types(&self, class: &Declared, at: usize, id: &ObjectId, column: &Column) -> Option<Difference> {
        let equivalents = Equivalents { types: &self.types, objects: &self.objects, options: self.options };
        let is_wrong = |said: &&Said| !equivalents.are(said, &column.sql_type, class.kind);
        let field: &Field = &class.fields[at];
        let by_annotation = Some(&field.said).filter(is_wrong);
        let by_call = field.sql_type().filter(is_wrong);
        let said = self.words(by_annotation.or(by_call)?);
        let what = What::Changed {
            property: "type".to_owned(),
            from: said.clone().into(),
            to: (&*column.sql_type).into(),
        };
        Some(Difference {
            about: About::Type(at, by_call.is_none()),
            change: of_column(id, &column.column_name, what, Severity::High),
            at: (field.module, field.line),
            message: format!(
                "column {}: type {said} in {}, {} in the database",
                column.column_name,
                self.says(class, field),
                column.sql_type
            ),
        })
    }

    /// The name of the class that says a field.
    fn says<'c>(&'c self, class: &'c Declared, field: &Field) -> &'c str {
        field.adds.map_or(&class.name, |(module, place)| self.modules.name_at(module, place))
    }

    /// A type in words.
    fn words(&self, said: &Said) -> String {
        let all = |said: Vec<&Said>| said.into_iter().map(|said| self.words(said)).collect::<Vec<_>>();
        match said {
            Said::Any => "Any".to_owned(),
            Said::None => "None".to_owned(),
            Said::Named(name) => name.rsplit('.').next().unwrap_or(name).to_owned(),
            Said::Class(module, place) => self.modules.name_at(*module, *place).to_owned(),
            Said::List(of) => format!("list[{}]", self.words(of)),
            Said::Literal(labels, _) => {
                format!("Literal[{}]", labels.iter().map(|l| text::string(l)).collect::<Vec<_>>().join(", "))
            }
            Said::Union(_) => all(said.alternatives()).join(" | "),
            Said::Unknown | Said::NotAField => "?".to_owned(),
        }
    }
}

fn of_column(relation: &ObjectId, column: &str, what: What, severity: Severity) -> Change {
    change(relation.nested(Kind::Column, column), Some(relation.clone()), what, severity)
}

/// Labels in a row; those that would not be seen as one in quotes.
fn listed(labels: &[&str]) -> String {
    let is_plain =
        |label: &str| !label.is_empty() && label.chars().all(|c| c.is_alphanumeric() || "_- ".contains(c));
    let word = |label: &&str| if is_plain(label) { (*label).to_owned() } else { text::string(label) };
    labels.iter().map(word).collect::<Vec<_>>().join(", ")
}
