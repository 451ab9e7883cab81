//! What Chromium asks a proxy for: the head of its request, and nothing of the page's own making.

use reqwest::Method;
use reqwest::header::{HOST, HeaderMap, HeaderName, HeaderValue};
use tokio::io::{AsyncRead, AsyncReadExt};
use url::Url;

use super::is_of_connection;

/// Bytes of a head; Chromium's own servers take as many.
const MOST_HEAD_BYTES: usize = 64 * 1024;

/// What is asked for.
#[derive(Debug)]
pub(super) enum Asked {
    /// A tunnel to this host and port; the rest of the URL is empty.
    Tunnel(Url),
    /// A page, over plain HTTP.
    Page(Page),
}

/// A page.
#[derive(Debug)]
pub(super) struct Page {
    pub(super) method: Method,
    pub(super) url: Url,
    /// Without those that are between Chromium and the proxy.
    pub(super) headers: HeaderMap,
}

/// Why nothing is asked for.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Wrong {
    /// The head cannot be read.
    Head,
    /// What only reads is let through: who draws a page has nothing to send.
    Method,
    /// There is no head.
    Gone,
}

/// Reads a request up to the end of its head. A body is not read: what is asked for has none.
pub(super) async fn read(from: &mut (impl AsyncRead + Unpin)) -> Result<Asked, Wrong> {
    let mut head = Vec::new();
    loop {
        if from.read_buf(&mut head).await.map_err(|_| Wrong::Gone)? == 0 {
            return Err(Wrong::Gone);
        }
        if let Some(end) = head.windows(4).position(|window| window == b"\r\n\r\n") {
            // What follows a CONNECT waits for its answer, so nothing is lost.
            head.truncate(end);
            return asked(std::str::from_utf8(&head).map_err(|_| Wrong::Head)?);
        }
        if head.len() > MOST_HEAD_BYTES {
            return Err(Wrong::Head);
        }
    }
}

fn asked(head: &str) -> Result<Asked, Wrong> {
    let mut lines = head.split("\r\n");
    let mut line = lines.next().unwrap_or_default().split(' ');
    let (Some(method), Some(target), Some("HTTP/1.1" | "HTTP/1.0"), None) =
        (line.next(), line.next(), line.next(), line.next())
    else {
        return Err(Wrong::Head);
    };
    match method {
        "CONNECT" => tunnel(target).map(Asked::Tunnel),
        "GET" | "HEAD" => {
            let url = Url::parse(target).ok().filter(|url| url.scheme() == "http").ok_or(Wrong::Head)?;
            let method = if method == "GET" { Method::GET } else { Method::HEAD };
            Ok(Asked::Page(Page { method, url, headers: headers(lines)? }))
        }
        _ => Err(Wrong::Method),
    }
}

/// `host:port`, read as a URL, so that odd spellings of addresses are the addresses they are.
fn tunnel(authority: &str) -> Result<Url, Wrong> {
    if !authority.contains(':') || authority.contains(['@', '/', '?', '#', '\\']) {
        return Err(Wrong::Head);
    }
    Url::parse(&format!("https://{authority}/")).map_err(|_| Wrong::Head)
}

fn headers<'a>(lines: impl Iterator<Item = &'a str>) -> Result<HeaderMap, Wrong> {
    let mut headers = HeaderMap::new();
    for line in lines {
        let (name, value) = line.split_once(':').ok_or(Wrong::Head)?;
        let name: HeaderName = name.parse().map_err(|_| Wrong::Head)?;
        let value = HeaderValue::from_str(value.trim()).map_err(|_| Wrong::Head)?;
        // The client names the host by itself.
        if !is_of_connection(&name) && name != HOST {
            headers.append(name, value);
        }
    }
    Ok(headers)
}
