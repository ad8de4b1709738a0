//! Writes the snapshot's text in chunks of whole lines, and hashes it on another thread.

use std::cell::{Cell, RefCell};
use std::io::{Error, Result, Write};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::thread::{Scope, ScopedJoinHandle};

use sha2::{Digest, Sha256};

/// The approximate size of a chunk in bytes.
const CHUNK: usize = 1 << 17;

/// The channel to the hashing thread, and its handle.
type Hasher<'scope> = (Sender<Vec<u8>>, ScopedJoinHandle<'scope, String>);

/// A writer that passes text on and has it hashed.
pub(super) struct HashingWriter<'scope, W> {
    out: RefCell<W>,
    chunk: RefCell<Vec<u8>>,
    hasher: RefCell<Option<Hasher<'scope>>>,
    hash: Cell<String>,
    /// The error while computing the hash. The serializer would keep only its text.
    failure: Cell<Option<Error>>,
}

impl<'scope, W: Write> HashingWriter<'scope, W> {
    /// Wraps a writer. A thread of the scope computes the hash.
    pub(super) fn new(out: W, scope: &'scope Scope<'scope, '_>) -> Self {
        let (sender, chunks) = channel();
        let hasher = Some((sender, scope.spawn(|| hash(chunks))));
        Self {
            out: RefCell::new(out),
            chunk: RefCell::new(Vec::with_capacity(CHUNK + CHUNK / 4)),
            hasher: RefCell::new(hasher),
            hash: Cell::default(),
            failure: Cell::default(),
        }
    }

    /// Ends the hashed part and returns the hash of its whole lines. `None` if that fails; see
    /// [`HashingWriter::failure`].
    pub(super) fn hash(&self) -> Option<String> {
        let hash = self.flush_lines(&mut self.chunk.borrow_mut()).and_then(|()| {
            let failed = || Error::other("the schema's hash could not be computed");
            let (sender, thread) = self.hasher.take().ok_or_else(failed)?;
            drop(sender);
            thread.join().map_err(|_| failed())
        });
        match hash {
            Ok(hash) => {
                self.hash.set(hash.clone());
                Some(hash)
            }
            Err(error) => {
                self.failure.set(Some(error));
                None
            }
        }
    }

    /// The error while computing the hash.
    pub(super) fn failure(&self) -> Option<Error> {
        self.failure.take()
    }

    /// Writes a final newline and returns the hash.
    pub(super) fn end(self) -> Result<String> {
        let mut out = self.out.into_inner();
        out.write_all(&self.chunk.into_inner())?;
        out.write_all(b"\n")?;
        out.flush()?;
        Ok(self.hash.into_inner())
    }

    /// Passes on the whole lines of the buffer.
    fn flush_lines(&self, chunk: &mut Vec<u8>) -> Result<()> {
        let Some(end) = chunk.iter().rposition(|byte| *byte == b'\n') else { return Ok(()) };
        let mut rest = Vec::with_capacity(chunk.capacity());
        rest.extend_from_slice(&chunk[end + 1..]);
        chunk.truncate(end + 1);
        let lines = std::mem::replace(chunk, rest);
        self.out.borrow_mut().write_all(&lines)?;
        if let Some((sender, _)) = &*self.hasher.borrow() {
            // Sending only fails if the thread panicked, which joining it reports.
            let _ = sender.send(lines);
        }
        Ok(())
    }
}

impl<W: Write> Write for &HashingWriter<'_, W> {
    fn write(&mut self, bytes: &[u8]) -> Result<usize> {
        self.write_all(bytes).map(|()| bytes.len())
    }

    fn write_all(&mut self, bytes: &[u8]) -> Result<()> {
        let mut chunk = self.chunk.borrow_mut();
        chunk.extend_from_slice(bytes);
        if chunk.len() >= CHUNK { self.flush_lines(&mut chunk) } else { Ok(()) }
    }

    fn flush(&mut self) -> Result<()> {
        Ok(())
    }
}

/// Hashes the lines of the chunks, except those that do not count.
fn hash(chunks: Receiver<Vec<u8>>) -> String {
    let mut hash = Sha256::new();
    let mut has_begun = false;
    for chunk in chunks {
        // The start of the text that is not hashed yet.
        let mut from = 0;
        let mut start = 0;
        for end in memchr::memchr_iter(b'\n', &chunk).map(|at| at + 1) {
            let line = &chunk[start..end];
            has_begun = has_begun || line.starts_with(FIRST_LINE);
            if !has_begun || line.starts_with(ROW_COUNT_LINE) {
                hash.update(&chunk[from..start]);
                from = end;
            }
            start = end;
        }
        hash.update(&chunk[from..]);
    }
    hash.finalize().iter().map(|byte| format!("{byte:02x}")).collect()
}

/// The start of the first hashed line. The lines before it hold origin and version.
const FIRST_LINE: &[u8] = b"  \"schemas\"";

/// The start of lines with row counts. At this depth, keys are never names of objects.
const ROW_COUNT_LINE: &[u8] = b"          \"row_count";
