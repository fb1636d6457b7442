//! The socket of one connection: it gives up on a client that sends no head, takes no answer, or never stops sending.

use std::future::Future as _;
use std::io;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, ready};

use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::time::{Instant, Sleep, sleep_until};

use super::conversation::{Conversation, Takes};
use super::patience::Patience;
use crate::limits;

/// The socket with its deadlines.
pub(super) struct Stream<S> {
    inner: S,
    conversation: Arc<Conversation>,
    head_timer: Pin<Box<Sleep>>,
    patience: Patience,
    rest: Option<Rest>,
}

/// What is read after the answer and thrown away, so that the answer arrives: a socket that is closed with something unread is
/// reset, and with it what was written last (RFC 9112 § 9.6).
struct Rest {
    bytes: u64,
    end: Instant,
    silence: Pin<Box<Sleep>>,
}

impl<S: AsyncRead + AsyncWrite + Unpin> Stream<S> {
    pub(super) fn new(inner: S, conversation: Arc<Conversation>) -> Self {
        let patience = Patience::new(conversation.limits.stall(), conversation.limits.bytes_per_second_min);
        let head_timer = Box::pin(sleep_until(Instant::now()));
        Self { inner, conversation, head_timer, patience, rest: None }
    }

    fn poll_head_deadline(&mut self, context: &mut Context<'_>) -> Poll<()> {
        let Some(deadline) = self.conversation.head_deadline() else { return Poll::Pending };
        if self.head_timer.deadline() != deadline {
            self.head_timer.as_mut().reset(deadline);
        }
        self.head_timer.as_mut().poll(context)
    }

    fn note_written(
        &mut self,
        context: &mut Context<'_>,
        written: Poll<io::Result<usize>>,
    ) -> Poll<io::Result<usize>> {
        match written {
            Poll::Ready(Ok(bytes)) => {
                self.patience.earn(bytes);
                self.conversation.wrote(Takes::Some);
                Poll::Ready(Ok(bytes))
            }
            Poll::Pending => {
                self.conversation.wrote(Takes::Nothing);
                ready!(self.patience.poll_over(context));
                Poll::Ready(Err(too_late("the client does not take the answer")))
            }
            failed => failed,
        }
    }

    fn poll_rest(&mut self, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        let quiet = std::time::Duration::from_secs(limits::REST_SILENCE_SECONDS);
        let rest = self.rest.get_or_insert_with(|| {
            let now = Instant::now();
            let end = now + std::time::Duration::from_secs(limits::REST_SECONDS_MAX);
            Rest { bytes: 0, end, silence: Box::pin(sleep_until(now + quiet)) }
        });
        let mut space = [0; 16 * 1024];
        loop {
            let mut buffer = ReadBuf::new(&mut space);
            match Pin::new(&mut self.inner).poll_read(context, &mut buffer) {
                Poll::Ready(Ok(())) if !buffer.filled().is_empty() => {
                    rest.bytes = rest.bytes.saturating_add(buffer.filled().len() as u64);
                    let now = Instant::now();
                    if rest.bytes > limits::REST_SIZE_MAX || now >= rest.end {
                        return Poll::Ready(Ok(()));
                    }
                    rest.silence.as_mut().reset((now + quiet).min(rest.end));
                }
                // The end, or an error: either way nothing more comes.
                Poll::Ready(_) => return Poll::Ready(Ok(())),
                Poll::Pending => return rest.silence.as_mut().poll(context).map(Ok),
            }
        }
    }
}

fn too_late(why: &'static str) -> io::Error {
    io::Error::new(io::ErrorKind::TimedOut, why)
}

impl<S: AsyncRead + AsyncWrite + Unpin> AsyncRead for Stream<S> {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let this = &mut *self;
        let before = buffer.filled().len();
        match Pin::new(&mut this.inner).poll_read(context, buffer) {
            Poll::Pending => {
                ready!(this.poll_head_deadline(context));
                Poll::Ready(Err(too_late("no request came in time")))
            }
            read => {
                let came = buffer.filled().get(before..).unwrap_or_default();
                if !came.is_empty() {
                    this.conversation.read(came);
                }
                read
            }
        }
    }
}

impl<S: AsyncRead + AsyncWrite + Unpin> AsyncWrite for Stream<S> {
    fn poll_write(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        let written = Pin::new(&mut self.inner).poll_write(context, bytes);
        self.note_written(context, written)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        slices: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        let written = Pin::new(&mut self.inner).poll_write_vectored(context, slices);
        self.note_written(context, written)
    }

    fn is_write_vectored(&self) -> bool {
        self.inner.is_write_vectored()
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.inner).poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        if self.rest.is_none() {
            ready!(Pin::new(&mut self.inner).poll_shutdown(context))?;
            if !self.conversation.has_rest() {
                return Poll::Ready(Ok(()));
            }
        }
        self.poll_rest(context)
    }
}
