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
    Info {
        specs: match version {
            Version::One => "1.0.4.0",
            Version::Two => "2.0.0.0",
        },
        name: &app.config.operator,
        logo: format!("{}{}", app.base_url, assets::url("logo.png")),
        region: &app.config.csc.region,
        lang: locale.as_str(),
        description: locale.say("csc-description", &[("operator", app.config.operator.as_str().into())]),
        auth_type: vec!["external", "basic"],
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
