//! Whom the person who asks trusts, since when no more, and the documents of signature policies.

use std::path::PathBuf;

use jiff::Timestamp;
use paraph_pades::validate::{FormerAnchor, SignaturePolicyDocument};
use paraph_pki::{Certificate, ObjectIdentifier};

use crate::evidence::{EvidenceError, certificates};
use crate::files::{FileError, small_file};

/// What is taken at the word of whoever asks.
#[derive(clap::Args)]
pub(super) struct TrustArguments {
    /// PEM file of certificates to trust; may be given several times.
    #[arg(long, value_name = "PEM")]
    trust: Vec<PathBuf>,
    /// Certificates that were trusted until a time: they count for what is proven to be older. May be given several times.
    #[arg(long, value_name = "TIME=PEM", value_parser = pair::<Timestamp>)]
    trusted_until: Vec<(Timestamp, PathBuf)>,
    /// The document of a signature policy that a signature names. May be given several times.
    #[arg(long, value_name = "OID=FILE", value_parser = pair::<ObjectIdentifier>)]
    signature_policy: Vec<(ObjectIdentifier, PathBuf)>,
}

impl TrustArguments {
    /// Certificates that are trusted.
    pub(super) fn anchors(&self) -> Result<Vec<Certificate>, EvidenceError> {
        let mut anchors = Vec::new();
        for path in &self.trust {
            anchors.extend(certificates(path)?);
        }
        Ok(anchors)
    }

    /// Certificates that were trusted once.
    pub(super) fn former_anchors(&self) -> Result<Vec<FormerAnchor>, EvidenceError> {
        let mut former = Vec::new();
        for (until, path) in &self.trusted_until {
            let of_file = certificates(path)?;
            former.extend(of_file.into_iter().map(|certificate| FormerAnchor { certificate, until: *until }));
        }
        Ok(former)
    }

    /// The documents of signature policies.
    pub(super) fn policies(&self) -> Result<Vec<SignaturePolicyDocument>, FileError> {
        let read = |(identifier, path): &(ObjectIdentifier, PathBuf)| {
            Ok(SignaturePolicyDocument { identifier: *identifier, bytes: small_file(path)?.to_vec() })
        };
        self.signature_policy.iter().map(read).collect()
    }
}

/// `KEY=FILE`.
fn pair<T: std::str::FromStr>(text: &str) -> Result<(T, PathBuf), String>
where
    T::Err: std::fmt::Display,
{
    let (key, path) = text.split_once('=').ok_or("there is no = in it")?;
    Ok((key.parse().map_err(|error: T::Err| error.to_string())?, PathBuf::from(path)))
}
