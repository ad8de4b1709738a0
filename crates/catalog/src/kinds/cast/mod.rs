//! Casts (`pg_cast`).

mod rules;

pub(crate) use rules::RULES;

use serde::Deserialize;

use super::{About, Create, Object, SqlContext, codes, object};
use crate::read::{Class, Context, Oid, Read};
use crate::{Kind, Name, ObjectId};

#[derive(Deserialize)]
pub(crate) struct Row {
    oid: Oid,
    source: String,
    target: String,
    function: Option<String>,
    context: String,
    method: String,
}

object! {
    /// A cast between two types. It is named by them: `(source AS target)`.
    pub struct Cast in database {
        /// The type that it casts from.
        pub source_type: Name,
        /// The type that it casts to.
        pub target_type: Name,
        /// How it is done.
        pub method: CastMethod,
        /// The function that does it, with its arguments' types.
        pub function: Option<Name>,
        /// Where it is applied without being asked for.
        pub context: CastContext,
    }
}

codes! {
    /// How a cast is done: by a function, not at all because the bytes are the same, or by way of text.
    pub enum CastMethod {
        #[default] Function = "f" "WITH FUNCTION",
        Binary = "b" "WITHOUT FUNCTION",
        InOut = "i" "WITH INOUT",
    }
}

codes! {
    /// Where a cast is applied without being asked for.
    pub enum CastContext {
        #[default] Explicit = "e" "EXPLICIT",
        Assignment = "a" "ASSIGNMENT",
        Implicit = "i" "IMPLICIT",
    }
}

impl Read for Cast {
    const CLASS: Class = Class::CAST;
    type Row = Row;

    fn read(row: Row, cx: &mut Context) -> Option<(Oid, Self)> {
        let name = format!("({} AS {})", row.source, row.target);
        let object = || format!("cast {name}");
        let mut cast = Self {
            name: cx.name(&name),
            source_type: cx.name(&row.source),
            target_type: cx.name(&row.target),
            method: cx.code("castmethod", &row.method, object),
            function: row.function.map(|f| cx.name(&f)),
            context: cx.code("castcontext", &row.context, object),
            ..Self::default()
        };
        cast.set_described(cx.described(Self::CLASS, row.oid, None, None, object));
        Some((row.oid, cast))
    }
}

impl Object for Cast {
    fn id(&self) -> ObjectId {
        ObjectId::global(Kind::Cast, self.name.clone())
    }

    fn about(&self) -> About<'_> {
        self.described()
    }

    fn sql_class(&self) -> &'static str {
        "CAST"
    }

    fn sql_name(&self) -> String {
        self.name.to_string()
    }

    fn create(&self, _: &SqlContext<'_>) -> Create {
        let mut sql = format!("CREATE CAST {} {}", self.name, self.method.word());
        if let Some(function) = &self.function {
            sql.push(' ');
            sql.push_str(function);
        }
        if self.context != CastContext::Explicit {
            sql.push_str(" AS ");
            sql.push_str(self.context.word());
        }
        Create::statement(sql)
    }
}
