//! The least that actix-web can do: `GET` or `POST /N` answers N bytes, whatever was sent.
#![expect(clippy::print_stdout, reason = "whoever starts it reads the address")]

use actix_web::{App, HttpResponse, HttpServer, web};

const LARGEST: usize = 1 << 20;

async fn answer(size: web::Path<usize>, _body: web::Bytes, text: web::Data<web::Bytes>) -> HttpResponse {
    HttpResponse::Ok().content_type("application/json").body(text.slice(..size.into_inner().min(LARGEST)))
}

#[actix_web::main]
async fn main() -> std::io::Result<()> {
    let text = web::Data::new(web::Bytes::from(vec![b'x'; LARGEST]));
    let server = HttpServer::new(move || {
        App::new().app_data(text.clone()).app_data(web::PayloadConfig::new(LARGEST)).route("/{size}", web::to(answer))
    })
    .bind("127.0.0.1:0")?;
    for address in server.addrs() {
        println!("serves http://{address}");
    }
    server.run().await
}
