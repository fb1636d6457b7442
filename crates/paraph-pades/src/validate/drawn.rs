//! What came of drawing the pages as each signature covers them and as they are now. Who draws says it; here it settles what areas
//! and appearances alone only let one suspect, and the verdict follows.

use super::modification::{Modification, ModificationLevel};
use super::report::Report;

/// What was found when the pages were drawn for one signature.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum Drawn {
    /// They were not drawn.
    #[default]
    No,
    /// They look the same, or different only where the signature permits it, and nothing that was signed is covered.
    AsPermitted,
    /// They look different where the signature does not permit it.
    Different,
    /// They could not be compared.
    NotCompared,
}

impl Drawn {
    /// Whether a report comes out otherwise by what was found, one for each of its signatures.
    #[must_use]
    pub fn matters(found: &[Self], report: &Report) -> bool {
        let signatures = report.signatures.iter().zip(found);
        signatures.into_iter().any(|(signature, drawn)| match drawn {
            Self::No => false,
            Self::AsPermitted => {
                signature.modifications.iter().any(|change| change.place.is_some() && change.is_drawn)
            }
            Self::Different | Self::NotCompared => true,
        })
    }

    /// Settles the changes made after a signature; `revision` is the last there is, from 1.
    pub(crate) fn settle(self, modifications: &mut Vec<Modification>, revision: usize) {
        let what = match self {
            Self::No => return,
            Self::AsPermitted => {
                // Only what was really drawn: what is seen on paper alone, or when a layer or an action brings it to light, stays suspected.
                let drawn =
                    modifications.iter_mut().filter(|change| change.place.is_some() && change.is_drawn);
                drawn.for_each(|modification| modification.permitted = true);
                return;
            }
            Self::Different => "the pages look different from what was signed",
            Self::NotCompared => "the pages could not be compared with what was signed",
        };
        modifications.push(Modification {
            revision,
            level: ModificationLevel::Undefined,
            what: what.to_owned(),
            object: None,
            field: None,
            permitted: false,
            place: None,
            is_drawn: false,
        });
    }
}
