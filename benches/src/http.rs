//! The least HTTP/1.1 client that does: one kept connection, one request at a time. What it costs is taken from both
//! sides of a comparison, so it should cost little.

use anyhow::{Context, Result, bail};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

/// A connection that stays open.
pub struct Client {
    stream: TcpStream,
    address: String,
    buffer: Vec<u8>,
}

/// What came back.
pub struct Answer {
    pub status: u16,
    /// Its first line and headers.
    pub head: String,
    pub body: String,
}

impl Client {
    /// Connects to `HOST:PORT`.
    pub async fn connect(address: &str) -> Result<Self> {
        let stream = TcpStream::connect(address).await.with_context(|| format!("cannot reach {address}"))?;
        stream.set_nodelay(true)?;
        Ok(Self { stream, address: address.to_owned(), buffer: Vec::with_capacity(64 * 1024) })
    }

    /// Sends a request and reads the whole answer. A body is a form.
    pub async fn send(
        &mut self,
        method: &str,
        path: &str,
        authorization: &str,
        body: Option<&str>,
    ) -> Result<Answer> {
        let host = &self.address;
        let mut request =
            format!("{method} {path} HTTP/1.1\r\nHost: {host}\r\nAuthorization: {authorization}\r\n");
        if let Some(body) = body {
            request.push_str("Content-Type: application/x-www-form-urlencoded\r\n");
            request.push_str(&format!("Content-Length: {}\r\n\r\n{body}", body.len()));
        } else {
            request.push_str("\r\n");
        }
        self.stream.write_all(request.as_bytes()).await?;
        self.answer().await
    }

    /// Asks for a page, with whole lines of more headers.
    pub async fn get(&mut self, path: &str, headers: &str) -> Result<Answer> {
        let host = &self.address;
        let request = format!("GET {path} HTTP/1.1\r\nHost: {host}\r\n{headers}\r\n");
        self.stream.write_all(request.as_bytes()).await?;
        self.answer().await
    }

    /// Sends a form as a browser would.
    pub async fn post_form(&mut self, path: &str, body: &str) -> Result<Answer> {
        let (host, length) = (&self.address, body.len());
        let request = format!(
            "POST {path} HTTP/1.1\r\nHost: {host}\r\nSec-Fetch-Site: same-origin\r\n\
             Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {length}\r\n\r\n{body}"
        );
        self.stream.write_all(request.as_bytes()).await?;
        self.answer().await
    }

    /// The same with JSON, and whole lines of more headers.
    pub async fn post_json(&mut self, path: &str, headers: &str, body: &str) -> Result<Answer> {
        let (host, length) = (&self.address, body.len());
        let request = format!(
            "POST {path} HTTP/1.1\r\nHost: {host}\r\n{headers}Content-Type: application/json\r\n\
             Content-Length: {length}\r\n\r\n{body}"
        );
        self.stream.write_all(request.as_bytes()).await?;
        self.answer().await
    }

    async fn answer(&mut self) -> Result<Answer> {
        self.buffer.clear();
        let head = loop {
            if let Some(end) = self.buffer.windows(4).position(|four| four == b"\r\n\r\n") {
                break end + 4;
            }
            self.read_more().await?;
        };
        let text = String::from_utf8_lossy(self.buffer.get(..head).unwrap_or_default()).into_owned();
        let status = text.get(9..12).and_then(|code| code.parse().ok()).context("no status in the answer")?;
        let length: usize = text
            .lines()
            .filter_map(|line| line.split_once(':'))
            .find(|(name, _)| name.eq_ignore_ascii_case("content-length"))
            .and_then(|(_, value)| value.trim().parse().ok())
            .context("no length in the answer")?;
        while self.buffer.len() < head + length {
            self.read_more().await?;
        }
        let body = self.buffer.get(head..head + length).unwrap_or_default();
        Ok(Answer { status, body: String::from_utf8_lossy(body).into_owned(), head: text })
    }

    async fn read_more(&mut self) -> Result<()> {
        if self.stream.read_buf(&mut self.buffer).await? == 0 {
            bail!("{} closed the connection", self.address);
        }
        Ok(())
    }
}

impl Answer {
    /// The identifier of what was made: the first `"sid"` of the body.
    pub fn sid(&self) -> Result<&str> {
        let (_, after) = self.body.split_once("\"sid\":").context("no sid in the answer")?;
        let after = after.trim_start().strip_prefix('"').context("a sid that is no text")?;
        after.get(..34).context("a short sid")
    }
}
