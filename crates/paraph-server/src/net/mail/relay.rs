//! Mail over SMTP (RFC 5321, RFC 6409): to one server, which delivers it further.

use std::error::Error;
use std::net::IpAddr;
use std::time::Duration;

use lettre::message::Mailbox;
use lettre::transport::smtp::authentication::Credentials;
use lettre::transport::smtp::client::{Certificate, CertificateStore, Tls, TlsParameters};
use lettre::transport::smtp::extension::ClientId;
use lettre::transport::smtp::response::{Code, Response};
use lettre::transport::smtp::{self};
use lettre::{AsyncSmtpTransport, AsyncTransport, Tokio1Executor};
use tokio_rustls::rustls::pki_types::ServerName;

use super::compose::{compose, one_line, sender};
use super::{Mail, MailError};

use crate::limits;

/// How the connection is protected.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Protection {
    /// STARTTLS (RFC 3207), required: a server that does not offer it gets no message.
    StartTls,
    /// TLS from the first byte (RFC 8314).
    Tls,
    /// None; only for a server on this machine.
    None,
}

/// How to reach a mail server.
pub struct Smtp<'a> {
    /// Name or address of the server.
    pub host: &'a str,
    /// Its port; 587 for STARTTLS, 465 for TLS and 25 for none, if absent.
    pub port: Option<u16>,
    /// How the connection is protected.
    pub protection: Protection,
    /// Name and password to sign in with.
    pub credentials: Option<(&'a str, &'a str)>,
    /// What mail comes from: an address, or a name with the address in angle brackets.
    pub from: &'a str,
    /// Name that mail comes from where `from` gives none.
    pub from_name: &'a str,
    /// PEM of certificates to trust besides those that browsers trust.
    pub trust: Option<&'a [u8]>,
    /// How long one step of the conversation may take; 30 seconds if absent.
    pub step_time: Option<Duration>,
}

/// Why the settings cannot work.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum SetupError {
    /// The sender's address is not one.
    #[error("mail.from must be an e-mail address, or a name with one: Paraph <no-reply@firm.example>")]
    FromIsNoAddress,
    /// The server's name is neither a name of DNS nor an address.
    #[error("{0} is no name of a mail server (its port is set by mail.port)")]
    HostIsNone(String),
    /// Mail would cross a network in clear.
    #[error("mail without TLS is accepted for a server on this machine only")]
    PlainBeyondThisMachine,
    /// The certificates to trust, or the server's name, cannot be used for TLS.
    #[error("TLS cannot be set up: {0}")]
    Tls(String),
}

/// A mail server that takes messages.
pub struct Relay {
    transport: AsyncSmtpTransport<Tokio1Executor>,
    sender: Mailbox,
    name: String,
    time: Duration,
}

impl Relay {
    pub(super) fn new(settings: Smtp<'_>) -> Result<Self, SetupError> {
        let sender = sender(settings.from, settings.from_name).map_err(|_| SetupError::FromIsNoAddress)?;
        let is_name = !settings.host.contains('%') && ServerName::try_from(settings.host).is_ok();
        if !is_name {
            return Err(SetupError::HostIsNone(one_line(settings.host)));
        }
        let (tls, port) = match settings.protection {
            Protection::StartTls => (Tls::Required(parameters(&settings)?), 587),
            Protection::Tls => (Tls::Wrapper(parameters(&settings)?), 465),
            Protection::None if is_this_machine(settings.host) => (Tls::None, 25),
            Protection::None => return Err(SetupError::PlainBeyondThisMachine),
        };
        let port = settings.port.unwrap_or(port);
        let step_time = settings.step_time.unwrap_or(Duration::from_secs(limits::MAIL_STEP_SECONDS));
        let mut builder = AsyncSmtpTransport::<Tokio1Executor>::builder_dangerous(settings.host)
            .port(port)
            .tls(tls)
            .timeout(Some(step_time))
            .hello_name(ClientId::Domain(sender.email.domain().to_owned()));
        if let Some((name, password)) = settings.credentials {
            builder = builder.credentials(Credentials::new(name.to_owned(), password.to_owned()));
        }
        Ok(Self {
            transport: builder.build(),
            sender,
            name: format!("{}:{port}", settings.host),
            time: step_time.saturating_mul(4),
        })
    }

    /// Hands a message over; gives the server's answer.
    pub(super) async fn deliver(&self, mail: &Mail) -> Result<String, MailError> {
        let message = compose(mail, &self.sender)?;
        let needs_utf8 = !mail.to.rsplit_once('@').is_none_or(|(local, _)| local.is_ascii());
        match self.within_time(self.transport.send(message)).await {
            Ok(response) => Ok(say(&response)),
            Err(Failure::Smtp(error)) if error.is_client() && needs_utf8 => Err(MailError::Permanent(
                "the mail server does not take addresses with letters beyond a-z before the @".to_owned(),
            )),
            Err(failure) => Err(self.judge(failure)),
        }
    }

    /// Connects, protects the connection and signs in; sends nothing.
    pub(super) async fn test(&self) -> Result<(), MailError> {
        match self.within_time(self.transport.test_connection()).await {
            Ok(true) => Ok(()),
            Ok(false) => Err(MailError::Temporary(format!("{} is not ready", self.name))),
            Err(failure) => Err(self.judge(failure)),
        }
    }

    /// A server that gives a byte now and then keeps every step within its time; all of them together have one too.
    async fn within_time<T>(&self, step: impl Future<Output = Result<T, smtp::Error>>) -> Result<T, Failure> {
        match tokio::time::timeout(self.time, step).await {
            Ok(outcome) => outcome.map_err(Failure::Smtp),
            Err(_) => Err(Failure::TookTooLong),
        }
    }

    fn judge(&self, failure: Failure) -> MailError {
        let error = match failure {
            Failure::TookTooLong => {
                return MailError::Temporary(format!("{} did not finish within {:?}", self.name, self.time));
            }
            Failure::Smtp(error) => error,
        };
        let Some(code) = error.status() else {
            return MailError::Temporary(one_line(&format!("{}: {error}", self.name)));
        };
        let said = error.source().map(ToString::to_string).unwrap_or_default();
        let answer = one_line(&format!("{code} {said}"));
        if error.is_permanent() && !is_about_us(code) {
            MailError::Permanent(answer)
        } else {
            MailError::Temporary(answer)
        }
    }
}

enum Failure {
    Smtp(smtp::Error),
    TookTooLong,
}

/// Whether a refusal concerns how we sign in (RFC 4954 § 6), not the message: once the operator has set the password
/// right, the message can leave.
fn is_about_us(code: Code) -> bool {
    matches!(u16::from(code), 530 | 534 | 535 | 538)
}

fn say(response: &Response) -> String {
    let lines: Vec<&str> = response.message().collect();
    one_line(&format!("{} {}", response.code(), lines.join(" ")))
}

fn is_this_machine(host: &str) -> bool {
    host.eq_ignore_ascii_case("localhost")
        || host.parse::<IpAddr>().is_ok_and(|address| address.is_loopback())
}

fn parameters(settings: &Smtp<'_>) -> Result<TlsParameters, SetupError> {
    let wrong = |error: smtp::Error| SetupError::Tls(error.to_string());
    let mut builder =
        TlsParameters::builder(settings.host.to_owned()).certificate_store(CertificateStore::WebpkiRoots);
    if let Some(trust) = settings.trust {
        builder = builder.add_root_certificate(Certificate::from_pem(trust).map_err(wrong)?);
    }
    builder.build_rustls().map_err(wrong)
}
