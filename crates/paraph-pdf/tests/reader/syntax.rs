//! Objects as written and as read (ISO 32000-2 § 7.3).

use paraph_pdf::{Dictionary, Document, Error, Name, Object, ObjectId, PdfString, limits};

use crate::maker::{Maker, read};

fn check(body: &str, expected: impl Into<Object>) {
    assert_eq!(read(body).unwrap(), expected.into(), "{body}");
}

#[test]
fn numbers_are_read() {
    for (text, value) in [("0", 0), ("+17", 17), ("-98", -98), ("2147483648", 2_147_483_648), ("00012", 12)] {
        check(text, Object::Integer(value));
    }
    for (text, value) in [("34.5", 34.5), ("-.002", -0.002), ("+4.", 4.0), ("0.0", 0.0), (".5", 0.5)] {
        check(text, Object::Real(value));
    }
}

#[test]
fn what_only_looks_like_a_number_is_refused() {
    for text in ["--5", "1.2.3", "1e5", "+", ".", "-", "5-", "99999999999999999999", "0x10", "1,5"] {
        assert!(matches!(read(text), Err(Error::SyntaxIsMalformed { .. })), "{text}");
    }
}

#[test]
fn strings_are_read() {
    let cases: [(&str, &[u8]); 12] = [
        ("(plain)", b"plain"),
        ("()", b""),
        ("(a (nested) one)", b"a (nested) one"),
        ("(\\n\\r\\t\\b\\f\\(\\)\\\\)", b"\n\r\t\x08\x0C()\\"),
        ("(\\053\\53\\0053)", b"++\x053"),
        ("(\\400)", b"\0"),
        ("(a\\\nb)", b"ab"),
        ("(a\r\nb\rc)", b"a\nb\nc"),
        ("(\\x)", b"x"),
        ("<48656C6C6F>", b"Hello"),
        ("<48 65\n6c6c 6F7>", b"Hellop"),
        ("<>", b""),
    ];
    for (text, bytes) in cases {
        let hex = text.starts_with('<');
        check(text, PdfString { bytes: bytes.to_vec(), hex });
    }
}

#[test]
fn a_string_that_does_not_end_is_refused() {
    for text in ["(open", "(open (more)", "<48", "<4G>", "(\\"] {
        assert!(read(text).is_err(), "{text}");
    }
}

#[test]
fn names_are_read() {
    for (text, name) in
        [("/Name", "Name"), ("/A#20B", "A B"), ("/", ""), ("/A;B_*@!", "A;B_*@!"), ("/A#2", "A#2")]
    {
        check(text, Name::from(name));
    }
}

#[test]
fn words_are_read_and_unknown_words_refused() {
    check("null", Object::Null);
    check("true", true);
    check("false", false);
    for text in ["True", "nul", "R", "obj", "foo", "}", ")", ">", "{}"] {
        assert!(read(text).is_err(), "{text}");
    }
}

#[test]
fn references_are_told_from_numbers() {
    let reference = |number| Object::Reference(ObjectId::new(number));
    check("[1 0 R 2 3 0 R 4]", vec![reference(1), Object::Integer(2), reference(3), Object::Integer(4)]);
    check("7 0 R", reference(7));
    check("7", Object::Integer(7));
    for text in ["[0 R]", "[R]", "[1 /A R]", "[1 -1 R]", "[-1 0 R]", "[1 65536 R]", "[4294967296 0 R]"] {
        assert!(read(text).is_err(), "{text}");
    }
}

#[test]
fn dictionaries_keep_their_order_and_their_double_keys() {
    let Object::Dictionary(read) = read("<< /B 1 /A [2] /B 3 % a comment\n /C << >> >>").unwrap() else {
        panic!()
    };
    assert_eq!(read.get(b"B"), Some(&Object::Integer(3)));
    assert_eq!(read.duplicates(), [&Name::from("B")]);
    assert_eq!(read.len(), 4);
    assert_eq!(read.get(b"C"), Some(&Object::Dictionary(Dictionary::new())));
}

#[test]
fn crooked_brackets_are_refused() {
    for text in
        ["[1", "<< /A 1", "[1 >>", "<< /A ]", "]", ">>", "<< 1 2 >>", "<< /A >>", "<< /A 1 /B >>", "[<< ]>>"]
    {
        assert!(read(text).is_err(), "{text}");
    }
}

#[test]
fn nesting_has_a_limit_and_costs_no_stack() {
    let nested = |depth: usize| format!("{}{}", "[".repeat(depth), "]".repeat(depth));
    assert!(read(&nested(limits::DEPTH_MAX)).is_ok());
    for depth in [limits::DEPTH_MAX + 1, 200_000] {
        assert!(matches!(read(&nested(depth)), Err(Error::LimitIsExceeded { what: "nesting" })));
    }
    assert!(read(&"<</A".repeat(100_000)).is_err());
}

#[test]
fn an_object_must_be_where_and_what_it_is_said_to_be() {
    let read = |bytes: &[u8], at: usize| {
        let maker = Maker::small().raw(bytes);
        let start = maker.bytes.len() - bytes.len() + at;
        let maker = maker.place(9, start).table("");
        Document::open(maker.bytes).unwrap().current().object(ObjectId::new(9))
    };
    assert_eq!(read(b"9 0 obj 5 endobj\n", 0).unwrap(), Object::Integer(5));
    assert_eq!(read(b"9 0 obj endobj\n", 0).unwrap(), Object::Null);
    assert!(matches!(read(b"8 0 obj 5 endobj\n", 0), Err(Error::ObjectIsMisplaced { .. })));
    assert!(matches!(read(b"9 1 obj 5 endobj\n", 0), Err(Error::ObjectIsMisplaced { .. })));
    assert!(read(b"9 0 obj 5 endobj\n", 1).is_err());
    assert!(read(b"9 0 obj 5\n", 0).is_err());
    assert!(read(b"9 0 obj 5 6 endobj\n", 0).is_err());
}

#[test]
fn a_stream_ends_where_its_length_says() {
    let read = |body: &str| read(body).map(|object| object.as_stream().is_some());
    assert!(read("<< /Length 3 >>\nstream\nabc\nendstream").unwrap());
    assert!(read("<< /Length 3 >>\r\nstream\r\nabc\r\nendstream").unwrap());
    assert!(read("<< /Length 3 >>\nstream\nabcendstream").unwrap());
    for body in [
        "<< /Length 2 >>\nstream\nabc\nendstream",
        "<< /Length 300 >>\nstream\nabc\nendstream",
        "<< /Length -3 >>\nstream\nabc\nendstream",
        "<< /Length (3) >>\nstream\nabc\nendstream",
        "<< >>\nstream\nabc\nendstream",
        "<< /Length 3 >>\nstream abc\nendstream",
        "<< /Length 3 >>\nstream\nabc\nendstrea",
        "[]\nstream\nabc\nendstream",
    ] {
        assert!(read(body).is_err(), "{body}");
    }
}

#[test]
fn the_length_of_a_stream_may_be_an_object_but_not_itself() {
    let maker =
        Maker::small().object(9, "<< /Length 10 0 R >>\nstream\nabc\nendstream").object(10, "3").table("");
    let document = Document::open(maker.bytes).unwrap();
    let view = document.current();
    let Object::Stream(stream) = view.object(ObjectId::new(9)).unwrap() else { panic!() };
    assert_eq!(view.raw(&stream).unwrap(), b"abc");
    for length in ["9 0 R", "10 0 R"] {
        let maker = Maker::small()
            .object(9, &format!("<< /Length {length} >>\nstream\nabc\nendstream"))
            .object(10, "<< /Length 9 0 R >>\nstream\nabc\nendstream")
            .table("");
        let error = Document::open(maker.bytes).unwrap().current().object(ObjectId::new(9)).unwrap_err();
        assert!(matches!(error, Error::ReferencesLoop { .. }), "{error}");
    }
}

#[test]
fn references_in_a_circle_are_noticed() {
    let maker = Maker::small().object(9, "10 0 R").object(10, "9 0 R").table("");
    let document = Document::open(maker.bytes).unwrap();
    let start = Object::Reference(ObjectId::new(9));
    assert!(matches!(document.current().resolve(&start), Err(Error::ReferencesLoop { .. })));
}

#[test]
fn the_places_of_values_are_those_of_the_file() {
    let maker = Maker::small().object(9, "<< /A (one) % comment\n/B [1 2]/C 3 0 R /D <00ff> >>").table("");
    let bytes = maker.bytes.clone();
    let document = Document::open(maker.bytes).unwrap();
    let spans = document.current().value_spans(ObjectId::new(9)).unwrap().unwrap();
    let text = |range: &std::ops::Range<u64>| {
        let range = usize::try_from(range.start).unwrap()..usize::try_from(range.end).unwrap();
        String::from_utf8_lossy(bytes.get(range).unwrap()).into_owned()
    };
    let told: Vec<(String, String)> = spans.iter().map(|(key, span)| (key.to_string(), text(span))).collect();
    let expected = [("/A", "(one)"), ("/B", "[1 2]"), ("/C", "3 0 R"), ("/D", "<00ff>")];
    assert_eq!(told, expected.map(|(key, value)| (key.to_owned(), value.to_owned())));
    assert_eq!(document.current().value_spans(ObjectId::new(99)).unwrap(), None);
}

#[test]
fn an_object_stream_whose_filter_is_inside_itself_is_an_error() {
    for entries in
        ["/Filter 9 0 R", "/Filter /LZWDecode /DecodeParms 9 0 R", "/Filter [9 0 R]", "/Length 9 0 R"]
    {
        let head = format!("/Type /ObjStm /N 1 /First 4 {entries}");
        let maker = Maker::small().stream(20, &head, b"9 0 /LZWDecode").xref_stream(21, &[(9, 20, 0)]);
        let read = Document::open(maker.bytes).unwrap().current().object(ObjectId::new(9));
        assert!(read.is_err() || entries.contains("Length"), "{entries}: {read:?}");
    }
}
