//! Lists and dictionaries that several pages or the form share are never grown where they are.

use paraph_pades::form::{FieldKind, FieldPlacement, Requirement};
use paraph_pades::sign::{Act, SignatureField};
use paraph_pdf::{Document, ObjectId, Rectangle};

use super::judges::assert_judged_valid;
use super::maker::assemble;
use super::scene::Scene;

fn placement(page: usize) -> FieldPlacement {
    FieldPlacement {
        name: format!("signature-{page}"),
        page,
        rectangle: Rectangle { left: 100.0, bottom: 300.0, right: 250.0, top: 350.0 },
        kind: FieldKind::Signature { locks: Vec::new() },
        tooltip: "signature".to_owned(),
        required: Requirement::Required,
    }
}

fn certified(base: &[u8], fields: Vec<FieldPlacement>) -> Vec<u8> {
    let scene = Scene::new();
    scene.sign(base, &scene.request(Act::Certify { fields }, SignatureField::NewInvisible("sent".to_owned())))
}

/// The ids of the annotations of each page.
fn annotations(bytes: &[u8]) -> Vec<Vec<ObjectId>> {
    let document = Document::open(bytes).unwrap();
    let view = document.current();
    let of = |page: paraph_pdf::Page| {
        let all = view.array(&page.dictionary, b"Annots").unwrap();
        all.iter().map(|one| one.as_reference().unwrap()).collect()
    };
    view.pages().unwrap().map(|page| of(page.unwrap())).collect()
}

fn report(name: &str) -> Vec<u8> {
    std::fs::read(format!("{}/tests/data/reports/{name}", env!("CARGO_MANIFEST_DIR"))).unwrap()
}

#[test]
fn pages_that_share_a_list_of_annotations_do_not_get_each_others_signatures() {
    let base = report("shared_annots.pdf");
    let after = certified(&base, vec![placement(0)]);
    assert_judged_valid(&after, 1);
    let lists = annotations(&after);
    assert_eq!((lists[0].len(), lists[1].len()), (2, 0), "{lists:?}");
    let both = certified(&base, vec![placement(0), placement(1)]);
    let lists = annotations(&both);
    assert_eq!((lists[0].len(), lists[1].len()), (2, 1), "{lists:?}");
}

#[test]
fn a_form_that_lists_its_fields_by_the_list_of_a_page_lists_each_field_once() {
    let after = certified(&report("n_fields_is_annots.pdf"), vec![placement(0)]);
    assert_judged_valid(&after, 1);
    let document = Document::open(after.as_slice()).unwrap();
    let mut names: Vec<_> =
        document.current().fields().unwrap().into_iter().map(|field| field.name).collect();
    names.sort();
    assert_eq!(names, ["sent", "signature-0"]);
    // The link stays; the field is drawn into the page.
    assert_eq!(annotations(&after)[0].len(), 3);
}

#[test]
fn pages_that_share_content_and_resources_are_drawn_on_apart() {
    let look = "BT /F 12 Tf 2 5 Td (Only on page 1) Tj ET";
    let page = |annots: &str| {
        format!("<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 5 0 R/Resources 6 0 R{annots}>>")
    };
    let stream = |entries: &str, content: &str| {
        format!("<<{entries}/Length {}>>\nstream\n{content}\nendstream", content.len())
    };
    let objects = [
        "<</Type/Catalog/Pages 2 0 R/AcroForm 7 0 R>>".to_owned(),
        "<</Type/Pages/Count 2/Kids[3 0 R 4 0 R]>>".to_owned(),
        page("/Annots[8 0 R]"),
        page(""),
        "[10 0 R]".to_owned(),
        "<</Font<</F 11 0 R>>/XObject 12 0 R>>".to_owned(),
        "<</Fields 13 0 R>>".to_owned(),
        "<</Subtype/Widget/FT/Tx/T(p)/V(Only on page 1)/F 4/Rect[100 600 300 620]/AP<</N 9 0 R>>>>"
            .to_owned(),
        stream("/Subtype/Form/BBox[0 0 200 20]/Resources 6 0 R", look),
        stream("", "BT /F 20 Tf 72 770 Td (Both) Tj ET"),
        "<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>".to_owned(),
        "<<>>".to_owned(),
        "[8 0 R]".to_owned(),
    ];
    let before = assemble(&objects);
    let (after, _) = super::frozen(&before);
    super::assert_looks_alike(&before, &after);
    let document = Document::open(after.as_slice()).unwrap();
    let changed: Vec<u32> = (1..=13)
        .filter(|number| {
            let original = Document::open(before.as_slice()).unwrap();
            let id = ObjectId::new(*number);
            original.current().object(id).unwrap() != document.current().object(id).unwrap()
        })
        .collect();
    assert_eq!(changed, [1, 3], "the catalogue and the first page alone are written anew");
}
