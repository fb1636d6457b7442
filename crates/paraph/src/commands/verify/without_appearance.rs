//! Stands in for the look at appearance where the program is built without what draws pages.

use paraph_pades::validate::{Drawn, Report};
use paraph_pdf::{Document, Source};
use serde_json::Value;

use super::Error;

/// Nothing can be asked for.
#[derive(clap::Args)]
pub(super) struct AppearanceArguments {}

/// Nothing is ever seen.
pub(super) enum Seen {}

impl AppearanceArguments {
    pub(super) fn look<S: Source>(&self, _: &Document<S>, _: &Report) -> Result<Option<Seen>, Error> {
        Ok(None)
    }
}

impl Seen {
    pub(super) fn is_expected(&self) -> bool {
        match *self {}
    }

    pub(super) fn drawn(&self) -> Vec<Drawn> {
        match *self {}
    }

    pub(super) fn json(&self) -> Result<Vec<Value>, std::io::Error> {
        match *self {}
    }

    pub(super) fn words(&self) -> Vec<String> {
        match *self {}
    }
}
