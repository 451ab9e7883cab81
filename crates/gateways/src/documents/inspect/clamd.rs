//! Asks clamd, the daemon of ClamAV, whether a file is malware: `INSTREAM`, over TCP or a unix socket.
//!
//! The protocol is in clamd(8), "COMMANDS": a command between `z` and a null byte, then pieces of the file, each behind
//! its length in four bytes, and a length of nothing at the end. The daemon reads the file as it is, unsealed, so it
//! should be on this machine or behind a private network.

use std::fmt;
use std::path::PathBuf;
use std::str::FromStr;
use std::time::Duration;

use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
use tokio::net::{TcpStream, UnixStream};
use trusthub_domain::reading::Scan;

/// For connecting, sending and the verdict together.
const TIMEOUT: Duration = Duration::from_secs(8);
/// Bytes of the file in one piece.
const PIECE_BYTES: usize = 64 * 1024;
/// An answer is a line.
const MOST_ANSWER_BYTES: u64 = 1024;
/// As much of what it says as is kept.
const MOST_NAME_CHARACTERS: usize = 100;

/// Where the daemon listens.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ClamdAddress {
    /// `tcp:HOST:PORT`
    Tcp(String),
    /// `unix:PATH`
    Unix(PathBuf),
}

/// The text names no place where a daemon could listen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("expected unix:PATH, such as unix:/run/clamav/clamd.ctl, or tcp:HOST:PORT")]
pub struct ClamdAddressError;

/// Why there is no verdict.
#[derive(Debug, thiserror::Error)]
pub enum ClamdError {
    /// It is not there, or breaks off.
    #[error("clamd cannot be spoken to")]
    Connection(#[source] std::io::Error),
    /// No verdict in time.
    #[error("clamd did not answer within {} seconds", TIMEOUT.as_secs())]
    Timeout,
    /// It refuses, such as a file that is larger than its `StreamMaxLength`.
    #[error("clamd answers: {0}")]
    Refused(String),
}

/// The daemon.
#[derive(Debug, Clone)]
pub struct Clamd {
    address: ClamdAddress,
}

impl Clamd {
    /// The daemon at that address.
    #[must_use]
    pub const fn new(address: ClamdAddress) -> Self {
        Self { address }
    }

    /// What it says of a file: clean or malware.
    ///
    /// # Errors
    /// Why it says nothing.
    pub async fn scan(&self, bytes: &[u8]) -> Result<Scan, ClamdError> {
        let verdict = async {
            let engine = self.ask(b"zVERSION\0", None).await?;
            let answer = self.ask(b"zINSTREAM\0", Some(bytes)).await?;
            verdict(&answer, brief(&engine))
        };
        tokio::time::timeout(TIMEOUT, verdict).await.map_err(|_| ClamdError::Timeout)?
    }

    /// What it calls itself: `ClamAV 1.4.3/27830/Thu Nov 26 08:20:11 2026`.
    ///
    /// # Errors
    /// It does not answer.
    pub async fn version(&self) -> Result<String, ClamdError> {
        let version = tokio::time::timeout(TIMEOUT, self.ask(b"zVERSION\0", None)).await;
        version.map_err(|_| ClamdError::Timeout)?.map(|version| brief(&version))
    }

    async fn ask(&self, command: &[u8], file: Option<&[u8]>) -> Result<String, ClamdError> {
        match &self.address {
            ClamdAddress::Tcp(address) => exchange(TcpStream::connect(address).await, command, file).await,
            ClamdAddress::Unix(path) => exchange(UnixStream::connect(path).await, command, file).await,
        }
    }
}

async fn exchange<S: AsyncRead + AsyncWrite + Unpin>(
    stream: std::io::Result<S>,
    command: &[u8],
    file: Option<&[u8]>,
) -> Result<String, ClamdError> {
    let mut stream = stream.map_err(ClamdError::Connection)?;
    let sent = send(&mut stream, command, file).await;
    let mut answer = Vec::new();
    let read = (&mut stream).take(MOST_ANSWER_BYTES).read_to_end(&mut answer).await;
    let answer = String::from_utf8_lossy(&answer).trim_matches(['\0', '\n', ' ']).to_owned();
    // A file that it does not want it answers before the end of; then it is not read any further.
    match (sent, read) {
        (_, Ok(_)) if !answer.is_empty() => Ok(answer),
        (Err(error), _) | (Ok(()), Err(error)) => Err(ClamdError::Connection(error)),
        (Ok(()), Ok(_)) => Err(ClamdError::Connection(std::io::ErrorKind::UnexpectedEof.into())),
    }
}

async fn send(
    stream: &mut (impl AsyncWrite + Unpin),
    command: &[u8],
    file: Option<&[u8]>,
) -> std::io::Result<()> {
    stream.write_all(command).await?;
    if let Some(file) = file {
        for piece in file.chunks(PIECE_BYTES) {
            let length = u32::try_from(piece.len()).map_err(std::io::Error::other)?;
            stream.write_all(&length.to_be_bytes()).await?;
            stream.write_all(piece).await?;
        }
        stream.write_all(&0_u32.to_be_bytes()).await?;
    }
    stream.flush().await
}

/// `stream: OK`, `stream: Eicar-Test-Signature FOUND`, or anything else.
fn verdict(answer: &str, engine: String) -> Result<Scan, ClamdError> {
    let said = answer.strip_prefix("stream: ").unwrap_or(answer);
    match said.strip_suffix(" FOUND") {
        Some(signature) => Ok(Scan::Malware { signature: brief(signature), engine }),
        None if said == "OK" => Ok(Scan::Clean { engine }),
        None => Err(ClamdError::Refused(brief(said))),
    }
}

fn brief(text: &str) -> String {
    text.chars().filter(|character| !character.is_control()).take(MOST_NAME_CHARACTERS).collect()
}

impl FromStr for ClamdAddress {
    type Err = ClamdAddressError;

    fn from_str(text: &str) -> Result<Self, ClamdAddressError> {
        if let Some(path) = text.strip_prefix("unix:").filter(|path| path.starts_with('/')) {
            return Ok(Self::Unix(path.into()));
        }
        let address = text.strip_prefix("tcp:").ok_or(ClamdAddressError)?;
        let (host, port) = address.rsplit_once(':').ok_or(ClamdAddressError)?;
        let is_sound = !host.is_empty() && port.parse::<u16>().is_ok_and(|port| port != 0);
        if is_sound { Ok(Self::Tcp(address.to_owned())) } else { Err(ClamdAddressError) }
    }
}

impl fmt::Display for ClamdAddress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Tcp(address) => write!(f, "tcp:{address}"),
            Self::Unix(path) => write!(f, "unix:{}", path.display()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_reads_as_it_is_written() {
        for text in ["unix:/run/clamav/clamd.ctl", "tcp:127.0.0.1:3310", "tcp:[::1]:3310", "tcp:clamd:3310"] {
            assert_eq!(text.parse::<ClamdAddress>().unwrap().to_string(), text);
        }
        for text in
            ["", "clamd.ctl", "unix:clamd.ctl", "tcp:clamd", "tcp::3310", "tcp:clamd:0", "tcp:clamd:x"]
        {
            assert_eq!(text.parse::<ClamdAddress>(), Err(ClamdAddressError), "{text:?}");
        }
    }

    #[test]
    fn only_ok_is_clean() {
        let engine = || "ClamAV 1.4.3".to_owned();
        assert_eq!(verdict("stream: OK", engine()).unwrap(), Scan::Clean { engine: engine() });
        let found = verdict("stream: Eicar-Test-Signature FOUND", engine()).unwrap();
        assert_eq!(found, Scan::Malware { signature: "Eicar-Test-Signature".to_owned(), engine: engine() });
        for answer in ["", "stream: ", "INSTREAM size limit exceeded. ERROR", "stream: OK OK", "FOUND"] {
            assert!(verdict(answer, engine()).is_err(), "{answer:?}");
        }
    }
}
