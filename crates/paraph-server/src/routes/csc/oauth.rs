//! OAuth 2.0 (CSC API v2 § 8.4; RFC 6749, RFC 7636, RFC 7009): a member lets a program in on a page of ours, and the program
//! exchanges what comes of it. The page goes by the member's session; the two methods by what the program shows.

use axum::body::Bytes;
use axum::extract::{Form, State};
use axum::http::header::LOCATION;
use axum::http::{HeaderValue, StatusCode, Uri};
use axum::response::{IntoResponse, Response};
use serde::Deserialize;
use zeroize::Zeroizing;

use super::answer::Granted;
use super::oauth_request::{Asked, Pairs, Program, Scope};
use super::{Answer, Refusal, Version};
use crate::app::{App, Shared};
use crate::auth::{Member, Visitor};
use crate::config::CscClient;
use crate::deal::access_token;
use crate::deal::activation::{self, Asker, Refused, Wish};
use crate::deal::authorization::{self, Proof, Redeemed};
use crate::deal::credential;
use crate::error::{Error, Kind};
use crate::limits;
use crate::pages::{authorize as page, landing};
use crate::routes::guard::FormTarget;
use crate::routes::{Answer as PageAnswer, again, frame, member_frame};

/// Longest request that is carried through the page, in bytes.
const REQUEST_LENGTH_MAX: usize = 16 * 1024;

/// The form of the page.
#[derive(Default, Deserialize)]
#[serde(default)]
pub struct Decision {
    /// The query with which the program asked.
    request: String,
    choice: String,
    pin: Zeroizing<String>,
}

/// Shows who asks and for what; somebody who is not signed in signs in first and comes back.
///
/// # Errors
/// Invalid when the program is not known here.
pub async fn show(
    State(app): State<Shared>,
    version: Version,
    visitor: Visitor,
    member: Result<Member, Error>,
    address: Uri,
) -> PageAnswer {
    let query = address.query().unwrap_or_default();
    if query.len() > REQUEST_LENGTH_MAX {
        return Err(Error::invalid("error-program-unknown"));
    }
    let program = Program::read(&app.config.csc, query)?;
    let asked = match program.asked(version) {
        Ok(asked) => asked,
        Err(flaw) => {
            return lead_back(&program, &[("error", flaw.error), ("error_description", flaw.description)]);
        }
    };
    let member = match member {
        Ok(member) => member,
        Err(error) if error.kind() == Kind::SignInWanted => {
            return Ok(sign_in(&app, &visitor, query));
        }
        Err(error) => return Err(error),
    };
    let view = view(&app, &member, (&program, &asked), query).await?;
    let frame = member_frame(&app, &member, &visitor.path)?;
    Ok(with_target(page::page(&view, &frame).into_response(), &program))
}

/// Asks to sign in first; then the page is there again, and its PIN is asked for anew.
fn sign_in(app: &App, visitor: &Visitor, query: &str) -> Response {
    let back = format!("{}?{query}", visitor.path);
    let view = landing::Landing { back, ..landing::Landing::default() };
    landing::page(&view, &frame(app, visitor.locale, &visitor.path)).into_response()
}

/// The form of the page leads out, to the program's own address and nowhere else.
fn with_target(mut response: Response, program: &Program<'_>) -> Response {
    response.extensions_mut().insert(FormTarget(program.origin().to_owned()));
    response
}

async fn view(
    app: &App,
    member: &Member,
    (program, asked): (&Program<'_>, &Asked),
    query: &str,
) -> Result<page::Authorize, Error> {
    let mut view = page::Authorize {
        program: program.client.name.clone(),
        address: program.origin().to_owned(),
        request: query.to_owned(),
        signing: None,
    };
    if let Scope::Credential { credential, hashes, signatures, description } = &asked.scope {
        let mut tx = app.db.look().await?;
        let found = credential::find(&mut tx, app, member.into(), credential).await?;
        let found = found.filter(|one| one.is_usable(app.clock.now()));
        view.signing = Some(page::Signing {
            credential: found.ok_or_else(|| Error::invalid("error-program-credential"))?.name,
            signatures: *signatures,
            description: description.clone(),
            hashes: activation::words(hashes)
                .into_iter()
                .map(|(name, value)| (name.to_owned(), value))
                .collect(),
        });
    }
    Ok(view)
}

/// Does what the member decided, and leads them back to the program.
///
/// # Errors
/// Invalid when the program is not known here; not found for somebody who is not signed in.
pub async fn decide(
    State(app): State<Shared>,
    version: Version,
    visitor: Visitor,
    member: Result<Member, Error>,
    Form(decision): Form<Decision>,
) -> PageAnswer {
    let member = match member {
        Ok(member) => member,
        Err(error) if error.kind() == Kind::SignInWanted => {
            return Ok((StatusCode::UNAUTHORIZED, sign_in(&app, &visitor, &decision.request)).into_response());
        }
        Err(error) => return Err(error),
    };
    let program = Program::read(&app.config.csc, &decision.request)?;
    let Ok(asked) = program.asked(version) else { return Err(Error::invalid("error-form")) };
    match decision.choice.as_str() {
        "allow" => {}
        "refuse" => return lead_back(&program, &[("error", "access_denied")]),
        _ => return Err(Error::invalid("error-form")),
    }
    let view = view(&app, &member, (&program, &asked), &decision.request).await?;
    match code(&app, &member, asked, decision.pin).await {
        Ok(code) => lead_back(&program, &[("code", &code)]),
        Err(error) => {
            let frame = member_frame(&app, &member, &visitor.path)?;
            Ok(with_target(again(error, frame, |frame| page::page(&view, frame))?, &program))
        }
    }
}

async fn code(app: &App, member: &Member, asked: Asked, pin: Zeroizing<String>) -> Result<String, Error> {
    let token = match asked.scope {
        Scope::Service => authorization::allow(app, member, &asked.bound).await?,
        Scope::Credential { credential, hashes, signatures, description } => {
            let wish = Wish { credential, pin, hashes, signatures, description, bound: Some(asked.bound) };
            let granted = activation::authorize(app, &Asker::from(member), wish).await?;
            granted
                .map_err(|refused| match refused {
                    Refused::PinWrong => Error::invalid("error-pin-wrong"),
                    Refused::PinLocked => Error::conflict("error-pin-locked"),
                    _ => Error::invalid("error-program-credential"),
                })?
                .token
        }
    };
    Ok(token.text().as_str().to_owned())
}

fn lead_back(program: &Program<'_>, pairs: &[(&str, &str)]) -> PageAnswer {
    let mut response = StatusCode::FOUND.into_response();
    let address = HeaderValue::try_from(program.back(pairs)).map_err(Error::broken)?;
    response.headers_mut().insert(LOCATION, address);
    Ok(response)
}

/// Gives tokens for a code or a refresh token (RFC 6749 §§ 4.1.3, 6).
///
/// # Errors
/// Invalid with what is wrong, in the words of the API.
pub async fn token(State(app): State<Shared>, _version: Version, visitor: Visitor, body: Bytes) -> Answer {
    let (pairs, client) = read(&app, &body)?;
    let grant = pairs.find("grant_type").ok_or(Refusal::invalid("Missing parameter grant_type"))?;
    match grant {
        "authorization_code" => {
            let code = pairs.find("code").ok_or(Refusal::invalid("Missing parameter code"))?;
            let proof = Proof {
                client: &client.id,
                redirect: pairs.find("redirect_uri").unwrap_or_default(),
                verifier: pairs.find("code_verifier").unwrap_or_default(),
            };
            let redeemed = authorization::redeem(&app, code, &proof, (&client.name, &visitor.origin)).await?;
            let refused = || Refusal::invalid_grant("Authorization code is invalid or expired");
            granted(redeemed.ok_or_else(refused)?)
        }
        "refresh_token" => {
            let secret =
                pairs.find("refresh_token").ok_or(Refusal::invalid("Missing parameter refresh_token"))?;
            let issued = access_token::refresh(&app, secret, Some(&client.id), &visitor.origin).await;
            let issued = issued.map_err(|error| match error.kind() {
                Kind::NotFound => Refusal::invalid_grant("Invalid parameter refresh_token"),
                Kind::ConsentWanted => Refusal::consent_wanted(&app.base_url),
                _ => error.into(),
            })?;
            granted(Redeemed::Service(issued))
        }
        _ => Err(Refusal::invalid("Invalid parameter grant_type")),
    }
}

fn granted(redeemed: Redeemed) -> Answer {
    let token_type = "Bearer";
    super::json(match redeemed {
        Redeemed::Service(issued) => Granted {
            access_token: issued.access.text().as_str().to_owned(),
            refresh_token: issued.refresh.map(|token| token.text().as_str().to_owned()),
            token_type,
            expires_in: limits::ACCESS_TOKEN_SECONDS,
            credential_id: None,
        },
        Redeemed::Credential(activation, credential) => Granted {
            access_token: activation.token.text().as_str().to_owned(),
            refresh_token: None,
            token_type,
            expires_in: activation.seconds,
            credential_id: Some(credential.to_string()),
        },
    })
}

/// Takes a program's own token back. One that is none is told no other way (RFC 7009 § 2.2).
///
/// # Errors
/// Invalid when no token or no known program is named.
pub async fn revoke(State(app): State<Shared>, _version: Version, visitor: Visitor, body: Bytes) -> Answer {
    let (pairs, client) = read(&app, &body)?;
    let secret = pairs.find("token").ok_or(Refusal::invalid("Missing parameter token"))?;
    access_token::give_back(&app, &client.id, secret, &visitor.origin).await?;
    Ok(StatusCode::NO_CONTENT.into_response())
}

fn read<'a>(app: &'a App, body: &[u8]) -> Result<(Pairs, &'a CscClient), Refusal> {
    let pairs = Pairs::read(body).ok_or(Refusal::invalid("A parameter comes more than once"))?;
    let id = pairs.find("client_id").ok_or(Refusal::invalid("Missing parameter client_id"))?;
    let client = app.config.csc.clients.iter().find(|client| client.id == id);
    let client = client.ok_or_else(|| Refusal::parameter("client_id"))?;
    Ok((pairs, client))
}
