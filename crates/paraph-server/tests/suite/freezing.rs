//! Forms that uploads bring: named at review, part of the page for whoever signs, and gone from what is sent; and after the seal no
//! field can be changed without every check saying so.

use paraph_pades::validate::{ValidationContext, validate};
use paraph_pdf::{Document, Name, PdfString, Update};
use serde_json::json;

use super::deal::{ANNA, Deal, but};
use super::engine::on_both_engines;
use super::instance::Instance;
use super::pdf::Objects;
use super::person::Person;

fn report(name: &str) -> Vec<u8> {
    std::fs::read(format!("{}/../paraph-pades/tests/data/reports/{name}", env!("CARGO_MANIFEST_DIR")))
        .unwrap()
}

/// A form with an open text, tick and choice, a button and an unsigned signature field.
fn form() -> Vec<u8> {
    let widget = |entries: &str, row: u32| {
        format!("<< /Type /Annot /Subtype /Widget /F 4 /Rect [20 {row} 60 {}] {entries} >>", row + 8)
    };
    Objects::one_page()
        .with_catalog("/AcroForm << /Fields [6 0 R 7 0 R 8 0 R 9 0 R 10 0 R] >>")
        .with_page("/Annots [6 0 R 7 0 R 8 0 R 9 0 R 10 0 R]")
        .with(6, widget("/FT /Tx /T (price) /V (Price 1000)", 60))
        .with(7, widget("/FT /Btn /T (agreed)", 50))
        .with(8, widget("/FT /Ch /Ff 131072 /T (law) /Opt [(Swiss law) (None)] /V (Swiss law)", 40))
        .with(9, widget("/FT /Btn /Ff 65536 /T (send) /A << /S /SubmitForm /F (http://127.0.0.1/x) >>", 30))
        .with(10, widget("/FT /Sig /T (left)", 20))
        .pdf()
}

/// Sent to Anna with a signature, a text and a tick of our own.
async fn sent(instance: &Instance, claire: &Person, deal: &Deal) -> (String, [String; 2]) {
    let optional = |field| but(field, "required", json!(false));
    let fields = [
        but(
            but(but(deal.field(0, "signature", 2), "left", json!(32.0)), "width", json!(66.0)),
            "height",
            json!(42.0),
        ),
        but(but(optional(deal.field(0, "text", 46)), "left", json!(60.0)), "height", json!(13.0)),
        but(optional(deal.field(0, "tick", 60)), "left", json!(60.0)),
    ];
    let answer = claire.place(deal, &fields).await;
    let saved: serde_json::Value = serde_json::from_slice(&answer.body).unwrap();
    let name = |index: usize| format!("f-{}", saved["fields"][index]["id"].as_str().unwrap());
    let names = [name(1), name(2)];
    let review = claire.get(&deal.at("/review")).await;
    for words in ["agreed, law, price", "send", "left"] {
        review.says(200, words);
    }
    instance.send_off(claire, deal).await;
    (instance.link(ANNA), names)
}

fn names(bytes: &[u8]) -> Vec<String> {
    let document = Document::open(bytes).unwrap();
    document.current().fields().unwrap().into_iter().map(|field| field.name).collect()
}

/// The file with another value in each field that is no signature, one at a time.
fn changed(sealed: &[u8]) -> Vec<Vec<u8>> {
    let document = Document::open(sealed).unwrap();
    let mut all = Vec::new();
    for field in document.current().fields().unwrap() {
        let mut update = Update::new(&document).unwrap();
        let mut dictionary = update.dictionary(field.id, "a field").unwrap();
        if field.is_kind(b"Btn") {
            dictionary.insert("V", Name::from("Yes"));
            dictionary.insert("AS", Name::from("Yes"));
        } else if field.is_kind(b"Tx") {
            dictionary.insert("V", PdfString::text("9 000 000"));
        } else {
            continue;
        }
        update.replace(field.id, dictionary);
        all.push([sealed, &update.finish(b"changed").unwrap().bytes].concat());
    }
    all
}

#[test]
fn fields_of_an_upload_cannot_be_changed_once_it_is_sent_and_no_field_after_the_seal() {
    on_both_engines(async |home| {
        let instance = home.open().await;
        let claire = instance.administrator().await;
        let deal = instance.draft_of(&claire, &[ANNA], &form()).await;
        let (link, [text, tick]) = sent(&instance, &claire, &deal).await;
        let anna = instance.visitor();
        // Who signs reads the values on the page itself.
        anna.get(&link).await.says(200, "Price 1000");
        anna.get(&link).await.says(200, "Swiss law");
        anna.sign(&link, &[(text.as_str(), "Lyon"), (tick.as_str(), "no")]).await.leads_to("/s/");
        instance.work().await;
        let sealed = anna.get(&format!("{link}/documents/{}/signed", deal.document)).await.body;
        assert!(names(&sealed).iter().all(|name| name.starts_with("Paraph-")), "{:?}", names(&sealed));

        let context = ValidationContext::new(instance.app.authority().unwrap().roots(), instance.now());
        let passes = |bytes: &[u8]| validate(&Document::open(bytes).unwrap(), &context).unwrap().passed();
        assert!(passes(&sealed));
        let visitor = instance.visitor();
        let check = visitor.get("/verify").await.form("/verify/file");
        let changed = changed(&sealed);
        assert_eq!(changed.len(), 2);
        for bytes in changed {
            assert!(!passes(&bytes));
            let page = visitor.upload(&check, &[("file", "changed.pdf", &bytes)]).await.text();
            assert!(!page.contains("All signatures hold"), "{page}");
        }
    });
}

#[test]
fn a_form_that_shows_another_value_than_it_holds_is_refused_in_words() {
    on_both_engines(async |home| {
        let instance = home.open().await;
        let claire = instance.administrator().await;
        let project = claire.project("Acquisition of Meridian").await;
        for file in ["form_stale_ap.pdf", "form-field-stays-live.pdf"] {
            let document = instance.document(&claire, &project, &report(file)).await;
            let page = claire.get(&format!("/documents/{document}")).await;
            page.says(200, "hold another value than they show");
            page.says(200, "buyer");
        }
    });
}

#[test]
fn review_and_sending_agree_on_lists_that_pages_and_the_form_share() {
    on_both_engines(async |home| {
        let instance = home.open().await;
        let claire = instance.administrator().await;
        for file in ["shared_annots.pdf", "n_fields_is_annots.pdf", "form_filled.pdf", "form_no_ap.pdf"] {
            let deal = instance.draft_of(&claire, &[ANNA], &report(file)).await;
            claire.place(&deal, &[deal.signature(0)]).await.says(200, "fields");
            instance.send_off(&claire, &deal).await;
            let link = instance.link(ANNA);
            let anna = instance.visitor();
            anna.sign(&link, &[]).await.leads_to("/s/");
            instance.work().await;
            let sealed = anna.get(&format!("{link}/documents/{}/signed", deal.document)).await.body;
            let mut fields = names(&sealed);
            let count = fields.len();
            fields.sort();
            fields.dedup();
            assert_eq!((count, fields.len()), (4, 4), "{file}: sent, signature, seal, archive");
        }
    });
}
