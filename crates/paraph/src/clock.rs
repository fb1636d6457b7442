//! The one clock of the program. Everything else is handed the time.

use jiff::Timestamp;

/// The time now, by the machine's clock.
#[expect(clippy::disallowed_methods, reason = "this is the clock that is handed down")]
pub(crate) fn now() -> Timestamp {
    // A clock set before 1970 or after 9999 is no clock; the epoch makes every certificate not yet valid.
    Timestamp::try_from(std::time::SystemTime::now()).unwrap_or(Timestamp::UNIX_EPOCH)
}

/// The zone of whoever reads what is written here, as the environment (`TZ`) or the system says; UTC where neither does.
pub(crate) fn zone() -> jiff::tz::TimeZone {
    jiff::tz::TimeZone::try_system().unwrap_or(jiff::tz::TimeZone::UTC)
}
