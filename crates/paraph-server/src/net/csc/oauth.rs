//! OAuth 2.0 at a provider's (clause 8.4; RFC 6749, PKCE by RFC 7636): tokens for the service, and for a credential and what is
//! to be signed with it. The person visits an address; what the provider returns them to is exchanged for the token.

use aws_lc_rs::rand::SecureRandom;
use base64ct::{Base64UrlUnpadded, Encoding};
use form_urlencoded::Serializer;
use paraph_pki::DigestAlgorithm;
use serde::Deserialize;
use zeroize::Zeroizing;

use super::fault::Told;
use super::provider::{JSON, Reply, Version, ask};
use super::wire::Token;
use super::{Batch, Credential, CscError, Provider, Secret, Session};
use crate::net::http::{Endpoint, Question};

const FORM: &str = "application/x-www-form-urlencoded";
const AUTHORIZE: &str = "oauth2/authorize";
const TOKEN: &str = "oauth2/token";

/// Who we are to an authorization server.
pub struct Client {
    /// The identifier it gave us.
    pub id: String,
    /// The secret it gave us, if it did.
    pub secret: Option<Secret>,
}

/// What a token is asked for.
#[derive(Clone, Copy)]
#[non_exhaustive]
pub enum Scope<'a> {
    /// The use of the service.
    Service,
    /// Signing this batch with this credential.
    Credential(&'a Credential, &'a Batch),
}

/// A visit that somebody pays to the provider's page. What comes of it is accepted once, and of this visit only.
pub struct Visit {
    address: String,
    redirect: String,
    state: String,
    verifier: Secret,
}

impl Visit {
    /// The address to visit.
    #[must_use]
    pub fn address(&self) -> &str {
        &self.address
    }
}

/// A token that was granted.
pub struct Granted {
    /// The access token.
    pub access: Secret,
    /// What a new one can be had for without asking the person again; of scope `service` only.
    pub refresh: Option<Secret>,
    /// How long it lives, in seconds, if it is told.
    pub seconds: Option<u64>,
    /// The credential it is for, where the provider chose it.
    pub credential: Option<String>,
}

/// The authorization server of a provider.
pub struct AuthorizationServer {
    provider: Provider,
    authorize: String,
    token: Endpoint,
    revoke: Option<Endpoint>,
}

/// What an authorization server says of itself (RFC 8414 § 2).
#[derive(Deserialize)]
struct Metadata {
    issuer: String,
    authorization_endpoint: String,
    token_endpoint: String,
    revocation_endpoint: Option<String>,
}

impl Provider {
    /// The provider's authorization server, by `oauth2` or by `oauth2Issuer` (RFC 8414).
    ///
    /// # Errors
    /// When it names none, or one that does not stand by its name.
    pub async fn authorization_server(&self) -> Result<AuthorizationServer, CscError> {
        if let Some(base) = &self.oauth2 {
            let base = base.trim_end_matches('/');
            // Some name the folder, others what stands before it.
            let base = if base.ends_with("/oauth2") { base.to_owned() } else { format!("{base}/oauth2") };
            return Ok(AuthorizationServer {
                authorize: format!("{base}/authorize"),
                token: self.endpoint(&format!("{base}/token"))?,
                revoke: Some(self.endpoint(&format!("{base}/revoke"))?),
                provider: self.clone(),
            });
        }
        let issuer = self.oauth2_issuer.as_deref().ok_or(CscError::NoAuthorizationServer)?;
        let metadata = self.endpoint(&well_known(issuer).ok_or(CscError::NoAuthorizationServer)?)?;
        let question = Question { accept: JSON, authorization: None, body: None };
        let answer = metadata.ask(question, self.patience().call).await?;
        let found: Metadata = Reply::of("oauth-authorization-server", answer, &[])?.read()?;
        // RFC 8414 § 3.3: or one server could speak for another.
        if found.issuer != issuer {
            return Err(CscError::NoAuthorizationServer);
        }
        self.endpoint(&found.authorization_endpoint)?;
        let revoke = found.revocation_endpoint.map(|address| self.endpoint(&address)).transpose()?;
        Ok(AuthorizationServer {
            token: self.endpoint(&found.token_endpoint)?,
            authorize: found.authorization_endpoint,
            revoke,
            provider: self.clone(),
        })
    }
}

impl AuthorizationServer {
    /// A session for a client that acts for itself (RFC 6749 § 4.4).
    ///
    /// # Errors
    /// When the server refuses.
    pub async fn client_session(&self, client: &Client) -> Result<Session, CscError> {
        let granted =
            self.grant(client, &[("grant_type", "client_credentials"), ("scope", "service")], &[]).await?;
        Ok(self.provider.with_token(granted.access))
    }

    /// Prepares a visit. The server returns the person to `redirect`, which the client registered there.
    ///
    /// # Errors
    /// When the source of randomness fails.
    pub fn visit(
        &self,
        client: &Client,
        redirect: &str,
        scope: Scope<'_>,
        random: &dyn SecureRandom,
    ) -> Result<Visit, CscError> {
        let verifier = Secret::new(word(random)?);
        let state = word(random)?.to_string();
        // RFC 7636 § 4.2.
        let challenge =
            Base64UrlUnpadded::encode_string(&DigestAlgorithm::Sha256.digest(verifier.text().as_bytes()));
        let mut query = Serializer::new(String::new());
        query.append_pair("response_type", "code").append_pair("client_id", &client.id);
        query.append_pair("redirect_uri", redirect).append_pair("state", &state);
        query.append_pair("code_challenge", &challenge).append_pair("code_challenge_method", "S256");
        match scope {
            Scope::Service => {
                query.append_pair("scope", "service");
            }
            Scope::Credential(credential, batch) => {
                query.append_pair("scope", "credential").append_pair("credentialID", credential.id());
                query.append_pair("numSignatures", &batch.signatures().to_string());
                match self.provider.version() {
                    Version::One => query.append_pair("hash", &batch.base64url()),
                    Version::Two => query
                        .append_pair("hashes", &batch.base64url())
                        .append_pair("hashAlgorithmOID", &batch.digest_oid()),
                };
            }
        }
        let joint = if self.authorize.contains('?') { '&' } else { '?' };
        let address = format!("{}{joint}{}", self.authorize, query.finish());
        Ok(Visit { address, redirect: redirect.to_owned(), state, verifier })
    }

    /// Exchanges what came of a visit: `returned` is the whole address that the person was returned to.
    ///
    /// # Errors
    /// When it is the end of another visit, the person or the server refused, or the code is not taken.
    pub async fn exchange(&self, client: &Client, visit: Visit, returned: &str) -> Result<Granted, CscError> {
        let code = code(&visit, returned)?;
        let pairs = [
            ("grant_type", "authorization_code"),
            ("code", code.text()),
            ("redirect_uri", &visit.redirect),
            ("code_verifier", visit.verifier.text()),
        ];
        self.grant(client, &pairs, &[&code, &visit.verifier]).await
    }

    /// A new access token of scope `service` for a refresh token (RFC 6749 § 6).
    ///
    /// # Errors
    /// When the server refuses.
    pub async fn refresh(&self, client: &Client, refresh: &Secret) -> Result<Granted, CscError> {
        let pairs =
            [("grant_type", "refresh_token"), ("refresh_token", refresh.text()), ("scope", "service")];
        self.grant(client, &pairs, &[refresh]).await
    }

    /// Has the server forget a token (`oauth2/revoke`, RFC 7009).
    ///
    /// # Errors
    /// When the server refuses, or has no such method.
    pub async fn revoke(&self, client: &Client, token: &Secret) -> Result<(), CscError> {
        let endpoint = self.revoke.as_ref().ok_or(CscError::NoAuthorizationServer)?;
        self.send("oauth2/revoke", endpoint, client, (&[("token", token.text())], &[token])).await.map(drop)
    }

    async fn grant(
        &self,
        client: &Client,
        pairs: &[(&str, &str)],
        secrets: &[&Secret],
    ) -> Result<Granted, CscError> {
        let reply = self.send(TOKEN, &self.token, client, (pairs, secrets)).await?;
        let token: Token = reply.read()?;
        let kind = token.token_type.as_deref().unwrap_or("Bearer");
        // 1.0.4 gives the type `SAD` to a token for a credential.
        if !kind.eq_ignore_ascii_case("bearer") && !kind.eq_ignore_ascii_case("sad") {
            return Err(reply.malformed("token_type"));
        }
        Ok(Granted {
            access: token.access_token,
            refresh: token.refresh_token,
            seconds: token.expires_in,
            credential: token.credential,
        })
    }

    async fn send(
        &self,
        method: &'static str,
        endpoint: &Endpoint,
        client: &Client,
        (pairs, secrets): (&[(&str, &str)], &[&Secret]),
    ) -> Result<Reply, CscError> {
        let mut form = Serializer::new(String::new());
        form.extend_pairs(pairs).append_pair("client_id", &client.id);
        if let Some(secret) = &client.secret {
            form.append_pair("client_secret", secret.text());
        }
        let form = Zeroizing::new(form.finish());
        let answer = ask(endpoint, None, (FORM, form.as_bytes()), self.provider.patience().call).await?;
        let secrets: Vec<&Secret> = secrets.iter().copied().chain(&client.secret).collect();
        Reply::of(method, answer, &secrets)
    }
}

/// The authorization code in the address that the person was returned to (RFC 6749 § 4.1.2).
fn code(visit: &Visit, returned: &str) -> Result<Secret, CscError> {
    let query =
        returned.split('#').next().and_then(|address| address.split_once('?')).map(|(_, query)| query);
    let query = query.ok_or(CscError::VisitIsAnother)?;
    let (mut code, mut state, mut error, mut description) = (None, None, None, None);
    for (name, value) in form_urlencoded::parse(query.as_bytes()) {
        let place = match name.as_ref() {
            "code" => &mut code,
            "state" => &mut state,
            "error" => &mut error,
            "error_description" => &mut description,
            _ => continue,
        };
        if place.replace(value.into_owned()).is_some() {
            return Err(CscError::VisitIsAnother);
        }
    }
    if state.as_ref() != Some(&visit.state) {
        return Err(CscError::VisitIsAnother);
    }
    if let Some(error) = error {
        let Told { fault, words } = Told::of(&error, description.as_deref(), &[&visit.verifier]);
        return Err(CscError::Refused { method: AUTHORIZE, status: 302, fault, words });
    }
    let reason = "there is no code in it";
    let code = code.ok_or(CscError::AnswerIsMalformed { method: AUTHORIZE, reason })?;
    Ok(Secret::new(Zeroizing::new(code)))
}

/// 256 random bits as text that needs no escaping.
fn word(random: &dyn SecureRandom) -> Result<Zeroizing<String>, CscError> {
    let mut bytes = Zeroizing::new([0; 32]);
    random.fill(bytes.as_mut_slice()).map_err(|_| paraph_pki::Error::RandomnessFailed)?;
    Ok(Zeroizing::new(Base64UrlUnpadded::encode_string(bytes.as_slice())))
}

/// Where an issuer's metadata is: before its path (RFC 8414 § 3.1).
fn well_known(issuer: &str) -> Option<String> {
    let (scheme, rest) = issuer.split_once("://")?;
    let (host, path) = rest.split_once('/').unwrap_or((rest, ""));
    let path = path.trim_end_matches('/');
    let slash = if path.is_empty() { "" } else { "/" };
    Some(format!("{scheme}://{host}/.well-known/oauth-authorization-server{slash}{path}"))
}
