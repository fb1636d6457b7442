//! Whatever a document does to the drawing process, an answer comes, and it is a typed one.

use std::time::Duration;

use paraph_server::render::Finding;
use paraph_server::render::limits::Limits;

use super::documents::{Objects, deflated, stream};
use super::{look, look_with, renderer};

/// Numbers that depend on the seed alone (SplitMix64).
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, limit: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((mixed ^ (mixed >> 31)) % limit as u64) as usize
    }
}

/// A document with a bit of everything that can break: text, a form, an image, a shading, a function.
fn varied() -> Vec<u8> {
    let contents = b"q 100 0 0 50 10 10 cm /I Do Q /S sh /X Do BT /F 10 Tf 20 50 Td [(Sh) -20 (are)] TJ ET";
    let resources =
        "/Resources << /Font << /F 5 0 R >> /XObject << /I 6 0 R /X 7 0 R >> /Shading << /S 8 0 R >> >>";
    Objects::one_page()
        .with(3, format!("<< /Type /Page /Parent 2 0 R /MediaBox [0 0 200 100] /Contents 4 0 R {resources} >>"))
        .with_contents("", contents)
        .with(6, stream("/Subtype /Image /Width 2 /Height 2 /BitsPerComponent 8 /ColorSpace /DeviceRGB", b"abcdefghijkl"))
        .with(7, stream("/Subtype /Form /BBox [0 0 50 50] /Matrix [1 0 0 1 5 5]", b"0 0 20 20 re f"))
        .with(8, "<< /ShadingType 2 /ColorSpace /DeviceRGB /Coords [0 0 200 100] /Function 9 0 R /Extend [true true] >>")
        .with(9, "<< /FunctionType 2 /Domain [0 1] /C0 [1 0 0] /C1 [0 0 1] /N 1 >>")
        .pdf()
}

#[test]
fn three_hundred_mutants_are_each_answered() {
    let original = varied();
    assert!(!look(&original).inspection.is_refused());
    let limits = Limits { memory_bytes: 1 << 30, processor_seconds: 5, silence: Duration::from_secs(30) };
    let renderer = renderer().within(limits);
    let body = original.windows(6).position(|window| window == b"\nxref\n").unwrap();
    let mut numbers = Numbers(20_261_121);
    let (mut refused, mut shown) = (0, 0);
    for _ in 0..300 {
        let mut mutant = original.clone();
        for _ in 0..=numbers.below(4) {
            // Behind the body lie the cross-references: whatever changes there is refused at once.
            let place = numbers.below(body);
            mutant[place] = numbers.below(256) as u8;
        }
        if numbers.below(10) == 0 {
            mutant.truncate(numbers.below(mutant.len()));
        }
        let looked = look_with(&renderer, &mutant);
        if looked.inspection.is_refused() { refused += 1 } else { shown += 1 }
    }
    assert!(refused > 30 && shown > 30, "{refused} refused, {shown} shown: the mutants say nothing");
}

#[test]
fn a_document_that_takes_too_long_is_cut_off_by_the_processor_limit() {
    let limits = Limits { processor_seconds: 1, silence: Duration::from_secs(120), ..Limits::default() };
    let looked = look_with(&renderer().within(limits), &endless());
    assert_eq!(looked.inspection.findings.first(), Some(&Finding::DrawingTooLong { page: 1 }));
    assert!(looked.pages.is_empty());
}

#[test]
fn a_document_that_takes_too_long_is_cut_off_by_the_clock() {
    let limits = Limits { processor_seconds: 60, silence: Duration::from_millis(300), ..Limits::default() };
    let looked = look_with(&renderer().within(limits), &endless());
    assert_eq!(looked.inspection.findings.first(), Some(&Finding::DrawingTooLong { page: 1 }));
}

/// Minutes of drawing in a few kilobytes.
fn endless() -> Vec<u8> {
    let bytes = deflated(b"0 0 m 200 100 l 100 50 150 20 10 90 c S ", 200 << 20);
    Objects::one_page().with_contents("/Filter /FlateDecode", &bytes).pdf()
}

#[test]
fn a_document_that_takes_too_much_memory_is_cut_off() {
    let bytes = deflated(b"                ", 600 << 20);
    let objects = Objects::one_page().with_contents("/Filter /FlateDecode", &bytes);
    let limits = Limits { memory_bytes: 400 << 20, ..Limits::default() };
    let looked = look_with(&renderer().within(limits), &objects.pdf());
    assert_eq!(looked.inspection.findings.first(), Some(&Finding::DrawingTooLarge { page: 1 }));
}

#[test]
fn forms_that_draw_themselves_end() {
    let resources = "/Resources << /XObject << /X 6 0 R >> >>";
    let form = stream(&format!("/Subtype /Form /BBox [0 0 200 100] {resources}"), b"/X Do /X Do");
    let objects = Objects::one_page()
        .with(
            3,
            format!("<< /Type /Page /Parent 2 0 R /MediaBox [0 0 200 100] /Contents 4 0 R {resources} >>"),
        )
        .with_contents("", b"/X Do")
        .with(6, form);
    let findings = look(&objects.pdf()).inspection.findings;
    assert!(!findings.is_empty());
}

#[test]
fn deep_nesting_ends() {
    let deep = "[".repeat(100_000);
    assert!(look(&Objects::one_page().with_catalog(&format!("/Deep {deep}")).pdf()).inspection.is_refused());
    let contents = deep.into_bytes();
    let _ = look(&Objects::one_page().with_contents("", &contents).pdf());
    let states = "q ".repeat(200_000).into_bytes();
    let _ = look(&Objects::one_page().with_contents("", &states).pdf());
}
