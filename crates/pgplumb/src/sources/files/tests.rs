use std::io::Write;

use super::*;

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

fn utf16(text: &str, unit: impl Fn(u16) -> [u8; 2]) -> Vec<u8> {
    std::iter::once(0xFEFF).chain(text.encode_utf16()).flat_map(unit).collect()
}

#[test]
fn compressed_text_and_utf16_are_decoded() {
    for bytes in [
        "SELECT 'ä😀'".as_bytes().to_vec(),
        "\u{feff}SELECT 'ä😀'".as_bytes().to_vec(),
        gzip("SELECT 'ä😀'".as_bytes()),
        [gzip(b"SELECT "), gzip("'ä😀'".as_bytes())].concat(),
        utf16("SELECT 'ä😀'", u16::to_le_bytes),
        gzip(&utf16("SELECT 'ä😀'", u16::to_be_bytes)),
    ] {
        assert_eq!(decode(bytes, 1 << 20), Ok("SELECT 'ä😀'".to_owned()));
    }
}

#[test]
fn binary_data_is_rejected_with_a_reason() {
    let reason = |bytes: &[u8]| decode(bytes.to_vec(), 100).expect_err("an error");
    assert_eq!(
        reason(b"SELECT 1;\nSELECT '\xe9';"),
        DecodeError::NotUtf8 { offset: 18, line: 2, byte: 0xE9 }
    );
    assert_eq!(reason(b"abc\0def"), DecodeError::NulByte { offset: 3 });
    assert_eq!(reason(b"\x7fELF\x02\x01\0\xff"), DecodeError::NulByte { offset: 6 });
    assert_eq!(reason(&[b' '; 101]), DecodeError::TooLarge(100));
    assert_eq!(reason(&gzip(&[b' '; 100_000])), DecodeError::TooLarge(100));
    assert_eq!(reason(b"\xff\xfea"), DecodeError::NotUtf16);
    assert!(matches!(reason(&gzip(b"SELECT 1")[..12]), DecodeError::Gzip(_)));
    assert!(reason(b"PGDMP\x01\x0e").to_string().contains("exec:pg_restore"));
    assert_eq!(reason(b"version https://git-lfs.github.com/spec/v1\noid sha256:1\n"), DecodeError::Pointer);
}

#[test]
fn files_are_classified_by_name_or_first_character() {
    let is_map = |name: &str, text: &str| {
        matches!(input_from_file(name.to_owned(), text.as_bytes().to_vec()), Ok(Input::Snapshot(_)))
    };
    assert!(is_map("x.json", "") && is_map("x.JSON.gz", "") && is_map("map", "\n{}"));
    assert!(!is_map("x.sql", "{}") && !is_map("x.sql.gz", "{}") && !is_map("x.pgsql", "SELECT 1"));
}

#[test]
fn folders_are_read_recursively_in_the_order_of_names() {
    let folder = tempfile::tempdir().unwrap();
    let top = folder.path();
    fs::create_dir_all(top.join("b/.git")).unwrap();
    for name in ["z.sql", "b/a.sql", "b/.git/x.sql", ".hidden.sql", "a.SQL", "note.md"] {
        fs::write(top.join(name), format!("-- {name}")).unwrap();
    }
    fs::write(top.join("b/c.sql.gz"), gzip(b"-- packed")).unwrap();
    fs::write(top.join("picture.png"), b"\0\xff").unwrap();
    #[cfg(unix)]
    {
        std::os::unix::fs::symlink("..", top.join("b/loop")).unwrap();
        std::os::unix::fs::symlink("nowhere", top.join("dangling")).unwrap();
        std::os::unix::fs::symlink("b/a.sql", top.join("link.sql")).unwrap();
    }
    let Input::Folder(tree) = read(top).unwrap() else { panic!("a folder") };
    assert_eq!(tree.file("note.md").unwrap().text, None);
    let scripts = tree.into_scripts().unwrap();
    let names: Vec<_> = scripts
        .iter()
        .map(|script| script.name.strip_prefix(&format!("{}/", display_path(top))).unwrap())
        .collect();
    assert_eq!(names, ["a.SQL", "b/a.sql", "b/c.sql", "link.sql", "z.sql"]);
    assert_eq!(scripts[2].text, "-- packed");
    assert_eq!(scripts[3].text, "-- b/a.sql");
}

#[test]
fn errors_name_the_unreadable_file() {
    let folder = tempfile::tempdir().unwrap();
    let error = |path: &Path| read(path).map(|_| ()).unwrap_err().to_string();
    assert!(error(&folder.path().join("gone.sql")).ends_with("gone.sql: no such file or directory"));
    fs::write(folder.path().join("x.sql"), b"\xff").unwrap();
    assert!(error(folder.path()).contains("x.sql is not UTF-8: byte 0xFF at offset 0, on line 1"));
    let nothing = Tree::new("empty").into_scripts().unwrap_err().to_string();
    assert!(nothing.contains("empty and its subfolders contain no .sql files"), "{nothing}");
}
