//! Whether a signature is qualified: what the certificate says, what the lists say, and when each said it.

use std::sync::LazyLock;

use jiff::Timestamp;
use paraph_pki::Certificate;
use paraph_pki::trusted_list::{
    CertificateKind, Level, Qualification, Reason, ServiceStatus, Statements, TrustedList, anchors,
    anchors_ever, qualify,
};

use crate::maker::{Holder, List, ServiceOrder, StateOrder, Wanted, extension};
use crate::support::{oid, tlv};

static AUTHORITY: LazyLock<Holder> = LazyLock::new(|| Holder::authority("Issuing"));
static SIGNER: LazyLock<Holder> = LazyLock::new(|| Holder::authority("List signer"));

const SINCE: &str = "2016-06-30T22:00:00Z";
const COMPLIANCE: &str = "0.4.0.1862.1.1";
const DEVICE: &str = "0.4.0.1862.1.4";
const LEGISLATION: &str = "0.4.0.1862.1.7";
const SIGNATURE: &str = "0.4.0.1862.1.6.1";
const SEAL: &str = "0.4.0.1862.1.6.2";
const WEB_SITE: &str = "0.4.0.1862.1.6.3";

/// The qualified statements of a certificate, and what it is for.
fn statements(said: &[&str], kinds: &[&str]) -> Vec<u8> {
    let mut all: Vec<Vec<u8>> = said.iter().map(|kind| tlv(0x30, &[&oid(kind)])).collect();
    if !kinds.is_empty() {
        let kinds: Vec<u8> = kinds.iter().flat_map(|kind| oid(kind)).collect();
        all.push(tlv(0x30, &[&oid("0.4.0.1862.1.6"), &tlv(0x30, &[&kinds])]));
    }
    extension("1.3.6.1.5.5.7.1.3", &tlv(0x30, &[&all.concat()]))
}

fn policies(named: &[&str]) -> Vec<u8> {
    let all: Vec<u8> = named.iter().flat_map(|policy| tlv(0x30, &[&oid(policy)])).collect();
    extension("2.5.29.32", &tlv(0x30, &[&all]))
}

fn issued(from: &str, extensions: Vec<Vec<u8>>) -> Certificate {
    AUTHORITY.issue(&Wanted { name: "Ada", from, extensions }).certificate
}

/// A certificate of 2020.
fn certificate(said: &[&str], kinds: &[&str]) -> Certificate {
    issued("200101000000Z", vec![statements(said, kinds)])
}

fn listed(services: &[&[StateOrder]]) -> TrustedList {
    let list = services.iter().fold(List::national("FR"), |list, states| {
        list.with(&ServiceOrder::new(&AUTHORITY.certificate, states))
    });
    TrustedList::open(list.sign(&SIGNER).as_bytes(), std::slice::from_ref(&SIGNER.certificate)).unwrap()
}

fn time(text: &str) -> Timestamp {
    text.parse().unwrap()
}

fn judge_at(at: &str, certificate: &Certificate, services: &[&[StateOrder]]) -> Qualification {
    qualify(certificate, &[], time(at), &[listed(services)])
}

#[track_caller]
fn check(certificate: &Certificate, services: &[&[StateOrder]], level: Level, reasons: &[Reason]) {
    let found = judge_at("2024-01-01T00:00:00Z", certificate, services);
    assert_eq!((found.level, found.reasons.as_slice()), (level, reasons));
}

fn granted() -> StateOrder {
    StateOrder::granted(SINCE)
}

#[test]
fn a_qualified_certificate_in_a_device_makes_a_qualified_signature() {
    let full = certificate(&[COMPLIANCE, DEVICE], &[SIGNATURE]);
    check(&full, &[&[granted()]], Level::QualifiedSignature, &[]);
    let found = judge_at("2024-01-01T00:00:00Z", &full, &[&[granted()]]);
    assert_eq!(found.services, [("Trust & Co".to_owned(), "Issuing".to_owned())]);
    // EN 319 412-5: one that names no use is for signatures.
    check(&certificate(&[COMPLIANCE, DEVICE], &[]), &[&[granted()]], Level::QualifiedSignature, &[]);
    let soft = certificate(&[COMPLIANCE], &[SIGNATURE]);
    let without = [Reason::NoQualifiedDevice];
    check(&soft, &[&[granted()]], Level::AdvancedSignatureQualifiedCertificate, &without);
    let plain = certificate(&[DEVICE], &[SIGNATURE]);
    check(&plain, &[&[granted()]], Level::NotQualified, &[Reason::CertificateIsNotQualified]);
    let foreign = certificate(&[COMPLIANCE, DEVICE, LEGISLATION], &[SIGNATURE]);
    check(&foreign, &[&[granted()]], Level::NotQualified, &[Reason::CertificateIsNotQualified]);
}

#[test]
fn the_certificate_alone_makes_nothing_qualified() {
    let full = certificate(&[COMPLIANCE, DEVICE], &[SIGNATURE]);
    check(&full, &[], Level::NotQualified, &[Reason::NoServiceIsListed]);
    let stamps = StateOrder { kind: "TSA/QTST", ..granted() };
    check(&full, &[&[stamps]], Level::NotQualified, &[Reason::NoServiceIsListed]);
    let plain = StateOrder { kind: "CA/PKC", ..granted() };
    check(&full, &[&[plain]], Level::NotQualified, &[Reason::NoServiceIsListed]);
    // A list of another authority of the same name: the key decides.
    let namesake = Holder::authority("Issuing");
    let list = List::national("FR").with(&ServiceOrder::new(&namesake.certificate, &[granted()]));
    let list =
        TrustedList::open(list.sign(&SIGNER).as_bytes(), std::slice::from_ref(&SIGNER.certificate)).unwrap();
    let found = qualify(&full, &[], time("2024-01-01T00:00:00Z"), &[list]);
    assert_eq!((found.level, found.reasons), (Level::NotQualified, vec![Reason::NoServiceIsListed]));
}

#[test]
fn seals_and_web_sites_are_told_apart() {
    let seal = certificate(&[COMPLIANCE, DEVICE], &[SEAL]);
    let for_seals = granted().for_uses(&["ForeSeals"]);
    check(&seal, &[std::slice::from_ref(&for_seals)], Level::QualifiedSeal, &[]);
    let both = granted().for_uses(&["ForeSignatures", "ForeSeals"]);
    check(&seal, &[&[both]], Level::QualifiedSeal, &[]);
    let soft = certificate(&[COMPLIANCE], &[SEAL]);
    let without = [Reason::NoQualifiedDevice];
    check(&soft, &[std::slice::from_ref(&for_seals)], Level::AdvancedSealQualifiedCertificate, &without);
    let other = [Reason::ServiceIsForOtherUses];
    check(&seal, &[&[granted()]], Level::NotQualified, &other);
    check(&seal, &[&[granted().for_uses(&[])]], Level::NotQualified, &other);
    let signature = certificate(&[COMPLIANCE, DEVICE], &[SIGNATURE]);
    check(&signature, &[std::slice::from_ref(&for_seals)], Level::NotQualified, &other);
    let web = certificate(&[COMPLIANCE], &[WEB_SITE]);
    let for_web = granted().for_uses(&["ForWebSiteAuthentication"]);
    check(&web, &[&[for_web]], Level::NotQualified, &[Reason::CertificateIsForWebSites]);
    let new = certificate(&[COMPLIANCE, DEVICE], &["0.4.0.1862.1.6.9"]);
    check(&new, &[&[granted()]], Level::NotQualified, &other);
    let two = certificate(&[COMPLIANCE, DEVICE], &[SIGNATURE, SEAL]);
    check(&two, &[&[granted()]], Level::Indeterminate, &[Reason::SeveralUses]);
    // The same authority listed once for each use: the one that is for this use counts.
    check(&seal, &[&[granted()], &[for_seals]], Level::QualifiedSeal, &[]);
}

#[test]
fn the_service_counts_as_it_was_when_the_signature_was_made() {
    let full = certificate(&[COMPLIANCE, DEVICE], &[SIGNATURE]);
    let states = [StateOrder::of_status("withdrawn", "2023-01-01T00:00:00Z"), granted()];
    let level = |at: &str| {
        let found = judge_at(at, &full, &[&states]);
        (found.level, found.reasons.first().cloned())
    };
    assert_eq!(level("2022-12-31T23:59:59Z"), (Level::QualifiedSignature, None));
    let withdrawn = Some(Reason::ServiceWasNotApproved(ServiceStatus::Withdrawn));
    assert_eq!(level("2023-01-01T00:00:00Z"), (Level::NotQualified, withdrawn.clone()));
    // Granted only after the certificate was issued, and withdrawn for a while when it was.
    let late = [StateOrder::granted("2021-01-01T00:00:00Z")];
    check(&full, &[&late], Level::NotQualified, &[Reason::ServiceWasNotApprovedAtIssuance]);
    let gap = [
        StateOrder::granted("2021-01-01T00:00:00Z"),
        StateOrder::of_status("withdrawn", "2019-01-01T00:00:00Z"),
        granted(),
    ];
    check(&full, &[&gap], Level::NotQualified, &[Reason::ServiceWasNotApprovedAtIssuance]);
    assert_eq!(
        judge_at("2020-06-01T00:00:00Z", &full, &[&gap]).reasons,
        [Reason::ServiceWasNotApproved(ServiceStatus::Withdrawn)]
    );
    // Two states of one instant: the one listed first is the newer.
    let twice = [StateOrder::of_status("withdrawn", SINCE), granted()];
    check(&full, &[&twice], Level::NotQualified, &[Reason::ServiceWasNotApproved(ServiceStatus::Withdrawn)]);
    // Approved when the certificate was issued, but for something else.
    let other = [StateOrder::granted("2021-01-01T00:00:00Z"), StateOrder { kind: "CA/PKC", ..granted() }];
    check(&full, &[&other], Level::NotQualified, &[Reason::ServiceWasNotApprovedAtIssuance]);
    for status in
        ["supervisionceased", "deprecatedatnationallevel", "undersupervision", "accredited", "granted2"]
    {
        let found = judge_at("2024-01-01T00:00:00Z", &full, &[&[StateOrder::of_status(status, SINCE)]]);
        assert_eq!(found.level, Level::NotQualified, "{status}");
    }
}

#[test]
fn what_was_qualified_under_the_directive_still_is() {
    let old = |extensions| issued("140101000000Z", extensions);
    let before = |status| StateOrder::of_status(status, "2010-01-01T00:00:00Z").for_uses(&[]);
    let both = |status| [granted(), before(status)];
    let with_device = old(vec![policies(&["0.4.0.1456.1.1"])]);
    for status in ["undersupervision", "accredited", "supervisionincessation"] {
        check(&with_device, &[&both(status)], Level::QualifiedSignature, &[]);
        let then = judge_at("2015-01-01T00:00:00Z", &with_device, &[&both(status)]);
        assert_eq!(then.level, Level::QualifiedSignature, "{status}");
    }
    let soft = old(vec![policies(&["1.2.3", "0.4.0.1456.1.2"])]);
    check(
        &soft,
        &[&both("accredited")],
        Level::AdvancedSignatureQualifiedCertificate,
        &[Reason::NoQualifiedDevice],
    );
    // The policies say nothing of a certificate issued later.
    let later = issued("170101000000Z", vec![policies(&["0.4.0.1456.1.1"])]);
    check(&later, &[&[granted()]], Level::NotQualified, &[Reason::CertificateIsNotQualified]);
    let ceased = [granted(), before("supervisionceased")];
    check(&with_device, &[&ceased], Level::NotQualified, &[Reason::ServiceWasNotApprovedAtIssuance]);
    // There were no qualified seals then.
    let seal = old(vec![statements(&[COMPLIANCE, DEVICE], &[SEAL])]);
    let for_seals = [granted().for_uses(&["ForeSeals"]), before("accredited")];
    check(&seal, &[&for_seals], Level::NotQualified, &[Reason::IssuedBeforeThereWereSeals]);
}

/// Criteria that every certificate of these tests meets, and some that none meets.
const MET: &str = "<q:CriteriaList assert=\"none\"><q:KeyUsage><q:KeyUsageBit name=\"crlSign\">true</q:KeyUsageBit></q:KeyUsage></q:CriteriaList>";
const NOT_MET: &str = "<q:CriteriaList assert=\"all\"><q:KeyUsage><q:KeyUsageBit name=\"crlSign\">true</q:KeyUsageBit></q:KeyUsage></q:CriteriaList>";
const NOT_KNOWN: &str = "<q:CriteriaList assert=\"all\"><q:Colour>blue</q:Colour></q:CriteriaList>";

#[test]
fn what_the_list_says_comes_before_what_the_certificate_says() {
    let full = certificate(&[COMPLIANCE, DEVICE], &[SIGNATURE]);
    let none = issued("200101000000Z", Vec::new());
    let ruled = |qualifiers: &[&'static str]| [granted().ruled(qualifiers, MET)];
    let not = [Reason::CertificateIsNotQualified];
    check(&full, &[&ruled(&["NotQualified"])], Level::NotQualified, &not);
    check(&none, &[&[granted()]], Level::NotQualified, &not);
    check(&none, &[&ruled(&["QCStatement", "QCWithQSCD"])], Level::QualifiedSignature, &[]);
    let without = [Reason::NoQualifiedDevice];
    let soft = Level::AdvancedSignatureQualifiedCertificate;
    check(&none, &[&ruled(&["QCStatement"])], soft, &without);
    check(&full, &[&ruled(&["QCNoQSCD"])], soft, &without);
    check(&full, &[&ruled(&["QCNoSSCD"])], soft, &without);
    check(&full, &[&ruled(&["QCQSCDStatusAsInCert"])], Level::QualifiedSignature, &[]);
    let bare = certificate(&[COMPLIANCE], &[SIGNATURE]);
    for with in ["QCWithQSCD", "QCWithSSCD", "QCQSCDManagedOnBehalf"] {
        check(&bare, &[&ruled(&[with])], Level::QualifiedSignature, &[]);
    }
    check(&bare, &[&ruled(&["QCQSCDStatusAsInCert"])], soft, &without);
    let for_both = [granted().for_uses(&["ForeSignatures", "ForeSeals"]).ruled(&["QCForESeal"], MET)];
    check(&full, &[&for_both], Level::QualifiedSeal, &[]);
    let two = certificate(&[COMPLIANCE, DEVICE], &[SIGNATURE, SEAL]);
    check(&two, &[&ruled(&["QCForESig"])], Level::QualifiedSignature, &[]);
    check(&full, &[&ruled(&["QCForWSA"])], Level::NotQualified, &[Reason::ServiceIsForOtherUses]);
    check(
        &full,
        &[&ruled(&["QCForLegalPerson"])],
        Level::NotQualified,
        &[Reason::IssuedBeforeThereWereSeals],
    );
    // A rule that is not about this certificate says nothing of it.
    check(&full, &[&[granted().ruled(&["NotQualified"], NOT_MET)]], Level::QualifiedSignature, &[]);
}

#[test]
fn a_rule_counts_as_it_was_when_the_certificate_was_issued() {
    let full = certificate(&[COMPLIANCE, DEVICE], &[SIGNATURE]);
    let states = [StateOrder::granted("2022-01-01T00:00:00Z"), granted().ruled(&["NotQualified"], MET)];
    check(&full, &[&states], Level::NotQualified, &[Reason::CertificateWasNotQualifiedAtIssuance]);
}

#[test]
fn contradictions_and_unknown_words_leave_it_open() {
    let full = certificate(&[COMPLIANCE, DEVICE], &[SIGNATURE]);
    let contradiction = [Reason::ListsContradictThemselves];
    for pair in [["QCStatement", "NotQualified"], ["QCWithQSCD", "QCNoQSCD"], ["QCForESig", "QCForESeal"]] {
        check(&full, &[&[granted().ruled(&pair, MET)]], Level::Indeterminate, &contradiction);
        let apart = granted().ruled(&pair[..1], MET).ruled(&pair[1..], MET);
        check(&full, &[&[apart]], Level::Indeterminate, &contradiction);
    }
    // Two services of one key that do not agree.
    let found =
        judge_at("2024-01-01T00:00:00Z", &full, &[&[granted()], &[granted().ruled(&["QCNoQSCD"], MET)]]);
    assert_eq!(found.level, Level::Indeterminate);
    assert_eq!(found.reasons, [Reason::NoQualifiedDevice, Reason::ListsContradictThemselves]);
    let unknown = |what: &str| [Reason::ListIsNotUnderstood(what.to_owned())];
    let ruled = granted().ruled(&["NotQualified"], NOT_KNOWN);
    check(&full, &[&[ruled]], Level::Indeterminate, &unknown("a criterion"));
    let qualifier = "http://uri.etsi.org/TrstSvc/TrustedList/SvcInfoExt/QCOnTuesdays";
    let ruled = granted().ruled(&["QCOnTuesdays"], MET);
    check(&full, &[&[ruled]], Level::Indeterminate, &unknown(qualifier));
    let critical = |flag: &str| {
        let extra = format!("<Extension Critical=\"{flag}\"><n:New xmlns:n=\"urn:n\"></n:New></Extension>");
        [StateOrder { extra, ..granted() }]
    };
    check(&full, &[&critical("true")], Level::Indeterminate, &unknown("New"));
    check(&full, &[&critical("false")], Level::QualifiedSignature, &[]);
}

#[test]
fn statements_are_read_from_the_certificate() {
    let said = Statements::of(&certificate(&[COMPLIANCE], &[SEAL, SIGNATURE])).unwrap();
    assert!(said.qualified && !said.in_device && !said.of_other_law);
    assert_eq!(said.kinds, [CertificateKind::Seal, CertificateKind::Signature]);
    assert_eq!(Statements::of(&issued("200101000000Z", Vec::new())), Ok(Statements::default()));
    let malformed = issued("200101000000Z", vec![extension("1.3.6.1.5.5.7.1.3", &[0x30, 0x02, 0x05, 0x00])]);
    assert!(Statements::of(&malformed).is_err());
    check(&malformed, &[&[granted()]], Level::Indeterminate, &[Reason::StatementsCannotBeRead]);
}

#[test]
fn a_listed_root_speaks_for_what_is_below_it() {
    let constraints = extension("2.5.29.19", &tlv(0x30, &[&[0x01, 0x01, 0xff]]));
    let below =
        AUTHORITY.issue(&Wanted { name: "Below", from: "150101000000Z", extensions: vec![constraints] });
    let said = statements(&[COMPLIANCE, DEVICE], &[SIGNATURE]);
    let signer =
        below.issue(&Wanted { name: "Ada", from: "200101000000Z", extensions: vec![said] }).certificate;
    let (list, at) = ([listed(&[&[granted()]])], time("2024-01-01T00:00:00Z"));
    let with = qualify(&signer, std::slice::from_ref(&below.certificate), at, &list);
    assert_eq!(with.level, Level::QualifiedSignature);
    let alone = qualify(&signer, &[], at, &list);
    assert_eq!(alone.reasons, [Reason::NoServiceIsListed]);
}

fn anchors_at(lists: &[TrustedList], at: &str) -> Vec<Certificate> {
    anchors(lists, time(at), time(at))
}

#[test]
fn anchors_are_the_services_approved_at_a_time() {
    let withdrawn = [StateOrder::of_status("withdrawn", "2023-01-01T00:00:00Z"), granted()];
    let list = [listed(&[&withdrawn])];
    assert_eq!(anchors_at(&list, "2022-01-01T00:00:00Z"), std::slice::from_ref(&AUTHORITY.certificate));
    assert!(anchors_at(&list, "2024-01-01T00:00:00Z").is_empty());
    assert!(anchors_at(&list, "2010-01-01T00:00:00Z").is_empty());
    assert_eq!(anchors_ever(&list), std::slice::from_ref(&AUTHORITY.certificate));
    let never = [listed(&[
        &[StateOrder::of_status("withdrawn", SINCE)],
        &[StateOrder { kind: "CA/PKC", ..granted() }],
    ])];
    assert!(anchors_ever(&never).is_empty());
    let stamps = [listed(&[&[StateOrder { kind: "TSA/QTST", ..granted() }]])];
    assert_eq!(anchors_at(&stamps, "2024-01-01T00:00:00Z").len(), 1);
    // Time-stamps that keep a signature come after it; certificates that issue do not.
    let later = |kind| [listed(&[&[StateOrder { kind, ..StateOrder::granted("2022-01-01T00:00:00Z") }]])];
    let until =
        |list: &[TrustedList], end: &str| anchors(list, time("2020-01-01T00:00:00Z"), time(end)).len();
    assert_eq!(until(&later("TSA/QTST"), "2024-01-01T00:00:00Z"), 1);
    assert_eq!(until(&later("TSA/QTST"), "2021-01-01T00:00:00Z"), 0);
    assert_eq!(until(&later("CA/QC"), "2024-01-01T00:00:00Z"), 0);
}

#[test]
fn levels_and_reasons_have_words() {
    assert_eq!(Level::QualifiedSignature.name(), "QESig");
    assert_eq!(Level::AdvancedSealQualifiedCertificate.name(), "AdESeal-QC");
    assert!(Reason::ListIsNotUnderstood("X".to_owned()).to_string().ends_with("(X)"));
    assert!(Reason::NoServiceIsListed.to_string().contains("no listed service"));
}
