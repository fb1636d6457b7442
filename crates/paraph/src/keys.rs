//! Where the key that signs on the command line lies: a PKCS#12 file, a file of the key alone, a PKCS#11 token, or a provider's.

#[cfg(feature = "server")]
mod remote;
#[cfg(feature = "pkcs11")]
mod token;

use std::path::{Path, PathBuf};

use aws_lc_rs::rand::SecureRandom;
use jiff::Timestamp;
use paraph_pades::sign::Signer;
use paraph_pki::{Certificate, Identity, PrivateKey, RsaPadding, pkcs12};
use zeroize::Zeroizing;

use crate::files::{FileError, small_file};
#[cfg(feature = "server")]
use remote::{Remote, RemoteArguments};
#[cfg(feature = "pkcs11")]
use token::Token;

/// Where the password or PIN is looked for when no file is named.
const PASSWORD_VARIABLE: &str = "PARAPH_P12_PASSWORD";
const KEY_PASSWORD_VARIABLE: &str = "PARAPH_KEY_PASSWORD";
#[cfg(any(feature = "pkcs11", feature = "server"))]
const PIN_VARIABLE: &str = "PARAPH_PIN";

/// The key to sign with; one of the places.
#[derive(clap::Args)]
#[command(group(clap::ArgGroup::new("place").required(true)))]
pub(crate) struct KeyArguments {
    /// A PKCS#12 file with key and certificates.
    #[arg(long, value_name = "FILE", group = "place")]
    p12: Option<PathBuf>,
    /// A file with the key, PEM or DER: PKCS#8 (an encrypted one takes a password), SEC 1 or PKCS#1; its certificate comes
    /// from --cert.
    #[arg(long, value_name = "FILE", group = "place", requires = "cert")]
    key: Option<PathBuf>,
    /// The library of a PKCS#11 token; --token and --label name the key.
    #[cfg(feature = "pkcs11")]
    #[arg(long, value_name = "LIBRARY", group = "place", requires = "token", requires = "label")]
    pkcs11: Option<PathBuf>,
    /// The label of the token.
    #[cfg(feature = "pkcs11")]
    #[arg(long, value_name = "LABEL", requires = "pkcs11")]
    token: Option<String>,
    /// The label of the key in the token.
    #[cfg(feature = "pkcs11")]
    #[arg(long, value_name = "LABEL", requires = "pkcs11")]
    label: Option<String>,
    #[cfg(feature = "server")]
    #[command(flatten)]
    remote: RemoteArguments,
    /// A PEM file with the signer's certificate, then those above it. A token's own certificate is used without it.
    #[arg(long, value_name = "FILE", conflicts_with = "p12")]
    cert: Option<PathBuf>,
    /// File whose first line is the password or PIN; otherwise PARAPH_P12_PASSWORD, PARAPH_KEY_PASSWORD or PARAPH_PIN
    /// in the environment.
    #[arg(long, value_name = "FILE")]
    password_file: Option<PathBuf>,
    /// Sign with RSA-PSS rather than PKCS#1 v1.5; for RSA keys.
    #[arg(long)]
    pss: bool,
}

/// Why there is no key to sign with, or why it did not sign.
#[derive(Debug, thiserror::Error)]
pub(crate) enum KeyError {
    #[error(transparent)]
    File(#[from] FileError),
    #[error("no password: name a --password-file or set {0}")]
    PasswordIsMissing(&'static str),
    #[error("{path}: {source}")]
    Unusable { path: String, source: paraph_pki::Error },
    #[error("{path}: there is no certificate in it")]
    NoCertificate { path: String },
    #[error(transparent)]
    Signing(#[from] paraph_pki::Error),
    #[cfg(feature = "pkcs11")]
    #[error(transparent)]
    Token(#[from] token::TokenError),
    #[cfg(feature = "server")]
    #[error(transparent)]
    Remote(Box<remote::RemoteError>),
}

/// A key that signs, wherever it is.
pub(crate) enum SigningKey {
    /// In the memory of this process.
    Held(Box<Identity>),
    /// In a token, which never gives it away.
    #[cfg(feature = "pkcs11")]
    Token(Box<Token>),
    /// At a provider's, who signs over the network.
    #[cfg(feature = "server")]
    Remote(Box<Remote>),
}

impl SigningKey {
    /// Whether a person may be asked at the terminal while it signs: nothing else is written there meanwhile.
    pub(crate) fn may_ask(&self) -> bool {
        match self {
            Self::Held(_) => false,
            #[cfg(feature = "pkcs11")]
            Self::Token(_) => false,
            #[cfg(feature = "server")]
            Self::Remote(_) => true,
        }
    }

    /// Opens the key that the arguments name. `now` is when it is to sign.
    #[cfg_attr(
        not(feature = "server"),
        expect(unused_variables, reason = "files and tokens are not asked when")
    )]
    pub(crate) fn open(arguments: &KeyArguments, now: Timestamp) -> Result<Self, KeyError> {
        if let Some(path) = &arguments.p12 {
            let password = secret(arguments, PASSWORD_VARIABLE)?;
            let identity = pkcs12::open(&small_file(path)?, &password).map_err(|source| at(path, source))?;
            return Ok(Self::Held(Box::new(padded(identity, arguments, path)?)));
        }
        if let (Some(path), Some(cert)) = (&arguments.key, &arguments.cert) {
            let file = small_file(path)?;
            let key = match PrivateKey::from_file(&file, None) {
                Err(paraph_pki::Error::KeyIsEncrypted) => {
                    let password = secret(arguments, KEY_PASSWORD_VARIABLE)?;
                    PrivateKey::from_file(&file, Some(&password))
                }
                read => read,
            };
            let key = key.map_err(|source| at(path, source))?;
            let (certificate, chain) = certificates(cert)?;
            let identity = Identity::new(key, certificate, chain).map_err(|source| at(cert, source))?;
            return Ok(Self::Held(Box::new(padded(identity, arguments, path)?)));
        }
        #[cfg(feature = "server")]
        if arguments.remote.csc.is_some() {
            // Many credentials want no PIN; one that does says so by its name.
            let pin = match secret(arguments, PIN_VARIABLE) {
                Err(KeyError::PasswordIsMissing(_)) => None,
                outcome => Some(outcome?),
            };
            let remote = Remote::open(&arguments.remote, padding(arguments), pin, now)?;
            return Ok(Self::Remote(Box::new(remote)));
        }
        Self::in_token(arguments)
    }

    #[cfg(feature = "pkcs11")]
    fn in_token(arguments: &KeyArguments) -> Result<Self, KeyError> {
        let empty = (PathBuf::new(), String::new());
        // The command line has been refused already if one of them is missing.
        let library = arguments.pkcs11.as_ref().unwrap_or(&empty.0);
        let place = token::Place {
            library,
            token: arguments.token.as_ref().unwrap_or(&empty.1),
            label: arguments.label.as_ref().unwrap_or(&empty.1),
            padding: padding(arguments),
        };
        let given = arguments.cert.as_deref().map(certificates).transpose()?;
        Ok(Self::Token(Box::new(Token::open(&place, &secret(arguments, PIN_VARIABLE)?, given)?)))
    }

    #[cfg(not(feature = "pkcs11"))]
    fn in_token(_: &KeyArguments) -> Result<Self, KeyError> {
        Err(KeyError::Signing(paraph_pki::Error::NoPrivateKey))
    }

    /// Who signs.
    pub(crate) fn signer(&self) -> Signer {
        match self {
            Self::Held(identity) => Signer::from(identity.as_ref()),
            #[cfg(feature = "pkcs11")]
            Self::Token(token) => token.signer().clone(),
            #[cfg(feature = "server")]
            Self::Remote(remote) => remote.signer().clone(),
        }
    }

    /// Signs a message as the signer's algorithm says.
    pub(crate) fn sign(&self, message: &[u8], random: &dyn SecureRandom) -> Result<Vec<u8>, KeyError> {
        match self {
            Self::Held(identity) => Ok(identity.key().sign(message, random)?),
            #[cfg(feature = "pkcs11")]
            Self::Token(token) => Ok(token.sign(message)?),
            #[cfg(feature = "server")]
            Self::Remote(remote) => Ok(remote.sign(message)?),
        }
    }
}

fn padding(arguments: &KeyArguments) -> RsaPadding {
    if arguments.pss { RsaPadding::Pss } else { RsaPadding::Pkcs1 }
}

fn padded(identity: Identity, arguments: &KeyArguments, path: &Path) -> Result<Identity, KeyError> {
    match padding(arguments) {
        RsaPadding::Pkcs1 => Ok(identity),
        RsaPadding::Pss => identity.with_padding(RsaPadding::Pss).map_err(|source| at(path, source)),
    }
}

/// The first line of the file that is named, or the variable. An editor ends a file with a line end that is no part of it.
fn secret(arguments: &KeyArguments, variable: &'static str) -> Result<Zeroizing<String>, KeyError> {
    if let Some(path) = &arguments.password_file {
        return Ok(first_line(&small_file(path)?));
    }
    let whole = std::env::var(variable).map(Zeroizing::new);
    Ok(first_line(whole.map_err(|_| KeyError::PasswordIsMissing(variable))?.as_bytes()))
}

fn first_line(bytes: &[u8]) -> Zeroizing<String> {
    let whole = Zeroizing::new(String::from_utf8_lossy(bytes).into_owned());
    Zeroizing::new(whole.lines().next().unwrap_or_default().to_owned())
}

/// The signer's certificate and those above it.
fn certificates(path: &Path) -> Result<(Certificate, Vec<Certificate>), KeyError> {
    let text = small_file(path)?;
    let all =
        Certificate::all_from_pem(&String::from_utf8_lossy(&text)).map_err(|source| at(path, source))?;
    let mut all = all.into_iter();
    let first = all.next().ok_or_else(|| KeyError::NoCertificate { path: path.display().to_string() })?;
    Ok((first, all.collect()))
}

fn at(path: &Path, source: paraph_pki::Error) -> KeyError {
    KeyError::Unusable { path: path.display().to_string(), source }
}
