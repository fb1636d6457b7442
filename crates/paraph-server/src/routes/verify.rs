//! Checking a file, for anybody: by its digest alone, or by sending it. Nothing that is sent is kept.

use axum::Json;
use axum::extract::{Form, Multipart, State};
use axum::http::HeaderMap;
use axum::http::header::ACCEPT;
use axum::response::IntoResponse;
use jiff::Timestamp;
use paraph_pades::validate::{
    Drawn, Indication, Modification, Report, SignatureReport, TimeSource, ValidationContext, validate,
};
use paraph_pdf::Document;
use paraph_pki::DigestAlgorithm;
use paraph_pki::trusted_list::{Level, Qualification};
use serde::Deserialize;

use super::{Answer, anybody_frame};
use crate::app::{App, Shared};
use crate::auth::{Member, Visitor};
use crate::deal::{register, seal};
use crate::error::{Error, Kind, name_of};
use crate::limits;
use crate::locale::Locale;
use crate::pages::verify as page;
use crate::render::appearance::{Appearance, Wanted, appearances};
use crate::render::{Pictures, RenderError};
use crate::work::Share;

/// The form that asks by digest.
#[derive(Deserialize)]
pub struct ByHash {
    sha256: String,
}

/// The page.
///
/// # Errors
/// Never.
pub async fn show(State(app): State<Shared>, visitor: Visitor, asker: Result<Member, Error>) -> Answer {
    Ok(page::page(None, &anybody_frame(&app, &visitor, &asker, &visitor.path)?).into_response())
}

/// Answers from the digest alone.
///
/// # Errors
/// Invalid when it is no SHA-256.
pub async fn by_hash(
    State(app): State<Shared>,
    (visitor, asker): (Visitor, Result<Member, Error>),
    headers: HeaderMap,
    Form(form): Form<ByHash>,
) -> Answer {
    let text = form.sha256.trim().to_lowercase();
    let digest: [u8; 32] = hex::decode(&text)
        .ok()
        .and_then(|bytes| bytes.try_into().ok())
        .ok_or_else(|| Error::invalid("error-sha256"))?;
    let sealed = find_seal(&app, &digest).await?;
    let wants_json =
        headers.get(ACCEPT).is_some_and(|accept| accept.as_bytes().starts_with(b"application/json"));
    if wants_json {
        return Ok(Json(serde_json::json!({ "sha256": text, "sealed": sealed })).into_response());
    }
    let answer = match sealed {
        Some(sealed) => page::Answer::MadeHere { sha256: text, sealed },
        None => page::Answer::NotKnown { sha256: text },
    };
    Ok(page::page(Some(&answer), &anybody_frame(&app, &visitor, &asker, "/verify")?).into_response())
}

/// Looks at a file that the person chose to send.
///
/// # Errors
/// Invalid when no file came; too large when it is.
pub async fn by_file(
    State(app): State<Shared>,
    (visitor, asker): (Visitor, Result<Member, Error>),
    mut parts: Multipart,
) -> Answer {
    let source = visitor.origin.source();
    let mut share = app.received.share(&source);
    let (name, bytes) = receive(&mut parts, &mut share).await?;
    // Only whoever has sent everything takes a turn, so that none is held by sending nothing.
    let _turn = app.looking.turn(&source).await?;
    let sha256 = DigestAlgorithm::Sha256.digest(&bytes);
    let sealed = match <[u8; 32]>::try_from(sha256.as_slice()) {
        Ok(digest) => find_seal(&app, &digest).await?,
        Err(_) => None,
    };
    let context = context(&app).await?;
    let worker = app.clone();
    let report = tokio::task::spawn_blocking(move || look(&worker, &context, bytes));
    let report = report.await.map_err(Error::broken)?;
    let answer = match report {
        Ok((report, seen, qualifications)) => page::Answer::Report(page::Report {
            name,
            sha256: hex::encode(sha256),
            sealed_here: sealed,
            changed_fields: report.changed_after_the_last_signature().unwrap_or_default().to_vec(),
            signatures: qualified(signatures(&report, seen), &qualifications),
        }),
        Err(cause) => page::Answer::Unreadable(unreadable(visitor.locale, &cause)),
    };
    Ok(page::page(Some(&answer), &anybody_frame(&app, &visitor, &asker, "/verify")?).into_response())
}

async fn find_seal(app: &App, digest: &[u8; 32]) -> Result<Option<Timestamp>, Error> {
    let mut tx = app.db.look().await?;
    seal::find(&mut tx, app, digest).await
}

async fn receive(parts: &mut Multipart, share: &mut Share) -> Result<(String, Vec<u8>), Error> {
    let broken = |error: &dyn std::fmt::Debug| Error::invalid("error-upload-broken").noting(name_of(error));
    while let Some(mut part) = parts.next_field().await.map_err(|error| broken(&error))? {
        if part.name() != Some("file") || part.file_name().is_none_or(str::is_empty) {
            continue;
        }
        let name = part.file_name().unwrap_or_default().chars().take(limits::NAME_LENGTH_MAX).collect();
        let mut bytes = Vec::new();
        while let Some(chunk) = part.chunk().await.map_err(|error| broken(&error))? {
            share.grow(chunk.len())?;
            bytes.extend_from_slice(&chunk);
            if bytes.len() as u64 > limits::VERIFY_SIZE_MAX {
                let megabytes = limits::VERIFY_SIZE_MAX / (1024 * 1024);
                return Err(Error::said(Kind::TooLarge, "error-document-too-large").with("max", megabytes));
            }
        }
        return Ok((name, bytes));
    }
    Err(Error::invalid("error-upload-empty"))
}

/// What the instance goes by: its own roots, with what it took back until now, and the authority of its time-stamps.
async fn context(app: &App) -> Result<ValidationContext, Error> {
    let authority = app.authority()?;
    let mut anchors = authority.roots();
    anchors.extend(app.timestamp_trust.iter().cloned());
    let known = register::evidence(app, &authority).await?;
    Ok(ValidationContext { known, ..ValidationContext::new(anchors, app.clock.now()) })
}

/// What the validator says, what is seen, and what each signature is by the trusted lists, if there are any.
type Looked = (Report, Vec<Appearance>, Vec<Option<Qualification>>);

fn look(app: &App, context: &ValidationContext, bytes: Vec<u8>) -> Result<Looked, String> {
    let document = Document::open(bytes).map_err(|error| error.to_string())?;
    let (report, qualifications) = judge(app, context, &document)?;
    let seen = compare(app, &document, &report);
    // That it could not be drawn here is said beside the verdict, which does not rest on it.
    let settles = |appearance: &Appearance| match appearance.drawn() {
        Drawn::NotCompared => Drawn::No,
        drawn => drawn,
    };
    let drawn: Vec<Drawn> = seen.iter().map(settles).collect();
    if !Drawn::matters(&drawn, &report) {
        return Ok((report, seen, qualifications));
    }
    let (report, qualifications) = judge(app, &ValidationContext { drawn, ..context.clone() }, &document)?;
    Ok((report, seen, qualifications))
}

fn judge(
    app: &App,
    context: &ValidationContext,
    document: &Document<Vec<u8>>,
) -> Result<(Report, Vec<Option<Qualification>>), String> {
    let lists = app.trusted_lists.as_ref().and_then(|keeper| keeper.lists(context.now));
    match lists {
        Some(lists) => {
            let judged = lists.judge(document, context).map_err(|error| error.to_string())?;
            Ok((judged.0, judged.2))
        }
        None => Ok((validate(document, context).map_err(|error| error.to_string())?, Vec::new())),
    }
}

/// What is seen of the file now, to each of its signatures; none where that cannot be found out, which the page says.
fn compare(app: &App, document: &Document<Vec<u8>>, report: &Report) -> Vec<Appearance> {
    let renderer = app.renderer.clone().within(limits::VERIFY_DRAWING);
    let wanted = Wanted { pictures: Pictures::None, revisions_max: limits::VERIFY_REVISIONS_MAX };
    let seen = appearances(&renderer, (document, report), wanted, |_, _, _| Ok::<(), RenderError>(()));
    seen.unwrap_or_else(|error| {
        tracing::warn!(%error, "a file sent to be checked could not be drawn");
        Vec::new()
    })
}

fn signatures(report: &Report, seen: Vec<Appearance>) -> Vec<page::Signature> {
    let seen = seen.into_iter().map(Some).chain(std::iter::repeat(None));
    report.signatures.iter().zip(seen).map(|(report, seen)| signature(report, seen)).collect()
}

/// The same signatures with what they are by the trusted lists.
fn qualified(
    signatures: Vec<page::Signature>,
    qualifications: &[Option<Qualification>],
) -> Vec<page::Signature> {
    let qualifications = qualifications.iter().map(Option::as_ref).chain(std::iter::repeat(None));
    let pairs = signatures.into_iter().zip(qualifications);
    pairs
        .map(|(signature, found)| page::Signature { qualification: found.map(qualification), ..signature })
        .collect()
}

fn qualification(found: &Qualification) -> page::Qualification {
    page::Qualification {
        key: match found.level {
            Level::QualifiedSignature => "qualification-qesig",
            Level::AdvancedSignatureQualifiedCertificate => "qualification-adesig-qc",
            Level::QualifiedSeal => "qualification-qeseal",
            Level::AdvancedSealQualifiedCertificate => "qualification-adeseal-qc",
            Level::NotQualified => "qualification-none",
            // A level that is not known here yet is not vouched for.
            _ => "qualification-open",
        },
        provider: found.services.first().map(|(provider, _)| provider.clone()),
    }
}

fn unreadable(locale: Locale, cause: &str) -> String {
    locale.sentence("verify-unreadable-because", &[("cause", cause.to_owned())])
}

fn signature(report: &SignatureReport, seen: Option<Appearance>) -> page::Signature {
    page::Signature {
        verdict: match report.indication {
            Indication::TotalPassed => page::Verdict::Passed,
            Indication::Indeterminate => page::Verdict::Indeterminate,
            Indication::TotalFailed => page::Verdict::Failed,
        },
        sub_indication: report.sub_indication,
        person: report.person.clone(),
        signer: report.signer.clone().unwrap_or_default(),
        issuer: report.certificate.as_ref().map(|c| c.issuer.clone()).unwrap_or_default(),
        time: report.time,
        time_is_proven: report.time_source == Some(TimeSource::Timestamp),
        level: as_written(&report.level),
        coverage: report.coverage,
        modifications: report.modifications.iter().map(change).collect(),
        modifications_allowed: report.mdp_ok,
        seen,
        qualification: None,
    }
}

fn change(change: &Modification) -> page::Change {
    page::Change { what: change.what.clone(), page: change.place.map(|place| place.page) }
}

/// A name as the standard spells it, which is how it is serialised.
fn as_written<T: serde::Serialize>(value: &T) -> String {
    serde_json::to_value(value).ok().and_then(|v| v.as_str().map(str::to_owned)).unwrap_or_default()
}
