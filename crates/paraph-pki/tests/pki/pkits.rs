//! The NIST PKITS cases: 246 paths with the answer RFC 5280 demands for each.

use std::path::Path;

use jiff::Timestamp;
use paraph_pki::path::{
    Inputs, PathFacts, PolicyAllowance, PolicyDemand, PolicyRequirements, Reason, RevocationRule, Word,
    statements, validate,
};
use paraph_pki::{Certificate, Error, ObjectIdentifier, RevocationList};
use serde_json::Value;

use crate::support::corpus;

fn names(case: &Value, key: &str) -> Vec<String> {
    let list = case.get(key).and_then(Value::as_array).cloned().unwrap_or_default();
    list.iter().map(|name| name.as_str().unwrap().to_owned()).collect()
}

fn certificate(folder: &Path, name: &str) -> Certificate {
    let read = Certificate::from_der(&std::fs::read(folder.join("certs").join(name)).unwrap());
    read.unwrap_or_else(|error| panic!("{name}: {error}"))
}

fn policies(case: &Value) -> PolicyRequirements {
    let none = Value::Null;
    let parameters = case.get("params").unwrap_or(&none);
    let is_set = |key: &str| parameters.get(key).and_then(Value::as_bool).unwrap_or(false);
    let allowance = |key: &str| {
        if is_set(key) { PolicyAllowance::Never } else { PolicyAllowance::UntilAuthorityForbids }
    };
    PolicyRequirements {
        acceptable: names(parameters, "user_initial_policy_set")
            .iter()
            .map(|policy| ObjectIdentifier::new(policy).unwrap())
            .collect(),
        explicit: if is_set("initial_explicit_policy") {
            PolicyDemand::Always
        } else {
            PolicyDemand::IfAuthorityDemands
        },
        mapping: allowance("initial_policy_mapping_inhibit"),
        any_policy: allowance("initial_any_policy_inhibit"),
    }
}

/// The two cases signed with DSA, which a build without the feature `further-algorithms` does not know.
const SIGNED_WITH_DSA: [&str; 2] = ["40104", "40105"];

/// Whether our answer is the expected one; the kind of error must fit too, not only its presence.
fn is_right(expected: Option<&str>, found: Option<Reason>) -> bool {
    let about_revocation = |reason| matches!(reason, Reason::Revoked { .. } | Reason::RevocationIsUnknown);
    match (expected, found) {
        (None, None) => true,
        (Some("RevokedError"), Some(reason)) => matches!(reason, Reason::Revoked { .. }),
        (Some("InsufficientRevinfoError" | "StaleRevinfoError"), Some(reason)) => {
            reason == Reason::RevocationIsUnknown
        }
        (Some("PathBuildingError"), Some(reason)) => reason == Reason::NoPathToAnchor,
        (Some("PathValidationError"), Some(reason)) => !about_revocation(reason),
        _ => false,
    }
}

/// Whether somebody says of each certificate of a good path that it is good. Of one that is refused for being revoked
/// somebody must say so.
fn is_stated(facts: &PathFacts, inputs: &Inputs<'_>, name: &str) -> bool {
    let said = |certificate: &Certificate, is_meant: fn(&Word) -> bool| {
        let issuers = inputs.intermediates.iter().chain(inputs.anchors);
        let mut issuers = issuers.filter(|issuer| issuer.subject().matches(certificate.issuer()));
        issuers.any(|issuer| {
            statements(certificate, issuer, inputs).iter().any(|statement| is_meant(&statement.word))
        })
    };
    match &facts.problem {
        Some(problem) if matches!(problem.reason, Reason::Revoked { .. }) => {
            let revoked = said(&problem.certificate, |word| matches!(word, Word::Revoked { .. }));
            assert!(revoked, "{name}: nobody says that it is revoked");
            true
        }
        Some(_) => true,
        None => {
            let below = facts.path.iter().take(facts.path.len().saturating_sub(1));
            below.into_iter().all(|certificate| said(certificate, |word| *word == Word::Good))
        }
    }
}

#[test]
fn every_pkits_case_is_judged_as_nist_says() {
    let Some(folder) = corpus("pkits") else { return };
    let cases: Vec<Value> =
        serde_json::from_slice(&std::fs::read(folder.join("pkits.json")).unwrap()).unwrap();
    let anchors = [certificate(&folder, "TrustAnchorRootCertificate.crt")];
    let mut wrong = Vec::new();
    let mut silent = 0;
    for case in &cases {
        let text = |key: &str| case[key].as_str().unwrap();
        let intermediates: Vec<_> =
            names(case, "other_certs").iter().map(|name| certificate(&folder, name)).collect();
        let mut lists = names(case, "crls");
        lists.push("TrustAnchorRootCRL.crl".to_owned());
        let lists: Vec<_> = lists
            .iter()
            .filter_map(|name| {
                RevocationList::from_der(&std::fs::read(folder.join("crls").join(name)).unwrap()).ok()
            })
            .collect();
        let ignored = case.get("revocation").and_then(Value::as_bool) == Some(false);
        let time = "2022-05-01T00:00:00Z".parse::<Timestamp>().unwrap();
        let inputs = Inputs {
            revocation_lists: &lists,
            revocation: if ignored { RevocationRule::Ignore } else { RevocationRule::Require },
            policies: policies(case),
            ..Inputs::new(&anchors, &intermediates, time)
        };
        let facts = validate(&certificate(&folder, text("cert")), &inputs);
        let expected = case.get("error").map(|error| error["class"].as_str().unwrap());
        let found = facts.problem.as_ref().map(|problem| problem.reason);
        if !cfg!(feature = "further-algorithms") && SIGNED_WITH_DSA.contains(&text("id")) {
            assert!(
                matches!(found, Some(Reason::SignatureCannotBeChecked(Error::NotInThisBuild(_)))),
                "{found:?}"
            );
            continue;
        }
        if !is_right(expected, found) {
            wrong.push(format!("{} {}: expected {expected:?}, found {found:?}", text("id"), text("name")));
        }
        if !ignored {
            silent += usize::from(!is_stated(&facts, &inputs, text("name")));
        }
        if expected.is_none() && found.is_none() {
            assert_eq!(u64::try_from(facts.path.len()).unwrap(), case["path_len"].as_u64().unwrap());
            assert_eq!(facts.anchor(), Some(&anchors[0]));
        }
    }
    assert_eq!(cases.len(), 246);
    // Lists of some reasons each say that a certificate is good only together.
    assert!(silent <= 3, "of {silent} good paths nobody says that they are");
    assert!(wrong.is_empty(), "{} of {} wrong:\n{}", wrong.len(), cases.len(), wrong.join("\n"));
}
