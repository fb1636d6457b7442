//! Every page as a pure function from plain data to markup. No page reads the database, the clock or the network.
//!
//! A handler fills a view (`project::Project`, `ceremony::Ceremony`, …), adds the [`Frame`] of the request, and answers
//! with the [`maud::Markup`] that `page` gives.

pub mod account;
pub mod activity;
pub mod authorize;
pub mod board;
pub mod ceremony;
pub mod consent;
pub mod credentials;
pub mod document;
pub mod ends;
pub mod envelope;
pub mod fields;
mod frame;
mod icon;
pub mod invitation;
pub mod landing;
mod layout;
pub mod mail;
pub mod members;
pub mod outbox;
mod paper;
mod parts;
pub mod password;
mod people;
pub mod privacy;
pub mod project;
pub mod projects;
pub mod reading;
pub mod refill;
pub mod removal;
pub mod review;
mod seen;
pub mod signed_in;
mod states;
pub(crate) mod times;
pub mod trust;
pub mod verify;

pub use frame::{Frame, Notice, SignedIn};
pub use paper::{Drawn, FieldKind, Line, Paper, Placed, Sheet, Words, stylesheet};
pub use parts::Pager;
pub use states::{DocumentState, EnvelopeState, MailState, SignatoryState, Tone};
