//! What codes and names of glyphs stand for in fonts of Latin letters (ISO 32000-2 annex D; Adobe Glyph List).

/// `WinAnsiEncoding` (annex D.2); the other Latin encodings agree with it on what is written in ASCII.
pub(super) fn latin(code: u32) -> Option<char> {
    const ABOVE: [char; 32] = [
        '€', '•', '‚', 'ƒ', '„', '…', '†', '‡', 'ˆ', '‰', 'Š', '‹', 'Œ', '•', 'Ž', '•', '•', '‘', '’', '“',
        '”', '•', '–', '—', '˜', '™', 'š', '›', 'œ', '•', 'ž', 'Ÿ',
    ];
    match code {
        0x80..=0x9F => ABOVE.get(usize::try_from(code).ok()?.checked_sub(0x80)?).copied(),
        0x20..=0x7E | 0xA0..=0xFF => char::from_u32(code),
        _ => None,
    }
}

/// What a glyph's name stands for (Adobe Glyph List, of Latin text).
pub(super) fn named(name: &[u8]) -> Option<String> {
    let name = std::str::from_utf8(name).ok()?;
    if name.chars().count() == 1 {
        return Some(name.to_owned());
    }
    if let Some((_, text)) = NAMES.iter().find(|(known, _)| *known == name) {
        return Some((*text).to_owned());
    }
    if let Some(number) = name.strip_prefix("uni").and_then(|digits| u32::from_str_radix(digits, 16).ok()) {
        return char::from_u32(number).map(String::from);
    }
    let composed = |(accent, mark): &(&str, char)| {
        let letter = name.strip_suffix(accent).filter(|letter| letter.len() == 1)?.chars().next()?;
        LETTERS
            .iter()
            .find(|(base, with, _)| *base == letter && with == mark)
            .map(|(_, _, text)| text.to_string())
    };
    ACCENTS.iter().find_map(composed)
}

/// The name of the glyph of a letter, where it is not the letter itself.
pub(super) fn name_of(letter: char) -> Option<&'static str> {
    NAMES.iter().find(|(_, text)| text.chars().eq([letter])).map(|(name, _)| *name)
}

/// Glyphs that are not named by their letter.
const NAMES: [(&str, &str); 58] = [
    ("space", " "),
    ("exclam", "!"),
    ("quotedbl", "\""),
    ("numbersign", "#"),
    ("dollar", "$"),
    ("percent", "%"),
    ("ampersand", "&"),
    ("quotesingle", "'"),
    ("parenleft", "("),
    ("parenright", ")"),
    ("asterisk", "*"),
    ("plus", "+"),
    ("comma", ","),
    ("hyphen", "-"),
    ("minus", "-"),
    ("period", "."),
    ("slash", "/"),
    ("zero", "0"),
    ("one", "1"),
    ("two", "2"),
    ("three", "3"),
    ("four", "4"),
    ("five", "5"),
    ("six", "6"),
    ("seven", "7"),
    ("eight", "8"),
    ("nine", "9"),
    ("colon", ":"),
    ("semicolon", ";"),
    ("less", "<"),
    ("equal", "="),
    ("greater", ">"),
    ("question", "?"),
    ("at", "@"),
    ("underscore", "_"),
    ("quoteleft", "‘"),
    ("quoteright", "’"),
    ("quotedblleft", "“"),
    ("quotedblright", "”"),
    ("endash", "–"),
    ("emdash", "—"),
    ("bullet", "•"),
    ("Euro", "€"),
    ("sterling", "£"),
    ("section", "§"),
    ("degree", "°"),
    ("germandbls", "ß"),
    ("ae", "æ"),
    ("AE", "Æ"),
    ("oe", "œ"),
    ("OE", "Œ"),
    ("oslash", "ø"),
    ("Oslash", "Ø"),
    ("ellipsis", "…"),
    ("copyright", "©"),
    ("registered", "®"),
    ("eth", "ð"),
    ("fi", "fi"),
];

/// Accents, by what their names end with.
const ACCENTS: [(&str, char); 7] = [
    ("acute", '\u{301}'),
    ("grave", '\u{300}'),
    ("circumflex", '\u{302}'),
    ("dieresis", '\u{308}'),
    ("tilde", '\u{303}'),
    ("cedilla", '\u{327}'),
    ("caron", '\u{30C}'),
];

/// Letters with accents, of Latin-1.
const LETTERS: [(char, char, char); 50] = [
    ('a', '\u{301}', 'á'),
    ('a', '\u{300}', 'à'),
    ('a', '\u{302}', 'â'),
    ('a', '\u{308}', 'ä'),
    ('a', '\u{303}', 'ã'),
    ('e', '\u{301}', 'é'),
    ('e', '\u{300}', 'è'),
    ('e', '\u{302}', 'ê'),
    ('e', '\u{308}', 'ë'),
    ('i', '\u{301}', 'í'),
    ('i', '\u{300}', 'ì'),
    ('i', '\u{302}', 'î'),
    ('i', '\u{308}', 'ï'),
    ('o', '\u{301}', 'ó'),
    ('o', '\u{300}', 'ò'),
    ('o', '\u{302}', 'ô'),
    ('o', '\u{308}', 'ö'),
    ('o', '\u{303}', 'õ'),
    ('u', '\u{301}', 'ú'),
    ('u', '\u{300}', 'ù'),
    ('u', '\u{302}', 'û'),
    ('u', '\u{308}', 'ü'),
    ('n', '\u{303}', 'ñ'),
    ('c', '\u{327}', 'ç'),
    ('A', '\u{301}', 'Á'),
    ('A', '\u{300}', 'À'),
    ('A', '\u{302}', 'Â'),
    ('A', '\u{308}', 'Ä'),
    ('A', '\u{303}', 'Ã'),
    ('E', '\u{301}', 'É'),
    ('E', '\u{300}', 'È'),
    ('E', '\u{302}', 'Ê'),
    ('E', '\u{308}', 'Ë'),
    ('I', '\u{301}', 'Í'),
    ('I', '\u{302}', 'Î'),
    ('I', '\u{308}', 'Ï'),
    ('O', '\u{301}', 'Ó'),
    ('O', '\u{302}', 'Ô'),
    ('O', '\u{308}', 'Ö'),
    ('U', '\u{301}', 'Ú'),
    ('U', '\u{302}', 'Û'),
    ('U', '\u{308}', 'Ü'),
    ('N', '\u{303}', 'Ñ'),
    ('C', '\u{327}', 'Ç'),
    ('s', '\u{30C}', 'š'),
    ('S', '\u{30C}', 'Š'),
    ('z', '\u{30C}', 'ž'),
    ('Z', '\u{30C}', 'Ž'),
    ('c', '\u{30C}', 'č'),
    ('C', '\u{30C}', 'Č'),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_glyphs_stand_for_their_letters() {
        for (name, text) in [("nine", "9"), ("eacute", "é"), ("A", "A"), ("uni20AC", "€"), ("space", " ")]
        {
            assert_eq!(named(name.as_bytes()).as_deref(), Some(text), "{name}");
        }
        assert_eq!(named(b"g17"), None);
    }
}
