//! The two forms.

use std::sync::LazyLock;

use actix_web::http::{StatusCode, header};
use actix_web::{HttpRequest, HttpResponse, web};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use sha2::Digest;
use uuid::Uuid;

use super::flow::{self, Typed};
use crate::app::App;
use crate::failure::{Failure, Outcome};
use crate::http::Lang;
use crate::http::query::pairs;
use crate::identity::me;
use crate::identity::users::LinkKind;
use crate::refusal::{Fault, Refusal};

const STYLE: &str = "body{font:16px/1.5 sans-serif;max-width:30rem;margin:3rem auto;padding:0 1rem}\
    label{display:block;margin:.8rem 0}input{display:block;width:100%;font:inherit;padding:.3rem}\
    button{font:inherit;padding:.4rem 1rem}li{color:#a00}";

/// Nothing is loaded and nothing runs; the style is known by its hash, the form goes to this server.
static POLICY: LazyLock<String> = LazyLock::new(|| {
    let hash = STANDARD.encode(sha2::Sha256::digest(STYLE.as_bytes()));
    format!(
        "default-src 'none'; style-src 'sha256-{hash}'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
    )
});

fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            c => out.push(c),
        }
    }
    out
}

fn page(status: StatusCode, lang: Lang, title: &str, body: &str) -> HttpResponse {
    let html = format!(
        "<!doctype html><html lang=\"{}\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width\"><title>{title} · Jalon</title><style>{STYLE}</style></head><body><h1>{title}</h1>{body}</body></html>",
        lang.tag()
    );
    HttpResponse::build(status)
        .insert_header((header::CONTENT_SECURITY_POLICY, POLICY.as_str()))
        .content_type("text/html; charset=utf-8")
        .body(html)
}

fn dead(lang: Lang) -> HttpResponse {
    let title = lang.pick("Lien expiré", "The link is dead");
    let text = lang.pick(
        "Ce lien a déjà servi, ou son délai est passé. Demandez-en un autre.",
        "This link was used already, or its time is over. Ask for another one.",
    );
    page(StatusCode::NOT_FOUND, lang, title, &format!("<p>{text}</p>"))
}

fn done(lang: Lang) -> HttpResponse {
    let title = lang.pick("C'est fait", "Done");
    let text = lang.pick(
        "Vous pouvez maintenant ouvrir une session avec votre adresse et votre mot de passe",
        "You can now sign in with your address and your password",
    );
    page(
        StatusCode::OK,
        lang,
        title,
        &format!("<p>{text} (<code>POST /v1/auth/sessions</code>, <a href=\"/docs/\">/docs</a>).</p>"),
    )
}

struct Field<'a> {
    name: &'a str,
    label: &'a str,
    kind: &'a str,
    autocomplete: &'a str,
    value: &'a str,
}

fn form(lang: Lang, action: &str, token: &str, fields: &[Field<'_>], faults: &[Fault]) -> String {
    let mut out = String::new();
    if !faults.is_empty() {
        out.push_str("<ul role=\"alert\">");
        for fault in faults {
            let label = fields.iter().find(|f| fault.pointer.ends_with(f.name)).map_or("", |f| f.label);
            out.push_str(&format!("<li>{label} : {}</li>", escaped(lang.pick(&fault.fr, &fault.en))));
        }
        out.push_str("</ul>");
    }
    out.push_str(&format!(
        "<form method=\"post\" action=\"{action}\"><input type=\"hidden\" name=\"token\" value=\"{}\">",
        escaped(token)
    ));
    for Field { name, label, kind, autocomplete, value } in fields {
        out.push_str(&format!(
            "<label>{label}<input name=\"{name}\" type=\"{kind}\" autocomplete=\"{autocomplete}\" value=\"{}\" required></label>",
            escaped(value)
        ));
    }
    out.push_str(&format!("<button>{}</button></form>", lang.pick("Enregistrer", "Save")));
    out
}

fn setup_form(lang: Lang, status: StatusCode, token: &str, typed: &Typed, faults: &[Fault]) -> HttpResponse {
    let field = |name, label, kind, autocomplete, value| Field { name, label, kind, autocomplete, value };
    let fields = [
        field("plie", lang.pick("Nom du PLIE", "Name of the PLIE"), "text", "organization", typed.plie.as_str()),
        field("first_name", lang.pick("Prénom", "First name"), "text", "given-name", &typed.first_name),
        field("last_name", lang.pick("Nom", "Last name"), "text", "family-name", &typed.last_name),
        field("email", lang.pick("Adresse électronique", "E-mail address"), "email", "username", &typed.email),
        field("password", password_label(lang), "password", "new-password", ""),
    ];
    let title = lang.pick("Premier compte", "First account");
    page(status, lang, title, &form(lang, "/setup", token, &fields, faults))
}

fn invite_form(lang: Lang, status: StatusCode, token: &str, faults: &[Fault]) -> HttpResponse {
    let fields = [Field {
        name: "password",
        label: password_label(lang),
        kind: "password",
        autocomplete: "new-password",
        value: "",
    }];
    let title = lang.pick("Votre mot de passe", "Your password");
    page(status, lang, title, &form(lang, "/invite", token, &fields, faults))
}

fn password_label(lang: Lang) -> &'static str {
    lang.pick("Mot de passe (12 caractères au moins)", "Password (12 characters at least)")
}

fn token_of(req: &HttpRequest) -> Outcome<String> {
    let found = pairs(req.query_string())?.into_iter().find(|(name, _)| name == "token");
    Ok(found.map(|(_, value)| value).unwrap_or_default())
}

fn typed_of(body: &[u8]) -> impl Fn(&str) -> String + '_ {
    move |wanted| {
        let found = form_urlencoded::parse(body).find(|(name, _)| name == wanted);
        found.map(|(_, value)| value.into_owned()).unwrap_or_default()
    }
}

fn faults_of(failure: Failure) -> Outcome<Vec<Fault>> {
    match failure {
        Failure::Refused(Refusal::Invalid(faults)) => Ok(faults),
        other => Err(other),
    }
}

/// `GET /setup`.
pub(super) async fn show_setup(app: App, req: HttpRequest) -> Outcome<HttpResponse> {
    let (lang, token) = (Lang::of(req.headers()), token_of(&req)?);
    if !flow::open(&app, LinkKind::Setup, token.clone()).await? {
        return Ok(dead(lang));
    }
    Ok(setup_form(lang, StatusCode::OK, &token, &Typed::default(), &[]))
}

/// `POST /setup`.
pub(super) async fn take_setup(app: App, req: HttpRequest, body: web::Bytes) -> Outcome<HttpResponse> {
    let lang = Lang::of(req.headers());
    let get = typed_of(&body);
    let token = get("token");
    let typed = Typed {
        plie: get("plie"),
        first_name: get("first_name"),
        last_name: get("last_name"),
        email: get("email"),
        password: get("password"),
    };
    match flow::make(&app, app.client_ip(&req), token.clone(), typed.clone()).await {
        Ok(()) => Ok(done(lang)),
        Err(Failure::NotFound) => Ok(dead(lang)),
        Err(failure) => {
            let faults = faults_of(failure)?;
            Ok(setup_form(lang, StatusCode::UNPROCESSABLE_ENTITY, &token, &typed, &faults))
        }
    }
}

/// `GET /invite`.
pub(super) async fn show_invite(app: App, req: HttpRequest) -> Outcome<HttpResponse> {
    let (lang, token) = (Lang::of(req.headers()), token_of(&req)?);
    if !flow::open(&app, LinkKind::Invite, token.clone()).await? {
        return Ok(dead(lang));
    }
    Ok(invite_form(lang, StatusCode::OK, &token, &[]))
}

/// `POST /invite`.
pub(super) async fn take_invite(app: App, req: HttpRequest, body: web::Bytes) -> Outcome<HttpResponse> {
    let lang = Lang::of(req.headers());
    let get = typed_of(&body);
    let token = get("token");
    let ip = app.client_ip(&req);
    match me::by_invitation(&app, ip, token.clone(), get("password"), Uuid::now_v7().to_string()).await {
        Ok(()) => Ok(done(lang)),
        Err(Failure::Unauthenticated { .. }) => Ok(dead(lang)),
        Err(failure) => {
            let faults = faults_of(failure)?;
            Ok(invite_form(lang, StatusCode::UNPROCESSABLE_ENTITY, &token, &faults))
        }
    }
}
