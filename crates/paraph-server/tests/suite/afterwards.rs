//! What can still be done: what ended unsigned is sent again, what was never sent is removed, and the board tells what matters.

use super::deal::{ANNA, BRUNO, Deal, Signer, one_page};
use super::engine::on_both_engines;
use super::instance::Instance;
use super::person::{Person, all_between, between};

/// Asserts that an envelope can be prepared again: once, with everything that was in it.
async fn check_renewed(claire: &Person, instance: &Instance, deal: &Deal) {
    // What the end of it tells people is delivered before the new invitations.
    instance.work().await;
    let before = instance.count("select count(*) from envelope").await;
    let form = claire.form(&deal.at(""), &deal.at("/again"), &[]).await;
    let draft = claire.send(&form).await.leads_to("/envelopes/");
    assert_eq!(claire.send(&form).await.leads_to("/envelopes/"), draft, "a double click makes one");
    assert_eq!(instance.count("select count(*) from envelope").await, before + 1);
    let page = claire.get(&format!("/envelopes/{draft}")).await;
    for words in [ANNA.name, BRUNO.email, "agreement.pdf", "Share purchase agreement", "1 field"] {
        page.says(200, words);
    }
    claire.get(&format!("/envelopes/{draft}/review")).await.says(200, "Please sign before noon.");
    let again = Deal {
        envelope: draft,
        signatories: Vec::new(),
        project: deal.project.clone(),
        document: deal.document.clone(),
    };
    assert_eq!(instance.told(&again.chain()).await, ["envelope-created"]);
    instance.send_off(claire, &again).await;
    instance.visitor().get(&instance.link(ANNA)).await.says(200, "Sign here");
}

#[test]
fn what_ended_unsigned_is_sent_again_as_a_new_draft() {
    on_both_engines(async |home| {
        let instance = home.open().await;
        let claire = instance.administrator().await;
        let declined = instance.sent(&claire, &[ANNA, BRUNO]).await;
        let early = [("form_key", "0123456789abcdef0123456789abcdef")];
        claire.post(&declined.at("/again"), &early).await.leads_to("/envelopes/");
        assert_eq!(instance.count("select count(*) from envelope").await, 1, "it has not ended");
        let link = instance.link(ANNA);
        instance
            .visitor()
            .post(&format!("{link}/decline"), &[("reason", "The price.")])
            .await
            .leads_to("/s/");
        check_renewed(&claire, &instance, &declined).await;
        instance.visitor().get(&link).await.says(200, "You declined to sign");
        let cancelled = instance.sent(&claire, &[ANNA, BRUNO]).await;
        claire.post(&cancelled.at("/cancel"), &[("reason", "Wrong file.")]).await.leads_to("/envelopes/");
        check_renewed(&claire, &instance, &cancelled).await;
        let expired = instance.sent(&claire, &[ANNA, BRUNO]).await;
        instance
            .tamper(
                "update envelope set expires_ms = 1000 where id = $1",
                &[expired.envelope.as_str().into()],
            )
            .await;
        instance.work().await;
        check_renewed(&claire, &instance, &expired).await;
    });
}

#[test]
fn refused_and_unused_documents_and_drafts_are_removed_and_what_was_sent_is_not() {
    on_both_engines(async |home| {
        let instance = home.open().await;
        let claire = instance.administrator().await;
        let sent = instance.sent(&claire, &[ANNA]).await;
        let kept = files(&instance).await;
        let project = claire.project("To be tidied").await;
        claire.upload_to(&project, "notes.pdf", b"these are no pages").await.leads_to("/projects/");
        instance.work().await;
        claire.upload_to(&project, "agreement.pdf", &one_page()).await.leads_to("/projects/");
        instance.work().await;
        let page = claire.get(&format!("/projects/{project}")).await.text();
        let documents: Vec<String> = all_between(&page, "href=\"/documents/", "/remove\"");
        assert_eq!(documents.len(), 2);
        let ready = between(&page, "name=\"document\" value=\"", "\"").unwrap();
        let draft = claire.envelope(&project, "Draft", &ready).await;
        claire.add_signatory(&draft, BRUNO).await.leads_to("/envelopes/");
        // While a draft holds it, it stays, and the page says which.
        let held = format!("/documents/{ready}/remove");
        claire.get(&held).await.says(200, &format!("/envelopes/{draft}"));
        let key = [("form_key", "0123456789abcdef0123456789abcdef"), ("project", project.as_str())];
        claire.post(&held, &key).await.leads_to("/documents/");
        let remove = format!("/envelopes/{draft}/remove");
        let form = claire.form(&remove, &remove, &[]).await;
        for _ in 0..2 {
            assert_eq!(claire.send(&form).await.leads_to("/projects/"), project);
        }
        for document in &documents {
            let remove = format!("/documents/{document}/remove");
            let form = claire.form(&remove, &remove, &[]).await;
            for _ in 0..2 {
                assert_eq!(claire.send(&form).await.leads_to("/projects/"), project);
            }
            claire.get(&format!("/documents/{document}")).await.is_nothing();
        }
        assert_eq!(files(&instance).await, kept, "their files are gone from the database and the disk");
        let told = instance.told(&format!("project:{project}")).await;
        assert_eq!(told.iter().filter(|kind| *kind == "document-removed").count(), 2);
        assert_eq!(told.last().unwrap(), "document-removed");
        assert!(told.iter().any(|kind| kind == "draft-removed"));
        // What was sent is not.
        claire.get(&sent.at("/remove")).await.leads_to("/envelopes/");
        claire.post(&sent.at("/remove"), &key).await.leads_to("/envelopes/");
        claire.post(&format!("/documents/{}/remove", sent.document), &key).await.leads_to("/documents/");
        instance.visitor().get(&instance.link(ANNA)).await.says(200, "Sign here");
    });
}

/// How many files the database names, and how many lie in the store.
async fn files(instance: &Instance) -> (i64, usize) {
    (instance.count("select count(*) from file").await, instance.app.store.sweep(0).unwrap().len())
}

#[test]
fn the_same_address_twice_is_told() {
    on_both_engines(async |home| {
        let instance = home.open().await;
        let claire = instance.administrator().await;
        let deal = instance.draft(&claire, &[ANNA]).await;
        assert!(!claire.get(&deal.at("")).await.text().contains("Same address"));
        let twin = Signer { name: "Paul Delacroix", email: "Anna.DELACROIX@example.org" };
        claire.add_signatory(&deal.envelope, twin).await.leads_to("/envelopes/");
        let page = claire.get(&deal.at("")).await;
        page.says(200, "Same address as Anna Delacroix");
        page.says(200, "Same address as Paul Delacroix");
        claire.get(&deal.at("/review")).await.says(200, "Same address as Anna Delacroix");
    });
}

#[test]
fn the_board_says_which_mail_was_kept_and_only_while_it_matters() {
    on_both_engines(async |home| {
        let instance = home.open().await;
        let claire = instance.administrator().await;
        let deal = instance.sent(&claire, &[ANNA]).await;
        let mail = async || claire.board(&deal).await["people"][0]["mail"].clone();
        assert_ne!(mail().await, "");
        claire.get(&deal.at("")).await.says(200, "Invitation");
        let link = instance.link(ANNA);
        instance.visitor().get(&link).await.says(200, "Sign here");
        assert_eq!(mail().await, "", "whoever opened the link has the mail");
        instance.visitor().sign(&link, &[]).await.leads_to("/s/");
        instance.work().await;
        claire.get(&deal.at("")).await.says(200, "Mail with the signed original");
    });
}
