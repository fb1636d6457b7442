//! One PDF for each verdict of EN 319 102-1, made by others over the years 2010 to 2060: certificates, lists, responses and
//! time-stamps by Certomancer as of the time that the story wants, the PDFs by pyHanko. What they hold is told by
//! `make.py`, the authorities by `certomancer.yml`.
//!
//! pyHanko judges each file too (`judge.py`: what `pyhanko sign adesverify` does, as of the time of the case). The column
//! in [`TABLE`] is what it says; a test holds it. Where it differs from ours:
//!
//! | what pyHanko says | why |
//! |---|---|
//! | `OK` for signature policies, 2048-bit RSA in 2030, an anchor that is trusted no more | it knows no policy documents, no day on which a key size ends, and no end of trust |
//! | `HASH_FAILURE` for a range beyond the file | it digests what there is; to us that is no signature of a PDF |
//! | `NO_POE` for what is wrong with the form, the order or the permissions | `adesverify` asks revocation data of everybody, also of a chain that is good now, before it says anything else of a file with a time-stamp |
//! | `SIG_CONSTRAINTS_FAILURE` for files with document time-stamps alone | it wants a time-stamp over the signature value as well; EN 319 142-1 § 6.3 takes either |
//! | `CERTIFICATE_CHAIN_GENERAL_FAILURE` for a path too long, without revocation data, or with a responder that was revoked later | it tells these reasons apart in words, not in the sub-indication, and asks of the responder now |
//! | `REVOKED_NO_POE` for a suspended certificate | § 5.2.6.4 step 4 c of V1.4.1, which says `TRY_LATER`, is younger |
//! | `OUT_OF_BOUNDS_NO_POE` for `OUT_OF_BOUNDS_NOT_REVOKED` | it does not look whether an expired certificate is known to be good |
//! | `OUT_OF_BOUNDS_NO_POE` or `NO_POE` for archives that hold | it slides to the same second as we do (a test holds that), then validates the whole path anew at that second, for which no response is fresh any more, and refuses; or it asks for words about an authority that was revoked, from after that |
//!
//! What no fixture shows: `SIGNED_DATA_NOT_FOUND`, which cannot be said of a PDF (the neighbouring verdict is shown).

#![expect(clippy::unwrap_used, clippy::panic, reason = "a test may fail loudly")]

mod fixtures;
#[path = "../../../../e2e/support/needs.rs"]
mod needs;

use fixtures::fixtures;
use paraph_pades::validate::Indication::{self, Indeterminate, TotalFailed, TotalPassed};
use paraph_pades::validate::SubIndication::{self, *};
use paraph_pki::path::RevocationRule;

type Row = (&'static str, Indication, Option<SubIndication>, &'static str);

/// The case, our verdict, and pyHanko's.
const TABLE: &[Row] = &[
    ("format_failure", TotalFailed, Some(FormatFailure), "NO_POE"),
    ("signed_data_beyond_the_file", TotalFailed, Some(FormatFailure), "HASH_FAILURE"),
    ("hash_failure", TotalFailed, Some(HashFailure), "HASH_FAILURE"),
    ("sig_crypto_failure", TotalFailed, Some(SigCryptoFailure), "SIG_CRYPTO_FAILURE"),
    (
        "no_signing_certificate_found",
        Indeterminate,
        Some(NoSigningCertificateFound),
        "NO_SIGNING_CERTIFICATE_FOUND",
    ),
    ("sig_constraints_failure", Indeterminate, Some(SigConstraintsFailure), "NO_POE"),
    ("signature_policy_not_available", Indeterminate, Some(SignaturePolicyNotAvailable), "OK"),
    ("policy_processing_error", Indeterminate, Some(PolicyProcessingError), "OK"),
    ("policy_at_hand", TotalPassed, None, "OK"),
    (
        "no_certificate_chain_found",
        Indeterminate,
        Some(NoCertificateChainFound),
        "NO_CERTIFICATE_CHAIN_FOUND",
    ),
    (
        "certificate_chain_general_failure",
        Indeterminate,
        Some(CertificateChainGeneralFailure),
        "CERTIFICATE_CHAIN_GENERAL_FAILURE",
    ),
    (
        "chain_constraints_failure",
        Indeterminate,
        Some(ChainConstraintsFailure),
        "CERTIFICATE_CHAIN_GENERAL_FAILURE",
    ),
    ("out_of_bounds_no_poe", Indeterminate, Some(OutOfBoundsNoPoe), "OUT_OF_BOUNDS_NO_POE"),
    ("out_of_bounds_not_revoked", Indeterminate, Some(OutOfBoundsNotRevoked), "OUT_OF_BOUNDS_NO_POE"),
    ("try_later", Indeterminate, Some(TryLater), "CERTIFICATE_CHAIN_GENERAL_FAILURE"),
    ("try_later_suspended", Indeterminate, Some(TryLater), "REVOKED_NO_POE"),
    ("try_later_stale", Indeterminate, Some(TryLater), "TRY_LATER"),
    ("fresh", TotalPassed, None, "OK"),
    ("revoked_no_poe", Indeterminate, Some(RevokedNoPoe), "REVOKED_NO_POE"),
    ("revoked_ca_no_poe", Indeterminate, Some(RevokedCaNoPoe), "REVOKED_CA_NO_POE"),
    ("no_certificate_chain_found_no_poe", Indeterminate, Some(NoCertificateChainFoundNoPoe), "OK"),
    ("former_anchor_proven", TotalPassed, None, "SIG_CONSTRAINTS_FAILURE"),
    (
        "revocation_out_of_bounds_no_poe",
        Indeterminate,
        Some(RevocationOutOfBoundsNoPoe),
        "CERTIFICATE_CHAIN_GENERAL_FAILURE",
    ),
    ("revocation_proven_in_bounds", TotalPassed, None, "CERTIFICATE_CHAIN_GENERAL_FAILURE"),
    ("revoked", TotalFailed, Some(Revoked), "REVOKED"),
    ("stamped_after_revocation", Indeterminate, Some(RevokedNoPoe), "NO_POE"),
    ("stamped_before_revocation", TotalPassed, None, "NO_POE"),
    ("expired", TotalFailed, Some(Expired), "EXPIRED"),
    ("expired_over_a_stamp", TotalFailed, Some(Expired), "NO_POE"),
    ("not_yet_valid", TotalFailed, Some(NotYetValid), "NO_POE"),
    ("timestamp_order_failure", Indeterminate, Some(TimestampOrderFailure), "NO_POE"),
    ("no_poe", Indeterminate, Some(NoPoe), "NO_POE"),
    ("crypto_constraints_failure_no_poe", Indeterminate, Some(CryptoConstraintsFailureNoPoe), "OK"),
    ("crypto_proven", TotalPassed, None, "SIG_CONSTRAINTS_FAILURE"),
    (
        "crypto_constraints_failure",
        Indeterminate,
        Some(CryptoConstraintsFailure),
        "CRYPTO_CONSTRAINTS_FAILURE",
    ),
    ("archived_thrice", TotalPassed, None, "OUT_OF_BOUNDS_NO_POE"),
    ("archived_thrice_first_stamp", TotalPassed, None, "not asked"),
    ("archived_thrice_second_stamp", TotalPassed, None, "not asked"),
    ("archived_thrice_last_stamp", TotalPassed, None, "not asked"),
    ("archived_thrice_nothing_said_of_the_last", Indeterminate, Some(TryLater), "not asked"),
    ("gap_not_renewed", Indeterminate, Some(OutOfBoundsNoPoe), "OUT_OF_BOUNDS_NO_POE"),
    ("gap_renewed_too_late", Indeterminate, Some(OutOfBoundsNoPoe), "OUT_OF_BOUNDS_NO_POE"),
    ("gap_renewed_after_revocation", Indeterminate, Some(OutOfBoundsNoPoe), "OUT_OF_BOUNDS_NO_POE"),
    ("gap_nothing_said_of_the_second", Indeterminate, Some(OutOfBoundsNoPoe), "OUT_OF_BOUNDS_NO_POE"),
    ("gap_said_of_the_second_without_proof", Indeterminate, Some(OutOfBoundsNoPoe), "OUT_OF_BOUNDS_NO_POE"),
    ("gap_nothing_said_of_the_signer", Indeterminate, Some(OutOfBoundsNoPoe), "NO_POE"),
    ("said_of_the_signer_later", TotalPassed, None, "OUT_OF_BOUNDS_NO_POE"),
    ("gap_said_of_the_signer_without_proof", Indeterminate, Some(RevocationOutOfBoundsNoPoe), "TRY_LATER"),
    ("authority_revoked_later", TotalPassed, None, "NO_POE"),
    ("gap_authority_revoked_before_the_archive", Indeterminate, Some(RevokedCaNoPoe), "NO_POE"),
    ("gap_authority_revoked_without_archive", Indeterminate, Some(RevokedCaNoPoe), "NO_POE"),
    ("responder_revoked_later", TotalPassed, None, "CERTIFICATE_CHAIN_GENERAL_FAILURE"),
    (
        "gap_responder_revoked_before_the_archive",
        Indeterminate,
        Some(OutOfBoundsNoPoe),
        "CERTIFICATE_CHAIN_GENERAL_FAILURE",
    ),
];

#[test]
fn each_case_comes_to_its_verdict() {
    let Some(fixtures) = fixtures() else { return };
    assert_eq!(fixtures.names().count(), TABLE.len());
    let mut wrong = Vec::new();
    for (name, indication, sub, _) in TABLE {
        let report = fixtures.look(name);
        if (report.indication, report.sub_indication) != (*indication, *sub) {
            wrong.push(format!(
                "{name}: {:?} {:?} {:?}",
                report.indication, report.sub_indication, report.findings
            ));
        }
    }
    assert_eq!(wrong, Vec::<String>::new());
}

#[test]
fn every_sub_indication_but_one_has_a_case() {
    let shown = |sub: &SubIndication| TABLE.iter().any(|(_, _, told, _)| told.as_ref() == Some(sub));
    let missing: Vec<SubIndication> = SubIndication::ALL.into_iter().filter(|sub| !shown(sub)).collect();
    assert_eq!(missing, [SignedDataNotFound]);
    // What is signed lies in the file: data that are not there are a fault of the form.
    assert!(TABLE.contains(&(
        "signed_data_beyond_the_file",
        TotalFailed,
        Some(FormatFailure),
        "HASH_FAILURE"
    )));
    let names: std::collections::HashSet<&str> = SubIndication::ALL.iter().map(|sub| sub.name()).collect();
    assert_eq!(names.len(), SubIndication::ALL.len());
}

#[test]
fn pyhanko_says_what_the_table_says() {
    let Some(fixtures) = fixtures() else { return };
    for (name, _, _, expected) in TABLE {
        assert_eq!(fixtures.case(name)["pyhanko"], *expected, "{name}");
    }
}

#[test]
fn pyhanko_slides_to_the_same_second() {
    let Some(fixtures) = fixtures() else { return };
    let mut compared = 0;
    for name in fixtures.names() {
        let report = fixtures.look(name);
        let told = report.findings.iter().find_map(|finding| finding.split("all was well until ").nth(1));
        let Some(ours) = told.and_then(|told| told.strip_suffix(" only")) else { continue };
        let slid = &fixtures.case(name)["pyhanko_slid"];
        if let Some(theirs) = report.signer.as_deref().and_then(|signer| slid[signer].as_str()) {
            assert_eq!(theirs, ours, "{name}");
            compared += 1;
        }
    }
    assert!(compared > 0, "nothing was compared");
}

/// Whenever somebody looks, as long as the last authority is good.
#[test]
fn a_rightly_renewed_archive_holds_from_year_to_year() {
    let Some(fixtures) = fixtures() else { return };
    let at = |year: i16, rule| {
        fixtures.look_with("archived_thrice", |context| {
            context.now = format!("{year}-07-01T00:00:00Z").parse().unwrap();
            context.revocation = rule;
        })
    };
    for year in 2026..2040 {
        let report = at(year, RevocationRule::RefuseRevoked);
        assert_eq!(report.indication, TotalPassed, "{year}: {report:#?}");
        assert_eq!(report.time, Some("2021-02-03T12:00:00Z".parse().unwrap()), "{year}");
    }
    // Its certificate ends with 2039: who does not renew before that has a proof no more.
    let report = at(2040, RevocationRule::RefuseRevoked);
    assert_eq!(report.sub_indication, Some(OutOfBoundsNoPoe), "{report:#?}");
    // Who wants words about the last authority needs new ones.
    assert_eq!(at(2031, RevocationRule::Require).indication, Indeterminate);
}

#[test]
fn no_gap_in_the_chain_of_proofs_passes() {
    let Some(fixtures) = fixtures() else { return };
    let gaps: Vec<&str> = fixtures.names().filter(|name| name.starts_with("gap_")).collect();
    assert!(gaps.len() >= 9, "{gaps:?}");
    for name in gaps {
        let report = fixtures.look(name);
        assert_eq!(report.indication, Indeterminate, "{name}: {report:#?}");
        let told = |finding: &String| {
            finding.contains("NO_POE") || finding.contains("proven") || finding.contains("proves")
        };
        assert!(report.findings.iter().any(told), "{name}: {:?}", report.findings);
    }
}
