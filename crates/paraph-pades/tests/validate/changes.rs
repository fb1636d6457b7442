//! What may be changed after a signature, and what may not (ISO 32000-2 §§ 12.8.2.2, 12.8.2.4).

use paraph_pades::validate::{Indication, ModificationLevel, Report, SubIndication};

use ModificationLevel::{Annotations, FormFilling, LtaData, Undefined};

use crate::maker::{Maker, NAME_FIELD, PAGE, Signing, look};

fn named(value: &str) -> String {
    NAME_FIELD.replace("/AP << /N 20 0 R >>", &format!("/V ({value}) /AP << /N 50 0 R >>"))
}

const APPEARANCE: &str = "<< /Type /XObject /Subtype /Form /BBox [0 0 228 20] /Resources << /Font << /F1 6 0 R >> >> /Length 36 >>\nstream\nBT /F1 10 Tf 2 5 Td (Ada) Tj ET     \nendstream";

/// The first signature must have passed, with a change of this level listed.
fn check_permitted(maker: &Maker, level: ModificationLevel, what: &str) -> Report {
    let report = look(&maker.bytes).unwrap();
    let first = &report.signatures[0];
    assert_eq!((first.indication, first.sub_indication), (Indication::TotalPassed, None), "{first:#?}");
    assert!(first.mdp_ok && first.clean());
    let listed = first.modifications.iter().any(|change| change.level == level && change.what == what);
    assert!(listed, "{:#?}", first.modifications);
    report
}

/// The first signature must be whole in itself, and not pass because of a change of this level.
fn check_refused(maker: &Maker, level: ModificationLevel, what: &str) {
    let report = look(&maker.bytes).unwrap();
    let first = &report.signatures[0];
    assert!(first.crypto_intact && first.signature_valid);
    assert!(!first.mdp_ok && !first.clean());
    assert_eq!(
        (first.indication, first.sub_indication),
        (Indication::Indeterminate, Some(SubIndication::SigConstraintsFailure))
    );
    let refused = first.modifications.iter().filter(|change| !change.permitted);
    let found = refused.clone().any(|change| change.level == level && change.what == what);
    assert!(found, "{what} is not among {:#?}", refused.collect::<Vec<_>>());
}

fn signed() -> Maker {
    Maker::new().sign(&Signing::buyer())
}

fn certified(permission: u8) -> Maker {
    Maker::new().sign(&Signing::buyer().certify(permission))
}

#[test]
fn an_untouched_signature_passes() {
    let report = look(&signed().bytes).unwrap();
    assert!(report.passed() && report.clean());
    assert_eq!(report.signatures[0].modifications, []);
    assert_eq!(report.signatures[0].certification, None);
}

#[test]
fn a_field_may_be_filled_in_after_a_signature() {
    let maker = signed().update(&[(10, &named("Ada")), (50, APPEARANCE)]);
    check_permitted(&maker, FormFilling, "a form field filled in");
}

#[test]
fn a_field_may_be_filled_in_by_writing_over_its_own_appearance() {
    let field = NAME_FIELD.replace("/AP", "/V (Ada) /AP");
    let maker = signed().update(&[(10, &field), (20, APPEARANCE)]);
    check_permitted(&maker, FormFilling, "a form field filled in");
}

#[test]
fn a_box_may_be_ticked() {
    let ticked = "<< /Type /Annot /Subtype /Widget /FT /Btn /T (agree) /Rect [72 520 84 532] /P 3 0 R /F 4 /V /Yes /AS /Yes /AP << /N << /Yes 21 0 R /Off 22 0 R >> >> >>";
    check_permitted(&signed().update(&[(12, ticked)]), FormFilling, "a form field filled in");
}

#[test]
fn a_second_signatory_may_sign() {
    let report = check_permitted(&signed().sign(&Signing::seller()), FormFilling, "a signature added");
    assert_eq!(report.signatures.len(), 2);
    assert!(report.passed());
}

#[test]
fn a_certification_with_2_permits_filling_in_and_signing() {
    let maker = certified(2).update(&[(10, &named("Ada")), (50, APPEARANCE)]).sign(&Signing::seller());
    let report = check_permitted(&maker, FormFilling, "a form field filled in");
    assert_eq!(report.signatures[0].certification, Some(2));
    assert!(report.passed());
}

#[test]
fn a_certification_with_1_permits_neither() {
    check_refused(&certified(1).sign(&Signing::seller()), FormFilling, "a signature added");
    let filled = certified(1).update(&[(10, &named("Ada")), (50, APPEARANCE)]);
    check_refused(&filled, FormFilling, "a form field filled in");
}

#[test]
fn a_certification_with_1_permits_time_stamps_and_validation_data() {
    check_permitted(&certified(1).stamp(60, "2026-03-02T00:00:00Z"), LtaData, "a document time-stamp added");
    let catalog = "<< /Type /Catalog /Pages 2 0 R /AcroForm 4 0 R /Perms << /DocMDP 30 0 R >> /DSS 60 0 R >>";
    let store = "<< /Type /DSS /Certs [61 0 R] >>";
    let certificate = "<< /Length 3 >>\nstream\nabc\nendstream";
    let maker = certified(1).update(&[(1, catalog), (60, store), (61, certificate)]);
    check_permitted(&maker, LtaData, "validation data");
}

#[test]
fn an_unknown_permission_permits_the_least() {
    check_refused(&certified(9).sign(&Signing::seller()), FormFilling, "a signature added");
}

#[test]
fn a_comment_is_permitted_by_3_only() {
    let page = PAGE.replace("15 0 R]", "15 0 R 50 0 R]");
    let comment = "<< /Type /Annot /Subtype /Text /Rect [10 10 30 30] /Contents (Hello) /P 3 0 R >>";
    let change: &[(u32, &str)] = &[(3, &page), (50, comment)];
    check_permitted(&certified(3).update(change), Annotations, "an annotation added");
    check_refused(&certified(2).update(change), Annotations, "an annotation added");
    check_refused(&signed().update(change), Annotations, "an annotation added");
}

#[test]
fn a_comment_may_not_be_removed_or_changed_under_2() {
    let page = PAGE.replace(" 15 0 R]", "]");
    check_refused(&certified(2).update(&[(3, &page)]), Annotations, "an annotation removed");
    let other =
        "<< /Type /Annot /Subtype /Text /Rect [500 700 520 720] /Contents (Another remark) /P 3 0 R >>";
    check_refused(&certified(2).update(&[(15, other)]), Annotations, "an annotation changed");
}

#[test]
fn a_locked_field_may_not_be_filled_in() {
    let filled: &[(u32, &str)] = &[(10, &named("Ada")), (50, APPEARANCE)];
    for lock in
        ["/Action /All", "/Action /Include /Fields [(name)]", "/Action /Exclude /Fields [(place)]", ""]
    {
        let maker = Maker::new().sign(&Signing::buyer().lock(lock));
        check_refused(&maker.update(filled), FormFilling, "a form field filled in");
    }
    for lock in ["/Action /Include /Fields [(place)]", "/Action /Exclude /Fields [(name)]"] {
        let maker = Maker::new().sign(&Signing::buyer().lock(lock));
        check_permitted(&maker.update(filled), FormFilling, "a form field filled in");
    }
}

#[test]
fn a_lock_may_forbid_everything_but_time_stamps() {
    let maker = Maker::new().sign(&Signing::buyer().lock("/Action /Include /Fields [(place)] /P 1"));
    check_refused(&maker.clone().sign(&Signing::seller()), FormFilling, "a signature added");
    check_permitted(&maker.stamp(60, "2026-03-02T00:00:00Z"), LtaData, "a document time-stamp added");
}

#[test]
fn a_field_mdp_transform_locks_like_a_lock() {
    let mut signing = Signing::buyer();
    signing.extra = "/Reference [<< /Type /SigRef /TransformMethod /FieldMDP /TransformParams << /Type /TransformParams /Action /Include /Fields [(name)] /V /1.2 >> >>]".to_owned();
    let maker = Maker::new().sign(&signing).update(&[(10, &named("Ada")), (50, APPEARANCE)]);
    check_refused(&maker, FormFilling, "a form field filled in");
}

#[test]
fn the_description_and_metadata_may_change() {
    let maker = signed().update(&[(7, "<< /Title (Contract) /ModDate (D:20260302) >>")]);
    check_permitted(&maker, LtaData, "the document information");
}

#[test]
fn the_text_of_a_page_may_not_change() {
    let content = "<< /Length 43 >>\nstream\nBT /F1 12 Tf 72 720 Td (The contrast) Tj ET\nendstream";
    check_refused(&signed().update(&[(5, content)]), Undefined, "content");
    let page = PAGE.replace("/Contents 5 0 R", "/Contents [5 0 R 50 0 R]");
    check_refused(&certified(3).update(&[(3, &page), (50, content)]), Undefined, "a page's /Contents");
}

#[test]
fn a_page_may_not_be_added_turned_or_cropped() {
    let pages = "<< /Type /Pages /Kids [3 0 R 50 0 R] /Count 2 >>";
    let page = "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] >>";
    check_refused(&signed().update(&[(2, pages), (50, page)]), Undefined, "a page");
    let turned = PAGE.replace("/Parent", "/Rotate 180 /Parent");
    check_refused(&signed().update(&[(3, &turned)]), Undefined, "a page's /Rotate");
    let cropped = PAGE.replace("/Parent", "/CropBox [0 0 100 100] /Parent");
    check_refused(&signed().update(&[(3, &cropped)]), Undefined, "a page's /CropBox");
}

#[test]
fn a_font_may_not_be_replaced() {
    let font = "<< /Type /Font /Subtype /Type1 /BaseFont /ZapfDingbats >>";
    check_refused(&signed().update(&[(6, font)]), Undefined, "a font");
}

#[test]
fn the_catalogue_may_not_gain_actions() {
    let catalog =
        "<< /Type /Catalog /Pages 2 0 R /AcroForm 4 0 R /OpenAction << /S /JavaScript /JS (app.alert) >> >>";
    check_refused(&signed().update(&[(1, catalog)]), Undefined, "the catalogue's /OpenAction");
}

#[test]
fn another_catalogue_is_refused() {
    let mut maker = signed();
    maker.root = 50;
    let maker = maker.update(&[(50, "<< /Type /Catalog /Pages 2 0 R /AcroForm 4 0 R >>")]);
    check_refused(&maker, Undefined, "another catalogue");
}

#[test]
fn a_field_may_not_be_added_removed_or_moved() {
    let form = "<< /Fields [10 0 R 11 0 R 12 0 R 13 0 R 14 0 R 50 0 R] /SigFlags 3 /DA (/F1 10 Tf) /DR << /Font << /F1 6 0 R >> >> >>";
    let page = PAGE.replace("15 0 R]", "15 0 R 50 0 R]");
    let field = "<< /Type /Annot /Subtype /Widget /FT /Tx /T (extra) /V (false) /Rect [10 10 300 300] /P 3 0 R /F 4 >>";
    check_refused(&signed().update(&[(3, &page), (4, form), (50, field)]), Undefined, "a form field added");
    let form = "<< /Fields [11 0 R 12 0 R 13 0 R 14 0 R] /SigFlags 3 /DA (/F1 10 Tf) /DR << /Font << /F1 6 0 R >> >> >>";
    check_refused(&signed().update(&[(4, form)]), Undefined, "a form field removed");
    let moved = NAME_FIELD.replace("72 600 300 620", "72 700 300 720");
    check_refused(&signed().update(&[(10, &moved)]), Undefined, "a form field's properties changed");
    let renamed = NAME_FIELD.replace("(name)", "(title)");
    check_refused(&signed().update(&[(10, &renamed)]), Undefined, "a form field changed its nature");
}

#[test]
fn a_field_may_become_read_only_and_not_writable_again() {
    let locked = NAME_FIELD.replace("/F 4", "/F 4 /Ff 1 /V (Ada)");
    check_permitted(&signed().update(&[(10, &locked)]), FormFilling, "a form field filled in");
    let password = NAME_FIELD.replace("/F 4", "/F 4 /Ff 8192 /V (Ada)");
    check_refused(&signed().update(&[(10, &password)]), Undefined, "a form field's properties changed");
}

#[test]
fn a_field_may_become_read_only_without_being_filled_in() {
    let locked = NAME_FIELD.replace("/F 4", "/F 4 /Ff 1");
    check_permitted(&signed().update(&[(10, &locked)]), FormFilling, "a form field's settings");
    let smaller = NAME_FIELD.replace("/F 4", "/F 4 /DA (/F1 1 Tf)");
    let refused = "the appearance of a field without its value";
    check_refused(&signed().update(&[(10, &smaller)]), Undefined, refused);
}

#[test]
fn a_field_may_not_be_hidden() {
    for flags in ["/F 6", "/F 36"] {
        let hidden = NAME_FIELD.replace("/F 4", flags);
        check_refused(&signed().update(&[(10, &hidden)]), Undefined, "a form field's properties changed");
        let hidden = hidden.replace("/AP", "/V (Ada) /AP");
        check_refused(&signed().update(&[(10, &hidden)]), Undefined, "a form field's properties changed");
    }
}

#[test]
fn a_signature_field_may_be_added_and_signed() {
    let form = "<< /Fields [10 0 R 11 0 R 12 0 R 13 0 R 14 0 R 50 0 R] /SigFlags 3 /DA (/F1 10 Tf) /DR << /Font << /F1 6 0 R >> >> >>";
    let page = PAGE.replace("15 0 R]", "15 0 R 50 0 R]");
    let field =
        "<< /Type /Annot /Subtype /Widget /FT /Sig /T (witness) /Rect [72 200 200 260] /P 3 0 R /F 132 >>";
    let maker = signed().update(&[(3, &page), (4, form), (50, field)]);
    check_permitted(&maker, FormFilling, "a signature field added");
}

#[test]
fn an_object_in_use_elsewhere_may_not_be_written_over_as_an_appearance() {
    // The page draws the appearance of the field too.
    let page = PAGE.replace("/Font << /F1 6 0 R >>", "/Font << /F1 6 0 R >> /XObject << /X 20 0 R >>");
    let maker = Maker::new().update(&[(3, &page)]).sign(&Signing::buyer());
    let field = NAME_FIELD.replace("/AP", "/V (Ada) /AP");
    let maker = maker.update(&[(10, &field), (20, APPEARANCE)]);
    check_refused(&maker, Undefined, "an object that is also used elsewhere");
}

#[test]
fn an_object_that_was_referred_to_before_it_existed_is_refused() {
    // The page already refers to object 50, which the update brings to life as an appearance.
    let page = PAGE.replace("/Font << /F1 6 0 R >>", "/Font << /F1 6 0 R >> /XObject << /X 50 0 R >>");
    let maker = Maker::new().update(&[(3, &page)]).sign(&Signing::buyer());
    let maker = maker.update(&[(10, &named("Ada")), (50, APPEARANCE)]);
    check_refused(&maker, Undefined, "an object that is also used elsewhere");
}

#[test]
fn an_appearance_that_changes_without_its_value_is_refused() {
    let filled = Maker::new().update(&[(10, &named("Ada")), (50, APPEARANCE)]).sign(&Signing::buyer());
    let other = named("Ada").replace("/N 50 0 R", "/N 51 0 R");
    let maker = filled.update(&[(10, &other), (51, APPEARANCE)]);
    check_refused(&maker, Undefined, "the appearance of a field without its value");
}

#[test]
fn the_appearance_of_a_signature_may_not_change() {
    let field = "<< /Type /Annot /Subtype /Widget /FT /Sig /T (buyer) /Rect [72 300 200 360] /P 3 0 R /F 132 /V 30 0 R  /AP << /N 50 0 R >> >>";
    let maker = signed().update(&[(13, field), (50, APPEARANCE)]);
    check_refused(&maker, Undefined, "the appearance of a signature field");
}

#[test]
fn a_signature_may_not_be_removed_or_shown_in_a_second_field() {
    let empty =
        "<< /Type /Annot /Subtype /Widget /FT /Sig /T (buyer) /Rect [72 300 200 360] /P 3 0 R /F 132 >>";
    check_refused(&signed().update(&[(13, empty)]), Undefined, "a signature removed");
    let second = "<< /Type /Annot /Subtype /Widget /FT /Sig /T (seller) /Rect [300 300 428 360] /P 3 0 R /F 132 /V 30 0 R >>";
    check_refused(&signed().update(&[(14, second)]), Undefined, "a signature shown again");
}

#[test]
fn a_later_certification_is_refused() {
    check_refused(&signed().sign(&Signing::seller().certify(3)), Undefined, "the catalogue's /Perms");
}

#[test]
fn unused_objects_change_nothing() {
    let maker = signed().update(&[(50, "(nobody refers to this)")]);
    let report = look(&maker.bytes).unwrap();
    assert!(report.passed(), "{report:#?}");
}

#[test]
fn a_structure_written_over_is_refused() {
    let base = Maker::new().update(&[
        (1, "<< /Type /Catalog /Pages 2 0 R /AcroForm 4 0 R /StructTreeRoot 50 0 R >>"),
        (50, "<< /Type /StructTreeRoot /K 51 0 R >>"),
        (51, "<< /Type /StructElem /S /P /P 50 0 R /K 0 >>"),
    ]);
    let maker = base.sign(&Signing::buyer());
    let spoken = "<< /Type /StructElem /S /P /P 50 0 R /K 0 /ActualText (Another contract) >>";
    check_refused(&maker.update(&[(51, spoken)]), Undefined, "the structure of the text");
}

#[test]
fn shared_resources_may_gain_entries_but_an_entry_in_use_is_not_written_over() {
    let form = "<< /Fields [10 0 R 11 0 R 12 0 R 13 0 R 14 0 R] /SigFlags 3 /DA (/F1 10 Tf) /DR << /Font << /F1 6 0 R /F2 50 0 R >> >> >>";
    let font = "<< /Type /Font /Subtype /Type1 /BaseFont /Courier >>";
    check_permitted(&signed().update(&[(4, form), (50, font)]), FormFilling, "the form dictionary");
    check_refused(&signed().update(&[(4, form), (6, font)]), Undefined, "a font");
}

#[test]
fn a_change_and_its_undoing_are_both_seen() {
    let content = "<< /Length 43 >>\nstream\nBT /F1 12 Tf 72 720 Td (The contrast) Tj ET\nendstream";
    let old = "<< /Length 43 >>\nstream\nBT /F1 12 Tf 72 720 Td (The contract) Tj ET\nendstream";
    let maker = signed().update(&[(5, content)]).update(&[(5, old)]);
    check_refused(&maker, Undefined, "content");
}

#[test]
fn hostile_sizes_are_answered_in_bounded_time() {
    let annotations = "15 0 R ".repeat(50_000);
    let many = PAGE.replace("15 0 R]", &format!("15 0 R {annotations}]"));
    check_refused(&signed().update(&[(3, &many)]), Undefined, "more annotations than are compared");
    let keys: String = (0..100_000).map(|index| format!("/K{index} {index} ")).collect();
    let catalog = format!("<< /Type /Catalog /Pages 2 0 R /AcroForm 4 0 R /Extra << {keys} >> >>");
    let other = catalog.replace("/K7 7 ", "/K7 8 ");
    let maker = signed().update(&[(1, &catalog)]).update(&[(1, &other)]);
    check_refused(&maker, Undefined, "the catalogue's /Extra");
}
