//! The objects that a change affects, and the objects that an object needs.

mod common;

use pgplumb_catalog::{Catalog, ObjectId};
use pgplumb_plan::DependencyClosure;
use pgplumb_testkit::{Server, newest};

const SCHEMA: &str = "
    CREATE TYPE mood AS ENUM ('ok');
    CREATE FUNCTION touch() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END';
    CREATE TABLE far (id int PRIMARY KEY);
    CREATE TABLE land (id int PRIMARY KEY, far int REFERENCES far);
    CREATE TABLE town (id serial PRIMARY KEY, land int REFERENCES land, mood mood);
    CREATE TABLE house (id int PRIMARY KEY, town int REFERENCES town, far int REFERENCES far);
    CREATE TABLE alone (id int);
    CREATE VIEW towns AS SELECT id, mood FROM town;
    CREATE VIEW moods AS SELECT mood FROM towns;
    CREATE VIEW houses AS SELECT id FROM house;
    CREATE TRIGGER touched BEFORE INSERT ON land FOR EACH ROW EXECUTE FUNCTION touch();
    CREATE TABLE events (at int) PARTITION BY LIST (at);
    CREATE TABLE events_1 PARTITION OF events FOR VALUES IN (1);
    CREATE TABLE events_2 PARTITION OF events FOR VALUES IN (2);
";

fn affected_by(catalog: &Catalog, id: &str) -> Catalog {
    let id: ObjectId = id.parse().expect("an identity");
    DependencyClosure::of(catalog).affected_by([&id]).select(catalog)
}

fn tables(catalog: &Catalog) -> Vec<&str> {
    catalog.tables.iter().map(|table| &*table.name).collect()
}

fn views(catalog: &Catalog) -> Vec<&str> {
    catalog.views.iter().map(|view| &*view.name).collect()
}

#[test]
fn a_change_affects_its_dependents_and_the_objects_that_they_need() {
    let database = Server::shared(newest().major).create_database();
    database.psql(SCHEMA);
    let catalog = common::read(&database);
    for column in ["column:public.town.mood", "column:public.town.id", "table:public.town"] {
        let part = affected_by(&catalog, column);
        // The tables that reference the town, and the tables that it references, without their
        // other foreign keys.
        assert_eq!(tables(&part), ["house", "land", "town"], "{column}");
        assert_eq!(views(&part), ["moods", "towns"]);
        assert_eq!((part.enums.len(), part.functions.len(), part.sequences.len()), (1, 1, 1));
        let keys: Vec<&str> = part
            .tables
            .iter()
            .flat_map(|table| &table.foreign_keys)
            .map(|key| &*key.constraint_name)
            .collect();
        assert_eq!(keys, ["house_town_fkey", "town_land_fkey"]);
    }
    assert_eq!(tables(&affected_by(&catalog, "table:public.alone")), ["alone"]);
    assert_eq!(views(&affected_by(&catalog, "view:public.moods")), ["moods", "towns"]);
    // Everything that uses a type changes with it.
    assert_eq!(tables(&affected_by(&catalog, "enum:public.mood")), ["land", "town"]);
    // Partitions must not overlap.
    assert_eq!(tables(&affected_by(&catalog, "table:public.events_1")), ["events", "events_1", "events_2"]);
    assert!(tables(&affected_by(&catalog, "schema:public")).is_empty());
}

#[test]
fn an_object_needs_fewer_objects_than_it_affects() {
    let database = Server::shared(newest().major).create_database();
    database.psql(SCHEMA);
    let catalog = common::read(&database);
    let id: ObjectId = "view:public.towns".parse().expect("an identity");
    let part = DependencyClosure::of(&catalog).needed_by([&id]).select(&catalog);
    assert_eq!((tables(&part), views(&part)), (vec!["town"], vec!["towns"]));
}
