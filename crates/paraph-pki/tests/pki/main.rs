//! The crate from outside: what others made judged by us, and what we make judged by others.

#[cfg(test)]
mod algorithms;
#[cfg(test)]
mod authority;
#[cfg(test)]
mod cms;
#[cfg(test)]
mod crafted_certificates;
#[cfg(test)]
mod crafted_messages;
#[cfg(test)]
mod keys_and_certificates;
#[cfg(test)]
mod mutation;
#[cfg(test)]
#[path = "../../../../e2e/support/needs.rs"]
mod needs;
#[cfg(test)]
mod normaliser;
#[cfg(test)]
mod ocsp;
#[cfg(test)]
mod other_judges;
#[cfg(test)]
mod paths;
#[cfg(test)]
mod pkcs12_files;
#[cfg(test)]
mod pkits;
#[cfg(test)]
mod real_signatures;
#[cfg(test)]
mod rsa;
#[cfg(test)]
mod statements;
#[cfg(test)]
mod support;
#[cfg(test)]
mod timestamps;
