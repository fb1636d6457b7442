//! Trusted lists from outside: those that were published, what becomes of them when they are changed, and lists of our
//! own in which every rule of qualification is met or broken.

#[cfg(test)]
mod chain;
#[cfg(test)]
mod corpus;
#[cfg(test)]
mod criteria;
#[cfg(test)]
mod maker;
#[cfg(test)]
#[path = "../../../../e2e/support/needs.rs"]
mod needs;
#[cfg(test)]
mod other_makers;
#[cfg(test)]
mod qualification;
#[cfg(test)]
#[path = "../pki/support.rs"]
#[expect(dead_code, reason = "the tests of certificates use more of it")]
mod support;
#[cfg(test)]
mod tampering;
