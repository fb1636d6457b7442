//! The chains of events, checked from the first row to the last by a reading of their own, and that a changed row is seen.

use std::collections::BTreeMap;

use aws_lc_rs::digest::{Context, SHA256};
use jiff::SignedDuration;
use paraph_server::deal::{AccountId, ProjectId};
use paraph_server::keys::Scope;

use super::deal::{ANNA, Deal};
use super::engine::on_both_engines;
use super::instance::Instance;
use super::person::Person;

/// What was done in each chain, in order.
///
/// # Panics
/// If a row is not what was recorded, or does not hold the row before it.
pub(crate) async fn read(instance: &Instance) -> BTreeMap<String, Vec<String>> {
    let rows = instance
        .rows(
            "select chain, sequence, account_id, project_id, kind, body, commitment, previous, hash, at_ms from event
            order by chain, sequence",
            &[],
        )
        .await;
    let mut told: BTreeMap<String, Vec<String>> = BTreeMap::new();
    let mut last = [0; 32];
    for mut row in rows {
        let (chain, sequence) = (row.text().unwrap(), row.integer().unwrap());
        let (account, project): (AccountId, Option<ProjectId>) = (row.id().unwrap(), row.maybe_id().unwrap());
        let (kind, body) = (row.text().unwrap(), row.bytes().unwrap());
        let (commitment, previous, hash) =
            (row.digest().unwrap(), row.digest().unwrap(), row.digest().unwrap());
        let at = row.integer().unwrap();
        let kinds = told.entry(chain.clone()).or_default();
        if kinds.is_empty() {
            last = [0; 32];
        }
        kinds.push(kind.clone());
        assert_eq!(sequence as usize, kinds.len(), "{chain} has a gap");
        assert_eq!(previous, last, "{chain} {sequence} does not hold the row before it");
        let scope = project.as_ref().map_or(Scope::Account(&account), Scope::Project);
        let words = instance.app.keys.scope(scope).unwrap().open(("event", &chain, "body"), &body).unwrap();
        assert_eq!(commitment, sha256(&[&words]), "the words of {chain} {sequence}");
        let (number, time) = (sequence.to_be_bytes(), at.to_be_bytes());
        let parts: [&[u8]; 7] =
            [b"paraph event 1", chain.as_bytes(), &number, &time, kind.as_bytes(), &commitment, &previous];
        assert_eq!(hash, sha256(&parts), "the row {chain} {sequence}");
        last = hash;
    }
    told
}

/// SHA-256 over parts, each preceded by its length in eight bytes.
fn sha256(parts: &[&[u8]]) -> [u8; 32] {
    let mut context = Context::new(&SHA256);
    for part in parts {
        context.update(&(part.len() as u64).to_be_bytes());
        context.update(part);
    }
    context.finish().as_ref().try_into().unwrap()
}

/// An envelope that is signed and waits for its seal.
async fn signed(instance: &Instance) -> (Person, Deal) {
    let claire = instance.administrator().await;
    let deal = instance.sent(&claire, &[ANNA]).await;
    instance.visitor().sign(&instance.link(ANNA), &[]).await.leads_to("/s/");
    (claire, deal)
}

/// Asserts that neither the page nor the certificate that rest on an altered chain are given.
async fn check_seen(instance: &Instance, (manager, deal): &(Person, Deal), what: &str) {
    instance.work().await;
    let state = manager.board(deal).await["state"].clone();
    assert_eq!(state, "envelope-state-sealing", "a certificate over {what}");
    // Until the job that could not write it is tried again.
    instance.later(SignedDuration::from_mins(20));
}

#[test]
fn an_altered_row_is_seen_wherever_it_was_altered() {
    on_both_engines(async |home| {
        let instance = home.open().await;
        let scene = signed(&instance).await;
        let activity = format!("/projects/{}/activity", scene.1.project);
        for (altered, restored) in [
            (
                "update event set at_ms = at_ms + 1 where kind = 'signatory-added'",
                "update event set at_ms = at_ms - 1 where kind = 'signatory-added'",
            ),
            (
                "update event set kind = 'envelope-expired' where kind = 'signatory-added'",
                "update event set kind = 'signatory-added' where kind = 'envelope-expired'",
            ),
            (
                "update event set sequence = sequence + 100 where kind = 'envelope-sent'",
                "update event set sequence = sequence - 100 where kind = 'envelope-sent'",
            ),
        ] {
            instance.tamper(altered, &[]).await;
            scene.0.get(&activity).await.says(500, "Something went wrong on our side");
            check_seen(&instance, &scene, altered).await;
            instance.tamper(restored, &[]).await;
        }
        instance.told(&scene.1.chain()).await;
        let words = "update event set commitment = previous where kind = 'fields-placed'";
        instance.tamper(words, &[]).await;
        check_seen(&instance, &scene, words).await;
    });
}

#[test]
fn a_row_that_was_taken_out_leaves_a_gap() {
    on_both_engines(async |home| {
        let instance = home.open().await;
        let scene = signed(&instance).await;
        instance.tamper("delete from event where kind = 'signatory-added'", &[]).await;
        check_seen(&instance, &scene, "a gap").await;
    });
}

#[test]
fn a_row_written_anew_with_a_hash_of_its_own_does_not_fit_the_next_one() {
    on_both_engines(async |home| {
        let instance = home.open().await;
        let scene = signed(&instance).await;
        let chain = scene.1.chain();
        let second = "select commitment, previous, at_ms from event where chain = $1 and sequence = 2";
        let mut row = instance.rows(second, &[chain.as_str().into()]).await.remove(0);
        let (commitment, previous) = (row.digest().unwrap(), row.digest().unwrap());
        let at = row.integer().unwrap() - 3_600_000;
        let (number, time) = (2i64.to_be_bytes(), at.to_be_bytes());
        let parts: [&[u8]; 7] =
            [b"paraph event 1", chain.as_bytes(), &number, &time, b"signatory-added", &commitment, &previous];
        let forge = "update event set at_ms = $1, hash = $2 where chain = $3 and sequence = 2";
        instance.tamper(forge, &[at.into(), sha256(&parts).into(), chain.as_str().into()]).await;
        let activity = format!("/projects/{}/activity", scene.1.project);
        scene.0.get(&activity).await.says(500, "Something went wrong on our side");
        check_seen(&instance, &scene, "a forged row").await;
    });
}
