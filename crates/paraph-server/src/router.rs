//! Every route, grouped by who uses it. The same table builds the router and tells the tests what to try as a stranger.

use axum::Extension;
use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::handler::Handler;
use axum::http::Method;
use axum::middleware::{from_fn, from_fn_with_state};
use axum::routing::{MethodFilter, on};

use crate::app::Shared;
use crate::limits;
use crate::routes::door::{Door, Pages};
use crate::routes::{
    account, activity, administration, assets, ceremony, consent, credentials, csc, documents, door,
    envelopes, fields, guard, invitations, language, originals, passwords, pictures, projects, removal,
    sessions, status, trace, trust, verify, welcome,
};

/// Who a route is for. Anybody else is told that it does not exist.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Who {
    /// Everybody.
    Anybody,
    /// Whoever holds the link of an invitation, or one to a new password.
    Invited,
    /// Whoever holds the link of an envelope.
    Signatory,
    /// Members who manage the project.
    Member,
    /// Programs that show a member's access token.
    TokenHolder,
    /// Administrators of the account.
    Administrator,
}

/// A route, as tests see it.
#[derive(Debug, Clone)]
pub struct Route {
    /// Its method.
    pub method: Method,
    /// Its path, with names in braces.
    pub path: &'static str,
    /// Who it is for.
    pub who: Who,
}

/// The routes with their handlers.
pub struct Table {
    router: Router<Shared>,
    routes: Vec<Route>,
    who: Who,
}

impl Table {
    fn new() -> Self {
        Self { router: Router::new(), routes: Vec::new(), who: Who::Anybody }
    }

    fn group(mut self, who: Who) -> Self {
        self.who = who;
        self
    }

    fn get<H, T>(self, path: &'static str, handler: H) -> Self
    where
        H: Handler<T, Shared>,
        T: 'static,
    {
        self.add(Method::GET, path, handler, limits::FORM_SIZE_MAX)
    }

    fn post<H, T>(self, path: &'static str, handler: H) -> Self
    where
        H: Handler<T, Shared>,
        T: 'static,
    {
        self.add(Method::POST, path, handler, limits::FORM_SIZE_MAX)
    }

    fn post_sized<H, T>(self, path: &'static str, handler: H, size_max: usize) -> Self
    where
        H: Handler<T, Shared>,
        T: 'static,
    {
        self.add(Method::POST, path, handler, size_max)
    }

    fn add<H, T>(mut self, method: Method, path: &'static str, handler: H, size_max: usize) -> Self
    where
        H: Handler<T, Shared>,
        T: 'static,
    {
        let filter = if method == Method::GET { MethodFilter::GET } else { MethodFilter::POST };
        let fits = from_fn(move |request, next| guard::fits(size_max, request, next));
        let route = on(filter, handler).layer(DefaultBodyLimit::max(size_max)).layer(fits);
        self.router = self.router.route(path, route);
        self.routes.push(Route { method, path, who: self.who });
        self
    }
}

/// The routes, for tests that try each of them as somebody it is not for.
pub fn routes() -> Vec<Route> {
    table().routes
}

/// The whole service.
pub fn build(app: Shared) -> Router {
    let Table { router, routes, .. } = table();
    let of_members = routes.iter().filter(|route| matches!(route.who, Who::Member | Who::Administrator));
    let pages = Pages::new(of_members.map(|route| (route.method.clone(), route.path)).collect());
    let door = Door { app: app.clone(), pages: pages.clone() };
    router
        .fallback(welcome::absent)
        .method_not_allowed_fallback(welcome::absent)
        .layer(from_fn_with_state(door.clone(), door::pass))
        .layer(from_fn_with_state(app.clone(), guard::same_origin))
        .layer(from_fn_with_state(app.clone(), guard::named))
        .layer(from_fn_with_state(door, guard::explain))
        .layer(from_fn_with_state(app.clone(), guard::protect))
        .layer(from_fn_with_state(app.clone(), trace::trace))
        .layer(Extension(pages))
        .with_state(app)
}

fn table() -> Table {
    programs(administrator(member(signatory(public(Table::new())))))
}

fn public(table: Table) -> Table {
    let file_max = usize::try_from(limits::VERIFY_SIZE_MAX).unwrap_or(usize::MAX);
    table
        .group(Who::Anybody)
        .get("/", welcome::show)
        .get("/health", welcome::health)
        .get("/assets/{name}", assets::show)
        .get("/language/{language}", language::choose)
        .get("/sign-in", sessions::show)
        .post("/sign-in", sessions::sign_in)
        .post("/sign-out", sessions::sign_out)
        .get("/forgot-password", passwords::show)
        .post("/forgot-password", passwords::ask)
        .get("/privacy", welcome::privacy)
        .get("/trust", trust::show)
        .get("/trust/root.pem", trust::root)
        .get("/crl/{issuer}", status::revocation_list)
        .get("/ca/{issuer}", status::issuer)
        .post_sized("/ocsp", status::ask, limits::STATUS_REQUEST_SIZE_MAX)
        .get("/ocsp/{*request}", status::ask_by_address)
        .post_sized("/tsa", status::timestamp, limits::STATUS_REQUEST_SIZE_MAX)
        .get("/verify", verify::show)
        .post("/verify/hash", verify::by_hash)
        .post_sized("/verify/file", verify::by_file, file_max.saturating_add(limits::FORM_SIZE_MAX))
        .group(Who::Invited)
        .get("/invitation/{token}", invitations::show)
        .post("/invitation/{token}", invitations::accept)
        .get("/reset/{token}", passwords::choose)
        .post("/reset/{token}", passwords::set)
}

fn signatory(table: Table) -> Table {
    table
        .group(Who::Signatory)
        .get("/s/{token}", ceremony::show)
        .get("/s/{token}/layout.css", ceremony::layout)
        .get("/s/{token}/documents/{document}/pages/{number}", ceremony::page_image)
        .get("/s/{token}/documents/{document}/file", originals::sent_to_signatory)
        .get("/s/{token}/documents/{document}/signed", originals::sealed_to_signatory)
        .get("/s/{token}/documents/{document}/copy", originals::copy_to_signatory)
        .get("/s/{token}/read", ceremony::read)
        .get("/s/{token}/certificate", originals::certificate_to_signatory)
        .post_sized("/s/{token}/save", ceremony::save, limits::SIGNING_SIZE_MAX)
        .get("/s/{token}/fields/{field}/picture", pictures::show)
        .get("/s/{token}/fields/{field}/picture/{state}", pictures::show_tick)
        .post_sized("/s/{token}/preview", pictures::preview, limits::SIGNING_SIZE_MAX)
        .post_sized("/s/{token}/signature", pictures::keep_signature, limits::SIGNING_SIZE_MAX)
        .post_sized("/s/{token}/sign", ceremony::sign, limits::SIGNING_SIZE_MAX)
        .post("/s/{token}/decline", ceremony::decline)
}

fn member(table: Table) -> Table {
    table
        .group(Who::Member)
        .get("/signed-in", sessions::signed_in)
        .get(consent::PATH, consent::show)
        .post(consent::PATH, consent::accept)
        .get("/account", account::show)
        .post("/account/profile", account::save)
        .post("/account/password", account::change_password)
        .post("/account/sessions/end-others", account::end_other_sessions)
        .post("/account/sessions/{session}/end", account::end_session)
        .post("/account/devices/{device}/end", account::end_device)
        .get("/account/credentials", credentials::show)
        .post("/account/credentials", credentials::create)
        .post("/account/credentials/{credential}/revoke", credentials::revoke)
        .post("/account/tokens", credentials::create_token)
        .post("/account/tokens/{access_token}/revoke", credentials::revoke_token)
        .get("/projects", projects::list)
        .post("/projects", projects::create)
        .get("/projects/{project}", projects::show)
        .get("/projects/{project}/activity", activity::of_project)
        .post_sized("/projects/{project}/documents", documents::upload, limits::UPLOAD_SIZE_MAX)
        .get("/documents/{document}", documents::show)
        .get("/documents/{document}/pages/{number}", documents::page_image)
        .get("/documents/{document}/file", documents::file)
        .post("/projects/{project}/envelopes", envelopes::create)
        .get("/envelopes/{envelope}", envelopes::show)
        .get("/envelopes/{envelope}/status", envelopes::status)
        .post("/envelopes/{envelope}/zone", envelopes::set_zone)
        .post("/envelopes/{envelope}/signatories", envelopes::add_signatory)
        .post("/envelopes/{envelope}/signatories/{signatory}/remove", envelopes::remove_signatory)
        .post("/envelopes/{envelope}/signatories/{signatory}/remind", envelopes::remind)
        .get("/envelopes/{envelope}/review", envelopes::review)
        .post("/envelopes/{envelope}/send", envelopes::send)
        .post("/envelopes/{envelope}/cancel", envelopes::cancel)
        .post("/envelopes/{envelope}/again", envelopes::renew)
        .get("/envelopes/{envelope}/remove", removal::ask_draft)
        .post("/envelopes/{envelope}/remove", removal::remove_draft)
        .get("/documents/{document}/remove", removal::ask_document)
        .post("/documents/{document}/remove", removal::remove_document)
        .get("/envelopes/{envelope}/fields", fields::show)
        .post_sized("/envelopes/{envelope}/fields", fields::save, limits::FIELDS_SIZE_MAX)
        .post("/envelopes/{envelope}/fields/add", fields::add)
        .post("/envelopes/{envelope}/fields/{field}/remove", fields::remove)
        .get("/envelopes/{envelope}/layout.css", fields::layout)
        .get("/envelopes/{envelope}/documents/{document}/signed", originals::sealed_to_member)
        .get("/envelopes/{envelope}/certificate", originals::certificate_to_member)
}

fn administrator(table: Table) -> Table {
    table
        .group(Who::Administrator)
        .get("/members", administration::members)
        .get("/members/activity", activity::of_account)
        .post("/members/invite", administration::invite)
        .post("/members/invitations/{invitation}/resend", administration::invite_again)
        .post("/members/invitations/{invitation}/withdraw", administration::withdraw_invitation)
        .get("/outbox", administration::outbox)
        .get("/outbox/{message}", administration::message)
}

/// The CSC API, for programs of others.
fn programs(table: Table) -> Table {
    let table = table
        .group(Who::Anybody)
        .post_sized("/csc/{version}/info", csc::info, limits::CSC_SIZE_MAX)
        .post_sized("/csc/{version}/auth/login", csc::log_in, limits::CSC_SIZE_MAX)
        .get("/csc/{version}/oauth2/authorize", csc::ask_member)
        .post("/csc/{version}/oauth2/authorize", csc::decide)
        .post_sized("/csc/{version}/oauth2/token", csc::token_oauth, limits::CSC_SIZE_MAX)
        .post_sized("/csc/{version}/oauth2/revoke", csc::revoke_oauth, limits::CSC_SIZE_MAX)
        .group(Who::TokenHolder)
        .post_sized("/csc/{version}/auth/revoke", csc::revoke, limits::CSC_SIZE_MAX)
        .post_sized("/csc/{version}/credentials/list", csc::list, limits::CSC_SIZE_MAX)
        .post_sized("/csc/{version}/credentials/info", csc::credential_info, limits::CSC_SIZE_MAX)
        .post_sized("/csc/{version}/credentials/authorize", csc::authorize, limits::CSC_SIZE_MAX)
        .post_sized(
            "/csc/{version}/credentials/extendTransaction",
            csc::extend_transaction,
            limits::CSC_SIZE_MAX,
        )
        .post_sized("/csc/{version}/signatures/signHash", csc::sign_hash, limits::CSC_SIZE_MAX)
        .post_sized("/csc/{version}/signatures/signPolling", csc::sign_polling, limits::CSC_SIZE_MAX)
        .post_sized("/csc/{version}/signatures/timestamp", csc::timestamp, limits::CSC_SIZE_MAX);
    let not_offered = [
        "/csc/{version}/credentials/sendOTP",
        "/csc/{version}/credentials/getChallenge",
        "/csc/{version}/credentials/authorizeCheck",
        "/csc/{version}/signatures/signDoc",
    ];
    not_offered
        .into_iter()
        .fold(table, |table, path| table.post_sized(path, csc::not_offered, limits::CSC_SIZE_MAX))
}
