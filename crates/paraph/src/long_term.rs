//! Lifts a signed file to the long-term levels: gets what validation will need, writes it into the file, and has the whole
//! time-stamped. Fails rather than reach less.

use std::fs::File;
use std::io::Write;

use aws_lc_rs::rand::SystemRandom;
use jiff::Timestamp;
use paraph_pades::extend::{add_validation_data, prepare_timestamp};
use paraph_pades::limits::TIMESTAMP_BYTES_DEFAULT;
use paraph_pades::validate::{Known, Need, ValidationContext, missing};
use paraph_pdf::View;
use paraph_pki::Certificate;

use crate::documents::{DocumentError, DocumentKey};
use crate::net::{self, NetError};

/// Rounds of asking: each may bring certificates whose issuers and status are asked about next.
const ROUNDS_MAX: usize = 8;

/// Why a file was not lifted.
#[derive(Debug, thiserror::Error)]
pub(crate) enum LongTermError {
    #[error(transparent)]
    Opening(#[from] DocumentError),
    #[error(transparent)]
    Document(#[from] paraph_pades::Error),
    #[error(transparent)]
    Net(#[from] NetError),
    #[error("{}", missing_words(.missing, .failures))]
    EvidenceIsMissing { missing: Vec<Need>, failures: Vec<NetError> },
    #[error("the file carries no signature that could be proven for longer")]
    NothingIsSigned,
    #[error("the file could not be written: {0}")]
    Io(#[from] std::io::Error),
}

/// What the outcome is made with.
pub(crate) struct Means {
    /// Certificates that need no proof.
    pub(crate) anchors: Vec<Certificate>,
    /// What is at hand already.
    pub(crate) known: Known,
    /// Whether others may be asked.
    pub(crate) asks: bool,
    /// The time now.
    pub(crate) now: Timestamp,
}

impl Means {
    /// What validation goes by with these means.
    pub(crate) fn context(&self) -> ValidationContext {
        ValidationContext {
            known: self.known.clone(),
            ..ValidationContext::new(self.anchors.clone(), self.now)
        }
    }
}

/// Writes into the file what validating every signature of it will need (level B-LT).
pub(crate) fn add_data(file: &mut File, key: &DocumentKey, means: &mut Means) -> Result<(), LongTermError> {
    let document = key.open(file.try_clone()?)?;
    let mut failures = Vec::new();
    for _ in 0..ROUNDS_MAX {
        let context = means.context();
        let needs = missing(&document, &context)?;
        if needs.used.certificates.is_empty() {
            return Err(LongTermError::NothingIsSigned);
        }
        if needs.missing.is_empty() {
            let tail = add_validation_data(&document, &needs.used)?;
            file.write_all(&tail)?;
            return Ok(());
        }
        failures = if means.asks { net::fetch(&needs, &mut means.known) } else { Vec::new() };
        let again = missing(&document, &ValidationContext { known: means.known.clone(), ..context })?;
        if again.missing == needs.missing {
            return Err(LongTermError::EvidenceIsMissing { missing: needs.missing, failures });
        }
    }
    Err(LongTermError::EvidenceIsMissing { missing: Vec::new(), failures })
}

/// Has everything in the file time-stamped, in a field of its own, and says its name.
pub(crate) fn stamp(file: &mut File, key: &DocumentKey, tsa: &str) -> Result<String, LongTermError> {
    let document = key.open(file.try_clone()?)?;
    let name = free_name(&document.current(), "Timestamp")?;
    let prepared = prepare_timestamp(&document, &name, TIMESTAMP_BYTES_DEFAULT)?;
    let query = prepared.query(&SystemRandom::new())?;
    let answer = net::timestamp(tsa, query.to_der().map_err(paraph_pades::Error::from)?)?;
    let finished = prepared.embed(&query, &answer)?;
    file.write_all(finished.tail())?;
    Ok(name)
}

/// A field name that begins so and ends with the first number that is free.
pub(crate) fn free_name(view: &View<'_>, beginning: &str) -> Result<String, paraph_pades::Error> {
    let fields = view.fields()?;
    let taken =
        |name: &String| fields.iter().any(|field| field.name.split('.').next() == Some(name.as_str()));
    let mut names = (1_u32..).map(|number| format!("{beginning}{number}"));
    // There are more numbers than fields.
    Ok(names.find(|name| !taken(name)).unwrap_or_default())
}

fn missing_words(missing: &[Need], failures: &[NetError]) -> String {
    let one = |need: &Need| match need {
        Need::Issuer { of } => {
            format!("the certificate of the issuer of {} (give it with --cert)", of.subject().display_name())
        }
        Need::Status { of, .. } => {
            format!(
                "words about the revocation of {} (give them with --crl or --ocsp)",
                of.subject().display_name()
            )
        }
    };
    let mut text = "what long-term validation needs is missing".to_owned();
    for words in missing.iter().map(one).chain(failures.iter().map(ToString::to_string)) {
        text.push_str("\n  ");
        text.push_str(&words);
    }
    text
}
