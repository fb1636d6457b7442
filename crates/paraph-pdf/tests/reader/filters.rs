//! Stream filters (ISO 32000-2 § 7.4): known answers, malformed data, and data that would fill the memory.

use std::io::Write;

use paraph_pdf::{Document, Error, Object, ObjectId};

use crate::maker::Maker;

fn decode(dictionary: &str, data: &[u8]) -> Result<Vec<u8>, Error> {
    let maker =
        Maker::small().stream(9, dictionary, data).object(10, "<< /Predictor 12 /Columns 3 >>").table("");
    let document = Document::open(maker.bytes)?;
    let view = document.current();
    let Object::Stream(stream) = view.object(ObjectId::new(9))? else { panic!("no stream") };
    view.decode_up_to(&stream, 1 << 20)
}

fn deflate(data: &[u8]) -> Vec<u8> {
    let mut encoder = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::default());
    encoder.write_all(data).unwrap();
    encoder.finish().unwrap()
}

#[test]
fn text_filters_are_decoded() {
    assert_eq!(decode("", b"as it is").unwrap(), b"as it is");
    assert_eq!(decode("/Filter /ASCIIHexDecode", b"48 65 6c\n6C 6f7>").unwrap(), b"Hellop");
    assert_eq!(decode("/Filter /ASCII85Decode", b"87cURD]i,\"Ebo80~>").unwrap(), b"Hello World!");
    assert_eq!(decode("/Filter /ASCII85Decode", b"z87cUR\nDZ~>").unwrap(), b"\0\0\0\0Hello");
    assert_eq!(decode("/Filter /RunLengthDecode", b"\x02abc\xFEx\x80junk").unwrap(), b"abcxxx");
}

/// A decoder may hold back bytes when a stream ends badly: what one reader sees then, another may not.
#[test]
fn a_stream_that_was_not_finished_or_whose_checksum_is_wrong_is_refused() {
    for length in [5, 32, 1_000, 32_768, 70_000] {
        let text: Vec<u8> =
            (0..length).map(|index: usize| b'a' + u8::try_from(index * index % 23).unwrap()).collect();
        let whole = deflate(&text);
        assert_eq!(decode("/Filter /FlateDecode", &whole).unwrap(), text);
        let mut flushed = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::default());
        flushed.write_all(&text).unwrap();
        flushed.flush().unwrap();
        let mut wrong = whole.clone();
        let end = wrong.len() - 4;
        wrong[end..].copy_from_slice(&[0, 0, 0xff, 0xff]);
        for harmed in [&whole[..end], &whole[..whole.len() - 1], flushed.get_ref(), &wrong] {
            let outcome = decode("/Filter /FlateDecode", harmed);
            assert!(matches!(outcome, Err(Error::StreamIsMalformed { .. })), "{length}: {outcome:?}");
        }
    }
}

#[test]
fn the_standard_s_own_lzw_example_is_decoded() {
    // § 7.4.4.2, example 2.
    let coded = [0x80, 0x0B, 0x60, 0x50, 0x22, 0x0C, 0x0C, 0x85, 0x01];
    assert_eq!(decode("/Filter /LZWDecode", &coded).unwrap(), [45, 45, 45, 45, 45, 65, 45, 45, 45, 66]);
}

/// Codes of growing width, most significant bit first, as an LZW writer with early change makes them.
fn lzw(data: &[u8]) -> Vec<u8> {
    let (mut bits, mut count, mut out) = (0u32, 0u32, Vec::new());
    let mut put = |code: usize, width: u32, out: &mut Vec<u8>| {
        bits = bits << width | u32::try_from(code).unwrap();
        count += width;
        while count >= 8 {
            count -= 8;
            out.push((bits >> count).to_le_bytes()[0]);
            bits &= (1 << count) - 1;
        }
    };
    let mut table: std::collections::HashMap<Vec<u8>, usize> =
        (0..=255u8).map(|byte| (vec![byte], usize::from(byte))).collect();
    let (mut next, mut width) = (258usize, 9u32);
    put(256, width, &mut out);
    let mut word: Vec<u8> = Vec::new();
    for byte in data {
        let longer = [word.as_slice(), &[*byte]].concat();
        if table.contains_key(&longer) {
            word = longer;
            continue;
        }
        put(*table.get(&word).unwrap(), width, &mut out);
        table.insert(longer, next);
        next += 1;
        if next + 1 > 1 << width {
            width += 1;
        }
        if next == 4_094 {
            put(256, width.min(12), &mut out);
            table.retain(|word, _| word.len() == 1);
            (next, width) = (258, 9);
        }
        word = vec![*byte];
    }
    put(*table.get(&word).unwrap(), width, &mut out);
    put(257, width, &mut out);
    put(0, 7, &mut out);
    out
}

#[test]
fn long_lzw_data_survive_the_round_trip() {
    let data: Vec<u8> = (0..60_000u32).map(|index| (index * index / 7 % 251).to_le_bytes()[0]).collect();
    assert_eq!(decode("/Filter /LZWDecode", &lzw(&data)).unwrap(), data);
}

#[test]
fn flate_with_predictors_is_decoded() {
    assert_eq!(decode("/Filter /FlateDecode", &deflate(b"text")).unwrap(), b"text");
    // One row for each PNG predictor: none, sub, up, average, Paeth.
    let rows = [0, 1, 2, 3, 1, 1, 1, 1, 2, 1, 1, 1, 3, 1, 1, 1, 4, 1, 1, 1];
    let expected = [1, 2, 3, 1, 2, 3, 2, 3, 4, 2, 3, 4, 3, 4, 5];
    let parameters = "/Filter /FlateDecode /DecodeParms << /Predictor 15 /Columns 3 >>";
    assert_eq!(decode(parameters, &deflate(&rows)).unwrap(), expected);
    let up = [2, 1, 2, 3, 2, 1, 1, 1];
    assert_eq!(
        decode("/Filter [/FlateDecode] /DecodeParms [10 0 R]", &deflate(&up)).unwrap(),
        [1, 2, 3, 2, 3, 4]
    );
}

#[test]
fn tiff_predictors_sum_samples_of_any_size() {
    let tiff = |more: &str, data: &[u8]| {
        decode(&format!("/Filter /FlateDecode /DecodeParms << /Predictor 2 {more} >>"), &deflate(data))
            .unwrap()
    };
    assert_eq!(tiff("/Columns 4", &[1, 1, 1, 1, 5, 0, 0, 1]), [1, 2, 3, 4, 5, 5, 5, 6]);
    assert_eq!(tiff("/Columns 2 /Colors 3", &[1, 2, 3, 1, 1, 1]), [1, 2, 3, 2, 3, 4]);
    assert_eq!(tiff("/Columns 2 /BitsPerComponent 16", &[0, 255, 0, 1]), [0, 255, 1, 0]);
    assert_eq!(tiff("/Columns 4 /BitsPerComponent 4", &[0x11, 0x11]), [0x12, 0x34]);
}

#[test]
fn filters_apply_in_order() {
    let hexadecimal: String = deflate(b"both").iter().map(|byte| format!("{byte:02x}")).collect();
    let data = format!("{hexadecimal}>");
    assert_eq!(decode("/Filter [/ASCIIHexDecode /FlateDecode]", data.as_bytes()).unwrap(), b"both");
}

#[test]
fn malformed_data_are_refused() {
    let cases: [(&str, &[u8]); 9] = [
        ("/Filter /FlateDecode", b"not deflated"),
        ("/Filter /FlateDecode", b"x\x9c\x03"),
        ("/Filter /ASCIIHexDecode", b"4G>"),
        ("/Filter /ASCII85Decode", b"ab{~>"),
        ("/Filter /ASCII85Decode", b"s8W-\"~>"),
        ("/Filter /ASCII85Decode", b"a~>"),
        ("/Filter /RunLengthDecode", b"\x05ab"),
        ("/Filter /RunLengthDecode", b"\xF0"),
        ("/Filter /LZWDecode", b"\xFF\xFF\xFF"),
    ];
    for (dictionary, data) in cases {
        let error = decode(dictionary, data).unwrap_err();
        assert!(matches!(error, Error::StreamIsMalformed { .. }), "{dictionary} {data:?}: {error}");
    }
    for parameters in [
        "/Predictor 9",
        "/Predictor 12 /Columns 0",
        "/Predictor 12 /Colors 99",
        "/Predictor 2 /BitsPerComponent 3",
    ] {
        let dictionary = format!("/Filter /FlateDecode /DecodeParms << {parameters} >>");
        assert!(decode(&dictionary, &deflate(b"\x09abc")).is_err(), "{parameters}");
    }
    let unknown = decode("/Filter /DCTDecode", b"").unwrap_err();
    assert!(matches!(unknown, Error::FilterIsUnsupported));
}

#[test]
fn data_that_would_fill_the_memory_are_refused() {
    let bomb = deflate(&vec![0; 40 << 20]);
    assert!(bomb.len() < 100_000);
    let too_long = |result: Result<Vec<u8>, Error>| matches!(result, Err(Error::LimitIsExceeded { .. }));
    assert!(too_long(decode("/Filter /FlateDecode", &bomb)));
    assert!(too_long(decode("/Filter [/FlateDecode /FlateDecode]", &deflate(&bomb))));
    assert!(too_long(decode("/Filter /RunLengthDecode", &[0x81, 0].repeat(20_000))));
    assert!(too_long(decode("/Filter /ASCII85Decode", &vec![b'z'; 500_000])));
    let many = "/ASCIIHexDecode ".repeat(9);
    assert!(too_long(decode(&format!("/Filter [{many}]"), b"")));
}
