//! The judge agrees with another one that was written independently, and the corpus loads except
//! for known files.

use std::process::Command;

use pgplumb_testkit::{
    Columns, Server, corpus, each_major, for_majors, known_not_to_load, require, schema_statements, shared,
};

#[test]
fn the_corpus_loads_except_for_known_files() {
    each_major(|installation| {
        let server = Server::shared(installation.major);
        for file in corpus(installation.major) {
            let loaded = file.load(&server.create_database());
            let known = known_not_to_load(&file.name, installation.major);
            assert!(loaded || known.is_some(), "{} on {}", file.name, installation.major);
        }
    });
}

/// Prints the statements of every dump, each after its length, so that no separator is ambiguous.
const OTHER_JUDGE: &str = "
import sys
sys.path.insert(0, sys.argv[1])
from pgdump_blocks import blocks
for path in sys.argv[2:]:
    for loose in (False, True):
        for block in blocks(open(path, newline='').read(), loose):
            sys.stdout.buffer.write(b'%d %s\\n' % (len(block.encode()), block.encode()))
";

#[test]
fn both_judges_find_the_same_statements() {
    let Some(shared) = shared() else { return };
    if !require("python3", Command::new("python3").arg("--version").output().is_ok()) {
        return;
    }
    for_majors(&[14, 19], |installation| {
        let server = Server::shared(installation.major);
        let folder = tempfile::tempdir().expect("a temporary folder");
        let (mut paths, mut ours) = (Vec::new(), String::new());
        for file in corpus(installation.major) {
            let database = server.create_database();
            if file.load(&database) {
                let dump = database.pg_dump();
                for columns in [Columns::InOrder, Columns::AnyOrder] {
                    for block in schema_statements(&dump, columns) {
                        ours.push_str(&format!("{} {block}\n", block.len()));
                    }
                }
                let path = folder.path().join(&file.name);
                std::fs::write(&path, dump).expect("a file");
                paths.push(path);
            }
        }
        let other = Command::new("python3")
            .args(["-c", OTHER_JUDGE])
            .arg(shared.join("oracle"))
            .args(&paths)
            .output()
            .expect("python3 starts");
        assert!(other.status.success(), "{}", String::from_utf8_lossy(&other.stderr));
        assert!(ours.len() > 1_000_000, "the corpus is larger than {} bytes", ours.len());
        let theirs = String::from_utf8(other.stdout).expect("UTF-8");
        for (our_line, their_line) in ours.lines().zip(theirs.lines()) {
            assert_eq!(our_line, their_line);
        }
        assert_eq!(ours.len(), theirs.len());
    });
}
