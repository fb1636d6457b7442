//! The commands that need no server.

pub(crate) mod verify;
