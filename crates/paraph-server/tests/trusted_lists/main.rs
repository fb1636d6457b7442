//! A folder of trusted lists that is kept up to date, against publishers on loopback that behave well, badly and not at all.

#[cfg(test)]
#[path = "../../../paraph-pki/tests/trusted_lists/maker.rs"]
#[expect(dead_code, reason = "the tests of trusted lists use more of it")]
mod maker;
#[cfg(test)]
mod published;
#[cfg(test)]
mod publisher;
#[cfg(test)]
#[path = "../../../paraph-pki/tests/pki/support.rs"]
#[expect(dead_code, reason = "the tests of certificates use more of it")]
mod support;
#[cfg(test)]
mod update;
