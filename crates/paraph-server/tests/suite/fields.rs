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
        assert_eq!(again, saved);
        claire.get(&deal.at("/fields")).await.says(200, kept[0]["id"].as_str().unwrap());
        claire.get(&deal.at("/layout.css")).await.says(200, kept[3]["id"].as_str().unwrap());
        claire.place(&deal, &[]).await.says(200, "[]");
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
        for _ in 0..2 {
            claire
                .submit(&deal.at("/fields"), &deal.at("/fields/add"), &[])
                .await
                .says(422, "Something in the form");
            claire.post(&remove, &[]).await.leads_to("/envelopes/");
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
