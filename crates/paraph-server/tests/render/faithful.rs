//! What is drawn and read is what the page says: size, rotation, place of the words, the same picture each time.

use paraph_server::render::limits::PAGE_PIXELS_MAX;
use paraph_server::render::{Finding, PageLayer};

use super::documents::Objects;
use super::{check_shown, look};

fn helvetica() -> Vec<Finding> {
    vec![Finding::FontsNotEmbedded { fonts: vec!["Helvetica".to_owned()] }]
}

fn shown(objects: &Objects) -> (PageLayer, Vec<u8>) {
    check_shown(&objects.pdf(), &helvetica()).remove(0)
}

/// Width, height and colour type, from the header of a PNG (RFC 2083 § 4.1.1).
fn png_header(image: &[u8]) -> (u32, u32, u8) {
    assert_eq!(&image[..8], b"\x89PNG\r\n\x1a\n");
    let number = |at: usize| u32::from_be_bytes(image[at..at + 4].try_into().unwrap());
    (number(16), number(20), image[25])
}

#[test]
fn a_page_is_drawn_at_144_dots_per_inch_in_true_colour() {
    let (layer, image) = shown(&Objects::one_page());
    assert_eq!((layer.width, layer.height, layer.rotation), (200.0, 100.0, 0));
    assert_eq!(png_header(&image), (400, 200, 2));
}

#[test]
fn the_same_page_gives_the_same_bytes() {
    let objects = Objects::one_page();
    assert_eq!(shown(&objects).1, shown(&objects).1);
}

#[test]
fn words_stand_where_they_are_drawn() {
    let (layer, _) = shown(&Objects::one_page());
    let [line] = layer.lines.as_slice() else { panic!("{:?}", layer.lines) };
    assert_eq!(line.text, "Share purchase");
    assert!((line.left - 10.0).abs() < 0.1, "{line:?}");
    // The base line is at half the height; letters of 10 points stand 8 above and 2 below it.
    assert!((line.top - 42.0).abs() < 0.1 && (line.height - 10.0).abs() < 0.1, "{line:?}");
    // 69.5 points by the widths of Helvetica.
    assert!((line.width - 34.7).abs() < 1.5, "{line:?}");
}

#[test]
fn a_turned_page_is_shown_turned_with_its_words() {
    for (rotation, left, top) in [(90, 45.0, 10.0), (180, 55.0, 50.0), (270, 45.0, 55.0)] {
        let (layer, image) = shown(&Objects::one_page().with_page(&format!("/Rotate {rotation}")));
        let turned = rotation % 180 == 90;
        let (width, height) = if turned { (100.0, 200.0) } else { (200.0, 100.0) };
        assert_eq!((layer.width, layer.height, layer.rotation), (width, height, rotation));
        assert_eq!(png_header(&image).0, if turned { 200 } else { 400 });
        let line = &layer.lines[0];
        assert_eq!(line.text, "Share purchase");
        assert!((line.left - left).abs() < 6.0 && (line.top - top).abs() < 6.0, "{rotation}: {line:?}");
    }
}

#[test]
fn only_what_lies_in_the_crop_box_is_shown() {
    let (layer, image) = shown(&Objects::one_page().with_page("/CropBox [10 40 110 90]"));
    assert_eq!((layer.width, layer.height), (100.0, 50.0));
    assert_eq!(png_header(&image), (200, 100, 2));
    assert!((layer.lines[0].left - 10.0).abs() < 0.2, "{:?}", layer.lines);
}

#[test]
fn a_user_unit_makes_the_page_larger() {
    let (layer, image) = shown(&Objects::one_page().with_page("/UserUnit 2"));
    assert_eq!((layer.width, layer.height), (400.0, 200.0));
    assert_eq!(png_header(&image), (800, 400, 2));
    assert!((layer.lines[0].left - 10.0).abs() < 0.1);
}

#[test]
fn a_very_large_page_is_drawn_smaller_but_whole() {
    let objects = Objects::one_page().with_page("/MediaBox [0 0 14400 7200]");
    let (layer, image) = shown(&objects);
    let (width, height, _) = png_header(&image);
    assert!(f64::from(width) * f64::from(height) <= PAGE_PIXELS_MAX, "{width} x {height}");
    assert!((f64::from(width) / f64::from(height) - 2.0).abs() < 0.01);
    assert_eq!((layer.width, layer.height), (14_400.0, 7_200.0));
}

#[test]
fn invisible_words_of_a_scan_are_read() {
    let contents = b"BT 3 Tr /F 10 Tf 20 50 Td (Recognised) Tj ET";
    // Invisible letters look alike in every font.
    let (layer, image) = check_shown(&Objects::one_page().with_contents("", contents).pdf(), &[]).remove(0);
    assert_eq!(layer.lines[0].text, "Recognised");
    let empty = shown_without_text(&Objects::one_page().with_contents("", b""));
    assert_eq!(image, empty, "invisible words leave no mark");
}

fn shown_without_text(objects: &Objects) -> Vec<u8> {
    check_shown(&objects.pdf(), &[Finding::PagesWithoutText { pages: vec![1] }]).remove(0).1
}

#[test]
fn a_page_without_words_is_told() {
    shown_without_text(&Objects::one_page().with_contents("", b"0 0 50 50 re f"));
}

#[test]
fn letters_without_a_meaning_are_told() {
    let font = "<< /Type /Font /Subtype /Type3 /FontBBox [0 0 1000 1000] /FontMatrix [0.001 0 0 0.001 0 0] /FirstChar 65 \
        /LastChar 65 /Widths [1000] /Encoding << /Differences [65 /strange] >> /CharProcs << /strange 6 0 R >> >>";
    let shape = super::documents::stream("", b"1000 0 0 0 1000 1000 d1 0 0 800 800 re f");
    let contents = b"BT /F 10 Tf 20 50 Td (A) Tj ET";
    let objects = Objects::one_page().with(5, font).with(6, shape).with_contents("", contents);
    let findings = look(&objects.pdf()).inspection.findings;
    let expected = [Finding::LettersUnknown { pages: vec![1] }, Finding::PagesWithoutText { pages: vec![1] }];
    assert_eq!(findings, expected);
}
