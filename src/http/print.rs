//! Printed documents: data is read on a database thread, typeset on a thread of its own.

use actix_web::body::BoxBody;
use actix_web::http::header;
use actix_web::{Either, HttpRequest, HttpResponse, Responder};
use jalon_press::Template;

use super::Reply;
use crate::app::App;
use crate::failure::{Failure, Outcome};

/// The media type of what [`pdf`] gives.
pub const PDF: &str = "application/pdf";
/// The media type of a report as a page.
pub const HTML: &str = "text/html; charset=utf-8";
/// What such a page may do: show itself, with the style that stands in it.
pub(super) const HTML_POLICY: &str =
    "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/// A file that was typeset.
pub struct Printed {
    bytes: Vec<u8>,
    tag: Option<String>,
    name: String,
}

/// The data of a template on its way to the press, with the entity tag of what it shows.
///
/// # Errors
/// The value cannot be JSON, which is a defect.
pub fn sheet(data: &impl serde::Serialize, version: i64) -> Outcome<Reply> {
    let sheet = Reply::object(data, version)?.fingerprinted();
    // not JSON to those who cut members out of an answer
    Ok(Reply { content_type: PDF.to_owned(), ..sheet })
}

/// Typesets a sheet, unless the caller has it already: the tag is that of its data, and the same data gives the same bytes.
///
/// # Errors
/// The template does not read its data, which is a defect; too many wait for the press.
pub async fn pdf(
    app: &App,
    request: &HttpRequest,
    template: Template,
    name: &str,
    sheet: Reply,
) -> Outcome<Either<Reply, Printed>> {
    if sheet.is_known_to(request) {
        return Ok(Either::Left(sheet));
    }
    let _slot = app.press_slot().await?;
    let (body, tag) = (sheet.body, sheet.tag);
    let bytes = crate::app::blocking(move || jalon_press::pdf(template, &body)).await?;
    let bytes = bytes.map_err(Failure::defect)?;
    Ok(Either::Right(Printed { bytes, tag, name: name.to_owned() }))
}

impl Responder for Printed {
    type Body = BoxBody;

    fn respond_to(self, _request: &HttpRequest) -> HttpResponse {
        let mut response = HttpResponse::Ok();
        if let Some(tag) = self.tag {
            response.insert_header((header::ETAG, format!("\"{tag}\"")));
        }
        response
            .content_type(PDF)
            .insert_header((header::CONTENT_DISPOSITION, format!("attachment; filename=\"{}\"", self.name)))
            .body(self.bytes)
    }
}
