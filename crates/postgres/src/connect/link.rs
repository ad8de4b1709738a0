//! The bytes between us and a server: a TCP or unix connection, secured or not.

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

/// Where exactly a server listens.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Address {
    Tcp(SocketAddr),
    Unix(PathBuf),
}

impl Address {
    /// Connects, with the socket's options set as libpq sets them.
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
                "unix sockets are not supported on this system",
            )),
        }
    }
}

/// Tokio takes a leading zero byte for Linux's abstract namespace, which libpq writes as `@`.
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

/// An open connection, not yet secured.
pub(crate) enum Stream {
    Tcp(TcpStream),
    #[cfg(unix)]
    Unix(UnixStream),
}

/// A connection on which the other side's last words are heard. A server that refuses (a client certificate, another connection) says
/// why and closes, maybe while we still write: that we can no longer write is an error only once all it said has been read.
pub(crate) struct Socket {
    stream: Stream,
    unsent: Option<io::Error>,
}

impl Socket {
    pub(crate) fn new(stream: Stream) -> Self {
        Self { stream, unsent: None }
    }

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
        match this.unsent.take_if(|_| ended) {
            Some(error) => Poll::Ready(Err(error)),
            None => polled,
        }
    }
}

impl AsyncWrite for Socket {
    fn poll_write(self: Pin<&mut Self>, cx: &mut Context<'_>, data: &[u8]) -> Poll<io::Result<usize>> {
        use io::ErrorKind::{BrokenPipe, ConnectionAborted, ConnectionReset};
        let this = self.get_mut();
        if this.unsent.is_some() {
            return Poll::Ready(Ok(data.len()));
        }
        match Pin::new(&mut this.stream).poll_write(cx, data) {
            Poll::Ready(Err(error))
                if matches!(error.kind(), BrokenPipe | ConnectionReset | ConnectionAborted) =>
            {
                this.unsent = Some(error);
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

/// An open connection, secured or not.
pub(crate) enum Link {
    Plain(Socket),
    Tls(Box<TlsStream<Socket>>),
}

/// Passes the four operations of a byte stream on to whichever variant there is.
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

    /// The server speaks, and closes with something of ours unread: writing fails, and yet its words are there.
    #[tokio::test]
    async fn last_words_are_heard() {
        let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        let address = Address::Tcp(listener.local_addr().unwrap());
        let mut socket = address.open(&Keepalive::default()).await.unwrap();
        let (mut server, _) = listener.accept().unwrap();
        socket.write_all(b"hello, and more").await.unwrap();
        server.read_exact(&mut [0; 5]).unwrap();
        server.write_all(b"go away").unwrap();
        drop(server);
        // The first write provokes the answer that nobody is there, the later ones fail.
        for _ in 0..3 {
            socket.write_all(b"please").await.unwrap();
            tokio::time::sleep(std::time::Duration::from_millis(20)).await;
        }
        assert!(socket.unsent.is_some());
        let mut heard = Vec::new();
        let error = socket.read_to_end(&mut heard).await.unwrap_err();
        assert_eq!(String::from_utf8_lossy(&heard), "go away");
        assert!(
            matches!(error.kind(), io::ErrorKind::BrokenPipe | io::ErrorKind::ConnectionReset),
            "{error}"
        );
    }
}
