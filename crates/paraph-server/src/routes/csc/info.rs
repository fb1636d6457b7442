//! What this service is and which methods it has (CSC API v2 § 11.1).

use axum::extract::State;

use super::answer::{Info, InfoOfV2, SignAlgorithms, SignatureFormats, Yes};
use super::credentials::ALGORITHMS;
use super::wire::Fields;
use super::{Answer, Version};
use crate::app::{App, Shared};
use crate::assets;
use crate::auth::Visitor;
use crate::locale::Locale;

/// What both editions have. What is not here is not offered.
const METHODS: [&str; 9] = [
    "auth/login",
    "auth/revoke",
    "credentials/list",
    "credentials/info",
    "credentials/authorize",
    "credentials/extendTransaction",
    "signatures/signHash",
    "signatures/timestamp",
    "info",
];

/// Answers anybody.
///
/// # Errors
/// Invalid when a parameter is of another type.
pub async fn info(State(app): State<Shared>, version: Version, visitor: Visitor, fields: Fields) -> Answer {
    super::json(words(&app, version, fields.language(visitor.locale)?))
}

fn words(app: &App, version: Version, locale: Locale) -> Info<'_> {
    let mut methods = METHODS.to_vec();
    if version == Version::Two {
        methods.push("signatures/signPolling");
    }
    let (specs, path) = match version {
        Version::One => ("1.0.4.0", "v1"),
        Version::Two => ("2.0.0.0", "v2"),
    };
    let has_programs = !app.config.csc.clients.is_empty();
    if has_programs {
        methods.extend(["oauth2/authorize", "oauth2/token", "oauth2/revoke"]);
    }
    Info {
        specs,
        name: &app.config.operator,
        logo: format!("{}{}", app.base_url, assets::url("logo.png")),
        region: &app.config.csc.region,
        lang: locale.as_str(),
        description: locale.say("csc-description", &[("operator", app.config.operator.as_str().into())]),
        auth_type: if has_programs {
            vec!["external", "basic", "oauth2code"]
        } else {
            vec!["external", "basic"]
        },
        oauth2: has_programs.then(|| format!("{}/csc/{path}/", app.base_url)),
        methods,
        in_v2: (version == Version::Two).then(|| InfoOfV2 {
            asynchronous_operation_mode: Yes,
            sign_algorithms: SignAlgorithms { algos: ALGORITHMS },
            // Hashes are signed and no documents: formats and levels are the caller's.
            signature_formats: SignatureFormats::default(),
            conformance_levels: [],
        }),
    }
}
