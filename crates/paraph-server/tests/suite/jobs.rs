//! The work behind the acts: mails that fail and are tried again, a seal that waits, and leases that a crash left behind.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, OnceLock};

use axum::Router;
use axum::body::Bytes;
use axum::http::StatusCode;
use axum::routing::post;
use jiff::SignedDuration;
use paraph_server::app::Shared;
use paraph_server::deal::{job, message};
use paraph_server::limits;
use paraph_server::net::mail::MailError;
use paraph_server::net::timestamp::TimestampAuthority;

use super::deal::{ANNA, BRUNO, one_page};
use super::engine::on_both_engines;

fn lease() -> SignedDuration {
    SignedDuration::from_secs(limits::JOB_LEASE_SECONDS)
}

#[test]
fn a_mail_that_fails_is_tried_again_and_each_persons_state_is_shown() {
    on_both_engines(async |home| {
        let instance = home.open().await;
        let claire = instance.administrator().await;
        let deal = instance.ready(&claire, &[ANNA, BRUNO]).await;
        claire.send_off(&deal).await.leads_to("/envelopes/");
        instance.mail.fail_next(MailError::Temporary("451 greylisted".to_owned()));
        instance.work().await;
        let reached = [ANNA, BRUNO].map(|person| instance.mails_to(person.email).len());
        assert_eq!(reached.iter().sum::<usize>(), 1, "one of the two was put off");
        let states = |board: serde_json::Value| {
            [0, 1].map(|index| board["people"][index]["mail"].as_str().unwrap().to_owned())
        };
        let shown = states(claire.board(&deal).await);
        let expected = reached.map(|count| ["mail-state-queued", "mail-state-accepted"][count]);
        assert_eq!(shown, expected);
        claire.get(&deal.at("")).await.says(200, "451 greylisted");
        instance.later(SignedDuration::from_mins(1));
        instance.work().await;
        assert_eq!(states(claire.board(&deal).await), expected, "it is not tried again at once");
        instance.later(SignedDuration::from_mins(1));
        instance.work().await;
        assert_eq!(states(claire.board(&deal).await), ["mail-state-accepted"; 2]);
        assert_eq!([ANNA, BRUNO].map(|person| instance.mails_to(person.email).len()), [1, 1]);
    });
}

#[test]
fn a_mail_that_is_refused_for_good_is_not_tried_again_and_one_that_never_leaves_is_given_up() {
    on_both_engines(async |home| {
        let instance = home.open().await;
        let claire = instance.administrator().await;
        let deal = instance.ready(&claire, &[ANNA]).await;
        claire.send_off(&deal).await.leads_to("/envelopes/");
        instance.mail.fail_next(MailError::Permanent("550 no such person".to_owned()));
        instance.work().await;
        claire.get(&deal.at("")).await.says(200, "550 no such person");
        instance.later(SignedDuration::from_hours(4));
        instance.work().await;
        assert_eq!(claire.board(&deal).await["people"][0]["mail"], "mail-state-failed");
        let remind = deal.at(&format!("/signatories/{}/remind", deal.signatories[0]));
        claire.submit(&deal.at(""), &remind, &[]).await.leads_to("/envelopes/");
        instance.mail.set_outage(Some(MailError::Temporary("421 closed".to_owned())));
        for _ in 0..limits::JOB_ATTEMPTS_MAX {
            instance.work().await;
            instance.later(SignedDuration::from_hours(5));
        }
        let given_up = "select count(*) from message where status = 'failed'";
        assert_eq!(instance.count(given_up).await, 2);
        instance.mail.set_outage(None);
        instance.work().await;
        assert!(instance.mails_to(ANNA.email).is_empty(), "what was given up does not leave later");
    });
}

#[test]
fn a_job_that_a_crash_left_claimed_is_taken_up_when_its_lease_ends() {
    on_both_engines(async |home| {
        let instance = home.open().await;
        let claire = instance.administrator().await;
        let project = claire.project("Meridian").await;
        claire.upload_to(&project, "a.pdf", &one_page()).await.leads_to("/projects/");
        let crashed = job::claim(&instance.app).await.unwrap().unwrap();
        assert!(job::claim(&instance.app).await.unwrap().is_none(), "one worker has it");
        instance.later(lease() - SignedDuration::from_secs(1));
        instance.work().await;
        assert_eq!(instance.count("select count(*) from document where status = 'checking'").await, 1);
        instance.later(SignedDuration::from_secs(1));
        instance.work().await;
        assert_eq!(instance.count("select count(*) from document where status = 'ready'").await, 1);
        // The first worker comes back and finishes what is done: nothing more happens.
        job::finish(&instance.app, &crashed).await.unwrap();
        assert_eq!(instance.count("select count(*) from page").await, 1);
    });
}

#[test]
fn two_workers_at_once_do_each_job_once_and_deliver_each_mail_once() {
    on_both_engines(async |home| {
        let (instance, other) = (home.open().await, home.open().await);
        let claire = other.administrator().await;
        let project = claire.project("Meridian").await;
        let page = format!("/projects/{project}");
        let form = claire.form(&page, &format!("{page}/documents"), &[]).await;
        let file = one_page();
        let names = ["1.pdf", "2.pdf", "3.pdf", "4.pdf"];
        let files: Vec<(&str, &str, &[u8])> =
            names.iter().map(|name| ("files", *name, file.as_slice())).collect();
        claire.upload(&form, &files).await.leads_to("/projects/");
        for number in 0..4 {
            let email = format!("person{number}@example.org");
            let pairs = [("email", email.as_str()), ("role", "member")];
            claire.submit("/members", "/members/invite", &pairs).await.leads_to("/members");
        }
        tokio::join!(instance.work(), other.work());
        let told = instance.told(&format!("project:{project}")).await;
        assert_eq!(told.iter().filter(|kind| *kind == "document-ready").count(), names.len());
        assert_eq!(instance.count("select count(*) from page").await, 4);
        let delivered = [instance.mail.delivered(), other.mail.delivered()].concat();
        let different: std::collections::BTreeSet<_> = delivered.iter().map(|mail| &mail.to).collect();
        assert_eq!((delivered.len(), different.len()), (4, 4));
    });
}

#[test]
fn a_worker_that_is_still_at_it_keeps_its_job_and_one_that_lost_it_cannot_take_it_back() {
    on_both_engines(async |home| {
        let instance = home.open().await;
        let claire = instance.administrator().await;
        let project = claire.project("Meridian").await;
        claire.upload_to(&project, "a.pdf", &one_page()).await.leads_to("/projects/");
        let (app, most) = (&instance.app, lease() - SignedDuration::from_secs(1));
        let slow = job::claim(app).await.unwrap().unwrap();
        for _ in 0..3 {
            instance.later(most);
            job::renew(app, &slow).await.unwrap();
            assert!(job::claim(app).await.unwrap().is_none(), "it says that it is still at it");
        }
        instance.later(lease());
        let next = job::claim(app).await.unwrap().unwrap();
        assert_eq!((next.id.as_str(), next.attempts), (slow.id.as_str(), slow.attempts + 1));
        instance.later(most);
        job::renew(app, &slow).await.unwrap();
        let why = paraph_server::error::Error::broken("the slow one failed");
        job::put_back(app, &slow, &why).await.unwrap();
        instance.later(SignedDuration::from_secs(1));
        let third = job::claim(app).await.unwrap().unwrap();
        assert_eq!(third.attempts, next.attempts + 1, "the slow one neither held it nor put it back");
    });
}

#[test]
fn a_mail_that_a_crash_left_in_hand_leaves_when_its_lease_ends_under_the_same_identity() {
    on_both_engines(async |home| {
        let instance = home.open().await;
        let claire = instance.administrator().await;
        let deal = instance.ready(&claire, &[ANNA]).await;
        claire.send_off(&deal).await.leads_to("/envelopes/");
        let in_hand = message::claim(&instance.app).await.unwrap().unwrap();
        instance.work().await;
        assert!(instance.mails_to(ANNA.email).is_empty());
        instance.later(lease() - SignedDuration::from_secs(1));
        message::renew(&instance.app, &in_hand).await.unwrap();
        instance.later(lease() - SignedDuration::from_secs(1));
        instance.work().await;
        assert!(instance.mails_to(ANNA.email).is_empty());
        instance.later(SignedDuration::from_secs(1));
        instance.work().await;
        assert_eq!(instance.last_mail_to(ANNA.email).id, in_hand.id.as_str());
        // The worker that was slow reports a failure; what another one did stands.
        let failed = message::Delivery::Failed;
        message::settle(&instance.app, &in_hand, failed, "550 too late").await.unwrap();
        assert_eq!(claire.board(&deal).await["people"][0]["mail"], "mail-state-accepted");
    });
}

#[test]
fn a_seal_that_gets_no_time_stamp_waits_and_loses_nothing() {
    on_both_engines(async |home| {
        let (app, out) = (Arc::new(OnceLock::new()), Arc::new(AtomicBool::new(false)));
        let address = authority(Arc::clone(&app), Arc::clone(&out)).await;
        let theirs = TimestampAuthority::http(&address, None).unwrap();
        let instance = home.open_with(|app| app.timestamps = theirs).await;
        assert!(app.set(Arc::clone(&instance.app)).is_ok());
        let claire = instance.administrator().await;
        let deal = instance.sent(&claire, &[ANNA]).await;
        let (link, anna) = (instance.link(ANNA), instance.visitor());
        out.store(true, Ordering::SeqCst);
        anna.sign(&link, &[]).await.says(503, "The time-stamp authority does not answer");
        assert_eq!(instance.count("select count(*) from warrant").await, 0);
        out.store(false, Ordering::SeqCst);
        anna.sign(&link, &[]).await.leads_to("/s/");
        out.store(true, Ordering::SeqCst);
        instance.work().await;
        anna.get(&link).await.says(200, "Everybody has signed");
        assert_eq!(instance.count("select count(*) from seal").await, 0);
        out.store(false, Ordering::SeqCst);
        instance.later(SignedDuration::from_secs(2));
        instance.work().await;
        anna.get(&link).await.says(200, "Signed and sealed");
        assert_eq!(instance.told(&deal.chain()).await.last().unwrap(), "envelope-completed");
    });
}

/// A time-stamp authority on a socket of its own that can be put out of order; gives its address.
async fn authority(app: Arc<OnceLock<Shared>>, out: Arc<AtomicBool>) -> String {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let answer = async move |request: Bytes| {
        if out.load(Ordering::SeqCst) {
            return Err(StatusCode::SERVICE_UNAVAILABLE);
        }
        let app = app.get().unwrap();
        let answer = app.authority().unwrap().timestamp(&request, app.clock.now(), &app.random).unwrap();
        Ok(([("content-type", "application/timestamp-reply")], answer))
    };
    tokio::spawn(axum::serve(listener, Router::new().route("/", post(answer))).into_future());
    format!("http://{address}/")
}
