//! Range types and their multirange types (`pg_range`).

mod rules;

pub(crate) use rules::RULES;

use serde::Deserialize;

use super::{AclKind, CommonProperties, Create, Object, SqlContext, Statement, object};
use crate::read::{Class, Context, Oid, Read};
use crate::sql::qualified;
use crate::{Kind, Name, ObjectId};

#[derive(Deserialize)]
pub(crate) struct Row {
    oid: Oid,
    schema: String,
    name: String,
    owner: Oid,
    acl: Option<Vec<String>>,
    subtype: String,
    subtype_operator_class: Option<String>,
    collation: Option<String>,
    canonical: Option<String>,
    subtype_difference: Option<String>,
    multirange: Oid,
    multirange_schema: String,
    multirange_name: String,
    constructors: Vec<Oid>,
}

object! {
    /// A range type, together with its multirange type.
    pub struct Range in schema {
        /// Its subtype.
        pub subtype: Name,
        /// The operator class of the subtype, if not the default.
        pub subtype_operator_class: Option<Name>,
        /// The collation of the subtype, if not its default.
        pub collation: Option<Name>,
        /// The canonicalization function, quoted and qualified.
        pub canonical: Option<Name>,
        /// The function for the difference of two bounds, quoted and qualified.
        pub subtype_difference: Option<Name>,
        /// The schema of its multirange type.
        pub multirange_schema: Name,
        /// The name of its multirange type.
        pub multirange_name: Name,
    }
}

impl Range {
    /// The SQL name of its multirange type.
    pub fn multirange_sql_name(&self) -> String {
        qualified(&self.multirange_schema, &self.multirange_name)
    }

    /// The `CREATE TYPE` without a definition. Functions can then use the type before it is
    /// defined.
    pub fn shell(&self) -> Statement {
        format!("CREATE TYPE {}", self.sql_name()).into()
    }
}

impl Read for Range {
    const CLASS: Class = Class::TYPE;
    type Row = Row;

    fn read(row: Row, cx: &mut Context) -> Option<(Oid, Self)> {
        let mut range = Self {
            schema: cx.name(&row.schema),
            name: cx.name(&row.name),
            subtype: cx.name(&row.subtype),
            subtype_operator_class: row.subtype_operator_class.map(|o| cx.name(&o)),
            collation: row.collation.map(|c| cx.name(&c)),
            canonical: row.canonical.map(|f| cx.name(&f)),
            subtype_difference: row.subtype_difference.map(|f| cx.name(&f)),
            multirange_schema: cx.name(&row.multirange_schema),
            multirange_name: cx.name(&row.multirange_name),
            ..Self::default()
        };
        cx.register(Self::CLASS, row.multirange, range.id());
        row.constructors.iter().for_each(|function| cx.register(Class::PROC, *function, range.id()));
        let acl = Some((AclKind::Type, row.acl));
        let name = || format!("type {}", qualified(&row.schema, &row.name));
        range.set_common(cx.common_properties(Self::CLASS, row.oid, Some(row.owner), acl, name));
        Some((row.oid, range))
    }
}

/// The name that the server chooses for a multirange type (`makeMultirangeTypeName`).
fn server_chosen_name(range: &str) -> String {
    let name = match range.find("range") {
        Some(at) => format!("{}multi{}", &range[..at], &range[at..]),
        None => format!("{}_multirange", &range[..range.floor_char_boundary(52)]),
    };
    name[..name.floor_char_boundary(63)].to_owned()
}

impl Object for Range {
    fn id(&self) -> ObjectId {
        ObjectId::local(Kind::Range, &self.schema, self.name.clone())
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
        let mut options = vec![format!("SUBTYPE = {}", self.subtype)];
        let clauses = [
            ("SUBTYPE_OPCLASS", &self.subtype_operator_class),
            ("COLLATION", &self.collation),
            ("CANONICAL", &self.canonical),
            ("SUBTYPE_DIFF", &self.subtype_difference),
        ];
        for (word, value) in clauses {
            options.extend(value.as_ref().map(|v| format!("{word} = {v}")));
        }
        if self.multirange_schema != self.schema || *self.multirange_name != server_chosen_name(&self.name) {
            options.push(format!("MULTIRANGE_TYPE_NAME = {}", self.multirange_sql_name()));
        }
        Create::list(format!("CREATE TYPE {} AS RANGE", self.sql_name()), &self.id(), options)
    }
}
