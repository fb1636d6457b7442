//! Every kind of field, drawn into its page.

use paraph_pades::freeze::{Extent, Obstacle};
use paraph_pdf::Document;

use super::maker::{HELVETICA, Maker};
use super::{assert_looks_alike, assert_looks_alike_in, assert_nothing_to_fill_in, frozen, names, text};

/// A filled text field, a ticked and an empty box, two radio buttons, a choice, a button, an empty text field.
fn every_kind() -> Maker {
    let mut maker = Maker::default();
    let filled =
        maker.look("0.9 g 0 0 200 20 re f /Tx BMC q BT 0 g /Helv 12 Tf 2 5 Td (Price 1000) Tj ET Q EMC");
    maker.field(&format!("/FT/Tx/T(price)/V(Price 1000)/AP<</N {filled} 0 R>>"));
    let on = maker.look("1 0 0 RG 2 2 m 18 18 l 2 18 m 18 2 l S");
    let off = maker.look("0.5 G 1 1 18 18 re S");
    for (name, state) in [("ticked", "Yes"), ("empty", "Off")] {
        maker.field(&format!(
            "/FT/Btn/T({name})/V/{state}/AS/{state}/AP<</N<</Yes {on} 0 R/Off {off} 0 R>>>>"
        ));
    }
    let chosen = maker.look("BT /Helv 12 Tf 2 5 Td (Swiss law) Tj ET");
    maker.field(&format!(
        "/FT/Ch/Ff 131072/T(law)/Opt[[(CH)(Swiss law)][(FR)(French law)]]/V(CH)/AP<</N {chosen} 0 R>>"
    ));
    let caption = maker.look("0.8 g 0 0 200 20 re f 0 g BT /Helv 12 Tf 2 5 Td (Send) Tj ET");
    maker.field(&format!(
        "/FT/Btn/Ff 65536/T(send)/A<</S/SubmitForm/F(http://127.0.0.1/x)>>/AP<</N {caption} 0 R>>"
    ));
    maker.field("/FT/Tx/T(note)");
    maker
}

#[test]
fn fields_of_every_kind_become_part_of_the_page_and_look_as_they_did() {
    let mut maker = every_kind();
    let before = maker.bytes();
    assert_looks_alike(&before, &frozen(&before).0);
    // MuPDF draws something of its own for an unsigned signature field.
    maker.field("/FT/Sig/T(Signature1)");
    let before = maker.bytes();
    let (after, account) = frozen(&before);
    assert!(after.starts_with(&before));
    assert_looks_alike_in(&["poppler"], &before, &after);
    assert_nothing_to_fill_in(&after);
    assert_eq!(names(&account.fixed), ["empty", "law", "note", "price", "ticked"]);
    assert_eq!(names(&account.buttons), ["send"]);
    assert_eq!(names(&account.signature_fields), ["Signature1"]);
    assert!(account.drawn.is_empty() && account.unseen.is_empty() && account.obstacles.is_empty());
    let stated: Vec<_> =
        account.statements.iter().map(|one| (one.field.as_str(), one.value.as_str())).collect();
    assert_eq!(stated, [("price", "Price 1000"), ("law", "Swiss law")]);
    let Some(text) = text(&after) else { return };
    assert!(text.contains("Price 1000") && text.contains("Swiss law") && text.contains("Send"), "{text}");
}

#[test]
fn looks_are_mapped_into_their_rectangles_whatever_their_boxes_and_matrices() {
    let boxes = [
        "/BBox[0 0 200 20]",
        "/BBox[0 0 100 10]",
        "/BBox[-50 -5 50 5]",
        "/BBox[0 0 20 200]/Matrix[0 1 -1 0 20 0]",
        "/BBox[0 0 200 20]/Matrix[0 -1 1 0 0 200]",
        "/BBox[0 0 200 20]/Matrix[-1 0 0 -1 200 20]",
        "/BBox[10 10 110 60]/Matrix[.7 .7 -.7 .7 5 -3]",
        "/BBox[200 20 0 0]",
    ];
    for rotation in [0, 90] {
        for unbalanced in ["", "q 2 0 0 2 10 10 cm q 0 0 9 9 re W n ", "q 0 0 1 rg 3 w Q Q "] {
            let mut maker = Maker::default();
            for own in boxes {
                let content = "0.8 1 0.8 rg -300 -300 900 900 re f 0 0 1 RG 0 0 m 40 8 l S BT 0 g /Helv 9 Tf 4 4 Td (Look) Tj ET";
                let resources = format!("/Resources<</Font<</Helv {HELVETICA} 0 R>>>>");
                let look = maker.stream(&format!("/Subtype/Form{own}{resources}"), content);
                maker.field(&format!("/FT/Tx/T(f{look})/V(Look)/AP<</N {look} 0 R>>"));
            }
            maker.page += &format!("/Rotate {rotation}");
            maker.content = format!("BT /F1 20 Tf 72 770 Td (Contract) Tj ET {unbalanced}");
            let before = maker.bytes();
            let (after, account) = frozen(&before);
            assert!(account.obstacles.is_empty());
            assert_looks_alike(&before, &after);
        }
    }
}

#[test]
fn a_value_without_a_look_is_drawn_wherever_it_is_written() {
    let value = "/V(No appearance)";
    let mut empty = Maker::default();
    let nothing = empty.look("/Tx BMC EMC");
    empty.field(&format!("/FT/Tx/T(buyer){value}/AP<</N {nothing} 0 R>>"));
    let mut inherited = Maker::default();
    let parent = super::maker::FIRST;
    inherited.add(format!("<</FT/Tx/T(buyer){value}/Kids[{} 0 R]>>", parent + 1));
    inherited.add(format!("<</Subtype/Widget/F 4/Rect[100 600 300 620]/Parent {parent} 0 R/AP<<>>>>"));
    inherited.fields = format!("{parent} 0 R");
    inherited.page = format!("/Annots[{} 0 R]", parent + 1);
    let mut unlisted = Maker::default();
    unlisted.field(&format!("/FT/Tx/T(buyer){value}"));
    unlisted.fields = String::new();
    unlisted.form = "/NeedAppearances false".to_owned();
    let mut plain = Vec::new();
    for entries in [
        "/FT/Tx/V(No appearance)",
        "/FT/Tx/Ff 4096/V(No appearance)",
        "/FT/Tx/Ff 16777216/MaxLen 20/V(No appearance)",
        "/FT/Tx/V(No appearance)/AP<</N null>>",
        "/FT/Ch/Ff 131072/Opt[(Yes)(No appearance)]/V(No appearance)",
        "/FT/Ch/Ff 131072/Opt[[(a)(Yes)][(b)(No appearance)]]/V(b)",
        "/FT/Ch/Opt[(Yes)(No appearance)]/I[1]",
        "/FT/Ch/Ff 2097152/Opt[(Yes)[(b)(No appearance)]]/V[(b)]",
        "/FT/Tx/V<FEFF004E006F00200061007000700065006100720061006E00630065>",
    ] {
        let mut maker = Maker::default();
        maker.field(&format!("{entries}/T(buyer)"));
        plain.push(maker);
    }
    plain.extend([empty, inherited, unlisted]);
    for maker in plain {
        let before = maker.bytes();
        let (after, account) = frozen(&before);
        assert_eq!(names(&account.drawn), ["buyer"], "{}", String::from_utf8_lossy(&before));
        assert!(account.obstacles.is_empty() && account.statements.is_empty());
        assert_nothing_to_fill_in(&after);
        let Some(text) = text(&after) else { return };
        assert!(text.contains("No appearance"), "{text} {}", String::from_utf8_lossy(&before));
    }
}

#[test]
fn a_list_is_drawn_as_what_was_chosen_of_it() {
    let mut maker = Maker::default();
    let all = maker.look("BT /Helv 8 Tf 2 12 Td (French law) Tj 0 -8 Td (Swiss law) Tj ET");
    maker.field(&format!("/FT/Ch/T(law)/Opt[(French law)(Swiss law)]/V(Swiss law)/AP<</N {all} 0 R>>"));
    let (after, account) = frozen(&maker.bytes());
    assert_eq!(names(&account.drawn), ["law"]);
    let Some(text) = text(&after) else { return };
    assert!(text.contains("Swiss law") && !text.contains("French law"), "{text}");
}

#[test]
fn ticks_are_shown_as_they_are_held_or_stand_in_the_way() {
    let with = |entries: &str| {
        let mut maker = Maker::default();
        let (on, off) = (maker.look("0 0 20 20 re f"), maker.look("0 0 20 20 re S"));
        let entries = entries.replace("ON", &format!("{on} 0 R")).replace("OFF", &format!("{off} 0 R"));
        maker.field(&format!("/FT/Btn/T(agreed){entries}"));
        frozen(&maker.bytes()).1
    };
    for good in [
        "/V/Yes/AS/Yes/AP<</N<</Yes ON/Off OFF>>>>",
        "/V/Off/AS/Off/AP<</N<</Yes ON>>>>",
        "/AP<</N<</Yes ON/Off OFF>>>>",
        "",
    ] {
        let account = with(good);
        assert!(account.obstacles.is_empty() && account.drawn.is_empty(), "{good}: {account:?}");
    }
    for drawn in ["/V/Yes", "/V/Yes/AS/Yes", "/V/Yes/AS/Yes/AP<</N<</Off OFF>>>>", "/V/Yes/AP<<>>"] {
        let account = with(drawn);
        assert_eq!(names(&account.drawn), ["agreed"], "{drawn}");
        assert!(account.obstacles.is_empty(), "{drawn}: {account:?}");
    }
    for wrong in [
        "/V/Yes/AS/Off/AP<</N<</Yes ON/Off OFF>>>>",
        "/V/Off/AS/Yes/AP<</N<</Yes ON/Off OFF>>>>",
        "/AS/Yes/AP<</N<</Yes ON/Off OFF>>>>",
        "/V/Yes/AP<</N<</Yes ON/Off OFF>>>>",
        "/V/Other/AS/Off/AP<</N<</Yes ON/Off OFF>>>>",
    ] {
        assert_eq!(with(wrong).obstacles.get("agreed"), Some(&Obstacle::ValueDiffers), "{wrong}");
    }
}

/// Two radio buttons; the value and the two states that are shown.
fn radio(value: &str, states: [&str; 2]) -> Vec<u8> {
    let mut maker = Maker::default();
    let (on, off) = (maker.look("0 0 9 9 re f"), maker.look("0 0 9 9 re S"));
    let parent = super::maker::FIRST + 2;
    maker.add(format!("<</FT/Btn/Ff 49152/T(law)/V/{value}/Kids[{} 0 R {} 0 R]>>", parent + 1, parent + 2));
    for (index, (name, state)) in ["CH", "FR"].iter().zip(states).enumerate() {
        let (left, right) = (100 + 50 * index, 120 + 50 * index);
        maker.add(format!(
            "<</Subtype/Widget/F 4/Rect[{left} 600 {right} 620]/Parent {parent} 0 R/AS/{state}\
             /AP<</N<</{name} {on} 0 R/Off {off} 0 R>>>>>>"
        ));
    }
    maker.fields = format!("{parent} 0 R");
    maker.page = format!("/Annots[{} 0 R {} 0 R]", parent + 1, parent + 2);
    maker.bytes()
}

#[test]
fn radio_buttons_show_the_one_that_is_held() {
    for (value, states) in [("CH", ["CH", "Off"]), ("FR", ["Off", "FR"]), ("Off", ["Off", "Off"])] {
        let before = radio(value, states);
        let (after, account) = frozen(&before);
        assert!(account.obstacles.is_empty(), "{account:?}");
        assert_looks_alike(&before, &after);
    }
    for (value, states) in [("CH", ["Off", "FR"]), ("CH", ["Off", "Off"]), ("CH", ["CH", "FR"])] {
        assert_eq!(frozen(&radio(value, states)).1.obstacles.get("law"), Some(&Obstacle::ValueDiffers));
    }
    assert_eq!(frozen(&radio("DE", ["Off", "Off"])).1.obstacles.get("law"), Some(&Obstacle::ValueIsNotShown));
}

#[test]
fn what_nobody_sees_is_taken_out_and_named() {
    let mut maker = Maker::default();
    maker.field("/FT/Tx/T(hidden)/V(secret)/F 2");
    maker.field("/FT/Tx/T(unviewed)/V(secret)/F 36");
    maker.field("/FT/Tx/T(flat)/V(secret)/Rect[0 0 0 0]");
    maker.field("/FT/Tx/T(outside)/V(secret)/Rect[900 900 990 990]");
    maker.field("/FT/Tx/T(hidden and empty)/F 2");
    let placeless = maker.add("<</FT/Tx/T(placeless)/V(secret)>>");
    maker.fields += &format!("{placeless} 0 R");
    let before = maker.bytes();
    let (after, account) = frozen(&before);
    assert_eq!(names(&account.unseen), ["flat", "hidden", "outside", "placeless", "unviewed"]);
    assert!(account.drawn.is_empty() && account.obstacles.is_empty());
    assert_nothing_to_fill_in(&after);
    let Some(text) = text(&after) else { return };
    assert!(!text.contains("secret"), "{text}");
}

#[test]
fn a_value_that_cannot_be_drawn_stands_in_the_way() {
    let mut maker = Maker::default();
    // A character of a script that no type of ours has.
    maker.field("/FT/Tx/T(buyer)/V<FEFF00410042DBFFDFFD>");
    assert_eq!(frozen(&maker.bytes()).1.obstacles.get("buyer"), Some(&Obstacle::ValueIsNotShown));
}

#[test]
fn what_lies_beneath_a_field_stays_beneath_it_and_what_lies_above_stays_above() {
    let mut maker = Maker::default();
    let stamp = maker.look("1 1 0 rg 0 0 200 20 re f");
    let value = maker.look("BT /Helv 12 Tf 2 5 Td (Price) Tj ET");
    let mark = maker.look("0 1 1 rg 0 0 30 20 re f");
    let annotation = |look: u32| format!("<</Subtype/Stamp/F 4/Rect[100 600 300 620]/AP<</N {look} 0 R>>>>");
    let below = maker.add(annotation(stamp));
    let field = maker.add(format!(
        "<</Subtype/Widget/FT/Tx/T(p)/V(Price)/F 4/Rect[100 600 300 620]/AP<</N {value} 0 R>>>>"
    ));
    let above = maker.add(annotation(mark));
    let far = maker.add("<</Subtype/Link/Rect[10 10 20 20]/Border[0 0 0]>>");
    maker.fields = format!("{field} 0 R");
    maker.page = format!("/Annots[{below} 0 R {field} 0 R {above} 0 R {far} 0 R]");
    let before = maker.bytes();
    let (after, _) = frozen(&before);
    // MuPDF draws all fields above all other annotations.
    assert_looks_alike_in(&["poppler"], &before, &after);
    let document = Document::open(after.as_slice()).unwrap();
    let page = document.current().pages().unwrap().next().unwrap().unwrap();
    assert_eq!(document.current().array(&page.dictionary, b"Annots").unwrap().len(), 2);
}

#[test]
fn a_look_on_a_layer_stays_on_it() {
    for state in ["/ON", "/OFF"] {
        let mut maker = Maker::default();
        let value = maker.look("BT /Helv 12 Tf 2 5 Td (Layered) Tj ET");
        let layer = maker.add("<</Type/OCG/Name(Draft)>>");
        maker.field(&format!("/FT/Tx/T(p)/V(Layered)/OC {layer} 0 R/AP<</N {value} 0 R>>"));
        maker.catalog = format!("/OCProperties<</OCGs[{layer} 0 R]/D<<{state}[{layer} 0 R]>>>>");
        let before = maker.bytes();
        let (after, _) = frozen(&before);
        assert_looks_alike(&before, &after);
    }
}

#[test]
fn a_look_without_resources_or_type_is_completed() {
    let mut maker = Maker { form: format!("/DR<</Font<</Helv {HELVETICA} 0 R>>>>"), ..Maker::default() };
    let bare = maker.stream("/BBox[0 0 200 20]", "BT /Helv 12 Tf 2 5 Td (Bare) Tj ET");
    maker.field(&format!("/FT/Tx/T(p)/V(Bare)/AP<</N {bare} 0 R>>"));
    let (after, account) = frozen(&maker.bytes());
    assert_eq!(account.statements[0].extent, Extent::Whole);
    let Some(text) = text(&after) else { return };
    assert!(text.contains("Bare"), "{text}");
}

#[test]
fn a_document_without_a_form_stays_as_it_is() {
    let before = Maker::default().bytes();
    let (after, account) = frozen(&before);
    assert_eq!((before, account), (after, paraph_pades::freeze::Account::default()));
}

#[test]
fn content_that_is_painted_in_a_state_nobody_knows_is_refused() {
    let mut maker = every_kind();
    maker.content = "2 0 0 2 0 0 cm Q BT /F1 20 Tf 72 300 Td (Contract) Tj ET".to_owned();
    let bytes = maker.bytes();
    assert!(paraph_pades::freeze::freeze(&Document::open(bytes.as_slice()).unwrap()).is_err());
}
