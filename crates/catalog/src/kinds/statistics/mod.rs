//! Extended statistics (`pg_statistic_ext`).

mod rules;

pub(crate) use rules::RULES;

use serde::Deserialize;

use super::{CommonProperties, Create, Object, SqlContext, codes, object};
use crate::read::{Class, Context, Oid, Read};
use crate::sql::{ident, parenthesize, qualified, with_clauses};
use crate::{Kind, Name, ObjectId};

#[derive(Deserialize)]
pub(crate) struct Row {
    oid: Oid,
    schema: String,
    name: String,
    owner: Oid,
    relation: Oid,
    columns: Vec<i16>,
    kinds: Vec<String>,
    has_expressions: bool,
    expressions: Option<Vec<String>>,
    statistics_target: Option<i32>,
}

object! {
    /// A statistics object.
    pub struct Statistics in schema {
        /// Its table.
        pub table: Option<ObjectId>,
        /// Its columns.
        pub columns: Vec<Name>,
        /// Its expressions.
        pub expressions: Vec<Box<str>>,
        /// The kinds of statistics; empty for a single expression, which has the statistics of a
        /// column.
        pub kinds: Vec<StatisticsKind>,
        /// Its statistics target; the columns' target if absent.
        pub statistics_target: Option<i32>,
    }
}

codes! {
    /// A kind of statistics.
    pub enum StatisticsKind {
        #[default] Ndistinct = "d" "ndistinct",
        Dependencies = "f" "dependencies",
        Mcv = "m" "mcv",
    }
}

/// Every kind.
const EVERY_KIND: [StatisticsKind; 3] =
    [StatisticsKind::Ndistinct, StatisticsKind::Dependencies, StatisticsKind::Mcv];

impl Read for Statistics {
    const CLASS: Class = Class::STATISTICS;
    type Row = Row;

    fn read(row: Row, cx: &mut Context) -> Option<(Oid, Self)> {
        let object = || format!("statistics object {}", qualified(&row.schema, &row.name));
        let Some(relation) = cx.relations.get(&row.relation) else {
            cx.warn(object(), "is on a table pgplumb did not find");
            return None;
        };
        let (table, columns) = (Some(relation.id.clone()), relation.column_names(&row.columns));
        cx.saw_concurrent_change |= row.has_expressions && row.expressions.is_none();
        let mut statistics = Self {
            schema: cx.name(&row.schema),
            name: cx.name(&row.name),
            table,
            columns,
            expressions: row.expressions.unwrap_or_default().into_iter().map(Into::into).collect(),
            kinds: row.kinds.iter().map(|code| cx.code("stxkind", code, object)).collect(),
            statistics_target: row.statistics_target,
            ..Self::default()
        };
        statistics.kinds.sort();
        statistics.set_common(cx.common_properties(Self::CLASS, row.oid, Some(row.owner), None, object));
        Some((row.oid, statistics))
    }
}

impl Object for Statistics {
    fn id(&self) -> ObjectId {
        ObjectId::local(Kind::Statistics, &self.schema, self.name.clone())
    }

    fn summary(&self) -> String {
        let kinds: Vec<&str> = self.kinds.iter().map(|kind| kind.word()).collect();
        let columns = self.columns.iter().map(|column| ident(column).into_owned());
        let columns: Vec<String> =
            columns.chain(self.expressions.iter().map(|text| text.to_string())).collect();
        let of = if kinds.is_empty() { String::new() } else { format!("{} of ", kinds.join(", ")) };
        let table = self.table.as_ref().map(|table| format!(" of {}", table.path()));
        format!("{of}{}{}", columns.join(", "), table.unwrap_or_default())
    }

    fn common(&self) -> CommonProperties<'_> {
        self.common_properties()
    }

    fn sql_class(&self) -> &'static str {
        "STATISTICS"
    }

    fn sql_name(&self) -> String {
        self.id().path()
    }

    fn create(&self, _: &SqlContext<'_>) -> Create {
        let name = self.sql_name();
        let mut clauses = Vec::new();
        if !self.kinds.is_empty() && self.kinds != EVERY_KIND {
            let kinds: Vec<&str> = self.kinds.iter().map(|k| k.word()).collect();
            clauses.push(format!("({})", kinds.join(", ")));
        }
        let columns = self.columns.iter().map(|c| ident(c));
        let on: Vec<_> = columns.chain(self.expressions.iter().map(|e| parenthesize(e))).collect();
        clauses.push(format!("ON {}", on.join(", ")));
        clauses.extend(self.table.as_ref().map(|table| format!("FROM {}", table.path())));
        let target =
            self.statistics_target.map(|t| format!("ALTER STATISTICS {name} SET STATISTICS {t}").into());
        Create::statement(with_clauses(format!("CREATE STATISTICS {name}"), &clauses)).then(target)
    }
}
