//! The CSC API beside signing: what the service says of itself, coming in, and what is told of credentials.

use aws_lc_rs::digest::{SHA256, digest};
use base64ct::{Base64, Encoding};
use jiff::SignedDuration;
use paraph_pki::Certificate;
use paraph_pki::timestamp::Token as TimestampToken;
use paraph_server::limits;
use serde_json::{Value, json};

use super::engine::on_both_engines;
use super::instance::PASSWORD;
use super::program::{ECDSA_SHA256, PIN, Program, SHA_256, but, hash, order, wish, without};

const CLAIRE: &str = "claire.lefort@example.org";

#[test]
fn the_service_says_what_it_has_and_only_that() {
    on_both_engines(async |home| {
        let instance = home.open().await;
        let anybody = Program::new(&instance);
        let one = anybody.ask("v1/info", &json!({})).await.granted();
        assert_eq!(one["specs"], "1.0.4.0");
        assert_eq!(one["name"], "Lefort & Associates");
        assert_eq!(one["authType"], json!(["external", "basic"]));
        assert!(one.get("oauth2").is_none());
        assert_eq!((&one["region"], &one["lang"]), (&json!("XX"), &json!("en")));
        let logo = one["logo"].as_str().unwrap().strip_prefix("http://localhost:8421").unwrap().to_owned();
        assert!(instance.visitor().get(&logo).await.body.starts_with(b"\x89PNG"));
        let two = anybody.ask("v2/info", &json!({ "lang": "fr-CH" })).await.granted();
        assert_eq!((&two["specs"], &two["lang"]), (&json!("2.0.0.0"), &json!("fr")));
        assert!(two["description"].as_str().unwrap().starts_with("Signatures avec"), "{two}");
        assert_eq!(two["asynchronousOperationMode"], true);
        assert!(one.get("asynchronousOperationMode").is_none());
        assert_eq!(two["signAlgorithms"]["algos"][0], ECDSA_SHA256);
        let has = |info: &Value, method: &str| info["methods"].as_array().unwrap().contains(&json!(method));
        assert!(has(&two, "signatures/signPolling") && !has(&one, "signatures/signPolling"));
        // Everything it says it has is there; what it does not have, it says that it has not.
        let claire = instance.administrator().await;
        let program = Program::with_token(&instance, &claire.token("x").await);
        for (version, info) in [("v1", &one), ("v2", &two)] {
            for method in info["methods"].as_array().unwrap() {
                let reply = program.ask(&format!("{version}/{}", method.as_str().unwrap()), &json!({})).await;
                assert!([200, 400, 401].contains(&reply.status), "{version} {method}: {reply:?}");
            }
            for method in [
                "signatures/signDoc",
                "credentials/sendOTP",
                "credentials/getChallenge",
                "credentials/authorizeCheck",
            ] {
                assert!(!has(info, method), "{method}");
                let said = format!("This service does not offer {method}; info lists what it offers");
                program.ask(&format!("{version}/{method}"), &json!({})).await.refuses(
                    501,
                    "invalid_request",
                    &said,
                );
            }
        }
        program.ask("v1/signatures/signPolling", &json!({ "requestID": "x" })).await.refuses(
            501,
            "invalid_request",
            "This service does not offer signatures/signPolling; info lists what it offers",
        );
        for nowhere in ["v3/info", "v1/nothing", "info"] {
            anybody.ask(nowhere, &json!({})).await.refuses(404, "invalid_request", "There is no such method");
        }
    });
}

#[test]
fn a_program_comes_in_with_a_password_and_gives_its_tokens_back() {
    on_both_engines(async |home| {
        let instance = home.open().await;
        let _claire = instance.administrator().await;
        let with_password = Program::with_password(&instance, CLAIRE, PASSWORD);
        let plain = with_password.ask("v1/auth/login", &json!({})).await.granted();
        assert_eq!(plain["expires_in"], limits::ACCESS_TOKEN_SECONDS);
        assert!(plain.get("refresh_token").is_none());
        let remembered = with_password.ask("v2/auth/login", &json!({ "rememberMe": true })).await.granted();
        let refresh = remembered["refresh_token"].clone();
        let list = async |token: &Value| {
            let program = Program::with_token(&instance, token.as_str().unwrap());
            program.ask("v1/credentials/list", &json!({})).await
        };
        list(&remembered["access_token"]).await.granted();
        // A refresh token opens other tokens and nothing else.
        list(&refresh).await.refuses(401, "invalid_token", "The access token is not valid");
        instance.later(SignedDuration::from_secs(limits::ACCESS_TOKEN_SECONDS));
        list(&remembered["access_token"]).await.refuses(
            401,
            "invalid_token",
            "The access token is not valid",
        );
        let anybody = Program::new(&instance);
        let renewed = anybody.ask("v1/auth/login", &json!({ "refresh_token": refresh })).await.granted();
        let access = renewed["access_token"].clone();
        list(&access).await.granted();
        let program = Program::with_token(&instance, access.as_str().unwrap());
        program
            .ask("v1/auth/revoke", &json!({}))
            .await
            .is_invalid("Missing (or invalid type) string parameter token");
        let wrong = json!({ "token": refresh, "token_type_hint": "cookie" });
        program.ask("v1/auth/revoke", &wrong).await.is_invalid("Invalid parameter token_type_hint");
        // With the refresh token goes every token it opened.
        assert_eq!(program.ask("v1/auth/revoke", &json!({ "token": refresh })).await.status, 204);
        list(&access).await.refuses(401, "invalid_token", "The access token is not valid");
        let again = anybody.ask("v1/auth/login", &json!({ "refresh_token": refresh })).await;
        again.is_invalid("Invalid refresh_token");
        let told = instance.told_of_the_account().await;
        let last =
            ["access-token-issued", "access-token-issued", "access-token-issued", "access-token-revoked"];
        assert_eq!(told[told.len() - 4..], last);
    });
}

#[test]
fn an_access_token_given_back_leaves_the_refresh_token_and_nobody_elses_is_touched() {
    on_both_engines(async |home| {
        let instance = home.open().await;
        let claire = instance.administrator().await;
        let david = instance.member(&claire, "David Moreau", "member").await;
        let his = Program::with_token(&instance, &david.token("His").await);
        let hers = Program::with_password(&instance, CLAIRE, PASSWORD);
        let tokens = hers.ask("v1/auth/login", &json!({ "rememberMe": true })).await.granted();
        for name in ["access_token", "refresh_token"] {
            let reply = his.ask("v1/auth/revoke", &json!({ "token": tokens[name] })).await;
            assert_eq!(reply.status, 204, "he is told nothing about it");
        }
        assert_eq!(his.ask("v1/auth/revoke", &json!({ "token": "nonsense" })).await.status, 204);
        let program = Program::with_token(&instance, tokens["access_token"].as_str().unwrap());
        program.ask("v1/credentials/list", &json!({})).await.granted();
        program.ask("v1/auth/revoke", &json!({ "token": tokens["access_token"] })).await;
        let reply = program.ask("v1/credentials/list", &json!({})).await;
        reply.refuses(401, "invalid_token", "The access token is not valid");
        let refresh = json!({ "refresh_token": tokens["refresh_token"] });
        Program::new(&instance).ask("v1/auth/login", &refresh).await.granted();
    });
}

#[test]
fn a_log_in_that_does_not_read_or_is_wrong_is_refused_and_counted_as_at_the_door() {
    on_both_engines(async |home| {
        let instance = home.open().await;
        let _claire = instance.administrator().await;
        let login = async |authorization: Option<&str>| {
            let authorization = authorization.map(str::to_owned);
            let program = Program { authorization, ..Program::new(&instance) };
            program.ask("v1/auth/login", &json!({})).await
        };
        for malformed in [None, Some("Basic !!!"), Some("Bearer x"), Some("Digest x"), Some("Basic")] {
            login(malformed).await.refuses(401, "invalid_request", "Malformed authentication parameter");
        }
        let no_colon = format!("Basic {}", Base64::encode_string(b"claire"));
        login(Some(&no_colon)).await.is_invalid("Malformed username-password");
        let failed = "An error occurred during authentication process";
        for email in [CLAIRE, "nobody@example.org", "no address"] {
            let program = Program::with_password(&instance, email, "not the password");
            program.ask("v1/auth/login", &json!({})).await.refuses(400, "authentication_error", failed);
        }
        let wrong = Program::with_password(&instance, CLAIRE, "not the password");
        for _ in 1..limits::SIGN_IN_TRIES_AT_ONCE {
            wrong.ask("v1/auth/login", &json!({})).await.refuses(400, "authentication_error", failed);
        }
        let right = Program::with_password(&instance, CLAIRE, PASSWORD);
        right.ask("v1/auth/login", &json!({})).await.refuses(429, "authentication_error", failed);
        // The door of the pages is the same door.
        let visitor = instance.visitor();
        for _ in 0..limits::SIGN_IN_TRIES_AT_ONCE {
            visitor
                .post("/sign-in", &[("email", CLAIRE), ("password", "wrong")])
                .await
                .says(422, "do not go together");
        }
        visitor
            .post("/sign-in", &[("email", CLAIRE), ("password", PASSWORD)])
            .await
            .says(429, "Too many passwords were tried");
        // A program at another source does not wait.
        let elsewhere = Program { machine: 77, ..Program::with_password(&instance, CLAIRE, PASSWORD) };
        elsewhere.ask("v1/auth/login", &json!({})).await.granted();
    });
}

#[test]
fn a_member_who_has_yet_to_accept_the_policy_in_force_acts_through_no_program() {
    on_both_engines(async |home| {
        let instance = home.open().await;
        let claire = instance.administrator().await;
        let program = Program::with_token(&instance, &claire.token("x").await);
        instance.tamper("update consent set policy_sha256 = $1", &[[7; 32].into()]).await;
        let said =
            "The member has yet to accept the privacy policy in force: they sign in at http://localhost:8421";
        program.ask("v1/credentials/list", &json!({})).await.refuses(403, "access_denied", said);
        let login = Program::with_password(&instance, CLAIRE, PASSWORD);
        login.ask("v1/auth/login", &json!({})).await.refuses(403, "access_denied", said);
    });
}

#[test]
fn credentials_are_listed_page_by_page() {
    on_both_engines(async |home| {
        let instance = home.open().await;
        let claire = instance.administrator().await;
        let mut made = Vec::new();
        for name in ["One", "Two", "Three"] {
            made.push(claire.credential(name).await);
            instance.later(SignedDuration::from_secs(1));
        }
        let program = Program::with_token(&instance, &claire.token("x").await);
        let list = async |asked: Value| program.ask("v1/credentials/list", &asked).await;
        assert_eq!(list(json!({})).await.granted(), json!({ "credentialIDs": made }));
        let first = list(json!({ "maxResults": 2 })).await.granted();
        assert_eq!(first["credentialIDs"], json!(made[..2]));
        let second = list(json!({ "maxResults": 2, "pageToken": first["nextPageToken"] })).await.granted();
        assert_eq!(second, json!({ "credentialIDs": [made[2]] }));
        for (asked, said) in [
            (json!({ "userID": "claire" }), "userID parameter MUST be null"),
            (json!({ "maxResults": 0 }), "Invalid parameter maxResults"),
            (json!({ "maxResults": "2" }), "Missing (or invalid type) integer parameter maxResults"),
            (json!({ "pageToken": "x" }), "Invalid parameter pageToken"),
            (json!({ "certificates": "all" }), "Invalid parameter certificates"),
            (json!({ "onlyValid": "yes" }), "Missing (or invalid type) boolean parameter onlyValid"),
            (json!([1]), "The request is not a JSON object"),
        ] {
            list(asked).await.is_invalid(said);
        }
        let described = json!({ "credentialInfo": true, "certificates": "none", "maxResults": 1 });
        let described = program.ask("v2/credentials/list", &described).await.granted();
        assert_eq!(described["credentialInfos"][0]["credentialID"], made[0]);
        assert_eq!(described["credentialInfos"][0]["description"], "One");
        assert!(described["credentialInfos"][0]["cert"].get("certificates").is_none());
    });
}

#[test]
fn a_credential_is_described_in_the_words_of_each_edition() {
    on_both_engines(async |home| {
        let instance = home.open().await;
        let claire = instance.administrator().await;
        let id = claire.credential("Contracts").await;
        let program = Program::with_token(&instance, &claire.token("x").await);
        let asked =
            json!({ "credentialID": id, "certificates": "chain", "certInfo": true, "authInfo": true });
        let one = program.ask("v1/credentials/info", &asked).await.granted();
        let key = json!({ "status": "enabled", "len": 256, "curve": "1.2.840.10045.3.1.7",
            "algo": ["1.2.840.10045.4.3.2", "1.2.840.10045.4.3.3", "1.2.840.10045.4.3.4"] });
        assert_eq!(one["key"], key);
        assert_eq!((&one["authMode"], &one["SCAL"]), (&json!("explicit"), &json!("2")));
        assert_eq!(one["multisign"], limits::ACTIVATION_SIGNATURES_MAX);
        assert_eq!((&one["PIN"]["presence"], &one["PIN"]["format"]), (&json!("true"), &json!("A")));
        assert_eq!(one["OTP"]["presence"], "false");
        let two = program.ask("v2/credentials/info", &asked).await.granted();
        assert_eq!((&two["auth"]["mode"], &two["auth"]["expression"]), (&json!("explicit"), &json!("PIN")));
        assert_eq!(
            (&two["auth"]["objects"][0]["type"], &two["auth"]["objects"][0]["id"]),
            (&json!("Password"), &json!("PIN"))
        );
        assert!(two.get("PIN").is_none() && two.get("authMode").is_none());
        for info in [&one, &two] {
            let cert = &info["cert"];
            assert_eq!(cert["status"], "valid");
            let texts = cert["certificates"].as_array().unwrap().iter().map(|text| text.as_str().unwrap());
            let chain: Vec<Certificate> = texts
                .map(|text| Certificate::from_der(&Base64::decode_vec(text).unwrap()).unwrap())
                .collect();
            assert_eq!(chain.len(), 3);
            for pair in chain.windows(2) {
                assert_eq!(pair[0].is_signed_by(pair[1].public_key()), Ok(true));
            }
            assert_eq!(chain[0].subject().common_name(), Some("Claire Lefort"));
            assert_eq!(cert["subjectDN"], chain[0].subject().to_string());
            assert_eq!(cert["issuerDN"], chain[0].issuer().to_string());
            assert_eq!(cert["serialNumber"], chain[0].serial_hex());
            assert_eq!(
                (&cert["validFrom"], &cert["validTo"]),
                (&json!("20260302085500Z"), &json!("20270302090000Z"))
            );
        }
        let bare = program.ask("v1/credentials/info", &json!({ "credentialID": id })).await.granted();
        assert_eq!(bare["cert"]["certificates"].as_array().unwrap().len(), 1);
        assert!(bare["cert"].get("issuerDN").is_none() && bare.get("PIN").is_none());
    });
}

/// Asserts that each request is invalid for the reason beside it; the first is what all of them would be without their fault.
async fn check_invalid(program: &Program, method: &str, good: &Value, faults: &[(&str, Value, &str)]) {
    for (name, value, said) in faults {
        let request = match value {
            Value::Null => without(good.clone(), name),
            value => but(good.clone(), name, value.clone()),
        };
        let said = match said.split_once(": ") {
            Some(("missing", rest)) => format!("Missing (or invalid type) {rest} parameter {name}"),
            _ => (*said).to_owned(),
        };
        program.ask(method, &request).await.is_invalid(&said);
    }
}

#[test]
fn every_parameter_of_an_authorisation_that_is_missing_or_wrong_is_named() {
    on_both_engines(async |home| {
        let instance = home.open().await;
        let claire = instance.administrator().await;
        let id = claire.credential("Contracts").await;
        let program = Program::with_token(&instance, &claire.token("x").await);
        let count = "Invalid value for parameter numSignatures";
        let faults = [
            ("credentialID", Value::Null, "missing: string"),
            ("credentialID", json!(7), "missing: string"),
            ("credentialID", json!("x"), "Invalid parameter credentialID"),
            ("numSignatures", Value::Null, "missing: integer"),
            ("numSignatures", json!("1"), "missing: integer"),
            ("numSignatures", json!(0), count),
            ("numSignatures", json!(-1), count),
            ("numSignatures", json!(101), "Numbers of signatures is too high"),
            ("hash", Value::Null, "missing: array"),
            ("hash", json!([]), "Empty hash array"),
            ("hash", json!([7]), "missing: array"),
            ("hash", json!(["%%%"]), "Invalid Base64 hash string parameter"),
            ("hash", json!(["AAAA"]), "Invalid digest value length"),
            ("hash", json!([hash("a"), hash("b")]), count),
            ("PIN", Value::Null, "missing: string"),
            ("description", json!("x".repeat(501)), "Invalid parameter description"),
        ];
        check_invalid(&program, "v1/credentials/authorize", &wish(&id, &["first"]), &faults).await;
        let two = json!({ "credentialID": id, "numSignatures": 1, "hashes": [hash("first")], "hashAlgorithmOID": SHA_256,
            "authData": [{ "id": "PIN", "value": PIN }] });
        let faults = [
            ("hashes", Value::Null, "missing: array"),
            ("hashAlgorithmOID", json!("1.3.14.3.2.26"), "Invalid parameter hashAlgorithmOID"),
            ("hashAlgorithmOID", json!("2.16.840.1.101.3.4.2.3"), "Invalid digest value length"),
            ("authData", Value::Null, "missing: array"),
            ("authData", json!("x"), "missing: array"),
            ("authData", json!([{ "id": "OTP", "value": "482917" }]), "missing: array"),
        ];
        check_invalid(&program, "v2/credentials/authorize", &two, &faults).await;
        let wrong_pin = but(two, "authData", json!([{ "id": "PIN", "value": "111111" }]));
        let reply = program.ask("v2/credentials/authorize", &wrong_pin).await;
        reply.refuses(400, "invalid_authentication_data", "The authentication data is invalid");
    });
}

#[test]
fn every_parameter_of_a_signature_that_is_missing_or_wrong_is_named() {
    on_both_engines(async |home| {
        let instance = home.open().await;
        let claire = instance.administrator().await;
        let id = claire.credential("Contracts").await;
        let program = Program::with_token(&instance, &claire.token("x").await);
        let good = order(&id, &json!("A".repeat(43)), &["first"]);
        let many: Vec<String> =
            (0..=limits::ACTIVATION_SIGNATURES_MAX).map(|n| hash(&n.to_string())).collect();
        let faults = [
            ("clientData", json!("x"), "Invalid parameter SAD"),
            ("SAD", Value::Null, "missing: string"),
            ("SAD", json!("x"), "Invalid parameter SAD"),
            ("hash", Value::Null, "missing: array"),
            ("hash", json!(many), "Numbers of signatures is too high"),
            ("signAlgo", Value::Null, "missing: string"),
            ("signAlgo", json!("1.2.840.113549.1.1.11"), "Invalid parameter signAlgo"),
            ("signAlgo", json!("1.2.840.10045.4.3.3"), "Invalid parameter hashAlgo"),
            ("hashAlgo", json!("x"), "Invalid parameter hashAlgo"),
            ("signAlgoParams", json!("BQA="), "Invalid parameter signAlgoParams"),
        ];
        check_invalid(&program, "v1/signatures/signHash", &good, &faults).await;
        let faults = [("SAD", Value::Null, "missing: string"), ("hash", Value::Null, "missing: array")];
        check_invalid(&program, "v1/credentials/extendTransaction", &good, &faults).await;
        let nothing = [("requestID", Value::Null, "missing: string")];
        check_invalid(&program, "v2/signatures/signPolling", &json!({ "requestID": "x" }), &nothing).await;
        let all = [("certificates", json!("all"), "Invalid parameter certificates")];
        check_invalid(&program, "v1/credentials/info", &json!({ "credentialID": id }), &all).await;
    });
}

#[test]
fn a_request_that_is_no_json_or_too_large_is_refused_in_json() {
    on_both_engines(async |home| {
        let instance = home.open().await;
        let claire = instance.administrator().await;
        let program = Program::with_token(&instance, &claire.token("x").await);
        for body in ["{", "nonsense", "\"text\"", "[]", "\u{0}", &"[".repeat(10_000)] {
            let (reply, _) = program.send("/csc/v1/credentials/list", body).await;
            reply.is_invalid("The request is not a JSON object");
        }
        program.send("/csc/v1/credentials/list", "").await.0.granted();
        let large = json!({ "clientData": "x".repeat(limits::CSC_SIZE_MAX) }).to_string();
        let (reply, _) = program.send("/csc/v1/signatures/signHash", &large).await;
        reply.refuses(413, "invalid_request", "The request is too large");
    });
}

#[test]
fn a_hash_is_time_stamped_with_the_nonce_that_was_given() {
    on_both_engines(async |home| {
        let instance = home.open().await;
        let claire = instance.administrator().await;
        let program = Program::with_token(&instance, &claire.token("x").await);
        let asked = json!({ "hash": hash("words"), "hashAlgo": SHA_256, "nonce": "00f1e2d3" });
        let answer = program.ask("v1/signatures/timestamp", &asked).await.granted();
        let token = Base64::decode_vec(answer["timestamp"].as_str().unwrap()).unwrap();
        let token = TimestampToken::parse(&token).unwrap();
        assert_eq!(token.imprint(), digest(&SHA256, b"words").as_ref());
        assert_eq!(token.nonce(), Some(&[0, 0xf1, 0xe2, 0xd3][..]));
        assert_eq!(token.time(), instance.now());
        program.ask("v2/signatures/timestamp", &without(asked.clone(), "nonce")).await.granted();
        for (name, value, said) in [
            ("hash", json!(7), "Missing (or invalid type) string parameter hash"),
            ("hash", json!(""), "Empty hash parameter"),
            ("hash", json!("AAAA"), "Invalid digest value length"),
            ("hash", json!("%"), "Invalid Base64 hash string parameter"),
            ("hashAlgo", json!("1.3.14.3.2.26"), "Invalid parameter hashAlgo"),
            ("nonce", json!("x"), "Invalid parameter nonce"),
        ] {
            program.ask("v1/signatures/timestamp", &but(asked.clone(), name, value)).await.is_invalid(said);
        }
    });
}
