//! Finding candidate paths: depth first, by names, bounded. Whether a path holds is decided elsewhere.

use std::cell::Cell;

use super::Inputs;
use crate::Certificate;
use crate::limits::{PATH_LENGTH_MAX, PATHS_TRIED_MAX};

/// How a search for paths ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Search<T> {
    /// A path satisfied the visitor.
    Found(T),
    /// All paths were tried.
    Exhausted {
        /// The longest chain that was begun.
        longest: Vec<Certificate>,
    },
    /// The bounds of [`crate::limits`] were reached first.
    TooMany,
}

/// Shows each path to an anchor to `visit` until it answers.
pub(super) fn each_path<T>(
    certificate: &Certificate,
    inputs: &Inputs<'_>,
    steps: &Cell<usize>,
    mut visit: impl FnMut(Vec<Certificate>) -> Option<T>,
) -> Search<T> {
    let mut longest = Vec::new();
    let mut tried = 0;
    // Chains still to be extended; the most promising last. An explicit stack, since the depth is the sender's choice.
    let mut open: Vec<Vec<Certificate>> = vec![vec![certificate.clone()]];
    while let Some(mut chain) = open.pop() {
        let Some(left) = steps.get().checked_sub(1) else { return Search::TooMany };
        steps.set(left);
        let Some(last) = chain.last() else { continue };
        if inputs.anchors.contains(last) {
            tried += 1;
            if tried > PATHS_TRIED_MAX {
                return Search::TooMany;
            }
            inherit_parameters(&mut chain);
            if let Some(facts) = visit(chain) {
                return Search::Found(facts);
            }
            continue;
        }
        let issuers = issuers_of(last, &chain, inputs);
        if chain.len() > longest.len() {
            longest.clone_from(&chain);
        }
        if chain.len() > PATH_LENGTH_MAX {
            continue;
        }
        for issuer in issuers {
            let mut extended = chain.clone();
            extended.push(issuer.clone());
            open.push(extended);
        }
    }
    Search::Exhausted { longest }
}

/// From the anchor down, a key without parameters has those of the key above (RFC 5280 § 6.1.4 (e)).
fn inherit_parameters(path: &mut [Certificate]) {
    let mut issuer: Option<Certificate> = None;
    for certificate in path.iter_mut().rev() {
        let complete = issuer.as_ref().and_then(|issuer| certificate.with_parameters_of(issuer));
        if let Some(complete) = complete {
            *certificate = complete;
        }
        issuer = Some(certificate.clone());
    }
}

/// Certificates whose subject is the issuer's name, the best match last: anchors above others, and those whose key
/// identifier agrees above those where it does not. Of equals the first in `inputs` is the best.
fn issuers_of<'a>(
    certificate: &Certificate,
    chain: &[Certificate],
    inputs: &'a Inputs<'_>,
) -> Vec<&'a Certificate> {
    if certificate.issuer().is_empty() {
        // RFC 5280 § 4.1.2.4: an issuer has a name.
        return Vec::new();
    }
    let all = inputs.intermediates.iter().rev().chain(inputs.anchors);
    let mut issuers: Vec<&Certificate> = all
        .filter(|candidate| candidate.subject().matches(certificate.issuer()) && !chain.contains(candidate))
        .collect();
    issuers.sort_by_key(|candidate| {
        let wanted = certificate.authority_key_identifier();
        let agrees = wanted.is_none() || wanted == candidate.subject_key_identifier();
        (agrees, inputs.anchors.contains(candidate))
    });
    issuers.dedup();
    issuers
}
