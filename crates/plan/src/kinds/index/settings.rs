//! Settings of an index that change without rebuilding it.

use crate::change::{ObjectChange, comment, options};
use crate::steps::{Action, Lock, LockMode};
use pgplumb_catalog::ObjectId;
use pgplumb_catalog::kinds::index::Index;
use pgplumb_catalog::kinds::materialized_view::MaterializedView;
use pgplumb_catalog::kinds::table::Table;
use pgplumb_catalog::kinds::{Object, Statement, extension_dependencies};
use pgplumb_catalog::sql::ident;

/// Statements that set properties of an existing index, and their locks.
#[derive(Default)]
pub(crate) struct IndexSettings {
    statements: Vec<Statement>,
    /// The strongest lock on the table; `None` if only the index itself is locked.
    lock: Option<LockMode>,
    /// Whether the index is copied to another tablespace.
    moves: bool,
}

impl IndexSettings {
    /// The settings of a new index that `CREATE INDEX` cannot express.
    pub fn completing(index: &Index, table: &ObjectId) -> Self {
        let mut settings = Self { statements: index.completion(table), ..Self::default() };
        settings.lock_for_cluster(index.is_clustered);
        settings.lock_for_replica_identity(index.is_replica_identity);
        settings
    }

    pub fn add(&mut self, statements: impl IntoIterator<Item = Statement>) {
        self.statements.extend(statements);
    }

    pub fn prepend(mut self, statement: Statement) -> Self {
        self.statements.insert(0, statement);
        self
    }

    pub fn moving(&mut self, statement: Statement) {
        self.statements.push(statement);
        self.moves = true;
    }

    pub fn lock_for_cluster(&mut self, changes: bool) {
        self.lock = self.lock.max(changes.then_some(LockMode::ShareUpdateExclusive));
    }

    pub fn lock_for_replica_identity(&mut self, changes: bool) {
        self.lock = self.lock.max(changes.then_some(LockMode::AccessExclusive));
    }

    /// These settings, followed by others.
    pub fn and(mut self, other: Self) -> Self {
        self.statements.extend(other.statements);
        Self { lock: self.lock.max(other.lock), moves: self.moves || other.moves, ..self }
    }

    pub fn is_empty(&self) -> bool {
        self.statements.is_empty()
    }

    /// The statements, for a change that takes at least the same locks.
    pub fn into_statements(self) -> Vec<Statement> {
        self.statements
    }

    /// The change that executes the statements. `id` is the index, or the constraint that it
    /// belongs to.
    pub fn change(self, id: ObjectId) -> ObjectChange {
        let mut change = ObjectChange::new(id.clone(), Action::Alter, self.statements);
        change.lock = self.lock;
        if self.moves {
            // Queries that would use the index wait.
            change.other_locks.push(Lock { mode: LockMode::AccessExclusive, on: id, scans: true });
        }
        change
    }
}

/// The settings of an index that can be changed without rebuilding it.
pub(crate) fn index_settings(table: &dyn Object, old: &Index, new: &Index) -> IndexSettings {
    let id = table.id();
    let name = new.id(&id).path();
    let alter = format!("ALTER INDEX {name}");
    let mut settings = IndexSettings::default();
    settings.add(options(&alter, "", &old.options, &new.options));
    if old.tablespace != new.tablespace {
        let tablespace = new.tablespace.as_ref().map_or("pg_default".into(), |t| ident(t));
        settings.moving(format!("{alter} SET TABLESPACE {tablespace}").into());
    }
    // Clustering on another index ends clustering on this one.
    let is_clustered_on_another = || indexes_of(table).iter().any(|index| index.is_clustered);
    if old.is_clustered && !new.is_clustered && !is_clustered_on_another() {
        settings
            .add([format!("ALTER {} {} SET WITHOUT CLUSTER", table.sql_class(), table.sql_name()).into()]);
    }
    settings.lock_for_cluster(old.is_clustered != new.is_clustered);
    if old.comment != new.comment && new.comment.is_none() {
        settings.add([comment(&format!("INDEX {name}"), None)]);
    }
    for (at, (current, desired)) in old.keys.iter().zip(&new.keys).enumerate() {
        if current.statistics_target.is_some() && desired.statistics_target.is_none() {
            settings.add([format!("{alter} ALTER COLUMN {} SET STATISTICS -1", at + 1).into()]);
        }
    }
    let kept = &new.depends_on_extensions;
    settings.add(extension_dependencies(&alter, &old.depends_on_extensions, kept).into_iter().filter(|it| {
        // Those that are added are among the settings below.
        it.sql.contains(" NO DEPENDS ")
    }));
    // Only settings that differ.
    let current_settings = old.completion(&id);
    settings.add(new.completion(&id).into_iter().filter(|statement| !current_settings.contains(statement)));
    // If it no longer is the replica identity, another index or the table says what is.
    settings.lock_for_replica_identity(!old.is_replica_identity && new.is_replica_identity);
    settings
}

fn indexes_of(relation: &dyn Object) -> &[Index] {
    let relation = relation.as_any();
    let of_table = relation.downcast_ref::<Table>().map(|table| &table.indexes);
    let of_view = || relation.downcast_ref::<MaterializedView>().map(|view| &view.indexes);
    of_table.or_else(of_view).map_or(&[], Vec::as_slice)
}
