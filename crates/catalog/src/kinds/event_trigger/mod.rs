//! Event triggers (`pg_event_trigger`).

mod rules;

pub(crate) use rules::RULES;

use serde::Deserialize;

use super::trigger::Enabled;
use super::{CommonProperties, Create, Object, SqlContext, object};
use crate::read::{Class, Context, Oid, Read};
use crate::sql::{ident, literal, with_clauses};
use crate::{Kind, Name, ObjectId};

#[derive(Deserialize)]
pub(crate) struct Row {
    oid: Oid,
    name: String,
    owner: Oid,
    event: String,
    tags: Option<Vec<String>>,
    enabled: String,
    function: String,
}

object! {
    /// An event trigger.
    pub struct EventTrigger in database {
        /// Its event: `ddl_command_end`.
        pub event: Name,
        /// The commands that it fires for, in the given order; all if empty.
        pub tags: Vec<Name>,
        /// The function that it calls, quoted and qualified.
        pub function: Name,
        /// When it fires, depending on `session_replication_role`.
        pub enabled: Enabled,
    }
}

impl Read for EventTrigger {
    const CLASS: Class = Class::EVENT_TRIGGER;
    type Row = Row;

    fn read(row: Row, cx: &mut Context) -> Option<(Oid, Self)> {
        let object = || format!("event trigger {}", ident(&row.name));
        let mut trigger = Self {
            name: cx.name(&row.name),
            event: cx.name(&row.event),
            tags: cx.names(&row.tags.unwrap_or_default()),
            function: cx.name(&row.function),
            enabled: cx.code("evtenabled", &row.enabled, object),
            ..Self::default()
        };
        trigger.set_common(cx.common_properties(Self::CLASS, row.oid, Some(row.owner), None, object));
        Some((row.oid, trigger))
    }
}

impl Object for EventTrigger {
    fn id(&self) -> ObjectId {
        ObjectId::global(Kind::EventTrigger, self.name.clone())
    }

    fn summary(&self) -> String {
        format!("on {}: {}", self.event, self.function)
    }

    fn common(&self) -> CommonProperties<'_> {
        self.common_properties()
    }

    fn sql_class(&self) -> &'static str {
        "EVENT TRIGGER"
    }

    fn sql_name(&self) -> String {
        self.id().path()
    }

    fn create(&self, _: &SqlContext<'_>) -> Create {
        let name = self.sql_name();
        let mut clauses = vec![format!("ON {}", ident(&self.event))];
        if !self.tags.is_empty() {
            let tags: Vec<String> = self.tags.iter().map(|t| literal(t)).collect();
            clauses.push(format!("WHEN TAG IN ({})", tags.join(", ")));
        }
        clauses.push(format!("EXECUTE FUNCTION {}()", self.function));
        let state = match self.enabled {
            Enabled::Origin => None,
            Enabled::Disabled => Some("DISABLE"),
            Enabled::Replica => Some("ENABLE REPLICA"),
            Enabled::Always => Some("ENABLE ALWAYS"),
        };
        Create::statement(with_clauses(format!("CREATE EVENT TRIGGER {name}"), &clauses))
            .then(state.map(|state| format!("ALTER EVENT TRIGGER {name} {state}").into()))
    }
}
