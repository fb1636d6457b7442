//! Keys, sealed values and files, passwords and one-time secrets.
//!
//! Everything Paraph stores passes through here first: [`Key::seal`] for a value in a row, [`file`] for a document,
//! [`password`], [`mod@pin`] and [`token`] for what proves who somebody is. The crate opens no file, reads no clock and draws no
//! randomness of its own: readers, writers and randomness are handed in.

mod envelope;
mod error;
pub mod file;
mod key;
mod key_file;
pub mod limits;
pub mod password;
pub mod pin;
mod place;
pub mod token;

pub use error::Error;
pub use key::{Fingerprint, Key};
pub use place::Place;
