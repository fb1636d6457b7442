//! What the program can be told to do, a file each.

#[cfg(feature = "server")]
pub(crate) mod account;
#[cfg(feature = "server")]
pub(crate) mod ca;
pub(crate) mod extend;
pub(crate) mod inspect;
#[cfg(feature = "server")]
pub(crate) mod lists;
#[cfg(feature = "server")]
pub(crate) mod serve;
pub(crate) mod sign;
pub(crate) mod verify;
