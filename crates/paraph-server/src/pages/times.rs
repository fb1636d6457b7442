//! Times as people read them, always with their zone: the server writes UTC, the browser adds the reader's own.

use jiff::Timestamp;
use jiff::tz::TimeZone;
use maud::{Markup, html};

use crate::locale::Locale;

/// A time in words, in UTC: `21 November 2026, 14:03 UTC`.
pub(super) fn in_words(at: Timestamp, locale: Locale) -> String {
    let civil = at.to_zoned(TimeZone::UTC).datetime();
    locale.say(
        "time",
        &[
            ("day", day(civil.date(), locale).into()),
            ("clock", format!("{:02}:{:02}", civil.hour(), civil.minute()).into()),
        ],
    )
}

/// A date in words, in UTC: `21 November 2026`.
pub(super) fn date_in_words(at: Timestamp, locale: Locale) -> String {
    day(at.to_zoned(TimeZone::UTC).date(), locale)
}

fn day(date: jiff::civil::Date, locale: Locale) -> String {
    let month = locale.text(&format!("month-{}", date.month()));
    locale.say(
        "date",
        &[("day", date.day().into()), ("month", month.into()), ("year", date.year().to_string().into())],
    )
}

/// A time as an element that the browser's script completes with the reader's own zone.
pub(super) fn time(at: Timestamp, locale: Locale) -> Markup {
    html! { time datetime=(at) data-local { (in_words(at, locale)) } }
}

/// A date as an element.
pub(super) fn date(at: Timestamp, locale: Locale) -> Markup {
    html! { time datetime=(at) { (date_in_words(at, locale)) } }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_time_is_written_with_its_zone() {
        let at: Timestamp = "2026-11-21T14:03:22Z".parse().unwrap();
        assert_eq!(in_words(at, Locale::English), "21 November 2026, 14:03 UTC");
        assert_eq!(in_words(at, Locale::French), "21 novembre 2026 à 14:03 UTC");
        let first: Timestamp = "2026-08-01T00:00:00Z".parse().unwrap();
        assert_eq!(date_in_words(first, Locale::French), "1er août 2026");
    }
}
