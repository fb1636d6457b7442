//! Time zones: where people are, by the names of the IANA database, which is compiled in. Times in documents are written here;
//! times on pages in [`crate::pages`].

use std::sync::LazyLock;

use jiff::Timestamp;
use jiff::tz::{TimeZone, TimeZoneDatabase};
use serde::{Serialize, Serializer};

// Compiled into the program; read once, on first use.
static ZONES: LazyLock<TimeZoneDatabase> = LazyLock::new(TimeZoneDatabase::bundled);

/// A time zone of the IANA database: `Europe/Paris`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Zone(TimeZone);

impl Zone {
    /// The longest name that is looked up, in characters.
    const NAME_LENGTH_MAX: usize = 64;

    /// Coordinated universal time.
    pub fn utc() -> Self {
        Self(TimeZone::UTC)
    }

    /// The zone of a name, whatever its capitals; none when the database does not know it.
    pub fn find(name: &str) -> Option<Self> {
        let readable = |byte: u8| byte.is_ascii_alphanumeric() || b"/_+-".contains(&byte);
        if name.len() > Self::NAME_LENGTH_MAX || !name.bytes().all(readable) {
            return None;
        }
        if ["UTC", "Etc/UTC", "GMT", "Etc/GMT"].iter().any(|utc| utc.eq_ignore_ascii_case(name)) {
            return Some(Self::utc());
        }
        // Never the machine's own database: the same name is the same zone wherever the program runs.
        let zone = ZONES.get(name).ok()?;
        // Names such as "localtime" read, but name no place.
        zone.iana_name().is_some_and(|name| name.contains('/')).then_some(Self(zone))
    }

    /// The names that are offered to people, in the order of the alphabet; older spellings read too, but are not offered.
    pub fn names() -> Vec<String> {
        const AREAS: [&str; 10] = [
            "Africa",
            "America",
            "Antarctica",
            "Arctic",
            "Asia",
            "Atlantic",
            "Australia",
            "Europe",
            "Indian",
            "Pacific",
        ];
        let mut names: Vec<String> = ZONES
            .available()
            .map(|name| name.as_str().to_owned())
            .filter(|name| name.split_once('/').is_some_and(|(area, _)| AREAS.contains(&area)))
            .collect();
        names.sort();
        names.insert(0, "UTC".to_owned());
        names
    }

    /// Its name: `Europe/Paris`, `UTC`.
    pub fn name(&self) -> &str {
        self.0.iana_name().unwrap_or("UTC")
    }

    /// The calendar and the clock there.
    pub fn civil(&self, at: Timestamp) -> jiff::civil::DateTime {
        self.0.to_datetime(at)
    }

    /// When a day begins there; none for a day that no calendar has.
    pub fn start_of(&self, day: jiff::civil::Date) -> Option<Timestamp> {
        day.to_zoned(self.0.clone()).ok().map(|zoned| zoned.timestamp())
    }

    /// How far its clocks are from UTC at a time: `UTC+1`, `UTC-3:30`.
    pub fn offset(&self, at: Timestamp) -> String {
        let seconds = self.0.to_offset(at).seconds();
        let (sign, seconds) = (if seconds < 0 { '-' } else { '+' }, seconds.unsigned_abs());
        match (seconds / 3_600, seconds / 60 % 60) {
            (hours, 0) => format!("UTC{sign}{hours}"),
            (hours, minutes) => format!("UTC{sign}{hours}:{minutes:02}"),
        }
    }

    /// The zone and its offset at a time, as they follow a time: `(Europe/Paris, UTC+1)`, `UTC`.
    pub fn beside(&self, at: Timestamp) -> String {
        if *self == Self::utc() {
            "UTC".to_owned()
        } else {
            format!("({}, {})", self.name(), self.offset(at))
        }
    }

    /// The offset alone, as it follows a time where the zone was named before: `UTC+1`, `UTC`.
    pub fn short(&self, at: Timestamp) -> String {
        if *self == Self::utc() { "UTC".to_owned() } else { self.offset(at) }
    }

    /// A time as signatures in documents show it: `30 Nov 2026, 00:30 (Europe/Paris, UTC+1)`.
    pub fn caption(&self, at: Timestamp) -> String {
        format!("{} {}", self.civil(at).strftime("%-d %b %Y, %H:%M"), self.beside(at))
    }

    /// The day that a date field of a document holds: `2026-11-30 (UTC+1)`.
    pub fn day(&self, at: Timestamp) -> String {
        format!("{} ({})", self.civil(at).strftime("%Y-%m-%d"), self.short(at))
    }
}

impl Serialize for Zone {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.name())
    }
}

/// In which zone somebody reads a page, and how it came about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Reader {
    /// They chose it.
    Chosen(Zone),
    /// Their browser says where they are.
    Browser(Zone),
    /// Nothing is known; the page says so, and a script puts the browser's zone in its place.
    Unknown(Zone),
}

impl Reader {
    /// The zone.
    pub fn zone(&self) -> &Zone {
        match self {
            Self::Chosen(zone) | Self::Browser(zone) | Self::Unknown(zone) => zone,
        }
    }

    /// The zone they chose, if they did.
    pub fn chosen(&self) -> Option<&Zone> {
        if let Self::Chosen(zone) = self { Some(zone) } else { None }
    }

    /// The zone their browser named, if it did.
    pub fn of_browser(&self) -> Option<&Zone> {
        if let Self::Browser(zone) = self { Some(zone) } else { None }
    }

    /// The same reader, whose pages are in `zone` unless they or their browser said otherwise.
    #[must_use]
    pub fn or(self, zone: &Zone) -> Self {
        match self {
            Self::Unknown(_) => Self::Unknown(zone.clone()),
            known => known,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn caption(zone: &str, at: &str) -> (String, String) {
        let (zone, at) = (Zone::find(zone).unwrap(), at.parse().unwrap());
        (zone.caption(at), zone.day(at))
    }

    #[test]
    fn the_day_is_the_day_of_the_zone_whatever_the_day_is_in_utc() {
        for (zone, at, words, day) in [
            (
                "Europe/Paris",
                "2026-11-29T23:30:00Z",
                "30 Nov 2026, 00:30 (Europe/Paris, UTC+1)",
                "2026-11-30 (UTC+1)",
            ),
            (
                "Europe/Paris",
                "2026-11-29T22:59:59Z",
                "29 Nov 2026, 23:59 (Europe/Paris, UTC+1)",
                "2026-11-29 (UTC+1)",
            ),
            (
                "europe/paris",
                "2026-10-25T00:59:59Z",
                "25 Oct 2026, 02:59 (Europe/Paris, UTC+2)",
                "2026-10-25 (UTC+2)",
            ),
            (
                "Europe/Paris",
                "2026-10-25T01:00:00Z",
                "25 Oct 2026, 02:00 (Europe/Paris, UTC+1)",
                "2026-10-25 (UTC+1)",
            ),
            (
                "Pacific/Kiritimati",
                "2026-11-29T10:00:00Z",
                "30 Nov 2026, 00:00 (Pacific/Kiritimati, UTC+14)",
                "2026-11-30 (UTC+14)",
            ),
            (
                "Etc/GMT+12",
                "2026-11-30T11:59:00Z",
                "29 Nov 2026, 23:59 (Etc/GMT+12, UTC-12)",
                "2026-11-29 (UTC-12)",
            ),
            (
                "America/St_Johns",
                "2026-12-01T00:00:00Z",
                "30 Nov 2026, 20:30 (America/St_Johns, UTC-3:30)",
                "2026-11-30 (UTC-3:30)",
            ),
            (
                "Asia/Kathmandu",
                "2026-12-31T18:15:00Z",
                "1 Jan 2027, 00:00 (Asia/Kathmandu, UTC+5:45)",
                "2027-01-01 (UTC+5:45)",
            ),
            ("Etc/UTC", "2026-11-29T23:30:00Z", "29 Nov 2026, 23:30 UTC", "2026-11-29 (UTC)"),
        ] {
            assert_eq!(caption(zone, at), (words.to_owned(), day.to_owned()), "{zone}");
        }
    }

    #[test]
    fn what_names_no_place_is_no_zone() {
        let long = "Europe/".repeat(40);
        for name in [
            "",
            "Europe",
            "Europe/Nowhere",
            "localtime",
            "../../etc/passwd",
            "Europe/Paris\n",
            "CET; drop",
            &long,
        ] {
            assert_eq!(Zone::find(name), None, "{name}");
        }
    }

    #[test]
    fn every_zone_that_is_offered_is_found_under_its_name() {
        let names = Zone::names();
        assert!(names.len() > 300, "{}", names.len());
        for name in names {
            assert_eq!(Zone::find(&name).unwrap().name(), name);
        }
    }
}
