//! Functions, procedures and window functions (`pg_proc`).

pub mod arguments;
mod create;
mod rules;

pub(crate) use rules::RULES;

use serde::Deserialize;

use super::{
    About, AclKind, AlterContext, Alteration, Create, Object, PartChange, SqlContext, codes, object,
};
use crate::plan::{Action, Hazard};
use crate::read::{Class, Context, Oid, Read};
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
        /// Whether it is a function, a procedure or a window function.
        pub kind: FunctionKind,
        /// Its arguments, in order; the columns of `RETURNS TABLE` come last.
        pub arguments: Vec<Argument>,
        /// The type of what it returns; a procedure returns nothing.
        pub result: Option<Name>,
        /// Whether it returns a set of these.
        pub returns_set: bool,
        /// The language it is written in.
        pub language: Name,
        /// Whether its result can change, and what it may do to the database.
        pub volatility: Volatility,
        /// Whether it returns null when any argument is null, without being called.
        pub strict: bool,
        /// Whether it tells nothing about its arguments but by its result.
        pub leakproof: bool,
        /// Whether it runs with its owner's privileges.
        pub security_definer: bool,
        /// Whether it may run in parallel workers.
        pub parallel: Parallel,
        /// What the planner thinks a call costs, where that is not as usual for the language.
        pub cost: Option<f32>,
        /// How many rows the planner thinks it returns, where that is not 1000.
        pub rows: Option<f32>,
        /// The function that tells the planner about calls of it, quoted and qualified.
        pub support: Option<Name>,
        /// The types that are given to it in the language's own form.
        pub transforms: Vec<Name>,
        /// The configuration parameters that are set while it runs: `work_mem=1MB`.
        pub settings: Vec<Name>,
        /// Its source code; for an internal or C function the name of the symbol.
        pub source: Option<Box<str>>,
        /// For a C function the file of object code.
        pub object_file: Option<Box<str>>,
        /// Its body in standard SQL (`RETURN …`, `BEGIN ATOMIC … END`), which stands in the place of source code.
        pub sql_body: Option<Box<str>>,
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
    /// Whether a function's result can change, and what it may do to the database.
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

/// How many rows a set-returning function returns unless told otherwise.
const USUAL_ROWS: f32 = 1000.0;

impl Function {
    /// Whether it is a procedure.
    pub fn is_procedure(&self) -> bool {
        self.kind == FunctionKind::Procedure
    }

    /// The columns of `RETURNS TABLE`; none where it returns something else.
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
            cx.disturbed = true;
        }
        let kind = cx.code("prokind", &row.kind, object);
        let columns = arguments::Columns {
            types: row.argument_types,
            modes: row.argument_modes,
            names: row.argument_names,
            defaults: row.argument_defaults,
        };
        let usual_cost = if matches!(row.language.as_str(), "internal" | "c") { 1.0 } else { 100.0 };
        // Zero is what catalogs hold that nobody ever said it for.
        let unusual = |value: f32, usual: f32| (value != usual && value != 0.0).then_some(value);
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
            cost: unusual(row.cost, usual_cost),
            rows: unusual(row.rows, USUAL_ROWS).filter(|_| row.returns_set),
            support: row.support.map(|s| cx.name(&s)),
            transforms: cx.names(&row.transforms.unwrap_or_default()),
            settings: cx.names(&row.settings.unwrap_or_default()),
            source: (!row.has_sql_body).then(|| row.source.into()),
            object_file: row.object_file.map(Into::into),
            sql_body: row.sql_body.map(Into::into),
            ..Self::default()
        };
        let acl = Some((AclKind::Function, row.acl));
        function.set_described(cx.described(Self::CLASS, row.oid, Some(row.owner), acl, object));
        Some((row.oid, function))
    }
}

impl Function {
    /// Whether `CREATE OR REPLACE` makes the other of it: what it returns and what its arguments are called stays, and no default goes.
    fn can_be_replaced_by(&self, new: &Self) -> bool {
        let is_same_argument = |(was, is): (&Argument, &Argument)| {
            (was.name.is_none() || was.name == is.name)
                && was.mode == is.mode
                && was.sql_type == is.sql_type
                && (was.default.is_none() || is.default.is_some())
        };
        self.kind == new.kind
            && self.result == new.result
            && self.returns_set == new.returns_set
            && self.arguments.len() == new.arguments.len()
            && self.arguments.iter().zip(&new.arguments).all(is_same_argument)
    }
}

impl Object for Function {
    fn id(&self) -> ObjectId {
        let kind = if self.is_procedure() { Kind::Procedure } else { Kind::Function };
        ObjectId::local(kind, &self.schema, arguments::signature(&self.name, &self.arguments))
    }

    fn alter(&self, new: &dyn Object, _: &AlterContext<'_>) -> Alteration {
        match new.as_any().downcast_ref::<Self>() {
            Some(new) if self.can_be_replaced_by(new) => {
                let sql = create::create(new).replacen("CREATE ", "CREATE OR REPLACE ", 1);
                let told = |function: &Self| create::create(function);
                if told(self) == told(new) {
                    return Alteration::Parts(Vec::new());
                }
                let change = PartChange::new(new.id(), Action::Alter, [sql.into()]);
                let change = change.hazard(Hazard::ChangesResults);
                // What is leakproof may see rows before policies and security barriers do.
                let is_looser =
                    new.security_definer && !self.security_definer || new.leakproof && !self.leakproof;
                Alteration::Parts(vec![if is_looser {
                    change.hazard(Hazard::LoosensSecurity)
                } else {
                    change
                }])
            }
            _ => Alteration::Recreate,
        }
    }

    /// With its arguments: another signature is another function.
    fn likeness(&self) -> Option<String> {
        const SHORTEST: usize = 20;
        let body =
            self.source.as_deref().or(self.sql_body.as_deref()).filter(|body| body.len() >= SHORTEST)?;
        Some(format!("{body} {:?} {:?}", self.arguments, self.result))
    }

    fn about(&self) -> About<'_> {
        self.described()
    }

    fn sql_class(&self) -> &'static str {
        if self.is_procedure() { "PROCEDURE" } else { "FUNCTION" }
    }

    fn sql_name(&self) -> String {
        // By types alone `p(integer)` could as well be a procedure with one output argument.
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
        Create::statement(create::create(self))
    }
}
