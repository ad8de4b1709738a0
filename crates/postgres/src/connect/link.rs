//! Byte streams to a server: TCP and Unix-domain sockets, with and without TLS.

use std::io;
use std::net::SocketAddr;
#[cfg(unix)]
use std::path::Path;
use std::path::PathBuf;
use std::pin::Pin;
use std::task::{Context, Poll};

use socket2::{SockRef, TcpKeepalive};
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
#[cfg(unix)]
use tokio::net::UnixStream;
use tokio::net::{TcpSocket, TcpStream};
use tokio_rustls::client::TlsStream;

use crate::conninfo::Keepalive;

/// The address of a server.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Address {
    Tcp(SocketAddr),
    Unix(PathBuf),
}

impl Address {
    /// Connects, with the same socket options as libpq.
    pub(crate) async fn open(&self, keepalive: &Keepalive) -> io::Result<Socket> {
        match self {
            Self::Tcp(address) => open_tcp(*address, keepalive).await.map(Stream::Tcp).map(Socket::new),
            #[cfg(unix)]
            Self::Unix(path) => {
                UnixStream::connect(socket_path(path)).await.map(Stream::Unix).map(Socket::new)
            }
            #[cfg(not(unix))]
            Self::Unix(_) => Err(io::Error::new(
                io::ErrorKind::Unsupported,
                "Unix-domain sockets are not supported on this operating system",
            )),
        }
    }
}

/// Converts libpq's `@` for Linux's abstract namespace to a zero byte, which Tokio expects.
#[cfg(unix)]
fn socket_path(path: &Path) -> PathBuf {
    use std::ffi::OsString;
    use std::os::unix::ffi::{OsStrExt, OsStringExt};
    match path.as_os_str().as_bytes().strip_prefix(b"@") {
        Some(name) => PathBuf::from(OsString::from_vec([b"\0", name].concat())),
        None => path.to_owned(),
    }
}

async fn open_tcp(address: SocketAddr, keepalive: &Keepalive) -> io::Result<TcpStream> {
    let socket = if address.is_ipv4() { TcpSocket::new_v4()? } else { TcpSocket::new_v6()? };
    socket.set_nodelay(true)?;
    let options = SockRef::from(&socket);
    if !keepalive.disabled {
        let mut times = TcpKeepalive::new();
        if let Some(idle) = keepalive.idle {
            times = times.with_time(idle);
        }
        if let Some(interval) = keepalive.interval {
            times = times.with_interval(interval);
        }
        #[cfg(not(windows))]
        if let Some(count) = keepalive.count {
            times = times.with_retries(count);
        }
        options.set_tcp_keepalive(&times)?;
    }
    #[cfg(target_os = "linux")]
    if let Some(timeout) = keepalive.user_timeout {
        options.set_tcp_user_timeout(Some(timeout))?;
    }
    socket.connect(address).await
}

/// An open socket of either type.
pub(crate) enum Stream {
    Tcp(TcpStream),
    #[cfg(unix)]
    Unix(UnixStream),
}

/// A socket that delays write errors until everything that the server sent has been read.
///
/// A server that rejects a client sends the reason and closes the connection, possibly while the
/// client is still writing. The write error must not hide the reason.
pub(crate) struct Socket {
    stream: Stream,
    write_error: Option<io::Error>,
}

impl Socket {
    pub(crate) fn new(stream: Stream) -> Self {
        Self { stream, write_error: None }
    }

    #[cfg(unix)]
    pub(crate) fn stream(&self) -> &Stream {
        &self.stream
    }
}

impl AsyncRead for Socket {
    fn poll_read(
        self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let this = self.get_mut();
        let before = buffer.filled().len();
        let polled = Pin::new(&mut this.stream).poll_read(cx, buffer);
        let ended = match &polled {
            Poll::Ready(Ok(())) => buffer.filled().len() == before && buffer.remaining() > 0,
            Poll::Ready(Err(_)) => true,
            Poll::Pending => false,
        };
        match this.write_error.take_if(|_| ended) {
            Some(error) => Poll::Ready(Err(error)),
            None => polled,
        }
    }
}

impl AsyncWrite for Socket {
    fn poll_write(self: Pin<&mut Self>, cx: &mut Context<'_>, data: &[u8]) -> Poll<io::Result<usize>> {
        use io::ErrorKind::{BrokenPipe, ConnectionAborted, ConnectionReset};
        let this = self.get_mut();
        if this.write_error.is_some() {
            return Poll::Ready(Ok(data.len()));
        }
        match Pin::new(&mut this.stream).poll_write(cx, data) {
            Poll::Ready(Err(error))
                if matches!(error.kind(), BrokenPipe | ConnectionReset | ConnectionAborted) =>
            {
                this.write_error = Some(error);
                Poll::Ready(Ok(data.len()))
            }
            polled => polled,
        }
    }

    fn poll_flush(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.get_mut().stream).poll_flush(cx)
    }

    fn poll_shutdown(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.get_mut().stream).poll_shutdown(cx)
    }
}

/// A socket with or without TLS.
pub(crate) enum Link {
    Plain(Socket),
    Tls(Box<TlsStream<Socket>>),
}

/// Implements `AsyncRead` and `AsyncWrite` for an enum by forwarding to its variants.
macro_rules! forward_io {
    ($type:ident { $($(#[$attribute:meta])* $variant:ident),+ }) => {
        impl AsyncRead for $type {
            fn poll_read(
                self: Pin<&mut Self>,
                cx: &mut Context<'_>,
                buffer: &mut ReadBuf<'_>,
            ) -> Poll<io::Result<()>> {
                match self.get_mut() {
                    $($(#[$attribute])* Self::$variant(stream) => Pin::new(stream).poll_read(cx, buffer)),+
                }
            }
        }

        impl AsyncWrite for $type {
            fn poll_write(self: Pin<&mut Self>, cx: &mut Context<'_>, data: &[u8]) -> Poll<io::Result<usize>> {
                match self.get_mut() {
                    $($(#[$attribute])* Self::$variant(stream) => Pin::new(stream).poll_write(cx, data)),+
                }
            }

            fn poll_flush(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
                match self.get_mut() {
                    $($(#[$attribute])* Self::$variant(stream) => Pin::new(stream).poll_flush(cx)),+
                }
            }

            fn poll_shutdown(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
                match self.get_mut() {
                    $($(#[$attribute])* Self::$variant(stream) => Pin::new(stream).poll_shutdown(cx)),+
                }
            }
        }
    };
}

forward_io!(Stream {
    Tcp,
    #[cfg(unix)]
    Unix
});
forward_io!(Link { Plain, Tls });

#[cfg(test)]
mod tests {
    use std::io::{Read, Write};

    use tokio::io::{AsyncReadExt, AsyncWriteExt};

    use super::*;

    /// The server sends a message and closes the connection without reading everything. Writing
    /// then fails, but the message must still be readable.
    #[tokio::test]
    async fn a_last_message_is_read_before_a_write_error() {
        let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        let address = Address::Tcp(listener.local_addr().unwrap());
        let mut socket = address.open(&Keepalive::default()).await.unwrap();
        let (mut server, _) = listener.accept().unwrap();
        socket.write_all(b"hello, and more").await.unwrap();
        server.read_exact(&mut [0; 5]).unwrap();
        server.write_all(b"go away").unwrap();
        drop(server);
        // The first write makes the kernel notice that the connection is closed; later ones fail.
        for _ in 0..3 {
            socket.write_all(b"please").await.unwrap();
            tokio::time::sleep(std::time::Duration::from_millis(20)).await;
        }
        assert!(socket.write_error.is_some());
        let mut received = Vec::new();
        let error = socket.read_to_end(&mut received).await.unwrap_err();
        assert_eq!(String::from_utf8_lossy(&received), "go away");
        assert!(
            matches!(error.kind(), io::ErrorKind::BrokenPipe | io::ErrorKind::ConnectionReset),
            "{error}"
        );
    }
}
