//! The activity of the sample.

use paraph_server::pages::activity;

use crate::sample::*;

pub(crate) fn happenings(words: Words) -> activity::Activity {
    let row = |kind: &str, at_time: &str, name: &str, details: &[(&str, &str)]| activity::Row {
        at: at(at_time),
        kind: kind.to_owned(),
        actor: words.or(name),
        email: words.or("ana.nunez@horizon.example"),
        ip: Some(words.or("203.0.113.42")),
        device: Some(words.or("Firefox 144 on Android 16")),
        details: details.iter().map(|(name, value)| ((*name).to_owned(), words.or(value))).collect(),
        entry: "envelope:e1 #4".to_owned(),
        hash: SHA.to_owned(),
    };
    activity::Activity {
        trail: vec![
            ("/projects".to_owned(), words.or("Projects")),
            ("/projects/p1".to_owned(), words.or("Project Horizon")),
        ],
        path: "/projects/p1/activity".to_owned(),
        wanted: activity::Wanted {
            person: words.hostile.unwrap_or_default().to_owned(),
            ..Default::default()
        },
        kinds: vec!["envelope-signed".to_owned(), "envelope-sent".to_owned()],
        total: 812,
        is_first: false,
        older: Some("/projects/p1/activity?behind=1.envelope:e1.4".to_owned()),
        rows: vec![
            row("envelope-signed", "2026-11-21T15:02:11Z", "Ana Núñez", &[("consent_sha256", SHA)]),
            row("envelope-opened", "2026-11-21T14:40:02Z", "Ana Núñez", &[]),
            row(
                "envelope-sent",
                "2026-11-21T14:20:00Z",
                "Claire Dubois",
                &[("days", "30"), ("Agreement.pdf", SHA)],
            ),
            row("fields-placed", "2026-11-21T14:10:59Z", "Claire Dubois", &[]),
            row("fields-placed", "2026-11-21T14:10:05Z", "Claire Dubois", &[]),
            row("signatory-added", "2026-11-21T14:05:00Z", "Claire Dubois", &[("name", "Ana Núñez")]),
            row("sign-in-failed", "2026-11-21T14:00:00Z", "", &[]),
        ],
    }
}
