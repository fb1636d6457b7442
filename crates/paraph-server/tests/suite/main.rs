//! The service as its people meet it: a real router over a real database, on SQLite and on PostgreSQL, with mail that stays
//! in memory, a clock that stands still, and the instance's own certificates and time-stamps. One file for each noun; each
//! story looks at what was answered, what was written, who was told, and what the chain of events holds.
//!
//! PostgreSQL is the server that `PARAPH_TEST_POSTGRES` names, each story in a schema of its own. Without the variable that half
//! is left out and said to be; `scripts/test`, which asks for every test, names one.

#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test that cannot go on has failed"
)]

mod account;
mod activations;
mod afterwards;
mod authority;
mod away;
mod burst;
mod ceremony;
mod connections;
mod credentials;
mod csc;
mod deal;
mod documents;
mod elsewhere;
mod ended;
mod endings;
mod engine;
mod envelopes;
mod events;
mod fields;
mod freezing;
mod instance;
mod jobs;
#[expect(dead_code, reason = "the tests of trusted lists use more of it")]
#[path = "../../../paraph-pki/tests/trusted_lists/maker.rs"]
mod lists;
mod lists_of_many;
mod mailing;
#[expect(dead_code, reason = "the tests of validation use more of it")]
#[path = "../../../paraph-pades/tests/validate/maker.rs"]
mod maker;
#[path = "../../../../e2e/support/needs.rs"]
mod needs;
mod oauth;
mod outbox;
mod own_client;
mod passwords;
#[expect(dead_code, reason = "the tests of drawing use more of it")]
#[path = "../render/documents.rs"]
mod pdf;
mod person;
mod pictures;
mod program;
mod projects;
mod punctuality;
mod qualified;
mod repeats;
mod seen;
mod sending;
mod sessions;
mod strangers;
#[expect(
    dead_code,
    clippy::expect_used,
    reason = "the tests of certificates use more of it, and fail in their own way"
)]
#[path = "../../../paraph-pki/tests/pki/support.rs"]
mod support;
mod tables;
mod unseen;
mod words;
mod zones;
