//! Files of a git revision, read with the `git` program; nothing is ever checked out.

use std::io;
use std::path::Path;
use std::process::{Output, Stdio};

use tokio::io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader};
use tokio::process::Command;

use super::files::{self, FILE_LIMIT, FOLDER_LIMIT, FileError, Input, Tree, is_read};
use super::migrations::Layout;
use crate::suggest;

/// A path in a revision.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct GitPath {
    /// The revision, as git takes it: `HEAD~1`, `main`, a tag, a hash.
    pub revision: String,
    /// The path: relative to the top of the repository or, with `./` or `../`, to the working directory. Empty for all of it.
    pub path: String,
    /// Whether it is a folder of migrations; of this layout, where that was said.
    pub migrations: Option<Option<Layout>>,
}

/// Why git does not give a file.
#[derive(Debug, thiserror::Error)]
pub enum GitError {
    /// The program is not there.
    #[error("the program git cannot be started: {0}")]
    NoGit(io::Error),
    /// No repository, or none that git wants to read here.
    #[error("git finds no repository here: {0}")]
    NoRepository(String),
    /// There is no such revision.
    #[error("git knows no revision `{revision}`{}", did_you_mean(near))]
    UnknownRevision {
        /// What was asked for.
        revision: String,
        /// Branches and tags that may have been meant.
        near: Vec<String>,
    },
    /// There is no such path in the revision.
    #[error("there is no {path} in `{revision}`{}", did_you_mean(near))]
    UnknownPath {
        /// The revision.
        revision: String,
        /// What was asked for.
        path: String,
        /// Paths that may have been meant.
        near: Vec<String>,
    },
    /// A file that is a link leads to nothing in the revision.
    #[error("{name} is a link, and leads to no file in that revision")]
    Link {
        /// The file.
        name: String,
    },
    /// git failed at something else.
    #[error("git {what}: {said}")]
    Failed {
        /// The command of git.
        what: String,
        /// What it says.
        said: String,
    },
    /// A file is not what it should be.
    #[error(transparent)]
    File(#[from] FileError),
}

fn did_you_mean(near: &[String]) -> String {
    if near.is_empty() { String::new() } else { format!("; did you mean {}?", near.join(", ")) }
}

/// So many suggestions are made.
const SUGGESTIONS: usize = 3;

/// Reads a file or folder of a revision.
///
/// # Errors
/// When there is no git, repository, revision or path, or a file is not text.
pub async fn read(folder: &Path, wanted: &GitPath) -> Result<Input, GitError> {
    let git = Git { folder };
    let found = git.run(&["rev-parse", "--git-dir"]).await?;
    if !found.status.success() {
        return Err(GitError::NoRepository(said(&found)));
    }
    let tree = git.tree_of(&wanted.revision).await?;
    let path = wanted.path.trim_end_matches('/');
    let relative = git.line(&["rev-parse", "--show-prefix"]).await?;
    let path = resolved(&relative, path).ok_or_else(|| unknown(wanted, Vec::new()))?;
    let name = match path.as_str() {
        "" => format!("{}:", wanted.revision),
        path => format!("{}:{path}", wanted.revision),
    };
    let entries = git.entries(&tree).await?;
    if let Some(entry) = entries.iter().find(|entry| entry.path == path) {
        let bytes = git.contents(&tree, &[entry]).await?.pop().flatten();
        return Ok(files::input(name.clone(), bytes.ok_or(GitError::Link { name })?)?);
    }
    let prefix = if path.is_empty() { String::new() } else { format!("{path}/") };
    let below: Vec<(&str, &Entry)> =
        entries.iter().filter_map(|entry| Some((entry.path.strip_prefix(&prefix)?, entry))).collect();
    if below.is_empty() {
        let near = nearest_paths(&path, &entries);
        return Err(unknown(wanted, near));
    }
    if below.len() > FOLDER_LIMIT {
        return Err(FileError::TooMany { name }.into());
    }
    let visible = below.into_iter().filter(|(path, _)| !path.split('/').any(|part| part.starts_with('.')));
    let (read, listed): (Vec<_>, Vec<_>) = visible.partition(|(path, _)| is_read(path));
    let contents = git.contents(&tree, &read.iter().map(|(_, entry)| *entry).collect::<Vec<_>>()).await?;
    let mut folder = Tree::new(name);
    for (path, _) in listed {
        folder.add(path, None);
    }
    for ((path, _), bytes) in read.into_iter().zip(contents) {
        let name = folder.name_of(path);
        let bytes = bytes.ok_or_else(|| GitError::Link { name: name.clone() })?;
        folder.add(path, Some(files::text_of(&name, bytes)?));
    }
    Ok(Input::Folder(folder))
}

fn unknown(wanted: &GitPath, near: Vec<String>) -> GitError {
    GitError::UnknownPath { revision: wanted.revision.clone(), path: wanted.path.clone(), near }
}

/// A path from the top of the repository; `./` and `../` are relative to the working directory's place in it. `None` when it leads
/// out of the repository.
fn resolved(working: &str, path: &str) -> Option<String> {
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

/// Paths and folders of a revision that are called much like the one that was asked for.
fn nearest_paths(path: &str, entries: &[Entry]) -> Vec<String> {
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
    let wanted = name(path);
    // The same name elsewhere is likelier than a slip in the whole path.
    let elsewhere = paths.iter().copied().filter(|path| name(path) == wanted);
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

fn said(output: &Output) -> String {
    let text = String::from_utf8_lossy(&output.stderr);
    text.trim().strip_prefix("fatal: ").unwrap_or(text.trim()).to_owned()
}

/// A file of a revision.
struct Entry {
    mode: String,
    object: String,
    path: String,
}

/// git, run in a folder.
struct Git<'a> {
    folder: &'a Path,
}

impl Git<'_> {
    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new("git");
        command.args(arguments).kill_on_drop(true).stdin(Stdio::null());
        // Nothing may wait for an answer, nor be in the user's language where it is looked at.
        command.env("GIT_TERMINAL_PROMPT", "0").env("LC_ALL", "C");
        if !self.folder.as_os_str().is_empty() {
            command.current_dir(self.folder);
        }
        command
    }

    async fn run(&self, arguments: &[&str]) -> Result<Output, GitError> {
        self.command(arguments).output().await.map_err(GitError::NoGit)
    }

    async fn succeed(&self, arguments: &[&str]) -> Result<Vec<u8>, GitError> {
        let output = self.run(arguments).await?;
        match output.status.success() {
            true => Ok(output.stdout),
            false => Err(GitError::Failed { what: arguments[0].to_owned(), said: said(&output) }),
        }
    }

    async fn line(&self, arguments: &[&str]) -> Result<String, GitError> {
        Ok(String::from_utf8_lossy(&self.succeed(arguments).await?).trim_end_matches('\n').to_owned())
    }

    async fn tree_of(&self, revision: &str) -> Result<String, GitError> {
        let tree = format!("{revision}^{{tree}}");
        // `:/text^{tree}` would search for all of it.
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

    /// The files of a tree; submodules, whose files are elsewhere, are none.
    async fn entries(&self, tree: &str) -> Result<Vec<Entry>, GitError> {
        let listing = self.succeed(&["ls-tree", "-r", "-z", "--full-tree", tree]).await?;
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

    /// What files hold; `None` for a link that leads to no file.
    async fn contents(&self, tree: &str, entries: &[&Entry]) -> Result<Vec<Option<Vec<u8>>>, GitError> {
        let failed =
            |reason: io::Error| GitError::Failed { what: "cat-file".to_owned(), said: reason.to_string() };
        let mut command = self.command(&["cat-file", "--batch", "--follow-symlinks"]);
        let mut child =
            command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().map_err(GitError::NoGit)?;
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
            // git may have ended before: what it answered then says why.
            let _ = stdin.write_all(requests.as_bytes()).await;
        };
        let answers = async {
            let mut stdout = BufReader::new(stdout);
            let mut contents = Vec::with_capacity(entries.len());
            for entry in entries {
                contents.push(answer(&mut stdout, &entry.path).await?);
            }
            Ok::<_, io::Error>(contents)
        };
        let ((), contents) = tokio::join!(ask, answers);
        contents.map_err(failed)
    }
}

/// One answer of `git cat-file --batch`: `HASH blob SIZE`, a line's end, so many bytes, a line's end; or `WHAT missing`, and for links that
/// lead nowhere a word, a size, and the link.
async fn answer(from: &mut (impl AsyncBufReadExt + Unpin), path: &str) -> io::Result<Option<Vec<u8>>> {
    let mut head = String::new();
    from.read_line(&mut head).await?;
    let words: Vec<&str> = head.trim_end().rsplitn(3, ' ').collect();
    let (size, kind, first) = match words.as_slice() {
        [size, kind, _] => (size.parse::<u64>().ok(), *kind, ""),
        [size, word] => (size.parse::<u64>().ok(), "", *word),
        _ => return Err(io::Error::other(format!("no answer for {path}"))),
    };
    let is_lost_link = ["dangling", "loop", "notdir", "symlink"].contains(&first);
    match size {
        Some(size) if kind == "blob" || kind == "tree" || is_lost_link => {
            if size > FILE_LIMIT {
                return Err(io::Error::other(format!("{path} holds more than {} MiB", FILE_LIMIT >> 20)));
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
