//! What some tests need beside the toolchain: programs of other makers, a PostgreSQL. `scripts/test` installs them and
//! sets `PARAPH_TEST_ALL`, so that nothing is passed over there; a plain `cargo test` does without.

/// Called where a test would be passed over because `what` is not here.
pub(crate) fn missing(what: &str) {
    assert!(std::env::var_os("PARAPH_TEST_ALL").is_none(), "{what} is missing and every test was asked for");
    println!("passed over: {what} is missing");
}
