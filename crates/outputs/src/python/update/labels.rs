//! Updates of enums.

use std::collections::BTreeSet;
use std::ops::Range;

use pgplumb_catalog::kinds::enumeration::Enum;

use super::super::names;
use super::super::read::{Member, PythonClass};
use super::Updater;

impl Updater<'_> {
    /// Adds and removes members so that they match the labels of the enum.
    pub(super) fn update_enum(&mut self, class: &PythonClass, source: &Enum) {
        let is_label = |member: &Member| source.labels.iter().any(|label| **label == *member.label);
        let removed: BTreeSet<usize> =
            (0..class.members.len()).filter(|index| !is_label(&class.members[*index])).collect();
        let matching: Vec<&Member> = class.members.iter().filter(|member| is_label(member)).collect();
        // If no label matches, the class probably describes something else. Members in one string
        // and computed values cannot be edited safely.
        if matching.is_empty()
            || class.has_names_in_one_string
            || class.members.iter().any(|member| !member.is_label_known)
        {
            return;
        }
        let ranges: Vec<Range<usize>> = class.members.iter().map(|member| member.range.into()).collect();
        if class.is_class_statement {
            for index in removed {
                let member = &class.members[index];
                // The statement also defines other members.
                if class.members.iter().filter(|other| other.range == member.range).count() > 1 {
                    continue;
                }
                let used = self.modules.used_at_import(class.id, member.range);
                if member.name.as_ref().is_some_and(|name| used.contains(name)) {
                    continue;
                }
                let edit = self.remove_statement(class.id.module, &ranges[index]);
                self.edits[class.id.module].extend(edit);
            }
        } else {
            self.remove_items(class.id.module, &ranges, &removed);
        }
        self.add_members(class, source, &matching);
    }

    fn add_members(&mut self, class: &PythonClass, source: &Enum, matching: &[&Member]) {
        // Only the author knows the order, the values, or the additional data of the new members.
        let has_order = self.modules.body_names(class).iter().any(|name| name == "_order_");
        if class.stores_names
            || has_order
            || class.is_class_statement && matching.iter().any(|member| member.has_extra_data)
        {
            return;
        }
        let member_of = |label: &str| matching.iter().find(|member| *member.label == *label);
        let mut taken: BTreeSet<String> = self.modules.body_names(class).into_iter().collect();
        taken.extend(class.members.iter().filter_map(|member| member.name.clone()));
        let names = names::member_names(source.labels.iter().map(|label| &**label));
        for (index, label) in source.labels.iter().enumerate().filter(|(_, label)| member_of(label).is_none())
        {
            let before = source.labels[..index].iter().rev().find_map(|label| member_of(label));
            let after = source.labels[index..].iter().find_map(|label| member_of(label));
            let Some(sibling) = before.or(after) else { continue };
            let range = Range::from(sibling.range);
            let value = self.quoted(class.id.module, &range, label);
            let name = self.free_name(&names[index], matching, &mut taken);
            if class.is_class_statement {
                self.insert_statement(class, &range, before.is_some(), &format!("{name} = {value}"));
                continue;
            }
            let key = self.quoted(class.id.module, &range, &name);
            let sibling_text = &self.text(class.id.module)[range.clone()];
            let item = match sibling.name.as_deref() {
                None => value,
                Some(_) if sibling_text.starts_with('(') => format!("({key}, {value})"),
                Some(_) if sibling_text.contains(':') => format!("{key}: {value}"),
                // Members without values get numbers.
                Some(_) => key,
            };
            self.insert_item(class.id.module, &range, before.is_some(), &item);
        }
    }

    /// A free member name in the case of the other members.
    pub(super) fn free_name(&self, name: &str, others: &[&Member], taken: &mut BTreeSet<String>) -> String {
        let is_lowercase = |member: &&Member| {
            member
                .name
                .as_ref()
                .is_some_and(|name| name.to_lowercase() == *name && name.to_uppercase() != *name)
        };
        let lowercase = name.to_lowercase();
        let is_like_others = !others.is_empty() && others.iter().all(is_lowercase);
        let mut name = match is_like_others && names::is_attribute(&lowercase) {
            true => lowercase,
            false => name.to_owned(),
        };
        while !taken.insert(name.clone()) {
            name.push('_');
        }
        name
    }
}
