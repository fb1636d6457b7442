//! From the pinned certificates over pivots and the list of lists to a national list: who may sign, numbers and ages.

use std::sync::LazyLock;

use jiff::Timestamp;
use paraph_pki::Certificate;
use paraph_pki::trusted_list::{ListError, ListOfLists, Terms};

use crate::maker::{Holder, List};

static FIRST: LazyLock<Holder> = LazyLock::new(|| Holder::authority("First"));
static SECOND: LazyLock<Holder> = LazyLock::new(|| Holder::authority("Second"));
static THIRD: LazyLock<Holder> = LazyLock::new(|| Holder::authority("Third"));
static NATIONAL: LazyLock<Holder> = LazyLock::new(|| Holder::authority("National"));

fn terms() -> Terms {
    Terms { time: "2026-06-01T00:00:00Z".parse().unwrap(), known_sequence: None }
}

fn at(time: &str) -> Terms {
    Terms { time: time.parse().unwrap(), known_sequence: None }
}

/// A list of lists that may be signed by some, and names one for a national list.
fn of_lists(sequence: u64, next: &[&Holder]) -> List {
    let lists = List::of_lists().numbered(sequence);
    let itself = lists.clone();
    lists.pointing_to(&itself, next).pointing_to(&List::national("FR"), &[&NATIONAL])
}

fn open(pivots: &[String], list: &str, terms: Terms) -> Result<ListOfLists, ListError> {
    let pivots: Vec<&[u8]> = pivots.iter().map(String::as_bytes).collect();
    let pinned: Vec<Certificate> = vec![FIRST.certificate.clone()];
    ListOfLists::open(&pinned, &pivots, list.as_bytes(), terms)
}

#[test]
fn pivots_hand_the_right_to_sign_on() {
    let pivots = [of_lists(10, &[&SECOND]).sign(&FIRST), of_lists(20, &[&THIRD]).sign(&SECOND)];
    let list = of_lists(21, &[&THIRD]).sign(&THIRD);
    assert_eq!(open(&pivots, &list, terms()).unwrap().list().scheme.sequence, 21);
    // Without them, with one of two, or in another order, the signer is nobody.
    assert_eq!(open(&[], &list, terms()).err(), Some(ListError::SignerIsNotAllowed));
    assert_eq!(open(&pivots[..1], &list, terms()).err(), Some(ListError::SignerIsNotAllowed));
    assert_eq!(open(&pivots[1..], &list, terms()).err(), Some(ListError::SignerIsNotAllowed));
    let reversed = [pivots[1].clone(), pivots[0].clone()];
    assert_eq!(open(&reversed, &list, terms()).err(), Some(ListError::SignerIsNotAllowed));
}

#[test]
fn who_lost_the_right_to_sign_has_lost_it() {
    let pivots = [of_lists(10, &[&SECOND]).sign(&FIRST)];
    let list = of_lists(11, &[&SECOND]).sign(&FIRST);
    assert_eq!(open(&pivots, &list, terms()).err(), Some(ListError::SignerIsNotAllowed));
    // A pivot that keeps its signer does not take the right away.
    let pivots = [of_lists(10, &[&FIRST, &SECOND]).sign(&FIRST)];
    assert!(open(&pivots, &list, terms()).is_ok());
}

#[test]
fn a_pivot_is_a_list_of_lists_that_says_who_signs_next() {
    let list = of_lists(30, &[&FIRST]).sign(&FIRST);
    let silent = List::of_lists().numbered(10).sign(&FIRST);
    assert_eq!(open(&[silent], &list, terms()).err(), Some(ListError::NoPointerToItself));
    let nobody = of_lists(10, &[]).sign(&FIRST);
    assert_eq!(open(&[nobody], &list, terms()).err(), Some(ListError::NoPointerToItself));
    let national = List::national("FR");
    let kind = national.kind.clone();
    assert_eq!(
        open(&[national.sign(&FIRST)], &list, terms()).err(),
        Some(ListError::WrongKind(kind.clone()))
    );
    assert_eq!(
        open(&[], &List::national("FR").sign(&FIRST), terms()).err(),
        Some(ListError::WrongKind(kind))
    );
}

#[test]
fn numbers_never_go_back() {
    let pivots = [of_lists(10, &[&FIRST]).sign(&FIRST)];
    let older = of_lists(9, &[&FIRST]).sign(&FIRST);
    let back = |found, known| Some(ListError::SequenceWentBack { found, known });
    assert_eq!(open(&pivots, &older, terms()).err(), back(9, 10));
    let two = [pivots[0].clone(), of_lists(8, &[&FIRST]).sign(&FIRST)];
    assert_eq!(open(&two, &of_lists(12, &[]).sign(&FIRST), terms()).err(), back(8, 10));
    let known = Terms { known_sequence: Some(12), ..terms() };
    assert_eq!(open(&pivots, &of_lists(11, &[]).sign(&FIRST), known).err(), back(11, 12));
    assert!(open(&pivots, &of_lists(12, &[]).sign(&FIRST), known).is_ok());
}

#[test]
fn a_list_is_current_from_its_issue_to_its_next_update() {
    let list = of_lists(10, &[]).sign(&FIRST);
    let instant = |text: &str| text.parse::<Timestamp>().unwrap();
    assert!(open(&[], &list, at("2026-01-01T00:00:00Z")).is_ok());
    assert!(open(&[], &list, at("2026-07-01T00:00:00Z")).is_ok());
    assert_eq!(
        open(&[], &list, at("2026-07-01T00:00:01Z")).err(),
        Some(ListError::OutOfDate(instant("2026-07-01T00:00:00Z")))
    );
    assert_eq!(
        open(&[], &list, at("2025-12-31T23:59:59Z")).err(),
        Some(ListError::NotYetIssued(instant("2026-01-01T00:00:00Z")))
    );
    // One that is closed has no next update, and stays.
    let mut closed = of_lists(10, &[]);
    closed.next_update.clear();
    assert!(open(&[], &closed.sign(&FIRST), at("2040-01-01T00:00:00Z")).is_ok());
}

#[test]
fn a_national_list_is_signed_by_whom_the_list_of_lists_names() {
    let lists = open(&[], &of_lists(10, &[]).sign(&FIRST), terms()).unwrap();
    let national = |list: &List, signer: &Holder| lists.open_national(list.sign(signer).as_bytes(), terms());
    let list = List::national("FR");
    assert_eq!(national(&list, &NATIONAL).unwrap().scheme.territory, "FR");
    assert_eq!(national(&list, &FIRST).err(), Some(ListError::SignerIsNotAllowed));
    assert_eq!(national(&List::national("BE"), &NATIONAL).err(), Some(ListError::NoPointer("BE".to_owned())));
    let mut other_kind = list.clone();
    other_kind.kind = List::of_lists().kind;
    assert!(matches!(national(&other_kind, &NATIONAL).err(), Some(ListError::WrongKind(_))));
    let mut late = list.clone();
    late.next_update = "<dateTime>2026-05-01T00:00:00Z</dateTime>".to_owned();
    assert!(matches!(national(&late, &NATIONAL).err(), Some(ListError::OutOfDate(_))));
    let known = Terms { known_sequence: Some(8), ..terms() };
    let refused = lists.open_national(list.sign(&NATIONAL).as_bytes(), known);
    assert_eq!(refused.err(), Some(ListError::SequenceWentBack { found: 7, known: 8 }));
}

#[test]
fn a_pointer_for_people_or_of_another_kind_is_none() {
    let pointed = of_lists(10, &[]);
    for (old, new) in [("tsl+xml", "pdf"), ("EUgeneric", "EUlistofthelists"), (">FR<", ">DE<")] {
        let mut lists = pointed.clone();
        lists.pointers = lists.pointers.replace(old, new);
        let lists = open(&[], &lists.sign(&FIRST), terms()).unwrap();
        let list = List::national("FR").sign(&NATIONAL);
        let refused = lists.open_national(list.as_bytes(), terms());
        assert_eq!(refused.err(), Some(ListError::NoPointer("FR".to_owned())), "{new}");
    }
}
