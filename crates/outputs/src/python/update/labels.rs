//! Labels of enums.

use std::collections::BTreeSet;
use std::ops::Range;

use pgplumb_catalog::kinds::enumeration::Enum;

use super::super::names;
use super::super::read::{Declared, Member};
use super::Work;

impl Work<'_> {
    /// Brings an enum's labels in step.
    pub(super) fn labels(&mut self, class: &Declared, source: &Enum) {
        let is_label = |member: &Member| source.labels.iter().any(|label| **label == *member.label);
        let gone: BTreeSet<usize> =
            (0..class.members.len()).filter(|at| !is_label(&class.members[*at])).collect();
        let kept: Vec<&Member> = class.members.iter().filter(|member| is_label(member)).collect();
        // Nothing of it is right: it is about something else, or to be written anew. And what is one text, or worked out, is its author's.
        if kept.is_empty() || class.are_words || class.members.iter().any(|member| !member.is_known) {
            return;
        }
        let ranges: Vec<Range<usize>> = class.members.iter().map(|member| member.range.into()).collect();
        if class.is_class {
            for at in gone {
                let member = &class.members[at];
                // What makes others too stays.
                if class.members.iter().filter(|other| other.range == member.range).count() > 1 {
                    continue;
                }
                let used = self.modules.used((class.module, class.place), member.range);
                if member.name.as_ref().is_some_and(|name| used.contains(name)) {
                    continue;
                }
                if let Some((lines, with)) = self.remove_statement(class.module, &ranges[at]) {
                    self.edit(class.module, lines, with);
                }
            }
        } else {
            self.remove_items(class.module, &ranges, &gone);
        }
        self.missing_labels(class, source, &kept);
    }

    fn missing_labels(&mut self, class: &Declared, source: &Enum, kept: &[&Member]) {
        // Their values, or what else there is of each, are for nobody but their author to say.
        let has_order = self.modules.taken(class).iter().any(|name| name == "_order_");
        if class.are_names || has_order || class.is_class && kept.iter().any(|member| member.has_more) {
            return;
        }
        let of = |label: &str| kept.iter().find(|member| *member.label == *label);
        let mut taken: BTreeSet<String> = self.modules.taken(class).into_iter().collect();
        taken.extend(class.members.iter().filter_map(|member| member.name.clone()));
        let members = names::members(source.labels.iter().map(|label| &**label));
        for (at, label) in source.labels.iter().enumerate().filter(|(_, label)| of(label).is_none()) {
            let before = source.labels[..at].iter().rev().find_map(|label| of(label));
            let after = source.labels[at..].iter().find_map(|label| of(label));
            let Some(near) = before.or(after) else { continue };
            let range = Range::from(near.range);
            let value = self.quoted(class.module, &range, label);
            let name = self.member_name(&members[at], kept, &mut taken);
            if class.is_class {
                self.put_statement(class, &range, before.is_some(), &format!("{name} = {value}"));
                continue;
            }
            let key = self.quoted(class.module, &range, &name);
            let written = &self.text(class.module)[range.clone()];
            let item = match near.name.as_deref() {
                None => value,
                Some(_) if written.starts_with('(') => format!("({key}, {value})"),
                Some(_) if written.contains(':') => format!("{key}: {value}"),
                // Members that have names alone get numbers as values.
                Some(_) => key,
            };
            self.put_item(class.module, &range, before.is_some(), &item);
        }
    }

    /// A member's name as the others are written, which is not taken yet.
    fn member_name(&self, name: &str, others: &[&Member], taken: &mut BTreeSet<String>) -> String {
        let is_small = |member: &&Member| {
            member
                .name
                .as_ref()
                .is_some_and(|name| name.to_lowercase() == *name && name.to_uppercase() != *name)
        };
        let small = name.to_lowercase();
        let mut name = match others.iter().all(is_small) && names::is_attribute(&small) {
            true => small,
            false => name.to_owned(),
        };
        while !taken.insert(name.clone()) {
            name.push('_');
        }
        name
    }
}
