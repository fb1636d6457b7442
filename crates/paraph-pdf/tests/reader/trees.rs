//! Pages and form fields: in order, with what they inherit, and never round in circles.

use paraph_pdf::{Document, Error, ObjectId, Page};

use crate::maker::Maker;

fn pages(maker: Maker) -> Result<Vec<Page>, Error> {
    Document::open(maker.table("").bytes).unwrap().current().pages()?.collect()
}

fn tree(nodes: &[(u32, &str)]) -> Maker {
    let start =
        Maker::new().object(1, "<< /Type /Catalog /Pages 2 0 R /AcroForm << /Fields [10 0 R 11 0 R] >> >>");
    nodes.iter().fold(start, |maker, (number, body)| maker.object(*number, body))
}

#[test]
fn pages_come_in_order_and_inherit() {
    let found = pages(tree(&[
        (2, "<< /Type /Pages /Kids [3 0 R 4 0 R] /Count 3 /MediaBox [0 0 600 800] /Rotate 90 >>"),
        (3, "<< /Type /Page /Parent 2 0 R /CropBox [10 10 9000 300] >>"),
        (4, "<< /Type /Pages /Parent 2 0 R /Kids [5 0 R 6 0 R] /Count 2 /Rotate -90 >>"),
        (5, "<< /Type /Page /Parent 4 0 R /MediaBox [300 200 0 0] /UserUnit 2.5 >>"),
        (6, "<< /Type /Page /Parent 4 0 R /Rotate 45 /CropBox [900 900 950 950] >>"),
    ]))
    .unwrap();
    let told: Vec<(u32, u16, f64, f64)> = found
        .iter()
        .map(|page| (page.id.number, page.rotation, page.media_box.width(), page.user_unit))
        .collect();
    assert_eq!(told, [(3, 90, 600.0, 1.0), (5, 270, 300.0, 2.5), (6, 0, 600.0, 1.0)]);
    let crops: Vec<(f64, f64)> =
        found.iter().map(|page| (page.crop_box.width(), page.crop_box.height())).collect();
    assert_eq!(crops, [(590.0, 290.0), (300.0, 200.0), (600.0, 800.0)]);
}

#[test]
fn a_page_tree_that_loops_is_refused() {
    for kids in ["2 0 R", "3 0 R 3 0 R"] {
        let result = pages(tree(&[
            (2, &format!("<< /Type /Pages /Kids [{kids}] /Count 1 /MediaBox [0 0 9 9] >>")),
            (3, "<< /Type /Page >>"),
        ]));
        assert!(matches!(result, Err(Error::TreeLoops { .. })));
    }
}

#[test]
fn what_is_no_page_is_refused() {
    let one = |page: &str| pages(tree(&[(2, "<< /Type /Pages /Kids [3 0 R] /Count 1 >>"), (3, page)]));
    assert!(matches!(
        one("<< /Type /Page >>"),
        Err(Error::StructureIsMalformed { what: "a page's media box" })
    ));
    assert!(one("<< /Type /Page /MediaBox [0 0 (a) 9] >>").is_err());
    assert!(one("<< /Type /Page /MediaBox [0 0 9] >>").is_err());
    assert!(one("(no page)").is_err());
    let direct = tree(&[(2, "<< /Type /Pages /Kids [<< /Type /Page /MediaBox [0 0 9 9] >>] /Count 1 >>")]);
    assert!(pages(direct).is_err());
}

#[test]
fn fields_inherit_and_have_full_names() {
    let maker = tree(&[
        (2, "<< /Type /Pages /Kids [] /Count 0 >>"),
        (10, "<< /T (party) /FT /Tx /V (nobody) /Ff 2 /Kids [12 0 R 13 0 R] >>"),
        (11, "<< /T (agree) /FT /Btn /Kids [14 0 R 15 0 R] >>"),
        (12, "<< /T (name) /Parent 10 0 R /Subtype /Widget >>"),
        (13, "<< /T <FEFF00E9> /Parent 10 0 R /Subtype /Widget /V (Ada) /Ff 1 >>"),
        (14, "<< /Subtype /Widget /Parent 11 0 R >>"),
        (15, "<< /Subtype /Widget /Parent 11 0 R >>"),
    ]);
    let document = Document::open(maker.table("").bytes).unwrap();
    let fields = document.current().fields().unwrap();
    let told: Vec<(&str, i64, usize)> =
        fields.iter().map(|field| (field.name.as_str(), field.flags, field.widgets.len())).collect();
    assert_eq!(told, [("party.name", 2, 1), ("party.é", 1, 1), ("agree", 0, 2)]);
    assert!(fields.iter().take(2).all(|field| field.is_kind(b"Tx")));
    let values: Vec<String> = fields
        .iter()
        .filter_map(|field| field.value.as_ref()?.as_string())
        .map(paraph_pdf::PdfString::to_text)
        .collect();
    assert_eq!(values, ["nobody", "Ada"]);
    assert_eq!(fields.last().unwrap().widgets, [ObjectId::new(14), ObjectId::new(15)]);
}

#[test]
fn a_field_tree_that_loops_is_refused() {
    let maker = tree(&[
        (2, "<< /Type /Pages /Kids [] /Count 0 >>"),
        (10, "<< /T (a) /Kids [11 0 R] >>"),
        (11, "<< /T (b) /Kids [10 0 R] >>"),
    ]);
    let document = Document::open(maker.table("").bytes).unwrap();
    assert!(matches!(document.current().fields(), Err(Error::TreeLoops { .. })));
}

#[test]
fn a_document_without_a_form_has_no_fields() {
    let document = Document::open(Maker::small().table("").bytes).unwrap();
    assert!(document.current().fields().unwrap().is_empty());
    assert!(document.current().form().unwrap().is_none());
}

#[test]
fn a_document_without_a_catalogue_is_refused_when_asked_for_it() {
    let document = Document::open(Maker::new().object(1, "(none)").table("").bytes).unwrap();
    assert!(matches!(document.current().catalog(), Err(Error::StructureIsMalformed { .. })));
    assert!(document.current().pages().is_err());
}
