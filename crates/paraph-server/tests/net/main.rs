//! What leaves the machine, against servers on loopback that behave well, badly, and not at all.

mod csc;
mod mail;
mod mail_server;
#[path = "../../../../e2e/support/needs.rs"]
mod needs;
#[path = "../../../paraph-pdf/tests/sample/mod.rs"]
mod sample;
#[path = "../../../../e2e/support/signing_service.rs"]
mod signing_service;
mod timestamp;
mod web_server;

use std::sync::Arc;

use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::ServerConfig;
use tokio_rustls::rustls::crypto::aws_lc_rs;
use tokio_rustls::rustls::pki_types::pem::PemObject;
use tokio_rustls::rustls::pki_types::{CertificateDer, PrivateKeyDer};

/// A certificate for `localhost` that nobody trusts unless told to, valid until 2126; its key is in the repository.
const CERTIFICATE: &[u8] = include_bytes!("localhost.pem");
const KEY: &[u8] = include_bytes!("localhost.key");

fn acceptor() -> TlsAcceptor {
    let chain = CertificateDer::pem_slice_iter(CERTIFICATE).collect::<Result<Vec<_>, _>>();
    let config = ServerConfig::builder_with_provider(Arc::new(aws_lc_rs::default_provider()))
        .with_safe_default_protocol_versions()
        .and_then(|builder| {
            let key = PrivateKeyDer::from_pem_slice(KEY)
                .map_err(|error| tokio_rustls::rustls::Error::General(error.to_string()))?;
            builder.with_no_client_auth().with_single_cert(chain.unwrap_or_default(), key)
        });
    let Ok(config) = config else { unreachable!("the certificate in the repository is good") };
    TlsAcceptor::from(Arc::new(config))
}

/// A port on which nobody listens.
async fn dead_port() -> u16 {
    let Ok(listener) = tokio::net::TcpListener::bind("127.0.0.1:0").await else {
        unreachable!("loopback has a free port")
    };
    listener.local_addr().map_or(1, |address| address.port())
}
