//! Passwords as the security handlers take them: PDFDocEncoding up to revision 4, UTF-8 after SASLprep from revision 5 on
//! (ISO 32000-2 § 7.6.4.3). Wiped when dropped; never shown.

use zeroize::Zeroizing;

use crate::limits;

/// A secret that is wiped when dropped.
pub(super) type Secret = Zeroizing<Vec<u8>>;

/// The password of a document, a user's or the owner's.
pub struct Password(Secret);

impl Password {
    /// Takes a password as it was typed: text in UTF-8, or bytes that are no text. What lies beyond
    /// [`limits::PASSWORD_BYTES_MAX`] is not looked at; no handler reads so far.
    #[must_use]
    pub fn new(bytes: &[u8]) -> Self {
        let taken = bytes.get(..limits::PASSWORD_BYTES_MAX).unwrap_or(bytes);
        Self(Zeroizing::new(taken.to_vec()))
    }

    /// The ways to spell it up to revision 4: the standard's own first, then as it was typed, as some writers do.
    pub(super) fn in_document_encoding(&self) -> Vec<Secret> {
        let encoded = std::str::from_utf8(&self.0)
            .ok()
            .and_then(|text| text.chars().map(document_encoded).collect::<Option<Vec<u8>>>());
        different(encoded.map(Zeroizing::new), self.0.clone())
    }

    /// The ways to spell it from revision 5 on: prepared first, then as it was typed, as some writers do.
    pub(super) fn in_utf_8(&self) -> Vec<Secret> {
        let prepared = std::str::from_utf8(&self.0).ok().and_then(|text| stringprep::saslprep(text).ok());
        let prepared = prepared.map(|text| Zeroizing::new(text.into_owned().into_bytes()));
        let mut spelled = different(prepared, self.0.clone());
        for one in &mut spelled {
            one.truncate(limits::UTF_8_PASSWORD_BYTES_MAX);
        }
        spelled
    }
}

fn different(first: Option<Secret>, second: Secret) -> Vec<Secret> {
    match first {
        Some(first) if *first != *second => vec![first, second],
        _ => vec![second],
    }
}

/// The byte of a character in PDFDocEncoding (Annex D.3).
fn document_encoded(character: char) -> Option<u8> {
    const FROM_18: [char; 8] = ['˘', 'ˇ', 'ˆ', '˙', '˝', '˛', '˚', '˜'];
    const FROM_80: [char; 31] = [
        '•', '†', '‡', '…', '—', '–', 'ƒ', '⁄', '‹', '›', '−', '‰', '„', '“', '”', '‘', '’', '‚', '™', 'ﬁ',
        'ﬂ', 'Ł', 'Œ', 'Š', 'Ÿ', 'Ž', 'ı', 'ł', 'œ', 'š', 'ž',
    ];
    let within = |table: &[char], from: u8| {
        let place = table.iter().position(|known| *known == character)?;
        from.checked_add(u8::try_from(place).ok()?)
    };
    match character {
        '€' => Some(0xA0),
        '\u{20}'..='\u{7E}' | '\u{A1}'..='\u{AC}' | '\u{AE}'..='\u{FF}' | '\t' | '\n' | '\r' => {
            u8::try_from(u32::from(character)).ok()
        }
        _ => within(&FROM_18, 0x18).or_else(|| within(&FROM_80, 0x80)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn spelled(ways: &[Secret]) -> Vec<&[u8]> {
        ways.iter().map(|way| way.as_slice()).collect()
    }

    #[test]
    fn old_handlers_take_the_document_encoding_first() {
        let ways = Password::new("Łódź €".as_bytes()).in_document_encoding();
        // ź is in no place of the encoding: the bytes as typed are all there is.
        assert_eq!(spelled(&ways), ["Łódź €".as_bytes()]);
        let ways = Password::new("Łé€ž".as_bytes()).in_document_encoding();
        assert_eq!(spelled(&ways), [&[0x95, 0xE9, 0xA0, 0x9E][..], "Łé€ž".as_bytes()]);
        assert_eq!(spelled(&Password::new(b"plain").in_document_encoding()), [b"plain"]);
    }

    #[test]
    fn new_handlers_take_the_prepared_text_first() {
        // RFC 4013 § 3: the soft hyphen goes, the feminine ordinal becomes a.
        let typed = "I\u{AD}X \u{AA}";
        let ways = Password::new(typed.as_bytes()).in_utf_8();
        assert_eq!(spelled(&ways), [b"IX a".as_slice(), typed.as_bytes()]);
    }

    #[test]
    fn bytes_that_are_no_text_are_taken_as_they_are() {
        let password = Password::new(&[0xFF, 0xFE, 0x80]);
        assert_eq!(spelled(&password.in_utf_8()), [[0xFF, 0xFE, 0x80]]);
        assert_eq!(spelled(&password.in_document_encoding()), [[0xFF, 0xFE, 0x80]]);
    }

    #[test]
    fn no_more_is_taken_than_the_handlers_read() {
        let long = vec![b'x'; 4 * limits::PASSWORD_BYTES_MAX];
        let ways = Password::new(&long).in_utf_8();
        assert_eq!(spelled(&ways), [&long[..limits::UTF_8_PASSWORD_BYTES_MAX]]);
    }
}
