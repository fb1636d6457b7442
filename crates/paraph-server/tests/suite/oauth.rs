//! Programs that members let in by themselves (OAuth 2.0 with PKCE): on a page, for the service or for signing given hashes.

use aws_lc_rs::digest::{SHA256, digest};
use base64ct::{Base64UrlUnpadded, Encoding};
use jiff::SignedDuration;
use paraph_server::config::CscClient;
use paraph_server::limits;
use serde_json::{Value, json};

use super::engine::on_both_engines;
use super::instance::{Home, Instance, PASSWORD};
use super::person::{Answer, Person, between};
use super::program::{PIN, Program, Reply, SHA_256, but, hash, order, without};

const BACK: &str = "https://desk.example/back";
const IS_OVER: &str = "Authorization code is invalid or expired";
const VERIFIER: &str = "a verifier of forty-three characters or more";

/// An instance that knows two programs.
async fn open(home: &Home) -> Instance {
    let client = |id: &str, name: &str| CscClient {
        id: id.to_owned(),
        name: name.to_owned(),
        redirect_uris: vec![BACK.to_owned(), format!("{BACK}?x=1")],
    };
    let clients = vec![client("desk", "Closing desk"), client("other", "Another")];
    home.open_with(|app| app.config.csc.clients = clients).await
}

fn challenge() -> String {
    Base64UrlUnpadded::encode_string(digest(&SHA256, VERIFIER.as_bytes()).as_ref())
}

/// The address of the page with these pairs over the usual ones; an empty value takes one away.
fn address(version: &str, pairs: &[(&str, &str)]) -> String {
    let challenge = challenge();
    let usual = [
        ("response_type", "code"),
        ("client_id", "desk"),
        ("redirect_uri", BACK),
        ("scope", "service"),
        ("state", "s 1"),
        ("code_challenge", &challenge),
        ("code_challenge_method", "S256"),
    ];
    let kept = usual.iter().filter(|(name, _)| pairs.iter().all(|(other, _)| other != name));
    let mut query = form_urlencoded::Serializer::new(String::new());
    query.extend_pairs(kept.chain(pairs.iter().filter(|(_, value)| !value.is_empty())));
    format!("/csc/{version}/oauth2/authorize?{}", query.finish())
}

/// Decides on the page.
async fn decide(person: &Person, address: &str, pairs: &[(&str, &str)]) -> Answer {
    let (action, _) = address.split_once('?').unwrap();
    person.submit(address, action, pairs).await
}

/// What the program gets back: the pairs of the address that the browser is led to.
#[track_caller]
fn led_back(answer: &Answer) -> Vec<(String, String)> {
    assert_eq!(answer.status, 302, "{}", answer.text());
    let location = answer.headers["location"].to_str().unwrap();
    let query = location.strip_prefix(BACK).unwrap_or_else(|| panic!("{location}"));
    form_urlencoded::parse(&query.as_bytes()[1..]).into_owned().collect()
}

#[track_caller]
fn code(answer: &Answer) -> String {
    let pairs = led_back(answer);
    assert_eq!((pairs[0].0.as_str(), pairs[1].clone()), ("code", ("state".to_owned(), "s 1".to_owned())));
    pairs[0].1.clone()
}

/// Has a code exchanged, with these pairs over the usual ones.
async fn exchange(instance: &Instance, code: &str, pairs: &[(&str, &str)]) -> Reply {
    let usual = [
        ("grant_type", "authorization_code"),
        ("code", code),
        ("client_id", "desk"),
        ("redirect_uri", BACK),
        ("code_verifier", VERIFIER),
    ];
    let kept = usual.iter().filter(|(name, _)| pairs.iter().all(|(other, _)| other != name));
    let mut body = form_urlencoded::Serializer::new(String::new());
    body.extend_pairs(kept.chain(pairs.iter().filter(|(_, value)| !value.is_empty())));
    Program::new(instance).send("/csc/v1/oauth2/token", &body.finish()).await.0
}

#[test]
fn a_member_who_is_not_signed_in_signs_in_and_lets_the_program_in() {
    on_both_engines(async |home| {
        let instance = open(home).await;
        let _joined = instance.administrator().await;
        let claire = instance.visitor();
        let address = address("v1", &[]);
        let door = claire.get(&address).await;
        door.says(200, "Sign in");
        let pairs = [("email", "claire.lefort@example.org"), ("password", PASSWORD)];
        let signed_in = claire.send(&door.form("/sign-in").with(&pairs)).await;
        assert_eq!(signed_in.status, 303);
        assert_eq!(signed_in.headers["location"].to_str().unwrap(), address);
        let page = claire.get(&address).await;
        page.says(200, "Authorise Closing desk?");
        page.says(200, "https://desk.example");
        let policy = page.headers["content-security-policy"].to_str().unwrap();
        assert!(policy.contains("form-action 'self' https://desk.example;"), "{policy}");
        let code = code(&decide(&claire, &address, &[("choice", "allow")]).await);
        let tokens = exchange(&instance, &code, &[]).await.granted();
        assert_eq!((&tokens["token_type"], &tokens["expires_in"]), (&json!("Bearer"), &json!(3600)));
        let program = Program::with_token(&instance, tokens["access_token"].as_str().unwrap());
        program.ask("v1/credentials/list", &json!({})).await.granted();
        claire.get("/account/credentials").await.says(200, "Authorised by you");
        // The code is good once.
        exchange(&instance, &code, &[]).await.refuses(400, "invalid_grant", IS_OVER);
        renew_and_revoke(&instance, &tokens).await;
        let told = instance.told_of_the_account().await;
        assert_eq!(
            told[told.len() - 4..],
            ["program-allowed", "access-token-issued", "access-token-issued", "access-token-revoked"]
        );
    });
}

async fn renew_and_revoke(instance: &Instance, tokens: &Value) {
    let refresh = tokens["refresh_token"].as_str().unwrap();
    let renew = async |client: &str| {
        let pairs = [
            ("grant_type", "refresh_token"),
            ("refresh_token", refresh),
            ("client_id", client),
            ("code", ""),
        ];
        exchange(instance, "", &pairs).await
    };
    let wrong = "Invalid parameter refresh_token";
    renew("other").await.refuses(400, "invalid_grant", wrong);
    let renewed = renew("desk").await.granted();
    // Nor does the way with a password renew what a program was given.
    let login = Program::new(instance).ask("v1/auth/login", &json!({ "refresh_token": refresh })).await;
    login.is_invalid("Invalid refresh_token");
    let revoke = async |client: &str| {
        let body = format!("token={refresh}&client_id={client}");
        Program::new(instance).send("/csc/v2/oauth2/revoke", &body).await.0.status
    };
    assert_eq!(revoke("other").await, 204);
    let program = Program::with_token(instance, renewed["access_token"].as_str().unwrap());
    program.ask("v1/credentials/list", &json!({})).await.granted();
    assert_eq!(revoke("desk").await, 204);
    let gone = program.ask("v1/credentials/list", &json!({})).await;
    gone.refuses(401, "invalid_token", "The access token is not valid");
    renew("desk").await.refuses(400, "invalid_grant", wrong);
}

#[test]
fn a_member_signs_hashes_for_a_program_by_entering_the_pin_on_our_page() {
    on_both_engines(async |home| {
        let instance = open(home).await;
        let claire = instance.administrator().await;
        let credential = claire.credential("Contracts").await;
        let service = Program::with_token(&instance, &claire.token("x").await);
        for (version, name) in [("v1", "hash"), ("v2", "hashes")] {
            let asked = [
                ("scope", "credential"),
                ("credentialID", credential.as_str()),
                ("numSignatures", "1"),
                (name, &hash("words")),
                ("description", "The share purchase agreement"),
                ("hashAlgorithmOID", SHA_256),
            ];
            let address = address(version, &asked);
            let page = claire.get(&address).await;
            page.says(200, "Sign for Closing desk?");
            page.says(200, "The share purchase agreement");
            decide(&claire, &address, &[("choice", "allow"), ("pin", "000000")])
                .await
                .says(422, "This is not the PIN.");
            let code = code(&decide(&claire, &address, &[("choice", "allow"), ("pin", PIN)]).await);
            // What travelled through the browser signs nothing, and opens nothing.
            let order = order(&credential, &json!(code), &["words"]);
            service.ask("v1/signatures/signHash", &order).await.is_invalid("Invalid parameter SAD");
            let travelled = Program::with_token(&instance, &code);
            let refused = travelled.ask("v1/signatures/signHash", &without(order.clone(), "SAD")).await;
            refused.refuses(401, "invalid_token", "The access token is not valid");
            let granted = exchange(&instance, &code, &[]).await.granted();
            assert_eq!(granted["credentialID"], credential);
            assert_eq!(granted["expires_in"], limits::ACTIVATION_SECONDS);
            assert!(granted.get("refresh_token").is_none());
            let token = granted["access_token"].clone();
            let bearer = Program::with_token(&instance, token.as_str().unwrap());
            // It opens what belongs to signing with this credential.
            bearer.ask("v2/credentials/info", &json!({ "credentialID": credential })).await.granted();
            let list = bearer.ask("v1/credentials/list", &json!({})).await;
            list.refuses(401, "invalid_token", "The access token is not valid");
            let other = but(without(order.clone(), "SAD"), "credentialID", json!("0".repeat(32)));
            bearer.ask("v1/signatures/signHash", &other).await.is_invalid("Invalid parameter credentialID");
            if version == "v1" {
                service.ask("v1/signatures/signHash", &but(order.clone(), "SAD", token)).await.granted();
            } else {
                bearer.ask("v2/signatures/signHash", &without(order.clone(), "SAD")).await.granted();
            }
            let again = bearer.ask("v2/signatures/signHash", &without(order, "SAD")).await;
            again.refuses(401, "invalid_token", "The access token is not valid");
        }
        let told = instance.told(&format!("credential:{credential}")).await;
        let each =
            ["credential-pin-wrong", "credential-authorized", "credential-extended", "credential-signed"];
        assert_eq!(told[1..], [each, each].concat());
    });
}

#[test]
fn a_code_is_exchanged_by_the_program_that_asked_and_soon() {
    on_both_engines(async |home| {
        let instance = open(home).await;
        let claire = instance.administrator().await;
        let credential = claire.credential("Contracts").await;
        let signing = [
            ("scope", "credential"),
            ("credentialID", credential.as_str()),
            ("numSignatures", "1"),
            ("hashes", &hash("words")),
        ];
        for address in [address("v2", &[]), address("v2", &signing)] {
            let allow = [("choice", "allow"), ("pin", PIN)];
            let one = code(&decide(&claire, &address, &allow).await);
            for fault in [
                [("client_id", "other")],
                [("redirect_uri", "")],
                [("redirect_uri", "https://desk.example/back?x=1")],
                [("code_verifier", "")],
                [("code_verifier", "another verifier")],
                [("code", "x")],
            ] {
                exchange(&instance, &one, &fault).await.refuses(400, "invalid_grant", IS_OVER);
            }
            let ask = || exchange(&instance, &one, &[]);
            let (a, b, c) = tokio::join!(ask(), ask(), ask());
            assert_eq!(
                [&a, &b, &c].iter().filter(|reply| reply.status == 200).count(),
                1,
                "{a:?} {b:?} {c:?}"
            );
            let late = code(&decide(&claire, &address, &allow).await);
            instance.later(SignedDuration::from_secs(limits::CODE_SECONDS));
            exchange(&instance, &late, &[]).await.refuses(400, "invalid_grant", IS_OVER);
        }
        for (fault, said) in [
            (("client_id", ""), "Missing parameter client_id"),
            (("client_id", "x"), "Invalid parameter client_id"),
            (("grant_type", ""), "Missing parameter grant_type"),
            (("grant_type", "password"), "Invalid parameter grant_type"),
            (("code", ""), "Missing parameter code"),
        ] {
            exchange(&instance, "x", &[fault]).await.is_invalid(said);
        }
        let twice = "client_id=desk&client_id=desk&grant_type=x";
        Program::new(&instance)
            .send("/csc/v1/oauth2/token", twice)
            .await
            .0
            .is_invalid("A parameter comes more than once");
    });
}

#[test]
fn nobody_is_led_to_an_address_that_the_operator_did_not_register() {
    on_both_engines(async |home| {
        let instance = open(home).await;
        let claire = instance.administrator().await;
        for fault in [
            [("client_id", "nobody")],
            [("client_id", "")],
            [("redirect_uri", "https://evil.example/back")],
            [("redirect_uri", "https://desk.example/back/")],
            [("redirect_uri", "")],
        ] {
            let page = claire.get(&address("v1", &fault)).await;
            page.says(422, "is not registered with this service");
        }
        let twice = format!("{}&client_id=other", address("v1", &[]));
        claire.get(&twice).await.says(422, "is not registered with this service");
        // The same for what the form carries.
        let page = claire.get(&address("v1", &[])).await;
        let evil = address("v1", &[("redirect_uri", "https://evil.example/")]);
        let evil = evil.split_once('?').unwrap().1;
        let form = page.form("/csc/v1/oauth2/authorize").with(&[("request", evil), ("choice", "allow")]);
        claire.send(&form).await.says(422, "is not registered with this service");
        assert_eq!(instance.count("select count(*) from authorization_code").await, 0);
    });
}

#[test]
fn what_a_program_asks_wrongly_it_is_told_and_a_refusal_too() {
    on_both_engines(async |home| {
        let instance = open(home).await;
        let claire = instance.administrator().await;
        let credential = claire.credential("Contracts").await;
        let signing = |fault: (&'static str, &'static str)| {
            let asked = [
                ("scope", "credential"),
                ("credentialID", credential.as_str()),
                ("numSignatures", "1"),
                ("hashes", &hash("words")),
            ];
            let asked: Vec<(&str, &str)> =
                asked.into_iter().filter(|(name, _)| *name != fault.0).chain([fault]).collect();
            address("v2", &asked)
        };
        for (address, error) in [
            (address("v1", &[("response_type", "token")]), "unsupported_response_type"),
            (address("v1", &[("scope", "everything")]), "invalid_scope"),
            (address("v1", &[("code_challenge", "")]), "invalid_request"),
            (address("v1", &[("code_challenge_method", "plain")]), "invalid_request"),
            (address("v1", &[("authorization_details", "[]")]), "invalid_request"),
            (signing(("credentialID", "x")), "invalid_request"),
            (signing(("numSignatures", "101")), "invalid_request"),
            (signing(("hashes", "AAAA")), "invalid_request"),
            (signing(("hashAlgorithmOID", "2.16.840.1.101.3.4.2.3")), "invalid_request"),
        ] {
            let pairs = led_back(&claire.get(&address).await);
            assert_eq!(pairs[0], ("error".to_owned(), error.to_owned()), "{address}");
            assert!(pairs.contains(&("state".to_owned(), "s 1".to_owned())), "{address}");
        }
        let refused = led_back(&decide(&claire, &address("v1", &[]), &[("choice", "refuse")]).await);
        assert_eq!(refused[0], ("error".to_owned(), "access_denied".to_owned()));
        let david = instance.member(&claire, "David Moreau", "member").await;
        let theirs = david.get(&signing(("state", "x"))).await;
        theirs.says(422, "is not yours or cannot sign any more");
        let absent = david.get(&signing(("credentialID", "00000000000000000000000000000000"))).await;
        let seen = |answer: &Answer| between(&answer.text(), "<main", "</main>").unwrap();
        assert_eq!(seen(&absent), seen(&theirs), "another's credential looks like none");
        assert_eq!(instance.count("select count(*) from authorization_code").await, 0);
    });
}

#[test]
fn another_sites_page_cannot_decide_for_a_member() {
    on_both_engines(async |home| {
        let instance = open(home).await;
        let claire = instance.administrator().await;
        let cookie = format!("paraph_session={}", claire.cookie("paraph_session").unwrap());
        let program = Program { cookie: Some(cookie), ..Program::new(&instance) };
        let request = address("v1", &[]);
        let request = request.split_once('?').unwrap().1.to_owned();
        let mut body = form_urlencoded::Serializer::new(String::new());
        body.append_pair("request", &request).append_pair("choice", "allow");
        let (reply, _) = program.send("/csc/v1/oauth2/authorize", &body.finish()).await;
        assert_eq!(reply.status, 422);
        // Nor somebody who is not signed in.
        let visitor = instance.visitor();
        visitor
            .post("/csc/v1/oauth2/authorize", &[("request", &request), ("choice", "allow")])
            .await
            .says(401, "Sign in");
        assert_eq!(instance.count("select count(*) from authorization_code").await, 0);
    });
}

#[test]
fn the_service_tells_of_oauth_where_programs_are_registered_and_only_there() {
    on_both_engines(async |home| {
        let instance = open(home).await;
        let info = Program::new(&instance).ask("v2/info", &json!({})).await.granted();
        assert_eq!(info["authType"], json!(["external", "basic", "oauth2code"]));
        assert_eq!(info["oauth2"], "http://localhost:8421/csc/v2/");
        assert!(info["methods"].as_array().unwrap().contains(&json!("oauth2/token")));
    });
}
