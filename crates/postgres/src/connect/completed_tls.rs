//! Passes an established TLS connection to tokio-postgres.
//!
//! tokio-postgres does not fall back between TLS and plain connections as libpq does, so this crate
//! sends the TLS request and performs the handshake itself. tokio-postgres is then configured for
//! direct TLS negotiation, with a connector that performs no handshake and only supplies the
//! channel binding.

use std::convert::Infallible;
use std::future::{Ready, ready};
use std::io;
use std::pin::Pin;
use std::task::{Context, Poll};

use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio_postgres::tls::{ChannelBinding, TlsConnect, TlsStream};

/// A TLS connector for a handshake that is already complete.
pub(crate) struct CompletedHandshake {
    pub(crate) channel_binding: Option<Vec<u8>>,
}

/// The stream and its channel binding, as tokio-postgres expects them.
pub(crate) struct AdaptedStream<S> {
    stream: S,
    channel_binding: Option<Vec<u8>>,
}

impl<S: AsyncRead + AsyncWrite + Unpin> TlsConnect<S> for CompletedHandshake {
    type Stream = AdaptedStream<S>;
    type Error = Infallible;
    type Future = Ready<Result<AdaptedStream<S>, Infallible>>;

    fn connect(self, stream: S) -> Self::Future {
        ready(Ok(AdaptedStream { stream, channel_binding: self.channel_binding }))
    }
}

impl<S: AsyncRead + AsyncWrite + Unpin> TlsStream for AdaptedStream<S> {
    fn channel_binding(&self) -> ChannelBinding {
        match &self.channel_binding {
            Some(hash) => ChannelBinding::tls_server_end_point(hash.clone()),
            None => ChannelBinding::none(),
        }
    }
}

impl<S: AsyncRead + Unpin> AsyncRead for AdaptedStream<S> {
    fn poll_read(
        self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        Pin::new(&mut self.get_mut().stream).poll_read(cx, buffer)
    }
}

impl<S: AsyncWrite + Unpin> AsyncWrite for AdaptedStream<S> {
    fn poll_write(self: Pin<&mut Self>, cx: &mut Context<'_>, data: &[u8]) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.get_mut().stream).poll_write(cx, data)
    }

    fn poll_flush(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.get_mut().stream).poll_flush(cx)
    }

    fn poll_shutdown(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.get_mut().stream).poll_shutdown(cx)
    }
}
