//! Every limit of signing and validating.

/// Signatures and document time-stamps looked at in one document.
pub const SIGNATURES_MAX: usize = 1_000;
/// Changes listed for one revision; what is beyond is counted as one more undefined change.
pub const CHANGES_MAX: usize = 1_000;
/// Nested values compared when an object moved between a reference and its place.
pub const COMPARE_DEPTH_MAX: usize = 16;
/// Objects visited when asking what a document still uses.
pub const REACHABLE_MAX: usize = 2_000_000;
/// Bytes of the buffer through which a document is digested.
pub const DIGEST_BUFFER: usize = 128 << 10;
