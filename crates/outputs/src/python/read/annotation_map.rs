//! Column types that a base class specifies for annotations: `type_annotation_map`.

use ruff_python_ast::Expr;

use super::class::{MAX_DEPTH, assigned};
use super::column_call::keyword;
use super::column_type::ColumnType;
use super::fields::Field;
use super::{ClassKind, Definition, Modules, StatementId, TypeHint};

impl Modules<'_> {
    /// Gives annotated columns the types that the base classes specify for their annotations.
    pub(super) fn apply_annotation_map(&self, id: StatementId, fields: &mut [Field]) {
        let known = self.annotation_map(id);
        if known.is_empty() {
            return;
        }
        let is_enum = |id: StatementId| self.class_kind(id) == Some(ClassKind::Enum);
        for field in fields.iter_mut().filter(|field| field.annotation.is_some()) {
            let [hint] = *field.hint.alternatives().as_slice() else { continue };
            let matches = |key: &TypeHint| match (key, hint) {
                (TypeHint::Named(name), TypeHint::Class(class)) => name == "enum.Enum" && is_enum(*class),
                (key, hint) => key == hint,
            };
            // A more exact key takes precedence.
            let exact = known.iter().find(|(key, _)| key == hint);
            let found = exact.or_else(|| known.iter().find(|(key, _)| matches(key)));
            field.derived_type = found.map(|(_, column_type)| column_type.clone());
        }
    }

    /// The annotations and their types.
    fn annotation_map(&self, id: StatementId) -> Vec<(TypeHint, ColumnType)> {
        let mut found = Vec::new();
        for class in self.ancestors(id) {
            let Some(body) = self.class_def(class) else { continue };
            let own = assigned(body, "type_annotation_map").map(|map| (class, map));
            let of_registry = || {
                let (id, registry) = self.followed_call(class, assigned(body, "registry")?, 0)?;
                Some((id, keyword(registry, "type_annotation_map")?))
            };
            if let Some((id, map)) = own.or_else(of_registry) {
                self.add_annotations(id, map, 0, &mut found);
            }
        }
        found
    }

    fn add_annotations(
        &self,
        id: StatementId,
        map: &Expr,
        depth: usize,
        found: &mut Vec<(TypeHint, ColumnType)>,
    ) {
        match map {
            Expr::Dict(dict) => {
                for item in &dict.items {
                    let Some(key) = &item.key else {
                        // `**common_types`
                        self.add_annotations(id, &item.value, depth + 1, found);
                        continue;
                    };
                    let mut column_type = self.column_type(id.module, &item.value, 0);
                    // A hint does not tell an alias such as `Annotated[str, 80]` from its type, so the
                    // width holds for neither.
                    if matches!(self.evaluate(id, key), Some(Definition::Alias(_))) {
                        column_type.stated = None;
                    }
                    found.push((self.type_hint(id.module, key), column_type));
                }
            }
            Expr::Name(_) | Expr::Attribute(_) if depth < MAX_DEPTH => {
                if let Some(Definition::Alias(alias)) = self.evaluate(id, map)
                    && let Some(value) = self.alias_value(alias)
                {
                    self.add_annotations(alias, value, depth + 1, found);
                }
            }
            _ => {}
        }
    }
}
