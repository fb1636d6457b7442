//! The languages of Paraph and their catalogues: every sentence a person reads is in `locales/en.ftl` and `locales/fr.ftl`.

use std::sync::LazyLock;

use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::{FluentArgs, FluentResource, FluentValue};
use unic_langid::{LanguageIdentifier, langid};

/// A language in which people are addressed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Locale {
    /// English.
    English,
    /// French.
    French,
}

type Catalogue = FluentBundle<FluentResource>;

// The catalogues are constants compiled into the program; they are read once, on first use.
static ENGLISH: LazyLock<Catalogue> =
    LazyLock::new(|| catalogue(langid!("en"), include_str!("../locales/en.ftl")));
static FRENCH: LazyLock<Catalogue> =
    LazyLock::new(|| catalogue(langid!("fr"), include_str!("../locales/fr.ftl")));

impl Locale {
    /// Every language, in the order they are offered.
    pub const ALL: [Self; 2] = [Self::English, Self::French];

    /// As the database, forms, addresses and `lang` attributes spell it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::English => "en",
            Self::French => "fr",
        }
    }

    /// The language's name in itself.
    pub fn own_name(self) -> &'static str {
        match self {
            Self::English => "English",
            Self::French => "Français",
        }
    }

    /// Reads the spelling back.
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|locale| locale.as_str() == text)
    }

    /// The language a browser prefers (RFC 9110 § 12.5.4); English when it names none of ours.
    pub fn negotiate(accept_language: &str) -> Self {
        let mut best = (Self::English, 0.0f32);
        for range in accept_language.split(',') {
            let (tag, parameters) = range.split_once(';').unwrap_or((range, ""));
            let primary = tag.trim().split('-').next().unwrap_or_default().to_ascii_lowercase();
            let weight =
                parameters.trim().strip_prefix("q=").map_or(1.0, |q| q.trim().parse().unwrap_or(0.0));
            match Self::parse(&primary) {
                Some(locale) if weight > best.1 => best = (locale, weight),
                _ => {}
            }
        }
        best.0
    }

    /// The sentence of a key.
    pub fn text(self, key: &str) -> String {
        self.say(key, &[])
    }

    /// The sentence of a key that may not be there: names of details include those of documents.
    pub fn find(self, key: &str) -> Option<String> {
        self.catalogue().has_message(key).then(|| self.text(key))
    }

    fn catalogue(self) -> &'static Catalogue {
        match self {
            Self::English => &ENGLISH,
            Self::French => &FRENCH,
        }
    }

    /// The sentence of a key with its arguments. A key that no catalogue holds shows as `⟦key⟧`, which tests look for.
    pub fn say(self, key: &str, arguments: &[(&str, FluentValue<'_>)]) -> String {
        let missing = || format!("⟦{key}⟧");
        let catalogue = self.catalogue();
        let Some(pattern) = catalogue.get_message(key).and_then(|message| message.value()) else {
            return missing();
        };
        let arguments: FluentArgs<'_> =
            arguments.iter().map(|(name, value)| (std::borrow::Cow::from(*name), value.clone())).collect();
        let mut problems = Vec::new();
        let text = catalogue.format_pattern(pattern, Some(&arguments), &mut problems);
        if problems.is_empty() { text.into_owned() } else { missing() }
    }

    /// The sentence of an error, whose arguments are text.
    pub fn sentence(self, key: &str, arguments: &[(&'static str, String)]) -> String {
        let values: Vec<(&str, FluentValue<'_>)> =
            arguments.iter().map(|(name, value)| (*name, FluentValue::from(value.as_str()))).collect();
        self.say(key, &values)
    }
}

fn catalogue(language: LanguageIdentifier, source: &str) -> Catalogue {
    let mut catalogue = FluentBundle::new_concurrent(vec![language]);
    // Bidirectional isolation marks would end up in mails, file names and copied text.
    catalogue.set_use_isolating(false);
    // What parsed is kept; a test refuses catalogues with entries that do not parse or come twice.
    let resource = FluentResource::try_new(source.to_owned()).unwrap_or_else(|(partial, _)| partial);
    let _ = catalogue.add_resource(resource);
    catalogue
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_language_with_the_highest_weight_wins() {
        for (header, locale) in [
            ("", Locale::English),
            ("fr", Locale::French),
            ("fr-CH, en;q=0.9", Locale::French),
            ("en-GB,fr;q=0.8", Locale::English),
            ("de, fr;q=0.5, en;q=0.4", Locale::French),
            ("fr;q=0.3, en;q=0.7", Locale::English),
            ("*", Locale::English),
            ("fr;q=nonsense", Locale::English),
        ] {
            assert_eq!(Locale::negotiate(header), locale, "{header}");
        }
    }

    #[test]
    fn a_spelling_reads_back() {
        for locale in Locale::ALL {
            assert_eq!(Locale::parse(locale.as_str()), Some(locale));
        }
        assert_eq!(Locale::parse("de"), None);
    }

    #[test]
    fn a_key_that_nobody_wrote_is_seen() {
        assert_eq!(Locale::English.text("no-such-key"), "⟦no-such-key⟧");
    }
}
