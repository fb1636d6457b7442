//! Has `make.py` make its cases, once, and looks at them.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::LazyLock;

use paraph_pades::validate::{
    FormerAnchor, Known, SignaturePolicyDocument, SignatureReport, ValidationContext, validate,
};
use paraph_pdf::Document;
use paraph_pki::path::RevocationRule;
use paraph_pki::{Certificate, RevocationList, ocsp};
use serde_json::Value;

use crate::needs;

/// The files, and what `cases.json` says of them.
pub(crate) struct Fixtures {
    folder: tempfile::TempDir,
    cases: Vec<Value>,
}

static FIXTURES: LazyLock<Option<Fixtures>> = LazyLock::new(|| Some(make(&python()?)));

/// None if Certomancer is not installed and not every test was asked for.
pub(crate) fn fixtures() -> Option<&'static Fixtures> {
    if FIXTURES.is_none() {
        needs::missing("certomancer");
    }
    FIXTURES.as_ref()
}

/// The Python that has Certomancer and pyHanko: the one beside the program.
fn python() -> Option<PathBuf> {
    let folders: Vec<PathBuf> = std::env::split_paths(&std::env::var_os("PATH")?).collect();
    let folder = folders.iter().find(|folder| folder.join("certomancer").is_file())?;
    Some(folder.join("python3"))
}

fn make(python: &Path) -> Fixtures {
    let folder = tempfile::tempdir().unwrap();
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/certomancer/make.py");
    let mut command = Command::new(python);
    let output = command.env("PYTHONDONTWRITEBYTECODE", "1").arg(script).arg(folder.path()).output().unwrap();
    assert!(output.status.success(), "make.py: {}", String::from_utf8_lossy(&output.stderr));
    let cases = std::fs::read(folder.path().join("cases.json")).unwrap();
    Fixtures { folder, cases: serde_json::from_slice(&cases).unwrap() }
}

impl Fixtures {
    pub(crate) fn names(&self) -> impl Iterator<Item = &str> {
        self.cases.iter().map(|case| case["name"].as_str().unwrap())
    }

    pub(crate) fn case(&self, name: &str) -> &Value {
        self.cases.iter().find(|case| case["name"] == name).unwrap_or_else(|| panic!("no case {name}"))
    }

    /// What we say of a case.
    pub(crate) fn look(&self, name: &str) -> SignatureReport {
        self.look_with(name, |_| {})
    }

    /// The same, with something otherwise.
    pub(crate) fn look_with(
        &self,
        name: &str,
        change: impl FnOnce(&mut ValidationContext),
    ) -> SignatureReport {
        let case = self.case(name);
        let mut context = self.context(case);
        change(&mut context);
        let bytes = self.read(&case["file"]);
        let document = Document::open(bytes.as_slice()).unwrap();
        let index = usize::try_from(case["signature"].as_u64().unwrap()).unwrap();
        validate(&document, &context).unwrap().signatures.remove(index)
    }

    fn context(&self, case: &Value) -> ValidationContext {
        let list = |key: &str| case[key].as_array().unwrap().clone();
        let certificate =
            |name: &Value| Certificate::from_pem(&String::from_utf8(self.read(name)).unwrap()).unwrap();
        let former = |one: &Value| FormerAnchor {
            certificate: certificate(&one[0]),
            until: one[1].as_str().unwrap().parse().unwrap(),
        };
        let policy = |one: &Value| SignaturePolicyDocument {
            identifier: one[0].as_str().unwrap().parse().unwrap(),
            bytes: self.read(&one[1]),
        };
        let revocation_list = |name: &Value| RevocationList::from_der(&self.read(name)).unwrap();
        let response = |name: &Value| ocsp::Response::from_der(&self.read(name)).unwrap();
        let anchors = list("trust").iter().map(certificate).collect();
        ValidationContext {
            former_anchors: list("former").iter().map(former).collect(),
            signature_policies: list("policies").iter().map(policy).collect(),
            known: Known {
                certificates: Vec::new(),
                revocation_lists: list("crls").iter().map(revocation_list).collect(),
                ocsp_responses: list("ocsps").iter().map(response).collect(),
            },
            revocation: match case["rule"].as_str().unwrap() {
                "required" => RevocationRule::Require,
                _ => RevocationRule::RefuseRevoked,
            },
            ..ValidationContext::new(anchors, case["now"].as_str().unwrap().parse().unwrap())
        }
    }

    fn read(&self, name: &Value) -> Vec<u8> {
        std::fs::read(self.folder.path().join(name.as_str().unwrap())).unwrap()
    }
}
