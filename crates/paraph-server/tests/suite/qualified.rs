//! The public page of checks, where trusted lists are kept: it says what a signature is in law.

use std::sync::LazyLock;

use jiff::SignedDuration;
use paraph_server::net::trusted_lists::Publisher;
use paraph_server::trusted_lists::{EUROPEAN_LIST_OF_LISTS, Keeper, Source};

use super::engine::on_both_engines;
use super::instance::Instance;
use super::lists::{Holder, List, ServiceOrder, StateOrder};
use super::maker::{AUTHORITY, Maker, Signing};

static COMMISSION: LazyLock<Holder> = LazyLock::new(|| Holder::authority("Commission"));
static MINISTRY: LazyLock<Holder> = LazyLock::new(|| Holder::authority("Ministry"));

const SINCE: &str = "2017-01-01T00:00:00Z";
/// Criteria that the seal of the tests meets.
const SIGNS: &str = "<q:CriteriaList assert=\"all\"><q:KeyUsage><q:KeyUsageBit name=\"nonRepudiation\">true</q:KeyUsageBit></q:KeyUsage></q:CriteriaList>";

/// A folder of lists in which our test authority issues what this state says, as an instance keeps it.
fn keeper(folder: &std::path::Path, state: &StateOrder) -> Keeper {
    let issuing = AUTHORITY.seal.chain()[0].clone();
    let stamps = StateOrder { kind: "TSA/QTST", ..StateOrder::granted(SINCE) };
    let national = List::national("FR")
        .with(&ServiceOrder::new(&issuing, std::slice::from_ref(state)))
        .with(&ServiceOrder::new(AUTHORITY.timestamp.certificate(), &[stamps]));
    let lists = List::of_lists();
    let itself = lists.clone();
    let lists = lists.pointing_to(&itself, &[&COMMISSION]).pointing_to(&List::national("FR"), &[&MINISTRY]);
    std::fs::write(folder.join("eu-lotl.xml"), lists.sign(&COMMISSION)).unwrap();
    std::fs::write(folder.join("fr.xml"), national.sign(&MINISTRY)).unwrap();
    let source = Source {
        publisher: Publisher::web(None),
        list_of_lists: EUROPEAN_LIST_OF_LISTS.to_owned(),
        pinned: vec![COMMISSION.certificate.clone()],
    };
    Keeper::new(folder.to_owned(), source)
}

async fn checked(instance: &Instance) -> String {
    let signed = Maker::new().sign(&Signing::buyer().timestamped("2026-03-02T00:00:00Z"));
    let visitor = instance.visitor();
    let form = visitor.get("/verify").await.form("/verify/file");
    let page = visitor.upload(&form, &[("file", "signed.pdf", &signed.bytes)]).await;
    assert_eq!(page.status, 200, "{}", page.text());
    page.text()
}

#[test]
fn the_page_of_checks_says_what_a_signature_is_in_law_where_lists_are_kept() {
    on_both_engines(async |home| {
        let without = home.open().await;
        let page = checked(&without).await;
        assert!(!page.contains("Legal status") && page.contains("NO_CERTIFICATE_CHAIN_FOUND"), "{page}");
    });
    on_both_engines(async |home| {
        let folder = tempfile::tempdir().unwrap();
        let state = StateOrder::granted(SINCE).ruled(&["QCStatement", "QCWithQSCD"], SIGNS);
        let keeper = keeper(folder.path(), &state);
        let instance = home
            .open_with(|app| {
                keeper.read(app.clock.now());
                app.trusted_lists = Some(keeper);
            })
            .await;
        let page = checked(&instance).await;
        assert!(page.contains("Qualified electronic signature, by the European trusted lists"), "{page}");
        assert!(page.contains("Trust &amp; Co"), "{page}");
        // Lists that were to be replaced by now are not gone by.
        instance.later(SignedDuration::from_hours(24 * 150));
        assert!(!checked(&instance).await.contains("Legal status"));
    });
}

#[test]
fn a_certificate_that_is_not_qualified_is_said_not_to_be() {
    on_both_engines(async |home| {
        let folder = tempfile::tempdir().unwrap();
        let keeper = keeper(folder.path(), &StateOrder::granted(SINCE));
        let instance = home
            .open_with(|app| {
                keeper.read(app.clock.now());
                app.trusted_lists = Some(keeper);
            })
            .await;
        let page = checked(&instance).await;
        assert!(page.contains("Legal status") && page.contains("Not qualified"), "{page}");
    });
}
