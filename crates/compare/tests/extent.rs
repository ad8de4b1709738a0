//! What has to do with a change, and what has not.

mod common;

use pgplumb_catalog::{Catalog, ObjectId};
use pgplumb_compare::Surroundings;
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

fn around(catalog: &Catalog, id: &str) -> Catalog {
    let id: ObjectId = id.parse().expect("an identity");
    Surroundings::of(catalog).around([&id]).of(catalog)
}

fn tables(catalog: &Catalog) -> Vec<&str> {
    catalog.tables.iter().map(|table| &*table.name).collect()
}

fn views(catalog: &Catalog) -> Vec<&str> {
    catalog.views.iter().map(|view| &*view.name).collect()
}

#[test]
fn a_change_has_to_do_with_what_depends_on_it_and_what_that_needs() {
    let database = Server::shared(newest().major).create_database();
    database.psql(SCHEMA);
    let catalog = common::read(&database);
    for column in ["column:public.town.mood", "column:public.town.id", "table:public.town"] {
        let part = around(&catalog, column);
        // What refers to the town, and what the town refers to; of these the other keys do not matter.
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
    assert_eq!(tables(&around(&catalog, "table:public.alone")), ["alone"]);
    assert_eq!(views(&around(&catalog, "view:public.moods")), ["moods", "towns"]);
    // All that is made of a type changes with it.
    assert_eq!(tables(&around(&catalog, "enum:public.mood")), ["land", "town"]);
    // Partitions must not overlap.
    assert_eq!(tables(&around(&catalog, "table:public.events_1")), ["events", "events_1", "events_2"]);
    assert!(tables(&around(&catalog, "schema:public")).is_empty());
}

#[test]
fn what_something_needs_is_less() {
    let database = Server::shared(newest().major).create_database();
    database.psql(SCHEMA);
    let catalog = common::read(&database);
    let id: ObjectId = "view:public.towns".parse().expect("an identity");
    let part = Surroundings::of(&catalog).needed_by([&id]).of(&catalog);
    assert_eq!((tables(&part), views(&part)), (vec!["town"], vec!["towns"]));
}
