//! Reads files of a git revision with the `git` program, without a checkout.

use std::io;
use std::path::Path;
use std::process::{Output, Stdio};

use tokio::io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader};
use tokio::process::Command;

use super::files::{self, FILE_LIMIT, FOLDER_LIMIT, FileError, Input, Tree, needs_text};
use super::migrations::Layout;
use crate::suggest;
use pgplumb_postgres::io_message;

/// A path in a git revision.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct GitPath {
    /// The revision in git's syntax: `HEAD~1`, `main`, a tag, a hash.
    pub revision: String,
    /// The path, relative to the top of the repository or, with `./` or `../`, to the working
    /// directory. Empty for the whole tree.
    pub path: String,
    /// `Some` for a folder of migrations, with their layout if it was specified.
    pub migrations: Option<Option<Layout>>,
}

/// Error of [`read`].
#[derive(Debug, thiserror::Error)]
pub enum GitError {
    /// git could not be started.
    #[error("cannot start git: {}", io_message(.0))]
    NotStarted(io::Error),
    /// There is no repository, or git refuses to use it.
    #[error("git found no repository: {0}")]
    NoRepository(String),
    /// The revision does not exist.
    #[error("git revision `{revision}` does not exist{}", suggestion(near))]
    UnknownRevision {
        /// The revision that was requested.
        revision: String,
        /// Similar branches and tags.
        near: Vec<String>,
    },
    /// The path does not exist in the revision.
    #[error("{path} does not exist in `{revision}`{}", suggestion(near))]
    UnknownPath {
        /// The revision.
        revision: String,
        /// The path that was requested.
        path: String,
        /// Similar paths.
        near: Vec<String>,
    },
    /// A symbolic link has no target in the revision.
    #[error("{name} is a symbolic link, and its target does not exist in that revision")]
    BrokenLink {
        /// The file.
        name: String,
    },
    /// Another git command failed.
    #[error("git {subcommand} failed: {stderr}")]
    Failed {
        /// The git subcommand.
        subcommand: String,
        /// Its error output.
        stderr: String,
    },
    /// A file is invalid.
    #[error(transparent)]
    File(#[from] FileError),
}

fn suggestion(near: &[String]) -> String {
    if near.is_empty() { String::new() } else { format!("; did you mean {}?", near.join(", ")) }
}

/// Maximum number of suggestions.
const SUGGESTIONS: usize = 3;

/// Reads a file or folder of a revision.
///
/// # Errors
/// If git, the repository, the revision or the path does not exist, or a file is not text.
pub async fn read(folder: &Path, requested: &GitPath) -> Result<Input, GitError> {
    let git = Git { folder };
    let found = git.run(&["rev-parse", "--git-dir"]).await?;
    if !found.status.success() {
        return Err(GitError::NoRepository(error_text(&found)));
    }
    let tree = git.resolve_tree(&requested.revision).await?;
    let path = requested.path.trim_end_matches('/');
    let relative = git.line(&["rev-parse", "--show-prefix"]).await?;
    let path = resolve(&relative, path).ok_or_else(|| unknown_path(requested, Vec::new()))?;
    let name = match path.as_str() {
        "" => format!("{}:", requested.revision),
        path => format!("{}:{path}", requested.revision),
    };
    let entries = git.entries(&tree).await?;
    if let Some(entry) = entries.iter().find(|entry| entry.path == path) {
        let bytes = git.contents(&tree, &[entry]).await?.pop().flatten();
        return Ok(files::input_from_file(name.clone(), bytes.ok_or(GitError::BrokenLink { name })?)?);
    }
    let prefix = if path.is_empty() { String::new() } else { format!("{path}/") };
    let inside: Vec<(&str, &Entry)> =
        entries.iter().filter_map(|entry| Some((entry.path.strip_prefix(&prefix)?, entry))).collect();
    if inside.is_empty() {
        let near = similar_paths(&path, &entries);
        return Err(unknown_path(requested, near));
    }
    if inside.len() > FOLDER_LIMIT {
        return Err(FileError::TooMany { name }.into());
    }
    let visible = inside.into_iter().filter(|(path, _)| !path.split('/').any(|part| part.starts_with('.')));
    let (to_read, others): (Vec<_>, Vec<_>) = visible.partition(|(path, _)| needs_text(path));
    let contents = git.contents(&tree, &to_read.iter().map(|(_, entry)| *entry).collect::<Vec<_>>()).await?;
    let mut folder = Tree::new(name);
    for (path, _) in others {
        folder.add(path, None);
    }
    for ((path, _), bytes) in to_read.into_iter().zip(contents) {
        let name = folder.display_name(path);
        let bytes = bytes.ok_or_else(|| GitError::BrokenLink { name: name.clone() })?;
        folder.add(path, Some(files::decode_file(&name, bytes)?));
    }
    Ok(Input::Folder(folder))
}

fn unknown_path(requested: &GitPath, near: Vec<String>) -> GitError {
    GitError::UnknownPath { revision: requested.revision.clone(), path: requested.path.clone(), near }
}

/// Resolves a path to one from the top of the repository; `./` and `../` are relative to `working`.
/// Returns `None` if the path leads out of the repository.
fn resolve(working: &str, path: &str) -> Option<String> {
    let is_relative = [".", ".."].contains(&path) || path.starts_with("./") || path.starts_with("../");
    let mut parts: Vec<&str> = Vec::new();
    let working = if is_relative { working } else { "" };
    for part in working.split('/').chain(path.split('/')) {
        match part {
            "" | "." => {}
            ".." => drop(parts.pop()?),
            part => parts.push(part),
        }
    }
    Some(parts.join("/"))
}

/// Returns the files and folders whose names are most similar to a path.
fn similar_paths(path: &str, entries: &[Entry]) -> Vec<String> {
    let mut paths: Vec<&str> = Vec::new();
    for entry in entries {
        let mut path = entry.path.as_str();
        paths.push(path);
        while let Some((folder, _)) = path.rsplit_once('/') {
            paths.push(folder);
            path = folder;
        }
    }
    paths.sort_unstable();
    paths.dedup();
    let name = |path: &str| path.rsplit('/').next().unwrap_or_default().to_owned();
    let requested = name(path);
    // The same name in another folder is more likely than a typo.
    let elsewhere = paths.iter().copied().filter(|path| name(path) == requested);
    let mut near: Vec<String> = elsewhere.map(str::to_owned).collect();
    near.extend(suggest::ranked(path, paths.iter().copied()).into_iter().map(str::to_owned));
    let mut seen = Vec::new();
    near.retain(|path| {
        !seen.contains(path) && {
            seen.push(path.clone());
            true
        }
    });
    near.truncate(SUGGESTIONS);
    near
}

fn error_text(output: &Output) -> String {
    let text = String::from_utf8_lossy(&output.stderr);
    text.trim().strip_prefix("fatal: ").unwrap_or(text.trim()).to_owned()
}

/// A file of a revision.
struct Entry {
    mode: String,
    object: String,
    path: String,
}

/// Runs git in a folder.
struct Git<'a> {
    folder: &'a Path,
}

impl Git<'_> {
    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new("git");
        command.args(arguments).kill_on_drop(true).stdin(Stdio::null());
        // git must not prompt, and its messages must not be translated.
        command.env("GIT_TERMINAL_PROMPT", "0").env("LC_ALL", "C");
        if !self.folder.as_os_str().is_empty() {
            command.current_dir(self.folder);
        }
        command
    }

    async fn run(&self, arguments: &[&str]) -> Result<Output, GitError> {
        self.command(arguments).output().await.map_err(GitError::NotStarted)
    }

    async fn run_checked(&self, arguments: &[&str]) -> Result<Vec<u8>, GitError> {
        let output = self.run(arguments).await?;
        match output.status.success() {
            true => Ok(output.stdout),
            false => {
                Err(GitError::Failed { subcommand: arguments[0].to_owned(), stderr: error_text(&output) })
            }
        }
    }

    async fn line(&self, arguments: &[&str]) -> Result<String, GitError> {
        Ok(String::from_utf8_lossy(&self.run_checked(arguments).await?).trim_end_matches('\n').to_owned())
    }

    async fn resolve_tree(&self, revision: &str) -> Result<String, GitError> {
        let tree = format!("{revision}^{{tree}}");
        // `:/text^{tree}` would search for the whole text.
        let tree = match revision.starts_with(":/") {
            true => {
                let commit =
                    self.run(&["rev-parse", "--verify", "--quiet", "--end-of-options", revision]).await?;
                format!("{}^{{tree}}", String::from_utf8_lossy(&commit.stdout).trim())
            }
            false => tree,
        };
        let found = self.run(&["rev-parse", "--verify", "--quiet", "--end-of-options", &tree]).await?;
        let hash = String::from_utf8_lossy(&found.stdout).trim().to_owned();
        if found.status.success() && !hash.is_empty() {
            return Ok(hash);
        }
        let names = self.line(&["for-each-ref", "--format=%(refname:short)"]).await?;
        let near = suggest::ranked(revision, names.lines());
        let near = near.into_iter().take(SUGGESTIONS).map(str::to_owned).collect();
        Err(GitError::UnknownRevision { revision: revision.to_owned(), near })
    }

    /// Lists the files of a tree. Submodules are omitted: their files are in other repositories.
    async fn entries(&self, tree: &str) -> Result<Vec<Entry>, GitError> {
        let listing = self.run_checked(&["ls-tree", "-r", "-z", "--full-tree", tree]).await?;
        let lines = listing.split(|byte| *byte == 0).filter(|line| !line.is_empty());
        let entries = lines.filter_map(|line| {
            let line = String::from_utf8_lossy(line);
            let (head, path) = line.split_once('\t')?;
            let mut head = head.split(' ');
            let (mode, kind, object) = (head.next()?, head.next()?, head.next()?);
            let entry = Entry { mode: mode.to_owned(), object: object.to_owned(), path: path.to_owned() };
            (kind == "blob").then_some(entry)
        });
        Ok(entries.collect())
    }

    /// Reads files; `None` for a symbolic link without a target.
    async fn contents(&self, tree: &str, entries: &[&Entry]) -> Result<Vec<Option<Vec<u8>>>, GitError> {
        let failed = |reason: io::Error| GitError::Failed {
            subcommand: "cat-file".to_owned(),
            stderr: io_message(&reason),
        };
        let mut command = self.command(&["cat-file", "--batch", "--follow-symlinks"]);
        let mut child =
            command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().map_err(GitError::NotStarted)?;
        let (Some(mut stdin), Some(stdout)) = (child.stdin.take(), child.stdout.take()) else {
            return Ok(Vec::new());
        };
        let requests: String = entries
            .iter()
            .map(|entry| match entry.mode.as_str() {
                "120000" => format!("{tree}:{}\n", entry.path),
                _ => format!("{}\n", entry.object),
            })
            .collect();
        let ask = async move {
            // git may have exited early; its answers then show why.
            let _ = stdin.write_all(requests.as_bytes()).await;
        };
        let answers = async {
            let mut stdout = BufReader::new(stdout);
            let mut contents = Vec::with_capacity(entries.len());
            for entry in entries {
                contents.push(read_answer(&mut stdout, &entry.path).await?);
            }
            Ok::<_, io::Error>(contents)
        };
        let ((), contents) = tokio::join!(ask, answers);
        contents.map_err(failed)
    }
}

/// Parses one answer of `git cat-file --batch`: `HASH blob SIZE`, a newline, the content, a
/// newline; or `NAME missing`. For a symbolic link without a target: a word, a size, and the link.
async fn read_answer(from: &mut (impl AsyncBufReadExt + Unpin), path: &str) -> io::Result<Option<Vec<u8>>> {
    let mut head = String::new();
    from.read_line(&mut head).await?;
    let words: Vec<&str> = head.trim_end().rsplitn(3, ' ').collect();
    let (size, kind, first) = match words.as_slice() {
        [size, kind, _] => (size.parse::<u64>().ok(), *kind, ""),
        [size, word] => (size.parse::<u64>().ok(), "", *word),
        _ => return Err(io::Error::other(format!("git did not return {path}"))),
    };
    let is_broken_link = ["dangling", "loop", "notdir", "symlink"].contains(&first);
    match size {
        Some(size) if kind == "blob" || kind == "tree" || is_broken_link => {
            if size > FILE_LIMIT {
                return Err(io::Error::other(format!("{path} is larger than {} MiB", FILE_LIMIT >> 20)));
            }
            let mut bytes = vec![0; usize::try_from(size).unwrap_or_default() + 1];
            from.read_exact(&mut bytes).await?;
            bytes.pop();
            Ok((kind == "blob").then_some(bytes))
        }
        _ => Err(io::Error::other(format!("{path}: {}", head.trim_end()))),
    }
}

#[cfg(test)]
mod tests;
