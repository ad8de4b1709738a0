use proptest::prelude::*;
use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};

use super::super::table::Table;
use super::*;
use crate::visible::visible;

/// The extensions of GitHub and of other renderers.
fn extensions() -> Options {
    Options::ENABLE_TABLES
        | Options::ENABLE_STRIKETHROUGH
        | Options::ENABLE_TASKLISTS
        | Options::ENABLE_FOOTNOTES
        | Options::ENABLE_MATH
        | Options::ENABLE_GFM
        | Options::ENABLE_DEFINITION_LIST
        | Options::ENABLE_SUPERSCRIPT
        | Options::ENABLE_SUBSCRIPT
}

/// The rendered text; other events are shown by name.
fn shown(markdown: &str) -> String {
    let mut shown = String::new();
    for event in Parser::new_ext(markdown, extensions()) {
        match event {
            Event::Text(text) | Event::Code(text) => shown.push_str(&text),
            Event::SoftBreak | Event::HardBreak => shown.push('\n'),
            Event::Start(Tag::Paragraph) | Event::End(TagEnd::Paragraph) => {}
            other => shown.push_str(&format!("{{{other:?}}}")),
        }
    }
    shown
}

/// The cells of a table with one row.
fn cells(markdown: &str) -> Vec<String> {
    let mut cells = Vec::new();
    let mut in_head = true;
    for event in Parser::new_ext(markdown, extensions()) {
        match event {
            Event::End(TagEnd::TableHead) => in_head = false,
            Event::Start(Tag::TableCell) if !in_head => cells.push(String::new()),
            Event::Text(text) | Event::Code(text) if !in_head => {
                cells.last_mut().expect("text is in a cell").push_str(&text);
            }
            Event::Start(Tag::Table(_) | Tag::TableHead | Tag::TableRow | Tag::TableCell)
            | Event::End(TagEnd::Table | TagEnd::TableRow | TagEnd::TableCell) => {}
            _ if in_head => {}
            other => panic!("{other:?} in {markdown}"),
        }
    }
    cells
}

fn row(first: String, second: String) -> String {
    let mut table = Table::new(&[("A", 8), ("B", 8)]);
    table.row([first, second]);
    table.finish()
}

const HOSTILE: &[&str] = &[
    "|",
    "a|b",
    "\\|",
    "a\\\\|b\\",
    "`",
    "``a`",
    " spaced ",
    "  ",
    "a\nb",
    "<script>alert(1)</script>",
    "]]>",
    "-->",
    "[x](javascript:alert(1))",
    "![x](y)",
    "[^1]",
    "]",
    "*a* **b** _c_ __d__ ~~e~~ $f$ $$g$$",
    "_a__b_",
    "snake_case_name",
    "__init__",
    "# heading",
    "#hash",
    "heading #",
    "- item",
    "+ item",
    "1. item",
    "1) item",
    "> quote",
    "=====",
    "---",
    "~~~",
    "```",
    ": x",
    "&lt; &amp; &#65; & AT&T",
    "https://example.com/a_b_c?d=1&e=2",
    "user@example.com <user@example.com>",
    "abc\u{202e}def",
    "zero\u{200b}width",
    "nbsp\u{a0}rows",
    "😀😁😂🤣😃😄😅😆😉😊😋😎😍😘🥰",
    "back\\slash",
    "\"quoted\"",
    "''",
    "tab\tbed",
    "-",
    "term\n: definition",
    "[[wiki]]",
    "{#id}",
    "^sup^ ~sub~",
    ":::note",
    "[!NOTE]",
];

#[test]
fn hostile_text_is_shown_verbatim() {
    for &name in HOSTILE {
        let seen = visible(name);
        assert_eq!(shown(&text(name)), *seen, "{}", text(name));
        assert_eq!(shown(&format!("x {} y", code(name))), format!("x {seen} y"), "{}", code(name));
        assert_eq!(cells(&row(text(name), code(name))), [&*seen, &*seen], "{name}");
    }
}

#[test]
fn hostile_text_stays_in_its_heading() {
    for &name in HOSTILE {
        let markdown = format!("### <a id=\"x\"></a>{}\n", text(name));
        let events: Vec<_> = Parser::new_ext(&markdown, extensions()).collect();
        let marks = events.iter().filter(|e| !matches!(e, Event::Text(_))).count();
        assert_eq!(marks, 4, "{events:?}");
    }
}

#[test]
fn comments_keep_their_lines_and_paragraphs() {
    let comment = "First line.  \r\n  * second\n\n\n# third\n    indented\n\n";
    assert_eq!(paragraphs(comment), "First line.\\\n\\* second\n\n\\# third\\\nindented");
    assert_eq!(line(comment), "First line. \\* second \\# third indented");
    assert_eq!(shown(&paragraphs("a\n---\nb\n===\nc\n| d |\n| --- |")), "a\n---\nb\n===\nc\n| d |\n| --- |");
}

#[test]
fn sql_is_inline_or_fenced() {
    assert_eq!(sql("CASE\n    WHEN a THEN b\n    ELSE c\nEND"), "`CASE WHEN a THEN b ELSE c END`");
    assert_eq!(sql("(a || '`' || b)"), "``(a || '`' || b)``");
    assert_eq!(block("\nSELECT '```'\u{202e};\n  \n"), "````sql\nSELECT '```'\\u{202e};\n````\n");
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_text_is_shown_verbatim(name in "[ -~\\n\u{202e}\u{a0}é😀]{1,24}") {
        let seen = visible(&name);
        prop_assert_eq!(shown(&text(&name)), &*seen);
        prop_assert_eq!(shown(&format!("x {} y", code(&name))), format!("x {seen} y"));
        let cells = cells(&row(text(&name), code(&name)));
        prop_assert_eq!(cells, [&*seen, &*seen]);
    }

    #[test]
    fn markup_like_text_is_shown_verbatim(name in "[\\[\\]()*_~`\\\\|<>&\\#;!\\^:$ a1.\\-]{1,16}") {
        let seen = visible(&name);
        prop_assert_eq!(shown(&text(&name)), &*seen);
        let cells = cells(&row(text(&name), code(&name)));
        prop_assert_eq!(cells, [&*seen, &*seen]);
    }

    #[test]
    fn any_comment_is_shown_line_by_line(comment in "[\\[\\]()*_~`\\\\|<>&\\#;!\\^:$=+ a1.\\n\\-]{1,32}") {
        let markdown = paragraphs(&comment);
        let wanted: Vec<&str> = comment.lines().map(str::trim).filter(|l| !l.is_empty()).collect();
        let found = shown(&markdown.replace("\n\n", "\\\n"));
        prop_assert_eq!(found, wanted.join("\n"), "{}", markdown);
    }
}
