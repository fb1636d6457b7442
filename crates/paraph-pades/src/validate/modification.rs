//! What was changed after a signature, of which kind it is, and where on the pages it is seen.

use serde::Serialize;

/// A change made after a signature.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Modification {
    /// The revision that made it, from 1.
    pub revision: usize,
    /// What kind of change it is.
    pub level: ModificationLevel,
    /// What was changed.
    pub what: String,
    /// The number of the object changed, if it was one object.
    pub object: Option<u32>,
    /// The form field it belongs to.
    pub field: Option<String>,
    /// Whether the signature permits it.
    pub permitted: bool,
    /// Where it covers what was there when the signature was made.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub place: Option<Place>,
    /// Whether drawing the pages shows all that may cover it there, on screen and on paper, now and later: only then can a look at
    /// the drawn pages settle that it does not.
    #[serde(skip)]
    pub is_drawn: bool,
}

impl Modification {
    /// What was changed, and where if it is one place.
    #[must_use]
    pub fn described(&self) -> String {
        self.place.map_or_else(|| self.what.clone(), |place| format!("{}, {place}", self.what))
    }
}

/// A part of a page as it is shown, in points (1/72 inch) from its upper left.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Place {
    /// The page, from 1.
    pub page: usize,
    /// Distance from the left edge.
    pub left: f64,
    /// Distance from the upper edge.
    pub top: f64,
    /// Width.
    pub width: f64,
    /// Height.
    pub height: f64,
}

impl std::fmt::Display for Place {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(
            formatter,
            "page {}, {:.0} by {:.0} points, {:.0} from the left and {:.0} from the top",
            self.page, self.width, self.height, self.left, self.top
        )
    }
}

/// Kinds of change, from harmless to unexplained.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum ModificationLevel {
    /// Validation data, document time-stamps, and the document's own description.
    LtaData,
    /// Filling in form fields and signing.
    FormFilling,
    /// Adding, changing or removing annotations.
    Annotations,
    /// Anything else.
    Undefined,
}
