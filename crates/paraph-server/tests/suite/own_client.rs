//! The client of the CSC API that Paraph itself has, signing at a Paraph over a socket: what one side says the other understands.

use std::net::SocketAddr;
use std::time::Duration;

use aws_lc_rs::rand::SystemRandom;
use paraph_pki::{DigestAlgorithm, RsaPadding, timestamp};
use paraph_server::config::CscClient;
use paraph_server::net::csc::{
    Batch, Client, Credential, Mode, Operation, Order, Patience, Proof, Provider, Scope, Secret, SoleControl,
};
use paraph_server::net::http::Allowance;
use tokio::net::TcpListener;
use tokio::task::JoinHandle;
use zeroize::Zeroizing;

use super::engine::on_both_engines;
use super::instance::{Home, Instance, PASSWORD};
use super::program::PIN;

const BACK: &str = "https://desk.example/back";
const MESSAGES: [&[u8]; 3] = [b"one", b"two", b"three"];

/// An instance that listens.
struct Served {
    instance: Instance,
    base: String,
    task: JoinHandle<std::io::Result<()>>,
}

impl Drop for Served {
    fn drop(&mut self) {
        self.task.abort();
    }
}

async fn serve(home: &Home) -> Served {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let base = format!("http://127.0.0.1:{}", listener.local_addr().unwrap().port());
    let desk =
        CscClient { id: "desk".to_owned(), name: "Desk".to_owned(), redirect_uris: vec![BACK.to_owned()] };
    let instance = home
        .open_with(|app| {
            app.base_url.clone_from(&base);
            app.config.csc.clients = vec![desk];
        })
        .await;
    let service = instance.router.clone().into_make_service_with_connect_info::<SocketAddr>();
    let task = tokio::spawn(async move { axum::serve(listener, service).await });
    Served { instance, base, task }
}

fn patience() -> Patience {
    let call = Allowance { time: Duration::from_secs(20), answer_bytes: 1 << 20 };
    Patience { call, pause: Duration::from_millis(2), polls: 5 }
}

fn secret(text: &str) -> Secret {
    Secret::new(Zeroizing::new(text.to_owned()))
}

fn batch(credential: &Credential, messages: &[&[u8]]) -> Batch {
    Batch::of_messages(credential.algorithm(RsaPadding::Pkcs1).unwrap(), messages).unwrap()
}

/// Asserts that these are the signatures of the messages; the client has asked the same of them already.
fn check(credential: &Credential, messages: &[&[u8]], signatures: &[Vec<u8>]) {
    let algorithm = credential.algorithm(RsaPadding::Pkcs1).unwrap();
    assert_eq!(messages.len(), signatures.len());
    for (message, value) in messages.iter().zip(signatures) {
        assert_eq!(credential.certificate().public_key().verify(algorithm, message, value), Ok(true));
    }
}

#[test]
fn our_client_signs_at_our_service_in_either_edition() {
    on_both_engines(async |home| {
        let served = serve(home).await;
        let claire = served.instance.administrator().await;
        let id = claire.credential("Contracts").await;
        for (version, operation) in
            [("v1", Operation::Synchronous), ("v2", Operation::Synchronous), ("v2", Operation::Asynchronous)]
        {
            let provider =
                Provider::open(&format!("{}/csc/{version}", served.base), None, patience()).await.unwrap();
            assert_eq!(provider.name(), "Lefort & Associates");
            let session = provider.log_in("claire.lefort@example.org", &secret(PASSWORD)).await.unwrap();
            assert_eq!(session.list_credentials(None).await.unwrap(), std::slice::from_ref(&id));
            let credential = session.find_credential(&id, served.instance.now()).await.unwrap();
            assert_eq!((credential.mode(), credential.sole_control()), (Mode::Explicit, SoleControl::Two));
            assert_eq!(credential.chain().len(), 2);
            let proof = Proof { factor: "PIN".to_owned(), value: Some(secret(PIN)) };
            let order = Order::of(batch(&credential, &MESSAGES), vec![proof]);
            let activation = session.authorize(&credential, order).await.unwrap();
            let (signatures, _) = activation.sign(operation).await.unwrap();
            check(&credential, &MESSAGES, &signatures);
            let imprint = DigestAlgorithm::Sha256.digest(b"words");
            let request =
                timestamp::Request::new(DigestAlgorithm::Sha256, &imprint, &SystemRandom::new()).unwrap();
            assert_eq!(session.timestamp(&request).await.unwrap().time(), served.instance.now());
            session.revoke().await.unwrap();
        }
    });
}

#[test]
fn our_client_is_let_in_and_signs_by_way_of_our_page() {
    on_both_engines(async |home| {
        let served = serve(home).await;
        let claire = served.instance.administrator().await;
        let id = claire.credential("Contracts").await;
        let client = Client { id: "desk".to_owned(), secret: None };
        for version in ["v1", "v2"] {
            let provider =
                Provider::open(&format!("{}/csc/{version}", served.base), None, patience()).await.unwrap();
            let server = provider.authorization_server().await.unwrap();
            let visit = async |address: &str| {
                let address = address.strip_prefix(&served.base).unwrap();
                let (action, _) = address.split_once('?').unwrap();
                let answer = claire.submit(address, action, &[("choice", "allow"), ("pin", PIN)]).await;
                assert_eq!(answer.status, 302, "{}", answer.text());
                answer.headers["location"].to_str().unwrap().to_owned()
            };
            let service = server.visit(&client, BACK, Scope::Service, &SystemRandom::new()).unwrap();
            let returned = visit(service.address()).await;
            let granted = server.exchange(&client, service, &returned).await.unwrap();
            let refreshed = server.refresh(&client, &granted.refresh.unwrap()).await.unwrap();
            let session = provider.with_token(refreshed.access);
            let credential = session.find_credential(&id, served.instance.now()).await.unwrap();
            let batch = || batch(&credential, &MESSAGES);
            let scope = batch();
            let signing = Scope::Credential(&credential, &scope);
            let signing = server.visit(&client, BACK, signing, &SystemRandom::new()).unwrap();
            let returned = visit(signing.address()).await;
            let granted = server.exchange(&client, signing, &returned).await.unwrap();
            assert_eq!(granted.credential.as_deref(), Some(id.as_str()));
            let activation = session.activate(&credential, granted, batch()).unwrap();
            let (signatures, _) = activation.sign(Operation::Synchronous).await.unwrap();
            check(&credential, &MESSAGES, &signatures);
        }
    });
}
