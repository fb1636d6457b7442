//! The client of the Cloud Signature Consortium's API, 1.0.4 and 2.0: signing with keys that a provider keeps.
//!
//! A [`Provider`] is found by its address, a [`Session`] is what may be asked of it, a [`Credential`] is a key there with its
//! certificate, and an [`Activation`] the right to sign one [`Batch`] of digests, once. Clauses are those of 2.0.0.2.

mod activation;
mod algorithm;
mod credential;
mod error;
mod fault;
mod oauth;
mod provider;
mod secret;
mod session;
mod signing;
mod wire;

pub use activation::{Activation, Order, Proof, Transaction};
pub use algorithm::Batch;
pub use credential::{Credential, Factor, FactorKind, Mode, SoleControl};
pub use error::CscError;
pub use fault::Fault;
pub use oauth::{AuthorizationServer, Client, Granted, Scope, Visit};
pub use provider::{Patience, Provider, Version};
pub use secret::Secret;
pub use session::Session;
pub use signing::Operation;
