//! One request to one configured address, one answer: no redirect, no proxy, no cookie, no more bytes or time than
//! allowed.

use std::sync::Arc;
use std::time::Duration;

use http_body_util::{BodyExt, Full, LengthLimitError, Limited};
use hyper::body::Bytes;
use hyper::client::conn::http1;
use hyper::header::{ACCEPT, CONTENT_LENGTH, CONTENT_TYPE, HOST, HeaderValue, USER_AGENT};
use hyper::http::uri::Scheme;
use hyper::{Request, Response, Uri};
use hyper_util::rt::TokioIo;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::TcpStream;
use tokio_rustls::TlsConnector;
use tokio_rustls::rustls::crypto::aws_lc_rs;
use tokio_rustls::rustls::pki_types::pem::PemObject;
use tokio_rustls::rustls::pki_types::{CertificateDer, ServerName};
use tokio_rustls::rustls::{ClientConfig, RootCertStore};

/// An address that requests can be sent to.
#[derive(Clone)]
pub struct Endpoint {
    host: String,
    port: u16,
    authority: HeaderValue,
    path: Uri,
    tls: Option<(TlsConnector, ServerName<'static>)>,
}

/// What may not be exceeded by one request and its answer.
#[derive(Clone, Copy, Debug)]
pub struct Allowance {
    /// From the first packet to the last byte of the answer.
    pub time: Duration,
    /// Bytes of the answer's body.
    pub answer_bytes: usize,
}

/// What is sent.
pub struct Post<'a> {
    /// Media type of the body.
    pub content_type: &'static str,
    /// Media type that is wanted back, and the only one accepted.
    pub accept: &'static str,
    /// The body.
    pub body: &'a [u8],
}

/// Why there is no answer.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum HttpError {
    /// The address is not an `http` or `https` address, or holds a name and password.
    #[error("{0} is not an http:// or https:// address without user name")]
    AddressIsNotHttp(String),
    /// The certificates to trust besides the public ones cannot be read.
    #[error("the certificates to trust are not readable PEM")]
    TrustIsUnreadable,
    /// No connection, or no TLS.
    #[error("{0} cannot be reached: {1}")]
    Unreachable(String, String),
    /// No complete answer in the time allowed.
    #[error("{0} did not answer within {1:?}")]
    TookTooLong(String, Duration),
    /// The answer points elsewhere. It is not followed: the operator named this address and no other.
    #[error("{0} redirects to another address; enter that one if it is right")]
    Redirects(String),
    /// The answer has another status than 200.
    #[error("{0} answered with status {1}")]
    StatusIs(String, u16),
    /// The answer has another media type than the one wanted.
    #[error("{0} answered with something else than {1}")]
    MediaTypeIsNot(String, &'static str),
    /// The answer has more bytes than allowed.
    #[error("the answer of {0} is longer than {1} bytes")]
    AnswerIsTooLong(String, usize),
    /// The connection broke, or spoke no HTTP.
    #[error("{0} broke off: {1}")]
    BrokeOff(String, String),
}

impl Endpoint {
    /// Reads an address. `trust` is PEM of certificates to trust besides those that browsers trust.
    ///
    /// # Errors
    /// [`HttpError::AddressIsNotHttp`], [`HttpError::TrustIsUnreadable`].
    pub fn parse(address: &str, trust: Option<&[u8]>) -> Result<Self, HttpError> {
        let wrong = || HttpError::AddressIsNotHttp(address.to_owned());
        let uri: Uri = address.parse().map_err(|_| wrong())?;
        let authority =
            uri.authority().filter(|authority| !authority.as_str().contains('@')).ok_or_else(wrong)?;
        let is_https = match uri.scheme() {
            Some(scheme) if *scheme == Scheme::HTTPS => true,
            Some(scheme) if *scheme == Scheme::HTTP => false,
            _ => return Err(wrong()),
        };
        let host = authority.host().trim_start_matches('[').trim_end_matches(']').to_owned();
        let tls = match is_https {
            false => None,
            true => Some((connector(trust)?, ServerName::try_from(host.clone()).map_err(|_| wrong())?)),
        };
        Ok(Self {
            port: authority.port_u16().unwrap_or(if is_https { 443 } else { 80 }),
            authority: HeaderValue::from_str(authority.as_str()).map_err(|_| wrong())?,
            path: uri.path_and_query().map_or("/", |path| path.as_str()).parse().map_err(|_| wrong())?,
            host,
            tls,
        })
    }

    /// Sends one request and takes its answer's body.
    ///
    /// # Errors
    /// Any [`HttpError`] but those about the address itself.
    pub async fn post(&self, post: Post<'_>, allowance: Allowance) -> Result<Bytes, HttpError> {
        let exchange = tokio::time::timeout(allowance.time, self.exchange(&post, allowance.answer_bytes));
        exchange.await.unwrap_or_else(|_| Err(HttpError::TookTooLong(self.name(), allowance.time)))
    }

    async fn exchange(&self, post: &Post<'_>, answer_bytes: usize) -> Result<Bytes, HttpError> {
        let unreachable = |cause: std::io::Error| HttpError::Unreachable(self.name(), cause.to_string());
        let stream = TcpStream::connect((self.host.as_str(), self.port)).await.map_err(unreachable)?;
        let answer = match &self.tls {
            None => self.ask(stream, post).await?,
            Some((connector, name)) => {
                let stream = connector.connect(name.clone(), stream).await.map_err(unreachable)?;
                self.ask(stream, post).await?
            }
        };
        self.check(&answer, post.accept)?;
        match Limited::new(answer.into_body(), answer_bytes).collect().await {
            Ok(body) => Ok(body.to_bytes()),
            Err(error) if error.is::<LengthLimitError>() => {
                Err(HttpError::AnswerIsTooLong(self.name(), answer_bytes))
            }
            Err(error) => Err(HttpError::BrokeOff(self.name(), error.to_string())),
        }
    }

    async fn ask<S>(&self, stream: S, post: &Post<'_>) -> Result<Response<hyper::body::Incoming>, HttpError>
    where
        S: AsyncRead + AsyncWrite + Unpin + Send + 'static,
    {
        let broke_off = |cause: hyper::Error| HttpError::BrokeOff(self.name(), cause.to_string());
        let (mut sender, connection) = http1::handshake(TokioIo::new(stream)).await.map_err(broke_off)?;
        // Ends by itself when the sender and the answer are dropped, which the time limit sees to.
        tokio::spawn(connection);
        let mut request = Request::new(Full::new(Bytes::copy_from_slice(post.body)));
        *request.method_mut() = hyper::Method::POST;
        *request.uri_mut() = self.path.clone();
        let headers = request.headers_mut();
        headers.insert(HOST, self.authority.clone());
        headers.insert(USER_AGENT, HeaderValue::from_static("Paraph"));
        headers.insert(CONTENT_TYPE, HeaderValue::from_static(post.content_type));
        headers.insert(ACCEPT, HeaderValue::from_static(post.accept));
        headers.insert(CONTENT_LENGTH, HeaderValue::from(post.body.len()));
        sender.send_request(request).await.map_err(broke_off)
    }

    fn check<B>(&self, answer: &Response<B>, accept: &'static str) -> Result<(), HttpError> {
        if answer.status().is_redirection() {
            return Err(HttpError::Redirects(self.name()));
        }
        if answer.status() != hyper::StatusCode::OK {
            return Err(HttpError::StatusIs(self.name(), answer.status().as_u16()));
        }
        let media_type =
            answer.headers().get(CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or("");
        let essence = media_type.split(';').next().unwrap_or("").trim();
        if !essence.eq_ignore_ascii_case(accept) {
            return Err(HttpError::MediaTypeIsNot(self.name(), accept));
        }
        Ok(())
    }

    fn name(&self) -> String {
        format!("{}:{}", self.host, self.port)
    }
}

fn connector(trust: Option<&[u8]>) -> Result<TlsConnector, HttpError> {
    let mut roots = RootCertStore::from_iter(webpki_roots::TLS_SERVER_ROOTS.iter().cloned());
    for certificate in CertificateDer::pem_slice_iter(trust.unwrap_or_default()) {
        let certificate = certificate.map_err(|_| HttpError::TrustIsUnreadable)?;
        roots.add(certificate).map_err(|_| HttpError::TrustIsUnreadable)?;
    }
    let provider = Arc::new(aws_lc_rs::default_provider());
    let config = ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .map_err(|_| HttpError::TrustIsUnreadable)?
        .with_root_certificates(roots)
        .with_no_client_auth();
    Ok(TlsConnector::from(Arc::new(config)))
}
