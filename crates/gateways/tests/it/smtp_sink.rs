//! A small mail server that keeps what it gets: greeting, EHLO, STARTTLS, AUTH PLAIN, MAIL, RCPT, DATA.

use std::net::SocketAddr;
use std::sync::{Arc, Mutex};

use tokio::io::{AsyncBufReadExt, AsyncRead, AsyncWrite, AsyncWriteExt, BufReader};
use tokio::net::TcpStream;
use tokio_rustls::TlsAcceptor;

use crate::support::{Server, tls_of_localhost};

/// What the sink does differently from a plain server that takes everything.
#[derive(Clone, Copy, Default)]
pub struct Manners {
    pub tls: Encryption,
    /// Said to `RCPT` instead of 250.
    pub recipient: Option<&'static str>,
    /// Said to `AUTH` instead of 235.
    pub login: Option<&'static str>,
}

#[derive(Clone, Copy, Default, PartialEq, Eq)]
pub enum Encryption {
    #[default]
    None,
    StartTls,
    FromTheStart,
}

/// One mail as it came.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Received {
    pub from: String,
    pub to: Vec<String>,
    pub content: String,
    pub login: Option<String>,
    pub was_encrypted: bool,
}

pub struct SmtpSink {
    server: Server,
    /// The certificate to trust, in PEM.
    pub root_pem: Vec<u8>,
    received: Arc<Mutex<Vec<Received>>>,
    said: Arc<Mutex<Vec<String>>>,
}

impl SmtpSink {
    pub async fn start(manners: Manners) -> Self {
        let (acceptor, root_pem) = tls_of_localhost();
        let received = Arc::<Mutex<Vec<Received>>>::default();
        let said = Arc::<Mutex<Vec<String>>>::default();
        let server = {
            let (received, said) = (received.clone(), said.clone());
            Server::start(move |stream| {
                let session = Session { manners, received: received.clone(), said: said.clone() };
                serve(stream, acceptor.clone(), session)
            })
            .await
        };
        Self { server, root_pem, received, said }
    }

    pub fn address(&self) -> SocketAddr {
        self.server.address
    }

    pub fn received(&self) -> Vec<Received> {
        self.received.lock().unwrap().clone()
    }

    /// Every command that came before TLS was on.
    pub fn said_in_clear(&self) -> Vec<String> {
        self.said.lock().unwrap().clone()
    }
}

struct Session {
    manners: Manners,
    received: Arc<Mutex<Vec<Received>>>,
    said: Arc<Mutex<Vec<String>>>,
}

async fn serve(stream: TcpStream, acceptor: TlsAcceptor, session: Session) {
    if session.manners.tls == Encryption::FromTheStart {
        if let Ok(stream) = acceptor.accept(stream).await {
            talk(stream, true, "220 sink ready\r\n", &session).await;
        }
        return;
    }
    if let Some(stream) = talk(stream, false, "220 sink ready\r\n", &session).await
        && let Ok(stream) = acceptor.accept(stream).await
    {
        talk(stream, true, "", &session).await;
    }
}

/// Talks until the client leaves, or returns the stream when TLS is to begin.
async fn talk<S>(stream: S, is_encrypted: bool, greeting: &str, session: &Session) -> Option<S>
where
    S: AsyncRead + AsyncWrite + Unpin,
{
    let mut stream = BufReader::new(stream);
    stream.write_all(greeting.as_bytes()).await.ok()?;
    stream.flush().await.ok()?;
    let mut login = None;
    let (mut from, mut to) = (String::new(), Vec::new());
    loop {
        let mut line = String::new();
        if stream.read_line(&mut line).await.ok()? == 0 {
            return None;
        }
        let line = line.trim_end();
        if !is_encrypted {
            session.said.lock().unwrap().push(line.to_owned());
        }
        let answer = match line.split([' ', ':']).next().unwrap() {
            "EHLO" if session.manners.tls == Encryption::StartTls && !is_encrypted => {
                "250-sink\r\n250-STARTTLS\r\n250 8BITMIME"
            }
            "EHLO" => "250-sink\r\n250-8BITMIME\r\n250 AUTH PLAIN",
            "STARTTLS" => {
                stream.write_all(b"220 go ahead\r\n").await.ok()?;
                stream.flush().await.ok()?;
                return Some(stream.into_inner());
            }
            "AUTH" => {
                login = Some(line.rsplit(' ').next().unwrap().to_owned());
                session.manners.login.unwrap_or("235 welcome")
            }
            "MAIL" => {
                from = line.to_owned();
                "250 ok"
            }
            "RCPT" => {
                to.push(line.to_owned());
                session.manners.recipient.unwrap_or("250 ok")
            }
            "DATA" => {
                stream.write_all(b"354 go ahead\r\n").await.ok()?;
                stream.flush().await.ok()?;
                let content = read_content(&mut stream).await?;
                session.received.lock().unwrap().push(Received {
                    from: std::mem::take(&mut from),
                    to: std::mem::take(&mut to),
                    content,
                    login: login.clone(),
                    was_encrypted: is_encrypted,
                });
                "250 taken"
            }
            "RSET" | "NOOP" => "250 ok",
            "QUIT" => "221 bye",
            _ => "502 unknown",
        };
        stream.write_all(format!("{answer}\r\n").as_bytes()).await.ok()?;
        stream.flush().await.ok()?;
    }
}

/// Reads up to the lone dot and undoes the doubling of leading dots (RFC 5321 §4.5.2).
async fn read_content<S: AsyncRead + Unpin>(stream: &mut BufReader<S>) -> Option<String> {
    let mut content = String::new();
    loop {
        let mut line = String::new();
        if stream.read_line(&mut line).await.ok()? == 0 {
            return None;
        }
        if line == ".\r\n" {
            return Some(content);
        }
        content.push_str(line.strip_prefix('.').unwrap_or(&line));
    }
}
