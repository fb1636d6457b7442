//! Every way in which an update can go wrong for one list, and that it goes on for the others.

use std::os::unix::fs::PermissionsExt;
use std::sync::LazyLock;
use std::time::Duration;

use paraph_pki::Certificate;
use paraph_pki::trusted_list::ListError;
use paraph_server::net::http::{Allowance, HttpError};
use paraph_server::net::trusted_lists::{FetchError, Publisher};
use paraph_server::trusted_lists::{Keeper, Outcome, Refusal, Source, UpdateError, update};

use crate::maker::{Holder, List};
use crate::publisher::{Page, Town};

static COMMISSION: LazyLock<Holder> = LazyLock::new(|| Holder::authority("Commission"));
static MINISTRY: LazyLock<Holder> = LazyLock::new(|| Holder::authority("Ministry"));

const LOTL: &str = "https://lists.example/eu-lotl.xml";
const AT_LOTL: &str = "lists.example/eu-lotl.xml";
const JUNE: &str = "2026-06-01T00:00:00Z";

fn of_lists(territories: &[&str]) -> List {
    let lists = List::of_lists();
    let itself = lists.clone();
    let lists = lists.pointing_to(&itself, &[&COMMISSION]);
    territories
        .iter()
        .fold(lists, |lists, territory| lists.pointing_to(&List::national(territory), &[&MINISTRY]))
}

fn journal() -> Vec<Certificate> {
    vec![COMMISSION.certificate.clone()]
}

/// A town that publishes the lists of France and Belgium.
fn town() -> std::sync::Arc<Town> {
    let town = Town::new();
    town.publish_list(AT_LOTL, of_lists(&["FR", "BE"]).sign(&COMMISSION));
    for territory in ["FR", "BE"] {
        let list = List::national(territory).sign(&MINISTRY);
        town.publish_list(&format!("lists.example/{territory}.xml"), list);
    }
    town
}

#[tokio::test]
async fn what_is_new_is_kept_and_what_is_unchanged_is_left() {
    let town = town();
    let update = town.update(LOTL, &journal(), JUNE).await.unwrap();
    assert!(update.is_complete(), "{update:?}");
    let kept: Vec<String> = town.kept().into_iter().collect();
    assert_eq!(kept, ["be.xml", "eu-lotl.xml", "fr.xml"]);
    let written = || std::fs::metadata(town.path().join("fr.xml")).unwrap().modified().unwrap();
    let before = written();
    let again = town.update(LOTL, &journal(), JUNE).await.unwrap();
    assert!(matches!(again.national["FR"], Outcome::Unchanged { number: 7 }), "{again:?}");
    assert_eq!(written(), before);
}

#[tokio::test]
async fn a_newer_number_takes_the_place_of_an_older_one_and_never_the_other_way() {
    let town = town();
    town.update(LOTL, &journal(), JUNE).await.unwrap();
    town.publish_list("lists.example/FR.xml", List::national("FR").numbered(9).sign(&MINISTRY));
    let newer = town.update(LOTL, &journal(), JUNE).await.unwrap();
    assert!(matches!(newer.national["FR"], Outcome::Updated { from: 7, to: 9 }), "{newer:?}");
    let nine = town.read("fr.xml");
    town.publish_list("lists.example/FR.xml", List::national("FR").numbered(8).sign(&MINISTRY));
    let older = town.update(LOTL, &journal(), JUNE).await.unwrap();
    let is_refused = matches!(
        older.national["FR"],
        Outcome::Kept {
            number: Some(9),
            reason: Refusal::NotValid(ListError::SequenceWentBack { found: 8, known: 9 }),
        }
    );
    assert!(is_refused && !older.is_complete(), "{older:?}");
    assert_eq!(town.read("fr.xml"), nine);
    // A number is known under whatever name its file has, and after the list is out of date.
    std::fs::rename(town.path().join("fr.xml"), town.path().join("france.xml")).unwrap();
    let lists =
        List { next_update: "<dateTime>2027-01-01T00:00:00Z</dateTime>".to_owned(), ..of_lists(&["FR"]) };
    town.publish_list(AT_LOTL, lists.numbered(8).sign(&COMMISSION));
    let late = town.update(LOTL, &journal(), "2026-08-01T00:00:00Z").await.unwrap();
    assert!(matches!(late.national["FR"], Outcome::Kept { number: Some(9), .. }), "{late:?}");
}

#[tokio::test]
async fn a_file_that_nobody_signed_does_not_stand_in_the_way() {
    let town = town();
    let forged = List::national("FR").numbered(99).sign(&COMMISSION);
    std::fs::write(town.path().join("fr.xml"), forged).unwrap();
    std::fs::write(town.path().join("notes.xml"), "<notes/>").unwrap();
    std::fs::write(town.path().join("eu-lotl.xml"), of_lists(&[]).numbered(99).sign(&MINISTRY)).unwrap();
    let update = town.update(LOTL, &journal(), JUNE).await.unwrap();
    assert!(update.is_complete(), "{update:?}");
    assert!(matches!(update.national["FR"], Outcome::New { number: 7 }), "{update:?}");
}

#[tokio::test]
async fn one_publisher_that_fails_keeps_nobody_else_from_being_up_to_date() {
    for page in [Page::Status(404), Page::Status(500), Page::Redirect, Page::Silence, Page::Endless] {
        let town = town();
        town.update(LOTL, &journal(), JUNE).await.unwrap();
        let before = town.read("be.xml");
        town.publish("lists.example/BE.xml", page);
        town.publish_list("lists.example/FR.xml", List::national("FR").numbered(8).sign(&MINISTRY));
        let update = town.update(LOTL, &journal(), JUNE).await.unwrap();
        let is_kept = matches!(
            update.national["BE"],
            Outcome::Kept { number: Some(7), reason: Refusal::NotFetched(_) }
        );
        assert!(is_kept && !update.is_complete(), "{update:?}");
        assert!(matches!(update.national["FR"], Outcome::Updated { from: 7, to: 8 }), "{update:?}");
        assert_eq!(town.read("be.xml"), before);
        assert_eq!(town.kept().len(), 3, "nothing unfinished is left");
    }
}

#[tokio::test]
async fn a_list_of_another_territory_is_not_taken_for_the_one_that_was_asked() {
    let town = town();
    town.publish_list("lists.example/BE.xml", List::national("FR").sign(&MINISTRY));
    let update = town.update(LOTL, &journal(), JUNE).await.unwrap();
    let is_refused = matches!(
        &update.national["BE"],
        Outcome::Kept { number: None, reason: Refusal::OtherTerritory(told) } if told == "FR"
    );
    assert!(is_refused, "{update:?}");
    assert!(!town.path().join("be.xml").exists());
}

#[tokio::test]
async fn without_any_list_of_lists_nothing_is_done() {
    let town = town();
    town.publish(AT_LOTL, Page::Status(503));
    let outcome = town.update(LOTL, &journal(), JUNE).await.err();
    let is_told = matches!(
        outcome,
        Some(UpdateError::NoListOfLists(Refusal::NotFetched(FetchError::StatusIs(_, 503))))
    );
    assert!(is_told, "{outcome:?}");
    assert!(town.kept().is_empty());
    town.publish_list(AT_LOTL, of_lists(&["FR"]).sign(&MINISTRY));
    let outcome = town.update(LOTL, &journal(), JUNE).await.err();
    let refused = Refusal::NotValid(ListError::SignerIsNotAllowed);
    assert_eq!(
        outcome.map(|error| error.to_string()),
        Some(UpdateError::NoListOfLists(refused).to_string()),
        "signed by another"
    );
    // Out of date, here and there.
    town.publish_list(AT_LOTL, of_lists(&["FR"]).sign(&COMMISSION));
    town.update(LOTL, &journal(), JUNE).await.unwrap();
    let outcome = town.update(LOTL, &journal(), "2026-08-01T00:00:00Z").await.err();
    let is_told =
        matches!(outcome, Some(UpdateError::NoListOfLists(Refusal::NotValid(ListError::OutOfDate(_)))));
    assert!(is_told, "{outcome:?}");
}

#[tokio::test]
async fn a_list_of_lists_that_is_not_to_be_had_leaves_the_one_that_is_here_in_use() {
    let town = town();
    town.update(LOTL, &journal(), JUNE).await.unwrap();
    town.publish(AT_LOTL, Page::Status(404));
    town.publish_list("lists.example/FR.xml", List::national("FR").numbered(8).sign(&MINISTRY));
    let update = town.update(LOTL, &journal(), JUNE).await.unwrap();
    assert!(matches!(update.list_of_lists, Outcome::Kept { number: Some(7), .. }), "{update:?}");
    assert!(matches!(update.national["FR"], Outcome::Updated { from: 7, to: 8 }), "{update:?}");
}

#[tokio::test]
async fn only_pivots_that_lead_to_the_list_are_kept_and_none_under_another_name() {
    let town = town();
    let successor = Holder::authority("Successor");
    let mut lists = of_lists(&["FR"]).numbered(30);
    let uri = |address: &str| format!("<URI xml:lang=\"en\">{address}</URI>");
    lists.information = ["pivot-20.xml", "pivot-10.xml", "journal.html"]
        .map(|name| uri(&format!("https://lists.example/{name}")))
        .concat();
    town.publish_list(AT_LOTL, lists.sign(&successor));
    let pivot = |number, next: &Holder| {
        let lists = List::of_lists().numbered(number);
        let itself = lists.clone();
        lists.pointing_to(&itself, &[next])
    };
    // The older pivot is signed by somebody whom the Journal does not name any more.
    town.publish_list("lists.example/pivot-10.xml", pivot(10, &COMMISSION).sign(&MINISTRY));
    town.publish_list("lists.example/pivot-20.xml", pivot(20, &successor).sign(&COMMISSION));
    town.update(LOTL, &journal(), JUNE).await.unwrap();
    let kept: Vec<String> = town.kept().into_iter().collect();
    assert_eq!(kept, ["eu-lotl.xml", "fr.xml", "pivot-20.xml"]);
    assert!(!town.asked().iter().any(|address| address.contains("journal")), "it is no list");

    for name in ["..xml", ".hidden.xml", "a%2Fb.xml", "a b.xml", ".xml"] {
        let town = self::town();
        let mut lists = of_lists(&[]);
        lists.information = uri(&format!("https://lists.example/{name}"));
        town.publish_list(AT_LOTL, lists.sign(&COMMISSION));
        let outcome = town.update(LOTL, &journal(), JUNE).await.err();
        assert!(
            matches!(outcome, Some(UpdateError::NoListOfLists(Refusal::NameIsNone(_)))),
            "{name}: {outcome:?}"
        );
        assert!(town.kept().is_empty());
    }
}

#[tokio::test]
async fn a_territory_that_can_be_no_file_is_refused() {
    let town = town();
    let lists = of_lists(&["FR"]).pointing_to(&List::national("../up"), &[&MINISTRY]);
    town.publish_list(AT_LOTL, lists.sign(&COMMISSION));
    let update = town.update(LOTL, &journal(), JUNE).await.unwrap();
    assert!(
        matches!(update.national["../up"], Outcome::Kept { reason: Refusal::NameIsNone(_), .. }),
        "{update:?}"
    );
    assert!(matches!(update.national["FR"], Outcome::New { .. }));
}

#[tokio::test]
async fn a_folder_that_cannot_be_written_is_told_and_nothing_is_lost() {
    let town = town();
    town.update(LOTL, &journal(), JUNE).await.unwrap();
    // A file in place of the folder: also who may write everywhere cannot make lists in it.
    let blocked = town.path().join("fr.xml");
    let source =
        Source { publisher: Publisher::web(None), list_of_lists: LOTL.to_owned(), pinned: journal() };
    let outcome = update(&blocked, &source, JUNE.parse().unwrap(), &mut |_, _| {}).await.err();
    assert!(matches!(outcome, Some(UpdateError::Folder(_))), "{outcome:?}");
    assert_eq!(std::fs::metadata(&blocked).unwrap().permissions().mode() & 0o200, 0o200);
    // A folder where a list should be.
    let other = self::town();
    std::fs::create_dir(other.path().join("eu-lotl.xml")).unwrap();
    assert!(other.update(LOTL, &journal(), JUNE).await.is_err());
    assert_eq!(other.kept().len(), 1);
}

#[tokio::test]
async fn an_instance_goes_by_what_it_keeps_for_as_long_as_it_is_current() {
    let town = town();
    let belgium = "<dateTime>2026-06-15T00:00:00Z</dateTime>".to_owned();
    let belgium = List { next_update: belgium, ..List::national("BE") };
    town.publish_list("lists.example/BE.xml", belgium.sign(&MINISTRY));
    let keeper = Keeper::new(town.path().to_owned(), town.source(LOTL, &journal()).await);
    let time = |text: &str| text.parse().unwrap();
    keeper.read(time(JUNE));
    assert!(keeper.lists(time(JUNE)).is_none(), "nothing is here yet");
    assert!(keeper.update(time(JUNE)).await.unwrap().is_complete());
    keeper.read(time(JUNE));
    let missing = |text: &str| keeper.lists(time(text)).map(|lists| lists.missing().join(" "));
    assert_eq!(missing(JUNE).as_deref(), Some(""));
    assert_eq!(missing("2026-06-20T00:00:00Z").as_deref(), Some("BE"), "it was to be replaced");
    assert_eq!(missing("2026-07-02T00:00:00Z"), None, "so was the list of lists");
    assert_eq!(missing("2026-05-01T00:00:00Z"), None, "a clock that went back");
    let lists = keeper.lists(time("2026-06-20T00:00:00Z")).unwrap();
    assert_eq!((lists.sequence(), lists.at()), (7, time("2026-06-20T00:00:00Z")));
    // A list that does not hold any more when it is read again is no list.
    std::fs::write(town.path().join("eu-lotl.xml"), of_lists(&["FR"]).sign(&MINISTRY)).unwrap();
    keeper.read(time(JUNE));
    assert!(keeper.lists(time(JUNE)).is_none());
}

#[tokio::test]
async fn lists_come_over_https_or_from_this_machine() {
    let allowance = Allowance { time: Duration::from_secs(5), answer_bytes: 1000 };
    let web = || Publisher::web(None).within(allowance);
    let outcome = web().fetch("http://lists.example/a.xml").await.err();
    assert!(matches!(outcome, Some(FetchError::AddressIsNotProtected(_))), "{outcome:?}");
    let outcome =
        web().mirrored_at("http://mirror.example/").fetch("https://lists.example/a.xml").await.err();
    assert!(
        matches!(&outcome, Some(FetchError::AddressIsNotProtected(told)) if told == "http://mirror.example/lists.example/a.xml"),
        "{outcome:?}"
    );
    let outcome = web().fetch("file:///etc/passwd").await.err();
    assert!(matches!(outcome, Some(FetchError::Http(HttpError::AddressIsNotHttp(_)))), "{outcome:?}");
    let spoiled = b"-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n";
    let outcome = Publisher::web(Some(spoiled)).fetch("https://lists.example/a.xml").await.err();
    assert!(matches!(outcome, Some(FetchError::Http(HttpError::TrustIsUnreadable))), "{outcome:?}");
}
