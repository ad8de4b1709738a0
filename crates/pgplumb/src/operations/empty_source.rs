//! Refuses sources that define no objects. A command that printed nothing, or a database that was
//! named by mistake, would otherwise be taken for an empty schema: a plan would drop everything.

use pgplumb_catalog::kinds::Object;
use pgplumb_catalog::pattern::Selection;
use pgplumb_catalog::{Catalog, Kind, ObjectId};

use super::bookkeeping;

/// A source defines no objects.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
pub enum EmptySource {
    /// It has nothing but what every new database has, and tables of migration tools.
    #[error("{0} defines no objects")]
    NoObjects(String),
    /// It has objects, but none of them is selected.
    #[error("{0} defines objects, but none that the selection includes")]
    NoSelectedObjects(String),
}

/// Checks that a catalog has objects, and that some of them are selected.
///
/// # Errors
/// When it has none.
pub fn require_objects(name: &str, catalog: &Catalog, selection: &Selection) -> Result<(), EmptySource> {
    let objects: Vec<ObjectId> = defined(catalog).collect();
    if objects.is_empty() {
        return Err(EmptySource::NoObjects(name.to_owned()));
    }
    match objects.iter().any(|id| selection.includes(id)) {
        true => Ok(()),
        false => Err(EmptySource::NoSelectedObjects(name.to_owned())),
    }
}

/// The objects of a catalog, without the schema `public`, which every new database has, and without
/// what migration tools create themselves.
fn defined(catalog: &Catalog) -> impl Iterator<Item = ObjectId> {
    let bookkeeping = bookkeeping::objects(catalog);
    let is_initial = |id: &ObjectId| id.kind == Kind::Schema && &*id.name == "public";
    catalog.objects().map(Object::id).filter(move |id| !is_initial(id) && !bookkeeping.contains(id))
}

#[cfg(test)]
mod tests {
    use pgplumb_catalog::kinds::schema::Schema;
    use pgplumb_catalog::kinds::table::Table;

    use super::*;

    fn catalog(schemas: &[&str], tables: &[(&str, &str)]) -> Catalog {
        let schema = |name: &&str| Schema { name: (*name).into(), ..Schema::default() };
        let table = |(schema, name): &(&str, &str)| Table {
            schema: (*schema).into(),
            name: (*name).into(),
            ..Table::default()
        };
        Catalog {
            schemas: schemas.iter().map(schema).collect(),
            tables: tables.iter().map(table).collect(),
            ..Catalog::default()
        }
    }

    #[test]
    fn objects_of_a_new_database_and_of_migration_tools_do_not_count() {
        let everything = Selection::default();
        let is_accepted = |catalog: &Catalog| require_objects("s.sql", catalog, &everything).is_ok();
        assert!(!is_accepted(&Catalog::default()));
        assert!(!is_accepted(&catalog(&["public"], &[])));
        assert!(!is_accepted(&catalog(&["public", "drizzle"], &[("drizzle", "__drizzle_migrations")])));
        assert!(is_accepted(&catalog(&["public", "app"], &[])));
        assert!(is_accepted(&catalog(&["public"], &[("public", "alembic_version"), ("public", "t")])));
    }

    #[test]
    fn one_object_must_be_selected() {
        let found = catalog(&["public", "app"], &[("public", "t")]);
        let of =
            |text: &str| Selection { include: vec![text.parse().expect("a pattern")], exclude: Vec::new() };
        assert_eq!(require_objects("s.sql", &found, &of("public")), Ok(()));
        let refused = require_objects("s.sql", &found, &of("other"));
        assert_eq!(refused, Err(EmptySource::NoSelectedObjects("s.sql".to_owned())));
    }
}
