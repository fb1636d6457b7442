//! One request to one configured address, one answer: no redirect, no proxy, no cookie, no more bytes or time than
//! allowed.

use std::net::IpAddr;
use std::sync::Arc;
use std::time::Duration;

use http_body_util::{BodyExt, Full, LengthLimitError, Limited};
use hyper::body::Bytes;
use hyper::client::conn::http1;
use hyper::header::{ACCEPT, AUTHORIZATION, CONTENT_LENGTH, CONTENT_TYPE, HOST, HeaderValue, USER_AGENT};
use hyper::http::uri::Scheme;
use hyper::{Request, Response, StatusCode, Uri};
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

/// What is asked, of servers that say more by their status than that all is well.
pub struct Question<'a> {
    /// Media type that is wanted back.
    pub accept: &'static str,
    /// Value of the `Authorization` header. It is marked as sensitive, and stands in no error.
    pub authorization: Option<&'a str>,
    /// Media type and bytes of the body. Without one the question is a GET.
    pub body: Option<(&'static str, &'a [u8])>,
}

/// What came back, whatever its status; a redirection is an error.
#[derive(Debug)]
pub struct Answer {
    /// The HTTP status.
    pub status: u16,
    /// The media type without its parameters, in lower case; empty if none was given.
    pub media_type: String,
    /// The body.
    pub body: Bytes,
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
    /// The authorization cannot stand in a header. What it is is not told.
    #[error("the authorization for {0} holds what no header may")]
    AuthorizationIsMalformed(String),
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

    /// The address with `path` after its own, over the same trust. A query it had is left out.
    ///
    /// # Errors
    /// [`HttpError::AddressIsNotHttp`].
    pub fn at(&self, path: &str) -> Result<Self, HttpError> {
        let whole = format!("{}/{path}", self.path.path().trim_end_matches('/'));
        let path = whole.parse().map_err(|_| HttpError::AddressIsNotHttp(whole))?;
        Ok(Self { path, ..self.clone() })
    }

    /// Whether nobody between here and there can listen: TLS, or this very machine.
    #[must_use]
    pub fn is_protected(&self) -> bool {
        let is_loopback = || self.host.parse().is_ok_and(|address: IpAddr| address.is_loopback());
        self.tls.is_some() || self.host.eq_ignore_ascii_case("localhost") || is_loopback()
    }

    /// Sends one request and takes its answer's body, of status 200 and of the media type wanted only.
    ///
    /// # Errors
    /// Any [`HttpError`] but those about the address itself.
    pub async fn post(&self, post: Post<'_>, allowance: Allowance) -> Result<Bytes, HttpError> {
        let body = Some((post.content_type, post.body));
        let question = Question { accept: post.accept, authorization: None, body };
        let answer = self.within(allowance, &question, Some(post.accept)).await?;
        Ok(answer.body)
    }

    /// Sends one request and takes its answer, of whatever status and media type.
    ///
    /// # Errors
    /// Any [`HttpError`] but those about the address itself, the status and the media type.
    pub async fn ask(&self, question: Question<'_>, allowance: Allowance) -> Result<Answer, HttpError> {
        self.within(allowance, &question, None).await
    }

    async fn within(
        &self,
        allowance: Allowance,
        question: &Question<'_>,
        only: Option<&'static str>,
    ) -> Result<Answer, HttpError> {
        let exchange = self.exchange(question, allowance.answer_bytes, only);
        let exchange = tokio::time::timeout(allowance.time, exchange);
        exchange.await.unwrap_or_else(|_| Err(HttpError::TookTooLong(self.name(), allowance.time)))
    }

    async fn exchange(
        &self,
        question: &Question<'_>,
        answer_bytes: usize,
        only: Option<&'static str>,
    ) -> Result<Answer, HttpError> {
        let unreachable = |cause: std::io::Error| HttpError::Unreachable(self.name(), cause.to_string());
        let request = self.request(question)?;
        let stream = TcpStream::connect((self.host.as_str(), self.port)).await.map_err(unreachable)?;
        let answer = match &self.tls {
            None => self.send(stream, request).await?,
            Some((connector, name)) => {
                let stream = connector.connect(name.clone(), stream).await.map_err(unreachable)?;
                self.send(stream, request).await?
            }
        };
        let (status, media_type) = (answer.status(), media_type(&answer));
        if status.is_redirection() {
            return Err(HttpError::Redirects(self.name()));
        }
        if let Some(wanted) = only {
            self.check(status, &media_type, wanted)?;
        }
        let body = match Limited::new(answer.into_body(), answer_bytes).collect().await {
            Ok(body) => body.to_bytes(),
            Err(error) if error.is::<LengthLimitError>() => {
                return Err(HttpError::AnswerIsTooLong(self.name(), answer_bytes));
            }
            Err(error) => return Err(HttpError::BrokeOff(self.name(), error.to_string())),
        };
        Ok(Answer { status: status.as_u16(), media_type, body })
    }

    fn request(&self, question: &Question<'_>) -> Result<Request<Full<Bytes>>, HttpError> {
        let body = question.body.map_or(&[][..], |(_, body)| body);
        let mut request = Request::new(Full::new(Bytes::copy_from_slice(body)));
        *request.uri_mut() = self.path.clone();
        let headers = request.headers_mut();
        headers.insert(HOST, self.authority.clone());
        headers.insert(USER_AGENT, HeaderValue::from_static("Paraph"));
        headers.insert(ACCEPT, HeaderValue::from_static(question.accept));
        if let Some(authorization) = question.authorization {
            let malformed = |_| HttpError::AuthorizationIsMalformed(self.name());
            let mut value = HeaderValue::from_str(authorization).map_err(malformed)?;
            value.set_sensitive(true);
            headers.insert(AUTHORIZATION, value);
        }
        if let Some((content_type, body)) = question.body {
            headers.insert(CONTENT_TYPE, HeaderValue::from_static(content_type));
            headers.insert(CONTENT_LENGTH, HeaderValue::from(body.len()));
            *request.method_mut() = hyper::Method::POST;
        }
        Ok(request)
    }

    async fn send<S>(
        &self,
        stream: S,
        request: Request<Full<Bytes>>,
    ) -> Result<Response<hyper::body::Incoming>, HttpError>
    where
        S: AsyncRead + AsyncWrite + Unpin + Send + 'static,
    {
        let broke_off = |cause: hyper::Error| HttpError::BrokeOff(self.name(), cause.to_string());
        let (mut sender, connection) = http1::handshake(TokioIo::new(stream)).await.map_err(broke_off)?;
        // Ends by itself when the sender and the answer are dropped, which the time limit sees to.
        tokio::spawn(connection);
        sender.send_request(request).await.map_err(broke_off)
    }

    fn check(&self, status: StatusCode, media_type: &str, wanted: &'static str) -> Result<(), HttpError> {
        if status != StatusCode::OK {
            return Err(HttpError::StatusIs(self.name(), status.as_u16()));
        }
        if media_type != wanted {
            return Err(HttpError::MediaTypeIsNot(self.name(), wanted));
        }
        Ok(())
    }

    fn name(&self) -> String {
        format!("{}:{}", self.host, self.port)
    }
}

fn media_type<B>(answer: &Response<B>) -> String {
    let whole = answer.headers().get(CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or("");
    whole.split(';').next().unwrap_or("").trim().to_ascii_lowercase()
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
