//! Which characters a line of words may hold: those a reader sees. What is not seen lets two names look alike that are not.

use icu_properties::props::{
    BidiClass, CanonicalCombiningClass, DefaultIgnorableCodePoint, Emoji, EmojiModifier,
    ExtendedPictographic, GeneralCategory, GeneralCategoryGroup, Script,
};
use icu_properties::{CodePointMapData, CodePointSetData};

use crate::limits;

/// What is wrong with a character where it stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Flaw {
    /// It is not seen, or changes how the line is read.
    Unseen,
    /// A combining mark with no letter to stand on, or one of too many on the same letter.
    MarkAlone,
}

/// Each character of a text with what is wrong with it where it stands.
pub(super) fn judge(text: &str) -> impl Iterator<Item = (char, Option<Flaw>)> + '_ {
    let mut before = None;
    let mut marks = 0;
    text.char_indices().map(move |(at, c)| {
        let after = text.get(at + c.len_utf8()..).and_then(|rest| rest.chars().next());
        marks = if is_mark(c) { marks + 1 } else { 0 };
        let flaw = flaw(before, c, after)
            .or_else(|| (marks > limits::MARKS_ON_A_LETTER_MAX).then_some(Flaw::MarkAlone));
        before = Some(c);
        (c, flaw)
    })
}

/// The same for a text of many lines. Where a script runs from right to left, direction marks say to which words a number or a
/// full stop belongs (UAX 9 § 2.6).
pub(super) fn judge_lines(text: &str) -> impl Iterator<Item = (char, Option<Flaw>)> + '_ {
    let direction = CodePointMapData::<BidiClass>::new();
    // The marks are of these classes themselves.
    let runs_left = |c| [BidiClass::RightToLeft, BidiClass::ArabicLetter].contains(&direction.get(c));
    let turns = text.chars().any(|c| is_word(c) && runs_left(c));
    judge(text).map(move |(c, flaw)| {
        let is_needed = c == '\n' || turns && matches!(c, '\u{200e}' | '\u{200f}' | '\u{61c}');
        (c, flaw.filter(|_| !is_needed))
    })
}

fn flaw(before: Option<char>, c: char, after: Option<char>) -> Option<Flaw> {
    let fits = match c {
        '\u{200c}' | '\u{200d}' => joins(before, c, after),
        // Standardized variants of symbols and ideographs; those of Mongolian letters.
        '\u{fe00}'..='\u{fe0f}' | '\u{e0100}'..='\u{e01ef}' | '\u{180b}'..='\u{180d}' | '\u{180f}' => {
            before.is_some_and(|base| has_variants(base, c))
        }
        _ => is_seen(c),
    };
    if !fits {
        return Some(Flaw::Unseen);
    }
    let stands = !is_mark(c) || before.is_some_and(carries_marks);
    (!stands).then_some(Flaw::MarkAlone)
}

fn is_seen(c: char) -> bool {
    let blank = matches!(c, '\u{2800}' | '\u{1d159}' | '\u{fffc}');
    let category = category(c);
    let printed = !matches!(
        category,
        GeneralCategory::Control
            | GeneralCategory::Format
            | GeneralCategory::LineSeparator
            | GeneralCategory::ParagraphSeparator
            | GeneralCategory::PrivateUse
            | GeneralCategory::Surrogate
            | GeneralCategory::Unassigned
    );
    printed && !blank && !CodePointSetData::new::<DefaultIgnorableCodePoint>().contains(c)
}

/// Whether a joiner changes how letters of this script are written (Unicode §§ 9.2, 12.1, 23.2), or joins emoji into one.
fn joins(before: Option<char>, joiner: char, after: Option<char>) -> bool {
    let Some(before) = before else { return false };
    let virama =
        CodePointMapData::<CanonicalCombiningClass>::new().get(before) == CanonicalCombiningClass::Virama;
    if virama && uses_joiners(before) {
        return true;
    }
    let Some(after) = after else { return false };
    let emoji = |c| CodePointSetData::new::<ExtendedPictographic>().contains(c);
    let ends_emoji = |c| emoji(c) || c == '\u{fe0f}' || CodePointSetData::new::<EmojiModifier>().contains(c);
    let between_emoji = joiner == '\u{200d}' && ends_emoji(before) && emoji(after);
    between_emoji || (is_word(before) && is_word(after) && uses_joiners(before) && uses_joiners(after))
}

fn uses_joiners(c: char) -> bool {
    let script = CodePointMapData::<Script>::new().get(c);
    [
        Script::Arabic,
        Script::Syriac,
        Script::Mongolian,
        Script::Nko,
        Script::Mandaic,
        Script::Devanagari,
        Script::Bengali,
        Script::Gurmukhi,
        Script::Gujarati,
        Script::Oriya,
        Script::Tamil,
        Script::Telugu,
        Script::Kannada,
        Script::Malayalam,
        Script::Sinhala,
        Script::Khmer,
        Script::Myanmar,
    ]
    .contains(&script)
}

fn has_variants(base: char, selector: char) -> bool {
    let script = CodePointMapData::<Script>::new().get(base);
    match selector {
        '\u{fe0e}' | '\u{fe0f}' => CodePointSetData::new::<Emoji>().contains(base),
        '\u{180b}'..='\u{180f}' => script == Script::Mongolian,
        _ => script == Script::Han,
    }
}

/// Letters, digits, symbols and marks: what another mark may stand on.
fn carries_marks(c: char) -> bool {
    let group = [
        GeneralCategoryGroup::Letter,
        GeneralCategoryGroup::Number,
        GeneralCategoryGroup::Symbol,
        GeneralCategoryGroup::Mark,
    ];
    group.iter().any(|group| group.contains(category(c))) || matches!(c, '\u{200c}' | '\u{200d}')
}

fn is_word(c: char) -> bool {
    GeneralCategoryGroup::Letter.contains(category(c)) || is_mark(c)
}

fn is_mark(c: char) -> bool {
    GeneralCategoryGroup::Mark.contains(category(c))
}

fn category(c: char) -> GeneralCategory {
    CodePointMapData::<GeneralCategory>::new().get(c)
}
