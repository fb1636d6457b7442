//! What a character is, for the sentence that says why it cannot be written.

#[cfg(feature = "scripts")]
use unicode_script::{Script, UnicodeScript as _};

/// What a character without a glyph belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Writing {
    /// A script, by its English name (ISO 15924), which a further typeface can write.
    Script(&'static str),
    /// Chinese, Japanese or Korean, by its English name, whose typefaces come in packages of their own.
    EastAsian(&'static str),
    /// An emoji, a private or an unassigned character, which no document of ours can hold.
    Symbol,
}

/// What a character belongs to.
#[must_use]
#[cfg(feature = "scripts")]
pub fn writing_of(character: char) -> Writing {
    match character.script() {
        Script::Common | Script::Inherited | Script::Unknown => match character {
            '\u{3000}'..='\u{303f}'
            | '\u{30fb}'..='\u{30fc}'
            | '\u{31c0}'..='\u{33ff}'
            | '\u{ff00}'..='\u{ffef}' => Writing::EastAsian("East Asian punctuation"),
            _ => Writing::Symbol,
        },
        script @ (Script::Han | Script::Hiragana | Script::Katakana | Script::Hangul | Script::Bopomofo) => {
            Writing::EastAsian(script.full_name())
        }
        script => Writing::Script(script.full_name()),
    }
}

/// The script of a character: unknown without shaping.
#[must_use]
#[cfg(not(feature = "scripts"))]
pub fn writing_of(_: char) -> Writing {
    Writing::Symbol
}
