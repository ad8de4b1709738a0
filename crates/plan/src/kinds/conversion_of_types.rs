//! The conversion of values to the new definition of their type.

use pgplumb_catalog::kinds::Object;
use pgplumb_catalog::kinds::column::Column;
use pgplumb_catalog::kinds::composite_type::CompositeType;
use pgplumb_catalog::kinds::domain::Domain;
use pgplumb_catalog::kinds::enumeration::Enum;
use pgplumb_catalog::kinds::range::Range;
use pgplumb_catalog::sql::{ident, literal, qualified};
use pgplumb_catalog::types::Conversion;
use pgplumb_catalog::{Name, ObjectId};

use crate::change::ChangeContext;
use crate::helper_names::{helper_name, replaced_name};
use crate::indexed::element;

/// Converts values of types that are replaced. While it does, the current types have other names.
pub(crate) struct Converter<'a> {
    replaced: &'a [String],
    context: &'a ChangeContext<'a>,
}

/// A conversion between two types that stay.
pub(crate) struct BaseConversion {
    /// The attribute of a composite type; `None` for a domain.
    pub attribute: Option<Name>,
    /// The value before, as an expression.
    pub value: String,
    /// Its type.
    pub from: Name,
    /// Its new type.
    pub to: Name,
}

/// The temporary name of a composite type that a new one replaces.
fn replaced_path(composite: &CompositeType) -> String {
    qualified(&composite.schema, &replaced_name(&composite.name))
}

impl<'a> Converter<'a> {
    pub fn new(replaced: &'a [String], context: &'a ChangeContext<'a>) -> Self {
        Self { replaced, context }
    }

    fn is_replaced(&self, sql_type: &str) -> bool {
        self.replaced.iter().any(|name| name == element(sql_type))
    }

    /// Whether a type is the same before and after the replacement: a built-in type, or a domain or
    /// enum that is not replaced.
    pub fn stays(&self, sql_type: &str) -> bool {
        let name = element(sql_type);
        let is_built_in = !name.contains('.') && self.context.desired.domain(name).is_none();
        is_built_in || !self.is_replaced(name) && (self.domains(name).is_some() || self.enums(name).is_some())
    }

    /// The expression that converts a value of this type; `None` if there is none.
    pub fn convert(&self, value: &str, sql_type: &str) -> Option<String> {
        let name = element(sql_type);
        let is_array = name.len() < sql_type.len();
        let by_text = || match is_array {
            true => format!("{value}::text[]::{sql_type}"),
            false => format!("{value}::text::{sql_type}"),
        };
        if self.enums(name).is_some() {
            return Some(by_text());
        }
        if let Some((old, new)) = self.domains(name) {
            let base = element(&old.base_type);
            let composite = self.composites(base).filter(|_| !self.keeps_text(base));
            return match old.base_type == new.base_type {
                true => match composite {
                    // Arrays of such domains have no expression of their own.
                    Some(_) if is_array => None,
                    Some((composite, _)) => {
                        let array = if base.len() < old.base_type.len() { "[]" } else { "" };
                        let value = format!("({value}::{}{array})", replaced_path(composite));
                        Some(format!("({})::{sql_type}", self.convert(&value, &old.base_type)?))
                    }
                    None => Some(by_text()),
                },
                false if is_array => Some(by_text()),
                // Assigning the value applies the modifiers of the new base type.
                false => {
                    let value = format!("{value}::{}", old.base_type);
                    let conversion = self.conversion(&old.base_type, &new.base_type);
                    Some(conversion.using(&value, &new.base_type).unwrap_or(value))
                }
            };
        }
        if let Some((old, new)) = self.ranges(name) {
            // The text of a range is made of the texts of its bounds.
            let subtype = element(&old.subtype);
            let keeps_text = match old.subtype == new.subtype {
                true => self.composites(subtype).is_none() || self.keeps_text(subtype),
                false => self.conversion(&old.subtype, &new.subtype).is_lossless(),
            };
            return keeps_text.then(by_text);
        }
        let (old, new) = self.composites(name)?;
        if is_array {
            // Otherwise, a cast converts the elements.
            return Some(if self.keeps_text(name) { by_text() } else { format!("{value}::{sql_type}") });
        }
        let attributes: Vec<String> =
            new.attributes.iter().map(|new| self.attribute(value, old, new)).collect::<Option<_>>()?;
        // The text of a row is read as a new value, so that strings that are too long are rejected.
        let is_cut_off = |new: &Column| {
            let old = old.attributes.iter().find(|a| a.column_name == new.column_name);
            old.is_some_and(|old| self.would_cut_off(old, new))
        };
        let by_text = if new.attributes.iter().any(is_cut_off) { "::text" } else { "" };
        let row = format!("ROW({}){by_text}::{sql_type}", attributes.join(", "));
        Some(format!("CASE WHEN {value} IS NOT DISTINCT FROM NULL THEN NULL ELSE {row} END"))
    }

    /// The statements that create a cast from the current composite type to the new one, which also
    /// converts arrays of it, and those that drop the cast; none if nothing needs it.
    pub fn cast(&self, name: &str) -> Option<[Vec<String>; 2]> {
        let (old, new) = self.composites(name).filter(|_| !self.keeps_text(name))?;
        let (from, to) = (replaced_path(old), new.sql_name());
        let function = format!("{}({from})", qualified(&new.schema, &helper_name(&new.name)));
        let value = self.convert("$1", &to)?;
        let create = vec![
            format!(
                "CREATE FUNCTION {function} RETURNS {to} LANGUAGE sql AS {}",
                literal(&format!("SELECT {value}"))
            ),
            format!("CREATE CAST ({from} AS {to}) WITH FUNCTION {function}"),
        ];
        Some([create, vec![format!("DROP CAST ({from} AS {to})"), format!("DROP FUNCTION {function}")]])
    }

    /// How values of a current type become values of a desired type.
    pub fn conversion<'b>(&self, from: &'b str, to: &'b str) -> Conversion<'b>
    where
        'a: 'b,
    {
        Conversion::new((from, self.context.current), (to, self.context.desired))
    }

    /// The value of an attribute of the new composite type.
    fn attribute(&self, value: &str, old: &CompositeType, new: &Column) -> Option<String> {
        let Some(old) = old.attributes.iter().find(|a| a.column_name == new.column_name) else {
            return Some("NULL".to_owned());
        };
        let value = format!("({value}).{}", ident(&new.column_name));
        match old.sql_type == new.sql_type {
            true if self.is_replaced(&old.sql_type) => self.convert(&value, &old.sql_type),
            true => Some(value),
            false if self.would_cut_off(old, new) => Some(match old.sql_type.ends_with("[]") {
                true => format!("{value}::text[]"),
                false => format!("{value}::text"),
            }),
            false => Some(self.conversion(&old.sql_type, &new.sql_type).cast(&value, &new.sql_type)),
        }
    }

    /// Whether an explicit cast would cut off values that an assignment rejects.
    fn would_cut_off(&self, old: &Column, new: &Column) -> bool {
        let conversion = self.conversion(&old.sql_type, &new.sql_type);
        let (from, to) = (&conversion.from, &conversion.to);
        let is_string = to.is(&["character varying", "character"]);
        let are_bits = to.is(&["bit", "bit varying"]) && from.is(&["bit", "bit varying"]);
        conversion.may_fail && to.length().is_some() && (is_string || are_bits)
    }

    /// Whether the text of a value means the same in the new type: no attributes of a composite type are
    /// added, removed or moved, also not within the value.
    fn keeps_text(&self, name: &str) -> bool {
        let name = element(name);
        if let Some((old, _)) = self.domains(name) {
            return self.keeps_text(&old.base_type);
        }
        self.composites(name).is_none_or(|(old, new)| {
            let names = |of: &CompositeType| {
                of.attributes.iter().map(|attribute| attribute.column_name.clone()).collect::<Vec<_>>()
            };
            names(old) == names(new)
                && old.attributes.iter().all(|attribute| self.keeps_text(&attribute.sql_type))
        })
    }

    /// Whether the new type can reject values.
    pub fn may_fail(&self) -> bool {
        let is_narrower = |name: &String| {
            let loses_labels =
                self.enums(name).is_some_and(|(old, new)| old.labels.iter().any(|l| !new.labels.contains(l)));
            let is_checked = self
                .domains(name)
                .is_some_and(|(old, new)| new.not_null && !old.not_null || !new.constraints.is_empty());
            let mut conversions = self.base_conversions("", name).into_iter();
            loses_labels
                || is_checked
                || self.may_reorder_bounds(name)
                || conversions.any(|c| self.conversion(&c.from, &c.to).may_fail)
        };
        self.replaced.iter().any(is_narrower)
    }

    /// Whether the bounds of a range have another order in the new type, so that the lower bound can be
    /// greater than the upper one.
    fn may_reorder_bounds(&self, name: &str) -> bool {
        self.ranges(name).is_some_and(|(old, new)| {
            let order = |range: &Range| {
                (range.subtype.clone(), range.subtype_operator_class.clone(), range.collation.clone())
            };
            let subtype = element(&old.subtype);
            let labels = self.enums(subtype).is_some_and(|(old, new)| old.labels != new.labels);
            order(old) != order(new) || labels
        })
    }

    /// The conversions between types that stay, for a column of a replaced type.
    pub fn base_conversions(&self, column: &str, sql_type: &str) -> Vec<BaseConversion> {
        if let Some((old, new)) = self.domains(sql_type)
            && old.base_type != new.base_type
        {
            let (from, to) = (old.base_type.clone(), new.base_type.clone());
            return vec![BaseConversion { attribute: None, value: format!("{column}::{from}"), from, to }];
        }
        self.attribute_conversions(column, sql_type)
    }

    fn attribute_conversions(&self, column: &str, name: &str) -> Vec<BaseConversion> {
        let Some((old, new)) = self.composites(name) else { return Vec::new() };
        let pairs = new.attributes.iter().filter_map(|new| {
            let old = old.attributes.iter().find(|a| a.column_name == new.column_name)?;
            (old.sql_type != new.sql_type).then(|| BaseConversion {
                attribute: Some(new.column_name.clone()),
                value: format!("({column}).{}", ident(&new.column_name)),
                from: old.sql_type.clone(),
                to: new.sql_type.clone(),
            })
        });
        pairs.collect()
    }

    /// The labels of the enum that a type is, or is a domain over.
    pub fn labels(&self, sql_type: &str) -> Option<&'a [Name]> {
        let name = element(sql_type);
        if let Some((old, new)) = self.enums(name) {
            let loses = old.labels.iter().any(|label| !new.labels.contains(label));
            return loses.then_some(&new.labels[..]);
        }
        self.domains(name).and_then(|(old, _)| self.labels(&old.base_type))
    }

    fn enums(&self, name: &str) -> Option<(&'a Enum, &'a Enum)> {
        self.context.current.enumeration(name).zip(self.context.desired.enumeration(name))
    }

    fn domains(&self, name: &str) -> Option<(&'a Domain, &'a Domain)> {
        self.context.current.domain(name).zip(self.context.desired.domain(name))
    }

    /// The range that a name stands for, or whose multirange it stands for.
    fn ranges(&self, name: &str) -> Option<(&'a Range, &'a Range)> {
        let find = |ranges: &'a [Range]| {
            ranges.iter().find(|range| range.id().path() == name || range.multirange_sql_name() == name)
        };
        let (current, desired) = (self.context.current.catalog(), self.context.desired.catalog());
        find(&current.ranges).zip(find(&desired.ranges))
    }

    fn composites(&self, name: &str) -> Option<(&'a CompositeType, &'a CompositeType)> {
        let find = |types: &'a [CompositeType]| {
            types.iter().find(|of| {
                ObjectId::local(pgplumb_catalog::Kind::CompositeType, &of.schema, of.name.clone()).path()
                    == name
            })
        };
        let (current, desired) = (self.context.current.catalog(), self.context.desired.catalog());
        find(&current.composite_types).zip(find(&desired.composite_types))
    }
}
