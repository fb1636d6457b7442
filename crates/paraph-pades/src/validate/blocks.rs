//! Writes the details of a verdict, from the grounds it was drawn from: nothing is judged a second time here.

mod chain;
mod stamps;

use jiff::Timestamp;
use paraph_pki::cms::{SignatureFact, SigningCertificateFact};

use super::Read;
use super::details::{AlgorithmFacts, Block, BlockName, Check, Details, Material, Outcome};
use super::modification::Modification;
use super::report::{Coverage, Indication, SubIndication};
use super::standing::Refusal;
use super::times::Best;
use super::trust::Trust;
use super::verdict::Grounds;

pub(crate) use chain::Chain;

/// What the details are written from.
pub(crate) struct Sources<'a> {
    pub(crate) one: &'a Read,
    pub(crate) all: &'a [Read],
    pub(crate) best: &'a Best,
    pub(crate) trust: &'a Trust<'a>,
    pub(crate) grounds: &'a Grounds<'a>,
    pub(crate) chain: &'a Chain,
    pub(crate) modifications: &'a [Modification],
}

/// Everything behind one verdict.
pub(crate) fn write(sources: &Sources<'_>) -> Details {
    let algorithms = algorithms(sources);
    let timestamps = stamps::facts(sources);
    let mut blocks = vec![format(sources)];
    if sources.one.facts.is_some() {
        blocks.extend([
            signing_certificate(sources),
            context(sources),
            verification(sources),
            chain::block(sources),
            constraints(sources, &algorithms),
            acceptance(sources),
            stamps::block(sources, &timestamps),
        ]);
    }
    blocks.push(later_changes(sources));
    let material = material(sources, &algorithms);
    Details { blocks, path: sources.chain.facts(sources.trust), algorithms, timestamps, material }
}

/// What a refusal makes of a check.
fn outcome_of(refusal: &Refusal) -> Outcome {
    match refusal.indication {
        Indication::TotalPassed => Outcome::Passed,
        Indication::Indeterminate => Outcome::Inconclusive,
        Indication::TotalFailed => Outcome::Failed,
    }
}

fn said_of(refusal: &Refusal) -> String {
    match &refusal.note {
        Some(note) => format!("{}: {note}", refusal.sub),
        None => refusal.sub.to_string(),
    }
}

fn format(sources: &Sources<'_>) -> Block {
    let coverage = match sources.one.found.coverage {
        Coverage::EntireFile => "it covers the whole file but its own value",
        Coverage::EntireRevision => "it covers the document as it was then but its own value",
        Coverage::Partial => "it does not cover a whole revision",
    };
    let whole = match sources.one.found.coverage {
        Coverage::Partial if !sources.grounds.format_problems.is_empty() => Outcome::Failed,
        _ => Outcome::Passed,
    };
    let mut checks = vec![Check::new("coverage", whole, coverage)];
    let problems = sources.grounds.format_problems;
    if sources.one.facts.is_none() && problems.is_empty() {
        checks.push(Check::new("form", Outcome::Failed, "the message cannot be read"));
    } else if problems.is_empty() {
        checks.push(Check::new(
            "form",
            Outcome::Passed,
            "signature dictionary and message follow their formats",
        ));
    }
    checks.extend(problems.iter().map(|problem| Check::new("form", Outcome::Failed, problem.clone())));
    Block::of(BlockName::Format, checks)
}

fn signing_certificate(sources: &Sources<'_>) -> Block {
    let Some(facts) = &sources.one.facts else { return Block::of(BlockName::SigningCertificate, Vec::new()) };
    let found = match &facts.certificate {
        Some(certificate) => {
            let named =
                format!("{}, serial {}", certificate.subject().display_name(), certificate.serial_hex());
            Check::new("found", Outcome::Passed, named)
        }
        None => Check::new("found", Outcome::Inconclusive, "the certificate it names is not at hand"),
    };
    let (outcome, fact) = match facts.signing_certificate {
        SigningCertificateFact::Matches { digest } => {
            (Outcome::Passed, format!("the signature names it by its {} digest", digest.name()))
        }
        SigningCertificateFact::Missing if !sources.grounds.needs_signing_certificate => (
            Outcome::Passed,
            "the signature does not name it by a digest, as this encoding allows".to_owned(),
        ),
        SigningCertificateFact::Missing => {
            (Outcome::Inconclusive, "the signature does not name it by a digest".to_owned())
        }
        SigningCertificateFact::Differs => {
            (Outcome::Inconclusive, "the signature names another one".to_owned())
        }
        SigningCertificateFact::Repeated => {
            (Outcome::Inconclusive, "the signature names it more than once".to_owned())
        }
        _ => (Outcome::Inconclusive, "what the signature names it by cannot be read or compared".to_owned()),
    };
    Block::of(BlockName::SigningCertificate, vec![found, Check::new("named", outcome, fact)])
}

fn context(sources: &Sources<'_>) -> Block {
    let trust = sources.trust;
    let goes_by = format!(
        "{}, {}; {} trust anchors; as of {}",
        trust.policy.name,
        trust.policy.version,
        trust.anchors.len(),
        trust.now
    );
    let mut checks = vec![Check::new("policy", Outcome::Passed, goes_by)];
    if let Some(refusal) = &sources.grounds.policy {
        checks.push(Check::new("signature_policy", outcome_of(refusal), said_of(refusal)));
    }
    Block::of(BlockName::ValidationContext, checks)
}

fn verification(sources: &Sources<'_>) -> Block {
    let Some(facts) = &sources.one.facts else {
        return Block::of(BlockName::CryptographicVerification, Vec::new());
    };
    let is_unchecked = matches!(facts.signature, SignatureFact::NotChecked(_));
    let digest = match facts.digest_matches {
        true => Check::new("digest", Outcome::Passed, "the covered bytes are the ones that were signed"),
        // A digest whose algorithm is not known is neither right nor wrong.
        false if is_unchecked => Check::new(
            "digest",
            Outcome::Inconclusive,
            "the digest of the covered bytes could not be confirmed",
        ),
        false => Check::new("digest", Outcome::Failed, "the covered bytes are not the ones that were signed"),
    };
    let key = facts.certificate.as_ref().map(|certificate| certificate.public_key().kind().to_string());
    let key = key.unwrap_or_else(|| "unknown".to_owned());
    let (outcome, fact) = match &facts.signature {
        SignatureFact::Valid { .. } => (Outcome::Passed, format!("the value is right under the {key} key")),
        SignatureFact::Invalid => (Outcome::Failed, format!("the value is wrong under the {key} key")),
        SignatureFact::NoCertificate => {
            (Outcome::Inconclusive, "there is no key to check it with".to_owned())
        }
        SignatureFact::NotChecked(error) => {
            (Outcome::Inconclusive, format!("it could not be checked: {error}"))
        }
    };
    Block::of(BlockName::CryptographicVerification, vec![digest, Check::new("value", outcome, fact)])
}

fn is_about_algorithms(sub: SubIndication) -> bool {
    matches!(sub, SubIndication::CryptoConstraintsFailure | SubIndication::CryptoConstraintsFailureNoPoe)
}

/// Every algorithm of the signature and its path, with its day.
fn algorithms(sources: &Sources<'_>) -> Vec<AlgorithmFacts> {
    let Some(facts) = &sources.one.facts else { return Vec::new() };
    let (policy, by) = (sources.trust.policy, sources.best.existed_by);
    let told = |used_for: String, algorithm: String, limit: Timestamp| AlgorithmFacts {
        used_for,
        algorithm,
        until: Some(limit).filter(|limit| *limit != Timestamp::MAX && *limit != Timestamp::MIN),
        outcome: if by < limit { Outcome::Passed } else { Outcome::Inconclusive },
    };
    let mut all: Vec<AlgorithmFacts> = Vec::new();
    for digest in &facts.digests {
        let name = digest.name().to_owned();
        all.push(told("digest of what is signed".to_owned(), name, policy.digest_limit(*digest)));
    }
    let path = &sources.chain.path;
    let below_anchor = path.len().saturating_sub(1).max(1);
    for certificate in path.iter().take(below_anchor) {
        let (of, kind) = (certificate.subject().display_name(), certificate.public_key().kind());
        all.push(told(format!("key of {of}"), kind.to_string(), policy.key_limit(kind)));
        let is_anchor = sources.trust.anchors.contains(certificate);
        if let Ok(algorithm) = certificate.signature_algorithm()
            && !is_anchor
        {
            let limit = policy.signature_limit(algorithm);
            all.push(told(format!("signature under the certificate of {of}"), algorithm.to_string(), limit));
        }
    }
    all
}

fn constraints(sources: &Sources<'_>, algorithms: &[AlgorithmFacts]) -> Block {
    let refusal = sources.grounds.signer.as_ref().filter(|refusal| is_about_algorithms(refusal.sub));
    let mut checks: Vec<Check> = Vec::new();
    for one in algorithms {
        let until = match one.until {
            None if one.outcome == Outcome::Passed => "no end is known".to_owned(),
            None => "the policy does not know it".to_owned(),
            Some(until) => format!("counts until {until}"),
        };
        // Where the verdict does not rest on it, it is told and no more.
        let outcome = if refusal.is_some() { one.outcome } else { Outcome::Passed };
        checks.push(Check::new(
            "algorithm",
            outcome,
            format!("{}, {}: {until}", one.algorithm, one.used_for),
        ));
    }
    if checks.is_empty() {
        checks.push(Check::new("algorithm", Outcome::Inconclusive, "it is not known what it is made with"));
    }
    checks.extend(refusal.map(|refusal| Check::new("constraints", outcome_of(refusal), said_of(refusal))));
    Block::of(BlockName::CryptographicConstraints, checks)
}

fn acceptance(sources: &Sources<'_>) -> Block {
    let shortcomings = sources.one.facts.iter().flat_map(|facts| &facts.shortcomings);
    let mut checks: Vec<Check> =
        shortcomings.map(|one| Check::new("requirement", Outcome::Inconclusive, one.clone())).collect();
    if checks.is_empty() {
        checks.push(Check::new("requirement", Outcome::Passed, "nothing that is required of it is missing"));
    }
    Block::of(BlockName::Acceptance, checks)
}

fn later_changes(sources: &Sources<'_>) -> Block {
    let (permitted, refused): (Vec<_>, Vec<_>) =
        sources.modifications.iter().partition(|modification| modification.permitted);
    let said = match permitted.len() {
        0 => "nothing was changed that would be permitted to change".to_owned(),
        count => format!("{count} permitted changes"),
    };
    let mut checks = vec![Check::new("permitted", Outcome::Passed, said)];
    checks.extend(refused.into_iter().map(|change| {
        let fact = format!("{} in revision {}", change.described(), change.revision);
        Check::new("not_permitted", Outcome::Inconclusive, fact)
    }));
    Block::of(BlockName::LaterChanges, checks)
}

fn material(sources: &Sources<'_>, algorithms: &[AlgorithmFacts]) -> Material {
    let found = &sources.one.found;
    let consumed = sources.one.message.as_ref().map_or(0, |message| message.signed_data().consumed());
    let algorithm = sources.one.message.as_ref().and_then(super::Message::digest_algorithm);
    let range = found.byte_range.map(|range| {
        let second = range.end.saturating_sub(range.gap_end);
        [0, range.gap_start, range.gap_end, second]
    });
    Material {
        message: found.contents.get(..consumed).unwrap_or_default().to_vec(),
        digest: algorithm.map(|algorithm| (algorithm, sources.one.digest.clone())),
        byte_range: range,
        sub_filter: String::from_utf8_lossy(found.sub_filter()).into_owned(),
        claimed_time: found.claimed_time(),
        existed_by: Some(sources.best.existed_by).filter(|by| *by < sources.trust.now),
        path: sources.chain.path.clone(),
        reliable_until: algorithms.iter().filter_map(|one| one.until).min(),
    }
}
