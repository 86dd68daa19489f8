//! The catalogue of problems (RFC 9457): one line a code, for the answers, the pages of
//! `/problems/{code}` and the OpenAPI alike.

use actix_web::http::StatusCode;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::Lang;
use crate::failure::{Candidate, Failure};
use crate::refusal::{Fault, Refusal};

/// A kind of problem.
#[derive(Debug, Clone, Copy)]
pub struct Kind {
    /// Stable code.
    pub code: &'static str,
    /// HTTP status.
    pub status: u16,
    /// Title in French.
    pub fr: &'static str,
    /// Title in English.
    pub en: &'static str,
    /// What it means and what to do, in French.
    pub help_fr: &'static str,
    /// What it means and what to do, in English.
    pub help_en: &'static str,
}

macro_rules! catalogue {
    ($($code:literal $status:literal $fr:literal $en:literal $help_fr:literal $help_en:literal;)+) => {
        /// Every kind of problem that is not the refusal of a numbered rule.
        pub const CATALOGUE: &[Kind] = &[
            $(Kind { code: $code, status: $status, fr: $fr, en: $en, help_fr: $help_fr, help_en: $help_en }),+
        ];
    };
}

catalogue! {
    "malformed_json" 400 "Corps illisible" "Unreadable body"
        "Le corps n'est pas du JSON, ou il est trop profond." "The body is not JSON, or is nested too deep.";
    "malformed_parameter" 400 "Paramètre illisible" "Unreadable parameter"
        "Un paramètre de l'adresse n'a pas la forme attendue." "A parameter of the address has not the form expected.";
    "unknown_parameter" 400 "Paramètre inconnu" "Unknown parameter"
        "L'opération ne connaît pas ce paramètre ; il aurait été perdu en silence." "The operation does not know this parameter; it would have been lost in silence.";
    "invalid_cursor" 400 "Curseur invalide" "Invalid cursor"
        "Reprenez la liste depuis sa première page." "Start the list again from its first page.";
    "malformed_request" 400 "Requête illisible" "Unreadable request"
        "La requête ne suit pas le protocole HTTP." "The request does not follow HTTP.";
    "unauthenticated" 401 "Identification requise" "Authentication required"
        "Ouvrez une session ou demandez un jeton, puis envoyez l'en-tête Authorization." "Open a session or ask for a token, then send the Authorization header.";
    "token_expired" 401 "Jeton expiré" "Token expired"
        "Renouvelez le jeton avec votre jeton de renouvellement." "Renew the token with your refresh token.";
    "totp_required" 401 "Second facteur requis" "Second factor required"
        "Renvoyez la demande avec « totp », le code à six chiffres." "Send the request again with `totp`, the six digits.";
    "forbidden" 403 "Droit manquant" "Missing right"
        "Vous pouvez voir l'objet mais pas faire cela ; le détail nomme le droit qui manque." "You may see the object but not do this; the detail names the missing right.";
    "not_found" 404 "Introuvable" "Not found"
        "L'objet n'existe pas, ou n'existe pas pour vous." "The object does not exist, or not for you.";
    "method_not_allowed" 405 "Méthode non permise" "Method not allowed"
        "L'en-tête Allow nomme les méthodes de cette adresse." "The Allow header names the methods of this address.";
    "not_acceptable" 406 "Format non disponible" "Format not available"
        "L'opération répond en application/json." "The operation answers application/json.";
    "request_timeout" 408 "Requête trop lente" "Request too slow"
        "La requête n'est pas arrivée entière à temps ; renvoyez-la." "The request did not arrive whole in time; send it again.";
    "duplicate" 409 "Doublon" "Duplicate"
        "Un objet semblable existe déjà." "A similar object exists already.";
    "illegal_transition" 409 "Transition impossible" "Illegal transition"
        "L'état de l'objet ne connaît pas ce verbe ; « allowed » nomme ceux qu'il connaît." "The state of the object does not know this verb; `allowed` names those it does.";
    "idempotency_in_progress" 409 "Même requête en cours" "Same request under way"
        "La première requête avec cette clé n'a pas fini ; réessayez après Retry-After." "The first request with this key has not finished; retry after Retry-After.";
    "gone" 410 "Effacé" "Erased"
        "La personne a demandé l'effacement ; ce qui doit rester est à accès restreint." "The person had this erased; what must stay is restricted.";
    "version_conflict" 412 "Version dépassée" "Stale version"
        "L'objet a changé depuis votre lecture ; relisez-le." "The object changed since you read it; read it again.";
    "payload_too_large" 413 "Corps trop grand" "Body too large"
        "Un corps JSON tient en 1 Mio." "A JSON body holds at most 1 MiB.";
    "unsupported_media_type" 415 "Type de contenu non pris" "Content type not taken"
        "Envoyez du application/json." "Send application/json.";
    "validation_failed" 422 "Données invalides" "Invalid data"
        "« errors » nomme chaque faute et sa place." "`errors` names each fault and its place.";
    "unknown_field" 422 "Champ inconnu" "Unknown field"
        "L'objet ne connaît pas ce champ ; il aurait été perdu en silence." "The object does not know this field; it would have been lost in silence.";
    "reference_not_found" 422 "Référence introuvable" "Reference not found"
        "Un identifiant du corps ne désigne rien que vous puissiez voir." "An identifier of the body names nothing that you may see.";
    "idempotency_mismatch" 422 "Clé déjà employée" "Key already used"
        "Cette Idempotency-Key a servi pour une autre requête." "This Idempotency-Key was used for another request.";
    "not_written" 424 "Non enregistré" "Not written"
        "Rien ne l'empêche, mais le lot est indivisible et un autre de ses éléments est refusé." "Nothing is wrong with it, but the batch is atomic and another of its items is refused.";
    "precondition_required" 428 "If-Match requis" "If-Match required"
        "Envoyez If-Match avec la version que vous avez lue." "Send If-Match with the version that you read.";
    "rate_limited" 429 "Trop de requêtes" "Too many requests"
        "Attendez Retry-After secondes." "Wait Retry-After seconds.";
    "header_too_large" 431 "En-têtes trop grands" "Headers too large"
        "Les en-têtes dépassent la limite." "The headers are over the limit.";
    "internal" 500 "Erreur interne" "Internal error"
        "Un défaut de notre part ; le journal le garde sous request_id." "A defect of ours; the log keeps it under request_id.";
    "unavailable" 503 "Momentanément indisponible" "Unavailable for now"
        "La base de données est absente ou le serveur s'arrête ; réessayez après Retry-After." "The database is away or the server is stopping; retry after Retry-After.";
}

/// The kind with a code; refusals of rules have none of their own and take the status given.
pub fn kind(code: &str) -> Option<&'static Kind> {
    CATALOGUE.iter().find(|k| k.code == code)
}

/// One fault, at its place in the body.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[schema(example = json!({"pointer": "/birth_date", "code": "invalid", "message": "Cette date n'existe pas."}))]
pub struct FieldError {
    /// JSON pointer (RFC 6901) into the body; empty for the body as a whole.
    pub pointer: String,
    /// Stable code.
    pub code: String,
    /// The sentence, in the language asked for.
    pub message: String,
    /// The values that would have been accepted.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub allowed: Option<Vec<String>>,
}

/// A record that may be the same as what was sent.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[schema(example = json!({"id": "01936c5e-7a10-7c3b-9d52-6f0e8a41b7c9", "hint": "N. B. 1987", "score": 90, "reasons": ["birth_date", "names"]}))]
pub struct CandidateView {
    /// The record.
    pub id: uuid::Uuid,
    /// Initials and year of birth.
    pub hint: String,
    /// How alike they are, 1 to 100.
    #[schema(minimum = 1, maximum = 100)]
    pub score: i64,
    /// The members that agree.
    pub reasons: Vec<String>,
}

/// Problem details (RFC 9457). Every 4xx and 5xx answer is one.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[schema(example = json!({"type": "/problems/not_found", "title": "Introuvable", "status": 404, "detail": "L'objet n'existe pas, ou n'existe pas pour vous.", "instance": "/v1/participants/01936c5e-7a10-7c3b-9d52-6f0e8a41b7c9", "code": "not_found", "request_id": "01936c5e-7a10-7c3b-9d52-6f0e8a41b7ca"}))]
pub struct Problem {
    /// A page that explains this kind of problem.
    #[serde(rename = "type")]
    #[schema(format = "uri-reference")]
    pub kind: String,
    /// The kind, in words.
    pub title: String,
    /// The HTTP status.
    #[schema(minimum = 400, maximum = 599)]
    pub status: u16,
    /// What happened here.
    pub detail: String,
    /// The path that was asked for.
    #[schema(format = "uri-reference")]
    pub instance: String,
    /// Stable code, to decide on.
    pub code: String,
    /// The request's name in the log.
    pub request_id: String,
    /// Every fault of the body.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[schema(nullable = false)]
    pub errors: Vec<FieldError>,
    /// The state that forbids a transition.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub from: Option<String>,
    /// The verbs that the state knows.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub allowed: Option<Vec<String>>,
    /// The version the object has now.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub current_version: Option<i64>,
    /// With `duplicate`: the records that the caller may see, likeliest first.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[schema(nullable = false)]
    pub candidates: Vec<CandidateView>,
}

/// The status and the code of a failure.
pub fn status_and_code(failure: &Failure) -> (StatusCode, &'static str) {
    let code = match failure {
        Failure::Refused(Refusal::Invalid(faults)) => return (StatusCode::UNPROCESSABLE_ENTITY, code_of(faults)),
        Failure::Refused(Refusal::Conflict { code, .. }) => return (StatusCode::CONFLICT, code),
        Failure::Refused(Refusal::Illegal { .. }) => "illegal_transition",
        Failure::NotFound => "not_found",
        Failure::Gone => "gone",
        Failure::Duplicate { .. } => "duplicate",
        Failure::Forbidden { .. } => "forbidden",
        Failure::Unauthenticated { code } => code,
        Failure::PreconditionRequired => "precondition_required",
        Failure::Stale { .. } => "version_conflict",
        Failure::Request { code, .. } => code,
        Failure::Unavailable => "unavailable",
        Failure::Internal => "internal",
    };
    let status = kind(code).and_then(|k| StatusCode::from_u16(k.status).ok());
    (status.unwrap_or(StatusCode::INTERNAL_SERVER_ERROR), code)
}

/// The code of several faults together: theirs where it is one, else `validation_failed`.
fn code_of(faults: &[Fault]) -> &'static str {
    let Some(first) = faults.first() else { return "validation_failed" };
    let same = faults.iter().all(|f| f.code == first.code);
    let known = first.code.starts_with("rule_") || kind(first.code).is_some();
    if same && known { first.code } else { "validation_failed" }
}

/// The problem document of a failure.
pub fn render(failure: &Failure, lang: Lang, instance: &str, request_id: &str) -> Problem {
    let (status, code) = status_and_code(failure);
    let known =
        kind(code).or_else(|| kind(if status == StatusCode::CONFLICT { "conflict" } else { "validation_failed" }));
    let title = known.map_or_else(|| lang.pick("Règle du métier", "Rule of the field"), |k| lang.pick(k.fr, k.en));
    let help = known.map_or("", |k| lang.pick(k.help_fr, k.help_en));
    let mut problem = Problem {
        kind: format!("/problems/{code}"),
        title: title.to_owned(),
        status: status.as_u16(),
        detail: help.to_owned(),
        instance: instance.to_owned(),
        code: code.to_owned(),
        request_id: request_id.to_owned(),
        errors: Vec::new(),
        from: None,
        allowed: None,
        current_version: None,
        candidates: Vec::new(),
    };
    match failure {
        Failure::Refused(Refusal::Invalid(faults)) => {
            if let [one] = faults.as_slice() {
                problem.detail = lang.pick(&one.fr, &one.en).to_owned();
            }
            problem.errors = errors(faults, lang);
        }
        Failure::Refused(Refusal::Conflict { fr, en, missing, .. }) => {
            problem.detail = lang.pick(fr, en).to_owned();
            problem.errors = errors(missing, lang);
        }
        Failure::Refused(Refusal::Illegal { from, allowed }) => {
            problem.from = Some((*from).to_owned());
            problem.allowed = Some(allowed.iter().map(|v| (*v).to_owned()).collect());
        }
        Failure::Forbidden { right } => {
            problem.detail = match lang {
                Lang::Fr => format!("Il vous manque le droit « {right} »."),
                Lang::En => format!("You lack the right `{right}`."),
            };
        }
        Failure::Duplicate { faults, candidates, fr, en } => {
            problem.detail = lang.pick(fr, en).to_owned();
            problem.errors = errors(faults, lang);
            problem.candidates = candidates.iter().map(CandidateView::from).collect();
        }
        Failure::Stale { current } => problem.current_version = Some(*current),
        Failure::Request { faults, fr, en, .. } => {
            problem.detail = lang.pick(fr, en).to_owned();
            problem.errors = errors(faults, lang);
        }
        _ => {}
    }
    problem
}

impl From<&Candidate> for CandidateView {
    fn from(c: &Candidate) -> Self {
        Self {
            id: c.id,
            hint: c.hint.clone(),
            score: c.score,
            reasons: c.reasons.iter().map(|r| (*r).to_owned()).collect(),
        }
    }
}

fn errors(faults: &[Fault], lang: Lang) -> Vec<FieldError> {
    faults
        .iter()
        .map(|f| FieldError {
            pointer: f.pointer.clone(),
            code: f.code.to_owned(),
            message: lang.pick(&f.fr, &f.en).to_owned(),
            allowed: (!f.allowed.is_empty()).then(|| f.allowed.clone()),
        })
        .collect()
}

/// `Retry-After` of a failure, in seconds.
pub fn retry_after(failure: &Failure) -> Option<u64> {
    match failure {
        Failure::Request { retry_after, .. } => *retry_after,
        Failure::Unavailable => Some(2),
        _ => None,
    }
}

impl std::fmt::Display for Failure {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(status_and_code(self).1)
    }
}
impl std::error::Error for Failure {}

impl actix_web::ResponseError for Failure {
    fn status_code(&self) -> StatusCode {
        status_and_code(self).0
    }
    /// Without a body yet: the outermost middleware knows the language, the path and the request id.
    fn error_response(&self) -> actix_web::HttpResponse {
        let mut response = actix_web::HttpResponse::new(self.status_code());
        response.extensions_mut().insert(self.clone());
        response
    }
}
