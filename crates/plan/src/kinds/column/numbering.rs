//! Where numbering continues when another sequence generates the numbers of a column.
//!
//! The sequence must neither return a number that existing rows have, nor one that the previous
//! sequence has returned before: rows may have been deleted, but other systems still know them.

use pgplumb_catalog::kinds::column::Column;
use pgplumb_catalog::kinds::index::IndexKey;
use pgplumb_catalog::kinds::sequence::{Sequence, SequenceOptions};
use pgplumb_catalog::kinds::table::Table;
use pgplumb_catalog::kinds::{Object, Statement};
use pgplumb_catalog::sql::{ident, literal};
use pgplumb_catalog::{Kind, ObjectId};

use crate::change::{ChangeContext, ObjectChange};
use crate::data_checks::sequence_past_its_end;
use crate::helper_names::{helper_name, replaced_name, setting_name};
use crate::indexed::IndexedCatalog;
use crate::kinds::column::must_recreate;
use crate::requirements::creation;
use crate::steps::{Action, LockMode};

/// The sequence that generates the numbers of a column.
#[derive(Clone, PartialEq, Debug)]
struct Numbering<'a> {
    /// The sequence.
    sequence: ObjectId,
    /// Its options.
    options: &'a SequenceOptions,
    /// Whether it belongs to an identity column.
    is_identity: bool,
}

impl<'a> Numbering<'a> {
    /// The sequence of an identity column, or else the one that the default uses or the column owns.
    fn of(catalog: &IndexedCatalog<'a>, table: &ObjectId, column: &'a Column) -> Option<Self> {
        if let Some(identity) = &column.identity {
            let (schema, name) = (&identity.sequence_schema, identity.sequence_name.clone());
            let sequence = ObjectId::local(Kind::Sequence, schema, name);
            return Some(Self { sequence, options: &identity.sequence, is_identity: true });
        }
        column.column_default.as_ref()?;
        let default = table.nested(Kind::Default, column.column_name.clone());
        let used = catalog.catalog().dependencies.of(&default).find(|id| id.kind == Kind::Sequence);
        let used = used.and_then(|id| catalog.catalog().object(id));
        let used = used.and_then(|object| object.as_any().downcast_ref::<Sequence>());
        let owned = || catalog.owned_sequence(&table.nested(Kind::Column, column.column_name.clone()));
        let sequence = used.or_else(owned).filter(|sequence| !sequence.is_identity)?;
        Some(Self { sequence: sequence.id(), options: &sequence.options, is_identity: false })
    }

    /// Whether another sequence takes over, possibly with the same name.
    fn is_replaced_by(&self, new: &Self) -> bool {
        (&self.sequence, self.is_identity) != (&new.sequence, new.is_identity)
    }

    fn step(&self) -> i64 {
        self.options.increment.unwrap_or(1)
    }

    /// The next number of the sequence, as an expression over its own row.
    fn next(&self) -> String {
        format!("last_value + CASE WHEN is_called THEN {} ELSE 0 END", self.step())
    }
}

/// What happens to the numbers of a column when it changes.
pub(crate) struct Renumbering<'a> {
    column: ObjectId,
    /// The table, if its rows are within reach and the column has numbers.
    rows: Option<ObjectId>,
    /// Whether an index has the greatest number, so that no rows are read to find it.
    is_indexed: bool,
    /// A sequence that provides numbers until the new one does.
    helper: Option<Numbering<'a>>,
    /// The previous sequence, if another one takes over.
    old: Option<Numbering<'a>>,
    /// The sequence that takes over, if it has to be moved.
    new: Option<Numbering<'a>>,
    /// Whether `new` is already in use.
    is_existing: bool,
    /// Whether the next number of `old` is remembered, because `old` is dropped before `new` exists:
    /// both can have the same name if one of them belongs to an identity column.
    is_remembered: bool,
}

impl<'a> Renumbering<'a> {
    /// Compares the sequences of both states of a column.
    pub fn new(table: &ObjectId, (old, new): (&'a Column, &'a Column), context: &ChangeContext<'a>) -> Self {
        let (before, after) =
            (Numbering::of(context.current, table, old), Numbering::of(context.desired, table, new));
        let is_same =
            matches!((&before, &after), (Some(before), Some(after)) if !before.is_replaced_by(after));
        let is_existing = after.as_ref().is_some_and(|after| {
            let current = context.current.catalog().object(&after.sequence);
            let current = current.and_then(|object| object.as_any().downcast_ref::<Sequence>());
            !after.is_identity && current.is_some_and(|current| !current.is_identity)
        });
        let is_moved = !is_same && (before.is_some() || !is_existing);
        // The rows of a foreign table may be out of reach.
        let has_rows = table.kind == Kind::Table && has_numbers(new);
        let is_remembered = [&before, &after].into_iter().flatten().any(|numbering| numbering.is_identity);
        Self {
            is_remembered,
            column: table.nested(Kind::Column, new.column_name.clone()),
            rows: has_rows.then(|| table.clone()),
            is_indexed: context.current.table(table).is_some_and(|table| is_indexed(table, old)),
            helper: None,
            old: before.filter(|_| is_moved && after.is_some()),
            new: after.filter(|_| is_moved),
            is_existing,
        }
    }

    /// The change that makes the numbers of a new identity column the default of the column, until all
    /// rows have numbers and the column can become one. Otherwise an INSERT that leaves out the column
    /// would fail until then. The sequence has a helper name.
    pub fn with_helper(&mut self, alter: &str, context: &ChangeContext<'_>) -> Option<ObjectChange> {
        let (new, table) = (self.new.as_ref().filter(|new| new.is_identity)?, self.rows.clone()?);
        let sequence = ObjectId { name: helper_name(&new.sequence.name), ..new.sequence.clone() };
        let helper = Numbering { sequence: sequence.clone(), options: new.options, is_identity: false };
        let path = sequence.path();
        let statements = [
            format!("CREATE SEQUENCE {path}{}", new.options.sql(true)),
            format!("ALTER SEQUENCE {path} OWNED BY {}", self.column.path()),
            self.move_sequence(&helper),
            format!("{alter} SET DEFAULT pg_catalog.nextval({})", literal(&path)),
        ];
        let mut change = ObjectChange::new(sequence.clone(), Action::Create, statements.map(Statement::from));
        change = change.locking(LockMode::AccessExclusive).preparing(self.column.clone()).needing([table]);
        change.scans = !self.is_indexed;
        self.helper = Some(helper);
        Some(change.requiring(creation(context.current.catalog(), &sequence)))
    }

    /// The statements that remove the helper sequence of a column, before the column becomes an identity
    /// column, and after that.
    pub fn without_helper(&self, alter: &str) -> [Option<Statement>; 2] {
        let path = self.helper.as_ref().map(|helper| helper.sequence.path());
        let default = path.as_ref().map(|_| format!("{alter} DROP DEFAULT").into());
        [default, path.map(|path| format!("DROP SEQUENCE {path}").into())]
    }

    /// The statement that remembers the next number of the previous sequence, if the sequence is
    /// dropped before the other one exists.
    pub fn remember(&self) -> Option<Statement> {
        let old = self.old.as_ref().filter(|_| self.is_remembered)?;
        let setting = literal(&setting_name(&self.column));
        let (next, sequence) = (old.next(), old.sequence.path());
        Some(format!("SELECT pg_catalog.set_config({setting}, ({next})::text, true) FROM {sequence}").into())
    }

    /// The statement that moves the new sequence, if the table is replaced by a new one. Until then,
    /// the sequence of the replaced table exists under another name.
    pub fn in_replacement(mut self, context: &ChangeContext<'_>) -> Option<Statement> {
        self.is_remembered = false;
        if let Some(old) = &mut self.old {
            let is_kept =
                context.desired.catalog().object(&old.sequence).is_some_and(|kept| !kept.is_implied());
            let is_owned =
                context.current.owned_sequence(&self.column).is_some_and(|own| own.id() == old.sequence);
            if old.is_identity || is_owned && !is_kept {
                old.sequence.name = replaced_name(&old.sequence.name);
            }
        }
        self.new.as_ref().map(|new| self.move_sequence(new).into())
    }

    /// Adds the statement that moves the new sequence to the change after which it is in use.
    pub fn add_to(&self, mut change: ObjectChange) -> ObjectChange {
        let Some(new) = self.new.as_ref().filter(|_| self.rows.is_some() || self.old.is_some()) else {
            return change;
        };
        change.statements.push(self.move_sequence(new).into());
        change.scans |= self.rows.is_some() && !self.is_indexed;
        let narrower = self
            .old
            .as_ref()
            .and_then(|old| sequence_past_its_end(&old.sequence.path(), (old.options, new.options)));
        if narrower.is_some() { change.asking(narrower) } else { change }
    }

    /// The statement that sets the new sequence to its first number after the numbers of the rows and
    /// of the previous sequence. A sequence that is already in use never goes back.
    fn move_sequence(&self, new: &Numbering<'_>) -> String {
        let is_descending = new.options.is_descending();
        let (extreme, farthest) = if is_descending { ("min", "LEAST") } else { ("max", "GREATEST") };
        let sign = if is_descending { '-' } else { '+' };
        let mut numbers = vec![new.options.first().to_string()];
        if let Some(table) = &self.rows {
            let (name, step, table) = (ident(&self.column.name), new.step().unsigned_abs(), table.path());
            numbers.push(format!("(SELECT pg_catalog.{extreme}({name})::bigint {sign} {step} FROM {table})"));
        }
        let position = |numbering: &Numbering<'_>| {
            format!("(SELECT {} FROM {})", numbering.next(), numbering.sequence.path())
        };
        numbers.extend(self.old.as_ref().map(|old| match self.is_remembered {
            true => {
                let setting = literal(&setting_name(&self.column));
                format!("NULLIF(pg_catalog.current_setting({setting}, true), '')::bigint")
            }
            false => position(old),
        }));
        numbers.extend(self.is_existing.then(|| position(new)));
        numbers.extend(self.helper.as_ref().map(position));
        format!(
            "SELECT pg_catalog.setval({}, {farthest}({}), false)",
            literal(&new.sequence.path()),
            numbers.join(", ")
        )
    }
}

/// Whether other sequences continue after the numbers of a sequence, in all columns that use it.
pub(crate) fn continues_elsewhere(sequence: &ObjectId, context: &ChangeContext<'_>) -> bool {
    let tables = context.current.tables.iter().chain(&context.current.foreign_tables);
    let columns = tables.flat_map(|table| table.columns.iter().map(move |column| (table, column)));
    let is_of = |(table, column): &(&Table, &Column)| {
        let numbering = Numbering::of(context.current, &table.id(), column);
        numbering.is_some_and(|numbering| numbering.sequence == *sequence)
    };
    let mut using = columns.filter(is_of).peekable();
    let continues = |(table, old): (&Table, &Column)| {
        let id = table.id();
        let new = context.desired.table(&id).and_then(|table| table.column(&old.column_name));
        let new = new.filter(|new| !must_recreate(old, new, context.version));
        new.is_some_and(|new| Renumbering::new(&id, (old, new), context).old.is_some())
    };
    using.peek().is_some() && using.all(continues)
}

/// Whether an index of a table starts with a column.
fn is_indexed(table: &Table, column: &Column) -> bool {
    table.indexes.iter().any(|index| {
        let is_first = |key: &IndexKey| key.column.as_ref() == Some(&column.column_name);
        let is_whole = !index.is_invalid && index.predicate.is_none() && &*index.method == "btree";
        is_whole && index.keys.first().is_some_and(is_first)
    })
}

/// Whether the rows of a column have numbers that a sequence can continue after.
fn has_numbers(column: &Column) -> bool {
    matches!(&*column.sql_type, "smallint" | "integer" | "bigint") || column.sql_type.starts_with("numeric")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbering_continues_in_its_direction() {
        let column: ObjectId = "column:app.t.id".parse().expect("a column");
        let table: ObjectId = "table:app.t".parse().expect("a table");
        let sequence: ObjectId = "sequence:app.s".parse().expect("a sequence");
        let (up, down) = (
            SequenceOptions { start: Some(100), ..SequenceOptions::default() },
            SequenceOptions { increment: Some(-5), ..SequenceOptions::default() },
        );
        let numbering = |options, is_identity| Numbering { sequence: sequence.clone(), options, is_identity };
        let moved = |old, new, is_remembered| {
            let (column, rows) = (column.clone(), Some(table.clone()));
            let renumbering = Renumbering {
                column,
                rows,
                is_indexed: false,
                helper: None,
                old,
                new: Some(new),
                is_existing: false,
                is_remembered,
            };
            renumbering.new.as_ref().map(|new| renumbering.move_sequence(new)).unwrap_or_default()
        };
        assert_eq!(
            moved(None, numbering(&up, true), false),
            "SELECT pg_catalog.setval('app.s', GREATEST(100, \
             (SELECT pg_catalog.max(id)::bigint + 1 FROM app.t)), false)"
        );
        assert_eq!(
            moved(Some(numbering(&up, false)), numbering(&down, false), false),
            "SELECT pg_catalog.setval('app.s', LEAST(-1, (SELECT pg_catalog.min(id)::bigint - 5 FROM app.t), \
             (SELECT last_value + CASE WHEN is_called THEN 1 ELSE 0 END FROM app.s)), false)"
        );
        assert!(moved(Some(numbering(&up, true)), numbering(&up, false), true).contains("current_setting"));
    }
}
