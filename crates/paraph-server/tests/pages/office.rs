//! The members of the sample: all of them, and one member's own account.

use paraph_server::locale::Locale;
use paraph_server::pages::{Pager, account, members};
use paraph_server::zone::Zone;

use crate::sample::*;
use crate::states::pager;

/// The members of an account, and who is invited.
pub(crate) fn everybody(words: Words) -> members::Members {
    let one = |name: &str, is_administrator| members::Member {
        name: words.or(name),
        email: words.or("claire@dubois.example"),
        is_administrator,
        since: at("2026-11-20T09:00:00Z"),
    };
    let invited = |email: String, is_over| members::Invited {
        id: "i1".to_owned(),
        email,
        is_administrator: false,
        expires: at("2026-11-24T10:00:00Z"),
        is_over,
    };
    members::Members {
        members: vec![one("Claire Dubois", true), one("Paul Girard", false)],
        members_pager: pager(),
        invited_pager: Pager::default(),
        invited: vec![
            invited(words.or("nadia@dubois.example"), false),
            invited(words.or("oscar@dubois.example"), true),
            invited(String::new(), false),
        ],
        typed: members::Typed {
            email: words.hostile.unwrap_or_default().to_owned(),
            is_administrator: words.hostile.is_some(),
        },
    }
}

/// A member's own account.
pub(crate) fn an_account(locale: Locale, words: Words) -> account::Account {
    let place = |id: &str, browser: &str, is_this| account::Place {
        id: id.to_owned(),
        browser: words.or(browser),
        ip: words.or("192.0.2.7"),
        created: at("2026-11-20T08:00:00Z"),
        seen: at("2026-11-24T10:00:00Z"),
        is_this,
    };
    let windows = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/139.0.0.0 Safari/537.36";
    let phone = "Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/19.0 Mobile/15E148 Safari/604.1";
    account::Account {
        name: words.or("Claire Dubois"),
        email: words.or("claire@dubois.example"),
        locale,
        zone: Zone::find("Asia/Tokyo"),
        browser_zone: Zone::find("Europe/Paris"),
        is_administrator: true,
        password_length_min: 12,
        sessions: vec![place("s1", windows, true), place("s2", phone, false)],
        devices: vec![place("d1", windows, true), place("d2", phone, false), place("d3", "", false)],
    }
}
