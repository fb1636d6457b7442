//! What tests in browser windows begin with: an instance, its office with one draft, and a browser.

use super::chrome::Chrome;
use super::instance::{Home, Instance};
use super::office::{Deal, Office, PASSWORD, Person, blank_pages};
use super::tab::Tab;
use super::whole_path::WIDE;

/// The address of the administrator.
pub(super) const CLAIRE: &str = "claire.lefort@example.org";

pub(super) struct Scene {
    pub(super) home: Home,
    pub(super) instance: Instance,
    pub(super) office: Office,
    pub(super) deal: Deal,
    pub(super) chrome: Chrome,
}

impl Scene {
    /// A draft of so many empty pages, with a signature field for each person on the first.
    pub(super) fn new(album: &'static str, pages: usize, people: &[Person]) -> Self {
        let home = Home::new();
        let instance = home.start();
        let office = Office::open(&instance);
        let deal = office.prepare(&blank_pages(pages), people);
        Self { home, instance, office, deal, chrome: Chrome::start(album) }
    }

    /// A browser in which the administrator has signed in.
    pub(super) fn window(&self) -> Tab {
        let tab = self.chrome.person();
        tab.size(WIDE.0, WIDE.1);
        tab.open(&self.instance.url("/sign-in"));
        sign_in(&tab, PASSWORD);
        tab
    }
}

/// Fills in the sign-in form of a page for the administrator.
pub(super) fn sign_in(tab: &Tab, password: &str) {
    tab.fill("#email", CLAIRE);
    tab.fill("#password", password);
    tab.follow("form[action='/sign-in'] button.primary");
}
