//! Random changes of a schema's model.

use super::generate::{add, add_any, candidates, name};
use super::model::{Object, Schema};
use super::numbers::Random;
use super::template::Scope;
use super::templates;

/// The schema after some random edits.
pub fn edited(old: &Schema, edits: usize, random: &mut Random) -> Schema {
    let mut new = old.clone();
    let mut done = 0;
    for _ in 0..edits * 10 {
        if done == edits {
            break;
        }
        let before = new.clone();
        edit(&mut new, random);
        if new.objects == before.objects || !new.is_consistent() {
            new = before;
        } else {
            done += 1;
        }
    }
    new
}

/// One edit, which may change nothing or make the schema inconsistent.
fn edit(schema: &mut Schema, random: &mut Random) {
    let id = schema.objects[random.below(schema.objects.len())].id;
    match random.below(100) {
        0..50 => set_property(schema, id, random),
        50..60 => rename(schema, id, random),
        60..62 => swap_names(schema, id, random),
        62..73 => drop_object(schema, id),
        73..84 => {
            add_any(schema, random);
        }
        84..92 => choose_again(schema, id, false, random),
        92..96 => choose_again(schema, id, true, random),
        _ => replace(schema, id, random),
    }
}

fn set_property(schema: &mut Schema, id: usize, random: &mut Random) {
    let major = schema.major;
    let Some(object) = schema.get_mut(id) else { return };
    if object.choices.is_empty() {
        return;
    }
    let at = random.below(object.choices.len());
    let property = &object.template.properties[at];
    let value = random.below(property.values.len());
    if property.value(value, major).is_some() {
        object.choices[at] = value;
    }
}

fn rename(schema: &mut Schema, id: usize, random: &mut Random) {
    let number = schema.next;
    let Some(object) = schema.get_mut(id) else { return };
    if !object.template.kind.is_empty() {
        object.name = name(object.template, number, random);
        schema.next += 1;
    }
}

/// Gives an object the name of another one of its template, and the other one its name.
fn swap_names(schema: &mut Schema, id: usize, random: &mut Random) {
    let Some(object) = schema.get(id).cloned() else { return };
    let is_like = |other: &&Object| {
        other.id != id && other.template.word == object.template.word && other.needs == object.needs
    };
    let others: Vec<Object> = schema.objects.iter().filter(is_like).cloned().collect();
    if object.template.kind.is_empty() || others.is_empty() {
        return;
    }
    let other = &others[random.below(others.len())];
    for (id, name) in [(id, &other.name), (other.id, &object.name)] {
        if let Some(object) = schema.get_mut(id) {
            object.name.clone_from(name);
        }
    }
}

fn drop_object(schema: &mut Schema, id: usize) {
    if schema.get(id).is_some_and(|object| object.template.word != "public") {
        schema.remove(id);
    }
}

/// Lets an object need another one: another schema if `schemas` is set, otherwise another table,
/// column, function, type and so on.
fn choose_again(schema: &mut Schema, id: usize, schemas: bool, random: &mut Random) {
    let Some(object) = schema.get(id) else { return };
    let slots: Vec<usize> = (0..object.needs.len())
        .filter(|slot| (object.template.needs[*slot].slot == "in") == schemas)
        .collect();
    if slots.is_empty() {
        return;
    }
    let slot = slots[random.below(slots.len())];
    let found = candidates(schema, object.template, slot, &object.needs);
    if !found.is_empty() {
        let chosen = found[random.below(found.len())];
        if let Some(object) = schema.get_mut(id) {
            object.needs[slot] = chosen;
        }
    }
}

/// Replaces an object by one of another template that has its name.
fn replace(schema: &mut Schema, id: usize, random: &mut Random) {
    let Some(object) = schema.get(id).cloned() else { return };
    let suits = |scope: Scope| scope == object.template.scope;
    let others: Vec<_> = templates()
        .filter(|it| {
            suits(it.scope) && it.word != object.template.word && it.is_for(schema.major) && it.weight > 0
        })
        .collect();
    if object.template.scope == Scope::None || object.template.word == "public" || others.is_empty() {
        return;
    }
    let other = others[random.below(others.len())];
    schema.remove(id);
    if let Some(new) = add(schema, other, &[], random)
        && let Some(new) = schema.get_mut(new)
    {
        new.name = object.name;
    }
}
