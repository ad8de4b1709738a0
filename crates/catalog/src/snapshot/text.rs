//! The snapshot's text on its way out: handed on in pieces of whole lines, and hashed beside.

use std::cell::{Cell, RefCell};
use std::io::{Error, Result, Write};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::thread::{Scope, ScopedJoinHandle};

use sha2::{Digest, Sha256};

/// How many bytes are handed on at a time, more or less.
const PIECE: usize = 1 << 17;

/// Where pieces go that are to be hashed, and the thread that does it.
type Hasher<'scope> = (Sender<Vec<u8>>, ScopedJoinHandle<'scope, String>);

/// Takes text, hands it on and has it hashed.
pub(super) struct Text<'scope, W> {
    out: RefCell<W>,
    piece: RefCell<Vec<u8>>,
    hasher: RefCell<Option<Hasher<'scope>>>,
    hash: Cell<String>,
    /// What failed while the hash was asked for: through a serializer only its text would come.
    failure: Cell<Option<Error>>,
}

impl<'scope, W: Write> Text<'scope, W> {
    /// Text for a writer; the hashing is done by a thread of the scope.
    pub(super) fn new(out: W, scope: &'scope Scope<'scope, '_>) -> Self {
        let (sender, pieces) = channel();
        let hasher = Some((sender, scope.spawn(|| hash(pieces))));
        Self {
            out: RefCell::new(out),
            piece: RefCell::new(Vec::with_capacity(PIECE + PIECE / 4)),
            hasher: RefCell::new(hasher),
            hash: Cell::default(),
            failure: Cell::default(),
        }
    }

    /// The hash of the whole lines so far. What comes later is not hashed. `None` when it fails, which [`Text::failure`] tells.
    pub(super) fn hash(&self) -> Option<String> {
        let hash = self.hand_on(&mut self.piece.borrow_mut()).and_then(|()| {
            let lost = || Error::other("the schema's hash could not be computed");
            let (sender, thread) = self.hasher.take().ok_or_else(lost)?;
            drop(sender);
            thread.join().map_err(|_| lost())
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

    /// What failed when the hash was asked for.
    pub(super) fn failure(&self) -> Option<Error> {
        self.failure.take()
    }

    /// Ends the text with a line's end; returns the hash.
    pub(super) fn end(self) -> Result<String> {
        let mut out = self.out.into_inner();
        out.write_all(&self.piece.into_inner())?;
        out.write_all(b"\n")?;
        out.flush()?;
        Ok(self.hash.into_inner())
    }

    /// Hands on the whole lines of what was taken.
    fn hand_on(&self, piece: &mut Vec<u8>) -> Result<()> {
        let Some(end) = piece.iter().rposition(|byte| *byte == b'\n') else { return Ok(()) };
        let mut rest = Vec::with_capacity(piece.capacity());
        rest.extend_from_slice(&piece[end + 1..]);
        piece.truncate(end + 1);
        let lines = std::mem::replace(piece, rest);
        self.out.borrow_mut().write_all(&lines)?;
        if let Some((sender, _)) = &*self.hasher.borrow() {
            // Nobody listens only when the thread has panicked, which is told when its answer is asked for.
            let _ = sender.send(lines);
        }
        Ok(())
    }
}

impl<W: Write> Write for &Text<'_, W> {
    fn write(&mut self, bytes: &[u8]) -> Result<usize> {
        self.write_all(bytes).map(|()| bytes.len())
    }

    fn write_all(&mut self, bytes: &[u8]) -> Result<()> {
        let mut piece = self.piece.borrow_mut();
        piece.extend_from_slice(bytes);
        if piece.len() >= PIECE { self.hand_on(&mut piece) } else { Ok(()) }
    }

    fn flush(&mut self) -> Result<()> {
        Ok(())
    }
}

/// The hash of the lines that count, out of pieces of whole lines.
fn hash(pieces: Receiver<Vec<u8>>) -> String {
    let mut hash = Sha256::new();
    let mut has_begun = false;
    for piece in pieces {
        // Where the lines begin that have not been hashed yet.
        let mut from = 0;
        let mut start = 0;
        for end in memchr::memchr_iter(b'\n', &piece).map(|at| at + 1) {
            let line = &piece[start..end];
            has_begun = has_begun || line.starts_with(FIRST_LINE);
            if !has_begun || line.starts_with(COUNT) {
                hash.update(&piece[from..start]);
                from = end;
            }
            start = end;
        }
        hash.update(&piece[from..]);
    }
    hash.finalize().iter().map(|byte| format!("{byte:02x}")).collect()
}

/// How the first line begins that counts: before it stand origin and version.
const FIRST_LINE: &[u8] = b"  \"schemas\"";

/// How lines begin that say how many rows a table has. So deep, all keys are the format's own and no names.
const COUNT: &[u8] = b"          \"row_count";
