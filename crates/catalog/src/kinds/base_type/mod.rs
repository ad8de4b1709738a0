//! Base types and shell types (`pg_type`).

mod rules;

pub(crate) use rules::RULES;

use serde::Deserialize;

use super::column::Storage;
use super::{AclKind, CommonProperties, Create, Object, SqlContext, Statement, codes, object};
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
    /// A base type or shell type. Functions have their SQL names.
    pub struct BaseType in schema {
        /// Whether it is a shell type: declared, but not defined. Then nothing else is known.
        pub is_shell: bool,
        /// The input function.
        pub input: Name,
        /// The output function.
        pub output: Name,
        /// The binary input function.
        pub receive: Option<Name>,
        /// The binary output function.
        pub send: Option<Name>,
        /// The type modifier input function.
        pub modifier_input: Option<Name>,
        /// The type modifier output function.
        pub modifier_output: Option<Name>,
        /// The `ANALYZE` function, if not the default.
        pub analyze: Option<Name>,
        /// The subscripting function.
        pub subscript: Option<Name>,
        /// The length of a value in bytes; variable if absent.
        pub internal_length: Option<i16>,
        /// Whether values are passed by value.
        pub passed_by_value: bool,
        /// The alignment of values.
        pub alignment: Alignment,
        /// The default storage strategy.
        pub storage: Storage,
        /// The category for implicit casts; `U` (user-defined) if absent.
        pub category: Option<Name>,
        /// Whether it is the preferred type of its category.
        pub preferred: bool,
        /// The default of columns without a default of their own, in the input syntax.
        pub default: Option<Box<str>>,
        /// The element type of a subscriptable type.
        pub element: Option<Name>,
        /// The delimiter of array elements; a comma if absent.
        pub delimiter: Option<Name>,
        /// Whether columns of the type can have a collation.
        pub collatable: bool,
    }
}

codes! {
    /// The alignment of a type's values.
    pub enum Alignment {
        #[default] Int4 = "i" "int4",
        Char = "c" "char",
        Int2 = "s" "int2",
        Double = "d" "double",
    }
}

impl BaseType {
    /// The `CREATE TYPE` without a definition. Functions can then use the type before it is
    /// defined.
    pub fn shell(&self) -> Statement {
        format!("CREATE TYPE {}", self.sql_name()).into()
    }

    /// The definition without the properties that `ALTER TYPE … SET` can change.
    pub fn fixed(&self) -> Self {
        Self {
            receive: None,
            send: None,
            modifier_input: None,
            modifier_output: None,
            analyze: None,
            subscript: None,
            storage: Storage::default(),
            owner: None,
            privileges: None,
            comment: None,
            security_labels: Vec::new(),
            ..self.clone()
        }
    }

    fn options(&self) -> Vec<String> {
        let mut options = vec![format!("INPUT = {}", self.input), format!("OUTPUT = {}", self.output)];
        let functions = [
            ("RECEIVE", &self.receive),
            ("SEND", &self.send),
            ("TYPMOD_IN", &self.modifier_input),
            ("TYPMOD_OUT", &self.modifier_output),
            ("ANALYZE", &self.analyze),
            ("SUBSCRIPT", &self.subscript),
        ];
        for (word, function) in functions {
            options.extend(function.as_ref().map(|f| format!("{word} = {f}")));
        }
        options.extend(self.internal_length.map(|length| format!("INTERNALLENGTH = {length}")));
        if self.passed_by_value {
            options.push("PASSEDBYVALUE".to_owned());
        }
        if self.alignment != Alignment::default() {
            options.push(format!("ALIGNMENT = {}", self.alignment.word()));
        }
        if self.storage != Storage::default() {
            options.push(format!("STORAGE = {}", self.storage.word().to_lowercase()));
        }
        options.extend(self.category.as_ref().map(|c| format!("CATEGORY = {}", literal(c))));
        if self.preferred {
            options.push("PREFERRED = true".to_owned());
        }
        options.extend(self.default.as_ref().map(|d| format!("DEFAULT = {}", literal(d))));
        options.extend(self.element.as_ref().map(|e| format!("ELEMENT = {e}")));
        options.extend(self.delimiter.as_ref().map(|d| format!("DELIMITER = {}", literal(d))));
        if self.collatable {
            options.push("COLLATABLE = true".to_owned());
        }
        options
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
        base.set_common(cx.common_properties(Self::CLASS, row.oid, Some(row.owner), acl, object));
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

    fn common(&self) -> CommonProperties<'_> {
        self.common_properties()
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
        Create::list(format!("CREATE TYPE {}", self.sql_name()), &self.id(), self.options())
    }
}
