//! Base types, and shell types: declared, not yet defined (`pg_type`).

mod rules;

pub(crate) use rules::RULES;

use serde::Deserialize;

use super::column::Storage;
use super::{About, AclKind, Create, Object, SqlContext, Statement, codes, object};
use crate::read::{Class, Context, Oid, Read};
use crate::sql::{literal, qualified};
use crate::{Kind, Name, ObjectId};

#[derive(Deserialize)]
pub(crate) struct Row {
    oid: Oid,
    schema: String,
    name: String,
    owner: Oid,
    acl: Option<Vec<String>>,
    kind: String,
    is_defined: bool,
    internal_length: i16,
    passed_by_value: bool,
    input: String,
    output: String,
    receive: Option<String>,
    send: Option<String>,
    modifier_input: Option<String>,
    modifier_output: Option<String>,
    analyze: Option<String>,
    subscript: Option<String>,
    element: Option<String>,
    delimiter: String,
    alignment: String,
    storage: String,
    category: String,
    preferred: bool,
    default: Option<String>,
    collatable: bool,
}

object! {
    /// A base type, or a shell type. Functions are named as SQL writes them.
    pub struct BaseType in schema {
        /// Whether it is only declared; nothing else is known of it then.
        pub is_shell: bool,
        /// The function that makes a value of text.
        pub input: Name,
        /// The function that makes text of a value.
        pub output: Name,
        /// The function that makes a value of its binary form.
        pub receive: Option<Name>,
        /// The function that makes the binary form of a value.
        pub send: Option<Name>,
        /// The function that reads type modifiers.
        pub modifier_input: Option<Name>,
        /// The function that writes a type modifier.
        pub modifier_output: Option<Name>,
        /// The function that gathers statistics, where that is not the usual one.
        pub analyze: Option<Name>,
        /// The function that handles subscripts.
        pub subscript: Option<Name>,
        /// The length of a value in bytes; variable when absent.
        pub internal_length: Option<i16>,
        /// Whether values are passed by themselves and not by reference.
        pub passed_by_value: bool,
        /// On which boundary values are stored.
        pub alignment: Alignment,
        /// How values are stored unless a column says otherwise.
        pub storage: Storage,
        /// The category, which has a part in choosing implicit casts; `U` (user-defined) when absent.
        pub category: Option<Name>,
        /// Whether it is preferred within its category.
        pub preferred: bool,
        /// The default of columns that have none of their own, as its input function reads it.
        pub default: Option<Box<str>>,
        /// The type of its elements, for a type that is subscripted.
        pub element: Option<Name>,
        /// What separates elements in an array of it; a comma when absent.
        pub delimiter: Option<Name>,
        /// Whether columns of it can have a collation.
        pub collatable: bool,
    }
}

codes! {
    /// On which boundary a type's values are stored.
    pub enum Alignment {
        #[default] Int4 = "i" "int4",
        Char = "c" "char",
        Int2 = "s" "int2",
        Double = "d" "double",
    }
}

impl BaseType {
    /// Declares the type, for functions that take it and that it is then made with.
    pub fn shell(&self) -> Statement {
        format!("CREATE TYPE {}", self.sql_name()).into()
    }

    fn parts(&self) -> Vec<String> {
        let mut parts = vec![format!("INPUT = {}", self.input), format!("OUTPUT = {}", self.output)];
        let functions = [
            ("RECEIVE", &self.receive),
            ("SEND", &self.send),
            ("TYPMOD_IN", &self.modifier_input),
            ("TYPMOD_OUT", &self.modifier_output),
            ("ANALYZE", &self.analyze),
            ("SUBSCRIPT", &self.subscript),
        ];
        for (word, function) in functions {
            parts.extend(function.as_ref().map(|f| format!("{word} = {f}")));
        }
        parts.extend(self.internal_length.map(|length| format!("INTERNALLENGTH = {length}")));
        if self.passed_by_value {
            parts.push("PASSEDBYVALUE".to_owned());
        }
        if self.alignment != Alignment::default() {
            parts.push(format!("ALIGNMENT = {}", self.alignment.word()));
        }
        if self.storage != Storage::default() {
            parts.push(format!("STORAGE = {}", self.storage.word().to_lowercase()));
        }
        parts.extend(self.category.as_ref().map(|c| format!("CATEGORY = {}", literal(c))));
        if self.preferred {
            parts.push("PREFERRED = true".to_owned());
        }
        parts.extend(self.default.as_ref().map(|d| format!("DEFAULT = {}", literal(d))));
        parts.extend(self.element.as_ref().map(|e| format!("ELEMENT = {e}")));
        parts.extend(self.delimiter.as_ref().map(|d| format!("DELIMITER = {}", literal(d))));
        if self.collatable {
            parts.push("COLLATABLE = true".to_owned());
        }
        parts
    }
}

impl Read for BaseType {
    const CLASS: Class = Class::TYPE;
    type Row = Row;

    fn read(row: Row, cx: &mut Context) -> Option<(Oid, Self)> {
        let object = format!("type {}", qualified(&row.schema, &row.name));
        let object = || object.clone();
        let mut base = Self { schema: cx.name(&row.schema), name: cx.name(&row.name), ..Self::default() };
        let acl = Some((AclKind::Type, row.acl));
        base.set_described(cx.described(Self::CLASS, row.oid, Some(row.owner), acl, object));
        match (row.kind.as_str(), row.is_defined) {
            ("p", false) => base.is_shell = true,
            ("b", _) => {
                let mut function = |name: Option<String>| name.map(|n| cx.name(&n));
                base.receive = function(row.receive);
                base.send = function(row.send);
                base.modifier_input = function(row.modifier_input);
                base.modifier_output = function(row.modifier_output);
                base.analyze = function(row.analyze);
                base.subscript = function(row.subscript);
                base.input = cx.name(&row.input);
                base.output = cx.name(&row.output);
                base.internal_length = (row.internal_length != -1).then_some(row.internal_length);
                base.passed_by_value = row.passed_by_value;
                base.alignment = cx.code("typalign", &row.alignment, object);
                base.storage = cx.code("typstorage", &row.storage, object);
                base.category = (row.category != "U").then(|| cx.name(&row.category));
                base.preferred = row.preferred;
                base.default = row.default.map(Into::into);
                base.element = row.element.map(|e| cx.name(&e));
                base.delimiter = (row.delimiter != ",").then(|| cx.name(&row.delimiter));
                base.collatable = row.collatable;
            }
            (kind, _) => {
                cx.warn(object(), format!("has a kind pgplumb does not know: typtype = {kind:?}"));
                return None;
            }
        }
        Some((row.oid, base))
    }
}

impl Object for BaseType {
    fn id(&self) -> ObjectId {
        ObjectId::local(Kind::BaseType, &self.schema, self.name.clone())
    }

    fn about(&self) -> About<'_> {
        self.described()
    }

    fn sql_class(&self) -> &'static str {
        "TYPE"
    }

    fn sql_name(&self) -> String {
        self.id().path()
    }

    fn acl_kind(&self) -> Option<AclKind> {
        Some(AclKind::Type)
    }

    fn placeholder(&self) -> Option<Statement> {
        Some(self.shell())
    }

    fn create(&self, _: &SqlContext<'_>) -> Create {
        if self.is_shell {
            return Create::statement(self.shell().sql);
        }
        Create::list(format!("CREATE TYPE {}", self.sql_name()), &self.id(), self.parts())
    }
}
