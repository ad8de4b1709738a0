//! Quotes words for a shell, in commands that messages suggest.

use pgplumb_catalog::visible::is_invisible;

/// A word that a POSIX shell passes on unchanged: bare if possible, otherwise in single quotes.
/// With invisible characters it is quoted as `$'…'`, which bash, zsh and ksh understand.
pub fn word(text: &str) -> String {
    let is_bare = |c: char| c.is_ascii_alphanumeric() || "_-./:=@%+,".contains(c);
    if !text.is_empty() && text.chars().all(is_bare) {
        return text.to_owned();
    }
    if !text.chars().any(is_invisible) {
        return format!("'{}'", text.replace('\'', "'\\''"));
    }
    let mut out = String::from("$'");
    for c in text.chars() {
        match c {
            '\'' | '\\' => out.extend(['\\', c]),
            c if is_invisible(c) => out.push_str(&format!("\\U{:08x}", u32::from(c))),
            c => out.push(c),
        }
    }
    out + "'"
}

#[cfg(test)]
mod tests {
    use std::process::Command;

    use super::*;

    #[test]
    fn words_are_quoted_only_if_needed() {
        assert_eq!(word("table:public.a=b"), "table:public.a=b");
        assert_eq!(word("table:public.\"it's\""), "'table:public.\"it'\\''s\"'");
    }

    #[test]
    #[cfg(unix)]
    fn bash_reads_every_word_unchanged() {
        for text in [
            "",
            "$(touch PWN)",
            "`x`",
            "a'b\"c\\",
            "x\r; touch PWN #",
            "\u{202e}\u{2028}\u{1b}[2J\n'",
            "!x",
            "~",
            "*",
        ] {
            let script = format!("printf %s {}", word(text));
            let output =
                Command::new("bash").env("LC_ALL", "C.UTF-8").arg("-c").arg(&script).output().unwrap();
            assert_eq!(String::from_utf8(output.stdout).unwrap(), text, "{script}");
        }
    }
}
