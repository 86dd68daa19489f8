//! As little HTTP/1.1 as measures a server: one connection kept open, one request at a time.

use std::io::{Read, Write};
use std::net::TcpStream;

/// A request.
pub(crate) struct Request {
    pub(crate) method: &'static str,
    pub(crate) path: String,
    pub(crate) token: Option<String>,
    pub(crate) body: Option<String>,
}

impl Request {
    pub(crate) fn get(path: String, token: &str) -> Self {
        Self { method: "GET", path, token: Some(token.to_owned()), body: None }
    }

    pub(crate) fn post(path: &str, token: Option<&str>, body: String) -> Self {
        Self { method: "POST", path: path.to_owned(), token: token.map(str::to_owned), body: Some(body) }
    }

    fn bytes(&self, host: &str) -> Vec<u8> {
        let mut text =
            format!("{} {} HTTP/1.1\r\nHost: {host}\r\nAccept: application/json\r\n", self.method, self.path);
        if let Some(token) = &self.token {
            text.push_str(&format!("Authorization: Bearer {token}\r\n"));
        }
        if let Some(body) = &self.body {
            text.push_str(&format!("Content-Type: application/json\r\nContent-Length: {}\r\n\r\n{body}", body.len()));
        } else {
            text.push_str("\r\n");
        }
        text.into_bytes()
    }
}

/// An answer.
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) body: Vec<u8>,
}

impl Answer {
    pub(crate) fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }
}

/// A connection that stays open.
pub(crate) struct Connection {
    stream: TcpStream,
    host: String,
    received: Vec<u8>,
}

impl Connection {
    /// To `127.0.0.1:PORT`.
    pub(crate) fn open(address: &str) -> Result<Self, String> {
        let stream = TcpStream::connect(address).map_err(|e| format!("{address}: {e}"))?;
        stream.set_nodelay(true).map_err(|e| e.to_string())?;
        Ok(Self { stream, host: address.to_owned(), received: Vec::with_capacity(1 << 16) })
    }

    /// Sends, and waits for the whole answer.
    pub(crate) fn ask(&mut self, request: &Request) -> Result<Answer, String> {
        let lost = |e: std::io::Error| format!("{}: {e}", request.path);
        self.stream.write_all(&request.bytes(&self.host)).map_err(lost)?;
        self.received.clear();
        let (status, from, to) = loop {
            self.more().map_err(lost)?;
            if let Some(head) = head(&self.received)? {
                break head;
            }
        };
        while self.received.len() < to {
            self.more().map_err(lost)?;
        }
        Ok(Answer { status, body: self.received.get(from..to).unwrap_or_default().to_vec() })
    }

    fn more(&mut self) -> std::io::Result<()> {
        let mut some = [0; 1 << 16];
        let n = self.stream.read(&mut some)?;
        if n == 0 {
            return Err(std::io::Error::other("the server hung up"));
        }
        self.received.extend_from_slice(some.get(..n).unwrap_or_default());
        Ok(())
    }
}

/// Status of an answer, and where its body begins and ends; none while its head is not all there.
fn head(received: &[u8]) -> Result<Option<(u16, usize, usize)>, String> {
    let Some(end) = received.windows(4).position(|w| w == b"\r\n\r\n") else { return Ok(None) };
    let text = String::from_utf8_lossy(received.get(..end).unwrap_or_default()).to_lowercase();
    let status = text.split(' ').nth(1).and_then(|s| s.parse().ok()).ok_or("no status")?;
    let length = text.lines().find_map(|line| line.strip_prefix("content-length:"));
    let length: usize = match length {
        Some(length) => length.trim().parse().map_err(|e| format!("{e}"))?,
        None if text.contains("transfer-encoding") => return Err("an answer without a length".to_owned()),
        None => 0,
    };
    Ok(Some((status, end + 4, end + 4 + length)))
}
