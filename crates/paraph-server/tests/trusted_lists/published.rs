//! The lists that Europe published: two issues of the list of lists with its pivots, and national lists.

use paraph_pki::Certificate;
use paraph_pki::trusted_list::ListError;
use paraph_server::trusted_lists::{Outcome, Refusal};

use crate::publisher::Town;
use crate::support::corpus;

const LOTL: &str = "https://ec.europa.eu/tools/lotl/eu-lotl.xml";
const AT_LOTL: &str = "ec.europa.eu/tools/lotl/eu-lotl.xml";
const BELGIUM: &str = "tsl.belgium.be/tsl-be-v6.xml";
const ESTONIA: &str = "sr.riik.ee/tsl/estonian-tsl.xml";
const JULY: &str = "2026-07-01T00:00:00Z";
const PIVOTS: [u16; 4] = [282, 300, 335, 341];

fn read(name: &str) -> Option<Vec<u8>> {
    Some(std::fs::read(corpus("trusted-lists")?.join(name)).unwrap())
}

fn pinned() -> Option<Vec<Certificate>> {
    Some(Certificate::all_from_pem(&String::from_utf8(read("pre-reanchor.cert.pem")?).unwrap()).unwrap())
}

fn changed(list: &[u8]) -> Vec<u8> {
    let text = String::from_utf8(list.to_vec()).unwrap();
    text.replacen("</TSPName>", " </TSPName>", 1).replacen("eu-lotl", "eu-l0tl", 1).into_bytes()
}

#[tokio::test]
async fn what_is_published_is_checked_and_kept_and_stays_when_a_changed_list_comes() {
    let (Some(pinned), Some(lists), Some(belgium)) = (pinned(), read("eu-lotl.xml"), read("tsl-be-v6.xml"))
    else {
        return;
    };
    let town = Town::new();
    town.publish_list(AT_LOTL, &lists);
    town.publish_list(BELGIUM, &belgium);
    town.publish_list(ESTONIA, read("tsl-ee.xml").unwrap());
    let update = town.update(LOTL, &pinned, JULY).await.unwrap();
    assert!(!update.is_complete(), "the other countries' lists are not to be had");
    assert!(matches!(update.list_of_lists, Outcome::New { number: 388 }), "{update:?}");
    assert!(matches!(update.national["BE"], Outcome::New { number: 81 }), "{update:?}");
    let estonia = &update.national["EE"];
    let is_late =
        matches!(estonia, Outcome::Kept { number: None, reason: Refusal::NotValid(ListError::OutOfDate(_)) });
    assert!(is_late, "{estonia:?}");
    assert!(update.national.len() > 25);
    assert_eq!(town.kept().into_iter().collect::<Vec<_>>(), ["be.xml", "eu-lotl.xml"]);
    assert_eq!((town.read("be.xml"), town.read("eu-lotl.xml")), (belgium.clone(), lists.clone()));

    // A changed byte, an older issue, and another country's list at its address.
    for (list, reason) in [
        (changed(&belgium), "is not what was signed"),
        (read("tsl-be-old.xml").unwrap(), ""),
        (read("tsl-ee.xml").unwrap(), "another territory's (EE)"),
        (b"<html>moved</html>".to_vec(), "this is not a trusted list"),
    ] {
        town.publish_list(BELGIUM, &list);
        let update = town.update(LOTL, &pinned, JULY).await.unwrap();
        let Outcome::Kept { number: Some(81), reason: told } = &update.national["BE"] else {
            panic!("{update:?}");
        };
        assert!(told.to_string().contains(reason), "{told}");
        assert_eq!(town.read("be.xml"), belgium);
    }

    // A changed list of lists: the one that is here goes on.
    town.publish_list(BELGIUM, &belgium);
    town.publish_list(AT_LOTL, changed(&lists));
    let update = town.update(LOTL, &pinned, JULY).await.unwrap();
    let is_kept = matches!(
        update.list_of_lists,
        Outcome::Kept { number: Some(388), reason: Refusal::NotValid(ListError::DigestDoesNotMatch(_)) }
    );
    assert!(is_kept, "{update:?}");
    assert!(matches!(update.national["BE"], Outcome::Unchanged { number: 81 }), "{update:?}");
    assert_eq!(town.read("eu-lotl.xml"), lists);
}

#[tokio::test]
async fn pivots_are_fetched_once_and_a_newer_list_of_lists_follows_the_older() {
    let (Some(pinned), Some(older)) = (pinned(), read("eu-lotl-old.xml")) else { return };
    let town = Town::new();
    town.publish_list(AT_LOTL, &older);
    for number in PIVOTS {
        let pivot = read(&format!("eu-lotl-pivot-{number}.xml")).unwrap();
        town.publish_list(&format!("ec.europa.eu/tools/lotl/eu-lotl-pivot-{number}.xml"), pivot);
    }
    let update = town.update(LOTL, &pinned, "2025-08-01T00:00:00Z").await.unwrap();
    assert!(matches!(update.list_of_lists, Outcome::New { number: 369 }), "{update:?}");
    let fetched = |asked: &[String]| asked.iter().filter(|address| address.contains("pivot")).count();
    assert!(fetched(&town.asked()) >= 4);
    for number in PIVOTS {
        let name = format!("eu-lotl-pivot-{number}.xml");
        assert_eq!(town.read(&name), read(&name).unwrap());
    }
    let update = town.update(LOTL, &pinned, "2025-08-02T00:00:00Z").await.unwrap();
    assert!(matches!(update.list_of_lists, Outcome::Unchanged { number: 369 }), "{update:?}");

    town.publish_list(AT_LOTL, read("eu-lotl.xml").unwrap());
    let update = town.update(LOTL, &pinned, JULY).await.unwrap();
    assert!(matches!(update.list_of_lists, Outcome::Updated { from: 369, to: 388 }), "{update:?}");
    // The older one again: it is refused, though it was good in its day, and the newer one stays.
    town.publish_list(AT_LOTL, &older);
    let update = town.update(LOTL, &pinned, JULY).await.unwrap();
    let is_kept = matches!(
        update.list_of_lists,
        Outcome::Kept {
            number: Some(388),
            reason: Refusal::NotValid(ListError::SequenceWentBack { found: 369, known: 388 }),
        }
    );
    assert!(is_kept, "{update:?}");
}
