//! A batch at a signing service of another maker, judged by others.

#![expect(clippy::unwrap_used, reason = "a test may fail loudly")]

use std::process::Command;

use paraph_pades::validate::{ValidationContext, validate};
use paraph_pdf::Document;
use paraph_pki::Certificate;
use paraph_server::net::csc::{Mode, Operation, Order, Provider, Version};

use super::house::{now, patience};
use super::signing::{batch, documents, embedded, prepared};
use crate::needs;
use crate::signing_service::SigningService;

#[tokio::test]
async fn one_authorization_signs_a_batch_of_three_at_another_maker_s_service() {
    let Some(service) = SigningService::start() else { return };
    let root = std::fs::read_to_string(service.path("root.pem")).unwrap();
    let anchors = Certificate::all_from_pem(&root).unwrap();
    let provider = Provider::open(&service.address, None, patience()).await.unwrap();
    assert_eq!((provider.version(), provider.name()), (Version::One, "Certomancer CSC test server"));
    let session = provider.without_token();
    let listed = session.list_credentials(None).await.unwrap();
    for id in ["desk/grace", "desk/ada"] {
        assert!(listed.iter().any(|known| known == id), "{listed:?}");
        let credential = session.find_credential(id, now()).await.unwrap();
        assert_eq!((credential.mode(), credential.signatures_max()), (Mode::Implicit, 10));
        let documents = documents();
        let prepared = prepared(&documents, &credential);
        let order = Order::of(batch(&prepared, &credential), Vec::new());
        let activation = session.authorize(&credential, order).await.unwrap();
        let (signatures, _) = activation.sign(Operation::Synchronous).await.unwrap();
        assert_eq!(signatures.len(), 3);
        for signed in embedded(&documents, prepared, signatures) {
            let context = ValidationContext::new(anchors.clone(), now());
            let report = validate(&Document::open(signed.as_slice()).unwrap(), &context).unwrap();
            assert!(report.passed(), "{report:?}");
            judged_by_others(&service, &signed);
        }
    }
}

fn judged_by_others(service: &SigningService, signed: &[u8]) {
    std::fs::write(service.path("signed.pdf"), signed).unwrap();
    let judge = |program: &str, arguments: &[&str], content: &str| {
        let output = Command::new(program).current_dir(&service.folder).args(arguments).output();
        let Ok(output) = output else { return needs::missing(program) };
        let said =
            String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr);
        assert!(said.contains(content), "{program}: {said}");
    };
    judge("pdfsig", &["-nocert", "signed.pdf"], "Signature is Valid.");
    let pyhanko =
        ["sign", "validate", "--trust", "root.pem", "--trust-replace", "--pretty-print", "signed.pdf"];
    judge("pyhanko", &pyhanko, "The signature is judged VALID.");
}
