//! Ctrl-C: the command is dropped where it stands, which removes temporary files and stops throwaway servers; unless it [winds up](Interrupt)
//! by itself.

use std::cell::Cell;
use std::future::Future;
use std::pin::pin;

use super::{Failure, Outcome};

/// Whether the command that runs hears Ctrl-C itself, because there is something to be ended in order.
#[derive(Debug, Default)]
pub struct Interrupt {
    is_heard: Cell<bool>,
}

impl Interrupt {
    /// Runs something until it ends, or the user ends it: then nothing comes of it, and the command goes on to wind up.
    pub async fn unless_interrupted<T>(&self, work: impl Future<Output = T>) -> Option<T> {
        self.is_heard.set(true);
        tokio::select! {
            biased;
            ended = work => {
                self.is_heard.set(false);
                Some(ended)
            }
            () = interruption() => None,
        }
    }
}

/// Runs a command until it ends or the user ends it.
pub async fn unless_interrupted(
    interrupt: &Interrupt,
    command: impl Future<Output = Result<Outcome, Failure>>,
) -> Result<Outcome, Failure> {
    let mut command = pin!(command);
    tokio::select! {
        biased;
        ended = &mut command => return ended,
        () = interruption() => {}
    }
    match interrupt.is_heard.get() {
        true => command.await,
        false => Err(Failure::interrupted()),
    }
}

#[cfg(unix)]
async fn interruption() {
    use tokio::signal::unix::{SignalKind, signal};
    let (Ok(mut interrupt), Ok(mut terminate), Ok(mut hangup)) =
        (signal(SignalKind::interrupt()), signal(SignalKind::terminate()), signal(SignalKind::hangup()))
    else {
        return std::future::pending().await;
    };
    tokio::select! {
        _ = interrupt.recv() => {}
        _ = terminate.recv() => {}
        _ = hangup.recv() => {}
    }
}

#[cfg(not(unix))]
async fn interruption() {
    if tokio::signal::ctrl_c().await.is_err() {
        std::future::pending().await
    }
}
