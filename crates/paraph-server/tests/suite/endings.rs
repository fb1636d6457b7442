//! How an envelope ends before everybody has signed: declined or cancelled, with a reason, and everybody is told.

use super::deal::{ANNA, BRUNO};
use super::engine::on_both_engines;

const CLAIRE: &str = "claire.lefort@example.org";

#[test]
fn who_declines_says_why_and_everybody_else_is_told() {
    on_both_engines(async |home| {
        let instance = home.open().await;
        let claire = instance.administrator().await;
        let deal = instance.sent(&claire, &[ANNA, BRUNO]).await;
        let (anna, bruno) = (instance.visitor(), instance.visitor());
        let (link, theirs) = (instance.link(ANNA), instance.link(BRUNO));
        let decline = format!("{link}/decline");
        anna.submit(&link, &decline, &[("reason", " ")]).await.says(422, "Write a reason");
        let form = anna.form(&link, &decline, &[("reason", "The price of article 3 is wrong.")]).await;
        for _ in 0..2 {
            anna.send(&form).await.leads_to("/s/");
        }
        instance.work().await;
        anna.get(&link).await.says(200, "You declined to sign");
        anna.get(&link).await.says(200, "The price of article 3 is wrong.");
        // The reason is for the sender, unless whoever declines says otherwise.
        let page = bruno.get(&theirs).await;
        page.says(200, "Anna Delacroix declined to sign");
        assert!(!page.text().contains("article 3"), "{}", page.text());
        let mail = instance.last_mail_to(BRUNO.email);
        assert!(mail.subject.contains("declined") && !mail.text.contains("article 3"), "{}", mail.text);
        assert!(!mail.html.contains("article 3"), "{}", mail.html);
        bruno.post(&format!("{theirs}/sign"), &[("consent", "yes")]).await.leads_to("/s/");
        let mail = instance.last_mail_to(CLAIRE);
        assert!(mail.text.contains("The price of article 3 is wrong."), "{}", mail.text);
        assert_eq!(instance.mails_to(ANNA.email).len(), 1, "who declined needs no mail about it");
        assert_eq!(instance.mails_to(CLAIRE).len(), 1, "declined twice is told once");
        claire.get(&deal.at("")).await.says(200, "The price of article 3 is wrong.");
        assert_eq!(instance.count("select count(*) from warrant").await, 0);
        let told = instance.told(&deal.chain()).await;
        assert_eq!(told.iter().filter(|kind| *kind == "envelope-declined").count(), 1);
    });
}

#[test]
fn who_declines_decides_who_reads_why() {
    on_both_engines(async |home| {
        let instance = home.open().await;
        let claire = instance.administrator().await;
        let deal = instance.sent(&claire, &[ANNA, BRUNO]).await;
        let (anna, link, theirs) = (instance.visitor(), instance.link(ANNA), instance.link(BRUNO));
        let decline = format!("{link}/decline");
        anna.get(&link).await.says(200, "The sender only: Claire Lefort");
        // What was typed and chosen is there again when it is refused.
        let long = "x".repeat(4_001);
        let pairs = [("reason", long.as_str()), ("readers", "everybody")];
        let answer = anna.submit(&link, &decline, &pairs).await;
        answer.says(422, &long);
        answer.says(422, "value=\"everybody\" checked");
        let pairs = [("reason", "The price of article 3 is wrong."), ("readers", "everybody")];
        anna.submit(&link, &decline, &pairs).await.leads_to("/s/");
        instance.work().await;
        instance.visitor().get(&theirs).await.says(200, "The price of article 3 is wrong.");
        for person in [BRUNO.email, CLAIRE] {
            let mail = instance.last_mail_to(person);
            assert!(mail.text.contains("The price of article 3 is wrong."), "{person}: {}", mail.text);
        }
        let activity = format!("/projects/{}/activity", deal.project);
        claire.get(&activity).await.says(200, "Reason, for everybody");
    });
}

#[test]
fn who_signed_cannot_decline_and_who_declined_cannot_sign() {
    on_both_engines(async |home| {
        let instance = home.open().await;
        let claire = instance.administrator().await;
        let deal = instance.sent(&claire, &[ANNA, BRUNO]).await;
        let (link, theirs) = (instance.link(ANNA), instance.link(BRUNO));
        let (anna, bruno) = (instance.visitor(), instance.visitor());
        anna.sign(&link, &[]).await.leads_to("/s/");
        anna.post(&format!("{link}/decline"), &[("reason", "changed my mind")]).await.leads_to("/s/");
        assert_eq!(claire.board(&deal).await["state"], "envelope-state-sent");
        bruno.post(&format!("{theirs}/decline"), &[("reason", "no")]).await.leads_to("/s/");
        bruno.post(&format!("{theirs}/sign"), &[("consent", "yes")]).await.leads_to("/s/");
        let board = claire.board(&deal).await;
        assert_eq!(board["state"], "envelope-state-declined");
        assert_eq!(board["people"][1]["state"], "signatory-state-declined");
        assert_eq!(instance.count("select count(*) from warrant").await, 1);
    });
}

#[test]
fn who_sent_cancels_with_a_reason_and_the_signatories_are_told() {
    on_both_engines(async |home| {
        let instance = home.open().await;
        let claire = instance.administrator().await;
        let deal = instance.sent(&claire, &[ANNA, BRUNO]).await;
        let (link, theirs) = (instance.link(ANNA), instance.link(BRUNO));
        instance.visitor().sign(&link, &[]).await.leads_to("/s/");
        claire.submit(&deal.at(""), &deal.at("/cancel"), &[("reason", "")]).await.says(422, "Write a reason");
        let form =
            claire.form(&deal.at(""), &deal.at("/cancel"), &[("reason", "Replaced by a new version.")]).await;
        for _ in 0..2 {
            claire.send(&form).await.leads_to("/envelopes/");
        }
        instance.work().await;
        for (person, link) in [(ANNA, &link), (BRUNO, &theirs)] {
            let page = instance.visitor().get(link).await;
            page.says(200, "Claire Lefort cancelled this");
            page.says(200, "Replaced by a new version.");
            assert_eq!(instance.mails_to(person.email).len(), 2, "asked, and told once");
            assert!(instance.last_mail_to(person.email).text.contains("Replaced by a new version."));
        }
        instance.visitor().post(&format!("{theirs}/sign"), &[("consent", "yes")]).await.leads_to("/s/");
        assert_eq!(claire.board(&deal).await["state"], "envelope-state-cancelled");
        assert_eq!(instance.told(&deal.chain()).await.last().unwrap(), "envelope-cancelled");
    });
}

#[test]
fn a_manager_can_cancel_while_somebody_signs_and_one_of_them_wins() {
    on_both_engines(async |home| {
        let instance = home.open().await;
        let claire = instance.administrator().await;
        let deal = instance.sent(&claire, &[ANNA]).await;
        let (link, anna) = (instance.link(ANNA), instance.visitor());
        let reason = [("reason", "Replaced.")];
        let form = claire.form(&deal.at(""), &deal.at("/cancel"), &reason).await;
        let sign = anna.form(&link, &format!("{link}/sign"), &[("consent", "yes")]).await;
        let (signed, _cancelled) = tokio::join!(anna.send(&sign), claire.send(&form));
        assert!(signed.status.as_u16() < 500);
        instance.work().await;
        let warrants = instance.count("select count(*) from warrant").await;
        let state = claire.board(&deal).await["state"].clone();
        let expected = if warrants == 1 { "envelope-state-completed" } else { "envelope-state-cancelled" };
        assert_eq!(state, expected);
        instance.told(&deal.chain()).await;
    });
}
