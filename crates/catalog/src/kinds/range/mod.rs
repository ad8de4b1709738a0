//! Range types and their multirange types (`pg_range`).

mod rules;

pub(crate) use rules::RULES;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{AclKind, CommonProperties, Create, Object, SqlContext, Statement, object};
use crate::read::{Class, Context, Oid, Read};
use crate::sql::{ident, qualified};
use crate::types::short_type;
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
    constructor: Option<(String, String)>,
    multirange_constructor: Option<(String, String)>,
}

/// The name of functions that construct values.
#[derive(Clone, Debug, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
pub struct Constructor {
    /// Their schema.
    pub schema: Name,
    /// Their name.
    pub name: Name,
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
        /// The functions that construct its values, if they have another name: they keep their name
        /// when the type is renamed.
        pub constructor: Option<Constructor>,
        /// The functions that construct values of the multirange type, if they have another name.
        pub multirange_constructor: Option<Constructor>,
    }
}

impl Range {
    /// The SQL name of its multirange type.
    pub fn multirange_sql_name(&self) -> String {
        qualified(&self.multirange_schema, &self.multirange_name)
    }

    /// The functions that construct its values.
    pub fn constructor(&self) -> Constructor {
        let own = || Constructor { schema: self.schema.clone(), name: self.name.clone() };
        self.constructor.clone().unwrap_or_else(own)
    }

    /// The functions that construct values of the multirange type. The server creates them in the
    /// schema of the range.
    pub fn multirange_constructor(&self) -> Constructor {
        let (schema, name) = (self.schema.clone(), self.multirange_name.clone());
        self.multirange_constructor.clone().unwrap_or(Constructor { schema, name })
    }

    /// The statements that give the functions that construct values other names.
    pub fn rename_constructors(&self, from: [&Constructor; 2], to: [&Constructor; 2]) -> Vec<Statement> {
        let (subtype, range) = (&self.subtype, self.sql_name());
        let of_range = [format!("{subtype}, {subtype}"), format!("{subtype}, {subtype}, text")];
        let of_multirange = [String::new(), range.clone(), format!("VARIADIC {range}[]")];
        let lists = [of_range.as_slice(), &of_multirange];
        let mut statements = Vec::new();
        for ((from, to), lists) in from.into_iter().zip(to).zip(lists) {
            for arguments in lists {
                let alter =
                    |schema: &Name| format!("ALTER FUNCTION {}({arguments})", qualified(schema, &from.name));
                if from.schema != to.schema {
                    statements
                        .push(format!("{} SET SCHEMA {}", alter(&from.schema), ident(&to.schema)).into());
                }
                if from.name != to.name {
                    statements.push(format!("{} RENAME TO {}", alter(&to.schema), ident(&to.name)).into());
                }
            }
        }
        statements
    }

    /// The statements that give the multirange type of `old`, and the functions that construct values,
    /// the names that they have here.
    pub fn rename_parts(&self, old: &Self) -> Vec<Statement> {
        let mut statements: Vec<Statement> = Vec::new();
        let alter = |schema: &str| format!("ALTER TYPE {}", qualified(schema, &old.multirange_name));
        if old.multirange_schema != self.multirange_schema {
            let schema = ident(&self.multirange_schema);
            statements.push(format!("{} SET SCHEMA {schema}", alter(&old.multirange_schema)).into());
        }
        if old.multirange_name != self.multirange_name {
            let name = ident(&self.multirange_name);
            statements.push(format!("{} RENAME TO {name}", alter(&self.multirange_schema)).into());
        }
        let constructors = |range: &Self| [range.constructor(), range.multirange_constructor()];
        let (from, to) = (constructors(old), constructors(self));
        statements.extend(self.rename_constructors(from.each_ref(), to.each_ref()));
        statements
    }

    /// The range with another schema and name. What is named like it gets the new name too.
    #[must_use]
    pub fn renamed(&self, schema: &Name, name: &Name) -> Self {
        let mut renamed = Self { schema: schema.clone(), name: name.clone(), ..self.clone() };
        if self.has_usual_multirange() {
            renamed.multirange_schema = schema.clone();
            renamed.multirange_name = server_chosen_name(name).into();
        }
        renamed
    }

    /// Whether the multirange type has the name that the server chooses.
    fn has_usual_multirange(&self) -> bool {
        self.multirange_schema == self.schema && *self.multirange_name == server_chosen_name(&self.name)
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
            constructor: constructor(cx, row.constructor),
            multirange_constructor: constructor(cx, row.multirange_constructor),
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

fn constructor(cx: &mut Context, name: Option<(String, String)>) -> Option<Constructor> {
    name.map(|(schema, name)| Constructor { schema: cx.name(&schema), name: cx.name(&name) })
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

    fn summary(&self) -> String {
        format!("of {}", short_type(&self.subtype))
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
        if !self.has_usual_multirange() {
            options.push(format!("MULTIRANGE_TYPE_NAME = {}", self.multirange_sql_name()));
        }
        let create = Create::list(format!("CREATE TYPE {} AS RANGE", self.sql_name()), &self.id(), options);
        let own = Self { constructor: None, multirange_constructor: None, ..self.clone() };
        let (from, to) = (
            [own.constructor(), own.multirange_constructor()],
            [self.constructor(), self.multirange_constructor()],
        );
        create.then(self.rename_constructors(from.each_ref(), to.each_ref()))
    }
}
