//! `docs/commands.md`, written from the definition of the command line by the test below.

use std::fmt::Write;
use std::path::Path;

use clap::{Arg, Command};

/// The heading of the options that every command has.
const GLOBAL: &str = "Global options";

/// The width of the text.
const WIDTH: usize = 100;

const START: &str = "# Commands

<!-- written by UPDATE_EXPECT=1 cargo test -p pgplumb --lib reference -->

`pgplumb COMMAND --help` shows the same on the terminal, and `-h` a summary.

";

/// The document.
fn document() -> String {
    let mut program = super::command().disable_help_subcommand(true);
    program.build();
    let commands: Vec<&Command> =
        program.get_subcommands().filter(|command| !command.is_hide_set()).collect();
    let mut out = START.to_owned();
    out.push_str("| command | purpose |\n| --- | --- |\n");
    for command in &commands {
        let (name, about) = (command.get_name(), text(command.get_about()));
        let _ = writeln!(out, "| [`pgplumb {name}`](#pgplumb-{name}) | {} |", escaped(&about));
    }
    let _ = write!(out, "\n{}", prose(&text(program.get_after_help())));
    for command in commands {
        section(&mut out, command.clone());
    }
    let _ = write!(out, "\n## {GLOBAL}\n\nEvery command takes these options.\n");
    options(&mut out, program.get_arguments().filter(|arg| heading(arg) == GLOBAL));
    out
}

/// Describes a command.
fn section(out: &mut String, mut command: Command) {
    let _ =
        write!(out, "\n## `pgplumb {}`\n\n{}.\n", command.get_name(), escaped(&text(command.get_about())));
    let usage = command.render_usage().to_string();
    let _ = write!(out, "\n    {}\n", usage.trim_start_matches("Usage: ").replace('\n', "\n    "));
    let mut headings: Vec<&str> = Vec::new();
    for arg in command.get_arguments().filter(|arg| is_listed(arg)) {
        if !headings.contains(&heading(arg)) {
            headings.push(heading(arg));
        }
    }
    for name in headings.into_iter().filter(|name| *name != GLOBAL) {
        let _ = write!(out, "\n### {name}\n");
        options(out, command.get_arguments().filter(|arg| heading(arg) == name));
    }
    let after = text(command.get_after_long_help().or(command.get_after_help()));
    if !after.is_empty() {
        let _ = write!(out, "\n{}", prose(&after));
    }
}

/// Lists options in a table.
fn options<'a>(out: &mut String, args: impl Iterator<Item = &'a Arg>) {
    out.push_str("\n| option | meaning |\n| --- | --- |\n");
    for arg in args.filter(|arg| is_listed(arg)) {
        let help = arg.get_long_help().or(arg.get_help());
        let mut meaning = vec![escaped(&text(help).replace("\n\n", ". ").replace('\n', " "))];
        if !arg.is_hide_default_value_set() && !arg.get_default_values().is_empty() && takes_value(arg) {
            let values: Vec<String> =
                arg.get_default_values().iter().map(|value| value.to_string_lossy().into_owned()).collect();
            meaning.push(format!("default: `{}`", values.join(" ")));
        }
        let values: Vec<String> = match takes_value(arg) {
            true => arg.get_possible_values().iter().map(|value| format!("`{}`", value.get_name())).collect(),
            false => Vec::new(),
        };
        if !values.is_empty() {
            meaning.push(format!("one of {}", values.join(", ")));
        }
        let _ =
            writeln!(out, "| `{}` | {} |", name(arg), meaning.join("; ").replace(".; default", ". Default"));
    }
}

/// The name of an option, as the help shows it: `-o, --output <PATH>`.
fn name(arg: &Arg) -> String {
    let values = arg.get_value_names().filter(|_| takes_value(arg)).unwrap_or_default();
    let several = if arg.get_num_args().is_some_and(|count| count.max_values() > 1) { "..." } else { "" };
    let values: Vec<String> = values.iter().map(|value| format!("<{value}>{several}")).collect();
    let short = arg.get_short().map(|short| format!("-{short}"));
    let long = arg.get_long().map(|long| format!("--{long}"));
    let names: Vec<String> = short.into_iter().chain(long).collect();
    format!("{} {}", names.join(", "), values.join(" ")).trim().to_owned()
}

fn takes_value(arg: &Arg) -> bool {
    arg.get_action().takes_values()
}

fn is_listed(arg: &Arg) -> bool {
    !arg.is_hide_set() && !["help", "version"].contains(&arg.get_id().as_str())
}

/// The heading of an option.
fn heading(arg: &Arg) -> &str {
    arg.get_help_heading().unwrap_or(if arg.is_positional() { "Arguments" } else { "Options" })
}

fn text(styled: Option<&clap::builder::StyledStr>) -> String {
    styled.map(ToString::to_string).unwrap_or_default().trim().to_owned()
}

/// Text without the characters that Markdown treats specially.
fn escaped(text: &str) -> String {
    let mut out = String::new();
    for c in text.chars() {
        if "*_<|`[".contains(c) {
            out.push('\\');
        }
        out.push(c);
    }
    out
}

/// Wraps paragraphs, and writes indented lines, such as examples, as code.
fn prose(text: &str) -> String {
    let mut out = String::new();
    let mut was_code = true;
    for line in text.lines() {
        let is_code = line.starts_with("  ");
        if is_code != was_code && !out.is_empty() && !out.ends_with("\n\n") {
            out.push('\n');
        }
        was_code = is_code;
        if is_code {
            let _ = writeln!(out, "    {}", line.trim());
            continue;
        }
        let mut width = 0;
        for word in escaped(line).split_whitespace() {
            let space = if width == 0 { 0 } else { 1 };
            if width + space + word.chars().count() > WIDTH {
                out.push('\n');
                width = 0;
            } else if width > 0 {
                out.push(' ');
                width += 1;
            }
            out.push_str(word);
            width += word.chars().count();
        }
        out.push('\n');
    }
    out
}

#[test]
fn the_command_reference_is_current() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/commands.md");
    pgplumb_testkit::expect_file(&path, &document());
}
