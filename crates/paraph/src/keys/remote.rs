//! A key at a provider's, asked to sign over the CSC API (Cloud Signature Consortium 1.0.4 and 2.0). No document leaves the
//! machine: the digest of the signed attributes does. Secrets come from files, the environment or the terminal.

use std::io::{self, BufRead, Read, Write};
use std::path::PathBuf;

use aws_lc_rs::rand::SystemRandom;
use jiff::Timestamp;
use paraph_pades::sign::Signer;
use paraph_pki::RsaPadding;
use paraph_server::net::csc::{
    AuthorizationServer, Batch, Client, Credential, CscError, Factor, FactorKind, Granted, Mode, Operation,
    Order, Patience, Proof, Provider, Scope, Secret, Session,
};
use tokio::runtime::Runtime;
use zeroize::Zeroizing;

use super::{KeyError, first_line};
use crate::files::{FileError, small_file};

const SECRET_VARIABLE: &str = "PARAPH_CSC_SECRET";
const CODE_VARIABLE: &str = "PARAPH_OTP";
/// Longest line taken at the terminal, in bytes.
const LINE_BYTES_MAX: u64 = 16 << 10;

/// Which key at which provider, and who we are there.
#[derive(clap::Args)]
pub(super) struct RemoteArguments {
    /// Address of a signing service (CSC API 1.0.4 or 2.0) that keeps the key; --credential names it.
    #[arg(long, value_name = "URL", group = "place", requires = "credential")]
    pub(super) csc: Option<String>,
    /// The credential at the signing service.
    #[arg(long, value_name = "ID", requires = "csc")]
    credential: Option<String>,
    /// File whose first line opens the signing service: an access token, the password of --csc-user, or the secret of
    /// --csc-client; otherwise PARAPH_CSC_SECRET in the environment.
    #[arg(long, value_name = "FILE", requires = "csc")]
    csc_secret_file: Option<PathBuf>,
    /// Log in to the signing service as this user.
    #[arg(long, value_name = "NAME", requires = "csc", conflicts_with = "csc_client")]
    csc_user: Option<String>,
    /// Come to the signing service as this OAuth 2.0 client.
    #[arg(long, value_name = "ID", requires = "csc")]
    csc_client: Option<String>,
    /// Authorise in a browser (OAuth 2.0), which comes back to this address of the client's; it is then asked for.
    #[arg(long, value_name = "URI", requires = "csc_client")]
    csc_redirect: Option<String>,
    /// File whose first line is the one-time code; otherwise PARAPH_OTP, or the terminal once the code is sent.
    #[arg(long, value_name = "FILE", requires = "csc")]
    otp_file: Option<PathBuf>,
    /// PEM file of certificates that the signing service's TLS may chain to besides the public ones.
    #[arg(long, value_name = "PEM", requires = "csc")]
    csc_trust: Option<PathBuf>,
}

/// Why the provider does not sign.
#[derive(Debug, thiserror::Error)]
pub(crate) enum RemoteError {
    #[error(transparent)]
    Provider(#[from] CscError),
    #[error(transparent)]
    File(#[from] FileError),
    #[error(
        "this takes the secret of the signing service: name a --csc-secret-file or set {SECRET_VARIABLE}"
    )]
    SecretIsMissing,
    #[error("the credential is authorised in a browser: name --csc-client and --csc-redirect")]
    BrowserIsNeeded,
    #[error("nothing can be asked of the signing service: {0}")]
    NoRuntime(io::Error),
    #[error("the terminal cannot be read: {0}")]
    Terminal(io::Error),
}

/// A key at a provider's, after it was found and looked at.
pub(crate) struct Remote {
    runtime: Runtime,
    session: Session,
    /// Whether the session's token was got for this, and is given back.
    is_ours: bool,
    credential: Credential,
    signer: Signer,
    browser: Option<Browser>,
    pin: Option<Secret>,
    code: Option<Secret>,
}

/// What is needed to send somebody to the provider's page.
struct Browser {
    server: AuthorizationServer,
    client: Client,
    redirect: String,
}

impl Remote {
    /// Finds the key. `pin` is what the credential may want.
    pub(super) fn open(
        arguments: &RemoteArguments,
        padding: RsaPadding,
        pin: Option<Zeroizing<String>>,
        now: Timestamp,
    ) -> Result<Self, RemoteError> {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
        let runtime = runtime.map_err(RemoteError::NoRuntime)?;
        let code = secret(arguments.otp_file.as_ref(), CODE_VARIABLE)?;
        let (session, is_ours, browser) = runtime.block_on(session(arguments))?;
        let id = arguments.credential.as_deref().unwrap_or_default();
        let credential = runtime.block_on(session.find_credential(id, now))?;
        let signer = Signer {
            certificate: credential.certificate().clone(),
            chain: credential.chain().to_vec(),
            algorithm: credential.algorithm(padding)?,
        };
        let pin = pin.map(Secret::new);
        Ok(Self { runtime, session, is_ours, credential, signer, browser, pin, code })
    }

    pub(super) fn signer(&self) -> &Signer {
        &self.signer
    }

    /// Has a message signed. The value was checked under the certificate.
    pub(super) fn sign(&self, message: &[u8]) -> Result<Vec<u8>, RemoteError> {
        let outcome = self.runtime.block_on(self.signed(message));
        if self.is_ours {
            // It lives until it expires where the provider does not take it back; the signature is what was wanted.
            let _ = self.runtime.block_on(self.session.clone().revoke());
        }
        outcome
    }

    async fn signed(&self, message: &[u8]) -> Result<Vec<u8>, RemoteError> {
        let batch = Batch::of_messages(self.signer.algorithm, &[message])?;
        let activation = match (self.credential.mode(), &self.browser) {
            (Mode::Code, Some(browser)) => {
                let granted = browser.visit(Scope::Credential(&self.credential, &batch)).await?;
                self.session.activate(&self.credential, granted, batch)?
            }
            (Mode::Code, None) => return Err(RemoteError::BrowserIsNeeded),
            _ => {
                let order = Order::of(batch, self.proofs().await?);
                self.session.authorize(&self.credential, order).await?
            }
        };
        let (signatures, _) = activation.sign(Operation::Synchronous).await?;
        // As many came as were asked for.
        signatures.into_iter().next().ok_or(RemoteError::Provider(CscError::SignatureIsWrong))
    }

    /// The proofs that the credential wants, as far as they are at hand; what lacks is named by the client.
    async fn proofs(&self) -> Result<Vec<Proof>, RemoteError> {
        let mut proofs = Vec::new();
        for factor in self.credential.factors() {
            let is_code = factor.kind == FactorKind::Challenge || factor.id.eq_ignore_ascii_case("otp");
            let value = match (factor.kind, is_code) {
                (FactorKind::Elsewhere, _) => None,
                (FactorKind::Challenge, _) if self.code.is_none() && !factor.is_optional => {
                    Some(self.asked(factor).await?)
                }
                (_, true) => self.code.clone(),
                (_, false) => self.pin.clone(),
            };
            if value.is_some() || factor.kind == FactorKind::Elsewhere {
                proofs.push(Proof { factor: factor.id.clone(), value });
            }
        }
        Ok(proofs)
    }

    /// Has the code sent, and takes it at the terminal.
    async fn asked(&self, factor: &Factor) -> Result<Secret, RemoteError> {
        let challenge = self.session.challenge(&self.credential, &factor.id).await?;
        let label = factor.label.as_deref().unwrap_or(&factor.id);
        let words = challenge.unwrap_or_else(|| format!("The signing service has sent a code ({label})."));
        Ok(Secret::new(line(&format!("{}\nCode: ", shown(&words)))?))
    }
}

impl Browser {
    /// Sends somebody to the provider's page and takes where they were returned to.
    async fn visit(&self, scope: Scope<'_>) -> Result<Granted, RemoteError> {
        let visit = self.server.visit(&self.client, &self.redirect, scope, &SystemRandom::new())?;
        let words = format!(
            "Open this address in a browser:\n\n{}\n\nThen give the address that it led to: ",
            visit.address()
        );
        let returned = line(&words)?;
        Ok(self.server.exchange(&self.client, visit, &returned).await?)
    }
}

/// The session that the arguments name, whether its token was got for it, and the means to send somebody to a browser.
async fn session(arguments: &RemoteArguments) -> Result<(Session, bool, Option<Browser>), RemoteError> {
    let trust = arguments.csc_trust.as_ref().map(|path| small_file(path)).transpose()?;
    let trust = trust.as_ref().map(|bytes| bytes.as_slice());
    let address = arguments.csc.as_deref().unwrap_or_default();
    let provider = Provider::open(address, trust, Patience::default()).await?;
    let secret = secret(arguments.csc_secret_file.as_ref(), SECRET_VARIABLE)?;
    if let Some(user) = &arguments.csc_user {
        let password = secret.ok_or(RemoteError::SecretIsMissing)?;
        return Ok((provider.log_in(user, &password).await?, true, None));
    }
    let Some(id) = &arguments.csc_client else {
        let session = match secret {
            Some(token) => provider.with_token(token),
            None => provider.without_token(),
        };
        return Ok((session, false, None));
    };
    let server = provider.authorization_server().await?;
    let client = Client { id: id.clone(), secret };
    let Some(redirect) = &arguments.csc_redirect else {
        return Ok((server.client_session(&client).await?, true, None));
    };
    let browser = Browser { server, client, redirect: redirect.clone() };
    let granted = browser.visit(Scope::Service).await?;
    Ok((provider.with_token(granted.access), true, Some(browser)))
}

/// The first line of the file, if one is named, or the variable, if it is set.
fn secret(path: Option<&PathBuf>, variable: &str) -> Result<Option<Secret>, RemoteError> {
    let whole = match path {
        Some(path) => Some(small_file(path)?),
        None => std::env::var(variable).ok().map(|text| Zeroizing::new(text.into_bytes())),
    };
    Ok(whole.map(|bytes| Secret::new(first_line(&bytes))))
}

/// One line from the terminal, asked for on standard error.
fn line(words: &str) -> Result<Zeroizing<String>, RemoteError> {
    let mut out = io::stderr();
    out.write_all(words.as_bytes()).and_then(|()| out.flush()).map_err(RemoteError::Terminal)?;
    let mut line = Zeroizing::new(String::new());
    let mut limited = io::stdin().lock().take(LINE_BYTES_MAX);
    limited.read_line(&mut line).map_err(RemoteError::Terminal)?;
    Ok(Zeroizing::new(line.trim().to_owned()))
}

/// Words of a provider, which must not steer the terminal.
fn shown(words: &str) -> String {
    words.chars().filter(|c| !c.is_control()).collect()
}

impl From<RemoteError> for KeyError {
    fn from(error: RemoteError) -> Self {
        Self::Remote(Box::new(error))
    }
}
