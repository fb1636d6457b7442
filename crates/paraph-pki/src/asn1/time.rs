//! UTCTime and GeneralizedTime to instants and back (RFC 5280 § 4.1.2.5, RFC 3161 § 2.4.2).

use der::asn1::AnyRef;
use der::{Encode, Tag, Tagged};
use jiff::Timestamp;
use jiff::civil::DateTime;
use jiff::tz::TimeZone;

use crate::Error;

/// Reads either kind of time. `None` when it is neither, or no instant.
///
/// The year 9999 means "no known end" (RFC 5280 § 4.1.2.5); its last days lie beyond what a `Timestamp` holds
/// and become the last instant there is.
pub(crate) fn read(value: AnyRef<'_>) -> Option<Timestamp> {
    let text = std::str::from_utf8(value.value()).ok()?.strip_suffix('Z')?;
    let (year, rest) = match value.tag() {
        Tag::UtcTime => {
            let (year, rest) = text.split_at_checked(2)?;
            let year = digits(year)?;
            (if year >= 50 { 1900 + year } else { 2000 + year }, rest)
        }
        Tag::GeneralizedTime => {
            let (year, rest) = text.split_at_checked(4)?;
            (digits(year)?, rest)
        }
        _ => return None,
    };
    let (whole, fraction) = match rest.split_once('.') {
        Some((whole, fraction)) if value.tag() == Tag::GeneralizedTime => (whole, nanoseconds(fraction)?),
        Some(_) => return None,
        None => (rest, 0),
    };
    let field = |start: usize| digits(whole.get(start..start + 2)?);
    let second = match whole.len() {
        8 => 0,
        10 => field(8)?,
        _ => return None,
    };
    let narrow = |value: i32| i8::try_from(value).ok();
    let civil = DateTime::new(
        i16::try_from(year).ok()?,
        narrow(field(0)?)?,
        narrow(field(2)?)?,
        narrow(field(4)?)?,
        narrow(field(6)?)?,
        narrow(second)?,
        fraction,
    )
    .ok()?;
    match TimeZone::UTC.to_timestamp(civil) {
        Ok(instant) => Some(instant),
        Err(_) if year == 9999 => Some(Timestamp::MAX),
        Err(_) => None,
    }
}

/// Writes a certificate's time: UTCTime up to 2049, GeneralizedTime from 2050 (RFC 5280 § 4.1.2.5).
pub(crate) fn write(instant: Timestamp) -> Result<Vec<u8>, Error> {
    let civil = TimeZone::UTC.to_datetime(instant);
    let year = civil.year();
    if !(1950..=9999).contains(&year) {
        return Err(Error::TimeOutOfRange);
    }
    if year >= 2050 {
        return write_generalized(instant);
    }
    let text = format!("{:02}{}Z", year % 100, month_to_second(civil));
    tagged(Tag::UtcTime, &text)
}

/// Writes a GeneralizedTime, with milliseconds only when there are some (RFC 3161 § 2.4.2: no trailing zeros).
pub(crate) fn write_generalized(instant: Timestamp) -> Result<Vec<u8>, Error> {
    let civil = TimeZone::UTC.to_datetime(instant);
    if !(0..=9999).contains(&civil.year()) {
        return Err(Error::TimeOutOfRange);
    }
    let milliseconds = civil.subsec_nanosecond() / 1_000_000;
    let fraction = match milliseconds {
        0 => String::new(),
        some => format!(".{some:03}").trim_end_matches('0').to_owned(),
    };
    tagged(Tag::GeneralizedTime, &format!("{:04}{}{fraction}Z", civil.year(), month_to_second(civil)))
}

fn month_to_second(civil: DateTime) -> String {
    format!(
        "{:02}{:02}{:02}{:02}{:02}",
        civil.month(),
        civil.day(),
        civil.hour(),
        civil.minute(),
        civil.second()
    )
}

fn tagged(tag: Tag, text: &str) -> Result<Vec<u8>, Error> {
    let value = AnyRef::new(tag, text.as_bytes()).and_then(|any| any.to_der());
    value.map_err(|_| Error::TimeOutOfRange)
}

fn digits(text: &str) -> Option<i32> {
    let all_digits = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    if all_digits { text.parse().ok() } else { None }
}

/// `.5` is half a second; beyond nanoseconds is cut.
fn nanoseconds(fraction: &str) -> Option<i32> {
    let digits_kept = fraction.get(..fraction.len().min(9))?;
    if !fraction.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let value = digits(digits_kept)?;
    let missing = u32::try_from(9 - digits_kept.len()).ok()?;
    value.checked_mul(10_i32.checked_pow(missing)?)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(tag: Tag, text: &str, expected: Option<&str>) {
        let any = AnyRef::new(tag, text.as_bytes()).unwrap();
        let expected = expected.map(|text| text.parse::<Timestamp>().unwrap());
        assert_eq!(read(any), expected, "{tag:?} {text}");
    }

    #[test]
    fn times_are_read_as_their_standards_say() {
        check(Tag::UtcTime, "500101000000Z", Some("1950-01-01T00:00:00Z"));
        check(Tag::UtcTime, "491231235959Z", Some("2049-12-31T23:59:59Z"));
        check(Tag::UtcTime, "2001010000Z", Some("2020-01-01T00:00:00Z"));
        check(Tag::GeneralizedTime, "20500101000000Z", Some("2050-01-01T00:00:00Z"));
        check(Tag::GeneralizedTime, "20260102030405.25Z", Some("2026-01-02T03:04:05.25Z"));
        check(Tag::GeneralizedTime, "20260102030405.1234567891Z", Some("2026-01-02T03:04:05.123456789Z"));
        let last = AnyRef::new(Tag::GeneralizedTime, b"99991231235959Z").unwrap();
        assert_eq!(read(last), Some(Timestamp::MAX));
    }

    #[test]
    fn what_is_no_time_is_refused() {
        for text in
            ["", "Z", "260102030405", "260102030405+0100", "261302030405Z", "26010203040Z", "2601020304056Z"]
        {
            check(Tag::UtcTime, text, None);
        }
        for text in
            ["20260102030405.Z", "20260102030405.xZ", "20260230000000Z", "2026010203Z", "+0260102030405Z"]
        {
            check(Tag::GeneralizedTime, text, None);
        }
        check(Tag::UtcTime, "260102030405.5Z", None);
        check(Tag::Utf8String, "260102030405Z", None);
    }

    #[test]
    fn what_is_written_is_read_back() {
        for text in ["1950-01-01T00:00:00Z", "2049-12-31T23:59:59Z", "2050-01-01T00:00:00Z"] {
            let instant: Timestamp = text.parse().unwrap();
            let der = write(instant).unwrap();
            let any: AnyRef<'_> = der::Decode::from_der(&der).unwrap();
            let expected = if text < "2050" { Tag::UtcTime } else { Tag::GeneralizedTime };
            assert_eq!((any.tag(), read(any)), (expected, Some(instant)));
        }
        let instant: Timestamp = "2026-01-02T03:04:05.120Z".parse().unwrap();
        let der = write_generalized(instant).unwrap();
        assert!(der.ends_with(b"20260102030405.12Z"));
    }
}
