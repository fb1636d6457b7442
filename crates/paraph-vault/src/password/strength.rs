//! How soon a password would be guessed, why, and what would help; and the proof that it was good enough.

use zeroize::Zeroizing;
use zxcvbn::feedback::{Suggestion, Warning};

use super::{Password, common};
use crate::limits;

/// What is known of a password before it is taken.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Assessment {
    /// 0 (guessed at once) to 4 (beyond 10¹⁰ guesses).
    pub score: u8,
    /// Why it is refused, if it is.
    pub refusal: Option<Refusal>,
    /// What makes it easy to guess, if something stands out.
    pub weakness: Option<Weakness>,
    /// What would make it stronger.
    pub advice: Vec<Advice>,
}

/// Why a password is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// Fewer characters than [`limits::PASSWORD_CHARACTERS_MIN`].
    TooShort,
    /// Among the passwords attackers try first.
    Common,
    /// Score below [`limits::PASSWORD_SCORE_MIN`].
    TooWeak,
}

/// A password that [`accept`] let pass; the only kind that can be hashed.
pub struct Accepted<'a>(&'a Password);

impl Accepted<'_> {
    pub(super) fn password(&self) -> &Password {
        self.0
    }
}

/// Weighs a password. `personal` are words an attacker who knows the person would try: name, address, firm.
#[must_use]
pub fn assess(password: &Password, personal: &[&str]) -> Assessment {
    let personal = personal_words(personal);
    let words: Vec<&str> = personal.iter().map(|word| word.as_str()).collect();
    let entropy = zxcvbn::zxcvbn(password.as_str(), &words);
    let score = u8::from(entropy.score());
    let feedback = entropy.feedback();
    Assessment {
        score,
        refusal: refuse(password, score),
        weakness: feedback.and_then(|feedback| feedback.warning()).map(Weakness::from),
        advice: feedback
            .into_iter()
            .flat_map(|feedback| feedback.suggestions())
            .map(|one| (*one).into())
            .collect(),
    }
}

/// Lets a password pass, or says what is wrong with it.
///
/// # Errors
/// The [`Assessment`], with its refusal.
pub fn accept<'a>(password: &'a Password, personal: &[&str]) -> Result<Accepted<'a>, Assessment> {
    let assessment = assess(password, personal);
    match assessment.refusal {
        None => Ok(Accepted(password)),
        Some(_) => Err(assessment),
    }
}

fn refuse(password: &Password, score: u8) -> Option<Refusal> {
    if password.as_str().chars().count() < limits::PASSWORD_CHARACTERS_MIN {
        return Some(Refusal::TooShort);
    }
    if common::contains(password.as_str()) {
        return Some(Refusal::Common);
    }
    (score < limits::PASSWORD_SCORE_MIN).then_some(Refusal::TooWeak)
}

/// The words themselves and their parts: of "Ada Lovelace" and "ada@mill.example" also "Ada", "Lovelace", "mill".
fn personal_words(personal: &[&str]) -> Vec<Zeroizing<String>> {
    let whole = personal.iter().copied();
    let parts = personal.iter().flat_map(|word| word.split(|c: char| !c.is_alphanumeric()));
    whole
        .chain(parts)
        .filter(|word| word.chars().count() > 1)
        .take(limits::PERSONAL_WORDS_MAX)
        .map(|word| Zeroizing::new(word.chars().take(limits::PERSONAL_WORD_CHARACTERS_MAX).collect()))
        .collect()
}

/// What makes a password easy to guess. [`Weakness::key`] names the sentence in the catalogue of messages.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Weakness {
    /// A straight row of keys, such as "qwertyuiop".
    KeyboardRow,
    /// A short pattern on the keyboard.
    KeyboardPattern,
    /// One character again and again.
    RepeatedCharacter,
    /// One group of characters again and again.
    RepeatedGroup,
    /// Among the passwords most used.
    Common,
    /// Close to a password much used.
    SimilarToCommon,
    /// A sequence such as "abcd" or "6543".
    Sequence,
    /// A recent year.
    RecentYear,
    /// A single word of a dictionary.
    SingleWord,
    /// A date.
    Date,
    /// A name by itself.
    Name,
}

impl Weakness {
    /// A stable name in kebab case, for the catalogue of messages.
    #[must_use]
    pub fn key(self) -> &'static str {
        match self {
            Self::KeyboardRow => "keyboard-row",
            Self::KeyboardPattern => "keyboard-pattern",
            Self::RepeatedCharacter => "repeated-character",
            Self::RepeatedGroup => "repeated-group",
            Self::Common => "common",
            Self::SimilarToCommon => "similar-to-common",
            Self::Sequence => "sequence",
            Self::RecentYear => "recent-year",
            Self::SingleWord => "single-word",
            Self::Date => "date",
            Self::Name => "name",
        }
    }
}

impl From<Warning> for Weakness {
    fn from(warning: Warning) -> Self {
        match warning {
            Warning::StraightRowsOfKeysAreEasyToGuess => Self::KeyboardRow,
            Warning::ShortKeyboardPatternsAreEasyToGuess => Self::KeyboardPattern,
            Warning::RepeatsLikeAaaAreEasyToGuess => Self::RepeatedCharacter,
            Warning::RepeatsLikeAbcAbcAreOnlySlightlyHarderToGuess => Self::RepeatedGroup,
            Warning::ThisIsATop10Password
            | Warning::ThisIsATop100Password
            | Warning::ThisIsACommonPassword => Self::Common,
            Warning::ThisIsSimilarToACommonlyUsedPassword => Self::SimilarToCommon,
            Warning::SequencesLikeAbcAreEasyToGuess => Self::Sequence,
            Warning::RecentYearsAreEasyToGuess => Self::RecentYear,
            Warning::AWordByItselfIsEasyToGuess => Self::SingleWord,
            Warning::DatesAreOftenEasyToGuess => Self::Date,
            Warning::NamesAndSurnamesByThemselvesAreEasyToGuess
            | Warning::CommonNamesAndSurnamesAreEasyToGuess => Self::Name,
        }
    }
}

/// What would make a password stronger. [`Advice::key`] names the sentence in the catalogue of messages.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Advice {
    /// Use a few words, but no common phrase.
    UseAFewWords,
    /// Symbols, digits and capitals are not needed.
    SymbolsAreNotNeeded,
    /// Add a word or two, uncommon ones.
    AddWords,
    /// Capitals at the start help little.
    CapitalsHelpLittle,
    /// All in capitals helps as little.
    AllCapitalsHelpLittle,
    /// Words written backwards help little.
    ReversingHelpsLittle,
    /// "@" for "a" helps little.
    SubstitutionsHelpLittle,
    /// A longer pattern with more turns.
    UseALongerPattern,
    /// No repeated words or characters.
    AvoidRepeats,
    /// No sequences.
    AvoidSequences,
    /// No recent years.
    AvoidRecentYears,
    /// No years that have to do with the person.
    AvoidYourYears,
    /// No dates that have to do with the person.
    AvoidYourDates,
}

impl Advice {
    /// A stable name in kebab case, for the catalogue of messages.
    #[must_use]
    pub fn key(self) -> &'static str {
        match self {
            Self::UseAFewWords => "use-a-few-words",
            Self::SymbolsAreNotNeeded => "symbols-are-not-needed",
            Self::AddWords => "add-words",
            Self::CapitalsHelpLittle => "capitals-help-little",
            Self::AllCapitalsHelpLittle => "all-capitals-help-little",
            Self::ReversingHelpsLittle => "reversing-helps-little",
            Self::SubstitutionsHelpLittle => "substitutions-help-little",
            Self::UseALongerPattern => "use-a-longer-pattern",
            Self::AvoidRepeats => "avoid-repeats",
            Self::AvoidSequences => "avoid-sequences",
            Self::AvoidRecentYears => "avoid-recent-years",
            Self::AvoidYourYears => "avoid-your-years",
            Self::AvoidYourDates => "avoid-your-dates",
        }
    }
}

impl From<Suggestion> for Advice {
    fn from(suggestion: Suggestion) -> Self {
        match suggestion {
            Suggestion::UseAFewWordsAvoidCommonPhrases => Self::UseAFewWords,
            Suggestion::NoNeedForSymbolsDigitsOrUppercaseLetters => Self::SymbolsAreNotNeeded,
            Suggestion::AddAnotherWordOrTwo => Self::AddWords,
            Suggestion::CapitalizationDoesntHelpVeryMuch => Self::CapitalsHelpLittle,
            Suggestion::AllUppercaseIsAlmostAsEasyToGuessAsAllLowercase => Self::AllCapitalsHelpLittle,
            Suggestion::ReversedWordsArentMuchHarderToGuess => Self::ReversingHelpsLittle,
            Suggestion::PredictableSubstitutionsDontHelpVeryMuch => Self::SubstitutionsHelpLittle,
            Suggestion::UseALongerKeyboardPatternWithMoreTurns => Self::UseALongerPattern,
            Suggestion::AvoidRepeatedWordsAndCharacters => Self::AvoidRepeats,
            Suggestion::AvoidSequences => Self::AvoidSequences,
            Suggestion::AvoidRecentYears => Self::AvoidRecentYears,
            Suggestion::AvoidYearsThatAreAssociatedWithYou => Self::AvoidYourYears,
            Suggestion::AvoidDatesAndYearsThatAreAssociatedWithYou => Self::AvoidYourDates,
        }
    }
}
