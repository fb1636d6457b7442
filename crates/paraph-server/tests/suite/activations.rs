//! Signing under an activation: what is authorised is signed once, and nothing else is.

use aws_lc_rs::digest::{SHA384, SHA512, digest};
use base64ct::{Base64, Encoding};
use jiff::SignedDuration;
use paraph_pki::revocation::RevocationReason;
use paraph_pki::{Certificate, DigestAlgorithm, SignatureAlgorithm};
use paraph_server::auth::Person as Actor;
use paraph_server::deal::credential;
use paraph_server::deal::register;
use paraph_server::limits;
use serde_json::{Value, json};

use super::engine::on_both_engines;
use super::instance::{Home, Instance};
use super::person::Person;
use super::program::{ECDSA_SHA256, PIN, Program, SHA_256, but, hash, order, wish, without};

/// A member with a credential, and a program with a token of hers.
struct Scene {
    instance: Instance,
    claire: Person,
    credential: String,
    program: Program,
}

async fn scene(home: &Home) -> Scene {
    let instance = home.open().await;
    let claire = instance.administrator().await;
    let credential = claire.credential("Contracts").await;
    let program = Program::with_token(&instance, &claire.token("Closing desk").await);
    Scene { instance, claire, credential, program }
}

impl Scene {
    async fn authorize(&self, hashes: &[&str]) -> Value {
        let granted = self.program.ask("v1/credentials/authorize", &wish(&self.credential, hashes)).await;
        granted.granted()["SAD"].clone()
    }

    async fn certificate(&self) -> Certificate {
        let asked = json!({ "credentialID": self.credential });
        let info = self.program.ask("v1/credentials/info", &asked).await.granted();
        let text = info["cert"]["certificates"][0].as_str().unwrap();
        Certificate::from_der(&Base64::decode_vec(text).unwrap()).unwrap()
    }

    /// Asserts that the signatures are those of the words, in order.
    async fn check(&self, signed: &Value, words: &[&str]) {
        let certificate = self.certificate().await;
        let signatures = signed["signatures"].as_array().unwrap();
        assert_eq!(signatures.len(), words.len());
        for (signature, words) in signatures.iter().zip(words) {
            let value = Base64::decode_vec(signature.as_str().unwrap()).unwrap();
            let algorithm = SignatureAlgorithm::Ecdsa(DigestAlgorithm::Sha256);
            assert_eq!(
                certificate.public_key().verify(algorithm, words.as_bytes(), &value),
                Ok(true),
                "{words}"
            );
        }
    }

    async fn told(&self) -> Vec<String> {
        self.instance.told(&format!("credential:{}", self.credential)).await
    }
}

#[test]
fn what_a_pin_authorised_is_signed_once_and_told_in_the_chain_of_the_credential() {
    on_both_engines(async |home| {
        let scene = scene(home).await;
        let words = ["first", "second", "third"];
        let sad = scene.authorize(&words).await;
        let order = order(&scene.credential, &sad, &words);
        let signed = scene.program.ask("v1/signatures/signHash", &order).await.granted();
        scene.check(&signed, &words).await;
        // Sent again, by an attacker or for a lost answer: it signs nothing more.
        scene.program.ask("v1/signatures/signHash", &order).await.is_invalid("Invalid parameter SAD");
        assert_eq!(scene.told().await, ["credential-created", "credential-authorized", "credential-signed"]);
        let page = scene.claire.get("/members/activity").await;
        page.says(200, "Signed by a program, with a credential");
        let first = hex::encode(Base64::decode_vec(&hash("first")).unwrap());
        let shown = page.text();
        for group in [&first[..8], &first[56..]] {
            assert!(shown.contains(group), "the administrator sees what was signed: {shown}");
        }
        assert_eq!(scene.instance.count("select count(*) from activation where key is not null").await, 0);
    });
}

#[test]
fn two_requests_with_one_activation_sign_once() {
    on_both_engines(async |home| {
        let scene = scene(home).await;
        for round in ["one", "two", "three"] {
            let sad = scene.authorize(&[round]).await;
            let order = order(&scene.credential, &sad, &[round]);
            let ask = || scene.program.ask("v1/signatures/signHash", &order);
            let (a, b, c, d) = tokio::join!(ask(), ask(), ask(), ask());
            let granted = [&a, &b, &c, &d].iter().filter(|reply| reply.status == 200).count();
            assert_eq!(granted, 1, "{a:?} {b:?} {c:?} {d:?}");
            for refused in [a, b, c, d].iter().filter(|reply| reply.status != 200) {
                refused.is_invalid("Invalid parameter SAD");
            }
        }
        assert_eq!(scene.told().await.iter().filter(|kind| *kind == "credential-signed").count(), 3);
    });
}

#[test]
fn other_hashes_than_those_authorised_are_not_signed_and_use_nothing_up() {
    on_both_engines(async |home| {
        let scene = scene(home).await;
        let sad = scene.authorize(&["first", "second"]).await;
        for other in
            [&["other"][..], &["first", "other"], &["first", "first"], &["first", "second", "second"]]
        {
            let order = order(&scene.credential, &sad, other);
            let reply = scene.program.ask("v1/signatures/signHash", &order).await;
            reply.is_invalid("Hash is not authorized by the SAD");
        }
        // The same bytes said to be of another algorithm are another hash.
        let sha512 = Base64::encode_string(digest(&SHA512, b"first").as_ref());
        let other = but(order(&scene.credential, &sad, &[]), "hash", json!([sha512]));
        let other = but(without(other, "hashAlgo"), "signAlgo", json!("1.2.840.10045.4.3.4"));
        scene
            .program
            .ask("v1/signatures/signHash", &other)
            .await
            .is_invalid("Hash is not authorized by the SAD");
        let order = order(&scene.credential, &sad, &["first", "second"]);
        let signed = scene.program.ask("v1/signatures/signHash", &order).await.granted();
        scene.check(&signed, &["first", "second"]).await;
        assert_eq!(scene.told().await.last().unwrap(), "credential-signed");
    });
}

#[test]
fn an_activation_is_over_after_five_minutes() {
    on_both_engines(async |home| {
        let scene = scene(home).await;
        let sad = scene.authorize(&["first"]).await;
        scene.instance.later(SignedDuration::from_secs(limits::ACTIVATION_SECONDS));
        let order = order(&scene.credential, &sad, &["first"]);
        scene.program.ask("v1/signatures/signHash", &order).await.is_invalid("SAD expired");
        let extended = without(without(order, "signAlgo"), "hashAlgo");
        scene.program.ask("v1/credentials/extendTransaction", &extended).await.is_invalid("SAD expired");
        assert_eq!(scene.told().await, ["credential-created", "credential-authorized"]);
    });
}

#[test]
fn wrong_pins_are_counted_and_the_fifth_destroys_the_key() {
    on_both_engines(async |home| {
        let scene = scene(home).await;
        let wrong = but(wish(&scene.credential, &["first"]), "PIN", json!("000000"));
        // The right one in between begins the count anew.
        for _ in 1..limits::PIN_FAILURES_MAX {
            let reply = scene.program.ask("v1/credentials/authorize", &wrong).await;
            reply.refuses(400, "invalid_pin", "The PIN is invalid");
        }
        let sad = scene.authorize(&["first"]).await;
        for _ in 1..limits::PIN_FAILURES_MAX {
            scene.program.ask("v1/credentials/authorize", &wrong).await;
        }
        let last = scene.program.ask("v1/credentials/authorize", &wrong).await;
        last.refuses(400, "invalid_pin", "PIN locked");
        let right = wish(&scene.credential, &["first"]);
        scene.program.ask("v1/credentials/authorize", &right).await.refuses(400, "invalid_pin", "PIN locked");
        let in_v2 = json!({ "credentialID": scene.credential, "numSignatures": 1, "hashes": [hash("first")],
            "hashAlgorithmOID": SHA_256, "authData": [{ "id": "PIN", "value": PIN }] });
        scene.program.ask("v2/credentials/authorize", &in_v2).await.is_invalid("Credential locked");
        // What was authorised before is gone with the key.
        let order = order(&scene.credential, &sad, &["first"]);
        scene.program.ask("v1/signatures/signHash", &order).await.refuses(400, "invalid_pin", "PIN locked");
        assert_eq!(scene.instance.count("select count(*) from credential where key is not null").await, 0);
        assert_eq!(scene.instance.count("select count(*) from activation").await, 0);
        let told = scene.told().await;
        assert_eq!(told.iter().filter(|kind| *kind == "credential-pin-wrong").count(), 8);
        assert_eq!(told.last().unwrap(), "credential-locked");
        scene.claire.get("/account/credentials").await.says(200, "Locked: too many wrong PINs");
    });
}

#[test]
fn guesses_sent_at_once_count_as_guesses_sent_one_after_the_other() {
    on_both_engines(async |home| {
        let scene = scene(home).await;
        let guess =
            |pin: usize| but(wish(&scene.credential, &["first"]), "PIN", json!(format!("48291{pin}")));
        // The right one is the last of ten.
        let bodies: Vec<Value> = [0, 1, 2, 3, 4, 5, 6, 8, 9, 7].into_iter().map(guess).collect();
        let ask = |at: usize| scene.program.ask("v1/credentials/authorize", &bodies[at]);
        let first = tokio::join!(ask(0), ask(1), ask(2), ask(3), ask(4), ask(5), ask(6), ask(7), ask(8));
        let replies = [first.0, first.1, first.2, first.3, first.4, first.5, first.6, first.7, first.8];
        let wrong = replies.iter().filter(|reply| reply.body["error_description"] == "The PIN is invalid");
        assert_eq!(wrong.count() as i64, limits::PIN_FAILURES_MAX - 1, "{replies:?}");
        ask(9).await.refuses(400, "invalid_pin", "PIN locked");
        let told = scene.told().await;
        assert_eq!(told.iter().filter(|kind| *kind == "credential-locked").count(), 1, "{told:?}");
        // A guess is counted before it is tried: those that came too late were not tried at all.
        let tried = told.iter().filter(|kind| kind.starts_with("credential-pin-wrong")).count() as i64 + 1;
        assert_eq!(tried, limits::PIN_FAILURES_MAX, "{told:?}");
    });
}

#[test]
fn right_pins_entered_at_once_are_all_taken() {
    on_both_engines(async |home| {
        let scene = scene(home).await;
        let right = wish(&scene.credential, &["first"]);
        let ask = || scene.program.ask("v1/credentials/authorize", &right);
        let replies = tokio::join!(ask(), ask(), ask(), ask(), ask(), ask(), ask(), ask());
        for reply in [replies.0, replies.1, replies.2, replies.3, replies.4, replies.5, replies.6, replies.7]
        {
            reply.granted();
        }
        assert_eq!(scene.instance.count("select pin_failures from credential").await, 0);
    });
}

#[test]
fn a_try_that_was_counted_and_never_made_locks_nobody_out() {
    on_both_engines(async |home| {
        let scene = scene(home).await;
        scene.instance.tamper("update credential set pin_failures = 5", &[]).await;
        credential::settle_tries(&scene.instance.app).await.unwrap();
        let sad = scene.authorize(&["first"]).await;
        assert!(sad.is_string());
    });
}

#[test]
fn a_credential_that_its_holder_ended_signs_nothing_more() {
    on_both_engines(async |home| {
        let scene = scene(home).await;
        let sad = scene.authorize(&["first"]).await;
        let revoke = format!("/account/credentials/{}/revoke", scene.credential);
        let form = scene.claire.form("/account/credentials", &revoke, &[]).await;
        for _ in 0..2 {
            scene.claire.send(&form).await.leads_to("/account/");
        }
        let disabled = "The credential identified by credentialID is disabled";
        let order = order(&scene.credential, &sad, &["first"]);
        scene.program.ask("v1/signatures/signHash", &order).await.is_invalid(disabled);
        let again = wish(&scene.credential, &["first"]);
        scene.program.ask("v1/credentials/authorize", &again).await.is_invalid(disabled);
        let asked = json!({ "credentialID": scene.credential, "SAD": sad, "hash": [hash("first")] });
        scene.program.ask("v1/credentials/extendTransaction", &asked).await.is_invalid(disabled);
        let info = scene.program.ask("v2/credentials/info", &asked).await.granted();
        assert_eq!(
            (&info["key"]["status"], &info["cert"]["status"]),
            (&json!("disabled"), &json!("revoked"))
        );
        assert_eq!(scene.instance.count("select count(*) from credential where key is not null").await, 0);
        let told = ["credential-created", "credential-authorized", "credential-revoked"];
        assert_eq!(scene.told().await, told, "ended once");
    });
}

#[test]
fn a_credential_whose_certificate_is_over_signs_nothing() {
    on_both_engines(async |home| {
        let scene = scene(home).await;
        scene.instance.later(SignedDuration::from_hours(24 * limits::CREDENTIAL_DAYS));
        let program = scene.instance.logged_in("claire.lefort@example.org").await;
        let reply = program.ask("v1/credentials/authorize", &wish(&scene.credential, &["first"])).await;
        reply.is_invalid("Signing certificate is expired");
        let valid = program.ask("v2/credentials/list", &json!({ "onlyValid": true })).await.granted();
        assert_eq!(valid, json!({ "credentialIDs": [], "onlyValid": true }));
        scene.claire.get("/account/credentials").await.asks_to_sign_in();
    });
}

#[test]
fn a_transaction_is_extended_for_as_many_signatures_as_the_pin_was_entered_for() {
    on_both_engines(async |home| {
        let scene = scene(home).await;
        let sign = async |sad: &Value, words: &[&str]| {
            scene.program.ask("v1/signatures/signHash", &order(&scene.credential, sad, words)).await
        };
        let extend = async |sad: &Value, words: &[&str]| {
            let hashes: Vec<String> = words.iter().map(|one| hash(one)).collect();
            let asked = json!({ "credentialID": scene.credential, "SAD": sad, "hash": hashes });
            scene.program.ask("v1/credentials/extendTransaction", &asked).await
        };
        // Three signatures, of which one hash is known; the others follow from it, as in a PDF.
        let asked = but(wish(&scene.credential, &["first"]), "numSignatures", json!(3));
        let sad = scene.program.ask("v1/credentials/authorize", &asked).await.granted()["SAD"].clone();
        scene.check(&sign(&sad, &["first"]).await.granted(), &["first"]).await;
        let second = extend(&sad, &["second"]).await.granted();
        assert_eq!(second["expiresIn"], limits::ACTIVATION_SECONDS);
        let second = &second["SAD"];
        extend(&sad, &["second"]).await.is_invalid("Invalid parameter SAD");
        sign(&sad, &["second"]).await.is_invalid("Invalid parameter SAD");
        scene.check(&sign(second, &["second"]).await.granted(), &["second"]).await;
        extend(second, &["third", "fourth"]).await.is_invalid("Hash is not authorized by the SAD");
        let third = &extend(second, &["third"]).await.granted()["SAD"];
        // Extended before it was used: the hash stays the one that was bound.
        let again = &extend(third, &["third"]).await.granted()["SAD"];
        sign(third, &["third"]).await.is_invalid("Invalid parameter SAD");
        scene.check(&sign(again, &["third"]).await.granted(), &["third"]).await;
        extend(again, &["fourth"]).await.is_invalid("Invalid parameter SAD");
        assert_eq!(scene.told().await.iter().filter(|kind| *kind == "credential-signed").count(), 3);
    });
}

#[test]
fn a_transaction_cannot_be_extended_beyond_its_hour() {
    on_both_engines(async |home| {
        let scene = scene(home).await;
        let mut sad = scene.authorize(&["first"]).await;
        let step = SignedDuration::from_secs(limits::ACTIVATION_SECONDS - 1);
        let mut steps = 0;
        loop {
            scene.instance.later(step);
            let asked = json!({ "credentialID": scene.credential, "SAD": sad, "hash": [hash("first")] });
            let reply = scene.program.ask("v1/credentials/extendTransaction", &asked).await;
            if reply.status != 200 {
                reply.is_invalid("SAD expired");
                break;
            }
            sad = reply.body["SAD"].clone();
            steps += 1;
            assert!(steps < 20, "it goes on for ever");
        }
        assert_eq!(steps, limits::ACTIVATION_SECONDS_MAX / (limits::ACTIVATION_SECONDS - 1));
    });
}

#[test]
fn longer_hashes_are_signed_as_well() {
    on_both_engines(async |home| {
        let scene = scene(home).await;
        let certificate = scene.certificate().await;
        for (value, algorithm, sign_algo, oid) in [
            (digest(&SHA384, b"w"), DigestAlgorithm::Sha384, "1.2.840.10045.4.3.3", "2.16.840.1.101.3.4.2.2"),
            (digest(&SHA512, b"w"), DigestAlgorithm::Sha512, "1.2.840.10045.4.3.4", "2.16.840.1.101.3.4.2.3"),
        ] {
            let hashes = [Base64::encode_string(value.as_ref())];
            let asked = json!({ "credentialID": scene.credential, "numSignatures": 1, "hashes": hashes,
                "hashAlgorithmOID": oid, "authData": [{ "id": "PIN", "value": PIN }] });
            let sad = scene.program.ask("v2/credentials/authorize", &asked).await.granted()["SAD"].clone();
            let order = json!({ "credentialID": scene.credential, "SAD": sad, "hashes": hashes, "signAlgo": sign_algo });
            let signed = scene.program.ask("v2/signatures/signHash", &order).await.granted();
            let value = Base64::decode_vec(signed["signatures"][0].as_str().unwrap()).unwrap();
            let verdict = certificate.public_key().verify(SignatureAlgorithm::Ecdsa(algorithm), b"w", &value);
            assert_eq!(verdict, Ok(true), "{algorithm:?}");
        }
    });
}

#[test]
fn signatures_made_for_later_are_fetched_by_their_member_until_their_time_is_over() {
    on_both_engines(async |home| {
        let scene = scene(home).await;
        let sad = scene.authorize(&["first"]).await;
        let order = json!({ "credentialID": scene.credential, "SAD": sad, "hashes": [hash("first")], "signAlgo": ECDSA_SHA256,
            "operationMode": "A", "validity_period": 60_000 });
        for (name, value, said) in [
            ("operationMode", json!("B"), "Invalid parameter operationMode"),
            ("validity_period", json!("x"), "Invalid parameter validity_period"),
            ("validity_period", json!(0), "Out of bounds parameter validity_period"),
            (
                "validity_period",
                json!(1_000 * (limits::LATE_ANSWER_SECONDS_MAX + 1)),
                "Out of bounds parameter validity_period",
            ),
            ("response_uri", json!("https://elsewhere.example/"), "Invalid parameter response_uri"),
        ] {
            scene
                .program
                .ask("v2/signatures/signHash", &but(order.clone(), name, value))
                .await
                .is_invalid(said);
        }
        let id = scene.program.ask("v2/signatures/signHash", &order).await.granted()["responseID"].clone();
        let asked = json!({ "requestID": id });
        for _ in 0..2 {
            let signed = scene.program.ask("v2/signatures/signPolling", &asked).await.granted();
            scene.check(&signed, &["first"]).await;
        }
        let david = scene.instance.member(&scene.claire, "David Moreau", "member").await;
        let other = Program::with_token(&scene.instance, &david.token("His").await);
        let nothing = "Invalid parameter requestID";
        other.ask("v2/signatures/signPolling", &asked).await.is_invalid(nothing);
        scene
            .program
            .ask("v2/signatures/signPolling", &json!({ "requestID": "x" }))
            .await
            .is_invalid(nothing);
        scene.instance.later(SignedDuration::from_secs(60));
        scene.program.ask("v2/signatures/signPolling", &asked).await.is_invalid(nothing);
    });
}

#[test]
fn a_certificate_that_the_operator_took_back_signs_nothing_more_and_its_holder_can_still_end_it() {
    on_both_engines(async |home| {
        let scene = scene(home).await;
        let sad = scene.authorize(&["first"]).await;
        let serial = scene.certificate().await.serial_hex();
        let (reason, actor) = (RevocationReason::PrivilegeWithdrawn, Actor::system());
        register::revoke(&scene.instance.app, &serial, reason, &actor).await.unwrap();
        let disabled = "The credential identified by credentialID is disabled";
        let order = order(&scene.credential, &sad, &["first"]);
        scene.program.ask("v1/signatures/signHash", &order).await.is_invalid(disabled);
        let wish = wish(&scene.credential, &["second"]);
        scene.program.ask("v1/credentials/authorize", &wish).await.is_invalid(disabled);
        let end = format!("/account/credentials/{}/revoke", scene.credential);
        scene.claire.post(&end, &[]).await.leads_to("/account/credentials");
        assert_eq!(scene.told().await, ["credential-created", "credential-authorized", "credential-revoked"]);
    });
}
