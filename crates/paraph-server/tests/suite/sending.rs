//! Sending: nothing leaves on red; what leaves, leaves whole: certified files, links and mails in one transaction.

use std::sync::{Arc, OnceLock};

use axum::Router;
use axum::body::Bytes;
use axum::routing::post;
use jiff::SignedDuration;
use paraph_server::app::Shared;
use paraph_server::deal::FileId;
use paraph_server::net::mail::MailError;
use paraph_server::net::timestamp::TimestampAuthority;

use super::deal::{ANNA, BRUNO, Deal};
use super::engine::on_both_engines;
use super::instance::{Instance, PASSWORD};
use super::person::Person;

/// Asserts that the review shows a stop, that sending answers with it, and that nothing left.
async fn check_red(instance: &Instance, manager: &Person, deal: &Deal, said: &str) {
    manager.get(&deal.at("/review")).await.says(200, said);
    let answer = manager.post(&deal.at("/send"), &[("expires_days", "14")]).await;
    answer.says(422, "Something prevents sending");
    answer.says(422, said);
    nothing_left(instance, manager, deal).await;
}

async fn nothing_left(instance: &Instance, manager: &Person, deal: &Deal) {
    instance.work().await;
    manager.get(&deal.at("")).await.says(200, "Draft");
    assert_eq!(instance.count("select count(*) from signatory where token is not null").await, 0);
    assert_eq!(instance.count("select count(*) from envelope_document where revision > 0").await, 0);
    assert!(instance.mails_to(ANNA.email).is_empty());
    assert!(!instance.told(&deal.chain()).await.contains(&"envelope-sent".to_owned()));
}

#[test]
fn nobody_to_sign_and_nothing_to_sign_stop_an_envelope() {
    on_both_engines(async |home| {
        let instance = home.open().await;
        let claire = instance.administrator().await;
        let empty = instance.draft(&claire, &[]).await;
        check_red(&instance, &claire, &empty, "Nobody is asked to sign").await;
        let deal = instance.draft(&claire, &[ANNA, BRUNO]).await;
        check_red(&instance, &claire, &deal, "Anna Delacroix has no signature field").await;
        claire.place(&deal, &[deal.signature(0), deal.field(1, "text", 50)]).await.says(200, "");
        check_red(&instance, &claire, &deal, "Bruno Keller has no signature field").await;
    });
}

#[test]
fn a_mail_server_that_refuses_stops_an_envelope() {
    on_both_engines(async |home| {
        let instance = home.open().await;
        let claire = instance.administrator().await;
        let deal = instance.ready(&claire, &[ANNA]).await;
        instance.mail.set_outage(Some(MailError::Temporary("421 closed for tonight".to_owned())));
        check_red(&instance, &claire, &deal, "The mail server refuses: 421 closed for tonight").await;
        instance.mail.set_outage(None);
        claire.get(&deal.at("/review")).await.says(200, "Mail leaves through the mail server");
        instance.send_off(&claire, &deal).await;
    });
}

#[test]
fn a_sealing_key_whose_certificate_has_ended_stops_an_envelope() {
    on_both_engines(async |home| {
        let instance = home.open().await;
        let claire = instance.administrator().await;
        let deal = instance.ready(&claire, &[ANNA]).await;
        instance.later(SignedDuration::from_hours(24 * 365 * 40));
        let pairs = [("email", "claire.lefort@example.org"), ("password", PASSWORD)];
        claire.post("/sign-in", &pairs).await.leads_to("/projects");
        check_red(&instance, &claire, &deal, "The sealing key cannot be used").await;
    });
}

#[test]
fn a_time_stamp_authority_that_does_not_answer_stops_an_envelope() {
    on_both_engines(async |home| {
        // A port that was free a moment ago: nobody answers there.
        let free = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
        let silent = TimestampAuthority::http(&format!("http://{free}/"), None).unwrap();
        let instance = home.open_with(|app| app.timestamps = silent).await;
        let claire = instance.administrator().await;
        let deal = instance.ready(&claire, &[ANNA]).await;
        check_red(&instance, &claire, &deal, "does not answer").await;
    });
}

#[test]
fn a_clock_that_is_off_stops_an_envelope() {
    on_both_engines(async |home| {
        let app = Arc::new(OnceLock::new());
        let address = authority_ahead_of(Arc::clone(&app), SignedDuration::from_secs(90)).await;
        let ahead = TimestampAuthority::http(&address, None).unwrap();
        let instance = home.open_with(|app| app.timestamps = ahead).await;
        assert!(app.set(Arc::clone(&instance.app)).is_ok());
        let claire = instance.administrator().await;
        let deal = instance.ready(&claire, &[ANNA]).await;
        check_red(&instance, &claire, &deal, "The clock of the server is off by 90 seconds").await;
    });
}

/// A time-stamp authority on a socket of its own, whose clock runs ahead; gives its address.
async fn authority_ahead_of(app: Arc<OnceLock<Shared>>, ahead: SignedDuration) -> String {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let answer = async move |request: Bytes| {
        let app = app.get().unwrap();
        let answer =
            app.authority().unwrap().timestamp(&request, app.clock.now() + ahead, &app.random).unwrap();
        ([("content-type", "application/timestamp-reply")], answer)
    };
    tokio::spawn(axum::serve(listener, Router::new().route("/", post(answer))).into_future());
    format!("http://{address}/")
}

#[test]
fn what_is_sent_is_certified_and_everybody_gets_a_link_of_their_own() {
    on_both_engines(async |home| {
        let instance = home.open().await;
        let claire = instance.administrator().await;
        let deal = instance.ready(&claire, &[ANNA, BRUNO]).await;
        claire.send_off(&deal).await.leads_to("/envelopes/");
        // Before any job ran: the mails are in the outbox, of the same transaction.
        assert_eq!(instance.count("select count(*) from message where status = 'queued'").await, 2);
        assert!(instance.mails_to(ANNA.email).is_empty());
        let board = claire.board(&deal).await;
        assert_eq!(board["state"], "envelope-state-sent");
        assert_eq!(board["people"][0]["mail"], "mail-state-queued");
        instance.work().await;
        assert_eq!(claire.board(&deal).await["people"][1]["mail"], "mail-state-accepted");
        let mail = instance.last_mail_to(ANNA.email);
        assert!(mail.text.contains("Please sign before noon.") && mail.subject.contains("Claire Lefort"));
        assert_ne!(instance.link(ANNA), instance.link(BRUNO));
        let told = instance.told(&deal.chain()).await;
        assert_eq!(told.last().unwrap(), "envelope-sent");
        // The file that was sent is the upload, with more after it.
        let sent = instance
            .visitor()
            .get(&format!("{}/documents/{}/file", instance.link(ANNA), deal.document))
            .await;
        assert!(sent.body.starts_with(&super::deal::one_page()) && sent.body.len() > 5_000);
    });
}

#[test]
fn when_the_mails_cannot_be_written_nothing_is_sent() {
    on_both_engines(async |home| {
        let instance = home.open().await;
        let claire = instance.administrator().await;
        let deal = instance.ready(&claire, &[ANNA]).await;
        instance.alter("alter table message rename to hidden").await;
        claire
            .post(&deal.at("/send"), &[("expires_days", "14")])
            .await
            .says(500, "Something went wrong on our side");
        instance.alter("alter table hidden rename to message").await;
        nothing_left(&instance, &claire, &deal).await;
        instance.send_off(&claire, &deal).await;
        assert_eq!(instance.mails_to(ANNA.email).len(), 1);
    });
}

#[test]
fn sent_twice_it_is_sent_once() {
    on_both_engines(async |home| {
        let instance = home.open().await;
        let claire = instance.administrator().await;
        let deal = instance.ready(&claire, &[ANNA]).await;
        let form = claire.form(&deal.at("/review"), &deal.at("/send"), &[("expires_days", "14")]).await;
        let (one, other) = tokio::join!(claire.send(&form), claire.send(&form));
        // Whoever comes second at the same moment may be told that the draft changed; nobody sends again.
        assert!(one.status == 303 || other.status == 303, "{} {}", one.status, other.status);
        claire.send(&form).await.leads_to("/envelopes/");
        instance.work().await;
        assert_eq!(instance.mails_to(ANNA.email).len(), 1);
        let told = instance.told(&deal.chain()).await;
        assert_eq!(told.iter().filter(|kind| *kind == "envelope-sent").count(), 1);
        let kept = instance.rows("select sent_file_id from envelope_document", &[]).await[0].id().unwrap();
        let named: FileId = kept;
        assert!(instance.app.store.sweep(0).unwrap().contains(&named));
    });
}

#[test]
fn the_days_to_sign_are_between_one_and_a_year_and_the_message_is_not_a_book() {
    on_both_engines(async |home| {
        let instance = home.open().await;
        let claire = instance.administrator().await;
        let deal = instance.ready(&claire, &[ANNA]).await;
        for days in ["", "0", "-1", "366", "1e9", "99999999999999999999"] {
            let pairs = [("expires_days", days), ("message", "Kept words")];
            let answer = claire.submit(&deal.at("/review"), &deal.at("/send"), &pairs).await;
            answer.says(422, "Give between 1 and 365 days");
            answer.says(422, "Kept words");
        }
        let long = "m".repeat(4_001);
        let pairs = [("expires_days", "1"), ("message", long.as_str())];
        claire
            .submit(&deal.at("/review"), &deal.at("/send"), &pairs)
            .await
            .says(422, "more than 4000 characters");
        nothing_left(&instance, &claire, &deal).await;
    });
}

#[test]
fn a_reminder_brings_the_same_link_again_and_a_double_click_one_mail() {
    on_both_engines(async |home| {
        let instance = home.open().await;
        let claire = instance.administrator().await;
        let deal = instance.sent(&claire, &[ANNA]).await;
        let link = instance.link(ANNA);
        let remind = deal.at(&format!("/signatories/{}/remind", deal.signatories[0]));
        let form = claire.form(&deal.at(""), &remind, &[]).await;
        for _ in 0..2 {
            claire.send(&form).await.leads_to("/envelopes/");
        }
        instance.work().await;
        assert_eq!(instance.mails_to(ANNA.email).len(), 2);
        assert_eq!(instance.link(ANNA), link);
        // Whoever was reminded a moment ago is left in peace, whichever page asks.
        assert!(!claire.get(&deal.at("")).await.text().contains(&remind));
        let key = [("form_key", "0123456789abcdef0123456789abcdef")];
        claire.send(&form.clone().with(&key)).await.says(429, "They were reminded a moment ago");
        instance.later(jiff::SignedDuration::from_mins(61));
        claire.submit(&deal.at(""), &remind, &[]).await.leads_to("/envelopes/");
        instance.work().await;
        assert_eq!(instance.mails_to(ANNA.email).len(), 3, "after the pause the page reminds anew");
        instance.visitor().sign(&link, &[]).await.leads_to("/s/");
        claire.send(&form).await.says(409, "There is nothing to remind of");
    });
}
