//! Projects, envelopes and accounts: the database, the pages and the jobs.

pub mod assets;
pub mod locale;
pub mod net;
pub mod pages;
pub mod paper;
pub mod render;
