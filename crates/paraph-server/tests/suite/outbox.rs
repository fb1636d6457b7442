//! The development outbox, of an instance that sends no mail: an administrator reads the links of the projects that are theirs.

use paraph_server::net::mail::Mailer;

use super::deal::ANNA;
use super::engine::on_both_engines;

#[test]
fn an_administrator_reads_no_link_of_a_project_that_is_closed_to_them() {
    on_both_engines(async |home| {
        let mailing = home.open().await;
        let claire = mailing.administrator().await;
        let other = mailing.member(&claire, "Denis Roux", "administrator").await;
        mailing.sent(&other, &[ANNA]).await;
        let outbox = home
            .open_with(|app| {
                app.mailer = Mailer::Outbox;
                app.config.mail.host = None;
            })
            .await;
        let (claire, denis) =
            (outbox.visitor().with_cookies_of(&claire), outbox.visitor().with_cookies_of(&other));
        denis.get("/outbox").await.says(200, ANNA.email);
        let page = claire.get("/outbox").await.text();
        assert!(
            page.contains("denis.roux@example.org"),
            "invitations of members are every administrator's: {page}"
        );
        assert!(!page.contains(ANNA.email), "{page}");
        for row in outbox.rows("select id from message where project_id is not null", &[]).await {
            let mut row = row;
            let path = format!("/outbox/{}", row.text().unwrap());
            claire.get(&path).await.is_nothing();
            assert_eq!(denis.get(&path).await.status, 200);
        }
    });
}
