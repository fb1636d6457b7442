//! A member's credentials and tokens in a browser, wide and narrow, by the keyboard alone.

use super::chrome::Chrome;
use super::instance::Home;
use super::tab::{Hands, Tab};
use super::whole_path::{NARROW, WIDE, accept_the_invitation};

const PAGE: &str = "/account/credentials";

#[test]
fn a_member_makes_a_credential_and_a_token_wherever_they_sit() {
    let home = Home::new();
    let instance = home.start();
    let chrome = Chrome::start("credentials");
    let member = chrome.person().with(Hands::Keys);
    member.size(WIDE.0, WIDE.1);
    accept_the_invitation(&member, &instance);
    member.open(&instance.url(PAGE));
    look(&member, "empty");
    member.fill("form[action='/account/credentials'] input[name=credential_name]", "Contracts");
    member.fill("form[action='/account/credentials'] input[name=pin]", "407216");
    member.follow("form[action='/account/credentials'] button");
    look(&member, "credential");
    member.fill("form[action='/account/tokens'] input[name=token_name]", "Closing desk");
    member.follow("form[action='/account/tokens'] button");
    look(&member, "token");
    member.open(&instance.url(PAGE));
    look(&member, "full");
}

/// At both widths; the last one shown is the wide one again.
fn look(member: &Tab, name: &str) {
    for (size, place) in [(NARROW, "phone"), (WIDE, "desk")] {
        member.size(size.0, size.1);
        member.judge(&format!("{name} on the {place}"));
        member.picture(&format!("{name}-{place}"));
    }
}
