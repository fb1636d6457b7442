//! Certificates and words about their revocation that the command line is given in files.

use std::path::{Path, PathBuf};

use paraph_pades::validate::Known;
use paraph_pki::{Certificate, RevocationList, ocsp};

use crate::files::{FileError, small_file};

/// What is at hand besides what the document carries.
#[derive(clap::Args, Default)]
pub(crate) struct EvidenceArguments {
    /// PEM file of further certificates, trusted for nothing; may be given several times.
    #[arg(long, value_name = "PEM")]
    cert: Vec<PathBuf>,
    /// A revocation list (DER); may be given several times.
    #[arg(long, value_name = "FILE")]
    crl: Vec<PathBuf>,
    /// An OCSP response (DER); may be given several times.
    #[arg(long, value_name = "FILE")]
    ocsp: Vec<PathBuf>,
}

/// Why a file is no evidence.
#[derive(Debug, thiserror::Error)]
pub(crate) enum EvidenceError {
    #[error(transparent)]
    File(#[from] FileError),
    #[error("{path}: {source}")]
    Unusable { path: String, source: paraph_pki::Error },
    #[error("{path}: there is no certificate in it")]
    NoCertificate { path: String },
}

impl EvidenceArguments {
    /// Reads the files.
    pub(crate) fn read(&self) -> Result<Known, EvidenceError> {
        read(&self.cert, &self.crl, &self.ocsp)
    }
}

/// Reads files of certificates, lists and responses.
pub(crate) fn read(
    certs: &[PathBuf],
    lists: &[PathBuf],
    responses: &[PathBuf],
) -> Result<Known, EvidenceError> {
    let mut known = Known::default();
    for path in certs {
        known.certificates.extend(certificates(path)?);
    }
    for path in lists {
        let list = RevocationList::from_der(&small_file(path)?).map_err(|source| unusable(path, source))?;
        known.revocation_lists.push(list);
    }
    for path in responses {
        let response =
            ocsp::Response::from_der(&small_file(path)?).map_err(|source| unusable(path, source))?;
        known.ocsp_responses.push(response);
    }
    Ok(known)
}

/// Every certificate of a PEM file; none is an error, for going on without would answer another question.
pub(crate) fn certificates(path: &Path) -> Result<Vec<Certificate>, EvidenceError> {
    let text = small_file(path)?;
    let found = Certificate::all_from_pem(&String::from_utf8_lossy(&text))
        .map_err(|source| unusable(path, source))?;
    if found.is_empty() {
        Err(EvidenceError::NoCertificate { path: path.display().to_string() })
    } else {
        Ok(found)
    }
}

fn unusable(path: &Path, source: paraph_pki::Error) -> EvidenceError {
    EvidenceError::Unusable { path: path.display().to_string(), source }
}
