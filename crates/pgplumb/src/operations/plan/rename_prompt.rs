//! Asks the user whether an object was renamed.

use std::cell::RefCell;
use std::future::Future;
use std::io;
use std::pin::Pin;

use pgplumb_catalog::Rename;

type Answering = Pin<Box<dyn Future<Output = io::Result<bool>>>>;

/// Asks the user whether an object was renamed, at most once for each object.
pub struct RenamePrompt<'a> {
    ask: Box<dyn Fn(&Rename) -> Answering + 'a>,
    answers: RefCell<Vec<(Rename, bool)>>,
}

impl<'a> RenamePrompt<'a> {
    /// Creates a prompt from a function that asks. An error of the function ends the planning.
    pub fn new<F: Future<Output = io::Result<bool>> + 'static>(ask: impl Fn(&Rename) -> F + 'a) -> Self {
        Self { ask: Box::new(move |rename| Box::pin(ask(rename))), answers: RefCell::default() }
    }

    /// Returns whether an object was renamed: the earlier answer, or the user's answer now.
    ///
    /// # Errors
    /// When the user gives no answer.
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
