//! Says whether the signatures of a document hold (EN 319 102-1): finds them in the revisions they sign,
//! checks digest, value, certificate path and time, and names every change made after each.

mod areas;
mod blocks;
mod byte_range;
mod changes;
mod crypto;
pub mod details;
mod digest;
mod drawn;
mod encryption;
pub mod etsi;
mod evidence;
mod existence;
mod found;
mod inspection;
mod level;
mod lists;
mod modification;
mod needs;
mod overlap;
mod permissions;
mod person;
mod policy;
mod report;
mod seen;
mod signature_policy;
mod sliding;
mod standing;
mod status;
mod times;
mod trust;
mod verdict;

use jiff::Timestamp;
use paraph_pdf::{CrossReferenceKind, Document, Object, Source};
use paraph_pki::cms::SignatureFact;
use paraph_pki::path::RevocationRule;
use paraph_pki::{Certificate, RevocationList, ocsp};

use crate::Error;
use blocks::{Chain, Sources};
use crypto::{Facts, Message};
use details::Details;
use digest::Wanted;
use evidence::Evidence;
use found::Found;
use permissions::Permissions;
use standing::Refusal;
use times::{Best, Times};
use trust::Trust;
use verdict::{Grounds, Verdict};

pub use areas::{Area, permitted_areas};
pub use drawn::Drawn;
pub use encryption::EncryptionFacts;
pub use inspection::{ChangeFacts, Inspection, RevisionFacts, SignatureFacts, WrittenObject, inspect};
pub use lists::{Judged, Lists, ListsError};
pub use modification::{Modification, ModificationLevel, Place};
pub use needs::{Need, Needs, missing, missing_for};
pub use person::{Basis, Person, Role, legible};
pub use policy::{DEFAULT_POLICY, DigestRule, KeyFamily, KeyRule, Policy, PolicyError};
pub use report::{
    CertificateFacts, Coverage, Indication, Kind, Level, Report, SignatureReport, SubIndication, TimeSource,
    Warning, said_once,
};
pub use signature_policy::SignaturePolicyDocument;

/// What validation goes by.
#[derive(Clone, Debug)]
pub struct ValidationContext {
    /// Certificates that are trusted without further proof. With none, nothing passes, but all facts are told.
    pub anchors: Vec<Certificate>,
    /// Certificates that were trusted until some time (EN 319 102-1 § 5.2.6: the anchor's sunset date). They count for what
    /// is proven to have been made before.
    pub former_anchors: Vec<FormerAnchor>,
    /// The documents of signature policies that signatures may name.
    pub signature_policies: Vec<SignaturePolicyDocument>,
    /// The time of validation.
    pub now: Timestamp,
    /// What is at hand besides what the document carries.
    pub known: Known,
    /// What is made of revocation.
    pub revocation: RevocationRule,
    /// Which algorithms and keys count, and until when.
    pub policy: Policy,
    /// What came of drawing the pages, for the signatures in the order of a report; none where they were not drawn.
    pub drawn: Vec<Drawn>,
}

impl ValidationContext {
    /// Goes by what the document carries. A certificate known to be revoked is refused; that nothing is known of one is
    /// told ([`missing`]) and refuses nothing.
    #[must_use]
    pub fn new(anchors: Vec<Certificate>, now: Timestamp) -> Self {
        Self {
            anchors,
            former_anchors: Vec::new(),
            signature_policies: Vec::new(),
            now,
            known: Known::default(),
            revocation: RevocationRule::RefuseRevoked,
            policy: Policy::default(),
            drawn: Vec::new(),
        }
    }
}

/// A certificate that was trusted without further proof, and is no more.
#[derive(Clone, Debug)]
pub struct FormerAnchor {
    /// The certificate.
    pub certificate: Certificate,
    /// The last instant at which it was trusted.
    pub until: Timestamp,
}

/// Certificates and words about their revocation. None of it is trusted for being here.
#[derive(Clone, Debug, Default)]
pub struct Known {
    /// Certificates of authorities, signers and responders.
    pub certificates: Vec<Certificate>,
    /// Revocation lists.
    pub revocation_lists: Vec<RevocationList>,
    /// OCSP responses.
    pub ocsp_responses: Vec<ocsp::Response>,
}

impl Known {
    /// How many certificates, lists and responses there are.
    #[must_use]
    pub fn count(&self) -> usize {
        self.certificates.len() + self.revocation_lists.len() + self.ocsp_responses.len()
    }
}

/// A signature found, and its message as far as it could be read.
struct Read {
    found: Found,
    message: Option<Message>,
    /// The digest of the covered bytes; empty where none could be asked for.
    digest: Vec<u8>,
    facts: Option<Facts>,
}

/// Validates every signature and document time-stamp of a document.
///
/// # Errors
/// Where the document's form cannot be read or the medium fails. A signature that does not hold is no error.
pub fn validate<S: Source>(document: &Document<S>, context: &ValidationContext) -> Result<Report, Error> {
    Ok(examine(document, context)?.0)
}

/// As [`validate`], and says in the same pass what [`missing`] says.
///
/// # Errors
/// As [`validate`].
pub fn examine<S: Source>(
    document: &Document<S>,
    context: &ValidationContext,
) -> Result<(Report, Needs), Error> {
    let evidence = Evidence::read(document);
    let read = read(document, &evidence)?;
    let first = read.iter().map(|one| one.found.revision).min();
    let changes = first.map(|first| changes::after(document, first)).unwrap_or_default();
    let trust = Trust::gather(context, &read, &evidence);
    let times = times::document_timestamps(&read, &trust);
    let bests: Vec<Best> = read.iter().map(|one| times.best(one, &trust)).collect();
    let mut signatures = Vec::new();
    for (index, (one, best)) in read.iter().zip(&bests).enumerate() {
        let around = Surroundings {
            drawn: context.drawn.get(index).copied().unwrap_or_default(),
            evidence: &evidence,
            changes: &changes,
            all: &read,
            best,
            times: &times,
            trust: &trust,
            policies: &context.signature_policies,
        };
        signatures.push(report(document, one, &around)?);
    }
    let mut warnings = warnings(document, first);
    warnings.extend(unsigned_content(&mut signatures, &changes));
    let report = Report {
        signatures,
        revisions: document.revisions().len(),
        warnings,
        policy: format!("{}, {}", context.policy.name, context.policy.version),
        validated_at: context.now,
        objects: trust.objects(&times.existence),
        certificates: trust.known.certificates.clone(),
    };
    Ok((report, needs::gather((&read, &bests), &trust, &times, &|_| true)))
}

/// Every signature with its message, verified against the bytes.
fn read<S: Source>(document: &Document<S>, evidence: &Evidence) -> Result<Vec<Read>, Error> {
    let mut read: Vec<Read> = found::signatures(document)?.into_iter().map(Read::new).collect();
    verify(document, &mut read, evidence)?;
    Ok(read)
}

impl Read {
    fn new(mut found: Found) -> Self {
        let message = Message::read(&found);
        let message = message.map_err(|problem| found.problems.push(problem)).ok();
        let padding = message.as_ref().and_then(|message| message.padding_problem(&found));
        found.problems.extend(padding);
        Self { found, message, digest: Vec::new(), facts: None }
    }
}

/// Digests the file once and verifies every message against its digest.
fn verify<S: Source>(document: &Document<S>, read: &mut [Read], evidence: &Evidence) -> Result<(), Error> {
    let wants = |one: &Read| {
        let algorithm = one.message.as_ref()?.digest_algorithm()?;
        Some(Wanted { algorithm, range: one.found.byte_range? })
    };
    let wanted: Vec<Wanted> = read.iter().filter_map(wants).collect();
    let mut digests = digest::digests(document.source(), &wanted)?.into_iter();
    for one in read {
        let digest = if wants(one).is_some() { digests.next() } else { None }.unwrap_or_default();
        one.digest.clone_from(&digest);
        let sub_filter = one.found.sub_filter().to_vec();
        if let Some(message) = &one.message {
            one.facts = Some(Facts::of(message, &digest, &sub_filter, &evidence.certificates.values));
        }
    }
    Ok(())
}

/// What one signature's report is written from, beside the signature itself.
struct Surroundings<'a> {
    evidence: &'a Evidence,
    changes: &'a [Vec<changes::Change>],
    all: &'a [Read],
    best: &'a Best,
    times: &'a Times,
    trust: &'a Trust<'a>,
    policies: &'a [SignaturePolicyDocument],
    drawn: Drawn,
}

fn report<S: Source>(
    document: &Document<S>,
    one: &Read,
    around: &Surroundings<'_>,
) -> Result<SignatureReport, Error> {
    let found = &one.found;
    let facts = one.facts.as_ref();
    let view = document.at(found.revision);
    let permissions = Permissions::read(view, &found.dictionary, found.field_id)?;
    let mut modifications = modifications(&permissions, around.changes, found.revision);
    around.drawn.settle(&mut modifications, document.revisions().len());
    let Judgement { verdict, findings, details } = judge(one, around, &modifications);
    let certificate = facts.and_then(|facts| facts.certificate.as_ref());
    let text = |key: &[u8]| match view.value(&found.dictionary, key) {
        Ok(Object::String(string)) => Some(string.to_text()),
        _ => None,
    };
    let reason = text(b"Reason");
    let said = person::Said {
        kind: found.kind,
        certifies: permissions.certification.is_some(),
        name: text(b"Name"),
        reason: reason.as_deref(),
        certificate,
        verdict,
        details: &details,
    };
    Ok(SignatureReport {
        field: found.field.clone(),
        kind: found.kind,
        revision: found.revision + 1,
        crypto_intact: facts.is_some_and(|facts| facts.digest_matches),
        signature_valid: facts.is_some_and(|facts| matches!(facts.signature, SignatureFact::Valid { .. })),
        coverage: found.coverage,
        mdp_ok: modifications.iter().all(|modification| modification.permitted),
        modifications,
        certification: permissions.certification,
        level: level::reached(one, around.all, around.evidence),
        signer: certificate.map(|certificate| certificate.subject().display_name()),
        certificate: certificate.map(CertificateFacts::of),
        signing_certificate: certificate.cloned(),
        time: around.best.time,
        time_source: around.best.source,
        person: said.person(),
        reason,
        indication: verdict.0,
        sub_indication: verdict.1,
        findings,
        details,
    })
}

/// A verdict, and what stands behind it.
struct Judgement {
    verdict: Verdict,
    findings: Vec<String>,
    details: Details,
}

fn judge(one: &Read, around: &Surroundings<'_>, modifications: &[Modification]) -> Judgement {
    let (facts, trust, best) = (one.facts.as_ref(), around.trust, around.best);
    let mut problems = one.found.problems.clone();
    problems.extend(facts.iter().flat_map(|facts| facts.problems.iter().cloned()));
    let damaged = trust.carries_damage(one);
    let signer = trust.of_signer(one, best, around.times);
    let policy = facts.map(|facts| signature_policy::judge(&facts.policy, around.policies)).transpose();
    let chain = Chain::find(one, best, trust);
    let mut findings = problems.clone();
    findings.extend(facts.iter().flat_map(|facts| facts.shortcomings.iter().cloned()));
    findings.extend(unchecked(facts, &chain).into_iter().chain(doubts(best, trust)));
    findings.extend(notes(signer.as_ref(), &policy));
    findings.extend(damaged.then(|| "a certificate carried along is damaged".to_owned()));
    let sub_filter = one.found.sub_filter();
    let grounds = Grounds {
        format_problems: &problems,
        facts,
        needs_signing_certificate: sub_filter != b"adbe.pkcs7.detached" && sub_filter != b"adbe.pkcs7.sha1",
        changes_permitted: modifications.iter().all(|modification| modification.permitted),
        policy: policy.err(),
        signer,
        timestamps_out_of_order: best.out_of_order,
        timestamp_doubt: best.doubt.filter(|_| !trust.anchors.is_empty()),
        certificates_are_damaged: damaged,
    };
    let (grounds, chain) = (&grounds, &chain);
    let sources = Sources { one, all: around.all, best, trust, grounds, chain, modifications };
    Judgement { verdict: verdict::draw(grounds), findings, details: blocks::write(&sources) }
}

/// What could not be checked for want of code: an algorithm that is not known says nothing for a signature, nor against it.
fn unchecked(facts: Option<&Facts>, chain: &Chain) -> Vec<String> {
    let value = facts.and_then(|facts| match &facts.signature {
        SignatureFact::NotChecked(error) => {
            Some(format!("the signature value could not be checked: {error}"))
        }
        _ => None,
    });
    let certificate = chain.unchecked().map(|(certificate, error)| {
        format!("the certificate of {} could not be checked: {error}", certificate.subject().display_name())
    });
    value.into_iter().chain(certificate).collect()
}

/// What the checks of the signer and of the signature policy have to say.
fn notes(signer: Option<&Refusal>, policy: &Result<Option<Option<String>>, Refusal>) -> Vec<String> {
    let of_policy = match policy {
        Ok(words) => words.clone().flatten(),
        Err(refusal) => refusal.note.clone(),
    };
    signer.and_then(|refusal| refusal.note.clone()).into_iter().chain(of_policy).collect()
}

/// What is to be said of the time-stamps.
fn doubts(best: &Best, trust: &Trust<'_>) -> Vec<String> {
    let doubt = best.doubt.filter(|_| !trust.anchors.is_empty()).map(|sub| match sub {
        SubIndication::NoCertificateChainFound => {
            "a time-stamp over the signature does not lead to a trust anchor".to_owned()
        }
        sub => format!("a time-stamp over the signature cannot be relied on ({sub})"),
    });
    let order = best.out_of_order.then(|| "its time-stamps contradict one another".to_owned());
    doubt.into_iter().chain(order).collect()
}

fn modifications(
    permissions: &Permissions,
    changes: &[Vec<changes::Change>],
    signed: usize,
) -> Vec<Modification> {
    let mut modifications = Vec::new();
    for (index, made) in changes.iter().enumerate().skip(signed + 1) {
        // Who signed once it was there signed what it covers as it covers it.
        let counts = |change: &&changes::Change| {
            change.covering.as_ref().is_none_or(|covering| signed < covering.since)
        };
        modifications.extend(made.iter().filter(counts).map(|change| Modification {
            revision: index + 1,
            level: change.level,
            what: change.what.clone(),
            object: change.object.map(|id| id.number),
            field: change.field.clone(),
            permitted: permissions.permit(change),
            place: change.covering.as_ref().map(|covering| covering.place),
            is_drawn: change.covering.as_ref().is_some_and(|covering| covering.is_drawn),
        }));
    }
    modifications
}

/// Values that were filled in after the last signature: perhaps permitted, and unsigned. A time-stamp proves when
/// something was there, and not that anybody agreed to it.
fn unsigned_content(signatures: &mut [SignatureReport], changes: &[Vec<changes::Change>]) -> Option<Warning> {
    let of_people = signatures.iter().filter(|signature| signature.kind == Kind::Signature);
    let last = of_people.map(|signature| signature.revision).max();
    let last = last.or_else(|| signatures.iter().map(|signature| signature.revision).max())?;
    let later = changes.iter().skip(last).flatten().filter(|change| change.is_content);
    let mut fields: Vec<String> = later.filter_map(|change| change.field.clone()).collect();
    fields.sort();
    fields.dedup();
    if fields.is_empty() {
        return None;
    }
    let warning = Warning::ContentChangedAfterTheLastSignature { fields };
    for signature in signatures.iter_mut().filter(|signature| signature.revision == last) {
        signature.say(warning.to_string());
    }
    Some(warning)
}

/// Facts about the whole document; `first` is the first revision that is signed.
fn warnings<S: Source>(document: &Document<S>, first: Option<usize>) -> Vec<Warning> {
    let mut warnings = Vec::new();
    if document.revisions().iter().any(|revision| revision.kind == CrossReferenceKind::Hybrid) {
        warnings.push(Warning::HybridCrossReferences);
    }
    if document.stray_bytes() > 0 {
        warnings.push(Warning::BytesAfterTheLastRevision);
    }
    if document.header_offset() > 0 {
        warnings.push(Warning::JunkBeforeTheHeader);
    }
    let overlaps = first.map(|first| overlap::pages(document, first)).unwrap_or_default();
    if !overlaps.is_empty() {
        warnings.push(Warning::AnnotationsOverlap { pages: overlaps });
    }
    warnings.extend(encryption::warnings(document));
    warnings
}
