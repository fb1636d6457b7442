//! What is sealed is what was shown: the picture of each field before signing, and the page afterwards, pixel by pixel. And
//! what cannot be shown is reported before anybody is asked to sign it.

use std::io::Cursor;

use paraph_server::typefaces::Collection;
use serde_json::{Value, json};

use super::deal::{ANNA, Deal, Signer, but};
use super::engine::on_both_engines;
use super::instance::Instance;
use super::person::{Form, Person, between};

/// Names in six scripts and three lengths.
const NAMES: [[&str; 3]; 6] = [
    [
        "Zoë Łuk",
        "Maximilian Åström-Wiśniewski Ödegård",
        "Alessandra Maria Concepción de la Santísima Trinidad Fernández-Villaverde y Álvarez de Toledo, Marquesa de Śródmieście, \
         für die Gesellschaft Überseehandel Żółć",
    ],
    [
        "李明",
        "欧阳娜娜（北京朝阳律师事务所合伙人）",
        "中华人民共和国北京市朝阳区建国路八十八号现代城国际贸易有限责任公司法定代表人兼首席执行官欧阳修远先生",
    ],
    [
        "علي حسن",
        "عبد الرحمن بن محمد بن خلدون الحضرمي",
        "شركة الخليج العربي للتجارة الدولية والاستثمار المحدودة ممثلة برئيس مجلس إدارتها عبد الرحمن بن عبد العزيز آل محمد",
    ],
    [
        "יעל לוי",
        "אברהם יצחק בן-גוריון הכהן Cohen",
        "חברת הסחר הבינלאומית של ישראל בעירבון מוגבל על ידי המנהל הכללי אברהם יצחק בן-גוריון הכהן מתל אביב",
    ],
    [
        "สมชาย",
        "นายประเสริฐ วงศ์สวัสดิ์พัฒนกุล",
        "บริษัทการค้าระหว่างประเทศแห่งประเทศไทยจำกัดโดยกรรมการผู้จัดการใหญ่นายประเสริฐวงศ์สวัสดิ์พัฒนกุลและคณะ",
    ],
    [
        "प्रिया",
        "क्षितिज प्रकाश श्रीवास्तव त्रिपाठी",
        "भारतीय अंतर्राष्ट्रीय व्यापार एवं निवेश प्राइवेट लिमिटेड के प्रबंध निदेशक श्री क्षितिज प्रकाश श्रीवास्तव त्रिपाठी",
    ],
];
const MAILS: [&str; 18] = [
    "a@x.example",
    "b@x.example",
    "c@x.example",
    "d@x.example",
    "e@x.example",
    "f@x.example",
    "g@x.example",
    "h@x.example",
    "i@x.example",
    "j@x.example",
    "k@x.example",
    "l@x.example",
    "m@x.example",
    "n@x.example",
    "o@x.example",
    "p@x.example",
    "q@x.example",
    "r@x.example",
];
/// Differences of a channel that come from rounding: of transparent pixels, and of places to a thousandth of a point.
const TOLERANCE: u8 = 16;
/// Pixels on edges, of two million, where such a thousandth tips an area that is covered by halves.
const EDGES_MAX: usize = 40;

/// Rows of four bytes a pixel.
struct Raster {
    width: usize,
    height: usize,
    pixels: Vec<u8>,
}

impl Raster {
    fn of(png: &[u8]) -> Self {
        let mut reader = png::Decoder::new(Cursor::new(png)).read_info().unwrap();
        let mut bytes = vec![0; reader.output_buffer_size().unwrap()];
        let info = reader.next_frame(&mut bytes).unwrap();
        let pixels = match info.color_type {
            png::ColorType::Rgba => bytes,
            png::ColorType::Rgb => bytes.chunks(3).flat_map(|p| [p[0], p[1], p[2], 255]).collect(),
            other => panic!("{other:?}"),
        };
        Self { width: info.width as usize, height: info.height as usize, pixels }
    }

    /// Lays another one over this one.
    fn lay(&mut self, other: &Self, left: usize, top: usize) {
        for y in 0..other.height {
            for x in 0..other.width {
                let from = &other.pixels[(y * other.width + x) * 4..][..4];
                let at = ((top + y) * self.width + left + x) * 4;
                for (channel, over) in from.iter().enumerate().take(3) {
                    let under = u32::from(self.pixels[at + channel]);
                    let alpha = u32::from(from[3]);
                    let mixed = (u32::from(*over) * alpha + under * (255 - alpha) + 127) / 255;
                    self.pixels[at + channel] = u8::try_from(mixed).unwrap();
                }
            }
        }
    }

    fn ink(&self) -> usize {
        self.pixels.chunks(4).filter(|p| p[3] > 0 && p[..3] != [255; 3]).count()
    }
}

/// Where a style sheet puts a class, in per cent: left and top.
fn laid(sheet: &str, class: &str) -> (f64, f64) {
    let rule = between(sheet, &format!(".{class}{{"), "}").unwrap_or_else(|| panic!("{class} in {sheet}"));
    let per_cent = |name: &str| between(&rule, &format!("{name}:"), "%").unwrap().parse().unwrap();
    (per_cent("left"), per_cent("top"))
}

/// The first page of a PDF as the instance draws it, on white.
fn drawn(instance: &Instance, pdf: &[u8]) -> Raster {
    let page = Raster::of(&instance.app.renderer.overlay(pdf).unwrap());
    let mut white =
        Raster { width: page.width, height: page.height, pixels: vec![255; page.width * page.height * 4] };
    white.lay(&page, 0, 0);
    white
}

/// Identifiers of the fields that a page shows pictures of.
fn shown(page: &str) -> Vec<String> {
    super::person::all_between(page, "id=\"slot-", "\"")
}

/// Lays all pictures that a person is shown over the picture of the page.
async fn lay_pictures(person: &Person, link: &str, page: &mut Raster) {
    let text = person.get(link).await.text();
    let sheet = person.get(&format!("{link}/layout.css")).await.text();
    for field in shown(&text) {
        let (left, top) = laid(&sheet, &format!("f-{field}-picture"));
        let answer = person.get(&format!("{link}/fields/{field}/picture")).await;
        assert_eq!(answer.status, 200, "{}", answer.text());
        let picture = Raster::of(&answer.body);
        assert!(picture.ink() > 0, "nothing is shown of {field}");
        let pixel = |per_cent: f64, points: f64| (per_cent / 100.0 * points * 2.0).round() as usize;
        page.lay(&picture, pixel(left, 595.28), pixel(top, 841.89));
    }
}

#[test]
fn the_sealed_page_is_what_was_shown_in_six_scripts_and_three_lengths() {
    on_both_engines(async |home| {
        let instance = home.open().await;
        let claire = instance.administrator().await;
        let names: Vec<&'static str> = NAMES.into_iter().flatten().collect();
        let people: Vec<Signer> =
            names.iter().zip(MAILS).map(|(name, email)| Signer { name, email }).collect();
        let page = super::pdf::Objects::one_page().with_page("/MediaBox [0 0 595.28 841.89]").pdf();
        let deal = instance.draft_of(&claire, &people, &page).await;
        let field = |index: usize, kind: &str, left: f64, top: f64, (width, height): (f64, f64)| {
            let at = [("left", left), ("top", top), ("width", width), ("height", height)];
            at.iter().fold(deal.field(index, kind, 0), |field, (name, value)| but(field, name, json!(value)))
        };
        let mut fields = Vec::new();
        for index in 0..people.len() {
            let (column, row) = ((index % 3) as f64, (index / 3) as f64);
            let (left, top) = (1.37 + column * 33.11, 1.21 + row * 16.43);
            fields.push(field(index, "signature", left, top, (31.3, 11.7)));
            fields.push(field(index, "text", left, top + 12.3, (16.1, 3.3)));
            fields.push(field(index, "date", left + 17.0, top + 12.3, (8.3, 2.9)));
            fields.push(field(index, "tick", left + 27.0, top + 12.3, (3.1, 2.7)));
        }
        claire.place(&deal, &fields).await.says(200, "fields");
        instance.send_off(&claire, &deal).await;
        let first = instance.link(people[0]);
        let visitor = instance.visitor();
        let page = visitor.get(&format!("{first}/documents/{}/pages/1", deal.document)).await;
        let mut page = Raster::of(&page.body);
        for (index, signer) in people.iter().enumerate() {
            sign_as_shown(&instance, *signer, index, &mut page).await;
        }
        instance.work().await;
        let sealed = visitor.get(&format!("{first}/documents/{}/signed", deal.document)).await;
        assert_eq!(sealed.status, 200, "{}", sealed.text());
        check_alike(&page, &drawn(&instance, &sealed.body));
    });
}

/// Fills in every field, looks at the pictures, and signs what they show.
async fn sign_as_shown(instance: &Instance, signer: Signer, index: usize, page: &mut Raster) {
    let (person, link) = (instance.visitor(), instance.link(signer));
    let text = person.get(&link).await.text();
    let inputs = super::person::all_between(&text, "name=\"f-", "\"");
    let short = NAMES[index / 3][0];
    let values: Vec<(String, &str)> = inputs
        .iter()
        .map(|id| {
            (
                format!("f-{id}"),
                if text.contains(&format!("type=\"checkbox\" name=\"f-{id}\"")) { "yes" } else { short },
            )
        })
        .collect();
    let mut pairs: Vec<(&str, &str)> = values.iter().map(|(name, value)| (name.as_str(), *value)).collect();
    let kept = person.post_as_script(&format!("{link}/save"), &pairs).await;
    let kept: Value = serde_json::from_slice(&kept.body).unwrap();
    assert_eq!(kept["problems"], json!({}), "{}", signer.name);
    if index % 3 == 1 {
        let points: Vec<_> = (0..40).map(|i| json!({ "x": i * 6, "y": 50 + (i % 7) * 9 })).collect();
        let strokes = json!([{ "points": points }]).to_string();
        let drawn = [("signature_kind", "drawn"), ("signature_strokes", strokes.as_str())];
        person.post(&format!("{link}/signature"), &drawn).await.leads_to("/s/");
        pairs.push(("signature_kind", "drawn"));
    } else {
        let typed = [("signature_kind", "typed"), ("signature_text", signer.name)];
        person.post(&format!("{link}/signature"), &typed).await.leads_to("/s/");
        pairs.extend(typed);
    }
    lay_pictures(&person, &link, page).await;
    person.sign_as_shown(&link, &pairs).await.leads_to("/s/");
}

fn check_alike(shown: &Raster, sealed: &Raster) {
    assert_eq!((shown.width, shown.height), (sealed.width, sealed.height));
    let differ = |(index, (one, other)): (usize, (&u8, &u8))| {
        (one.abs_diff(*other) > TOLERANCE).then(|| (index / 4 % shown.width, index / 4 / shown.width))
    };
    let pairs = shown.pixels.iter().zip(&sealed.pixels).enumerate();
    let different: Vec<(usize, usize)> = pairs.filter_map(differ).collect();
    if let Ok(folder) = std::env::var("PARAPH_KEEP") {
        for (name, raster) in [("shown", shown), ("sealed", sealed)] {
            let file =
                std::fs::File::create(std::path::Path::new(&folder).join(format!("{name}.png"))).unwrap();
            let mut encoder = png::Encoder::new(file, raster.width as u32, raster.height as u32);
            encoder.set_color(png::ColorType::Rgba);
            encoder.write_header().unwrap().write_image_data(&raster.pixels).unwrap();
        }
    }
    assert!(
        different.len() <= 3 * EDGES_MAX,
        "{} pixels differ, the first at {:?}",
        different.len(),
        different.first()
    );
}

/// An envelope for Anna with a signature and a small text; her browser at her link.
async fn small_text(instance: &Instance) -> (Deal, Person, String, String) {
    let claire = instance.administrator().await;
    let deal = instance.draft(&claire, &[ANNA]).await;
    let text = but(but(deal.field(0, "text", 40), "height", json!(3.2)), "width", json!(12.0));
    let answer = claire.place(&deal, &[deal.signature(0), text]).await;
    let saved: Value = serde_json::from_slice(&answer.body).unwrap();
    let name = format!("f-{}", saved["fields"][1]["id"].as_str().unwrap());
    instance.send_off(&claire, &deal).await;
    let link = instance.link(ANNA);
    (deal, instance.visitor(), link, name)
}

#[test]
fn a_text_without_room_is_told_while_typing_and_refused_when_signing() {
    on_both_engines(async |home| {
        let instance = home.open().await;
        let (_, anna, link, name) = small_text(&instance).await;
        let long = "n ".repeat(219);
        let kept = anna.post_as_script(&format!("{link}/save"), &[(&name, &long)]).await;
        kept.says(200, "have the field made at least");
        kept.says(200, "mm");
        anna.sign(&link, &[(&name, &long)]).await.says(422, "have the field made at least");
        anna.sign(&link, &[(&name, "Mr \u{1f600}")]).await.says(422, "is no letter of any script");
        assert_eq!(instance.count("select count(*) from warrant").await, 0);
        anna.sign(&link, &[(&name, "Lyon")]).await.leads_to("/s/");
    });
}

#[test]
fn a_name_without_room_in_its_field_stops_the_sending_and_says_how_large_it_must_be() {
    on_both_engines(async |home| {
        let instance = home.open().await;
        let claire = instance.administrator().await;
        let long =
            Signer { name: "Wolfeschlegelsteinhausenbergerdorff Maximilian Alexander Konstantin", ..ANNA };
        let deal = instance.draft(&claire, &[long]).await;
        let small = but(but(deal.signature(0), "height", json!(2.5)), "width", json!(9.0));
        claire.place(&deal, &[small]).await.says(200, "fields");
        claire.get(&deal.at("/review")).await.says(200, "have the field made at least");
        assert_eq!(claire.send_off(&deal).await.status, 422);
        claire.place(&deal, &[deal.signature(0)]).await.says(200, "fields");
    });
}

#[test]
fn a_script_without_a_font_is_told_when_the_person_is_added_and_stops_the_sending() {
    on_both_engines(async |home| {
        let empty = tempfile::tempdir().unwrap();
        let bare = Collection::open(Some(empty.path())).unwrap();
        let instance = home.open_with(|app| app.typefaces = bare).await;
        let claire = instance.administrator().await;
        let people = [Signer { name: "李明", ..ANNA }, Signer { name: "สมชาย", email: "s@x.example" }];
        let deal = instance.ready(&claire, &people).await;
        let page = claire.get(&deal.at("")).await;
        page.says(200, "fonts-noto-cjk");
        page.says(200, "Thai writing");
        claire.get(&deal.at("/review")).await.says(200, "fonts-noto-core");
        assert_eq!(claire.send_off(&deal).await.status, 422);
        assert_eq!(instance.count("select count(*) from envelope where status = 'sent'").await, 0);
    });
}

#[test]
fn a_signature_survives_a_reload_and_another_device_and_goes_when_it_is_over() {
    on_both_engines(async |home| {
        let instance = home.open().await;
        let claire = instance.administrator().await;
        let deal = instance.sent(&claire, &[ANNA]).await;
        let (anna, link) = (instance.visitor(), instance.link(ANNA));
        let keep = Form { action: format!("{link}/signature"), pairs: Vec::new() };
        let picture = anna.get(&format!("{link}/documents/{}/pages/1", deal.document)).await.body;
        let uploaded = keep.with(&[("signature_kind", "uploaded")]);
        anna.upload(&uploaded, &[("signature_image", "a.png", &picture)]).await.leads_to("/s/");
        let elsewhere = instance.visitor();
        let page = elsewhere.get(&link).await.text();
        assert!(page.contains("data-kept=\"uploaded\""), "{page}");
        let field = shown(&page).remove(0);
        let address = format!("{link}/fields/{field}/picture");
        let seen = Raster::of(&elsewhere.get(&address).await.body);
        // Values that are kept later leave it alone.
        anna.post(&format!("{link}/save"), &[]).await.leads_to("/s/");
        assert_eq!(Raster::of(&elsewhere.get(&address).await.body).pixels, seen.pixels);
        assert_eq!(instance.count("select count(*) from signatory where mark is not null").await, 1);
        elsewhere.sign_as_shown(&link, &[("signature_kind", "uploaded")]).await.leads_to("/s/");
        assert_eq!(instance.count("select count(*) from signatory where mark is not null").await, 0);
        elsewhere.get(&address).await.is_nothing();
    });
}

#[test]
fn what_was_kept_of_a_signature_goes_when_the_envelope_is_declined() {
    on_both_engines(async |home| {
        let instance = home.open().await;
        let claire = instance.administrator().await;
        instance.sent(&claire, &[ANNA]).await;
        let (anna, link) = (instance.visitor(), instance.link(ANNA));
        let typed = [("signature_kind", "typed"), ("signature_text", "A. D.")];
        anna.post(&format!("{link}/signature"), &typed).await.leads_to("/s/");
        assert_eq!(instance.count("select count(*) from signatory where mark is not null").await, 1);
        let decline = format!("{link}/decline");
        anna.submit(&link, &decline, &[("reason", "The price is wrong.")]).await.leads_to("/s/");
        assert_eq!(
            instance
                .count("select count(*) from signatory where mark is not null or draft is not null")
                .await,
            0
        );
    });
}

#[test]
fn without_a_script_the_result_is_shown_before_the_act() {
    on_both_engines(async |home| {
        let instance = home.open().await;
        let claire = instance.administrator().await;
        instance.sent(&claire, &[ANNA]).await;
        let (anna, link) = (instance.visitor(), instance.link(ANNA));
        let page = anna.get(&link).await.text();
        let result = between(&page, "id=\"result\"", "</section>").unwrap();
        assert!(result.contains("/picture?"), "{result}");
        let typed = [("signature_kind", "typed"), ("signature_text", "A. D."), ("consent", "yes")];
        let sign = format!("{link}/sign");
        // What was changed since the page was made is shown, and signed when it was seen.
        anna.submit(&link, &sign, &typed).await.says(422, "Check it, then sign");
        assert_eq!(instance.count("select count(*) from warrant").await, 0);
        anna.submit(&link, &sign, &typed).await.leads_to("/s/");
        assert_eq!(instance.count("select count(*) from warrant").await, 1);
    });
}
