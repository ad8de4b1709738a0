//! Variables in URLs of the settings: `${NAME}`.

/// A variable in the settings is not set.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
#[error("the variable {name} is not set")]
pub struct MissingVariable {
    /// Its name.
    pub name: String,
}

/// Replaces `${NAME}` by the variable's value; `${NAME:-default}` provides a default for an empty
/// or unset variable.
///
/// # Errors
/// If a variable without a default is not set.
pub fn interpolate(
    text: &str,
    mut variable: impl FnMut(&str) -> Option<String>,
) -> Result<String, MissingVariable> {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once("${") {
        let Some((inside, tail)) = after.split_once('}') else { break };
        out.push_str(before);
        let (name, default) = match inside.split_once(":-") {
            Some((name, default)) => (name, Some(default)),
            None => (inside, None),
        };
        match (variable(name), default) {
            (Some(value), None) => out.push_str(&value),
            (Some(value), Some(_)) if !value.is_empty() => out.push_str(&value),
            (_, Some(default)) => out.push_str(default),
            (None, None) => return Err(MissingVariable { name: name.to_owned() }),
        }
        rest = tail;
    }
    out.push_str(rest);
    Ok(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn interpolated(text: &str) -> Result<String, MissingVariable> {
        interpolate(text, |name| match name {
            "HOST" => Some("db".to_owned()),
            "EMPTY" => Some(String::new()),
            _ => None,
        })
    }

    #[test]
    fn variables_are_replaced() {
        assert_eq!(
            interpolated("postgres://${HOST}/${X:-shop}${EMPTY}").as_deref(),
            Ok("postgres://db/shop")
        );
        assert_eq!(interpolated("${EMPTY:-x} $HOST ${open").as_deref(), Ok("x $HOST ${open"));
        assert_eq!(interpolated("${X}"), Err(MissingVariable { name: "X".to_owned() }));
    }
}
