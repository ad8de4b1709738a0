//! Functions, procedures and window functions (`pg_proc`).

pub mod arguments;
mod create;
mod rules;

pub(crate) use rules::RULES;

use serde::Deserialize;

use super::{AclKind, CommonProperties, Create, Object, SqlContext, codes, extension_dependencies, object};
use crate::read::{Class, Context, Oid, Read};
use crate::sql::ident;
use crate::types::short_type;
use crate::{Kind, Name, ObjectId};
use arguments::{Argument, ArgumentMode};

#[derive(Deserialize)]
pub(crate) struct Row {
    oid: Oid,
    schema: String,
    name: String,
    owner: Oid,
    acl: Option<Vec<String>>,
    kind: String,
    argument_types: Vec<String>,
    argument_modes: Option<Vec<String>>,
    argument_names: Option<Vec<String>>,
    argument_defaults: Option<Vec<Option<String>>>,
    result: String,
    returns_set: bool,
    language: String,
    volatility: String,
    strict: bool,
    leakproof: bool,
    security_definer: bool,
    parallel: String,
    cost: f32,
    rows: f32,
    support: Option<String>,
    transforms: Option<Vec<String>>,
    settings: Option<Vec<String>>,
    source: String,
    object_file: Option<String>,
    has_sql_body: bool,
    sql_body: Option<String>,
}

object! {
    /// A function or procedure.
    pub struct Function in schema {
        /// Whether it is a function, procedure or window function.
        pub kind: FunctionKind,
        /// Its arguments, in order; the columns of `RETURNS TABLE` come last.
        pub arguments: Vec<Argument>,
        /// The result type. Absent for procedures.
        pub result: Option<Name>,
        /// Whether it returns a set.
        pub returns_set: bool,
        /// Its language.
        pub language: Name,
        /// Its volatility category.
        pub volatility: Volatility,
        /// Whether it is `STRICT`: returns null if any argument is null.
        pub strict: bool,
        /// Whether it is `LEAKPROOF`: reveals its arguments only by its result.
        pub leakproof: bool,
        /// Whether it runs with the privileges of its owner.
        pub security_definer: bool,
        /// Whether it may run in parallel workers.
        pub parallel: Parallel,
        /// The planner's cost estimate, if not the default of the language.
        pub cost: Option<f32>,
        /// The planner's row estimate, if not 1000.
        pub rows: Option<f32>,
        /// The planner support function, quoted and qualified.
        pub support: Option<Name>,
        /// The types with transforms to the language's own types.
        pub transforms: Vec<Name>,
        /// The configuration parameters that are set while it runs: `work_mem=1MB`.
        pub settings: Vec<Name>,
        /// Its source code; the link symbol of an internal or C function.
        pub source: Option<Box<str>>,
        /// The object file of a C function.
        pub object_file: Option<Box<str>>,
        /// Its SQL-standard body (`RETURN …`, `BEGIN ATOMIC … END`), instead of source code.
        pub sql_body: Option<Box<str>>,
        /// The extensions with which it is dropped (`DEPENDS ON EXTENSION`).
        pub depends_on_extensions: Vec<Name>,
    }
}

codes! {
    /// What a routine is.
    pub enum FunctionKind {
        #[default] Function = "f" "FUNCTION",
        Procedure = "p" "PROCEDURE",
        Window = "w" "WINDOW",
    }
}

codes! {
    /// The volatility category of a function.
    pub enum Volatility {
        #[default] Volatile = "v" "VOLATILE",
        Stable = "s" "STABLE",
        Immutable = "i" "IMMUTABLE",
    }
}

codes! {
    /// Whether a function or aggregate may run in parallel workers.
    pub enum Parallel {
        #[default] Unsafe = "u" "UNSAFE",
        Restricted = "r" "RESTRICTED",
        Safe = "s" "SAFE",
    }
}

/// The default row estimate of a set-returning function.
const DEFAULT_ROWS: f32 = 1000.0;

impl Function {
    /// Whether it is a procedure.
    pub fn is_procedure(&self) -> bool {
        self.kind == FunctionKind::Procedure
    }

    /// The statement that creates it; `verb` is `CREATE` or `CREATE OR REPLACE`.
    pub fn sql(&self, verb: &str) -> String {
        create::create(self, verb)
    }

    /// The columns of `RETURNS TABLE`; empty for other functions.
    pub fn result_columns(&self) -> impl Iterator<Item = &Argument> {
        self.arguments.iter().filter(|a| a.mode == ArgumentMode::Table)
    }
}

impl Read for Function {
    const CLASS: Class = Class::PROC;
    type Row = Row;

    fn read(row: Row, cx: &mut Context) -> Option<(Oid, Self)> {
        let object = format!("function {}", crate::sql::qualified(&row.schema, &row.name));
        let object = || object.clone();
        if row.has_sql_body && row.sql_body.is_none() {
            cx.saw_concurrent_change = true;
        }
        let kind = cx.code("prokind", &row.kind, object);
        let columns = arguments::Columns {
            types: row.argument_types,
            modes: row.argument_modes,
            names: row.argument_names,
            defaults: row.argument_defaults,
        };
        let default_cost = if matches!(row.language.as_str(), "internal" | "c") { 1.0 } else { 100.0 };
        // The catalogs have 0 where no value was ever set.
        let non_default = |value: f32, default: f32| (value != default && value != 0.0).then_some(value);
        let mut function = Self {
            schema: cx.name(&row.schema),
            name: cx.name(&row.name),
            kind,
            arguments: arguments::read(cx, columns, object),
            result: (kind != FunctionKind::Procedure).then(|| cx.name(&row.result)),
            returns_set: row.returns_set,
            language: cx.name(&row.language),
            volatility: cx.code("provolatile", &row.volatility, object),
            strict: row.strict,
            leakproof: row.leakproof,
            security_definer: row.security_definer,
            parallel: cx.code("proparallel", &row.parallel, object),
            cost: non_default(row.cost, default_cost),
            rows: non_default(row.rows, DEFAULT_ROWS).filter(|_| row.returns_set),
            support: row.support.map(|s| cx.name(&s)),
            transforms: cx.names(&row.transforms.unwrap_or_default()),
            settings: cx.names(&row.settings.unwrap_or_default()),
            source: (!row.has_sql_body).then(|| row.source.into()),
            object_file: row.object_file.map(Into::into),
            sql_body: row.sql_body.map(Into::into),
            depends_on_extensions: cx.extensions(Self::CLASS, row.oid),
            ..Self::default()
        };
        let acl = Some((AclKind::Function, row.acl));
        function.set_common(cx.common_properties(Self::CLASS, row.oid, Some(row.owner), acl, object));
        Some((row.oid, function))
    }
}

impl Object for Function {
    fn id(&self) -> ObjectId {
        let kind = if self.is_procedure() { Kind::Procedure } else { Kind::Function };
        ObjectId::local(kind, &self.schema, arguments::signature(&self.name, &self.arguments))
    }

    /// Includes the arguments, because another signature is another function.
    fn rename_key(&self) -> Option<String> {
        const SHORTEST: usize = 20;
        let body =
            self.source.as_deref().or(self.sql_body.as_deref()).filter(|body| body.len() >= SHORTEST)?;
        Some(format!("{body} {:?} {:?}", self.arguments, self.result))
    }

    fn summary(&self) -> String {
        let result = self.result.as_deref().map(short_type).filter(|_| self.kind != FunctionKind::Procedure);
        let set = if self.returns_set { "setof " } else { "" };
        let returns = result.map(|result| format!("returns {set}{result}, ")).unwrap_or_default();
        let definer = if self.security_definer { ", security definer" } else { "" };
        format!("{returns}language {}{definer}", ident(&self.language))
    }

    fn common(&self) -> CommonProperties<'_> {
        self.common_properties()
    }

    fn sql_class(&self) -> &'static str {
        if self.is_procedure() { "PROCEDURE" } else { "FUNCTION" }
    }

    fn sql_name(&self) -> String {
        // With types alone, `p(integer)` could also be a procedure with one output argument.
        if self.is_procedure() {
            let arguments: Vec<String> =
                self.arguments.iter().map(|a| format!("{} {}", a.mode.word(), a.sql_type)).collect();
            return format!("{}({})", crate::sql::qualified(&self.schema, &self.name), arguments.join(", "));
        }
        self.id().path()
    }

    fn acl_kind(&self) -> Option<AclKind> {
        Some(AclKind::Function)
    }

    fn create(&self, _: &SqlContext<'_>) -> Create {
        let alter = format!("ALTER {} {}", self.sql_class(), self.sql_name());
        Create::statement(self.sql("CREATE")).then(extension_dependencies(
            &alter,
            &[],
            &self.depends_on_extensions,
        ))
    }
}
