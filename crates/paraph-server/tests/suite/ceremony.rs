//! The ceremony: a link is opened, fields are filled, consent is given, a signature is made, once.

use jiff::SignedDuration;
use paraph_pades::validate::{Indication, Kind, Level, ValidationContext, validate};
use paraph_pdf::{Document, Object, Update};
use serde_json::json;

use super::deal::{ANNA, BRUNO, Deal, Signer, but};
use super::engine::on_both_engines;
use super::instance::Instance;
use super::person::{Form, Person};

/// An envelope for Anna with a signature, a text and a tick to fill, and a date; and her browser, at her link.
struct Scene {
    deal: Deal,
    link: String,
    anna: Person,
    /// Names of the text and the tick in the form.
    text: String,
    tick: String,
}

async fn scene(instance: &Instance, required: bool) -> Scene {
    let claire = instance.administrator().await;
    let deal = instance.draft(&claire, &[ANNA]).await;
    let needed = |field| but(field, "required", json!(required));
    let text = but(needed(deal.field(0, "text", 40)), "label", json!("Place of birth"));
    let fields = [deal.signature(0), text, needed(deal.field(0, "tick", 60)), deal.field(0, "date", 80)];
    let answer = claire.place(&deal, &fields).await;
    let saved: serde_json::Value = serde_json::from_slice(&answer.body).unwrap();
    let name = |index: usize| format!("f-{}", saved["fields"][index]["id"].as_str().unwrap());
    instance.send_off(&claire, &deal).await;
    Scene { link: instance.link(ANNA), anna: instance.visitor(), text: name(1), tick: name(2), deal }
}

/// The sealed original as the signatory gets it; every signature on it holds for our own validator.
async fn check_sealed(instance: &Instance, scene: &Scene, signatures: usize) -> Vec<u8> {
    instance.work().await;
    let (link, document) = (&scene.link, &scene.deal.document);
    scene.anna.get(link).await.says(200, "Signed and sealed");
    let sealed = scene.anna.get(&format!("{link}/documents/{document}/signed")).await;
    assert_eq!(sealed.status, 200);
    let anchors = instance.app.authority().unwrap().roots();
    let context = ValidationContext::new(anchors, instance.now());
    let report = validate(&paraph_pdf::Document::open(sealed.body.clone()).unwrap(), &context).unwrap();
    let made: Vec<_> = report.signatures.iter().filter(|s| s.kind == Kind::Signature).collect();
    assert_eq!(made.len(), signatures);
    assert_eq!(report.signatures.len(), signatures + 1, "the whole is time-stamped once");
    assert!(report.signatures.iter().all(|s| s.indication == Indication::TotalPassed), "{report:?}");
    assert!(made.iter().all(|s| s.level == Level::BaselineLta), "{report:?}");
    sealed.body
}

/// Sent to be checked, a sealed file looks as its signatures permit it to; with a page turned it does not.
async fn check_looks(instance: &Instance, sealed: &[u8]) {
    let visitor = instance.visitor();
    let form = visitor.get("/verify").await.form("/verify/file");
    let page = visitor.upload(&form, &[("file", "sealed.pdf", sealed)]).await;
    page.says(200, "looks different only where this signature permits it");
    page.says(200, "The file looks as it did when this was signed.");
    assert!(!page.text().contains("looks different from what was signed"), "{}", page.text());

    let document = Document::open(sealed).unwrap();
    let mut first = document.current().pages().unwrap().next().unwrap().unwrap();
    first.dictionary.insert(b"Rotate", Object::Integer(90));
    let mut update = Update::new(&document).unwrap();
    update.replace(first.id, first.dictionary);
    let turned = [sealed, &update.finish(b"turned").unwrap().bytes].concat();
    let page = visitor.upload(&form, &[("file", "turned.pdf", &turned)]).await;
    page.says(200, "The file looks different from what was signed:");
    page.says(200, "Not permitted by this signature.");
}

#[test]
fn a_link_shows_the_documents_and_is_noted_as_opened_once() {
    on_both_engines(async |home| {
        let instance = home.open().await;
        let scene = scene(&instance, true).await;
        let (link, document) = (&scene.link, &scene.deal.document);
        for _ in 0..2 {
            let page = scene.anna.get(link).await;
            page.says(200, "Share purchase agreement");
            page.says(200, "Please sign before noon.");
            page.says(200, "Anna Delacroix");
        }
        scene.anna.get(&format!("{link}/layout.css")).await.says(200, &scene.tick);
        let image = scene.anna.get(&format!("{link}/documents/{document}/pages/1")).await;
        assert!(image.body.starts_with(b"\x89PNG"));
        for early in [format!("/documents/{document}/signed"), "/certificate".to_owned()] {
            scene.anna.get(&format!("{link}{early}")).await.is_nothing();
        }
        let told = instance.told(&scene.deal.chain()).await;
        assert_eq!(told.iter().filter(|kind| *kind == "envelope-opened").count(), 1);
    });
}

#[test]
fn a_wrong_link_opens_nothing() {
    on_both_engines(async |home| {
        let instance = home.open().await;
        let scene = scene(&instance, true).await;
        let secret = scene.link.trim_start_matches("/s/");
        let backwards: String = secret.chars().rev().collect();
        let longer = format!("{secret}A");
        for wrong in [&backwards, &longer, &secret[1..], "x", "%00", "..%2f..%2fetc"] {
            let link = format!("/s/{wrong}");
            scene.anna.get(&link).await.is_nothing();
            scene.anna.post(&format!("{link}/sign"), &[("consent", "yes")]).await.is_nothing();
            scene.anna.post(&format!("{link}/decline"), &[("reason", "x")]).await.is_nothing();
        }
        assert_eq!(instance.count("select count(*) from warrant").await, 0);
    });
}

#[test]
fn what_is_missing_or_wrong_is_said_and_nothing_is_signed() {
    on_both_engines(async |home| {
        let instance = home.open().await;
        let scene = scene(&instance, true).await;
        let (text, tick) = (scene.text.as_str(), scene.tick.as_str());
        let long = "x".repeat(501);
        let dot = json!([{ "points": [{ "x": 5, "y": 5 }] }]).to_string();
        for (pairs, said) in [
            (vec![], "“Place of birth” is still empty"),
            (vec![(text, " \u{202e}\t ")], "cannot be seen (U+202E)"),
            (vec![(text, "Lyon")], "is still empty"),
            (vec![(text, "Lyon"), (tick, "no")], "is still empty"),
            (vec![(text, &long), (tick, "yes")], "more than 500 characters"),
            (vec![(text, "Lyon"), (tick, "yes"), ("consent", "")], "You have not agreed"),
            (vec![(text, "Lyon"), (tick, "yes"), ("consent", "no")], "You have not agreed"),
            (
                vec![(text, "Lyon"), (tick, "yes"), ("signature_text", "A\u{202e}nna")],
                "cannot be seen (U+202E)",
            ),
            (vec![("signature_kind", "drawn"), ("signature_strokes", "")], "The drawing could not be read"),
            (
                vec![("signature_kind", "drawn"), ("signature_strokes", "[{}]")],
                "The drawing could not be read",
            ),
            (vec![("signature_kind", "drawn"), ("signature_strokes", &dot)], "The drawing could not be read"),
            (vec![("signature_kind", "uploaded")], "The picture could not be read"),
        ] {
            scene.anna.sign(&scene.link, &pairs).await.says(422, said);
        }
        assert_eq!(instance.count("select count(*) from warrant").await, 0);
        assert_eq!(instance.count("select count(*) from signatory where status = 'invited'").await, 1);
        assert_eq!(instance.count("select max(revision) from envelope_document").await, 1);
    });
}

#[test]
fn a_typed_signature_seals_the_envelope_and_everybody_gets_the_original() {
    on_both_engines(async |home| {
        let instance = home.open().await;
        let scene = scene(&instance, true).await;
        let values = [(scene.text.as_str(), "Lyon"), (scene.tick.as_str(), "yes")];
        scene.anna.sign(&scene.link, &values).await.leads_to("/s/");
        scene.anna.get(&scene.link).await.says(200, "Everybody has signed");
        let sealed = check_sealed(&instance, &scene, 3).await;
        let certificate = scene.anna.get(&format!("{}/certificate", scene.link)).await;
        assert!(certificate.body.starts_with(b"%PDF"));
        instance.work().await;
        for person in [ANNA.email, "claire.lefort@example.org"] {
            assert!(instance.last_mail_to(person).subject.contains("Share purchase agreement"), "{person}");
        }
        let sha256 = hex::encode(aws_lc_rs::digest::digest(&aws_lc_rs::digest::SHA256, &sealed));
        instance
            .visitor()
            .post("/verify/hash", &[("sha256", &sha256)])
            .await
            .says(200, "Sealed by this service, complete");
        check_looks(&instance, &sealed).await;
        let told = instance.told(&scene.deal.chain()).await;
        assert_eq!(told[told.len() - 3..], ["envelope-opened", "envelope-signed", "envelope-completed"]);
        let warrant = instance.rows("select signatory_id from warrant", &[]).await;
        assert_eq!(warrant.len(), 1);
    });
}

#[test]
fn a_drawn_and_an_uploaded_signature_hold_too() {
    on_both_engines(async |home| {
        let instance = home.open().await;
        let claire = instance.administrator().await;
        let deal = instance.sent(&claire, &[ANNA, BRUNO]).await;
        let (anna, bruno) = (instance.visitor(), instance.visitor());
        let points: Vec<_> =
            (0..40).map(|i| json!({ "x": i * 6, "y": 50 + (i % 7) * 9, "time": i })).collect();
        let strokes = json!([{ "points": points }]).to_string();
        let (link, theirs) = (instance.link(ANNA), instance.link(BRUNO));
        let drawn = [("signature_kind", "drawn"), ("signature_strokes", strokes.as_str())];
        anna.sign(&link, &drawn).await.leads_to("/s/");
        anna.get(&link).await.says(200, "One person has not signed yet");
        let picture = bruno.get(&format!("{theirs}/documents/{}/pages/1", deal.document)).await.body;
        let pairs = [("signature_kind", "uploaded"), ("consent", "yes"), ("shown", "")];
        let form = bruno.form(&theirs, &format!("{theirs}/sign"), &pairs).await;
        let script = b"<svg onload=alert(1)>";
        bruno
            .upload(&form, &[("signature_image", "a.png", script)])
            .await
            .says(422, "The picture could not be read");
        let large = vec![0; 2 * 1024 * 1024 + 1];
        bruno
            .upload(&form, &[("signature_image", "a.png", &large)])
            .await
            .says(422, "The picture is too large");
        bruno.upload(&form, &[("signature_image", "a.png", &picture)]).await.leads_to("/s/");
        bruno.settled(&theirs).await;
        let scene = Scene { deal, link, anna, text: String::new(), tick: String::new() };
        check_sealed(&instance, &scene, 4).await;
    });
}

#[test]
fn a_tick_and_a_text_that_may_stay_empty_may() {
    on_both_engines(async |home| {
        let instance = home.open().await;
        let scene = scene(&instance, false).await;
        scene.anna.sign(&scene.link, &[(scene.text.as_str(), "")]).await.leads_to("/s/");
        check_sealed(&instance, &scene, 3).await;
    });
}

#[test]
fn what_was_typed_is_kept_until_it_is_signed() {
    on_both_engines(async |home| {
        let instance = home.open().await;
        let scene = scene(&instance, true).await;
        let save = format!("{}/save", scene.link);
        let values = [
            (scene.text.as_str(), "Lyon"),
            ("signature_kind", "typed"),
            ("signature_text", "A. Delacroix"),
            ("consent", "yes"),
        ];
        scene.anna.post(&save, &values).await.leads_to("/s/");
        let page = scene.anna.get(&scene.link).await;
        page.says(200, "value=\"Lyon\"");
        page.says(200, "value=\"A. Delacroix\"");
        // Neither consent nor somebody else's field is kept.
        let strange = format!("f-{}", scene.deal.document);
        scene.anna.post(&save, &[(strange.as_str(), "planted")]).await.leads_to("/s/");
        assert!(!scene.anna.get(&scene.link).await.text().contains("planted"));
        let values = [(scene.text.as_str(), "Lyon"), (scene.tick.as_str(), "yes")];
        scene.anna.sign(&scene.link, &values).await.leads_to("/s/");
        scene.anna.post(&save, &values).await.says(409, "There is nothing to sign any more");
        assert_eq!(instance.count("select count(*) from signatory where draft is not null").await, 0);
    });
}

#[test]
fn a_link_whose_time_has_passed_signs_nothing() {
    on_both_engines(async |home| {
        let instance = home.open().await;
        let scene = scene(&instance, false).await;
        let form = scene.anna.form(&scene.link, &format!("{}/sign", scene.link), &[("consent", "yes")]).await;
        instance.later(SignedDuration::from_hours(24 * 14));
        // The deadline counts from the moment it passes, whenever the job that says so runs.
        scene.anna.get(&scene.link).await.says(200, "Too late to sign");
        scene.anna.send(&form).await.leads_to("/s/");
        instance.work().await;
        scene.anna.get(&scene.link).await.says(200, "Too late to sign");
        scene.anna.send(&form).await.leads_to("/s/");
        scene.anna.post(&format!("{}/decline", scene.link), &[("reason", "late")]).await.leads_to("/s/");
        assert_eq!(instance.count("select count(*) from warrant").await, 0);
        assert_eq!(instance.told(&scene.deal.chain()).await.last().unwrap(), "envelope-expired");
        let mail = instance.last_mail_to("claire.lefort@example.org");
        assert!(mail.text.contains("Share purchase agreement"), "{}", mail.text);
    });
}

#[test]
fn signed_twice_it_is_signed_once_even_at_the_same_moment() {
    on_both_engines(async |home| {
        let instance = home.open().await;
        let claire = instance.administrator().await;
        let deal = instance.sent(&claire, &[ANNA, BRUNO]).await;
        let (anna, bruno) = (instance.visitor(), instance.visitor());
        let (link, theirs) = (instance.link(ANNA), instance.link(BRUNO));
        let consent = [("consent", "yes")];
        let hers = anna.form(&link, &format!("{link}/sign"), &consent).await;
        let his = bruno.form(&theirs, &format!("{theirs}/sign"), &consent).await;
        let answers = tokio::join!(anna.send(&hers), anna.send(&hers), bruno.send(&his));
        for answer in [answers.0, answers.1, answers.2] {
            answer.leads_to("/s/");
        }
        assert_eq!(instance.count("select count(*) from warrant").await, 2);
        instance.work().await;
        let before = anna.get(&format!("{link}/documents/{}/signed", deal.document)).await.body;
        anna.send(&hers).await.leads_to("/s/");
        anna.post(&format!("{link}/decline"), &[("reason", "too late")]).await.leads_to("/s/");
        claire.post(&deal.at("/cancel"), &[("reason", "too late")]).await.says(409, "");
        claire.post(&deal.at("/send"), &[("expires_days", "1")]).await.leads_to("/envelopes/");
        instance.work().await;
        let after = anna.get(&format!("{link}/documents/{}/signed", deal.document)).await.body;
        assert!(before == after, "the sealed original changed");
        assert_eq!(claire.board(&deal).await["state"], "envelope-state-completed");
        let told = instance.told(&deal.chain()).await;
        for (kind, times) in [("envelope-signed", 2), ("envelope-completed", 1), ("envelope-declined", 0)] {
            assert_eq!(told.iter().filter(|told| *told == kind).count(), times, "{kind}: {told:?}");
        }
        assert_eq!(instance.mails_to(ANNA.email).len(), 2, "asked, and told that it is done");
    });
}

#[test]
fn two_devices_of_one_person_erase_nothing_of_each_other() {
    on_both_engines(async |home| {
        let instance = home.open().await;
        let scene = scene(&instance, true).await;
        let (save, sign) = (format!("{}/save", scene.link), format!("{}/sign", scene.link));
        // Both pages were opened before anything was typed.
        let phone = scene.anna.form(&scene.link, &sign, &[]).await;
        let desk = phone.clone();
        let send = async |form: &Form, to: &str, pairs: &[(&str, &str)]| {
            scene.anna.send(&Form { action: to.to_owned(), ..form.clone() }.with(pairs)).await
        };
        let (text, tick) = (scene.text.as_str(), scene.tick.as_str());
        send(&phone, &save, &[(text, "Lyon")]).await.leads_to("/s/");
        // The desk ticks the box, and shows an empty text; the text stays.
        send(&desk, &save, &[(text, ""), (tick, "yes")]).await.leads_to("/s/");
        let page = scene.anna.get(&scene.link).await;
        page.says(200, "value=\"Lyon\"");
        assert!(page.text().contains("checked"), "{}", page.text());
        // What both typed is shown both ways, and what was typed last is what the page offers.
        let answer = send(&desk, &save, &[(text, "Paris")]).await;
        answer.says(409, "“Paris” here, and “Lyon” was filled in");
        answer.says(409, "value=\"Paris\"");
        // Signing a page that does not show what was filled in elsewhere is asked again, and signs nothing.
        let consent = [(text, ""), ("consent", "yes"), ("signature_kind", "typed")];
        send(&desk, &sign, &consent).await.says(409, "You filled in something on another page");
        assert_eq!(instance.count("select count(*) from warrant").await, 0);
        let again = answer.form(&sign);
        let pairs =
            [(text, "Paris"), (tick, "yes"), ("consent", "yes"), ("signature_kind", "typed"), ("shown", "")];
        scene.anna.send(&again.with(&pairs)).await.leads_to("/s/");
        assert_eq!(instance.count("select count(*) from warrant").await, 1);
    });
}

#[test]
fn who_signed_reads_what_they_signed_and_nobody_elses_signature_before_the_end() {
    on_both_engines(async |home| {
        let instance = home.open().await;
        let claire = instance.administrator().await;
        let deal = instance.sent(&claire, &[ANNA, BRUNO, super::deal::CHLOE]).await;
        let copy = |link: &str| format!("{link}/documents/{}/copy", deal.document);
        let signatures = |file: &[u8]| {
            let context = ValidationContext::new(instance.app.authority().unwrap().roots(), instance.now());
            let report = validate(&Document::open(file.to_vec()).unwrap(), &context).unwrap();
            assert!(
                report.signatures.iter().all(|one| one.indication == Indication::TotalPassed),
                "{report:?}"
            );
            report.signatures.len()
        };
        let (anna, bruno, chloe) =
            (instance.link(ANNA), instance.link(BRUNO), instance.link(super::deal::CHLOE));
        let visitor = instance.visitor();
        visitor.get(&format!("{anna}/read")).await.leads_to("/s/");
        visitor.sign(&anna, &[]).await.leads_to("/s/");
        let end = visitor.get(&anna).await;
        end.says(200, "others are still to sign");
        end.says(200, &copy(&anna));
        visitor.get(&format!("{anna}/read")).await.says(200, "2 people are still to sign");
        let hers = visitor.get(&copy(&anna)).await;
        assert_eq!(signatures(&hers.body), 2, "what certifies the document, and her own");
        visitor.sign(&bruno, &[]).await.leads_to("/s/");
        // He gets no signature of hers, and she none of his, before everybody has signed.
        let his = visitor.get(&copy(&bruno)).await;
        assert_eq!((signatures(&his.body), visitor.get(&copy(&anna)).await.body == hers.body), (1, true));
        visitor.sign(&chloe, &[]).await.leads_to("/s/");
        instance.work().await;
        let sealed = visitor.get(&format!("{bruno}/documents/{}/signed", deal.document)).await;
        assert_eq!(visitor.get(&copy(&bruno)).await.body, sealed.body);
        visitor.get(&format!("{bruno}/read")).await.leads_to("/s/");
    });
}

#[test]
fn a_member_who_opens_a_link_sent_to_another_address_is_asked_first_and_opens_nothing_before() {
    on_both_engines(async |home| {
        let instance = home.open().await;
        let claire = instance.administrator().await;
        let own = Signer { name: "Claire Lefort", email: "Claire.Lefort@example.org" };
        let deal = instance.sent(&claire, &[ANNA, own]).await;
        let link = instance.link(ANNA);
        let asked = claire.get(&link).await;
        asked.says(200, "This link was sent to another address");
        let page = asked.text();
        assert!(page.contains("href=\"/projects\""), "{page}");
        for secret in [ANNA.name, ANNA.email, "Share purchase agreement"] {
            assert!(!page.contains(secret), "{secret} is told to somebody it was not sent to");
        }
        assert!(!instance.told(&deal.chain()).await.contains(&"envelope-opened".to_owned()));
        // One person may have two addresses: they go on by saying so.
        claire.get(&format!("{link}?mine")).await.says(200, ANNA.name);
        assert_eq!(instance.told(&deal.chain()).await.last().unwrap(), "envelope-opened");
        // Their own link, and anybody's without a sign-in, opens at once.
        claire.get(&instance.link(own)).await.says(200, "Share purchase agreement");
        instance.visitor().get(&link).await.says(200, "Share purchase agreement");
    });
}

#[test]
fn documents_that_were_not_opened_are_asked_about_and_what_was_shown_is_evidence() {
    on_both_engines(async |home| {
        let instance = home.open().await;
        let claire = instance.administrator().await;
        let deal = two_documents(&instance, &claire).await;
        let (anna, link) = (instance.visitor(), instance.link(ANNA));
        let sign = format!("{link}/sign");
        let page = anna.get(&link).await.text();
        let images = super::person::all_between(&page, "<img src=\"", "\"");
        assert_eq!(images.len(), 2);
        // Without a script, what counts is what was delivered: the second document was not.
        assert_eq!(anna.get(&images[0]).await.status, 200);
        let consent = [
            ("consent", "yes"),
            ("signature_kind", "typed"),
            ("signature_text", "A. Delacroix"),
            ("shown", ""),
        ];
        let answer = anna.submit(&link, &sign, &consent).await;
        answer.says(409, "Some documents were not opened");
        answer.says(409, "Read document 2 first: agreement.pdf");
        answer.says(409, "A. Delacroix");
        assert_eq!(answer.text().matches("Read document").count(), 2);
        assert_eq!(answer.text().matches("hidden><a href=\"#paper-").count(), 1, "the first one was opened");
        assert_eq!(instance.count("select count(*) from warrant").await, 0);
        // Signed all the same, with a browser that reports what was in view.
        let first = super::person::between(&images[0], "/documents/", "/").unwrap();
        let report = format!("{first}:1-9;{}:1;-", "0".repeat(32));
        let again = answer.form(&sign).with(&[("viewed", &report)]).with(&consent);
        anna.send(&again).await.leads_to("/s/");
        assert_eq!(instance.count("select count(*) from warrant").await, 1);
        let activity = claire.get(&format!("/projects/{}/activity", deal.project)).await;
        activity.says(200, "agreement.pdf: 1 / 1");
        activity.says(200, "agreement.pdf: 0 / 1");
        assert_eq!(instance.count("select count(*) from signatory where shown is not null").await, 0);
    });
}

/// An envelope of two documents for Anna, sent.
async fn two_documents(instance: &Instance, claire: &Person) -> Deal {
    let project = claire.project("Two documents").await;
    for _ in 0..2 {
        claire.upload_to(&project, "agreement.pdf", &super::deal::one_page()).await.leads_to("/projects/");
    }
    instance.work().await;
    let page = format!("/projects/{project}");
    let documents =
        super::person::all_between(&claire.get(&page).await.text(), "name=\"document\" value=\"", "\"");
    let form = claire.form(&page, &format!("{page}/envelopes"), &[("title", "Agreement")]).await;
    let mut form = form;
    form.pairs.extend(documents.iter().map(|id| ("document".to_owned(), id.clone())));
    let envelope = claire.send(&form).await.leads_to("/envelopes/");
    claire.add_signatory(&envelope, ANNA).await.leads_to("/envelopes/");
    let draft = claire.get(&format!("/envelopes/{envelope}")).await.text();
    let signatories = super::person::all_between(&draft, "/signatories/", "/remove");
    let deal = Deal { project, document: documents[0].clone(), envelope, signatories };
    let second = but(deal.signature(0), "document", json!(documents[1]));
    claire.place(&deal, &[deal.signature(0), second]).await.says(200, "fields");
    instance.send_off(claire, &deal).await;
    deal
}
