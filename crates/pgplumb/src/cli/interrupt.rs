//! Ctrl-C drops the running command, which removes temporary files and stops throwaway servers,
//! unless the command [handles it](Interrupt).

use std::future::Future;
use std::io::Write;
use std::pin::pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use super::failure::EXIT_INTERRUPTED;
use super::{Failure, Outcome};

/// How long a command may take to end after a signal.
const GRACE: Duration = Duration::from_millis(1500);

/// Whether the running command handles Ctrl-C itself, to clean up in order.
#[derive(Clone, Debug, Default)]
pub struct Interrupt {
    is_handled: Arc<AtomicBool>,
}

impl Interrupt {
    /// Runs some work until it ends or Ctrl-C is pressed. In the latter case, returns `None`, and
    /// the command continues in order to clean up.
    pub async fn unless_interrupted<T>(&self, work: impl Future<Output = T>) -> Option<T> {
        self.is_handled.store(true, Ordering::SeqCst);
        tokio::select! {
            biased;
            ended = work => {
                self.is_handled.store(false, Ordering::SeqCst);
                Some(ended)
            }
            () = wait_for_signal() => None,
        }
    }
}

/// Runs a command until it ends or Ctrl-C is pressed.
pub async fn unless_interrupted(
    interrupt: &Interrupt,
    command: impl Future<Output = Result<Outcome, Failure>>,
) -> Result<Outcome, Failure> {
    let mut command = pin!(command);
    tokio::select! {
        biased;
        ended = &mut command => return ended,
        () = wait_for_signal() => {}
    }
    match interrupt.is_handled.load(Ordering::SeqCst) {
        true => command.await,
        false => Err(Failure::interrupted()),
    }
}

/// Ends the program if it has not ended within the [grace period](GRACE) after a signal, because it
/// computes something, such as the statements of a large file, and does not notice the signal.
/// Throwaway servers stop when the program ends, for whatever reason.
#[allow(clippy::exit, reason = "the thread that computes cannot be stopped in another way")]
pub fn end_after_signal(interrupt: &Interrupt) {
    let is_handled = Arc::clone(&interrupt.is_handled);
    let watch = move || {
        let Ok(runtime) = tokio::runtime::Builder::new_current_thread().enable_all().build() else { return };
        runtime.block_on(wait_for_signal());
        std::thread::sleep(GRACE);
        if !is_handled.load(Ordering::SeqCst) {
            let _ = std::io::stderr().write_all(b"error: interrupted\n");
            std::process::exit(EXIT_INTERRUPTED.into());
        }
    };
    // Without the thread, the program ends when it notices the signal.
    let _ = std::thread::Builder::new().name("signals".to_owned()).spawn(watch);
}

#[cfg(unix)]
async fn wait_for_signal() {
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
async fn wait_for_signal() {
    if tokio::signal::ctrl_c().await.is_err() {
        std::future::pending().await
    }
}
