//! Cancelling a running query. PostgreSQL manual, "Canceling Requests in Progress".

use std::io;

use tokio_postgres::CancelToken;

use crate::connect::{Handover, Route};
use crate::conninfo::Keepalive;

/// Cancels whatever a connection is running, over a second connection made the same way, TLS included.
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

    /// Asks the server to cancel. That it was asked does not mean that it will: the query may be over already. A query
    /// that is cancelled fails with SQLSTATE 57014.
    ///
    /// # Errors
    ///
    /// When the server cannot be reached a second time.
    pub async fn cancel(&self) -> io::Result<()> {
        let link = self.route.reopen(&self.keepalive).await?;
        self.token.cancel_query_raw(link, Handover { channel_binding: None }).await.map_err(io::Error::other)
    }
}
