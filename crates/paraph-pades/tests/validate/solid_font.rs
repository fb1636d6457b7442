//! A TrueType font of one glyph, which is a filled box as large as one likes.

/// The font file in hexadecimal. The letter A is the box, in thousandths of the em.
pub(crate) fn hexadecimal(left: i16, bottom: i16, right: i16, top: i16) -> String {
    let tables = [
        (b"cmap", cmap()),
        (b"glyf", glyph([left, bottom, right, top])),
        (b"head", head([left, bottom, right, top])),
        (b"hhea", [words(&[1, 0, 1_000, 0, 0, 1_000]), vec![0; 22], words(&[2])].concat()),
        (b"hmtx", words(&[1_000, 0, 1_000, 0])),
        (b"loca", words(&[0, 0, 17])),
        (b"maxp", [words(&[1, 0, 2]), vec![0; 26]].concat()),
    ];
    let mut directory = words(&[1, 0, 7, 64, 2, 48]);
    let mut data: Vec<u8> = Vec::new();
    for (name, table) in &tables {
        directory.extend_from_slice(name.as_slice());
        directory.extend(0u32.to_be_bytes());
        directory.extend(u32::try_from(12 + 16 * tables.len() + data.len()).unwrap().to_be_bytes());
        directory.extend(u32::try_from(table.len()).unwrap().to_be_bytes());
        data.extend(table);
        data.resize(data.len().next_multiple_of(4), 0);
    }
    directory.extend(data);
    directory.iter().map(|byte| format!("{byte:02x}")).collect::<String>() + ">"
}

fn words(values: &[u16]) -> Vec<u8> {
    values.iter().flat_map(|value| value.to_be_bytes()).collect()
}

fn signed(values: &[i16]) -> Vec<u8> {
    values.iter().flat_map(|value| value.to_be_bytes()).collect()
}

fn head(extent: [i16; 4]) -> Vec<u8> {
    let before = [words(&[1, 0, 1, 0, 0, 0, 0x5F0F, 0x3CF5, 0, 1_000]), vec![0; 16]].concat();
    [before, signed(&extent), words(&[0, 8, 2, 0, 0])].concat()
}

/// One subtable of Windows for the letter A.
fn cmap() -> Vec<u8> {
    let segments = words(&[4, 32, 0, 4, 4, 1, 0, 65, 0xFFFF, 0, 65, 0xFFFF, 65_472, 1, 0, 0]);
    [words(&[0, 1, 3, 1, 0, 12]), segments].concat()
}

fn glyph([left, bottom, right, top]: [i16; 4]) -> Vec<u8> {
    let head = signed(&[1, left, bottom, right, top, 3, 0]);
    let (across, up) = (right - left, top - bottom);
    let points = signed(&[left, across, 0, -across, bottom, 0, up, 0]);
    [head, vec![1; 4], points].concat()
}
