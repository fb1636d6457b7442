//! The document of a command, opened: with its password where it is encrypted.

use std::fs::File;
#[cfg(feature = "encryption")]
use std::path::PathBuf;
#[cfg(feature = "encryption")]
use std::sync::Arc;

#[cfg(feature = "encryption")]
use aws_lc_rs::rand::SystemRandom;
use paraph_pdf::Document;
#[cfg(feature = "encryption")]
use paraph_pdf::Password;
#[cfg(feature = "encryption")]
use zeroize::Zeroizing;

use crate::files::FileError;
#[cfg(feature = "encryption")]
use crate::files::first_line;

/// Where the password is looked for when no file is named.
#[cfg(feature = "encryption")]
const PASSWORD_VARIABLE: &str = "PARAPH_DOCUMENT_PASSWORD";

/// What an encrypted document is opened with.
#[derive(clap::Args)]
pub(crate) struct DocumentArguments {
    /// File whose first line is the password of the PDF, if it is encrypted: its user's or its owner's. Otherwise
    /// PARAPH_DOCUMENT_PASSWORD in the environment; without either, the empty password is tried.
    #[cfg(feature = "encryption")]
    #[arg(long, value_name = "FILE")]
    document_password_file: Option<PathBuf>,
}

/// Why a document was not opened.
#[derive(Debug, thiserror::Error)]
pub(crate) enum DocumentError {
    #[error(transparent)]
    File(#[from] FileError),
    #[cfg(feature = "encryption")]
    #[error("the PDF opens with a password only: name a --document-password-file or set {PASSWORD_VARIABLE}")]
    PasswordIsMissing,
    #[cfg(feature = "encryption")]
    #[error(
        "the password does not open the PDF: give its user's or its owner's with --document-password-file or \
         {PASSWORD_VARIABLE}"
    )]
    PasswordIsWrong,
    #[error(transparent)]
    Document(paraph_pdf::Error),
}

/// What opens documents, encrypted or not.
pub(crate) struct DocumentKey {
    #[cfg(feature = "encryption")]
    password: Option<Password>,
}

#[cfg(feature = "encryption")]
impl DocumentArguments {
    /// Reads the password, if one is given.
    pub(crate) fn key(&self) -> Result<DocumentKey, DocumentError> {
        let given = match &self.document_password_file {
            Some(path) => Some(first_line(path)?),
            None => std::env::var_os(PASSWORD_VARIABLE)
                .filter(|value| !value.is_empty())
                .map(|value| Zeroizing::new(value.into_encoded_bytes())),
        };
        Ok(DocumentKey { password: given.map(|bytes| Password::new(&bytes)) })
    }
}

#[cfg(feature = "encryption")]
impl DocumentKey {
    /// Opens a document.
    pub(crate) fn open(&self, file: File) -> Result<Document<File>, DocumentError> {
        let document = Document::unlock(file, self.password.as_ref()).map_err(|error| match error {
            paraph_pdf::Error::PasswordIsMissing => DocumentError::PasswordIsMissing,
            paraph_pdf::Error::PasswordIsWrong => DocumentError::PasswordIsWrong,
            other => DocumentError::Document(other),
        })?;
        Ok(document.with_randomness(Arc::new(SystemRandom::new())))
    }
}

#[cfg(not(feature = "encryption"))]
impl DocumentArguments {
    /// There is no password to read: encrypted documents are refused.
    pub(crate) fn key(&self) -> Result<DocumentKey, DocumentError> {
        Ok(DocumentKey {})
    }
}

#[cfg(not(feature = "encryption"))]
impl DocumentKey {
    /// Opens a document that is not encrypted.
    pub(crate) fn open(&self, file: File) -> Result<Document<File>, DocumentError> {
        Document::open(file).map_err(DocumentError::Document)
    }
}
