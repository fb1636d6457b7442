//! The engines' errors, sorted by whose fault they are and by what they leave behind.

use std::borrow::Cow;

use crate::error::{Error, Kind};

/// What an error of an engine means for whoever asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Meaning {
    /// Another transaction won: trying again is right.
    Lost,
    /// The disk of the database has no room left.
    DiskFull,
    /// The disk of the database does not do its part.
    DiskFails,
    /// The server of the database cannot be reached, or is going down.
    Away,
    /// Our own fault, or stored data that does not hold.
    Ours,
}

/// Sorts an error by whose fault it is.
pub(super) fn refine(error: sqlx::Error) -> Error {
    match meaning(&error) {
        Meaning::Lost => Error::said(Kind::Busy, "error-busy").noting(note(&error)),
        Meaning::DiskFull => Error::outside("error-disk-full", note(&error)),
        Meaning::DiskFails => Error::outside("error-disk-fails", note(&error)),
        Meaning::Away => Error::outside("error-database-away", note(&error)),
        Meaning::Ours => Error::broken(note(&error)),
    }
}

/// Whether an error says that a unique value is already taken.
pub(super) fn is_duplicate(error: &sqlx::Error) -> bool {
    error.as_database_error().is_some_and(sqlx::error::DatabaseError::is_unique_violation)
}

/// Whether an error is an engine's answer after which its connection is as good as before, once rolled back.
pub(super) fn is_answer(error: &sqlx::Error) -> bool {
    error.as_database_error().is_some() && matches!(meaning(error), Meaning::Lost | Meaning::Ours)
}

/// What goes to the log: PostgreSQL adds the values of a row to some errors, which are no words for a log.
pub(super) fn note(error: &sqlx::Error) -> Cow<'static, str> {
    match error.as_database_error() {
        Some(answer) => format!("{} ({})", answer.message(), code(error)).into(),
        None => error.to_string().into(),
    }
}

fn code(error: &sqlx::Error) -> String {
    error.as_database_error().and_then(|answer| answer.code()).unwrap_or_default().into_owned()
}

fn meaning(error: &sqlx::Error) -> Meaning {
    match error {
        sqlx::Error::Database(_) => {
            let code = code(error);
            // SQLSTATE has five characters, a code of SQLite one to four digits.
            match code.parse::<u32>() {
                Ok(number) if code.len() < 5 => of_sqlite(number),
                _ => of_postgres(&code),
            }
        }
        sqlx::Error::Io(_)
        | sqlx::Error::Tls(_)
        | sqlx::Error::PoolTimedOut
        | sqlx::Error::PoolClosed
        | sqlx::Error::BeginFailed
        | sqlx::Error::WorkerCrashed => Meaning::Away,
        _ => Meaning::Ours,
    }
}

/// SQLite's result codes; the lowest byte of an extended one is its family.
fn of_sqlite(code: u32) -> Meaning {
    match (code, code & 0xff) {
        // Full; no room for more of the shared memory beside the log.
        (_, 13) | (4874, _) => Meaning::DiskFull,
        // Busy, locked.
        (_, 5 | 6) => Meaning::Lost,
        // Read-only, input and output, cannot open.
        (_, 8 | 10 | 14) => Meaning::DiskFails,
        _ => Meaning::Ours,
    }
}

/// PostgreSQL's states (SQLSTATE), by class.
fn of_postgres(state: &str) -> Meaning {
    match state {
        // Serialization failure, deadlock.
        "40001" | "40P01" => Meaning::Lost,
        "53100" => Meaning::DiskFull,
        "58030" => Meaning::DiskFails,
        // Too many connections; a server that became a stand-by; a statement cut off; going down, starting.
        "53300" | "25006" | "57014" | "57P01" | "57P02" | "57P03" | "57P04" | "57P05" => Meaning::Away,
        _ if state.starts_with("08") => Meaning::Away,
        _ => Meaning::Ours,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_full_disk_is_told_from_a_failing_one_and_from_a_server_that_is_away() {
        for (code, meant) in [
            (13, Meaning::DiskFull),
            (4874, Meaning::DiskFull),
            (778, Meaning::DiskFails),
            (1034, Meaning::DiskFails),
            (8, Meaning::DiskFails),
            (14, Meaning::DiskFails),
            (5, Meaning::Lost),
            (517, Meaning::Lost),
            (262, Meaning::Lost),
            (11, Meaning::Ours),
        ] {
            assert_eq!(of_sqlite(code), meant, "{code}");
        }
        for (state, meant) in [
            ("53100", Meaning::DiskFull),
            ("57P01", Meaning::Away),
            ("08006", Meaning::Away),
            ("40001", Meaning::Lost),
            ("23505", Meaning::Ours),
        ] {
            assert_eq!(of_postgres(state), meant, "{state}");
        }
    }
}
