//! Everything that leaves the machine: mail, and time-stamps from somebody else. Nothing here runs in a transaction.

pub mod http;
pub mod mail;
pub mod timestamp;
