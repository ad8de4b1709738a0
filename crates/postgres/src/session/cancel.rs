//! Canceling a running query. PostgreSQL manual, "Canceling Requests in Progress".

use std::io;

use tokio_postgres::CancelToken;

use crate::connect::{CompletedHandshake, Route};
use crate::conninfo::Keepalive;

/// Cancels the running query of a connection. The request goes over a second connection that uses
/// the same address and TLS settings.
#[derive(Clone)]
pub struct Canceller {
    token: CancelToken,
    route: Route,
    keepalive: Keepalive,
}

impl Canceller {
    pub(super) fn new(token: CancelToken, route: Route, keepalive: Keepalive) -> Self {
        Self { token, route, keepalive }
    }

    /// Requests the server to cancel the query. Success does not mean that the query was canceled:
    /// it may already be complete. A canceled query fails with SQLSTATE 57014.
    ///
    /// # Errors
    ///
    /// When the second connection fails.
    pub async fn cancel(&self) -> io::Result<()> {
        let link = self.route.reopen(&self.keepalive).await?;
        self.token
            .cancel_query_raw(link, CompletedHandshake { channel_binding: None })
            .await
            .map_err(io::Error::other)
    }
}
