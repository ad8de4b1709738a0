//! Ends connections to servers that no longer answer.
//!
//! The server enforces `statement_timeout`. A server that hangs does not, and a connection that is
//! idle at the TCP level never ends by itself.

use std::future::Future;
use std::pin::pin;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use super::{Connection, ConnectionLoss, ReadOnly};

/// How much longer than its statement timeout a server may be silent: a busy server or a slow network
/// delays the error of the timeout.
const GRACE: Duration = Duration::from_secs(10);

/// How long the server may be silent, in milliseconds; zero means without limit.
#[derive(Debug, Default)]
pub(super) struct SilenceLimit(AtomicU64);

impl SilenceLimit {
    /// Limits the silence in a transaction whose queries have a time limit.
    pub(super) fn begin(&self, options: &ReadOnly) {
        let timeout = options.statement_timeout.filter(|timeout| !timeout.is_zero());
        let limit = timeout.map_or(Duration::ZERO, |timeout| timeout.saturating_add(GRACE));
        self.0.store(u64::try_from(limit.as_millis()).unwrap_or(u64::MAX), Ordering::Relaxed);
    }

    /// Removes the limit.
    pub(super) fn end(&self) {
        self.0.store(0, Ordering::Relaxed);
    }

    fn duration(&self) -> Option<Duration> {
        Some(Duration::from_millis(self.0.load(Ordering::Relaxed))).filter(|limit| !limit.is_zero())
    }
}

impl Connection {
    /// Waits for an answer. If the server sends nothing for too long, or only notices, the connection
    /// ends, and the answer is an error.
    pub(super) async fn answered<T>(&self, answer: impl Future<Output = T>) -> T {
        let Some(limit) = self.silence_limit.duration() else { return answer.await };
        let mut answer = pin!(answer);
        let mut progress = self.observed.progress();
        loop {
            if let Ok(answer) = tokio::time::timeout(limit, answer.as_mut()).await {
                return answer;
            }
            let now = self.observed.progress();
            if now == progress {
                let reason = format!("the server has not answered for {} seconds", limit.as_secs());
                self.shared.state().lost = Some(ConnectionLoss::Reported(reason));
                // Ends the connection, and with it the wait.
                self.driver.abort();
                return answer.await;
            }
            progress = now;
        }
    }
}
