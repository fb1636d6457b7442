//! What is signed is what the page showed: a signature or a value that another page kept meanwhile is shown first, with a
//! sentence that says what changed. And an uploaded picture is read once, however often it is shown.

use serde_json::{Value, json};
use tokio::task::JoinSet;

use super::deal::{ANNA, BRUNO, but};
use super::engine::on_both_engines;
use super::instance::Instance;
use super::person::{Answer, Form, Person};

/// Anna's two tabs at her link, her text field and her signature field.
struct Tabs {
    one: Person,
    other: Person,
    link: String,
    text: String,
    signature: String,
}

impl Tabs {
    async fn open(instance: &Instance) -> Self {
        let claire = instance.administrator().await;
        let deal = instance.draft(&claire, &[ANNA]).await;
        let text = but(but(deal.field(0, "text", 40), "label", json!("Place")), "required", json!(false));
        let answer = claire.place(&deal, &[deal.signature(0), text]).await;
        let saved: Value = serde_json::from_slice(&answer.body).unwrap();
        let id = |index: usize| saved["fields"][index]["id"].as_str().unwrap().to_owned();
        instance.send_off(&claire, &deal).await;
        let (one, other) = (instance.visitor(), instance.visitor());
        Self { one, other, link: instance.link(ANNA), text: format!("f-{}", id(1)), signature: id(0) }
    }

    fn at(&self, rest: &str) -> String {
        format!("{}{rest}", self.link)
    }

    /// Keeps a signature as the script of a page does.
    async fn keep(&self, tab: &Person, pairs: &[(&str, &str)]) -> Value {
        let kept = tab.post_as_script(&self.at("/signature"), pairs).await;
        assert_eq!(kept.status, 200, "{}", kept.text());
        serde_json::from_slice(&kept.body).unwrap()
    }

    /// The form of the page that a tab shows now, as it is signed.
    async fn form(&self, tab: &Person, kind: &str) -> Form {
        tab.form(&self.link, &self.at("/sign"), &[("signature_kind", kind), ("consent", "yes")]).await
    }
}

fn strokes(height: usize) -> String {
    let points: Vec<_> = (0..40).map(|i| json!({ "x": i * 6, "y": 50 + (i % height) * 9 })).collect();
    json!([{ "points": points }]).to_string()
}

/// A grey picture of so many pixels, with a pattern in it.
fn picture(width: u32, height: u32, grey: u8) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut encoder = png::Encoder::new(&mut bytes, width, height);
    encoder.set_color(png::ColorType::Grayscale);
    encoder.set_depth(png::BitDepth::Eight);
    let mut writer = encoder.write_header().unwrap();
    let pixel = |x: u32, y: u32| grey ^ ((x / 16) ^ (y / 16)) as u8;
    let pixels: Vec<u8> = (0..height).flat_map(|y| (0..width).map(move |x| pixel(x, y))).collect();
    writer.write_image_data(&pixels).unwrap();
    writer.finish().unwrap();
    bytes
}

async fn signed(instance: &Instance) -> i64 {
    instance.count("select count(*) from warrant").await
}

/// The answer is the page again, which says what changed; signed as it stands there, it is signed.
async fn is_shown_first(instance: &Instance, tabs: &Tabs, answer: Answer, signature: [(&str, &str); 2]) {
    answer.says(422, "Your signature was changed since this page showed it");
    answer.says(422, "Nothing is signed yet");
    assert_eq!(signed(instance).await, 0);
    let again = answer.form(&tabs.at("/sign")).with(&signature);
    let answer = tabs.one.send(&again.with(&[("consent", "yes")])).await;
    tabs.one.until_made(&tabs.link, answer).await.leads_to("/s/");
    assert_eq!(signed(instance).await, 1);
}

#[test]
fn a_signature_drawn_in_another_tab_is_shown_before_it_is_sealed() {
    on_both_engines(async |home| {
        let instance = home.open().await;
        let tabs = Tabs::open(&instance).await;
        let (first, second) = (strokes(7), strokes(3));
        let drawn = |strokes| [("signature_kind", "drawn"), ("signature_strokes", strokes)];
        tabs.keep(&tabs.one, &drawn(&first)).await;
        let form = tabs.form(&tabs.one, "drawn").await;
        tabs.keep(&tabs.other, &drawn(&second)).await;
        let answer = tabs.one.send(&form).await;
        is_shown_first(&instance, &tabs, answer, [("signature_kind", "drawn"), ("signature_text", "")]).await;
    });
}

#[test]
fn a_signature_of_another_kind_in_another_tab_is_shown_before_it_is_sealed() {
    on_both_engines(async |home| {
        let instance = home.open().await;
        let tabs = Tabs::open(&instance).await;
        let first = strokes(7);
        tabs.keep(&tabs.one, &[("signature_kind", "drawn"), ("signature_strokes", &first)]).await;
        let form = tabs.form(&tabs.one, "drawn").await;
        let typed = [("signature_kind", "typed"), ("signature_text", "A. D.")];
        tabs.keep(&tabs.other, &typed).await;
        let answer = tabs.one.send(&form).await;
        is_shown_first(&instance, &tabs, answer, typed).await;
    });
}

#[test]
fn a_picture_uploaded_in_another_tab_is_shown_before_it_is_sealed() {
    on_both_engines(async |home| {
        let instance = home.open().await;
        let tabs = Tabs::open(&instance).await;
        let upload = async |tab: &Person, grey| {
            let keep = Form { action: tabs.at("/signature"), pairs: Vec::new() };
            let keep = keep.with(&[("signature_kind", "uploaded")]);
            tab.upload(&keep, &[("signature_image", "a.png", &picture(60, 20, grey))]).await.leads_to("/s/");
        };
        upload(&tabs.one, 10).await;
        let form = tabs.form(&tabs.one, "uploaded").await;
        let shown = tabs.one.get(&tabs.link).await.text();
        upload(&tabs.other, 200).await;
        // The picture of the first one is not to be had any more; another is not shown in its place.
        let address = super::person::between(&shown, &format!("src=\"{}", tabs.at("/fields/")), "\"");
        let address = tabs.at("/fields/") + &address.unwrap();
        assert!(address.contains(&tabs.signature), "{address}");
        assert_eq!(tabs.one.get(&address).await.status, 409);
        let answer = tabs.one.send(&form).await;
        is_shown_first(&instance, &tabs, answer, [("signature_kind", "uploaded"), ("signature_text", "")])
            .await;
    });
}

#[test]
fn what_a_script_showed_of_its_own_words_and_signature_is_signed_at_once() {
    on_both_engines(async |home| {
        let instance = home.open().await;
        let tabs = Tabs::open(&instance).await;
        let form = tabs.form(&tabs.one, "typed").await;
        let typed = [("signature_kind", "typed"), ("signature_text", "A. D.")];
        tabs.keep(&tabs.one, &typed).await;
        let kept = tabs.one.post_as_script(&tabs.at("/save"), &[(&tabs.text, "Lyon")]).await;
        let kept: Value = serde_json::from_slice(&kept.body).unwrap();
        let pairs = [(tabs.text.as_str(), "Lyon"), ("shown", kept["shown"].as_str().unwrap())];
        let answer = tabs.one.send(&form.with(&typed).with(&pairs)).await;
        tabs.one.until_made(&tabs.link, answer).await.leads_to("/s/");
        assert_eq!(signed(&instance).await, 1);
    });
}

#[test]
fn a_value_that_the_page_did_not_show_as_it_will_be_sealed_is_shown_first() {
    on_both_engines(async |home| {
        let instance = home.open().await;
        let tabs = Tabs::open(&instance).await;
        let form = tabs.form(&tabs.one, "typed").await.with(&[(&tabs.text, "Lyon")]);
        let answer = tabs.one.send(&form).await;
        answer.says(422, "Changed since this page showed it: Place");
        let pairs = [(tabs.text.as_str(), "Lyon"), ("signature_kind", "typed"), ("consent", "yes")];
        let again = answer.form(&tabs.at("/sign")).with(&pairs);
        // Changed once more, together with the signature.
        let both = again.clone().with(&[(&tabs.text, "Paris"), ("signature_text", "A. D.")]);
        tabs.one.send(&both).await.says(422, "Changed since this page showed it: your signature, Place");
        assert_eq!(signed(&instance).await, 0);
        tabs.one.send(&again).await.says(409, "You filled in something on another page");
        let last = tabs.form(&tabs.one, "typed").await;
        tabs.one.send(&last.with(&[(&tabs.text, "Paris")])).await.leads_to("/s/");
    });
}

#[test]
fn without_a_script_an_uploaded_signature_is_shown_once_and_then_signed() {
    on_both_engines(async |home| {
        let instance = home.open().await;
        let tabs = Tabs::open(&instance).await;
        let file = picture(60, 20, 10);
        let form = tabs.form(&tabs.one, "uploaded").await;
        let answer = tabs.one.upload(&form, &[("signature_image", "a.png", &file)]).await;
        answer.says(422, "Check it, then sign");
        let again =
            answer.form(&tabs.at("/sign")).with(&[("signature_kind", "uploaded"), ("consent", "yes")]);
        // Chosen once more it is the same picture; not chosen it is the one that is kept.
        let answer = tabs.one.upload(&again, &[("signature_image", "a.png", &file)]).await;
        tabs.one.until_made(&tabs.link, answer).await.leads_to("/s/");
        assert_eq!(signed(&instance).await, 1);
    });
}

#[test]
fn without_a_script_the_result_of_an_upload_is_shown_when_it_is_asked_for() {
    on_both_engines(async |home| {
        let instance = home.open().await;
        let tabs = Tabs::open(&instance).await;
        let form = Form { action: tabs.at("/save"), ..tabs.form(&tabs.one, "uploaded").await };
        let file = picture(60, 20, 10);
        tabs.one.upload(&form, &[("signature_image", "a.png", &file)]).await.leads_to("/s/");
        let again = tabs.form(&tabs.one, "uploaded").await;
        let answer = tabs.one.upload(&again, &[("signature_image", "", b"")]).await;
        tabs.one.until_made(&tabs.link, answer).await.leads_to("/s/");
        assert_eq!(signed(&instance).await, 1);
        let none = Form { action: tabs.at("/save"), ..again };
        tabs.one.upload(&none, &[("signature_image", "a.png", &file)]).await.says(409, "nothing to sign");
    });
}

#[test]
fn a_program_that_shows_no_page_signs_what_it_sends_and_nothing_that_is_kept() {
    on_both_engines(async |home| {
        let instance = home.open().await;
        let tabs = Tabs::open(&instance).await;
        let first = strokes(7);
        tabs.keep(&tabs.one, &[("signature_kind", "drawn"), ("signature_strokes", &first)]).await;
        let named = [("signature_kind", "drawn"), ("consent", "yes")];
        tabs.other.post(&tabs.at("/sign"), &named).await.says(422, "Your signature was changed");
        assert_eq!(signed(&instance).await, 0);
        let brought = [("signature_kind", "drawn"), ("signature_strokes", &first), ("consent", "yes")];
        tabs.other.post(&tabs.at("/sign"), &brought).await.leads_to("/s/");
    });
}

/// Sixteen million pixels, the most that is taken.
const LARGEST: (u32, u32) = (4_000, 4_000);

#[test]
fn a_large_picture_is_read_once_however_often_the_form_is_kept() {
    on_both_engines(async |home| {
        let instance = home.open().await;
        let claire = instance.administrator().await;
        instance.sent(&claire, &[ANNA, BRUNO]).await;
        let (anna, bruno) = (instance.link(ANNA), instance.link(BRUNO));
        let keep = Form { action: format!("{anna}/signature"), pairs: Vec::new() };
        let keep = keep.with(&[("signature_kind", "uploaded")]);
        let file = picture(LARGEST.0, LARGEST.1, 90);
        instance.visitor().upload(&keep, &[("signature_image", "a.png", &file)]).await.leads_to("/s/");
        assert_eq!(instance.app.reading.given(), 1);
        // All turns at reading pictures are taken; filling in fields needs none.
        let mut taken = Vec::new();
        for number in 0..paraph_server::limits::UPLOADED_SIGNATURES_AT_ONCE {
            taken.push(instance.app.reading.turn(&format!("somebody {number}")).await.unwrap());
        }
        let mut flood = JoinSet::new();
        for _ in 0..40 {
            let (person, save) = (instance.visitor(), format!("{anna}/save"));
            flood.spawn(async move { person.post_as_script(&save, &[]).await.status.as_u16() });
        }
        instance.visitor().post_as_script(&format!("{bruno}/save"), &[]).await.says(200, "pictures");
        assert!(flood.join_all().await.iter().all(|status| [200, 503].contains(status)));
        let field = super::person::between(&instance.visitor().get(&anna).await.text(), "id=\"slot-", "\"");
        let drawn = instance.visitor().get(&format!("{anna}/fields/{}/picture", field.unwrap())).await;
        assert_eq!(drawn.status, 200, "{}", drawn.text());
        assert_eq!(instance.app.reading.given(), 1 + taken.len());
        // What is kept is what the field prints, and the signature is made of the same.
        let large = instance.count("select count(*) from signatory where length(mark) > 300000").await;
        assert_eq!(large, 0);
        drop(taken);
        let form = instance.visitor().form(&anna, &format!("{anna}/sign"), &[]).await;
        let form = form.with(&[("signature_kind", "uploaded"), ("consent", "yes")]);
        let answer = instance.visitor().send(&form).await;
        instance.visitor().until_made(&anna, answer).await.leads_to("/s/");
        assert_eq!(signed(&instance).await, 1);
    });
}

#[test]
fn one_signatory_who_floods_the_drawing_leaves_the_others_their_turn() {
    on_both_engines(async |home| {
        let instance = home.open().await;
        let claire = instance.administrator().await;
        instance.sent(&claire, &[ANNA, BRUNO]).await;
        let (anna, bruno) = (instance.link(ANNA), instance.link(BRUNO));
        let drawing = instance.app.drawing.clone();
        let mut taken = Vec::new();
        for _ in 0..paraph_server::limits::PICTURES_AT_ONCE {
            taken.push(drawing.turn("somebody").await.unwrap());
        }
        let room = paraph_server::limits::PICTURES_WAITING_OF_ONE_MAX;
        let mut flood = JoinSet::new();
        for _ in 0..room {
            let (person, save) = (instance.visitor(), format!("{anna}/save"));
            flood.spawn(async move { person.post_as_script(&save, &[]).await });
        }
        while drawing.waiting() < room {
            tokio::task::yield_now().await;
        }
        // One more of hers is asked to come again; his waits for one of hers at most.
        let refused = instance.visitor().post_as_script(&format!("{anna}/save"), &[]).await;
        assert_eq!((refused.status.as_u16(), refused.headers.contains_key("retry-after")), (503, true));
        let (person, save) = (instance.visitor(), format!("{bruno}/save"));
        let his = tokio::spawn(async move { person.post_as_script(&save, &[]).await });
        while drawing.waiting() < room + 1 {
            tokio::task::yield_now().await;
        }
        let before = drawing.given();
        taken.truncate(1);
        let his = his.await.unwrap();
        assert_eq!(his.status, 200, "{}", his.text());
        drop(taken);
        assert!(flood.join_all().await.iter().all(|answer| answer.status == 200));
        assert_eq!(drawing.given() - before, room + 1);
    });
}
