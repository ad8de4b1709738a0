//! Handing a finished TLS connection to tokio-postgres.
//!
//! The request for TLS and the handshake are made here, because tokio-postgres does not fall back as libpq does. To
//! tokio-postgres the connection then looks like one to be secured without asking, by a "handshake" that is already
//! over and only contributes the channel binding.

use std::convert::Infallible;
use std::future::{Ready, ready};
use std::io;
use std::pin::Pin;
use std::task::{Context, Poll};

use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio_postgres::tls::{ChannelBinding, TlsConnect, TlsStream};

/// The handshake that is already over.
pub(crate) struct Handover {
    pub(crate) channel_binding: Option<Vec<u8>>,
}

/// The stream as it was handed over.
pub(crate) struct HandedOver<S> {
    stream: S,
    channel_binding: Option<Vec<u8>>,
}

impl<S: AsyncRead + AsyncWrite + Unpin> TlsConnect<S> for Handover {
    type Stream = HandedOver<S>;
    type Error = Infallible;
    type Future = Ready<Result<HandedOver<S>, Infallible>>;

    fn connect(self, stream: S) -> Self::Future {
        ready(Ok(HandedOver { stream, channel_binding: self.channel_binding }))
    }
}

impl<S: AsyncRead + AsyncWrite + Unpin> TlsStream for HandedOver<S> {
    fn channel_binding(&self) -> ChannelBinding {
        match &self.channel_binding {
            Some(hash) => ChannelBinding::tls_server_end_point(hash.clone()),
            None => ChannelBinding::none(),
        }
    }
}

impl<S: AsyncRead + Unpin> AsyncRead for HandedOver<S> {
    fn poll_read(
        self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        Pin::new(&mut self.get_mut().stream).poll_read(cx, buffer)
    }
}

impl<S: AsyncWrite + Unpin> AsyncWrite for HandedOver<S> {
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
