//! A web server on loopback that answers one way, and remembers what it was asked.

#![expect(clippy::unwrap_used, reason = "a test may fail loudly")]

use std::sync::{Arc, Mutex, PoisonError};

use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
use tokio::net::TcpListener;

use super::acceptor;

/// Makes the answer, head and body, from the request's body.
pub(crate) type Answer = Arc<dyn Fn(&[u8]) -> Vec<u8> + Send + Sync>;

#[derive(Clone, Copy, PartialEq)]
pub(crate) enum Transport {
    Plain,
    Tls,
}

/// What the server does with a connection once it has the request.
#[derive(Clone)]
pub(crate) enum Manner {
    /// Answers and hangs up.
    Answers(Answer),
    /// Answers, then goes on with zeros for ever.
    NeverEnds(&'static str),
    /// Says nothing.
    Silent,
    /// Hangs up.
    HangsUp,
}

pub(crate) struct WebServer {
    pub(crate) port: u16,
    requests: Arc<Mutex<Vec<String>>>,
}

impl WebServer {
    pub(crate) async fn start(transport: Transport, manner: Manner) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let requests = Arc::<Mutex<Vec<String>>>::default();
        let shared = Arc::clone(&requests);
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let (manner, requests) = (manner.clone(), Arc::clone(&shared));
                tokio::spawn(async move {
                    match transport {
                        Transport::Plain => serve(stream, manner, requests).await,
                        Transport::Tls => serve(acceptor().accept(stream).await?, manner, requests).await,
                    }
                });
            }
        });
        Self { port, requests }
    }

    /// The heads of the requests.
    pub(crate) fn requests(&self) -> Vec<String> {
        self.requests.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

async fn serve<S: AsyncRead + AsyncWrite + Unpin>(
    mut stream: S,
    manner: Manner,
    requests: Arc<Mutex<Vec<String>>>,
) -> std::io::Result<()> {
    let (head, body) = read_request(&mut stream).await?;
    requests.lock().unwrap_or_else(PoisonError::into_inner).push(head);
    match manner {
        Manner::Answers(answer) => stream.write_all(&answer(&body)).await?,
        Manner::NeverEnds(head) => {
            stream.write_all(head.as_bytes()).await?;
            loop {
                stream.write_all(&[0; 4096]).await?;
            }
        }
        Manner::Silent => std::future::pending().await,
        Manner::HangsUp => {}
    }
    stream.shutdown().await
}

async fn read_request<S: AsyncRead + Unpin>(stream: &mut S) -> std::io::Result<(String, Vec<u8>)> {
    let mut bytes = Vec::new();
    loop {
        if stream.read_buf(&mut bytes).await? == 0 {
            return Err(std::io::ErrorKind::UnexpectedEof.into());
        }
        let Some(end) = bytes.windows(4).position(|window| window == b"\r\n\r\n") else { continue };
        let head = String::from_utf8_lossy(bytes.get(..end).unwrap_or_default()).into_owned();
        let length = head
            .lines()
            .find_map(|line| line.to_ascii_lowercase().strip_prefix("content-length: ")?.parse().ok());
        let body = bytes.get(end.saturating_add(4)..).unwrap_or_default();
        if body.len() >= length.unwrap_or(0) {
            return Ok((head, body.to_vec()));
        }
    }
}
