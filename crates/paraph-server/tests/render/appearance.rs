//! Signed documents that look different later: shadow attacks and overlapping annotations are told with page and place, and
//! what a signature permits raises no alarm.

use jiff::Timestamp;
use paraph_pades::validate::{Report, ValidationContext, validate};
use paraph_pdf::Document;
use paraph_server::render::appearance::{Appearance, Outcome, SeenRegion, Wanted, appearances};
use paraph_server::render::{Fate, Finding, Pictures, RenderError};

use super::maker::{Maker, PAGE, Signing};
use super::renderer;

/// The picture of a page, and whose.
type Picture = (usize, Option<u32>, Vec<u8>);

fn look_at(bytes: &[u8], pictures: Pictures) -> (Report, Vec<Appearance>, Vec<Picture>) {
    let document = Document::open(bytes).unwrap();
    let now: Timestamp = "2026-04-01T00:00:00Z".parse().unwrap();
    let report = validate(&document, &ValidationContext::new(Vec::new(), now)).unwrap();
    let mut kept = Vec::new();
    let appearances =
        appearances(&renderer(), (&document, &report), Wanted::all(pictures), |index, page, image| {
            kept.push((index, page.page, image));
            Ok::<(), RenderError>(())
        });
    (report, appearances.unwrap(), kept)
}

/// How the document looks to its first signature, and whether the objects alone were found to be permitted.
fn look(maker: &Maker) -> (Appearance, bool) {
    let (report, mut appearances, _) = look_at(&maker.bytes, Pictures::None);
    (appearances.remove(0), report.signatures[0].mdp_ok)
}

fn signed() -> Maker {
    Maker::new().sign(&Signing::buyer())
}

/// A stream that draws in a box of its own.
fn form(width: u32, height: u32, content: &str) -> String {
    format!(
        "<< /Type /XObject /Subtype /Form /BBox [0 0 {width} {height}] /Resources << /Font << /F1 6 0 R >> >> /Length 0 >>\nstream\n{content}\nendstream"
    )
}

/// Of the maker's page.
const HEIGHT: f64 = 842.0;

/// Whether a region lies in a rectangle of user space on the page, give or take two points.
fn lies_in(region: &SeenRegion, [left, bottom, right, top]: [f64; 4]) -> bool {
    let place = region.place;
    place.left >= left - 2.0
        && place.left + place.width <= right + 2.0
        && place.top >= HEIGHT - top - 2.0
        && place.top + place.height <= HEIGHT - bottom + 2.0
}

/// Exactly one region, unexpected, on the first page, in this rectangle of user space.
#[track_caller]
fn check_unexpected(maker: &Maker, rectangle: [f64; 4]) -> Appearance {
    let (appearance, _) = look(maker);
    assert_eq!(appearance.outcome, Outcome::Changed, "{appearance:?}");
    let page = &appearance.pages[0];
    assert_eq!((appearance.pages.len(), page.page, page.was), (1, Some(1), Some(1)));
    let unexpected: Vec<_> = page.regions.iter().filter(|region| !region.expected).collect();
    assert_eq!(unexpected.len(), 1, "{page:?}");
    assert!(lies_in(unexpected[0], rectangle), "{page:?}");
    appearance
}

/// Where the maker prints "The contract".
const TITLE: [f64; 4] = [72.0, 716.0, 145.0, 732.0];

#[test]
fn a_document_nothing_was_done_to_looks_as_it_did() {
    assert_eq!(look(&signed()).0.outcome, Outcome::Unchanged);
}

#[test]
fn shadow_hide_what_lay_under_an_image_is_told_when_it_comes_to_light() {
    // Signed with a white square over the words; the next revision takes it away.
    let page = PAGE.replace("15 0 R]", "15 0 R 60 0 R]");
    let note = "<< /Type /Annot /Subtype /Square /Rect [70 715 150 735] /P 3 0 R /F 4 /AP << /N 61 0 R >> >>";
    let hidden = Maker::new().update(&[(3, &page), (60, note), (61, &form(80, 20, "1 g 0 0 80 20 re f"))]);
    let shown = hidden.sign(&Signing::buyer()).update(&[(3, PAGE)]);
    let appearance = check_unexpected(&shown, TITLE);
    let page = &appearance.pages[0];
    assert!(page.words_gone.is_empty() && page.words_added.is_empty(), "the words were there all along");
}

#[test]
fn shadow_hide_under_a_certification_that_permits_notes_is_told_with_and_without_drawing() {
    let page = PAGE.replace("15 0 R]", "15 0 R 60 0 R]");
    let note = "<< /Type /Annot /Subtype /Square /Rect [70 715 150 735] /P 3 0 R /F 4 /AP << /N 61 0 R >> >>";
    let cover = form(80, 20, "1 g 0 0 80 20 re f");
    let covered =
        Maker::new().sign(&Signing::buyer().certify(3)).update(&[(3, &page), (60, note), (61, &cover)]);
    let (appearance, permitted) = look(&covered);
    assert!(!permitted, "what covers print is told without drawing, too");
    assert_eq!(appearance.outcome, Outcome::Changed, "evil annotation: {appearance:?}");
    assert!(appearance.pages[0].regions[0].covers_print);
}

#[test]
fn shadow_replace_a_font_that_shows_other_letters_is_told() {
    let maker = signed().update(&[(6, "<< /Type /Font /Subtype /Type1 /BaseFont /Symbol >>")]);
    let appearance = check_unexpected(&maker, TITLE);
    assert!(appearance.pages[0].words_gone.contains(&"contract".to_owned()), "{appearance:?}");
}

#[test]
fn shadow_replace_the_content_of_a_page_is_told_with_the_words() {
    let content = "<< /Length 0 >>\nstream\nBT /F1 12 Tf 72 720 Td (The contrast) Tj ET\nendstream";
    let appearance = check_unexpected(&signed().update(&[(5, content)]), TITLE);
    assert_eq!(appearance.pages[0].words_gone, ["contract"]);
    assert_eq!(appearance.pages[0].words_added, ["contrast"]);
}

#[test]
fn shadow_hide_and_replace_a_page_prepared_before_is_told() {
    let shadow = PAGE.replace("/Contents 5 0 R", "/Contents 51 0 R");
    let content = "<< /Length 0 >>\nstream\nBT /F1 12 Tf 72 600 Td (Pay 900) Tj ET\nendstream";
    let prepared = Maker::new().update(&[(50, &shadow), (51, content)]).sign(&Signing::buyer());
    let maker = prepared.update(&[(2, "<< /Type /Pages /Kids [50 0 R] /Count 1 >>")]);
    let (appearance, _) = look(&maker);
    assert_eq!(appearance.outcome, Outcome::Changed);
    let page = &appearance.pages[0];
    assert_eq!((page.fate, page.page, page.was), (Fate::Replaced, Some(1), Some(1)));
    assert_eq!(page.words_gone, ["The", "contract"]);
    assert_eq!(page.words_added, ["Pay", "900"]);
    assert!(page.regions.iter().any(|region| lies_in(region, TITLE)), "{page:?}");
}

/// Sneaky signature: under P = 2 a signature field may be added, and its appearance is the forgery.
fn with_signature_over(rectangle: &str, content: &str) -> Maker {
    let page = PAGE.replace("15 0 R]", "15 0 R 50 0 R]");
    let fields = "<< /Fields [10 0 R 11 0 R 12 0 R 13 0 R 14 0 R 50 0 R] /SigFlags 3 /DA (/F1 10 Tf) /DR << /Font << /F1 6 0 R >> >> >>";
    let field = format!(
        "<< /Type /Annot /Subtype /Widget /FT /Sig /T (witness) /Rect [{rectangle}] /P 3 0 R /F 132 /AP << /N 61 0 R >> >>"
    );
    Maker::new().sign(&Signing::buyer().certify(2)).update(&[
        (3, &page),
        (4, fields),
        (50, &field),
        (61, &form(80, 20, content)),
    ])
}

#[test]
fn a_signature_added_over_print_is_told_with_and_without_drawing() {
    let sneaky =
        with_signature_over("70 715 150 735", "1 g 0 0 80 20 re f 0 g BT /F1 12 Tf 2 5 Td (No deal) Tj ET");
    let (appearance, permitted) = look(&sneaky);
    assert!(!permitted, "what covers print is told without drawing, too");
    assert_eq!(appearance.outcome, Outcome::Changed, "{appearance:?}");
    let region = &appearance.pages[0].regions[0];
    assert_eq!(
        (region.field.as_deref(), region.expected, region.covers_print),
        (Some("witness"), false, true)
    );
    assert!(lies_in(region, [70.0, 715.0, 150.0, 735.0]));
}

#[test]
fn a_signature_added_on_blank_paper_is_expected() {
    let (appearance, permitted) = look(&with_signature_over("320 100 400 120", "0 g 2 2 30 10 re f"));
    assert!(permitted);
    assert_eq!(appearance.outcome, Outcome::AsPermitted, "{appearance:?}");
    let region = &appearance.pages[0].regions[0];
    assert_eq!((region.field.as_deref(), region.expected), (Some("witness"), true));
}

#[test]
fn a_field_that_is_filled_in_is_expected_there_and_nowhere_else() {
    let field = |appearance: &str| {
        format!(
            "<< /Type /Annot /Subtype /Widget /FT /Tx /T (place) /Rect [72 560 300 580] /P 3 0 R /F 4 /V (Paris) /AP << /N {appearance} >> >>"
        )
    };
    let drawn = form(228, 20, "BT /F1 10 Tf 2 5 Td (Paris) Tj ET");
    let (appearance, permitted) = look(&signed().update(&[(11, &field("61 0 R")), (61, &drawn)]));
    assert!(permitted);
    assert_eq!(appearance.outcome, Outcome::AsPermitted, "{appearance:?}");
    let page = &appearance.pages[0];
    assert_eq!(page.regions[0].field.as_deref(), Some("place"));
    assert!(lies_in(&page.regions[0], [72.0, 560.0, 300.0, 580.0]));
    assert!(
        page.words_added.is_empty(),
        "what is written into the field is not told as new words of the page"
    );

    // The same with the content of the page changed too: only that is unexpected.
    let content = "<< /Length 0 >>\nstream\nBT /F1 12 Tf 72 720 Td (The contrast) Tj ET\nendstream";
    let both = signed().update(&[(11, &field("61 0 R")), (61, &drawn), (5, content)]);
    let appearance = check_unexpected(&both, TITLE);
    assert_eq!(appearance.pages[0].regions.len(), 2);
}

#[test]
fn a_locked_field_that_is_filled_in_is_unexpected() {
    let locked = Maker::new().sign(&Signing::buyer().lock("/Action /All"));
    let field = "<< /Type /Annot /Subtype /Widget /FT /Tx /T (place) /Rect [72 560 300 580] /P 3 0 R /F 4 /V (Paris) /AP << /N 61 0 R >> >>";
    let drawn = form(228, 20, "BT /F1 10 Tf 2 5 Td (Paris) Tj ET");
    check_unexpected(&locked.update(&[(11, field), (61, &drawn)]), [72.0, 560.0, 300.0, 580.0]);
}

#[test]
fn further_signatures_and_time_stamps_raise_no_alarm() {
    let maker = signed().sign(&Signing::seller()).stamp(200, "2026-03-05T00:00:00Z");
    let (_, appearances, _) = look_at(&maker.bytes, Pictures::None);
    assert_eq!(appearances.len(), 3);
    for appearance in appearances {
        assert_eq!(appearance.outcome, Outcome::Unchanged, "{appearance:?}");
    }
}

#[test]
fn words_that_only_a_machine_reads_are_told_too() {
    // The same shapes under another meaning: what is copied or read aloud is not what is seen.
    let map = "<< /Length 0 >>\nstream\n/CIDInit /ProcSet findresource begin begincmap 1 begincodespacerange <00> <FF> endcodespacerange 1 beginbfchar <54> <0058> endbfchar endcmap end\nendstream";
    let font = "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /ToUnicode 62 0 R >>";
    let (appearance, _) = look(&signed().update(&[(6, font), (62, map)]));
    assert_eq!(appearance.outcome, Outcome::Changed, "{appearance:?}");
    assert!(appearance.pages[0].regions.is_empty(), "{appearance:?}");
    assert!(appearance.pages[0].words_gone.contains(&"The".to_owned()), "{appearance:?}");
}

#[test]
fn pages_added_and_taken_away_are_told() {
    let second = PAGE.replace("/Annots", "/NoAnnots");
    let two = "<< /Type /Pages /Kids [3 0 R 50 0 R] /Count 2 >>";
    let (appearance, _) = look(&signed().update(&[(2, two), (50, &second)]));
    assert_eq!(appearance.outcome, Outcome::Changed);
    let told: Vec<_> = appearance.pages.iter().map(|page| (page.fate, page.page, page.was)).collect();
    assert_eq!(told, [(Fate::Added, Some(2), None)]);

    let before = Maker::new().update(&[(2, two), (50, &second)]).sign(&Signing::buyer());
    let (appearance, _) = look(&before.clone().update(&[(2, "<< /Type /Pages /Kids [3 0 R] /Count 1 >>")]));
    let told: Vec<_> = appearance.pages.iter().map(|page| (page.fate, page.page, page.was)).collect();
    assert_eq!(told, [(Fate::Removed, None, Some(2))]);

    let (appearance, _) = look(&before.update(&[(2, "<< /Type /Pages /Kids [50 0 R 3 0 R] /Count 2 >>")]));
    let told: Vec<_> = appearance.pages.iter().map(|page| (page.fate, page.page, page.was)).collect();
    assert_eq!(told, [(Fate::Moved, Some(2), Some(1))]);
    assert_eq!(appearance.outcome, Outcome::Changed);
}

#[test]
fn a_page_that_is_turned_or_cut_is_told_as_a_whole() {
    for entry in ["/Rotate 90", "/CropBox [0 0 300 400]"] {
        let page = PAGE.replace("/Type /Page", &format!("/Type /Page {entry}"));
        let (appearance, _) = look(&signed().update(&[(3, &page)]));
        assert_eq!(appearance.outcome, Outcome::Changed, "{entry}");
        assert!(!appearance.pages[0].regions[0].expected);
    }
}

#[test]
fn a_layer_that_is_turned_off_is_told() {
    let page = PAGE
        .replace("/Resources <<", "/Resources << /Properties << /L 70 0 R >>")
        .replace("/Contents 5", "/Contents 51");
    let content =
        "<< /Length 0 >>\nstream\n/OC /L BDC BT /F1 12 Tf 72 720 Td (The contract) Tj ET EMC\nendstream";
    let catalog = |off: &str| {
        format!(
            "<< /Type /Catalog /Pages 2 0 R /AcroForm 4 0 R /OCProperties << /OCGs [70 0 R] /D << /Order [70 0 R] {off} >> >> >>"
        )
    };
    let layer = "<< /Type /OCG /Name (Terms) >>";
    let maker = Maker::new()
        .update(&[(1, &catalog("")), (3, &page), (51, content), (70, layer)])
        .sign(&Signing::buyer())
        .update(&[(1, &catalog("/OFF [70 0 R]"))]);
    check_unexpected(&maker, TITLE);
}

#[test]
fn pictures_show_then_and_now_beside_each_other() {
    let content = "<< /Length 0 >>\nstream\nBT /F1 12 Tf 72 720 Td (The contrast) Tj ET\nendstream";
    let changed = signed().update(&[(5, content)]);
    let (_, _, pictures) = look_at(&changed.bytes, Pictures::SideBySide);
    let [(signature, page, image)] = pictures.as_slice() else { panic!("{} pictures", pictures.len()) };
    assert_eq!((*signature, *page), (0, Some(1)));
    let mut reader = png::Decoder::new(std::io::Cursor::new(image)).read_info().unwrap();
    let mut pixels = vec![0; reader.output_buffer_size().unwrap()];
    let info = reader.next_frame(&mut pixels).unwrap();
    assert!(
        info.width > 2 * info.height / 2,
        "two pages beside each other: {} by {}",
        info.width,
        info.height
    );
    let red = pixels.chunks_exact(3).filter(|pixel| *pixel == [208, 0, 0]).count();
    assert!(red > 100, "{red} pixels of outline");
}

#[test]
fn hostile_documents_end_in_a_refusal() {
    // A page tree that loops, later; pages without end; a page whose drawing never ends.
    let looped = signed().update(&[(2, "<< /Type /Pages /Kids [3 0 R 2 0 R] /Count 2 >>")]);
    let (appearance, _) = look(&looped);
    assert_eq!(appearance.outcome, Outcome::NotCompared, "{appearance:?}");
    assert!(matches!(appearance.findings[0], Finding::Damaged { .. }), "{appearance:?}");
    let bomb = super::documents::deflated(b"0 0 m 200 100 l 100 50 150 20 10 90 c S ", 200 << 20);
    let mut maker = signed();
    let mut places = vec![(5, maker.bytes.len())];
    maker.bytes.extend(b"5 0 obj\n");
    maker.bytes.extend(super::documents::stream("/Filter /FlateDecode", &bomb));
    maker.bytes.extend(b"\nendobj\n");
    maker.close(&std::mem::take(&mut places), "/Info 7 0 R");
    let limits = paraph_server::render::limits::Limits { processor_seconds: 1, ..Default::default() };
    let document = Document::open(maker.bytes.as_slice()).unwrap();
    let now: Timestamp = "2026-04-01T00:00:00Z".parse().unwrap();
    let report = validate(&document, &ValidationContext::new(Vec::new(), now)).unwrap();
    let seen = appearances(
        &renderer().within(limits),
        (&document, &report),
        Wanted::all(Pictures::None),
        |_, _, _| Ok::<(), RenderError>(()),
    );
    let seen = seen.unwrap().remove(0);
    assert_eq!(
        (seen.outcome, seen.findings),
        (Outcome::NotCompared, vec![Finding::DrawingTooLong { page: 1 }])
    );
}

#[test]
fn with_bytes_after_the_end_every_page_is_drawn() {
    let mut maker = signed();
    maker.bytes.extend(b"stray");
    let (appearance, _) = look(&maker);
    assert_eq!(appearance.outcome, Outcome::Unchanged, "{appearance:?}");
}
