//! `CREATE AGGREGATE`.

use super::{Aggregate, AggregateKind, Computation};
use crate::kinds::function::Parallel;
use crate::kinds::function::arguments::Argument;
use crate::kinds::{Create, Object};
use crate::sql::{literal, qualified};

pub(super) fn create(aggregate: &Aggregate) -> Create {
    let mut options = computation(&aggregate.computation, "");
    let functions = [
        ("COMBINEFUNC", &aggregate.combine_function),
        ("SERIALFUNC", &aggregate.serial_function),
        ("DESERIALFUNC", &aggregate.deserial_function),
    ];
    for (word, function) in functions {
        options.extend(function.as_ref().map(|f| format!("{word} = {f}")));
    }
    if let Some(moving) = &aggregate.moving {
        let mut moving_options = computation(&moving.computation, "M");
        moving_options.insert(1, format!("MINVFUNC = {}", moving.inverse_function));
        options.extend(moving_options);
    }
    options.extend(aggregate.sort_operator.as_ref().map(|o| format!("SORTOP = OPERATOR({o})")));
    options.extend(aggregate.support_function.as_ref().map(|f| format!("SUPPORT = {f}")));
    if aggregate.kind == AggregateKind::Hypothetical {
        options.push("HYPOTHETICAL".to_owned());
    }
    if aggregate.parallel != Parallel::Unsafe {
        options.push(format!("PARALLEL = {}", aggregate.parallel.word()));
    }
    let name = qualified(&aggregate.schema, &aggregate.name);
    let head = format!("CREATE AGGREGATE {name}({})", aggregate.signature(Argument::sql));
    Create::list(head, &aggregate.id(), options)
}

/// The options of a computation. The options of a moving aggregate have the prefix `M`.
fn computation(computation: &Computation, m: &str) -> Vec<String> {
    let mut options = vec![
        format!("{m}SFUNC = {}", computation.state_function),
        format!("{m}STYPE = {}", computation.state_type),
    ];
    if computation.state_size != 0 {
        options.push(format!("{m}SSPACE = {}", computation.state_size));
    }
    options
        .extend(computation.initial_state.as_ref().map(|state| format!("{m}INITCOND = {}", literal(state))));
    if let Some(function) = &computation.final_function {
        options.push(format!("{m}FINALFUNC = {function}"));
        if computation.final_extra {
            options.push(format!("{m}FINALFUNC_EXTRA"));
        }
        options.extend(computation.final_modify.map(|m_| format!("{m}FINALFUNC_MODIFY = {}", m_.word())));
    }
    options
}
