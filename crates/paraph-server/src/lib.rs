//! Projects, envelopes and accounts: the database, the pages and the jobs.

pub mod app;
pub mod assets;
pub mod auth;
pub mod clock;
pub mod config;
pub mod db;
pub mod deal;
pub mod error;
pub mod id;
pub mod instance;
pub mod jobs;
pub mod keys;
pub mod limits;
pub mod locale;
pub mod net;
pub mod pages;
pub mod paper;
pub mod policy;
pub mod render;
pub mod router;
pub mod routes;
pub mod serve;
pub mod store;
pub mod trusted_lists;
pub mod turns;
pub mod words;
