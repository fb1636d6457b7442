//! Programs of others sign with a member's credential: pyHanko's own client of the CSC API, and the commands of docs/csc.md as
//! they stand there. What comes out is judged by poppler, pyHanko, OpenSSL and ourselves.

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use paraph_pki::RsaPadding;
use paraph_server::net::csc::{Batch, CscError, Fault, Operation, Order, Patience, Proof, Provider, Secret};
use tempfile::TempDir;
use zeroize::Zeroizing;

use super::instance::{Home, Instance, root};
use super::judges::Sealed;
use super::office::{Office, PASSWORD, between, blank_pages};

pub(super) const PIN: &str = "482917";
const PAGE: &str = "/account/credentials";

/// A member with a credential and a token, made on the page.
struct Scene {
    instance: Instance,
    credential: String,
    token: String,
    folder: TempDir,
    _home: Home,
}

fn scene() -> Scene {
    let home = Home::new();
    let instance = home.start();
    let office = Office::open(&instance);
    let (credential, token) = credential_and_token(&office);
    Scene { instance, credential, token, folder: TempDir::new().unwrap(), _home: home }
}

/// Makes both on the page of the office's administrator.
pub(super) fn credential_and_token(office: &Office) -> (String, String) {
    let made = office.client.post(PAGE, &[("credential_name", "Contracts"), ("pin", PIN)]);
    assert_eq!(made.status, 303, "{}", made.text());
    let page = office.client.get(PAGE).text();
    let credential = between(&page, "action=\"/account/credentials/", "/revoke\"").unwrap();
    let made = office.client.post("/account/tokens", &[("token_name", "pyHanko"), ("days", "7")]).text();
    let token = between(&made, "id=\"secret\" type=\"text\" value=\"", "\"").unwrap();
    (credential, token)
}

impl Scene {
    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// Has pyHanko sign as many copies as there are names.
    fn pyhanko_signs(&self, version: &str, names: &[&str]) {
        let source = self.path("draft.pdf");
        std::fs::write(&source, blank_pages(2)).unwrap();
        let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/end_to_end/csc_client.py");
        let url = format!("http://localhost:{}", self.instance.port);
        let output = Command::new("python3")
            .arg(script)
            .args([url.as_str(), version, &self.token, &self.credential, PIN])
            .arg(source)
            .args(names.iter().map(|name| self.path(name)))
            .output()
            .unwrap();
        assert!(output.status.success(), "{}", said(&output));
    }

    /// Asserts that a signed file satisfies everybody, by the root certificate of the instance alone.
    fn must_convince(&self, name: &str) {
        let signed = Sealed::new(&self.instance, std::fs::read(self.path(name)).unwrap());
        signed.must_convince_of_an_untimed_signature();
    }
}

fn said(output: &Output) -> String {
    format!("{}\n{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr))
}

#[test]
fn pyhanko_signs_a_pdf_through_either_edition_of_the_api() {
    let scene = scene();
    for version in ["v1", "v2"] {
        let name = format!("{version}.pdf");
        scene.pyhanko_signs(version, &[&name]);
        scene.must_convince(&name);
    }
}

#[test]
fn pyhanko_signs_three_pdfs_under_one_entry_of_the_pin() {
    let scene = scene();
    let names = ["one.pdf", "two.pdf", "three.pdf"];
    scene.pyhanko_signs("v1", &names);
    for name in names {
        scene.must_convince(name);
    }
}

#[test]
fn the_commands_of_the_integrators_page_do_what_it_says() {
    let scene = scene();
    let page = std::fs::read_to_string(root().join("docs/csc.md")).unwrap();
    let commands: Vec<&str> =
        page.split("```sh\n").skip(1).map(|rest| rest.split("```").next().unwrap()).collect();
    assert!(commands.len() > 5, "the page has lost its commands");
    let script = format!("set -euo pipefail\n{}", commands.join("\n"));
    let mut command = Command::new("bash");
    command.arg("-c").arg(script).current_dir(scene.folder.path());
    for (name, value) in [
        ("PARAPH", format!("http://localhost:{}", scene.instance.port)),
        ("EMAIL", "claire.lefort@example.org".to_owned()),
        ("PASSWORD", PASSWORD.to_owned()),
        ("PIN", PIN.to_owned()),
    ] {
        command.env(name, value);
    }
    let output = command.output().unwrap();
    assert!(output.status.success(), "{}", said(&output));
    assert_eq!(said(&output).matches("Verified OK").count(), 2, "{}", said(&output));
}

#[test]
fn our_own_client_signs_through_our_own_service_in_either_edition() {
    let scene = scene();
    std::fs::write(scene.path("draft.pdf"), blank_pages(2)).unwrap();
    let base = format!("http://localhost:{}", scene.instance.port);
    for (name, secret) in
        [("token", scene.token.as_str()), ("pin", PIN), ("password", PASSWORD), ("wrong", "000000")]
    {
        std::fs::write(scene.path(name), secret).unwrap();
    }
    let sign = |address: &str, pin: &str, more: &[&str]| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_paraph"));
        command.current_dir(scene.folder.path()).args([
            "sign",
            "--in",
            "draft.pdf",
            "--out",
            "out.pdf",
            "--csc",
        ]);
        command.args([address, "--credential", &scene.credential, "--password-file", pin]).args(more);
        command.output().unwrap()
    };
    let as_token = ["--csc-secret-file", "token"];
    let output = sign(&base, "wrong", &as_token);
    assert!(said(&output).contains("the PIN or another proof is wrong"), "{}", said(&output));
    assert!(!scene.path("out.pdf").exists());
    let claire = ["--csc-user", "claire.lefort@example.org", "--csc-secret-file", "password"];
    for (address, more) in
        [(base.clone(), &as_token[..]), (format!("{base}/csc/v1"), &claire), (base, &claire)]
    {
        let output = sign(&address, "pin", more);
        assert!(output.status.success(), "{}", said(&output));
        scene.must_convince("out.pdf");
    }
}

#[test]
fn our_own_client_s_batch_is_signed_at_once_or_later_and_no_more_than_was_authorised() {
    let scene = scene();
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(batches(&scene));
}

async fn batches(scene: &Scene) {
    let secret = |text: &str| Secret::new(Zeroizing::new(text.to_owned()));
    let proofs = || vec![Proof { factor: "PIN".to_owned(), value: Some(secret(PIN)) }];
    let patience =
        || Patience { pause: std::time::Duration::from_millis(20), polls: 200, ..Patience::default() };
    for (edition, operation) in
        [("v1", Operation::Synchronous), ("v2", Operation::Synchronous), ("v2", Operation::Asynchronous)]
    {
        let address = format!("http://localhost:{}/csc/{edition}", scene.instance.port);
        let provider = Provider::open(&address, None, patience()).await.unwrap();
        let session = provider.with_token(secret(&scene.token));
        assert_eq!(session.list_credentials(None).await.unwrap(), [scene.credential.as_str()]);
        let now = paraph_server::clock::Clock::System.now();
        let credential = session.find_credential(&scene.credential, now).await.unwrap();
        let algorithm = credential.algorithm(RsaPadding::Pkcs1).unwrap();
        let batch = |messages: &[&[u8]]| Batch::of_messages(algorithm, messages).unwrap();
        let order = Order { signatures: 4, ..Order::of(batch(&[b"one", b"two", b"three"]), proofs()) };
        let activation = session.authorize(&credential, order).await.unwrap();
        let (signatures, rest) = activation.sign(operation).await.unwrap();
        assert_eq!((signatures.len(), rest.left()), (3, 1));
        let next = rest.extend(batch(&[b"four"])).await.unwrap();
        assert_eq!(next.sign(operation).await.unwrap().0.len(), 1);
    }
    let address = format!("http://localhost:{}", scene.instance.port);
    let provider = Provider::open(&address, None, patience()).await.unwrap();
    let session = provider.with_token(secret(&scene.token));
    session.clone().revoke().await.unwrap();
    let outcome = session.list_credentials(None).await.err();
    assert!(matches!(outcome, Some(CscError::Refused { fault: Fault::InvalidToken, .. })), "{outcome:?}");
}
