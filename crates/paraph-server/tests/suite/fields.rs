//! Fields: on a page of the envelope's own documents, for one of its own people, or refused.

use serde_json::{Value, json};

use super::deal::{ANNA, BRUNO, but};
use super::engine::on_both_engines;

#[test]
fn fields_are_saved_and_come_back_with_their_identifiers() {
    on_both_engines(async |home| {
        let instance = home.open().await;
        let claire = instance.administrator().await;
        let deal = instance.draft(&claire, &[ANNA, BRUNO]).await;
        let fields =
            [deal.signature(0), deal.signature(1), deal.field(0, "tick", 60), deal.field(1, "date", 80)];
        let answer = claire.place(&deal, &fields).await;
        answer.says(200, "\"fields\"");
        let saved: Value = serde_json::from_slice(&answer.body).unwrap();
        assert_eq!(saved["fields"].as_array().unwrap().len(), 4);
        // Saved again with their identifiers they stay the same ones.
        let kept: Vec<Value> = saved["fields"].as_array().unwrap().clone();
        let again: Value = serde_json::from_slice(&claire.place(&deal, &kept).await.body).unwrap();
        assert_eq!(again["fields"], saved["fields"]);
        claire.get(&deal.at("/fields")).await.says(200, kept[0]["id"].as_str().unwrap());
        claire.get(&deal.at("/layout.css")).await.says(200, kept[3]["id"].as_str().unwrap());
        claire.place(&deal, &[]).await.says(200, "\"fields\":[]");
        assert_eq!(instance.count("select count(*) from field").await, 0);
    });
}

#[test]
fn a_field_off_the_page_or_of_somebody_or_something_else_is_refused() {
    on_both_engines(async |home| {
        let instance = home.open().await;
        let claire = instance.administrator().await;
        let deal = instance.draft(&claire, &[ANNA]).await;
        let other = instance.draft(&claire, &[BRUNO]).await;
        let good = deal.signature(0);
        let wrong = [
            (but(good.clone(), "left", json!(80.0)), "does not lie on its page"),
            (but(good.clone(), "top", json!(-5.0)), "does not lie on its page"),
            (but(good.clone(), "width", json!(0.0)), "does not lie on its page"),
            (but(good.clone(), "height", json!(1e300)), "does not lie on its page"),
            (but(good.clone(), "page", json!(0)), "a page that the document does not have"),
            (but(good.clone(), "page", json!(2)), "a page that the document does not have"),
            (
                but(good.clone(), "signatory", json!(other.signatories[0])),
                "a person who is not in this envelope",
            ),
            (but(good.clone(), "document", json!(other.document)), "a document that is not in this envelope"),
            (but(good.clone(), "label", json!("x".repeat(201))), "more than 200 characters"),
            (but(good.clone(), "kind", json!("stamp")), "Something in the form"),
            (but(good.clone(), "left", json!("10")), "Something in the form"),
            (but(good.clone(), "more", json!(1)), "Something in the form"),
        ];
        for (field, said) in wrong {
            claire.place(&deal, &[good.clone(), field]).await.says(422, said);
        }
        claire.post_json(&deal.at("/fields"), "{").await.says(422, "Something in the form");
        let many = vec![good.clone(); 1_001];
        claire.place(&deal, &many).await.says(422, "at most 1000 fields");
        assert_eq!(instance.count("select count(*) from field").await, 0, "all or nothing");
        // An identifier of another envelope's field is not taken over.
        let theirs: Value =
            serde_json::from_slice(&claire.place(&other, &[other.signature(0)]).await.body).unwrap();
        let id = theirs["fields"][0]["id"].clone();
        let mine: Value =
            serde_json::from_slice(&claire.place(&deal, &[but(good, "id", id.clone())]).await.body).unwrap();
        assert_ne!(mine["fields"][0]["id"], id);
        assert_eq!(instance.count("select count(*) from field").await, 2);
    });
}

#[test]
fn without_a_script_a_field_is_added_and_removed_by_forms() {
    on_both_engines(async |home| {
        let instance = home.open().await;
        let claire = instance.administrator().await;
        let deal = instance.draft(&claire, &[ANNA]).await;
        let pairs = [
            ("document", deal.document.as_str()),
            ("signatory", deal.signatories[0].as_str()),
            ("kind", "text"),
            ("page", "1"),
            ("left", "10"),
            ("top", "20"),
            ("width", "30"),
            ("height", "6"),
            ("label", "Place of birth"),
        ];
        let form = claire.form(&deal.at("/fields"), &deal.at("/fields/add"), &pairs).await;
        for _ in 0..2 {
            claire.send(&form).await.leads_to("/envelopes/");
        }
        assert_eq!(instance.count("select count(*) from field").await, 1, "a double click adds one");
        let second = form.clone().with(&[("top", "50"), ("label", "Profession")]);
        claire.send(&second).await.leads_to("/envelopes/");
        let page = claire.get(&deal.at("/fields")).await.text();
        let ids = super::person::all_between(&page, "/fields/", "/remove");
        assert_eq!(ids.len(), 2);
        assert!(page.find("Place of birth") < page.find("Profession"), "in the order they were added");
        claire.send(&form.with(&[("top", "99")])).await.says(422, "does not lie on its page");
        let remove = deal.at(&format!("/fields/{}/remove", ids[0]));
        let form = claire.form(&deal.at("/fields"), &remove, &[]).await;
        for _ in 0..2 {
            claire
                .submit(&deal.at("/fields"), &deal.at("/fields/add"), &[])
                .await
                .says(422, "Something in the form");
            claire.send(&form).await.leads_to("/envelopes/");
        }
        assert_eq!(instance.count("select count(*) from field").await, 1);
        let told = instance.told(&deal.chain()).await;
        assert_eq!(told.iter().filter(|kind| *kind == "fields-placed").count(), 3);
    });
}

#[test]
fn a_form_cannot_remove_a_field_of_another_envelope() {
    on_both_engines(async |home| {
        let instance = home.open().await;
        let claire = instance.administrator().await;
        let mine = instance.ready(&claire, &[ANNA]).await;
        let sent = instance.sent(&claire, &[BRUNO]).await;
        let field = instance
            .rows("select id from field where envelope_id = $1", &[sent.envelope.as_str().into()])
            .await[0]
            .text()
            .unwrap();
        claire.post(&mine.at(&format!("/fields/{field}/remove")), &[]).await.leads_to("/envelopes/");
        assert_eq!(instance.count("select count(*) from field").await, 2);
    });
}

/// What an answer to a save holds.
fn saved(answer: &super::person::Answer) -> (Option<i64>, Vec<Value>) {
    let body: Value = serde_json::from_slice(&answer.body).unwrap();
    (body["revision"].as_i64(), body["fields"].as_array().unwrap().clone())
}

#[test]
fn a_stale_save_erases_nothing_and_is_answered_with_what_is_there() {
    on_both_engines(async |home| {
        let instance = home.open().await;
        let claire = instance.administrator().await;
        let deal = instance.draft(&claire, &[ANNA, BRUNO]).await;
        let opened = claire.revision(&deal).await;
        let (first, present) = saved(&claire.place_at(&deal, opened, &[deal.signature(0)]).await);
        // Another tab that was opened before knows of no field; one that never read anything knows of none either.
        for stale in [opened, None, Some(99)] {
            let answer = claire.place_at(&deal, stale, &[deal.signature(1)]).await;
            answer.says(409, "changed after this page was opened");
            assert_eq!(saved(&answer), (first, present.clone()));
        }
        assert_eq!(instance.count("select count(*) from field").await, 1);
        // With both, from what it was answered, it is saved; and the first tab is the stale one now.
        let both = [present[0].clone(), deal.signature(1)];
        let (second, kept) = saved(&claire.place_at(&deal, first, &both).await);
        assert_eq!((kept.len(), second > first), (2, true));
        assert_eq!(claire.place_at(&deal, first, &[]).await.status, 409);
        assert_eq!(instance.count("select count(*) from field").await, 2);
        // A person who is added or removed counts as a change of the draft.
        claire.add_signatory(&deal.envelope, super::deal::CHLOE).await.leads_to("/envelopes/");
        let answer = claire.place_at(&deal, second, &[]).await;
        answer.says(409, super::deal::CHLOE.name);
        let told = instance.told(&deal.chain()).await;
        assert_eq!(
            told.iter().filter(|kind| *kind == "fields-placed").count(),
            2,
            "what was refused is no event"
        );
    });
}

#[test]
fn a_save_whose_answer_was_lost_adds_nothing_twice() {
    on_both_engines(async |home| {
        let instance = home.open().await;
        let claire = instance.administrator().await;
        let deal = instance.draft(&claire, &[ANNA]).await;
        let opened = claire.revision(&deal).await;
        // The editor names new fields itself.
        let field = but(deal.signature(0), "id", json!("00112233445566778899aabbccddeeff"));
        claire
            .place_at(&deal, opened, std::slice::from_ref(&field))
            .await
            .says(200, "00112233445566778899aabbccddeeff");
        let again = claire.place_at(&deal, opened, std::slice::from_ref(&field)).await;
        assert_eq!(again.status, 409);
        let (now, present) = saved(&again);
        assert_eq!(present[0]["id"], field["id"], "it finds its own field");
        claire.place_at(&deal, now, &[field]).await.says(200, "fields");
        assert_eq!(instance.count("select count(*) from field").await, 1);
    });
}

#[test]
fn of_two_saves_at_the_same_moment_one_is_told_of_the_other() {
    on_both_engines(async |home| {
        let instance = home.open().await;
        let claire = instance.administrator().await;
        let deal = instance.draft(&claire, &[ANNA, BRUNO]).await;
        let opened = claire.revision(&deal).await;
        let (anna, bruno) = ([deal.signature(0)], [deal.signature(1)]);
        let (one, other) =
            tokio::join!(claire.place_at(&deal, opened, &anna), claire.place_at(&deal, opened, &bruno));
        let mut answers = [one.status.as_u16(), other.status.as_u16()];
        answers.sort_unstable();
        assert_eq!(answers, [200, 409]);
        assert_eq!(instance.count("select count(*) from field").await, 1);
    });
}

#[test]
fn the_forms_without_a_script_carry_the_revision_too() {
    on_both_engines(async |home| {
        let instance = home.open().await;
        let claire = instance.administrator().await;
        let deal = instance.ready(&claire, &[ANNA, BRUNO]).await;
        let page = claire.get(&deal.at("/fields")).await.text();
        let ids = super::person::all_between(&page, "/fields/", "/remove");
        let form =
            claire.form(&deal.at("/fields"), &deal.at(&format!("/fields/{}/remove", ids[0])), &[]).await;
        let other =
            claire.form(&deal.at("/fields"), &deal.at(&format!("/fields/{}/remove", ids[1])), &[]).await;
        let person = claire
            .form(&deal.at(""), &deal.at(&format!("/signatories/{}/remove", deal.signatories[0])), &[])
            .await;
        // Meanwhile the first field is moved in another tab.
        let moved = but(but(deal.signature(0), "id", json!(ids[0])), "top", json!(40.0));
        let kept = but(deal.signature(1), "id", json!(ids[1]));
        claire.place(&deal, &[moved, kept]).await.says(200, "fields");
        claire.send(&form).await.says(409, "This field was changed after this page was opened");
        claire.send(&person).await.says(409, "Fields were placed for Anna Delacroix");
        assert_eq!(instance.count("select count(*) from field").await, 2);
        // What is unchanged since can go; and what was looked at again can, too.
        claire.send(&other).await.leads_to("/envelopes/");
        let again = claire.send(&form).await.form(&form.action);
        claire.send(&again).await.leads_to("/envelopes/");
        assert_eq!(instance.count("select count(*) from field").await, 0);
    });
}

#[test]
fn what_was_not_reviewed_is_not_sent() {
    on_both_engines(async |home| {
        let instance = home.open().await;
        let claire = instance.administrator().await;
        let deal = instance.ready(&claire, &[ANNA]).await;
        let pairs = [("message", "Please sign before noon."), ("expires_days", "14")];
        let form = claire.form(&deal.at("/review"), &deal.at("/send"), &pairs).await;
        let moved = but(deal.signature(0), "top", json!(60.0));
        claire.place(&deal, &[moved]).await.says(200, "fields");
        let answer = claire.send(&form).await;
        answer.says(409, "changed after this page was opened");
        answer.says(409, "Please sign before noon.");
        assert_eq!(instance.count("select count(*) from envelope where status = 'draft'").await, 1);
        claire.send(&answer.form(&form.action).with(&pairs)).await.leads_to("/envelopes/");
        assert_eq!(instance.count("select count(*) from envelope where status = 'sent'").await, 1);
    });
}

#[test]
fn two_peoples_fields_in_one_place_are_told_and_stop_the_sending() {
    on_both_engines(async |home| {
        let instance = home.open().await;
        let claire = instance.administrator().await;
        let deal = instance.draft(&claire, &[ANNA, BRUNO]).await;
        // They share a corner.
        let clash = [deal.signature(0), but(but(deal.signature(1), "top", json!(16.0)), "left", json!(35.0))];
        let told = "Anna Delacroix and Bruno Keller have fields in the same place, “agreement.pdf”, page 1";
        let answer = claire.place(&deal, &clash).await;
        answer.says(200, told);
        answer.says(200, "\"tone\":\"bad\"");
        claire.get(&deal.at("/fields")).await.says(200, told);
        let review = claire.get(&deal.at("/review")).await;
        review.says(200, told);
        assert_eq!(review.text().matches("in the same place").count(), 1, "once, not from both sides");
        let send = review.form(&deal.at("/send")).with(&[("expires_days", "14")]);
        claire.send(&send).await.says(422, told);
        assert_eq!(instance.count("select count(*) from envelope where status = 'draft'").await, 1);
        // One person's fields, and a field at the edge, deserve a look and stop nothing.
        let own = [
            deal.signature(0),
            but(deal.field(0, "date", 12), "left", json!(20.0)),
            but(deal.signature(1), "left", json!(70.0)),
        ];
        claire.place(&deal, &own).await.says(200, "\"tone\":\"warning\"");
        let review = claire.get(&deal.at("/review")).await;
        review.says(200, "Two fields of Anna Delacroix lie over each other");
        review.says(200, "A field of Bruno Keller is at the very edge");
        claire
            .send(&review.form(&deal.at("/send")).with(&[("expires_days", "14")]))
            .await
            .leads_to("/envelopes/");
    });
}
