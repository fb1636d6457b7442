//! What this service is and which methods it has (CSC API v2 § 11.1).

use axum::extract::State;
use serde_json::{Value, json};

use super::credentials::ALGORITHMS;
use super::wire::Fields;
use super::{Answer, Version};
use crate::app::{App, Shared};
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

fn words(app: &App, version: Version, locale: Locale) -> Value {
    let mut methods = METHODS.to_vec();
    let mut info = json!({
        "specs": match version { Version::One => "1.0.4.0", Version::Two => "2.0.0.0" },
        "name": app.config.operator,
        "logo": format!("{}{}", app.base_url, crate::assets::url("logo.png")),
        "region": app.config.csc.region,
        "lang": locale.as_str(),
        "description": locale.say("csc-description", &[("operator", app.config.operator.as_str().into())]),
        "authType": ["external", "basic"],
    });
    if version == Version::Two {
        methods.push("signatures/signPolling");
        info["asynchronousOperationMode"] = json!(true);
        info["validationInfo"] = json!(false);
        info["signAlgorithms"] = json!({ "algos": ALGORITHMS });
        // Hashes are signed and no documents: formats and levels are the caller's.
        info["signature_formats"] = json!({ "formats": [], "envelope_properties": [] });
        info["conformance_levels"] = json!([]);
    }
    info["methods"] = json!(methods);
    info
}
