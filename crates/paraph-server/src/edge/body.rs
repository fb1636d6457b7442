//! Bodies on their way in and out: one that comes too slowly is given up, and it is noticed when an answer was handed over.

use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};

use axum::BoxError;
use axum::body::{Body as AnswerBody, Bytes};
use hyper::body::{Body, Frame, Incoming, SizeHint};

use super::conversation::{BodyFault, Conversation};
use super::patience::Patience;

/// What a client sends, as long as it keeps to the least rate.
pub(super) struct Arriving {
    inner: Incoming,
    patience: Patience,
    conversation: Arc<Conversation>,
}

/// The body of a request came too slowly.
#[derive(Debug, thiserror::Error)]
#[error("the body of the request came too slowly")]
struct TooSlow;

impl Arriving {
    pub(super) fn new(inner: Incoming, conversation: Arc<Conversation>) -> Self {
        let patience = Patience::new(conversation.limits.grace(), conversation.limits.bytes_per_second_min);
        Self { inner, patience, conversation }
    }
}

impl Body for Arriving {
    type Data = Bytes;
    type Error = BoxError;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, BoxError>>> {
        let this = &mut *self;
        match Pin::new(&mut this.inner).poll_frame(context) {
            Poll::Pending => this.patience.poll_over(context).map(|()| {
                this.conversation.give_up_body(BodyFault::TooSlow);
                Some(Err(TooSlow.into()))
            }),
            Poll::Ready(None) => {
                this.conversation.body_is_over();
                Poll::Ready(None)
            }
            Poll::Ready(Some(Ok(frame))) => {
                this.patience.earn(frame.data_ref().map_or(0, Bytes::len));
                Poll::Ready(Some(Ok(frame)))
            }
            Poll::Ready(Some(Err(error))) => {
                this.conversation.give_up_body(BodyFault::Broken);
                Poll::Ready(Some(Err(error.into())))
            }
        }
    }

    fn is_end_stream(&self) -> bool {
        self.inner.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.inner.size_hint()
    }
}

/// An answer; when it is dropped it was handed over to the socket, or given up.
pub(super) struct Leaving {
    inner: AnswerBody,
    conversation: Arc<Conversation>,
}

impl Leaving {
    pub(super) fn new(inner: AnswerBody, conversation: Arc<Conversation>) -> Self {
        Self { inner, conversation }
    }
}

impl Drop for Leaving {
    fn drop(&mut self) {
        self.conversation.answered();
    }
}

impl Body for Leaving {
    type Data = Bytes;
    type Error = axum::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, axum::Error>>> {
        Pin::new(&mut self.inner).poll_frame(context)
    }

    fn is_end_stream(&self) -> bool {
        self.inner.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.inner.size_hint()
    }
}
