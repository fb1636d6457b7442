//! The instance's authority as other software meets it, and as its operator looks after it beside the running service.

use std::path::Path;
use std::process::{Command, Output};

use paraph_pki::Certificate;

use super::instance::{Home, Instance, contract};

fn run(folder: &Path, program: &str, arguments: &[&str]) -> (bool, String) {
    let output = Command::new(program).args(arguments).current_dir(folder).output();
    let Output { status, stdout, stderr } =
        output.unwrap_or_else(|error| panic!("{program} is needed: {error}"));
    (status.success(), String::from_utf8_lossy(&[stdout, stderr].concat()).into_owned())
}

/// What `paraph ca show` tells of the generation in force.
fn shown(home: &Home) -> serde_json::Value {
    let (code, said) = home.command(&["ca", "show", "--json"]);
    assert_eq!(code, Some(0), "{said}");
    serde_json::from_str(&said).unwrap()
}

fn serial(shown: &serde_json::Value, generation: usize, role: &str) -> String {
    let certificates = shown["generations"][generation]["certificates"].as_array().unwrap();
    let found = certificates.iter().find(|one| one["role"] == role).unwrap();
    found["serial"].as_str().unwrap().to_owned()
}

/// The certificates of a time-stamp that the instance gives, in files beside its root.
fn certificates(home: &Home, instance: &Instance) {
    let (ok, said) = run(
        &home.path(""),
        "openssl",
        &["ts", "-query", "-digest", &"07".repeat(32), "-sha256", "-cert", "-out", "query.tsq"],
    );
    assert!(ok, "{said}");
    let query = std::fs::read(home.path("query.tsq")).unwrap();
    let answer = instance.client().send("POST", "/tsa", "application/timestamp-query", &query);
    assert_eq!(answer.status, 200);
    std::fs::write(home.path("answer.tsr"), &answer.body).unwrap();
    let root = instance.client().get("/trust/root.pem").body;
    std::fs::write(home.path("root.pem"), &root).unwrap();
    let reply = ["ts", "-reply", "-in", "answer.tsr", "-token_out", "-out", "token.der"];
    run(&home.path(""), "openssl", &reply);
    let token = std::fs::read(home.path("token.der")).unwrap();
    let carried = paraph_pki::cms::SignedData::parse(&token).unwrap();
    let issuing = carried
        .certificates()
        .iter()
        .find(|one| one.basic_constraints().is_some() && !one.is_self_issued())
        .unwrap();
    let leaf = carried.certificates().iter().find(|one| one.is_for_timestamps()).unwrap();
    std::fs::write(home.path("issuing.pem"), issuing.to_pem().unwrap()).unwrap();
    std::fs::write(home.path("leaf.pem"), leaf.to_pem().unwrap()).unwrap();
}

fn ocsp(home: &Home, instance: &Instance) -> String {
    let url = instance.url("/ocsp");
    let arguments = [
        "ocsp",
        "-issuer",
        "issuing.pem",
        "-cert",
        "leaf.pem",
        "-url",
        &url,
        "-CAfile",
        "root.pem",
        "-resp_text",
    ];
    run(&home.path(""), "openssl", &arguments).1
}

#[test]
fn openssl_and_pyhanko_accept_what_the_authority_says() {
    let home = Home::new();
    let instance = home.start();
    certificates(&home, &instance);
    let verify = ["ts", "-verify", "-in", "answer.tsr", "-queryfile", "query.tsq", "-CAfile", "root.pem"];
    let (ok, said) = run(&home.path(""), "openssl", &[&verify[..], &["-untrusted", "issuing.pem"]].concat());
    assert!(ok, "{said}");
    let said = ocsp(&home, &instance);
    assert!(said.contains("Response verify OK") && said.contains("leaf.pem: good"), "{said}");
    // The list of the issuing authority, checked with its own key, lets the chain be verified.
    let issuing = Certificate::from_pem(&std::fs::read_to_string(home.path("issuing.pem")).unwrap()).unwrap();
    let name: String =
        issuing.subject_key_identifier().unwrap().iter().map(|byte| format!("{byte:02x}")).collect();
    std::fs::write(home.path("issuing.crl"), instance.client().get(&format!("/crl/{name}")).body).unwrap();
    let crl = ["crl", "-inform", "DER", "-in", "issuing.crl", "-out", "crl.pem"];
    assert!(run(&home.path(""), "openssl", &crl).0);
    let verify = ["verify", "-CAfile", "root.pem", "-untrusted", "issuing.pem", "-CRLfile", "crl.pem"];
    let (ok, said) = run(
        &home.path(""),
        "openssl",
        &[&verify[..], &["-crl_check", "-purpose", "any", "leaf.pem"]].concat(),
    );
    assert!(ok, "{said}");
    // pyHanko takes a time-stamp from us.
    let contract = contract();
    let url = instance.url("/tsa");
    let asked = ["sign", "timestamp", "--timestamp-url", &url, "--trust", "root.pem", "--trust-replace"];
    let arguments = [&asked[..], &[contract.to_str().unwrap(), "stamped.pdf"]].concat();
    let (ok, said) = run(&home.path(""), "pyhanko", &arguments);
    assert!(ok, "{said}");
    let (code, said) = home.command(&["verify", "stamped.pdf", "--trust", "root.pem"]);
    assert_eq!(code, Some(0), "{said}");
}

#[test]
fn the_operator_renews_and_revokes_beside_the_running_service() {
    let home = Home::new();
    let instance = home.start();
    certificates(&home, &instance);
    let before = shown(&home);
    assert_eq!(before["generations"].as_array().unwrap().len(), 1);
    let (code, said) = home.command(&["ca", "rotate"]);
    assert_eq!(code, Some(0), "{said}");
    let after = shown(&home);
    assert_eq!(serial(&before, 0, "root"), serial(&after, 0, "root"));
    assert_eq!(serial(&before, 0, "seal"), serial(&after, 1, "seal"));
    assert_ne!(serial(&before, 0, "seal"), serial(&after, 0, "seal"));
    // The service goes on with the new ones at once, and knows of the old ones what became of them.
    let page = instance.client().get("/trust").body;
    let fingerprint = after["generations"][0]["certificates"][2]["sha256"].as_str().unwrap().to_owned();
    let seen: String = String::from_utf8(page).unwrap().to_lowercase().replace([' ', '\u{200b}'], "");
    assert!(seen.contains(&fingerprint[..8]), "the page names the new seal");
    let (code, said) =
        home.command(&["ca", "revoke", &serial(&before, 0, "timestamp"), "--reason", "superseded"]);
    assert_eq!(code, Some(0), "{said}");
    let said = ocsp(&home, &instance);
    assert!(said.contains("leaf.pem: revoked") && said.contains("superseded"), "{said}");
    assert_eq!(shown(&home)["generations"][1]["certificates"][3]["revoked"], true);
    // Twice, and what was never issued.
    for unknown in [serial(&before, 0, "timestamp"), "0A0B0C".to_owned()] {
        let (code, said) = home.command(&["ca", "revoke", &unknown, "--reason", "superseded"]);
        assert!(code == Some(2) && said.contains(&unknown), "{said}");
    }
    std::fs::create_dir(home.path("lists")).unwrap();
    assert_eq!(home.command(&["ca", "crl", "--into", "lists"]), (Some(0), String::new()));
    assert_eq!(std::fs::read_dir(home.path("lists")).unwrap().count(), 3);
    // Programs are told the same.
    let tell = |arguments: &[&str]| -> serde_json::Value {
        let (code, said) = home.command(&[&["ca"], arguments, &["--json"]].concat());
        assert_eq!(code, Some(0), "{arguments:?}: {said}");
        serde_json::from_str(&said).unwrap()
    };
    assert_eq!(tell(&["crl", "--into", "lists"])["written"].as_array().unwrap().len(), 3);
    let renewed = tell(&["rotate", "--with-root"]);
    assert_eq!(renewed, shown(&home));
    assert_ne!(serial(&renewed, 0, "root"), serial(&renewed, 1, "root"));
    let former = serial(&renewed, 1, "seal");
    let told = tell(&["revoke", &former, "--reason", "superseded"]);
    assert_eq!(told, serde_json::json!({ "serial": former, "revoked": true }));
    assert_eq!(tell(&["root", "--out", "roots.pem"])["written"][0], "roots.pem");
    let roots = std::fs::read_to_string(home.path("roots.pem")).unwrap();
    assert_eq!(Certificate::all_from_pem(&roots).unwrap().len(), 2);
    let served = instance.client().get("/trust/root.pem").body;
    assert_eq!(served, roots.as_bytes());
}

#[test]
fn where_there_is_no_instance_none_is_made() {
    let home = Home::new();
    let (code, said) = home.command(&["ca", "show"]);
    assert!(code == Some(2) && said.contains("start it once first"), "{said}");
    assert!(!home.data().exists());
}
