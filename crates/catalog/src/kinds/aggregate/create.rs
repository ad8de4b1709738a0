//! `CREATE AGGREGATE`.

use super::{Aggregate, AggregateKind, Computation};
use crate::kinds::function::Parallel;
use crate::kinds::function::arguments::Argument;
use crate::kinds::{Create, Object};
use crate::sql::{literal, qualified};

/// The SQL that makes an aggregate.
pub(super) fn create(aggregate: &Aggregate) -> Create {
    let mut parts = computation(&aggregate.computation, "");
    let functions = [
        ("COMBINEFUNC", &aggregate.combine_function),
        ("SERIALFUNC", &aggregate.serial_function),
        ("DESERIALFUNC", &aggregate.deserial_function),
    ];
    for (word, function) in functions {
        parts.extend(function.as_ref().map(|f| format!("{word} = {f}")));
    }
    if let Some(moving) = &aggregate.moving {
        let mut moving_parts = computation(&moving.computation, "M");
        moving_parts.insert(1, format!("MINVFUNC = {}", moving.inverse_function));
        parts.extend(moving_parts);
    }
    parts.extend(aggregate.sort_operator.as_ref().map(|o| format!("SORTOP = OPERATOR({o})")));
    if aggregate.kind == AggregateKind::Hypothetical {
        parts.push("HYPOTHETICAL".to_owned());
    }
    if aggregate.parallel != Parallel::Unsafe {
        parts.push(format!("PARALLEL = {}", aggregate.parallel.word()));
    }
    let name = qualified(&aggregate.schema, &aggregate.name);
    let head = format!("CREATE AGGREGATE {name}({})", aggregate.signature(Argument::sql));
    Create::list(head, &aggregate.id(), parts)
}

/// A computation's parts; those of a moving one are named with an `M` before.
fn computation(computation: &Computation, m: &str) -> Vec<String> {
    let mut parts = vec![
        format!("{m}SFUNC = {}", computation.state_function),
        format!("{m}STYPE = {}", computation.state_type),
    ];
    if computation.state_size != 0 {
        parts.push(format!("{m}SSPACE = {}", computation.state_size));
    }
    parts.extend(computation.initial_state.as_ref().map(|state| format!("{m}INITCOND = {}", literal(state))));
    if let Some(function) = &computation.final_function {
        parts.push(format!("{m}FINALFUNC = {function}"));
        if computation.final_extra {
            parts.push(format!("{m}FINALFUNC_EXTRA"));
        }
        parts.extend(computation.final_modify.map(|m_| format!("{m}FINALFUNC_MODIFY = {}", m_.word())));
    }
    parts
}
