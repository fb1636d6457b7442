//! Drafts: which documents, who signs; what may be changed, and by when.

use paraph_server::limits;

use super::deal::{ANNA, BRUNO, Signer};
use super::engine::on_both_engines;

#[test]
fn a_draft_holds_documents_of_its_own_project_at_least_one_and_not_too_many() {
    on_both_engines(async |home| {
        let instance = home.open().await;
        let claire = instance.administrator().await;
        let here = claire.project("Here").await;
        let there = claire.project("There").await;
        let mine = instance.document(&claire, &here, &super::deal::one_page()).await;
        let other = instance.document(&claire, &there, &super::deal::one_page()).await;
        let page = format!("/projects/{here}");
        let form = claire.form(&page, &format!("{page}/envelopes"), &[("title", "Mixed")]).await;
        claire.send(&form.clone()).await.says(422, "Choose at least one document");
        claire
            .send(&form.clone().with(&[("title", ""), ("document", &mine)]))
            .await
            .says(422, "Write a name");
        claire.send(&form.clone().with(&[("document", &other)])).await.is_nothing();
        claire.send(&form.clone().with(&[("document", "x")])).await.is_nothing();
        let many = vec![("document", mine.as_str()); limits::ENVELOPE_DOCUMENTS_MAX + 1];
        claire.send(&form.clone().with(&many)).await.says(422, "holds at most 20 documents");
        claire.send(&form.clone().with(&many[..2])).await.says(409, "");
        assert_eq!(instance.count("select count(*) from envelope").await, 0);
        let envelope = claire.send(&form.with(&[("document", &mine)])).await.leads_to("/envelopes/");
        claire.get(&format!("/envelopes/{envelope}")).await.says(200, "Mixed");
        assert_eq!(instance.told(&format!("envelope:{envelope}")).await, ["envelope-created"]);
    });
}

#[test]
fn a_signatory_is_added_with_a_name_and_an_address_and_not_twice() {
    on_both_engines(async |home| {
        let instance = home.open().await;
        let claire = instance.administrator().await;
        let deal = instance.draft(&claire, &[ANNA]).await;
        for (name, email, status, said) in [
            ("", BRUNO.email, 422, "Write a name"),
            (BRUNO.name, "bruno", 422, "This is not an e-mail address"),
            (BRUNO.name, "bruno@example.org\r\nBcc: x@example.org", 422, "This is not an e-mail address"),
            (ANNA.name, ANNA.email, 409, "in the envelope already"),
            (ANNA.name, "Anna.Delacroix@EXAMPLE.org", 409, "in the envelope already"),
        ] {
            let pairs = [("name", name), ("email", email), ("locale", "fr")];
            claire.submit(&deal.at(""), &deal.at("/signatories"), &pairs).await.says(status, said);
        }
        assert_eq!(instance.count("select count(*) from signatory").await, 1);
        claire.add_signatory(&deal.envelope, BRUNO).await.leads_to("/envelopes/");
        assert_eq!(
            instance.told(&deal.chain()).await,
            ["envelope-created", "signatory-added", "signatory-added"]
        );
    });
}

#[test]
fn five_hundred_signatories_are_too_many() {
    on_both_engines(async |home| {
        let instance = home.open().await;
        let claire = instance.administrator().await;
        let deal = instance.draft(&claire, &[]).await;
        let form = claire.form(&deal.at(""), &deal.at("/signatories"), &[("name", "A Person")]).await;
        let mut taken = 0;
        let refused = loop {
            let email = format!("person{taken}@example.org");
            let answer = claire.send(&form.clone().with(&[("email", &email), ("locale", "en")])).await;
            if answer.status != 303 {
                break answer;
            }
            taken += 1;
            assert!(taken < 500, "nobody stopped at 500");
        };
        refused.says(422, "An envelope has at most 50 signatories");
        assert_eq!(taken, limits::ENVELOPE_SIGNATORIES_MAX);
    });
}

#[test]
fn a_signatory_is_removed_with_their_fields_and_once() {
    on_both_engines(async |home| {
        let instance = home.open().await;
        let claire = instance.administrator().await;
        let deal = instance.ready(&claire, &[ANNA, BRUNO]).await;
        let remove = deal.at(&format!("/signatories/{}/remove", deal.signatories[0]));
        let form = claire.form(&deal.at(""), &remove, &[]).await;
        for _ in 0..2 {
            claire.send(&form).await.leads_to("/envelopes/");
        }
        assert!(!claire.get(&deal.at("")).await.text().contains(ANNA.name));
        assert_eq!(instance.count("select count(*) from signatory").await, 1);
        assert_eq!(instance.count("select count(*) from field").await, 1);
        let told = instance.told(&deal.chain()).await;
        assert_eq!(told.iter().filter(|kind| *kind == "signatory-removed").count(), 1);
    });
}

#[test]
fn what_was_sent_cannot_be_changed_any_more() {
    on_both_engines(async |home| {
        let instance = home.open().await;
        let claire = instance.administrator().await;
        let deal = instance.ready(&claire, &[ANNA]).await;
        let more = Signer { name: "Chloé Weiss", email: "chloe.weiss@example.org" };
        let late = claire.form(&deal.at(""), &deal.at("/signatories"), &[]).await;
        instance.send_off(&claire, &deal).await;
        let add = late.with(&[("name", more.name), ("email", more.email), ("locale", "en")]);
        let leads_to_the_board = |answer: &super::person::Answer| {
            assert_eq!(answer.leads_to("/envelopes/"), deal.envelope);
            assert_eq!(answer.headers["location"].to_str().unwrap(), deal.at("?late"));
        };
        leads_to_the_board(&claire.send(&add).await);
        for post in ["/signatories/{}/remove", "/fields/{}/remove"] {
            leads_to_the_board(&claire.post(&deal.at(&post.replace("{}", &deal.signatories[0])), &[]).await);
        }
        // Back in the browser, and every tab that was left open: each leads on, with a word.
        for page in ["/fields", "/review", "/layout.css"] {
            leads_to_the_board(&claire.get(&deal.at(page)).await);
        }
        claire.get(&deal.at("?late")).await.says(200, "was sent or has ended and cannot be changed any more");
        assert!(!claire.get(&deal.at("")).await.text().contains("cannot be changed any more"));
        // The editor's script gets a sentence and the way on.
        let answer = claire.ask_as_script(&deal.at("/fields"), "{\"revision\":0,\"fields\":[]}").await;
        answer.says(409, "was sent and cannot be changed");
        answer.says(409, &format!("\"onward\":\"{}\"", deal.at("")));
        assert_eq!(instance.count("select count(*) from signatory").await, 1);
        assert_eq!(instance.count("select count(*) from field").await, 1);
    });
}

#[test]
fn a_draft_is_discarded_without_a_reason_and_nobody_hears_of_it() {
    on_both_engines(async |home| {
        let instance = home.open().await;
        let claire = instance.administrator().await;
        let deal = instance.ready(&claire, &[ANNA]).await;
        let form = claire.form(&deal.at(""), &deal.at("/cancel"), &[]).await;
        for _ in 0..2 {
            claire.send(&form).await.leads_to("/envelopes/");
        }
        claire.get(&deal.at("")).await.says(200, "Cancelled");
        claire.post(&deal.at("/send"), &[("expires_days", "14")]).await.leads_to("/envelopes/");
        instance.work().await;
        assert!(instance.mails_to(ANNA.email).is_empty());
        assert_eq!(instance.told(&deal.chain()).await.last().unwrap(), "envelope-cancelled");
    });
}
