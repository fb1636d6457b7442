//! Ways to hide what was signed that a look at opaque boxes alone does not see: blending, colours by other names, fonts whose letters
//! are boxes, lines wider than they seem, several annotations over one another, the pixels that matter.

use crate::covering::{BESIDE_THE_TEXT, COVERED, OVER_THE_TEXT, check_covered, first_passes, said};
use crate::maker::{Maker, PAGE, Signing, look};
use crate::solid_font;

const FORM: &str = "<< /Fields [10 0 R 11 0 R 12 0 R 13 0 R 14 0 R 50 0 R 60 0 R] /SigFlags 3 /DA (/F1 10 Tf) /DR << /Font << /F1 6 0 R >> >> >>";

/// A field at a place, in an appearance of its own resources; other objects come along.
struct Look<'a> {
    resources: &'a str,
    content: &'a str,
    more: &'a [(u32, &'a str)],
    keys: &'a str,
}

impl Look<'_> {
    fn at(&self, place: &str) -> Maker {
        let page = PAGE.replace("15 0 R]", "15 0 R 50 0 R]");
        let field = format!(
            "<< /Type /Annot /Subtype /Widget /FT /Sig /T (witness) /Rect [{place}] /P 3 0 R /F 132 /AP << /N 51 0 R >> >>"
        );
        let form = form(self.keys, self.resources, self.content);
        let mut objects = vec![(3, page.as_str()), (4, FORM), (50, field.as_str()), (51, form.as_str())];
        objects.extend(self.more);
        Maker::new().sign(&Signing::buyer().certify(2)).update(&objects)
    }
}

fn form(keys: &str, resources: &str, content: &str) -> String {
    format!(
        "<< /Type /XObject /Subtype /Form /BBox [0 0 140 30] {keys} /Resources << /Font << /F1 6 0 R /F2 52 0 R >> {resources} >> /Length 0 >>\nstream\n{content}\nendstream"
    )
}

/// Over the text it covers, beside it it does not.
#[track_caller]
fn covers(resources: &str, content: &str, more: &[(u32, &str)]) {
    let seen = Look { resources, content, more, keys: "" };
    check_covered(&seen.at(OVER_THE_TEXT), COVERED);
    let beside = look(&seen.at(BESIDE_THE_TEXT).bytes).unwrap();
    assert!(first_passes(&beside), "{content}: {:?}", said(&beside));
}

#[track_caller]
fn covers_nothing(resources: &str, content: &str, more: &[(u32, &str)]) {
    let report = look(&Look { resources, content, more, keys: "" }.at(OVER_THE_TEXT).bytes).unwrap();
    assert!(first_passes(&report), "{content}: {:?}", said(&report));
}

const BOX: &str = "0 0 140 30 re f";
const MULTIPLY: &str = "/ExtGState << /M << /BM /Multiply >> /D << /BM [/Darken] >> /N << /BM /Normal >> >>";

#[test]
fn what_is_multiplied_covers_as_far_as_it_is_dark_or_not_known() {
    covers(MULTIPLY, &format!("/M gs 0 g {BOX}"), &[]);
    covers(MULTIPLY, &format!("/D gs 0.2 0.1 0 rg {BOX}"), &[]);
    covers(MULTIPLY, &format!("/M gs 1 1 1 1 k {BOX}"), &[]);
    let picture = "q 140 0 0 30 0 0 cm /X Do Q";
    let image = "<< /Type /XObject /Subtype /Image /Width 1 /Height 1 /BitsPerComponent 8 /ColorSpace /DeviceGray /Length 2 >>\nstream\n00\nendstream";
    covers(&format!("{MULTIPLY} /XObject << /X 53 0 R >>"), &format!("/M gs {picture}"), &[(53, image)]);
    let shading = "/Shading << /S << /ShadingType 2 /ColorSpace /DeviceGray /Coords [0 0 1 0] /Function << /FunctionType 2 /N 1 /Domain [0 1] /C0 [0] /C1 [0] >> /Extend [true true] >> >>";
    covers(&format!("{MULTIPLY} {shading}"), "/M gs /S sh", &[]);
    covers_nothing(MULTIPLY, &format!("/M gs 1 1 0 rg {BOX}"), &[]);
    covers_nothing(MULTIPLY, &format!("/M gs 1 1 1 rg {BOX} {BOX} {BOX}"), &[]);
}

#[test]
fn several_layers_that_are_multiplied_cover_together() {
    covers_nothing(MULTIPLY, &format!("/M gs 0.6 0.6 0.6 rg {BOX}"), &[]);
    covers(MULTIPLY, &format!("/M gs 0.6 0.6 0.6 rg {BOX} {BOX} {BOX}"), &[]);
}

#[test]
fn colours_whose_darkness_is_not_looked_at_are_dark() {
    let tint = "<< /FunctionType 2 /N 1 /Domain [0 1] /C0 [1 1 1] /C1 [0 0 0] >>";
    for space in [
        format!("[/Separation /Ink /DeviceRGB {tint}]"),
        format!("[/DeviceN [/Ink] /DeviceRGB {tint}]"),
        "[/Indexed /DeviceRGB 1 <000000000000>]".to_owned(),
        "[/CalGray << /WhitePoint [1 1 1] /Gamma 90 >>]".to_owned(),
    ] {
        covers(&format!("{MULTIPLY} /ColorSpace << /C {space} >>"), &format!("/M gs /C cs 1 sc {BOX}"), &[]);
    }
    let replaced = "/ColorSpace << /DefaultRGB [/ICCBased 53 0 R] >>";
    let profile = "<< /N 3 /Length 1 >>\nstream\nx\nendstream";
    covers(&format!("{MULTIPLY} {replaced}"), &format!("/M gs 1 1 0 rg {BOX}"), &[(53, profile)]);
    let transfer = "/ExtGState << /M << /BM /Multiply /TR << /FunctionType 2 /N 1 /Domain [0 1] /C0 [1] /C1 [0] >> >> >>";
    covers(transfer, &format!("/M gs 1 1 0 rg {BOX}"), &[]);
    let pattern = "<< /PatternType 1 /PaintType 1 /TilingType 1 /BBox [0 0 9 9] /XStep 9 /YStep 9 /Resources << >> /Length 1 >>\nstream\n0 g 0 0 9 9 re f\nendstream";
    covers(
        &format!("{MULTIPLY} /Pattern << /P 53 0 R >>"),
        &format!("/M gs /Pattern cs /P scn {BOX}"),
        &[(53, pattern)],
    );
}

#[test]
fn within_an_isolated_group_nothing_is_multiplied() {
    let group = "/Group << /S /Transparency /I true >>";
    let content = format!("/M gs 1 1 1 rg {BOX}");
    let isolated = Look { resources: MULTIPLY, content: &content, more: &[], keys: group };
    check_covered(&isolated.at(OVER_THE_TEXT), COVERED);
    let open = Look { keys: "/Group << /S /Transparency >>", ..isolated };
    assert!(first_passes(&look(&open.at(OVER_THE_TEXT).bytes).unwrap()));
    // A group that is multiplied as a whole is.
    let inner = form(group, "", &format!("1 1 0 rg {BOX}"));
    covers_nothing(&format!("{MULTIPLY} /XObject << /X 53 0 R >>"), "/M gs /X Do", &[(53, &inner)]);
    // Opacity holds for the group, whatever is set within.
    let thin = "/ExtGState << /T << /ca 0.1 >> >>";
    let opaque =
        form("/Group << /S /Transparency >>", "/ExtGState << /O << /ca 1 >> >>", &format!("/O gs {BOX}"));
    covers_nothing(&format!("{thin} /XObject << /X 53 0 R >>"), "/T gs /X Do", &[(53, &opaque)]);
}

#[test]
fn letters_that_are_boxes_cover_like_boxes() {
    let text = "BT 1 g /F2 10 Tf 0 5 Td (A) Tj ET";
    let font = "<< /Type /Font /Subtype /TrueType /BaseFont /AAAAAA+Plain /FirstChar 65 /LastChar 65 /Widths [500] /Encoding /WinAnsiEncoding /FontDescriptor 54 0 R >>";
    let descriptor = "<< /Type /FontDescriptor /FontName /AAAAAA+Plain /Flags 32 /FontFile2 55 0 R >>";
    let file = |hexadecimal: &str| {
        format!("<< /Filter /ASCIIHexDecode /Length 0 >>\nstream\n{hexadecimal}\nendstream")
    };
    // One letter as wide as fourteen.
    let solid = file(&solid_font::hexadecimal(0, -500, 14_000, 2_500));
    covers("", text, &[(52, font), (54, descriptor), (55, &solid)]);
    let by_glyph = "<< /Type /Font /Subtype /Type0 /BaseFont /AAAAAA+Plain /Encoding /Identity-H /DescendantFonts [<< /Type /Font /Subtype /CIDFontType2 /BaseFont /AAAAAA+Plain /CIDSystemInfo << /Registry (Adobe) /Ordering (Identity) /Supplement 0 >> /FontDescriptor 54 0 R /DW 500 >>] >>";
    covers("", "BT 1 g /F2 10 Tf 0 5 Td <0001> Tj ET", &[(52, by_glyph), (54, descriptor), (55, &solid)]);
    // A thin one is a letter like others.
    let thin = file(&solid_font::hexadecimal(0, 0, 60, 700));
    covers_nothing("", text, &[(52, font), (54, descriptor), (55, &thin)]);
    // What a program of type 1 draws is not known.
    let type_1 = "<< /Type /FontDescriptor /FontName /AAAAAA+Plain /Flags 32 /FontFile 55 0 R >>";
    covers("", text, &[(52, &font.replace("TrueType", "Type1")), (54, type_1), (55, &thin)]);
    // Of the reader's own fonts some have boxes.
    let webdings =
        "<< /Type /Font /Subtype /TrueType /BaseFont /Webdings /FirstChar 65 /LastChar 65 /Widths [14000] >>";
    covers("", "BT /F2 30 Tf 0 0 Td (AAAAA) Tj ET", &[(52, webdings)]);
}

#[test]
fn letters_that_are_drawings_cover_what_they_draw_whatever_their_width() {
    let font = |drawing: &str| {
        format!(
            "<< /Type /Font /Subtype /Type3 /FontBBox [0 0 0 0] /FontMatrix [0.001 0 0 0.001 0 0] /FirstChar 65 /LastChar 65 /Widths [0] /Encoding << /Differences [65 /a] >> /CharProcs << /a 53 0 R >> /Resources << >> /ToUnicode 54 0 R >>|<< /Length 0 >>\nstream\n{drawing}\nendstream"
        )
    };
    let map = "<< /Length 0 >>\nstream\n1 beginbfchar <41> <0041> endbfchar\nendstream";
    for (drawing, is_solid) in [
        ("0 0 d0 0 -500 14000 3000 re f", true),
        ("0 0 0 0 0 0 d1 0 -500 14000 3000 re f", true),
        ("500 0 d0 0 0 60 700 re f", false),
    ] {
        let whole = font(drawing);
        let (font, glyph) = whole.split_once('|').unwrap();
        let text = "BT 1 g /F2 10 Tf 0 5 Td (A) Tj ET";
        let more = [(52, font), (53, glyph), (54, map)];
        if is_solid { covers("", text, &more) } else { covers_nothing("", text, &more) }
    }
}

#[test]
fn letters_with_wide_edges_and_what_is_painted_through_letters_cover() {
    for content in [
        "BT 1 G 30 w 1 Tr /F1 10 Tf 0 5 Td (MMMMMMMMMMMMMM) Tj ET",
        "BT 1 g 1 G 30 w 2 Tr /F1 10 Tf 0 5 Td (MMMMMMMMMMMMMM) Tj ET",
        "BT 1 G 30 w 5 Tr /F1 10 Tf 0 5 Td (MMMMMMMMMMMMMM) Tj ET",
        "BT 7 Tr /F1 90 Tf 0 0 Td (MMMM) Tj ET 1 g 0 0 140 30 re f",
    ] {
        covers("", content, &[]);
    }
    covers_nothing("", "BT 3 Tr 30 w /F1 10 Tf 0 5 Td (MMMMMMMM) Tj ET", &[]);
    // A font that the graphics state chooses is one as well.
    covers("/ExtGState << /T << /Font [6 0 R 90] >> >>", "/T gs BT 0 0 Td (MM) Tj ET", &[]);
}

#[test]
fn lines_cover_as_they_are_drawn() {
    for content in [
        // Dots that are squares.
        "1 G 30 w 2 J 15 15 m 15.01 15 l S 30 15 m 30.01 15 l S 60 15 m 60.01 15 l S 90 15 m 90.01 15 l S 120 15 m 120.01 15 l S",
        "1 G 30 w 1 J 15 15 m 15 15 l S 40 15 m 40 15 l S 70 15 m 70 15 l S",
        // Wide in one direction only.
        "q 140 0 0 0.001 0 0 cm 1 G 1 w 0.5 0 m 0.5 30000 l S Q",
        // A corner drawn to a point far away.
        "1 G 30 w 200 M 0 15 m 1 15 l 0 16 l S",
        "1 G /W gs 0 15 m 140 15 l S",
    ] {
        covers("/ExtGState << /W << /LW 30 >> >>", content, &[]);
    }
    // More operands than are wanted: the last count.
    covers("", "1 g 9 9 0 0 140 30 re f", &[]);
    covers_nothing("", "1 G 0.5 w 2 J 0 0 m 140 30 l S", &[]);
}

#[test]
fn what_has_no_resources_uses_those_around_it() {
    let content = PAGE.replace("/Font << /F1 6 0 R >>", "/Font << /F1 6 0 R >> /XObject << /X 56 0 R >>");
    let page = content.replace("15 0 R]", "15 0 R 50 0 R]");
    let field = format!(
        "<< /Type /Annot /Subtype /Widget /FT /Sig /T (witness) /Rect [{OVER_THE_TEXT}] /P 3 0 R /F 132 /AP << /N 51 0 R >> >>"
    );
    let bare = "<< /Type /XObject /Subtype /Form /BBox [0 0 140 30] /Length 0 >>\nstream\n/X Do\nendstream";
    let there = Maker::new().update(&[(3, &content), (56, &form("", "", BOX))]);
    let signed = there.sign(&Signing::buyer().certify(2));
    check_covered(&signed.update(&[(3, &page), (4, FORM), (50, &field), (51, bare)]), COVERED);
}

#[test]
fn a_point_or_a_part_of_a_letter_is_enough() {
    // The page says: The contract, 12 points high from 72 720 on.
    for place in ["71 719 74 730", "97 718 104 724"] {
        let white = Look { resources: "", content: &format!("1 g {BOX}"), more: &[], keys: "" };
        check_covered(&white.at(place), COVERED);
    }
    let content = "<< /Length 0 >>\nstream\nBT /F1 12 Tf 72 720 Td (EUR 1.000) Tj ET\nendstream";
    let page = PAGE.replace("15 0 R]", "15 0 R 50 0 R]");
    let field = |place: &str| {
        format!(
            "<< /Type /Annot /Subtype /Widget /FT /Sig /T (witness) /Rect [{place}] /P 3 0 R /F 132 /AP << /N 51 0 R >> >>"
        )
    };
    let white = form("", "", &format!("1 g {BOX}"));
    let signed = Maker::new().update(&[(5, content)]).sign(&Signing::buyer().certify(2));
    let point = signed.update(&[(3, &page), (4, FORM), (50, &field("107 719 111 722")), (51, &white)]);
    check_covered(&point, COVERED);
}

#[test]
fn several_annotations_cover_together_what_none_covers_alone() {
    let page = |numbers: &str| PAGE.replace("15 0 R]", &format!("15 0 R {numbers}]"));
    let note = |look: u32| {
        format!(
            "<< /Type /Annot /Subtype /Stamp /Rect [{OVER_THE_TEXT}] /P 3 0 R /F 4 /AP << /N {look} 0 R >> >>"
        )
    };
    let half = form("", "/ExtGState << /H << /ca 0.5 >> >>", &format!("/H gs 1 g {BOX}"));
    let certified = Maker::new().sign(&Signing::buyer().certify(3));
    let one = certified.update(&[(3, &page("50 0 R")), (50, &note(51)), (51, &half)]);
    assert!(first_passes(&look(&one.clone().bytes).unwrap()));
    let two = one.update(&[(3, &page("50 0 R 52 0 R")), (52, &note(53)), (53, &half)]);
    check_covered(&two, "page content covered by an annotation");
    // Beside one another they cover nothing, and the same goes for stripes that leave room to read.
    let beside = note(53).replace(OVER_THE_TEXT, BESIDE_THE_TEXT);
    let apart =
        certified_with(&page("50 0 R 52 0 R"), &[(50, &note(51)), (51, &half), (52, &beside), (53, &half)]);
    assert!(first_passes(&look(&apart.bytes).unwrap()));
    let stripes =
        |from: u32| -> String { (0..15).map(|line| format!("0 {} 140 1 re f ", from + 2 * line)).collect() };
    let (odd, even) =
        (form("", "", &format!("1 g {}", stripes(0))), form("", "", &format!("1 g {}", stripes(1))));
    let both =
        certified_with(&page("50 0 R 52 0 R"), &[(50, &note(51)), (51, &odd), (52, &note(53)), (53, &even)]);
    check_covered(&both, "page content covered by an annotation");
}

fn certified_with(page: &str, objects: &[(u32, &str)]) -> Maker {
    let all: Vec<(u32, &str)> = objects.iter().copied().chain([(3, page)]).collect();
    Maker::new().sign(&Signing::buyer().certify(3)).update(&all)
}

#[test]
fn coloured_print_is_covered_by_its_own_colour() {
    let content = "<< /Length 0 >>\nstream\nBT 1 0 1 rg /F1 12 Tf 72 720 Td (The contract) Tj ET\nendstream";
    let page = PAGE.replace("15 0 R]", "15 0 R 50 0 R]");
    let field = format!(
        "<< /Type /Annot /Subtype /Widget /FT /Sig /T (witness) /Rect [{OVER_THE_TEXT}] /P 3 0 R /F 132 /AP << /N 51 0 R >> >>"
    );
    let magenta = form("", MULTIPLY, &format!("/M gs 1 0 1 rg {BOX}"));
    let update = [(3, page.as_str()), (4, FORM), (50, field.as_str()), (51, magenta.as_str())];
    let coloured = Maker::new().update(&[(5, content)]).sign(&Signing::buyer().certify(2));
    check_covered(&coloured.update(&update), COVERED);
    let black = Maker::new().sign(&Signing::buyer().certify(2)).update(&update);
    assert!(first_passes(&look(&black.bytes).unwrap()), "it is read through the colour");
}

#[test]
fn pages_of_other_units_and_turned_annotations_are_measured_as_they_are_shown() {
    // A unit of a hundred points: the text is an inch from the left as before.
    let content = "<< /Length 0 >>\nstream\nBT /F1 0.12 Tf 0.72 7.2 Td (The contract) Tj ET\nendstream";
    let large = "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 5.95 8.42] /UserUnit 100 /Contents 5 0 R /Resources << /Font << /F1 6 0 R >> >> /Annots [10 0 R 11 0 R 12 0 R 13 0 R 14 0 R 15 0 R] >>";
    let page = large.replace("15 0 R]", "15 0 R 50 0 R]");
    let field = |place: &str| {
        format!(
            "<< /Type /Annot /Subtype /Widget /FT /Sig /T (witness) /Rect [{place}] /P 3 0 R /F 132 /AP << /N 51 0 R >> >>"
        )
    };
    // All over the page, and painted on the line alone.
    let line = "<< /Type /XObject /Subtype /Form /BBox [0 0 5.95 8.42] /Resources << >> /Length 0 >>\nstream\n1 g 0.7 7.17 0.75 0.16 re f\nendstream";
    let signed = Maker::new().update(&[(3, large), (5, content)]).sign(&Signing::buyer().certify(2));
    let whole = signed.update(&[(3, &page), (4, FORM), (50, &field("0 0 5.95 8.42")), (51, line)]);
    let report = look(&whole.bytes).unwrap();
    assert!(said(&report).iter().any(|what| what == COVERED), "{:?}", said(&report));
    // Upright on a turned page, it lies elsewhere than its rectangle.
    let turned = PAGE.replace("/MediaBox", "/Rotate 90 /MediaBox");
    let signed = Maker::new().update(&[(3, &turned)]).sign(&Signing::buyer().certify(2));
    let page = turned.replace("15 0 R]", "15 0 R 50 0 R]");
    let upright = field("70 500 370 715").replace("/F 132", "/F 148");
    let white = form("", "", &format!("1 g {BOX}"));
    let turned = signed.update(&[(3, &page), (4, FORM), (50, &upright), (51, &white)]);
    let report = look(&turned.bytes).unwrap();
    assert!(said(&report).iter().any(|what| what == COVERED), "{:?}", said(&report));
}
