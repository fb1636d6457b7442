//! Signing with keys at a provider's: a faithful one on loopback in both versions, a lying one, and one of another maker.

mod another_maker;
mod authorization;
mod faults;
mod house;
mod lies;
mod oauth;
mod rules;
mod signing;
