//! A clock that stands before what was recorded: nothing is signed or sent by it, and the reason is given.

use jiff::SignedDuration;
use paraph_server::deal::punctuality;

use super::deal::{ANNA, BRUNO};
use super::engine::on_both_engines;

const BEHIND: &str = "The clock of this server is behind what was recorded";

#[test]
fn a_clock_behind_the_last_event_stops_signing_and_sending_until_it_is_right() {
    on_both_engines(async |home| {
        let instance = home.open().await;
        let claire = instance.administrator().await;
        let sent = instance.sent(&claire, &[ANNA]).await;
        let ready = instance.ready(&claire, &[BRUNO]).await;
        let link = instance.link(ANNA);
        let visitor = instance.visitor();
        let form = visitor
            .form(&link, &format!("{link}/sign"), &[("signature_kind", "typed"), ("consent", "yes")])
            .await;
        // Within what clocks of several machines differ nothing is said.
        instance.later(SignedDuration::from_secs(-50));
        claire.get(&ready.at("/review")).await.says(200, "The clock of the server is right.");
        instance.later(SignedDuration::from_hours(-2));
        claire.get(&ready.at("/review")).await.says(200, "seconds behind the last act that was recorded");
        let pairs = [("message", ""), ("expires_days", "14")];
        let answer = claire.post(&ready.at("/send"), &pairs).await;
        assert_eq!(answer.status, 422, "{}", answer.text());
        visitor.send(&form).await.says(503, BEHIND);
        assert!(!instance.told(&sent.chain()).await.contains(&"envelope-signed".to_owned()));
        // The operator reads it when the service starts, with both times.
        let mut tx = instance.app.db.look().await.unwrap();
        let behind = punctuality::look(&mut tx, &instance.app).await.unwrap().unwrap();
        assert!(
            behind.seconds() > 7_000 && behind.sentence().contains("2026-03-02T09:00:00Z"),
            "{}",
            behind.sentence()
        );
        drop(tx);
        instance.later(SignedDuration::from_secs(50) + SignedDuration::from_hours(2));
        assert_eq!(visitor.send(&form).await.status, 303);
        instance.send_off(&claire, &ready).await;
    });
}
