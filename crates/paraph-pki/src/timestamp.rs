//! Time-stamps (RFC 3161, RFC 5816): asking for them, checking them, and giving them.
//!
//! All bytes in, bytes out. A client makes a [`Request`], sends [`Request::to_der`] somehow, and hands the answer to
//! [`Request::accept`]. A [`Responder`] turns request bytes into response bytes. A validator reads a [`Token`] and
//! asks it for [`TokenFacts`].

mod request;
mod responder;
mod token;

pub use request::Request;
pub use responder::{Failure, Responder};
pub use token::{Token, TokenFacts};

/// The policy an instance's own time-stamps name unless the operator has one: a number reserved for examples
/// (RFC 5612), so that it claims conformity with nothing.
pub const INSTANCE_POLICY: crate::ObjectIdentifier =
    crate::ObjectIdentifier::new_unwrap("1.3.6.1.4.1.32473.3161.1");
