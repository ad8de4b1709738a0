//! Objects of two catalogs, paired by identity.

use std::cmp::Ordering;

use crate::kinds::Object;

/// The objects of one kind in two catalogs, paired by identity.
pub struct Pairing<'a> {
    /// Objects that both catalogs have.
    pub both: Vec<(&'a dyn Object, &'a dyn Object)>,
    /// Objects that only the first catalog has.
    pub removed: Vec<&'a dyn Object>,
    /// Objects that only the second catalog has.
    pub added: Vec<&'a dyn Object>,
}

impl<'a> Pairing<'a> {
    /// Pairs the objects of two lists, both sorted by identity.
    pub fn new(from: Vec<&'a dyn Object>, to: Vec<&'a dyn Object>) -> Self {
        let mut pairing = Self { both: Vec::new(), removed: Vec::new(), added: Vec::new() };
        let identified = |list: Vec<&'a dyn Object>| list.into_iter().map(|o| (o.id(), o)).peekable();
        let (mut from, mut to) = (identified(from), identified(to));
        loop {
            let order = match (from.peek(), to.peek()) {
                (Some((old, _)), Some((new, _))) => old.cmp(new),
                (Some(_), None) => Ordering::Less,
                (None, Some(_)) => Ordering::Greater,
                (None, None) => return pairing,
            };
            match order {
                Ordering::Less => pairing.removed.extend(from.next().map(|(_, o)| o)),
                Ordering::Greater => pairing.added.extend(to.next().map(|(_, o)| o)),
                Ordering::Equal => {
                    if let (Some((_, old)), Some((_, new))) = (from.next(), to.next()) {
                        pairing.both.push((old, new));
                    }
                }
            }
        }
    }
}
