//! Triggers (`pg_trigger`).

mod rules;

pub(crate) use rules::{RULES, TRIGGERS};

use rustc_hash::FxHashMap;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Statement, SubObject, codes, extension_dependencies, is_default};
use crate::read::{Class, Context, Oid};
use crate::sql::{ident, ident_list, literal};
use crate::{Kind, Name, ObjectId};

#[derive(Deserialize)]
pub(crate) struct Row {
    oid: Oid,
    relation: Oid,
    name: String,
    #[serde(rename = "type")]
    type_bits: i16,
    enabled: String,
    is_clone: bool,
    function: String,
    is_constraint: bool,
    referenced: Option<Oid>,
    deferrable: bool,
    deferred: bool,
    columns: Vec<i16>,
    old_table: Option<String>,
    new_table: Option<String>,
    arguments: Option<String>,
    definition: Option<String>,
    has_condition: bool,
}

/// A trigger of a table or view.
#[derive(Clone, Debug, PartialEq, Default, Serialize, Deserialize, JsonSchema)]
pub struct Trigger {
    /// Its name.
    pub name: Name,
    /// When it fires: `BEFORE`, `AFTER` or `INSTEAD OF`.
    pub timing: Name,
    /// Its events: `INSERT`, `DELETE`, `UPDATE`, `TRUNCATE`.
    pub events: Vec<Name>,
    /// The columns of `UPDATE OF`; all if empty.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub columns: Vec<Name>,
    /// Whether it fires for each row instead of each statement.
    #[serde(default, skip_serializing_if = "is_default")]
    pub for_each_row: bool,
    /// The `WHEN` condition.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub condition: Option<Box<str>>,
    /// The function that it calls, quoted and qualified.
    pub function: Name,
    /// The arguments of the function.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub arguments: Vec<Box<str>>,
    /// The transition table of old rows.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub old_table: Option<Name>,
    /// The transition table of new rows.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub new_table: Option<Name>,
    /// Whether it is a constraint trigger.
    #[serde(default, skip_serializing_if = "is_default")]
    pub is_constraint: bool,
    /// The other table of a constraint trigger, quoted and qualified.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub referenced_table: Option<Name>,
    /// Whether it is `DEFERRABLE`.
    #[serde(default, skip_serializing_if = "is_default")]
    pub deferrable: bool,
    /// Whether it is `INITIALLY DEFERRED`.
    #[serde(default, skip_serializing_if = "is_default")]
    pub initially_deferred: bool,
    /// When it fires, depending on `session_replication_role`.
    #[serde(default, skip_serializing_if = "is_default")]
    pub enabled: Enabled,
    /// Whether it is a clone of the partitioned table's trigger.
    #[serde(default, skip_serializing_if = "is_default")]
    pub inherited: bool,
    /// The extensions with which it is dropped (`DEPENDS ON EXTENSION`).
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub depends_on_extensions: Vec<Name>,
    /// Its comment.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub comment: Option<Box<str>>,
}

codes! {
    /// When a trigger or rule fires, depending on `session_replication_role`.
    pub enum Enabled {
        #[default] Origin = "O" "ORIGIN",
        Disabled = "D" "DISABLED",
        Replica = "R" "REPLICA",
        Always = "A" "ALWAYS",
    }
}

// Bits of tgtype (catalog/pg_trigger.h).
const ROW: i16 = 1;
const BEFORE: i16 = 2;
const EVENTS: [(i16, &str); 4] = [(4, "INSERT"), (8, "DELETE"), (16, "UPDATE"), (32, "TRUNCATE")];
const INSTEAD: i16 = 64;

/// Builds the triggers. Returns them by relation.
pub(crate) fn load(cx: &mut Context, mut rows: Vec<Row>) -> FxHashMap<Oid, Vec<Trigger>> {
    let mut all: FxHashMap<Oid, Vec<Trigger>> = FxHashMap::default();
    rows.sort_by(|a, b| (a.relation, &a.name).cmp(&(b.relation, &b.name)));
    for row in rows {
        if cx.is_member(Class::TRIGGER, row.oid) {
            continue;
        }
        if let Some(relation) = cx.relations.get(&row.relation) {
            let id = relation.id.nested(Kind::Trigger, row.name.as_str());
            cx.register(Class::TRIGGER, row.oid, id);
        }
        let relation = row.relation;
        let trigger = read(cx, row);
        all.entry(relation).or_default().push(trigger);
    }
    all
}

fn read(cx: &mut Context, row: Row) -> Trigger {
    let object = match cx.relations.get(&row.relation) {
        Some(relation) => format!("trigger {}", relation.id.nested(Kind::Trigger, row.name.as_str()).path()),
        None => format!("trigger {}", row.name),
    };
    if row.has_condition && row.definition.is_none() {
        cx.saw_concurrent_change = true;
    }
    let timing = match row.type_bits {
        bits if bits & BEFORE != 0 => "BEFORE",
        bits if bits & INSTEAD != 0 => "INSTEAD OF",
        _ => "AFTER",
    };
    let events: Vec<&str> =
        EVENTS.iter().filter(|(bit, _)| row.type_bits & bit != 0).map(|(_, word)| *word).collect();
    Trigger {
        timing: cx.name(timing),
        events: events.into_iter().map(|e| cx.name(e)).collect(),
        columns: cx.relations.get(&row.relation).map(|r| r.column_names(&row.columns)).unwrap_or_default(),
        for_each_row: row.type_bits & ROW != 0,
        condition: row.definition.as_deref().and_then(condition).map(Into::into),
        function: cx.name(&row.function),
        arguments: row.arguments.as_deref().map(arguments).unwrap_or_default(),
        old_table: row.old_table.map(|n| cx.name(&n)),
        new_table: row.new_table.map(|n| cx.name(&n)),
        is_constraint: row.is_constraint,
        referenced_table: row.referenced.and_then(|r| cx.relations.get(&r)).map(|r| r.id.path().into()),
        deferrable: row.deferrable,
        initially_deferred: row.deferred,
        enabled: cx.code("tgenabled", &row.enabled, || object.clone()),
        inherited: row.is_clone,
        comment: cx.comment(Class::TRIGGER, row.oid, 0),
        depends_on_extensions: cx.extensions(Class::TRIGGER, row.oid),
        name: cx.name(&row.name),
    }
}

impl Trigger {
    /// The trigger as a sub-object of its relation. The parent's trigger creates its clones, so a
    /// clone only has a statement if its state differs from the state of `parent`.
    pub fn sub_object(&self, relation: &ObjectId, parent: Option<&Trigger>) -> Option<SubObject> {
        let id = relation.nested(Kind::Trigger, self.name.clone());
        let table = relation.path();
        let state = self.state_sql(&table);
        if self.inherited {
            let differs = parent.is_some_and(|p| p.enabled != self.enabled);
            return differs.then(|| SubObject::new(id, state));
        }
        let mut sub_object = SubObject::new(id, self.create_sql(&table));
        if self.enabled != Enabled::Origin {
            sub_object = sub_object.then([state.into()]);
        }
        let comment = self
            .comment
            .as_deref()
            .map(|text| Statement::comment(&format!("TRIGGER {} ON {table}", ident(&self.name)), text));
        let alter = Self::alter(&self.name, &table);
        let extensions = extension_dependencies(&alter, &[], &self.depends_on_extensions);
        Some(sub_object.then(comment).then(extensions))
    }

    /// The start of a statement that alters a trigger of a relation.
    pub fn alter(name: &str, relation: &str) -> String {
        format!("ALTER TRIGGER {} ON {relation}", ident(name))
    }

    fn create_sql(&self, table: &str) -> String {
        let constraint = if self.is_constraint { "CONSTRAINT " } else { "" };
        let events: Vec<String> = self
            .events
            .iter()
            .map(|event| match &**event {
                "UPDATE" if !self.columns.is_empty() => format!("UPDATE OF {}", ident_list(&self.columns)),
                event => event.to_owned(),
            })
            .collect();
        let mut sql = format!(
            "CREATE {constraint}TRIGGER {} {} {} ON {table}",
            ident(&self.name),
            self.timing,
            events.join(" OR ")
        );
        if let Some(referenced) = &self.referenced_table {
            sql.push_str(&format!("\n    FROM {referenced}"));
        }
        if self.is_constraint {
            sql.push_str(super::constraint::deferring(self.deferrable, self.initially_deferred));
        }
        if self.old_table.is_some() || self.new_table.is_some() {
            sql.push_str("\n    REFERENCING");
            for (word, name) in [("OLD", &self.old_table), ("NEW", &self.new_table)] {
                if let Some(name) = name {
                    sql.push_str(&format!(" {word} TABLE AS {}", ident(name)));
                }
            }
        }
        sql.push_str(if self.for_each_row { "\n    FOR EACH ROW" } else { "\n    FOR EACH STATEMENT" });
        if let Some(condition) = &self.condition {
            sql.push_str(&format!("\n    WHEN ({condition})"));
        }
        let arguments: Vec<String> = self.arguments.iter().map(|a| literal(a)).collect();
        sql.push_str(&format!("\n    EXECUTE FUNCTION {}({})", self.function, arguments.join(", ")));
        sql
    }

    fn state_sql(&self, table: &str) -> String {
        format!("ALTER TABLE {table} {} TRIGGER {}", self.enabled.alter_word(), ident(&self.name))
    }
}

impl Enabled {
    /// The keywords in `ALTER TABLE`.
    pub fn alter_word(self) -> &'static str {
        match self {
            Self::Origin => "ENABLE",
            Self::Disabled => "DISABLE",
            Self::Replica => "ENABLE REPLICA",
            Self::Always => "ENABLE ALWAYS",
        }
    }
}

/// Extracts the condition from a deparsed definition: the text between ` WHEN (` and the last `)
/// EXECUTE FUNCTION `.
fn condition(definition: &str) -> Option<&str> {
    let end = definition.rfind(") EXECUTE FUNCTION ")?;
    // Names can contain these words. The clause itself follows FOR EACH ROW or STATEMENT.
    let start = ["FOR EACH ROW WHEN (", "FOR EACH STATEMENT WHEN ("]
        .iter()
        .filter_map(|words| definition.find(words).map(|at| at + words.len()))
        .min()?;
    definition.get(start..end)
}

/// The arguments in `tgargs`, each terminated by a zero byte.
fn arguments(hex: &str) -> Vec<Box<str>> {
    let nibble = |b: u8| char::from(b).to_digit(16).and_then(|d| u8::try_from(d).ok()).unwrap_or(0);
    let bytes: Vec<u8> =
        hex.as_bytes().chunks_exact(2).map(|pair| nibble(pair[0]) << 4 | nibble(pair[1])).collect();
    let bytes = bytes.strip_suffix(&[0]).unwrap_or(&bytes);
    bytes.split(|b| *b == 0).map(|text| String::from_utf8_lossy(text).into()).collect()
}
