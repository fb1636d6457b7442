//! A time-stamp authority elsewhere: sealing takes along what proves its certificates, from the addresses they name, and waits
//! while it is not to be had.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use aws_lc_rs::rand::SystemRandom;
use axum::Router;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::StatusCode;
use axum::routing::{get, post};
use jiff::{SignedDuration, Timestamp};
use paraph_pades::validate::{Indication, Level, ValidationContext, missing, validate};
use paraph_pki::authority::{Authority, Blueprint, Issuer, Owner, Published, RevocationListOrder};
use paraph_pki::timestamp::{INSTANCE_POLICY, Responder};
use paraph_pki::{Certificate, KeyKind};
use paraph_server::net::timestamp::TimestampAuthority;

use super::deal::ANNA;
use super::engine::on_both_engines;
use super::instance::{Home, Instance};

/// When every story begins.
const NOW: &str = "2026-03-02T09:00:00Z";

/// A provider with an authority of its own, on a socket of its own.
struct Provider {
    authority: Authority,
    /// Whether its revocation lists are not to be had.
    silent: AtomicBool,
}

impl Provider {
    async fn start() -> (Arc<Self>, String) {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let base = format!("http://{}", listener.local_addr().unwrap());
        let published = |issuer: &Certificate| Published {
            revocation_list: Some(format!(
                "{base}/{}",
                if issuer.is_self_issued() { "root" } else { "issuing" }
            )),
            ..Published::default()
        };
        let owner = Owner { organization: "Provider", country: Some("FR") };
        let blueprint = Blueprint { owner, kind: KeyKind::P256, published: &published };
        let authority = Authority::found(&blueprint, now(), &SystemRandom::new()).unwrap();
        let provider = Arc::new(Self { authority, silent: AtomicBool::new(true) });
        let routes = Router::new()
            .route("/tsa", post(Self::stamp))
            .route("/root", get(async |State(own): State<Arc<Self>>| own.list(&own.authority.root)))
            .route("/issuing", get(async |State(own): State<Arc<Self>>| own.list(&own.authority.issuing)))
            .with_state(Arc::clone(&provider));
        tokio::spawn(axum::serve(listener, routes).into_future());
        (provider, base)
    }

    async fn stamp(
        State(own): State<Arc<Self>>,
        request: Bytes,
    ) -> ([(&'static str, &'static str); 1], Vec<u8>) {
        let responder = Responder::new(&own.authority.timestamp, INSTANCE_POLICY, 500).unwrap();
        // Its clock is not ours.
        let ahead = now() + SignedDuration::from_secs(20);
        let answer = responder.respond(&request, ahead, &SystemRandom::new()).unwrap();
        ([("content-type", "application/timestamp-reply")], answer)
    }

    fn list(&self, issuer: &Issuer) -> Result<Vec<u8>, StatusCode> {
        if self.silent.load(Ordering::SeqCst) {
            return Err(StatusCode::SERVICE_UNAVAILABLE);
        }
        let order = RevocationListOrder {
            number: 1,
            this_update: now(),
            next_update: now() + SignedDuration::from_hours(24),
            revocations: &[],
        };
        Ok(issuer.issue_revocation_list(&order, &SystemRandom::new()).unwrap())
    }
}

fn now() -> Timestamp {
    NOW.parse().unwrap()
}

/// An instance whose time-stamps come from the provider.
async fn instance(home: &Home, provider: &Provider, base: &str) -> Instance {
    let theirs = TimestampAuthority::http(&format!("{base}/tsa"), None).unwrap();
    let root = provider.authority.root.certificate().clone();
    home.open_with(move |app| {
        app.timestamps = theirs;
        app.timestamp_trust = vec![root];
    })
    .await
}

#[test]
fn sealing_takes_along_what_proves_the_time_stamps_and_waits_for_it() {
    on_both_engines(async |home| {
        let (provider, base) = Provider::start().await;
        let instance = instance(home, &provider, &base).await;
        let claire = instance.administrator().await;
        let deal = instance.sent(&claire, &[ANNA]).await;
        let (anna, link) = (instance.visitor(), instance.link(ANNA));
        anna.sign(&link, &[]).await.leads_to("/s/");
        instance.work().await;
        anna.get(&link).await.says(200, "Everybody has signed");
        assert_eq!(instance.count("select count(*) from seal").await, 0, "nothing less is kept");
        provider.silent.store(false, Ordering::SeqCst);
        instance.later(SignedDuration::from_secs(5));
        instance.work().await;
        anna.get(&link).await.says(200, "Signed and sealed");
        let sealed = anna.get(&format!("{link}/documents/{}/signed", deal.document)).await.body;
        let document = paraph_pdf::Document::open(sealed).unwrap();
        let mut anchors = instance.app.authority().unwrap().roots();
        anchors.push(provider.authority.root.certificate().clone());
        let context = ValidationContext::new(anchors, instance.now());
        let report = validate(&document, &context).unwrap();
        assert!(report.signatures.iter().all(|one| one.indication == Indication::TotalPassed), "{report:?}");
        assert_eq!(report.signatures.iter().filter(|one| one.level == Level::BaselineLta).count(), 3);
        // Only the last time-stamp, over everything, has nobody who speaks for it yet: what proves it came before it.
        assert_eq!(missing(&document, &context).unwrap().missing, []);
    });
}
