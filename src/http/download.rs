//! Files as answers: read as they are sent, never shown inline.

use std::fs::File;

use actix_web::body::SizedStream;
use actix_web::http::header;
use actix_web::{HttpResponse, web};
use futures_util::{Stream, stream};

use crate::app;

/// Bytes that are read at a time.
const CHUNK: usize = 64 * 1024;

/// 200 with the bytes of a file of this size, as an attachment.
pub fn attached(file: File, size: u64, content_type: &str, file_name: &str) -> HttpResponse {
    HttpResponse::Ok()
        .content_type(content_type)
        .insert_header((header::CONTENT_DISPOSITION, format!("attachment; filename=\"{file_name}\"")))
        .body(SizedStream::new(size, bytes_of(file)))
}

/// The bytes of a file, read as they are sent.
fn bytes_of(file: File) -> impl Stream<Item = Result<web::Bytes, std::io::Error>> {
    stream::try_unfold(file, |mut file| async move {
        let read = app::blocking(move || {
            use std::io::Read;
            let mut chunk = Vec::with_capacity(CHUNK);
            let limit = u64::try_from(CHUNK).unwrap_or(u64::MAX);
            file.by_ref().take(limit).read_to_end(&mut chunk).map(|_| (chunk, file))
        });
        let (chunk, file) = read.await.map_err(std::io::Error::other)??;
        Ok((!chunk.is_empty()).then(|| (web::Bytes::from(chunk), file)))
    })
}
