//! The log: one line for each thing that happened, on standard error, as text of `key=value` or as JSON.
//!
//! A line holds identifiers, never names, addresses, titles or texts. Writing it never makes anybody wait and never fails an
//! act: lines go through a queue with an end, and those that find no room are counted in a later line.

mod act;
mod line;
mod writer;

use serde::Deserialize;
use tracing::level_filters::LevelFilter;
use tracing_subscriber::layer::SubscriberExt as _;
use tracing_subscriber::util::SubscriberInitExt as _;

pub use act::Act;
use line::Lines;
pub use writer::Flushed;

/// How lines are written.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Format {
    /// `key=value`, with quotation marks where a value holds more than a word.
    #[default]
    Text,
    /// One JSON object a line.
    Json,
}

impl Format {
    /// As the configuration spells it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Text => "text",
            Self::Json => "json",
        }
    }
}

/// Starts the log of this process; what this gives writes out what is queued when it is dropped. A second start in one
/// process changes nothing.
pub fn start(format: Format) -> Flushed {
    let (queue, flushed) = writer::start(std::io::stderr);
    let lines = Lines::new(format, queue);
    if tracing_subscriber::registry().with(LevelFilter::INFO).with(lines).try_init().is_ok() {
        std::panic::set_hook(Box::new(tell_of_panic));
    }
    flushed
}

/// A panic's message may quote what somebody typed (`byte index 1 is not a char boundary; it is inside 'ü'`): it is logged only
/// where it is a constant of the program.
fn tell_of_panic(panic: &std::panic::PanicHookInfo<'_>) {
    let place = panic.location().map(ToString::to_string).unwrap_or_default();
    let message =
        panic.payload().downcast_ref::<&'static str>().copied().unwrap_or("its message is kept back");
    tracing::error!(place, message, "a part of the program failed");
}
