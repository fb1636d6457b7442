//! The published lists: every one is read, and the chain from the Official Journal's certificates leads to them.

use jiff::Timestamp;
use paraph_pki::Certificate;
use paraph_pki::trusted_list::{
    ISSUES_QUALIFIED_CERTIFICATES, ListError, ListOfLists, ServiceStatus, Terms, TrustedList, anchors,
    anchors_ever,
};

use crate::support::{Changes, corpus};

const PIVOTS: [&str; 4] =
    ["eu-lotl-pivot-282.xml", "eu-lotl-pivot-300.xml", "eu-lotl-pivot-335.xml", "eu-lotl-pivot-341.xml"];

fn read(name: &str) -> Option<Vec<u8>> {
    Some(std::fs::read(corpus("trusted-lists")?.join(name)).unwrap())
}

/// The certificate a list carries in its own signature: good enough to see whether it is read, never to trust it.
fn own_signer(list: &[u8]) -> Certificate {
    let text = std::str::from_utf8(list).unwrap();
    let (before, _) = text.rsplit_once("</ds:X509Certificate>").unwrap();
    let (_, packed) = before.rsplit_once("<ds:X509Certificate>").unwrap();
    let pem = format!("-----BEGIN CERTIFICATE-----\n{packed}\n-----END CERTIFICATE-----\n");
    Certificate::from_pem(&pem).unwrap()
}

fn pinned() -> Option<Vec<Certificate>> {
    let text = String::from_utf8(read("pre-reanchor.cert.pem")?).unwrap();
    Some(Certificate::all_from_pem(&text).unwrap())
}

fn terms(time: &str) -> Terms {
    Terms { time: time.parse().unwrap(), known_sequence: None }
}

/// The list of lists that names the pivots, at a time when it was current.
fn old_list_of_lists() -> Option<ListOfLists> {
    let pivots: Vec<Vec<u8>> = PIVOTS.iter().map(|name| read(name)).collect::<Option<_>>()?;
    let pivots: Vec<&[u8]> = pivots.iter().map(Vec::as_slice).collect();
    let list = read("eu-lotl-old.xml")?;
    let issued = TrustedList::open(&list, &[own_signer(&list)]).unwrap().scheme.issued;
    let terms = Terms { time: issued, known_sequence: Some(341) };
    Some(ListOfLists::open(&pinned()?, &pivots, &list, terms).unwrap())
}

#[test]
fn every_published_list_is_read() {
    let expected = [
        ("dss-BE.xml", "BE", 5, 43, 26),
        ("dss-ES.xml", "ES", 5, 88, 149),
        ("dss-FI.xml", "FI", 5, 32, 7),
        ("dss-FR.xml", "FR", 5, 56, 121),
        ("dss-HU.xml", "HU", 5, 51, 262),
        ("dss-IT.xml", "IT", 5, 141, 363),
        ("dss-LU.xml", "LU", 5, 37, 11),
        ("dss-PL.xml", "PL", 5, 110, 102),
        ("eu-lotl-old.xml", "EU", 5, 369, 0),
        ("eu-lotl-pivot-282.xml", "EU", 5, 282, 0),
        ("eu-lotl-pivot-300.xml", "EU", 5, 300, 0),
        ("eu-lotl-pivot-335.xml", "EU", 5, 335, 0),
        ("eu-lotl-pivot-341.xml", "EU", 5, 341, 0),
        ("eu-lotl.xml", "EU", 6, 388, 0),
        ("tsl-be-old.xml", "BE", 5, 74, 108),
        ("tsl-be-v6.xml", "BE", 6, 81, 135),
        ("tsl-ee.xml", "EE", 5, 68, 62),
    ];
    for (name, territory, version, sequence, services) in expected {
        let Some(bytes) = read(name) else { return };
        let list = TrustedList::open(&bytes, &[own_signer(&bytes)]);
        let list = list.unwrap_or_else(|error| panic!("{name}: {error}"));
        let found =
            (list.scheme.territory.as_str(), list.scheme.version, list.scheme.sequence, list.services.len());
        assert_eq!(found, (territory, version, sequence, services), "{name}");
        assert!(list.signed_at.is_some_and(|signed| signed < list.scheme.next_update.unwrap()), "{name}");
        assert_eq!(list.services.iter().map(|service| service.unreadable).sum::<usize>(), 0, "{name}");
        // Another's certificate, though it is a signer of lists too, is not the one that signed.
        let Some(others) = pinned() else { return };
        let others: Vec<Certificate> = others.into_iter().filter(|other| *other != list.signer).collect();
        assert_eq!(TrustedList::open(&bytes, &others).err(), Some(ListError::SignerIsNotAllowed), "{name}");
    }
}

#[test]
fn the_chain_leads_from_the_journal_over_the_pivots_to_the_list_of_lists() {
    let Some(list) = old_list_of_lists() else { return };
    assert_eq!((list.list().scheme.sequence, list.list().pointers.len()), (369, 43));
    let Some(newest) = read("eu-lotl.xml") else { return };
    // Beside each pivot, the one before it is what makes its signer one who may sign.
    let pivot = read("eu-lotl-pivot-335.xml").unwrap();
    let refused = ListOfLists::open(&pinned().unwrap(), &[&pivot], &newest, terms("2026-06-01T00:00:00Z"));
    assert_eq!(refused.err(), Some(ListError::SignerIsNotAllowed));
}

#[test]
fn national_lists_are_checked_by_the_list_of_lists() {
    let (Some(pinned), Some(list)) = (pinned(), read("eu-lotl.xml")) else { return };
    let now = terms("2026-07-01T00:00:00Z");
    let lists = ListOfLists::open(&pinned, &[], &list, now).unwrap();
    let belgium = lists.open_national(&read("tsl-be-v6.xml").unwrap(), now).unwrap();
    assert_eq!(belgium.scheme.territory, "BE");
    let late = lists.open_national(&read("tsl-ee.xml").unwrap(), now);
    assert_eq!(late.err(), Some(ListError::OutOfDate("2025-12-12T12:57:48Z".parse().unwrap())));
    let estonia = lists.open_national(&read("tsl-ee.xml").unwrap(), terms("2025-12-01T00:00:00Z"));
    assert_eq!(estonia.unwrap().scheme.sequence, 68);
    let back = Terms { known_sequence: Some(82), ..now };
    let refused = lists.open_national(&read("tsl-be-v6.xml").unwrap(), back);
    assert_eq!(refused.err(), Some(ListError::SequenceWentBack { found: 81, known: 82 }));
    let signed_by_another = lists.open_national(&read("dss-HU.xml").unwrap(), now);
    assert_eq!(signed_by_another.err(), Some(ListError::SignerIsNotAllowed));
    let not_national = lists.open_national(&list, now);
    assert_eq!(not_national.err(), Some(ListError::NoPointer("EU".to_owned())));
}

#[test]
fn services_are_known_through_time() {
    let Some(bytes) = read("tsl-ee.xml") else { return };
    let list = TrustedList::open(&bytes, &[own_signer(&bytes)]).unwrap();
    let time = |text: &str| text.parse::<Timestamp>().unwrap();
    let service = list
        .services
        .iter()
        .find(|service| {
            service.states[0].name.contains("ESTEID-SK 2015")
                && service.states[0].kind == ISSUES_QUALIFIED_CERTIFICATES
        })
        .unwrap();
    assert_eq!(service.at(time("2010-01-01T00:00:00Z")).map(|state| &state.status), None);
    assert_eq!(
        service.at(time("2017-01-01T00:00:00Z")).map(|state| &state.status),
        Some(&ServiceStatus::Granted)
    );
    let today = time("2025-12-01T00:00:00Z");
    let now = anchors(std::slice::from_ref(&list), today, today);
    let ever = anchors_ever(std::slice::from_ref(&list));
    assert!(!now.is_empty() && now.iter().all(|anchor| ever.contains(anchor)));
    assert!(ever.len() > now.len(), "{} {}", ever.len(), now.len());
}

#[test]
fn a_changed_byte_of_a_published_list_is_refused_or_says_the_same() {
    let Some(bytes) = read("dss-LU.xml") else { return };
    let signer = [own_signer(&bytes)];
    let good = format!("{:?}", TrustedList::open(&bytes, &signer).unwrap());
    let mut changes = Changes::new(612);
    let mut same = 0;
    for _ in 0..400 {
        let changed = changes.apply(&bytes);
        if let Ok(list) = TrustedList::open(&changed, &signer) {
            assert_eq!(format!("{list:?}"), good);
            same += 1;
        }
    }
    // What nobody signs is little: the copy of the certificate, and the white space that is written otherwise.
    assert!(same < 80, "{same}");
}
