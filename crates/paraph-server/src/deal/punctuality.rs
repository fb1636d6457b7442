//! The machine's clock beside what was recorded: one that stands before the last event is wrong, and nothing is signed or sent
//! by it.

use jiff::{SignedDuration, Timestamp};

use super::event;
use crate::app::App;
use crate::db::Tx;
use crate::error::Error;
use crate::limits;

/// A clock that is wrong.
#[derive(Debug, Clone, Copy)]
pub struct Behind {
    /// What it says.
    pub now: Timestamp,
    /// When the last event was recorded.
    pub latest: Timestamp,
}

impl Behind {
    /// By how many seconds it is behind, at least.
    pub fn seconds(&self) -> u64 {
        self.latest.duration_since(self.now).as_secs().unsigned_abs()
    }

    /// The sentence for the operator.
    pub fn sentence(&self) -> String {
        format!(
            "the clock of this machine says {:.0}, but the last event was recorded at {:.0}: nothing is signed or sent until \
             the clock is right (it is checked at each act; no restart is needed)",
            self.now, self.latest
        )
    }
}

/// Whether the clock is behind what was recorded, by more than clocks of several machines differ.
///
/// # Errors
/// When the database fails.
pub async fn look(tx: &mut Tx, app: &App) -> Result<Option<Behind>, Error> {
    let now = app.clock.now();
    let tolerance = SignedDuration::from_secs(limits::CLOCK_TOLERANCE_SECONDS);
    let latest = event::latest(tx).await?.filter(|latest| latest.duration_since(now) > tolerance);
    Ok(latest.map(|latest| Behind { now, latest }))
}

/// Goes on only by a clock that may be right.
///
/// # Errors
/// Outside when it is behind what was recorded; when the database fails.
pub async fn must_be_right(tx: &mut Tx, app: &App) -> Result<(), Error> {
    match look(tx, app).await? {
        None => Ok(()),
        Some(behind) => Err(Error::outside("error-clock-behind", behind.sentence())),
    }
}
