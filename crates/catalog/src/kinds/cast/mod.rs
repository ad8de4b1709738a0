//! Casts (`pg_cast`).

mod rules;

pub(crate) use rules::RULES;

use serde::Deserialize;

use super::{CommonProperties, Create, Object, SqlContext, codes, object};
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
    /// A cast between two types. Its name is `(source AS target)`.
    pub struct Cast in database {
        /// The source type.
        pub source_type: Name,
        /// The target type.
        pub target_type: Name,
        /// How values are converted.
        pub method: CastMethod,
        /// The conversion function with its argument types.
        pub function: Option<Name>,
        /// In which contexts it applies implicitly.
        pub context: CastContext,
    }
}

codes! {
    /// How a cast converts: by a function, not at all (binary-coercible), or through text.
    pub enum CastMethod {
        #[default] Function = "f" "WITH FUNCTION",
        Binary = "b" "WITHOUT FUNCTION",
        InOut = "i" "WITH INOUT",
    }
}

codes! {
    /// In which contexts a cast applies implicitly.
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
        cast.set_common(cx.common_properties(Self::CLASS, row.oid, None, None, object));
        Some((row.oid, cast))
    }
}

impl Object for Cast {
    fn id(&self) -> ObjectId {
        ObjectId::global(Kind::Cast, self.name.clone())
    }

    fn common(&self) -> CommonProperties<'_> {
        self.common_properties()
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
