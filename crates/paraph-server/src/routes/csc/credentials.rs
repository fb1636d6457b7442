//! A member's credentials: the list, one of them, and the right to sign with it (CSC API v2 §§ 11.4 to 11.6, 11.9).

use axum::extract::State;
use jiff::Timestamp;
use paraph_pki::Certificate;
use zeroize::Zeroizing;

use super::answer::{
    self, Activated, Auth, Authorization, CertificateFacts, CredentialInfo, Factors, Key, List, NoOtp, Pin,
    PinObject,
};
use super::wire::{Fields, to_base64};
use super::{Answer, Caller, Refusal, SigningCaller, Version};
use crate::app::Shared;
use crate::deal::activation::{self, Asker, Granted, Wish};
use crate::deal::credential::{self, Credential, Status};
use crate::deal::hash::Hash;
use crate::error::Error;
use crate::limits;
use crate::locale::Locale;
use crate::words::Text;

/// ECDSA with SHA-256, SHA-384 and SHA-512 (RFC 5758 § 3.2).
pub(super) const ALGORITHMS: [&str; 3] =
    ["1.2.840.10045.4.3.2", "1.2.840.10045.4.3.3", "1.2.840.10045.4.3.4"];
/// NIST P-256 (RFC 5480 § 2.1.1.1).
const CURVE: &str = "1.2.840.10045.3.1.7";
/// Longest description of what is signed, in characters (§ 11.6).
const DESCRIPTION_LENGTH_MAX: usize = 500;

/// What a description of a credential shall hold.
struct Wanted {
    certificates: Certificates,
    facts: bool,
    authorization: bool,
    locale: Locale,
}

/// Which certificates.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Certificates {
    None,
    Single,
    Chain,
}

impl Wanted {
    fn read(fields: &Fields, locale: Locale) -> Result<Self, Refusal> {
        let certificates = match fields.maybe_text("certificates")? {
            Some("none") => Certificates::None,
            None | Some("single") => Certificates::Single,
            Some("chain") => Certificates::Chain,
            Some(_) => return Err(Refusal::parameter("certificates")),
        };
        Ok(Self {
            certificates,
            facts: fields.flag("certInfo")?,
            authorization: fields.flag("authInfo")?,
            locale: fields.language(locale)?,
        })
    }
}

/// The member's credentials, the oldest first, a page at a time.
///
/// # Errors
/// Invalid when a parameter cannot be used; `userID` never can, for the token says who it is.
pub async fn list(
    State(app): State<Shared>,
    version: Version,
    Caller(shown): Caller,
    fields: Fields,
) -> Answer {
    if fields.maybe_text("userID")?.is_some() {
        return Err(Refusal::invalid("userID parameter MUST be null"));
    }
    let wanted = Wanted::read(&fields, shown.locale)?;
    let (only_valid, with_infos) = (fields.flag("onlyValid")?, fields.flag("credentialInfo")?);
    let mut tx = app.db.look().await?;
    let all = credential::list(&mut tx, &app, (&shown).into()).await?;
    let now = app.clock.now();
    let (page, next) = page(&fields, all.iter().filter(|one| !only_valid || one.is_usable(now)).collect())?;
    let infos = with_infos.then(|| {
        let describe = |one: &&Credential| {
            let credential_id = Some(one.id.to_string());
            Ok(CredentialInfo { credential_id, ..describe(one, version, &wanted, now)? })
        };
        page.iter().map(describe).collect::<Result<Vec<_>, Error>>()
    });
    super::json(List {
        credential_ids: page.iter().map(|one| one.id.to_string()).collect(),
        credential_infos: infos.transpose()?,
        next_page_token: next,
        only_valid: only_valid.then_some(true),
    })
}

/// The page that is asked for, and what asks for the next one: the last credential of this one (CSC API v1 § 11.4).
fn page<'a>(
    fields: &Fields,
    all: Vec<&'a Credential>,
) -> Result<(Vec<&'a Credential>, Option<String>), Refusal> {
    let size = match fields.maybe_number("maxResults")? {
        None => limits::CSC_LIST_ROWS_MAX,
        Some(number) => usize::try_from(number)
            .ok()
            .filter(|size| *size > 0)
            .ok_or_else(|| Refusal::parameter("maxResults"))?,
    };
    let size = size.min(limits::CSC_LIST_ROWS_MAX);
    let from = match fields.maybe_text("pageToken")? {
        None => 0,
        Some(last) => {
            let at = all.iter().position(|one| one.id.as_str() == last);
            at.ok_or_else(|| Refusal::parameter("pageToken"))?.saturating_add(1)
        }
    };
    let page: Vec<&Credential> = all.iter().skip(from).take(size).copied().collect();
    let is_more = all.len() > from.saturating_add(page.len());
    let next = page.last().filter(|_| is_more).map(|last| last.id.to_string());
    Ok((page, next))
}

/// One credential of the member's.
///
/// # Errors
/// Invalid when it is not theirs, or there is none.
pub async fn info(
    State(app): State<Shared>,
    version: Version,
    caller: SigningCaller,
    fields: Fields,
) -> Answer {
    let id = fields.credential()?;
    caller.may_use(&id)?;
    let SigningCaller(shown, _) = caller;
    let wanted = Wanted::read(&fields, shown.locale)?;
    let mut tx = app.db.look().await?;
    let found = credential::find(&mut tx, &app, (&shown).into(), &id).await?;
    let found = found.ok_or_else(|| Refusal::parameter("credentialID"))?;
    super::json(describe(&found, version, &wanted, app.clock.now())?)
}

fn describe(
    credential: &Credential,
    version: Version,
    wanted: &Wanted,
    now: Timestamp,
) -> Result<CredentialInfo, Error> {
    let status = if credential.is_usable(now) { "enabled" } else { "disabled" };
    Ok(CredentialInfo {
        credential_id: None,
        description: credential.name.clone(),
        key: Key { status, algo: ALGORITHMS, len: 256, curve: CURVE },
        cert: certificate(credential, wanted, now)?,
        authorization: authorization(version, wanted),
        scal: "2",
        multisign: limits::ACTIVATION_SIGNATURES_MAX,
        lang: wanted.locale.as_str(),
    })
}

/// By a PIN of letters and digits, and nothing else.
fn authorization(version: Version, wanted: &Wanted) -> Authorization {
    let (label, description) = (wanted.locale.text("csc-pin"), wanted.locale.text("csc-pin-text"));
    let (mode, format) = ("explicit", "A");
    match version {
        Version::One => {
            let pin = Pin { presence: "true", format, label, description };
            let factors = Factors { pin, otp: NoOtp { presence: "false" } };
            Authorization::One { mode, factors: wanted.authorization.then_some(factors) }
        }
        Version::Two => {
            let pin = PinObject { kind: "Password", id: "PIN", format, label, description };
            Authorization::Two { auth: Auth { mode, expression: "PIN", objects: [pin] } }
        }
    }
}

fn certificate(
    credential: &Credential,
    wanted: &Wanted,
    now: Timestamp,
) -> Result<answer::Certificate, Error> {
    let own = credential.certificate()?;
    let status = match credential.status {
        Status::Revoked | Status::Locked => "revoked",
        _ if now >= credential.expires => "expired",
        _ => "valid",
    };
    let count = match wanted.certificates {
        Certificates::None => 0,
        Certificates::Single => 1,
        Certificates::Chain => credential.certificates.len(),
    };
    let written = credential.certificates.iter().take(count).map(|one| to_base64(one.to_der()));
    let certificates = (wanted.certificates != Certificates::None).then(|| written.collect());
    Ok(answer::Certificate { status, certificates, facts: wanted.facts.then(|| facts(own)) })
}

fn facts(certificate: &Certificate) -> CertificateFacts {
    let validity = certificate.validity();
    // GeneralizedTime (RFC 5280 § 4.1.2.5.2).
    let written = |time: Timestamp| time.strftime("%Y%m%d%H%M%SZ").to_string();
    CertificateFacts {
        issuer_dn: certificate.issuer().to_string(),
        serial_number: certificate.serial_hex(),
        subject_dn: certificate.subject().to_string(),
        valid_from: written(validity.not_before),
        valid_to: written(validity.not_after),
    }
}

/// Authorises signatures on hashes by the credential's PIN. Every hash that is known is bound (SCAL 2).
///
/// # Errors
/// Invalid with what is wrong, in the words of the API.
pub async fn authorize(
    State(app): State<Shared>,
    version: Version,
    Caller(shown): Caller,
    fields: Fields,
) -> Answer {
    let credential = fields.credential()?;
    let count =
        fields.maybe_number("numSignatures")?.ok_or_else(|| Refusal::missing("integer", "numSignatures"))?;
    let signatures = usize::try_from(count).ok().filter(|count| *count > 0);
    let signatures =
        signatures.ok_or_else(|| Refusal::invalid("Invalid value for parameter numSignatures"))?;
    if signatures > limits::ACTIVATION_SIGNATURES_MAX {
        return Err(Refusal::invalid("Numbers of signatures is too high"));
    }
    let hashes = bound_hashes(&fields, version)?;
    if hashes.len() > signatures {
        return Err(Refusal::invalid("Invalid value for parameter numSignatures"));
    }
    let description = fields.maybe_text("description")?.unwrap_or_default();
    let description = Text::parse(description, DESCRIPTION_LENGTH_MAX);
    let description = description.map_err(|_| Refusal::parameter("description"))?.as_str().to_owned();
    let pin = Zeroizing::new(pin(&fields, version)?.to_owned());
    let wish = Wish { credential, pin, hashes, signatures, description, bound: None };
    let granted = activation::authorize(&app, &Asker::from(&shown), wish).await?;
    super::json(activated(&granted.map_err(|refused| Refusal::of(version, refused))?))
}

/// The hashes that are bound to an activation. v2 names their algorithm, v1 does not; where none is named their length tells it.
fn bound_hashes(fields: &Fields, version: Version) -> Result<Vec<Hash>, Refusal> {
    let algorithm = fields.digest_algorithm(version)?;
    fields.hashes(version, algorithm)
}

/// The PIN: a member of its own in v1, an authentication object in v2.
fn pin(fields: &Fields, version: Version) -> Result<&str, Refusal> {
    let given = match fields.authentication("PIN")? {
        Some(pin) => Some(pin),
        None => fields.maybe_text("PIN")?,
    };
    given.ok_or_else(|| match version {
        Version::One => Refusal::missing("string", "PIN"),
        Version::Two => Refusal::missing("array", "authData"),
    })
}

fn activated(granted: &Granted) -> Activated {
    Activated { sad: granted.token.text().as_str().to_owned(), expires_in: granted.seconds }
}

/// Gives a new activation for signatures that were authorised and not made yet.
///
/// # Errors
/// Invalid with what is wrong, in the words of the API.
pub async fn extend_transaction(
    State(app): State<Shared>,
    version: Version,
    Caller(shown): Caller,
    fields: Fields,
) -> Answer {
    let id = fields.credential()?;
    let secret = fields.text("SAD")?;
    let hashes = bound_hashes(&fields, version)?;
    let granted = activation::extend(&app, &Asker::from(&shown), &id, (secret, &hashes)).await?;
    super::json(activated(&granted.map_err(|refused| Refusal::of(version, refused))?))
}
