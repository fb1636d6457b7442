//! The level a signature's structure reaches (EN 319 142-1 § 6.3): what is there, not whether it is trusted.

use paraph_pki::cms::{SignatureFact, SigningCertificateFact};

use super::Read;
use super::crypto::Facts;
use super::evidence::Evidence;
use super::report::{Kind, Level};

/// The level of one signature among all of its document.
pub(crate) fn reached(one: &Read, all: &[Read], evidence: &Evidence) -> Level {
    if one.found.kind == Kind::DocumentTimestamp {
        return Level::DocumentTimestamp;
    }
    let baseline = one.found.sub_filter() == b"ETSI.CAdES.detached"
        && one.facts.as_ref().is_some_and(|facts| {
            facts.has_signed_attributes
                && matches!(facts.signing_certificate, SigningCertificateFact::Matches { .. })
        });
    if !baseline {
        return Level::Pkcs7;
    }
    let signed = one.found.revision;
    let stamped_in = |from: usize| {
        all.iter().any(|other| {
            other.found.kind == Kind::DocumentTimestamp
                && other.found.revision >= from
                && other.facts.as_ref().is_some_and(holds)
        })
    };
    let own_timestamp =
        one.facts.as_ref().is_some_and(|facts| facts.timestamps.iter().any(|timestamp| timestamp.valid));
    if !own_timestamp && !stamped_in(signed + 1) {
        return Level::BaselineB;
    }
    match evidence.since(signed + 1) {
        None => Level::BaselineT,
        Some(since) if stamped_in(since) => Level::BaselineLta,
        Some(_) => Level::BaselineLt,
    }
}

/// Whether a document time-stamp's digest and value are right.
fn holds(facts: &Facts) -> bool {
    facts.digest_matches && matches!(facts.signature, SignatureFact::Valid { .. })
}
