//! What every page needs to know of the request it answers.

use fluent_bundle::FluentValue;

use crate::locale::Locale;
use crate::zone::Reader;

/// The request around a page: language, who is signed in, where they are, what to tell them.
#[derive(Debug, Clone)]
pub struct Frame {
    /// Language of the page.
    pub locale: Locale,
    /// Zone of its times.
    pub reader: Reader,
    /// Name of the firm or person that runs the instance.
    pub operator: String,
    /// Who is signed in; none for visitors and for signatories with a link.
    pub person: Option<SignedIn>,
    /// Path (and query) of this page, for the language switch and the navigation.
    pub path: String,
    /// The key of this page's forms: the same form under the same key counts once. Empty where nobody is signed in.
    pub form_key: String,
    /// One message about what was just done or refused.
    pub notice: Option<Notice>,
}

/// A signed-in member.
#[derive(Debug, Clone)]
pub struct SignedIn {
    /// Name as shown.
    pub name: String,
    /// Whether the pages of administrators are offered.
    pub is_administrator: bool,
}

/// A message about what was just done or refused.
#[derive(Debug, Clone)]
pub enum Notice {
    /// It was done.
    Done(String),
    /// Something to know before going on.
    Told(String),
    /// It was not done, and why.
    Wrong(String),
}

impl Frame {
    /// The same page with its times in the zone of `reader`.
    #[must_use]
    pub fn read_by(self, reader: Reader) -> Self {
        Self { reader, ..self }
    }

    /// A sentence without arguments.
    pub(super) fn t(&self, key: &str) -> String {
        self.locale.text(key)
    }

    /// A sentence with arguments.
    pub(super) fn say(&self, key: &str, arguments: &[(&str, FluentValue<'_>)]) -> String {
        self.locale.say(key, arguments)
    }
}
