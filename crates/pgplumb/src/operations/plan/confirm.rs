//! Somebody who knows whether something has another name.

use std::cell::RefCell;
use std::future::Future;
use std::io;
use std::pin::Pin;

use pgplumb_catalog::Rename;

type Answering = Pin<Box<dyn Future<Output = io::Result<bool>>>>;

/// Somebody who knows whether something has another name, and is asked once about each, however often a plan is made.
pub struct Confirm<'a> {
    ask: Box<dyn Fn(&Rename) -> Answering + 'a>,
    answers: RefCell<Vec<(Rename, bool)>>,
}

impl<'a> Confirm<'a> {
    /// Somebody who is asked like this. An error ends the planning.
    pub fn new<F: Future<Output = io::Result<bool>> + 'static>(ask: impl Fn(&Rename) -> F + 'a) -> Self {
        Self { ask: Box::new(move |rename| Box::pin(ask(rename))), answers: RefCell::default() }
    }

    /// Whether something has another name: as it was answered before, or is now.
    ///
    /// # Errors
    /// When nobody answers.
    pub async fn is_renamed(&self, rename: &Rename) -> io::Result<bool> {
        let known = self.answers.borrow().iter().find(|(other, _)| other == rename).map(|(_, is)| *is);
        if let Some(is_renamed) = known {
            return Ok(is_renamed);
        }
        let is_renamed = (self.ask)(rename).await?;
        self.answers.borrow_mut().push((rename.clone(), is_renamed));
        Ok(is_renamed)
    }
}
