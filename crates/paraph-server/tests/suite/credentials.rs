//! The page of credentials and tokens: made, seen and ended by their member alone.

use jiff::SignedDuration;
use paraph_server::deal::AccountId;
use paraph_server::keys::Scope;
use paraph_server::limits;
use serde_json::json;

use super::engine::on_both_engines;
use super::person::all_between;
use super::program::{PIN, Program, secret};

const PAGE: &str = "/account/credentials";

#[test]
fn a_member_makes_a_credential_once_and_sees_it() {
    on_both_engines(async |home| {
        let instance = home.open().await;
        let claire = instance.administrator().await;
        claire.get(PAGE).await.says(200, "No credential yet.");
        let pairs = [("credential_name", "Contracts"), ("pin", PIN)];
        let form = claire.form(PAGE, PAGE, &pairs).await;
        let (one, other) = tokio::join!(claire.send(&form), claire.send(&form));
        one.leads_to("/account/");
        other.leads_to("/account/");
        assert_eq!(instance.count("select count(*) from credential").await, 1);
        let page = claire.get(PAGE).await;
        page.says(200, "Contracts");
        page.says(200, "Ready to sign");
        let id = all_between(&page.text(), "/account/credentials/", "/revoke").pop().unwrap();
        assert_eq!(instance.told(&format!("credential:{id}")).await, ["credential-created"]);
        claire.get("/account").await.says(200, "href=\"/account/credentials\"");
    });
}

#[test]
fn a_pin_that_anybody_would_try_is_refused_with_what_to_do() {
    on_both_engines(async |home| {
        let instance = home.open().await;
        let claire = instance.administrator().await;
        for pin in ["", "12345", "123456", "111111", "48 29 17", "48291é"] {
            let pairs = [("credential_name", "Contracts"), ("pin", pin)];
            let answer = claire.submit(PAGE, PAGE, &pairs).await;
            answer.says(422, "Choose at least 6 letters or digits");
            answer.says(422, "value=\"Contracts\"");
            assert!(
                pin.is_empty() || !answer.text().contains(&format!("value=\"{pin}\"")),
                "a PIN is never shown"
            );
        }
        let pairs = [("credential_name", " "), ("pin", PIN)];
        claire.submit(PAGE, PAGE, &pairs).await.says(422, "Write a name.");
        assert_eq!(instance.count("select count(*) from credential").await, 0);
    });
}

#[test]
fn neither_key_nor_pin_nor_name_lies_in_the_open() {
    on_both_engines(async |home| {
        let instance = home.open().await;
        let claire = instance.administrator().await;
        claire.credential("Contracts of Meridian").await;
        let mut row = instance.rows("select name, certificates, key from credential", &[]).await.remove(0);
        for _ in 0..3 {
            let bytes = row.bytes().unwrap();
            for plain in [PIN.as_bytes(), b"Meridian", b"Claire Lefort"] {
                assert!(!bytes.windows(plain.len()).any(|window| window == plain));
            }
        }
    });
}

#[test]
fn nobody_has_credentials_without_end() {
    on_both_engines(async |home| {
        let instance = home.open().await;
        let claire = instance.administrator().await;
        let first = claire.credential("The first").await;
        let account: AccountId = instance.rows("select account_id from instance", &[]).await[0].id().unwrap();
        let ring = instance.app.keys.scope(Scope::Account(&account)).unwrap();
        let sealed = instance.rows("select certificates from credential", &[]).await[0].bytes().unwrap();
        let kept: Vec<String> = ring.open_json(("credential", &first, "certificates"), &sealed).unwrap();
        for number in 1..limits::MEMBER_CREDENTIALS_MAX {
            let id = format!("{number:032x}");
            let name = ring.seal_text(("credential", &id, "name"), "Another").unwrap();
            let certificates = ring.seal_json(("credential", &id, "certificates"), &kept).unwrap();
            instance
                .tamper(
                    "insert into credential (id, member_id, name, certificates, status, pin_failures, created_ms, expires_ms)
                    select $1, member_id, $2, $3, 'revoked', 0, 0, 0 from credential where created_ms > 0",
                    &[id.as_str().into(), name.into(), certificates.into()],
                )
                .await;
        }
        let pairs = [("credential_name", "One more"), ("pin", PIN)];
        claire.submit(PAGE, PAGE, &pairs).await.says(409, "You have 50 credentials already.");
        let all = instance.count("select count(*) from credential").await;
        assert_eq!(all, limits::MEMBER_CREDENTIALS_MAX);
    });
}

#[test]
fn a_token_is_shown_once_and_works_until_it_is_taken_back() {
    on_both_engines(async |home| {
        let instance = home.open().await;
        let claire = instance.administrator().await;
        let form =
            claire.form(PAGE, "/account/tokens", &[("token_name", "Closing desk"), ("days", "7")]).await;
        let made = claire.send(&form).await;
        made.says(200, "it is shown this once");
        let token = secret(&made.text()).unwrap();
        // Sent again, nothing is made and nothing shown.
        claire.send(&form).await.leads_to("/account/");
        let page = claire.get(PAGE).await;
        page.says(200, "Closing desk");
        assert!(secret(&page.text()).is_none() && !page.text().contains(&token));
        assert_eq!(instance.count("select count(*) from access_token").await, 1);
        let program = Program::with_token(&instance, &token);
        program.ask("v1/credentials/list", &json!({})).await.granted();
        let id = all_between(&page.text(), "/account/tokens/", "/revoke").pop().unwrap();
        let revoke = format!("/account/tokens/{id}/revoke");
        claire.submit(PAGE, &revoke, &[]).await.leads_to("/account/");
        let refused = program.ask("v1/credentials/list", &json!({})).await;
        refused.refuses(401, "invalid_token", "The access token is not valid");
        claire.post(&revoke, &[]).await.is_nothing();
        let told = instance.told_of_the_account().await;
        assert_eq!(told[told.len() - 2..], ["access-token-created", "access-token-revoked"]);
    });
}

#[test]
fn a_token_ends_by_itself_and_lives_a_year_at_most() {
    on_both_engines(async |home| {
        let instance = home.open().await;
        let claire = instance.administrator().await;
        for days in ["0", "366", "-1"] {
            let pairs = [("token_name", "x"), ("days", days)];
            claire.submit(PAGE, "/account/tokens", &pairs).await.says(422, "at most 365 days");
        }
        claire
            .submit(PAGE, "/account/tokens", &[("token_name", "x"), ("days", "soon")])
            .await
            .says(422, "in the form");
        let token = claire.token("x").await;
        let program = Program::with_token(&instance, &token);
        instance.later(SignedDuration::from_hours(24 * 30) - SignedDuration::from_secs(1));
        program.ask("v1/credentials/list", &json!({})).await.granted();
        instance.later(SignedDuration::from_secs(1));
        let refused = program.ask("v1/credentials/list", &json!({})).await;
        refused.refuses(401, "invalid_token", "The access token is not valid");
    });
}
