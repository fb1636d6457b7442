//! Everything that leaves the machine: mail, time-stamps and trusted lists from somebody else, and signing with keys at a provider's. Nothing here runs in a transaction.

pub mod csc;
pub mod http;
pub mod mail;
pub mod revocation;
pub mod timestamp;
pub mod trusted_lists;
