//! Checks that every generated Markdown file must pass.

use std::collections::{BTreeMap, BTreeSet};

use pgplumb_outputs::OutputFile;
use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};

/// The extensions of GitHub.
fn extensions() -> Options {
    Options::ENABLE_TABLES
        | Options::ENABLE_STRIKETHROUGH
        | Options::ENABLE_TASKLISTS
        | Options::ENABLE_FOOTNOTES
        | Options::ENABLE_MATH
        | Options::ENABLE_GFM
}

/// The anchors, links and diagrams of a file.
#[derive(Default)]
struct Contents {
    anchors: BTreeSet<String>,
    links: Vec<String>,
    diagrams: Vec<String>,
}

/// Asserts that files are well-formed: rows have the right number of cells, links have targets, and
/// there is no foreign HTML, no stray carriage return and no path that a file system might reject.
/// Returns the Mermaid diagrams with names.
pub fn assert_well_formed(name: &str, files: &[OutputFile]) -> Vec<(String, String)> {
    let mut contents = BTreeMap::new();
    let mut lowered = BTreeSet::new();
    for file in files {
        assert!(
            file.text.ends_with('\n') && !file.text.ends_with("\n\n"),
            "{name} {}: wrong end of file",
            file.path
        );
        assert!(!file.text.contains('\r'), "{name} {}: carriage returns", file.path);
        assert!(lowered.insert(file.path.to_lowercase()), "{name} {}: duplicate path", file.path);
        let safe = |c: char| c.is_ascii_alphanumeric() || "_-./".contains(c);
        assert!(
            file.path.chars().all(safe) && !file.path.contains(".."),
            "{name} {}: unsafe path",
            file.path
        );
        assert_rows(name, file);
        contents.insert(file.path.clone(), read(name, file));
    }
    let mut diagrams = Vec::new();
    for (path, own) in &contents {
        for link in own.links.iter().filter(|l| !l.contains("://")) {
            let (file, anchor) = link.split_once('#').unwrap_or((link, ""));
            let target = if file.is_empty() { path.clone() } else { resolve(path, file) };
            let Some(found) = contents.get(&target) else {
                panic!("{name} {path}: {link}: file {target} does not exist")
            };
            assert!(
                anchor.is_empty() || found.anchors.contains(anchor),
                "{name} {path}: {link}: anchor does not exist"
            );
        }
        let named =
            own.diagrams.iter().enumerate().map(|(at, text)| (format!("{name} {path} {at}"), text.clone()));
        diagrams.extend(named);
    }
    diagrams
}

/// Resolves a link relative to a file.
fn resolve(from: &str, link: &str) -> String {
    let mut parts: Vec<&str> = from.split('/').collect();
    parts.pop();
    for part in link.split('/') {
        if part == ".." {
            parts.pop();
        } else {
            parts.push(part);
        }
    }
    parts.join("/")
}

/// Asserts that all rows of a table have the same number of cells. Cells are counted in the source
/// by their unescaped pipes, because the parser pads short rows and truncates long ones.
fn assert_rows(name: &str, file: &OutputFile) {
    let mut cells = None;
    let mut fence: Option<String> = None;
    let mut empty = 0;
    for line in file.text.lines() {
        let ticks: String = line.chars().take_while(|c| *c == '`').collect();
        match &fence {
            Some(open) if line.trim_end() == open => fence = None,
            Some(_) => continue,
            None if ticks.len() >= 3 => fence = Some(ticks),
            None => {}
        }
        empty = if line.is_empty() { empty + 1 } else { 0 };
        assert!(empty < 2, "{name} {}: two empty lines", file.path);
        if !line.starts_with('|') {
            cells = None;
            continue;
        }
        let bytes = line.as_bytes();
        let found = (1..bytes.len())
            .filter(|at| {
                let slashes = bytes[..*at].iter().rev().take_while(|b| **b == b'\\').count();
                bytes[*at] == b'|' && slashes % 2 == 0
            })
            .count();
        assert_eq!(*cells.get_or_insert(found), found, "{name} {}: cells of {line}", file.path);
    }
}

fn read(name: &str, file: &OutputFile) -> Contents {
    let mut contents = Contents::default();
    let mut in_code = None;
    let mut columns = 0;
    let mut cells = 0;
    for event in Parser::new_ext(&file.text, extensions()) {
        match event {
            Event::Html(html) | Event::InlineHtml(html) => check_html(name, file, &html, &mut contents),
            Event::Start(Tag::Link { dest_url, .. }) => contents.links.push(dest_url.into_string()),
            Event::Start(Tag::CodeBlock(kind)) => {
                let language = match kind {
                    pulldown_cmark::CodeBlockKind::Fenced(language) => language.into_string(),
                    pulldown_cmark::CodeBlockKind::Indented => panic!("{name} {}: indented code", file.path),
                };
                assert!(["sql", "mermaid"].contains(&&*language), "{name} {}: {language}", file.path);
                in_code = Some((language, String::new()));
            }
            Event::End(TagEnd::CodeBlock) => {
                if let Some((language, text)) = in_code.take().filter(|(language, _)| language == "mermaid") {
                    let _ = language;
                    contents.diagrams.push(text);
                }
            }
            Event::Text(text) => {
                if let Some((_, code)) = &mut in_code {
                    code.push_str(&text);
                }
                assert!(
                    !text.chars().any(is_invisible),
                    "{name} {}: invisible characters in {text:?}",
                    file.path
                );
            }
            Event::Code(text) => {
                assert!(
                    !text.chars().any(is_invisible),
                    "{name} {}: invisible characters in {text:?}",
                    file.path
                );
            }
            Event::Start(Tag::Table(alignments)) => columns = alignments.len(),
            Event::Start(Tag::TableHead | Tag::TableRow) => cells = 0,
            Event::Start(Tag::TableCell) => cells += 1,
            Event::End(TagEnd::TableHead | TagEnd::TableRow) => assert_eq!(cells, columns),
            Event::Start(
                tag @ (Tag::Image { .. }
                | Tag::FootnoteDefinition(_)
                | Tag::BlockQuote(_)
                | Tag::Strikethrough
                | Tag::Emphasis),
            ) => panic!("{name} {}: {tag:?}", file.path),
            event @ (Event::InlineMath(_)
            | Event::DisplayMath(_)
            | Event::FootnoteReference(_)
            | Event::Rule) => {
                panic!("{name} {}: {event:?}", file.path)
            }
            _ => {}
        }
    }
    contents
}

/// Whether a character must not occur in a document. No-break spaces mark row counts.
fn is_invisible(c: char) -> bool {
    (c.is_control() && !matches!(c, '\n' | '\t'))
        || matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{200b}')
}

fn check_html(name: &str, file: &OutputFile, html: &str, contents: &mut Contents) {
    for part in html.trim().split_inclusive('>') {
        let own = matches!(part.trim(), "</a>" | "<details>" | "</details>" | "<summary>")
            || part.trim().ends_with("</summary>")
            || (part.starts_with("<!--") && part.ends_with("-->"));
        let anchor = part.strip_prefix("<a id=\"").and_then(|p| p.strip_suffix("\">"));
        if let Some(anchor) = anchor {
            assert!(contents.anchors.insert(anchor.to_owned()), "{name} {}: {anchor} twice", file.path);
        }
        assert!(own || anchor.is_some(), "{name} {}: HTML {part}", file.path);
    }
}
