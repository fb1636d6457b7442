//! Fonts that are not embedded are named, wherever they hide; those that are embedded are not.

use paraph_server::render::Finding;
use paraph_server::render::limits::FINDING_ITEMS_MAX;

use super::documents::{Objects, stream};
use super::look;

fn missing(objects: &Objects) -> Vec<String> {
    let findings = look(&objects.pdf()).inspection.findings;
    findings
        .into_iter()
        .find_map(|finding| match finding {
            Finding::FontsNotEmbedded { fonts } => Some(fonts),
            _ => None,
        })
        .unwrap_or_default()
}

#[test]
fn a_font_with_a_program_is_embedded_and_one_without_is_named() {
    for program in ["FontFile", "FontFile2", "FontFile3"] {
        let font = format!(
            "<< /Type /Font /Subtype /TrueType /BaseFont /ABCDEF+Garamond /FontDescriptor << /{program} 6 0 R >> >>"
        );
        let objects = Objects::one_page().with(5, font).with(6, stream("", b"not a font"));
        assert!(missing(&objects).is_empty(), "{program}");
    }
    let font = "<< /Type /Font /Subtype /TrueType /BaseFont /Garamond /FontDescriptor << /Flags 32 >> >>";
    assert_eq!(missing(&Objects::one_page().with(5, font)), ["Garamond"]);
}

#[test]
fn a_composite_font_is_judged_by_what_it_is_made_of() {
    let font = |descriptor: &str| {
        format!(
            "<< /Type /Font /Subtype /Type0 /BaseFont /SimSun /Encoding /Identity-H \
             /DescendantFonts [<< /Type /Font /Subtype /CIDFontType2 /BaseFont /SimSun /FontDescriptor << {descriptor} >> >>] >>"
        )
    };
    assert_eq!(missing(&Objects::one_page().with(5, font(""))), ["SimSun"]);
    let embedded = Objects::one_page().with(5, font("/FontFile2 6 0 R")).with(6, stream("", b"not a font"));
    assert!(missing(&embedded).is_empty());
}

#[test]
fn fonts_of_drawn_forms_are_found_even_in_a_form_that_names_itself() {
    let resources = "/Resources << /XObject << /X 6 0 R >> /Font << /G 7 0 R >> >>";
    let objects = Objects::one_page()
        .with(3, "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 200 100] /Contents 4 0 R /Resources << /XObject << /X 6 0 R >> >> >>")
        .with_contents("", b"/X Do")
        .with(6, stream(&format!("/Subtype /Form /BBox [0 0 9 9] {resources}"), b"/X Do BT /G 9 Tf (a) Tj ET"))
        .with(7, "<< /Type /Font /Subtype /Type1 /BaseFont /Times-Roman >>");
    assert_eq!(missing(&objects), ["Times-Roman"]);
}

/// A page whose resources list five fonts that are not embedded, and which draws this.
fn listing(content: &str) -> Objects {
    let font = |name: &str| format!("<< /Type /Font /Subtype /Type1 /BaseFont /{name} >>");
    let page = format!(
        "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 200 100] /Contents 4 0 R /Resources << /Font << /A {} /B {} >> \
         /ExtGState << /G << /Font [{} 9] >> >> /Pattern << /P 6 0 R >> /XObject << /X 7 0 R >> >> >>",
        font("Used"),
        font("Listed"),
        font("Chosen")
    );
    let inner = format!("/BBox [0 0 9 9] /Resources << /Font << /C {} >> >>", font("Inner"));
    Objects::one_page()
        .with(3, page)
        .with_contents("", content.as_bytes())
        .with(
            6,
            stream(
                &format!("/PatternType 1 /PaintType 1 /TilingType 1 /XStep 9 /YStep 9 {inner}"),
                b"BT /C 9 Tf (a) Tj ET",
            ),
        )
        .with(7, stream(&format!("/Subtype /Form {inner}"), b"BT /C 9 Tf (a) Tj ET"))
}

#[test]
fn only_fonts_that_draw_something_are_named() {
    for (content, fonts) in [
        ("BT /A 9 Tf (a) Tj ET", vec!["Used"]),
        ("BT /A 9 Tf /B 9 Tf (a) Tj ET", vec!["Listed"]),
        ("q BT /B 9 Tf ET Q BT /A 9 Tf () Tj (  ) Tj ET", vec![]),
        ("BT 3 Tr /A 9 Tf (under a scan) Tj ET", vec![]),
        ("q BT 3 Tr ET Q BT /A 9 Tf (a) Tj ET", vec!["Used"]),
        ("BT /G gs (a) Tj ET", vec!["Chosen"]),
        ("/Pattern cs /P scn 0 0 9 9 re f", vec!["Inner"]),
        ("/X Do", vec!["Inner"]),
        ("% /A 9 Tf (a) Tj", vec![]),
    ] {
        assert_eq!(missing(&listing(content)), fonts, "{content}");
    }
}

#[test]
fn fonts_of_annotations_are_named_and_those_of_another_state_are_not() {
    let look = |font: &str| {
        stream(
            &format!(
                "/Subtype /Form /BBox [0 0 9 9] /Resources << /Font << /S << /Subtype /Type1 /BaseFont /{font} >> >> >>"
            ),
            b"BT /S 9 Tf (a) Tj ET",
        )
    };
    let objects = Objects::one_page()
        .with_page("/Annots [<< /Subtype /Stamp /F 4 /Rect [0 0 9 9] /AS /On /AP << /N << /On 6 0 R /Off 7 0 R >> >> >>]")
        .with(6, look("Stamped"))
        .with(7, look("Unstamped"));
    assert_eq!(missing(&objects), ["Helvetica", "Stamped"]);
}

#[test]
fn only_so_many_fonts_are_named() {
    let fonts: Vec<String> =
        (0..40).map(|n| format!("/F{n} << /Type /Font /Subtype /Type1 /BaseFont /Font{n:02} >>")).collect();
    let page = format!(
        "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 200 100] /Contents 4 0 R /Resources << /Font << {} >> >> >>",
        fonts.join(" ")
    );
    let content: String = (0..40).map(|n| format!("BT /F{n} 9 Tf (a) Tj ET\n")).collect();
    let named = missing(&Objects::one_page().with(3, page).with_contents("", content.as_bytes()));
    assert_eq!(named.len(), FINDING_ITEMS_MAX);
    assert_eq!(named[0], "Font00");
}
