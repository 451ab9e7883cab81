//! Chromium's only way to the network: a proxy on the loopback interface that connects where the guard lets it, and nowhere
//! else, whatever a page asks for.
//!
//! `CONNECT` is answered with a tunnel to an address that the guard has judged; a plain page is fetched by the guarded client.
//! Ports, connections, bytes and time are bounded. It lives as long as one picture is being drawn.

mod budget;
mod request;
#[cfg(test)]
mod tests;

use std::convert::Infallible;
use std::io;
use std::net::SocketAddr;
use std::time::Duration;

use futures::StreamExt;
use futures::stream::FuturesUnordered;
use reqwest::Response;
use reqwest::header::{CONNECTION, HeaderName, TRANSFER_ENCODING, UPGRADE};
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use url::Url;

use self::budget::Budget;
use self::request::{Asked, Wrong};
use crate::ssrf::{Closed, GuardedClient, is_forbidden};

/// Connections that are open at once; more wait.
const MOST_OPEN: usize = 32;
/// Connections in all. A shop's first page makes some eighty.
const MOST_EVER: u32 = 256;
/// Bytes that come in for one picture.
const MOST_BYTES_IN: u64 = 48 * 1024 * 1024;
/// Bytes that go out for one picture: requests, handshakes.
const MOST_BYTES_OUT: u64 = 4 * 1024 * 1024;
/// How long Chromium may take to say what it wants.
const HEAD_TIME: Duration = Duration::from_secs(5);
/// How long a connection may take to come about, names included.
const CONNECT_TIME: Duration = Duration::from_secs(8);
/// The pause after a connection could not be accepted.
const ACCEPT_PAUSE: Duration = Duration::from_millis(50);
/// Bytes carried at once.
const PIECE_BYTES: usize = 16 * 1024;

/// The proxy.
pub(super) struct Proxy {
    listener: TcpListener,
    address: SocketAddr,
    client: GuardedClient,
    ports: Vec<u16>,
    incoming: Budget,
    outgoing: Budget,
}

impl Proxy {
    /// A proxy on a free port of the loopback interface, which connects as `client` does, to these ports only.
    ///
    /// # Errors
    /// It cannot listen.
    pub(super) async fn listen(client: GuardedClient, ports: &[u16]) -> io::Result<Self> {
        Self::with(client, ports, MOST_BYTES_IN).await
    }

    async fn with(client: GuardedClient, ports: &[u16], most_bytes_in: u64) -> io::Result<Self> {
        let listener = TcpListener::bind("127.0.0.1:0").await?;
        Ok(Self {
            address: listener.local_addr()?,
            listener,
            client,
            ports: ports.to_vec(),
            incoming: Budget::new(most_bytes_in),
            outgoing: Budget::new(MOST_BYTES_OUT),
        })
    }

    /// Where it listens.
    pub(super) const fn address(&self) -> SocketAddr {
        self.address
    }

    /// Serves until it is given up; every connection ends with it.
    pub(super) async fn serve(&self) -> Infallible {
        let mut open = FuturesUnordered::new();
        let mut ever = 0;
        loop {
            tokio::select! {
                accepted = self.listener.accept(), if open.len() < MOST_OPEN && ever < MOST_EVER => match accepted {
                    Ok((stream, _)) => {
                        ever += 1;
                        open.push(self.serve_one(stream));
                    }
                    Err(_) => tokio::time::sleep(ACCEPT_PAUSE).await,
                },
                Some(()) = open.next() => {}
                else => std::future::pending().await,
            }
        }
    }

    /// How it went is for nobody: Chromium sees the answer, and who reads the picture sees what is missing.
    async fn serve_one(&self, mut stream: TcpStream) {
        let asked = match tokio::time::timeout(HEAD_TIME, request::read(&mut stream)).await {
            Ok(Ok(asked)) => asked,
            Ok(Err(Wrong::Head)) => return refuse(&mut stream, "400 Bad Request").await,
            Ok(Err(Wrong::Method)) => return refuse(&mut stream, "405 Method Not Allowed").await,
            Ok(Err(Wrong::Gone)) | Err(_) => return,
        };
        match asked {
            Asked::Tunnel(to) => self.tunnel(stream, &to).await,
            Asked::Page(page) => self.fetch(stream, page).await,
        }
    }

    fn is_port_open(&self, url: &Url) -> bool {
        url.port_or_known_default().is_some_and(|port| self.ports.contains(&port))
    }

    async fn tunnel(&self, mut stream: TcpStream, to: &Url) {
        if !self.is_port_open(to) {
            return refuse(&mut stream, "403 Forbidden").await;
        }
        let mut server = match tokio::time::timeout(CONNECT_TIME, self.connect(to)).await {
            Ok(Ok(server)) => server,
            Ok(Err(why)) => return refuse(&mut stream, why).await,
            Err(_) => return refuse(&mut stream, "504 Gateway Timeout").await,
        };
        if stream.write_all(b"HTTP/1.1 200 Connection Established\r\n\r\n").await.is_err() {
            return;
        }
        let (mut from_browser, mut to_browser) = stream.split();
        let (mut from_server, mut to_server) = server.split();
        // Either way ending ill ends both.
        let _ = tokio::try_join!(
            carry(&mut from_browser, &mut to_server, &self.outgoing),
            carry(&mut from_server, &mut to_browser, &self.incoming),
        );
    }

    /// To an address that was judged, and to no other: nobody resolves the name again.
    async fn connect(&self, to: &Url) -> Result<TcpStream, &'static str> {
        let (Some(host), Some(port)) = (to.host(), to.port_or_known_default()) else {
            return Err("400 Bad Request");
        };
        let addresses = match self.client.gate().addresses(host).await {
            Ok(addresses) => addresses,
            Err(Closed::Forbidden) => return Err("403 Forbidden"),
            Err(Closed::Unresolved(_)) => return Err("502 Bad Gateway"),
        };
        let addresses: Vec<_> = addresses.into_iter().map(|address| SocketAddr::new(address, port)).collect();
        TcpStream::connect(addresses.as_slice()).await.map_err(|_| "502 Bad Gateway")
    }

    async fn fetch(&self, mut stream: TcpStream, page: request::Page) {
        if !self.is_port_open(&page.url) {
            return refuse(&mut stream, "403 Forbidden").await;
        }
        let Ok(request) = self.client.request(page.method, page.url.as_str()) else {
            return refuse(&mut stream, "403 Forbidden").await;
        };
        match request.headers(page.headers).send().await {
            Ok(answer) => drop(self.pass_on(&mut stream, answer).await),
            Err(error) if is_forbidden(&error) => refuse(&mut stream, "403 Forbidden").await,
            Err(_) => refuse(&mut stream, "502 Bad Gateway").await,
        }
    }

    /// The answer as it came, on a connection that ends with it.
    async fn pass_on(&self, stream: &mut TcpStream, mut answer: Response) -> io::Result<()> {
        let mut head = format!("HTTP/1.1 {}\r\n", answer.status()).into_bytes();
        for (name, value) in answer.headers().iter().filter(|(name, _)| !is_of_connection(name)) {
            head.extend_from_slice(name.as_str().as_bytes());
            head.extend_from_slice(b": ");
            head.extend_from_slice(value.as_bytes());
            head.extend_from_slice(b"\r\n");
        }
        head.extend_from_slice(b"connection: close\r\n\r\n");
        stream.write_all(&head).await?;
        while let Some(piece) = answer.chunk().await.map_err(io::Error::other)? {
            self.incoming.take(piece.len())?;
            stream.write_all(&piece).await?;
        }
        stream.shutdown().await
    }
}

/// Carries bytes to their end, as long as the budget lasts.
async fn carry(
    from: &mut (impl AsyncRead + Unpin),
    to: &mut (impl AsyncWrite + Unpin),
    budget: &Budget,
) -> io::Result<()> {
    let mut piece = vec![0; PIECE_BYTES];
    loop {
        let count = from.read(&mut piece).await?;
        if count == 0 {
            return to.shutdown().await;
        }
        budget.take(count)?;
        to.write_all(piece.get(..count).unwrap_or_default()).await?;
    }
}

/// Tells Chromium no, in a few words that no page sees.
async fn refuse(stream: &mut TcpStream, status: &str) {
    let answer = format!("HTTP/1.1 {status}\r\ncontent-length: 0\r\nconnection: close\r\n\r\n");
    if stream.write_all(answer.as_bytes()).await.is_ok() {
        let _ = stream.shutdown().await;
    }
}

/// What is between two neighbours and goes no further (RFC 9110 section 7.6.1).
fn is_of_connection(name: &HeaderName) -> bool {
    const OTHERS: [&str; 4] = ["keep-alive", "proxy-connection", "te", "trailer"];
    [CONNECTION, TRANSFER_ENCODING, UPGRADE].contains(name)
        || OTHERS.contains(&name.as_str())
        || name.as_str().starts_with("proxy-auth")
}
