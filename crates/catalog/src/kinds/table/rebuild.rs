//! Tables that only a new one can take the place of: the old one is set aside, its rows are moved, then it goes.
//!
//! `ALTER TABLE` cannot make an ordinary table of a partitioned one, nor the other way round, nor partition by another key.

use super::{Table, place};
use crate::kinds::column::{self, IdentityGeneration};
use crate::kinds::{Object, Statement};
use crate::sql::{ident, literal, qualified};
use crate::{Kind, Name, ObjectId};

/// Whether rows can be moved from the one table to the other that takes its place.
pub fn can_move_rows(old: &Table, new: &Table) -> bool {
    old.foreign.is_none() && new.foreign.is_none()
}

/// The identity of a table's rows being moved: a node of its own in the graph.
pub fn moved_rows(table: &ObjectId) -> ObjectId {
    table.nested(Kind::Constraint, place::ROWS)
}

/// What a table, or a sequence of it, is called while it is set aside.
fn aside(name: &str) -> String {
    const PREFIX: &str = "pgplumb_old_";
    const LONGEST: usize = 63 - PREFIX.len();
    if name.len() <= LONGEST {
        return format!("{PREFIX}{name}");
    }
    // Names that begin alike stay different (FNV-1a).
    let hash =
        name.bytes().fold(0x811c_9dc5_u32, |hash, byte| (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193));
    format!("{PREFIX}{}_{hash:08x}", &name[..name.floor_char_boundary(LONGEST - 9)])
}

/// The statements that set a table aside: it gets another name, and gives up those of its indexes and sequences. A partition stays one if its
/// parent is set aside too.
pub fn set_aside(table: &Table, with_parent: bool) -> Vec<Statement> {
    let mut statements: Vec<Statement> = Vec::new();
    if let Some(partition) = table.partition_of.as_ref().filter(|_| !with_parent) {
        statements.push(
            format!("ALTER TABLE {} DETACH PARTITION {}", partition.parent.path(), table.sql_name()).into(),
        );
    }
    let name = aside(&table.name);
    statements.push(format!("ALTER TABLE {} RENAME TO {}", table.sql_name(), ident(&name)).into());
    // An index that is attached to the parent's goes with that.
    for index in table.indexes.iter().filter(|index| !with_parent || index.partition_of.is_none()) {
        statements.push(
            match index.is_constraint {
                true => format!(
                    "ALTER TABLE {} DROP CONSTRAINT {}",
                    qualified(&table.schema, &name),
                    ident(&index.index_name)
                ),
                false => format!("DROP INDEX {}", qualified(&table.schema, &index.index_name)),
            }
            .into(),
        );
    }
    for identity in table.columns.iter().filter_map(|column| column.identity.as_ref()) {
        let sequence =
            ObjectId::local(Kind::Sequence, &identity.sequence_schema, identity.sequence_name.clone());
        statements.push(set_aside_sequence(&sequence));
    }
    statements
}

/// The statement that sets a sequence aside, which goes with its table.
pub fn set_aside_sequence(sequence: &ObjectId) -> Statement {
    format!("ALTER SEQUENCE {} RENAME TO {}", sequence.path(), ident(&aside(&sequence.name))).into()
}

/// The statements that move the rows of a table that is set aside to the new one, and drop it. Partitions that have become tables of their own
/// keep their rows, which the new table gets too.
pub fn move_rows(old: &Table, new: &Table, former_partitions: &[&Table]) -> Vec<Statement> {
    let from = qualified(&old.schema, &aside(&old.name));
    let mut statements: Vec<Statement> = vec![insert(new, old, &from)];
    statements
        .extend(former_partitions.iter().map(|partition| insert(new, partition, &partition.sql_name())));
    for column in &new.columns {
        let Some(identity) = &column.identity else { continue };
        let sequence = literal(&qualified(&identity.sequence_schema, &identity.sequence_name));
        let was = old.column(&column.column_name).and_then(|was| was.identity.as_ref());
        statements.push(match was {
            Some(was) => {
                let was = qualified(&was.sequence_schema, &aside(&was.sequence_name));
                format!("SELECT pg_catalog.setval({sequence}, last_value, is_called) FROM {was}").into()
            }
            None => column::after_greatest(&column.column_name, &sequence, &new.sql_name()).into(),
        });
    }
    statements.push(format!("DROP TABLE {from}").into());
    statements
}

fn insert(new: &Table, old: &Table, from: &str) -> Statement {
    let pairs = new.columns.iter().filter(|column| column.generated.is_none());
    let pairs = pairs.filter_map(|column| Some((column, old.column(&column.column_name)?)));
    let (names, values): (Vec<String>, Vec<String>) = pairs
        .map(|(is, was)| {
            let name = ident(&is.column_name).into_owned();
            let value = if was.sql_type == is.sql_type {
                name.clone()
            } else {
                column::cast(&name, &was.sql_type, &is.sql_type)
            };
            (name, value)
        })
        .unzip();
    let is_always = |column: &column::Column| {
        column.identity.as_ref().is_some_and(|identity| identity.generation == IdentityGeneration::Always)
    };
    let overriding = if new.columns.iter().any(is_always) { " OVERRIDING SYSTEM VALUE" } else { "" };
    let (names, values) = (names.join(", "), values.join(", "));
    format!("INSERT INTO {} ({names}){overriding}\n    SELECT {values} FROM {from}", new.sql_name()).into()
}

/// The columns whose values have no place in the new table.
pub fn columns_lost<'a>(old: &'a Table, new: &'a Table) -> impl Iterator<Item = &'a Name> {
    let columns = old.columns.iter().filter(|column| column.generated.is_none());
    columns.map(|column| &column.column_name).filter(|name| new.column(name).is_none())
}
