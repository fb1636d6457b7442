//! Tagged documents after a signature: a new signature field brings an element of its own, and what is read aloud stays.

use paraph_pades::validate::ModificationLevel::{self, FormFilling, Undefined};

use crate::maker::{Maker, PAGE, Signing, look};

const CATALOG: &str =
    "<< /Type /Catalog /Pages 2 0 R /AcroForm 4 0 R /MarkInfo << /Marked true >> /StructTreeRoot 70 0 R >>";
const ROOT: &str = "<< /Type /StructTreeRoot /K [71 0 R] /ParentTree 72 0 R /ParentTreeNextKey 1 /RoleMap << /Title /H1 >> >>";
const DOCUMENT: &str = "<< /Type /StructElem /S /Document /P 70 0 R /K [73 0 R 76 0 R] >>";
const TREE: &str = "<< /Nums [0 77 0 R] >>";
const TITLE: &str = "<< /Type /StructElem /S /H1 /P 71 0 R /Pg 3 0 R /K 0 >>";
const TEXT: &str = "<< /Type /StructElem /S /P /P 71 0 R /Pg 3 0 R /K 1 >>";
const LIST: &str = "[73 0 R 76 0 R]";

const FORM: &str = "<< /Fields [10 0 R 11 0 R 12 0 R 13 0 R 14 0 R 50 0 R] /SigFlags 3 /DA (/F1 10 Tf) /DR << /Font << /F1 6 0 R >> >> >>";
const FIELD: &str = "<< /Type /Annot /Subtype /Widget /FT /Sig /T (witness) /Rect [72 200 200 260] /P 3 0 R /F 132 /StructParent 1 >>";
const ELEMENT: &str = "<< /Type /StructElem /S /Form /P 71 0 R /Pg 3 0 R /K << /Type /OBJR /Obj 50 0 R >> /Alt (Signature of the witness) >>";
const ROOT_AFTER: &str = "<< /Type /StructTreeRoot /K [71 0 R] /ParentTree 75 0 R /ParentTreeNextKey 2 /RoleMap << /Title /H1 >> >>";
const DOCUMENT_AFTER: &str = "<< /Type /StructElem /S /Document /P 70 0 R /K [73 0 R 76 0 R 74 0 R] >>";
const TREE_AFTER: &str = "<< /Kids [<< /Limits [0 1] /Nums [0 78 0 R 1 74 0 R] >>] >>";

/// A tagged document with one signature.
fn tagged() -> Maker {
    let objects = [(1, CATALOG), (70, ROOT), (71, DOCUMENT), (72, TREE), (73, TITLE), (76, TEXT), (77, LIST)];
    Maker::new().update(&objects).sign(&Signing::buyer())
}

/// The update that adds a field with its element, some objects of it replaced.
fn extended(replaced: &[(u32, &str)]) -> Maker {
    let page = PAGE.replace("15 0 R]", "15 0 R 50 0 R]");
    let mut objects = vec![
        (3, page.as_str()),
        (4, FORM),
        (50, FIELD),
        (70, ROOT_AFTER),
        (71, DOCUMENT_AFTER),
        (74, ELEMENT),
        (75, TREE_AFTER),
        (78, LIST),
    ];
    for (number, object) in replaced {
        objects.retain(|(other, _)| other != number);
        objects.push((*number, object));
    }
    tagged().update(&objects)
}

fn changes(maker: &Maker) -> (bool, Vec<(ModificationLevel, String)>) {
    let report = look(&maker.bytes).unwrap();
    let first = &report.signatures[0];
    assert!(first.crypto_intact);
    let listed = first.modifications.iter().map(|change| (change.level, change.what.clone())).collect();
    (first.mdp_ok, listed)
}

fn check_refused(replaced: &[(u32, &str)]) {
    let (permitted, listed) = changes(&extended(replaced));
    assert!(!permitted && listed.iter().any(|(level, _)| *level == Undefined), "{replaced:?}: {listed:?}");
}

#[test]
fn a_signature_field_brings_an_element_of_its_own() {
    let (permitted, listed) = changes(&extended(&[]));
    assert!(permitted, "{listed:?}");
    let told = "the structure of the text, extended for a signature field".to_owned();
    assert!(listed.contains(&(FormFilling, told)), "{listed:?}");
}

#[test]
fn the_words_for_what_is_signed_may_not_change() {
    check_refused(&[(73, &TITLE.replace("/K 0", "/K 0 /ActualText (Another title)"))]);
    check_refused(&[(73, &TITLE.replace("/H1", "/Artifact"))]);
    check_refused(&[(70, &ROOT_AFTER.replace("/H1", "/Artifact"))]);
    check_refused(&[(1, &CATALOG.replace("true", "false"))]);
}

#[test]
fn the_order_of_what_is_signed_may_not_change() {
    check_refused(&[(71, &DOCUMENT_AFTER.replace("73 0 R 76 0 R", "76 0 R 73 0 R"))]);
    check_refused(&[(71, &DOCUMENT_AFTER.replace("73 0 R ", ""))]);
    check_refused(&[(71, &DOCUMENT_AFTER.replace("/S /Document", "/S /Part"))]);
}

#[test]
fn the_way_from_content_to_elements_may_not_change() {
    check_refused(&[(78, "[76 0 R 73 0 R]")]);
    check_refused(&[(75, &TREE_AFTER.replace("0 78 0 R ", ""))]);
    check_refused(&[(75, &TREE_AFTER.replace("1 74 0 R", "1 74 0 R 2 73 0 R"))]);
    check_refused(&[(75, &TREE_AFTER.replace("0 78 0 R", "0 78 0 R 0 78 0 R"))]);
    check_refused(&[(75, "<< /Kids [75 0 R] >>")]);
    check_refused(&[(70, &ROOT_AFTER.replace("NextKey 2", "NextKey 0"))]);
}

#[test]
fn an_element_that_stands_for_no_new_field_is_refused() {
    check_refused(&[(74, &ELEMENT.replace("<< /Type /OBJR /Obj 50 0 R >>", "2"))]);
    check_refused(&[(74, &ELEMENT.replace("/Obj 50 0 R", "/Obj 10 0 R"))]);
    check_refused(&[(74, &ELEMENT.replace("/Alt", "/ActualText"))]);
    check_refused(&[(74, &ELEMENT.replace("/K <<", "/K [0 <<").replace(">> /Alt", ">>] /Alt"))]);
}
