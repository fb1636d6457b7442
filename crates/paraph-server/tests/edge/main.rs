//! The service behind its own sockets: clients that are slow, silent, many, or say what can be read in two ways. Nobody waits
//! half a minute here: the limits are set to a second. What is looked at is what comes of it, never how long it took.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a test that cannot go on has failed")]

mod flood;
mod http;
mod service;
mod slow;
mod uploads;
