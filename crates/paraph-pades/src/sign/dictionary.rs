//! The signature dictionary (ISO 32000-2 § 12.8.1, table 255; EN 319 142-1 § 6.3) and what surrounds it.

use jiff::{Timestamp, tz::TimeZone};
use paraph_pdf::{Dictionary, Name, Object, ObjectId, PdfString};

use super::Request;
use crate::Error;

/// Stands for each number of `/ByteRange` until they are known: ten digits, as offsets have at most.
pub(crate) const UNKNOWN: i64 = 9_999_999_999;

/// `/ByteRange` before its numbers are known.
pub(crate) fn unknown_ranges() -> Vec<Object> {
    [0, UNKNOWN, UNKNOWN, UNKNOWN].map(Object::Integer).to_vec()
}

/// The dictionary, with room for the message.
pub(crate) fn signature(
    request: &Request,
    references: Vec<Object>,
    message_bytes: usize,
) -> Result<Dictionary, Error> {
    let mut dictionary = Dictionary::new()
        .with("Type", Name::from("Sig"))
        .with("Filter", Name::from("Adobe.PPKLite"))
        .with("SubFilter", Name::from("ETSI.CAdES.detached"))
        .with("ByteRange", unknown_ranges())
        .with("Contents", PdfString::hexadecimal(vec![0; message_bytes]))
        .with("M", PdfString::literal(date(request.time)?));
    for (key, text) in [("Name", &request.name), ("Reason", &request.reason), ("Location", &request.location)]
    {
        if let Some(text) = text {
            dictionary.insert(key, PdfString::text(text));
        }
    }
    if !references.is_empty() {
        dictionary.insert("Reference", references);
    }
    Ok(dictionary)
}

/// § 7.9.4, in UTC: a date without a zone would be read as the reader's own.
fn date(time: Timestamp) -> Result<String, Error> {
    let civil = time.to_zoned(TimeZone::UTC).datetime();
    if !(0..=9_999).contains(&civil.year()) {
        return Err(Error::TimeCannotBeWritten);
    }
    let (year, month, day) = (civil.year(), civil.month(), civil.day());
    let (hour, minute, second) = (civil.hour(), civil.minute(), civil.second());
    Ok(format!("D:{year:04}{month:02}{day:02}{hour:02}{minute:02}{second:02}Z"))
}

/// § 12.8.2.2: certifies; later changes may fill forms and sign.
pub(crate) fn certification() -> Dictionary {
    let parameters = Dictionary::new()
        .with("Type", Name::from("TransformParams"))
        .with("P", 2i64)
        .with("V", Name::from("1.2"));
    Dictionary::new()
        .with("Type", Name::from("SigRef"))
        .with("TransformMethod", Name::from("DocMDP"))
        .with("TransformParams", parameters)
}

/// Which fields a signature locks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Lock {
    /// These.
    Fields(Vec<String>),
    /// All there are and will be.
    All,
}

impl Lock {
    /// The names it lists.
    pub(crate) fn names(&self) -> &[String] {
        match self {
            Self::Fields(names) => names,
            Self::All => &[],
        }
    }

    /// `/Action`, and `/Fields` where it lists some.
    fn entries(&self, dictionary: Dictionary) -> Dictionary {
        match self {
            Self::All => dictionary.with("Action", Name::from("All")),
            Self::Fields(names) => dictionary.with("Action", Name::from("Include")).with(
                "Fields",
                names.iter().map(|name| PdfString::text(name).into()).collect::<Vec<Object>>(),
            ),
        }
    }
}

/// § 12.7.5.5, table 236: what a signature field locks when it is signed, and the changes it permits from then on.
pub(crate) fn signature_field_lock(lock: &Lock, permission: i64) -> Dictionary {
    lock.entries(Dictionary::new().with("Type", Name::from("SigFieldLock"))).with("P", permission)
}

/// § 12.8.2.4: locks the fields. `/Data` is the catalogue (table 256).
pub(crate) fn field_lock(lock: &Lock, root: ObjectId) -> Dictionary {
    let parameters = lock
        .entries(Dictionary::new().with("Type", Name::from("TransformParams")))
        .with("V", Name::from("1.2"));
    Dictionary::new()
        .with("Type", Name::from("SigRef"))
        .with("TransformMethod", Name::from("FieldMDP"))
        .with("TransformParams", parameters)
        .with("Data", root)
}

/// The ETSI developer extension to ISO 32000-1 (§ 7.12): what a reader of PDF 1.7 must know to understand the signature.
pub(crate) fn extension() -> Dictionary {
    Dictionary::new()
        .with("Type", Name::from("DeveloperExtensions"))
        .with("BaseVersion", Name::from("1.7"))
        .with("ExtensionLevel", 1i64)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_time_is_written_in_utc_with_its_zone() {
        let time: Timestamp = "2026-11-21T03:04:05.999+02:00".parse().unwrap();
        assert_eq!(date(time).unwrap(), "D:20261121010405Z");
    }

    #[test]
    fn a_time_before_the_year_nought_is_refused() {
        assert!(matches!(date(Timestamp::MIN), Err(Error::TimeCannotBeWritten)));
    }
}
