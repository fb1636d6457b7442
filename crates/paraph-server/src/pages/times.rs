//! Times as people read them, always with their zone: the reader's own, or the envelope's in mails. Here alone.

use jiff::Timestamp;
use maud::{Markup, html};

use super::Frame;
use crate::locale::Locale;
use crate::zone::{Reader, Zone};

/// A time in words: `21 November 2026, 15:03 (Europe/Paris, UTC+1)`.
pub(crate) fn in_words(at: Timestamp, zone: &Zone, locale: Locale) -> String {
    let arguments = [
        ("day", day(at, zone, locale).into()),
        ("clock", figures(at, zone).into()),
        ("zone", zone.beside(at).into()),
    ];
    locale.say("time", &arguments)
}

/// A day in words: `21 November 2026`.
fn day(at: Timestamp, zone: &Zone, locale: Locale) -> String {
    let date = zone.civil(at).date();
    let month = locale.text(&format!("month-{}", date.month()));
    locale.say(
        "date",
        &[("day", date.day().into()), ("month", month.into()), ("year", date.year().to_string().into())],
    )
}

fn figures(at: Timestamp, zone: &Zone) -> String {
    zone.civil(at).strftime("%H:%M").to_string()
}

/// A time as an element. Where the reader's zone is not known for sure, the browser's script writes its own.
pub(super) fn time(at: Timestamp, frame: &Frame) -> Markup {
    let known = matches!(frame.reader, Reader::Chosen(_));
    html! { time datetime=(at) data-local[!known] { (in_words(at, frame.reader.zone(), frame.locale)) } }
}

/// A day as an element, whose title gives the time with its zone.
pub(super) fn date(at: Timestamp, frame: &Frame) -> Markup {
    let zone = frame.reader.zone();
    html! { time datetime=(at) title=(in_words(at, zone, frame.locale)) { (day(at, zone, frame.locale)) } }
}

/// A time of a day that is named before: the clock with its offset, `15:03 UTC+1`.
pub(super) fn clock(at: Timestamp, frame: &Frame) -> Markup {
    let zone = frame.reader.zone();
    html! { time datetime=(at) title=(in_words(at, zone, frame.locale)) { (figures(at, zone)) " " (zone.short(at)) } }
}

/// The heading over what happened on one day: the day, and the zone whose day it is.
pub(super) fn day_heading(at: Timestamp, frame: &Frame) -> Markup {
    let zone = frame.reader.zone();
    html! { (day(at, zone, frame.locale)) " " span.hint { (zone.name()) } }
}

/// Whether two times are of one day to the reader.
pub(super) fn same_day(one: Timestamp, other: Timestamp, frame: &Frame) -> bool {
    let zone = frame.reader.zone();
    zone.civil(one).date() == zone.civil(other).date()
}

/// Whether two times are written alike: the same minute of the same day.
pub(super) fn same_minute(one: Timestamp, other: Timestamp, frame: &Frame) -> bool {
    let zone = frame.reader.zone();
    let written = |at| (figures(at, zone), zone.short(at));
    same_day(one, other, frame) && written(one) == written(other)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_time_is_written_with_its_zone() {
        let paris = Zone::find("Europe/Paris").unwrap();
        let at: Timestamp = "2026-11-21T14:03:22Z".parse().unwrap();
        assert_eq!(in_words(at, &Zone::utc(), Locale::English), "21 November 2026, 14:03 UTC");
        assert_eq!(in_words(at, &paris, Locale::English), "21 November 2026, 15:03 (Europe/Paris, UTC+1)");
        assert_eq!(in_words(at, &paris, Locale::French), "21 novembre 2026 à 15:03 (Europe/Paris, UTC+1)");
        let first: Timestamp = "2026-07-31T22:00:00Z".parse().unwrap();
        assert_eq!(day(first, &paris, Locale::French), "1er août 2026");
    }
}
