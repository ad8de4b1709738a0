//! Generating a random schema, and loading it without what the server rejects.

use super::model::{Object, Schema};
use super::numbers::{HOSTILE, Random};
use super::template::Template;
use super::templates;
use crate::database::Database;
use crate::server::Server;

/// How often a needed object is created although there is one, in percent.
const CREATE_ANOTHER: usize = 20;

/// How often a name is hard to quote, in percent.
const HOSTILE_NAME: usize = 12;

/// How often a property has its usual value, in percent.
const USUAL_VALUE: usize = 60;

/// A random schema of about this many objects, without those that only others need.
pub fn random_schema(seed: u64, major: u32, size: usize) -> Schema {
    let mut random = Random::new(seed);
    let mut schema = Schema { major, objects: Vec::new(), next: 0 };
    add(&mut schema, template("public"), &[], &mut random);
    for _ in 0..size {
        add_any(&mut schema, &mut random);
    }
    schema
}

fn template(word: &str) -> &'static Template {
    templates().find(|template| template.word == word).unwrap_or_else(|| panic!("no template {word:?}"))
}

/// Adds a random object, with the objects that it needs.
pub(super) fn add_any(schema: &mut Schema, random: &mut Random) -> Option<usize> {
    let possible: Vec<_> = templates().filter(|template| template.is_for(schema.major)).collect();
    let mut at = random.below(possible.iter().map(|template| template.weight).sum());
    let chosen = possible.into_iter().find(|template| match at < template.weight {
        true => true,
        false => {
            at -= template.weight;
            false
        }
    });
    add(schema, chosen?, &[], random)
}

/// Adds an object of a template. The first needed objects may be given. Returns its number, unless
/// the schema would not be consistent.
pub(super) fn add(
    schema: &mut Schema,
    template: &'static Template,
    given: &[usize],
    random: &mut Random,
) -> Option<usize> {
    let before = schema.clone();
    let mut needs = Vec::new();
    for at in 0..template.needs.len() {
        let found = match given.get(at) {
            Some(id) => Some(*id),
            None => needed(schema, template, at, &needs, random),
        };
        match found {
            Some(id) => needs.push(id),
            None => {
                *schema = before;
                return None;
            }
        }
    }
    let id = schema.next;
    schema.next += 1;
    let choices = template.properties.iter().map(|property| {
        let at = if random.percent(USUAL_VALUE) { 0 } else { random.below(property.values.len()) };
        if property.value(at, schema.major).is_some() { at } else { 0 }
    });
    let object = Object { id, template, name: String::new(), choices: choices.collect(), needs };
    schema.objects.push(object);
    let name = if template.word == "public" { "public".to_owned() } else { name(template, id, random) };
    schema.get_mut(id)?.name = name;
    if !schema.is_consistent() {
        *schema = before;
        return None;
    }
    Some(id)
}

/// Chooses or creates an object for a slot of a template whose earlier slots are filled.
pub(super) fn needed(
    schema: &mut Schema,
    template: &'static Template,
    slot: usize,
    filled: &[usize],
    random: &mut Random,
) -> Option<usize> {
    let candidates = candidates(schema, template, slot, filled);
    if slot_is_schema(template, slot) && random.percent(50) {
        return candidates.first().copied();
    }
    if !candidates.is_empty() && !random.percent(CREATE_ANOTHER) {
        return Some(candidates[random.below(candidates.len())]);
    }
    let need = &template.needs[slot];
    let word = random.pick(need.words);
    let needed = self::template(word);
    let within = holder(template, slot, filled);
    if !needed.is_for(schema.major) {
        return candidates.first().copied();
    }
    let created = add(schema, needed, within.as_slice(), random);
    created.or_else(|| candidates.first().copied())
}

fn slot_is_schema(template: &Template, slot: usize) -> bool {
    template.needs[slot].slot == "in"
}

/// The object that an object in a slot must belong to.
fn holder(template: &Template, slot: usize, filled: &[usize]) -> Option<usize> {
    let at = template.needs.iter().position(|need| need.slot == template.needs[slot].within)?;
    filled.get(at).copied()
}

/// The objects that can fill a slot.
pub(super) fn candidates(schema: &Schema, template: &Template, slot: usize, filled: &[usize]) -> Vec<usize> {
    let holder = holder(template, slot, filled);
    let suits = |object: &&Object| {
        template.needs[slot].words.contains(&object.template.word)
            && holder.is_none_or(|holder| object.needs.first() == Some(&holder))
    };
    schema.objects.iter().filter(suits).map(|object| object.id).collect()
}

/// A new name.
pub(super) fn name(template: &Template, id: usize, random: &mut Random) -> String {
    if !random.percent(HOSTILE_NAME) {
        let initials: String = template.word.chars().filter(char::is_ascii_alphabetic).take(4).collect();
        return format!("{initials}_{id}");
    }
    let hostile = random.pick(HOSTILE);
    let mut end = hostile.len().min(55);
    while !hostile.is_char_boundary(end) {
        end -= 1;
    }
    format!("{}{id}", &hostile[..end])
}

/// Loads a schema into a new database. Objects that the server rejects are removed from the schema,
/// and properties that it rejects get their usual value.
pub fn load(schema: &mut Schema, old: Option<&Schema>, server: &Server) -> Database {
    loop {
        let script = schema.script(old);
        let database = server.create_database();
        let errors = database.errors(&script.sql);
        if errors.is_empty() {
            return database;
        }
        let mut changed = false;
        for (line, _) in errors {
            match script.origin(line) {
                Some((id, Some(at))) => {
                    let Some(object) = schema.get_mut(id) else { continue };
                    if object.choices[at] == 0 {
                        schema.remove(id);
                    } else {
                        object.choices[at] = 0;
                    }
                }
                Some((id, None)) => schema.remove(id),
                None => continue,
            }
            changed = true;
        }
        assert!(changed, "errors outside of all statements:\n{}", script.sql);
    }
}
