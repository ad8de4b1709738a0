//! Messages of input and output errors.

use std::io;

/// The message of an error without the operating system's number: `no such file or directory`.
pub fn io_message(error: &io::Error) -> String {
    let mut text = error.to_string();
    // The number can be in the middle, if another error contains this one.
    while let Some(start) = text.find(" (os error ") {
        let Some(length) = text[start..].find(')') else { break };
        text.replace_range(start..=start + length, "");
        lower_first_letter(&mut text);
    }
    text
}

/// The operating system's messages begin with a capital letter; error messages of pgplumb do not.
fn lower_first_letter(text: &mut str) {
    if text.as_bytes().get(1).is_some_and(|second| second.is_ascii_lowercase() || *second == b' ')
        && let Some(first) = text.get_mut(..1)
    {
        first.make_ascii_lowercase();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn messages_have_no_numbers() {
        let missing = std::fs::File::open("/nonexistent/file").unwrap_err();
        assert_eq!(io_message(&missing), "no such file or directory");
        let wrapped = io::Error::other(format!("{missing} at path \"x\""));
        assert_eq!(io_message(&wrapped), "no such file or directory at path \"x\"");
        assert_eq!(io_message(&io::Error::other("TLS is required (os")), "TLS is required (os");
    }
}
