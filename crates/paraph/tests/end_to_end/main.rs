//! The program as people use it: the real binary on a folder of its own, a real browser, and judges we did not write.
//!
//! Needs Chromium, poppler's pdfsig, qpdf, pyHanko and OpenSSL; `scripts/test` installs them. A tool that is missing fails
//! the test that needs it.

#![cfg(feature = "server")]
#![expect(
    clippy::disallowed_methods,
    reason = "waiting for another process is bounded by the machine's clock"
)]

#[cfg(test)]
mod authority;
#[cfg(test)]
mod bad_input;
#[cfg(test)]
mod canary;
#[cfg(test)]
mod chrome;
#[cfg(test)]
mod configuration;
#[cfg(test)]
mod credentials;
#[cfg(test)]
mod csc;
#[cfg(test)]
mod editor;
#[cfg(test)]
mod ends;
#[cfg(test)]
mod full_disk;
#[cfg(test)]
mod http;
#[cfg(test)]
mod instance;
#[cfg(test)]
mod judges;
#[cfg(test)]
mod kill;
#[cfg(test)]
mod log;
#[cfg(test)]
mod mail_twice;
#[cfg(test)]
#[path = "../../../../e2e/support/needs.rs"]
mod needs;
#[cfg(test)]
mod office;
#[cfg(test)]
mod other_makers;
#[cfg(test)]
mod phone;
#[cfg(test)]
mod quota;
#[cfg(test)]
mod scene;
#[cfg(test)]
mod sign_in;
mod slow;
mod strangers;
#[cfg(test)]
mod tab;
#[cfg(test)]
mod two_tabs;
#[cfg(test)]
mod unopened;
#[cfg(test)]
mod whole_path;
