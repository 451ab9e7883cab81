//! Mail through a mail server: TLS unless switched off, login if the URL has one, a new connection for each mail.
//!
//! Connections are not kept. The library's pool takes a connection back whose exchange was given up half-way, and the
//! next mail would hang in it; decisions are few enough that a handshake each costs nothing that matters.

use std::error::Error;
use std::io;
use std::time::Duration;

use lettre::transport::smtp::Error as SmtpError;
use lettre::transport::smtp::authentication::{Credentials, DEFAULT_MECHANISMS};
use lettre::transport::smtp::client::{AsyncSmtpConnection, Certificate, TlsParameters};
use lettre::transport::smtp::extension::ClientId;
use secrecy::SecretString;

use super::error::{MailError, MailFailure};
use super::message::Mail;

mod address;

use address::{Encryption, ServerAddress};

/// How long a mail may take, unless configured.
const MAIL_TIMEOUT: Duration = Duration::from_secs(30);
/// How long the server may take to say goodbye. It has the mail by then, so nothing depends on it.
const QUIT_TIMEOUT: Duration = Duration::from_secs(2);

/// How the mail server is reached.
#[derive(Debug, Clone)]
pub struct SmtpConfig {
    /// `smtp://user:password@host:port` with STARTTLS required (port 587 unless given), or `smtps://…` with TLS from
    /// the first byte (465). `?tls=off` sends in clear, which is also the default to a loopback host; `?tls=required`
    /// asks for STARTTLS there too. User and password are percent-encoded.
    pub url: SecretString,
    /// Certificate authorities trusted besides the web's, as one PEM text.
    pub extra_roots_pem: Option<Vec<u8>>,
    /// How we introduce ourselves; the machine's name unless given.
    pub hello_name: Option<String>,
    /// For a whole mail, from connecting to the server's word that it has it.
    pub timeout: Duration,
}

impl SmtpConfig {
    /// The server at this URL, all else as usual.
    #[must_use]
    pub const fn new(url: SecretString) -> Self {
        Self { url, extra_roots_pem: None, hello_name: None, timeout: MAIL_TIMEOUT }
    }
}

/// A mail server and how to talk to it.
pub struct Smtp {
    host: String,
    port: u16,
    security: Security,
    login: Option<Credentials>,
    hello: ClientId,
    timeout: Duration,
}

impl std::fmt::Debug for Smtp {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Smtp").field("host", &self.host).field("port", &self.port).finish_non_exhaustive()
    }
}

enum Security {
    None,
    StartTls(TlsParameters),
    Tls(TlsParameters),
}

impl Smtp {
    pub(super) fn new(config: &SmtpConfig) -> Result<Self, MailError> {
        let server =
            ServerAddress::parse(&config.url).map_err(|why| MailError::Config(MailFailure::Url(why)))?;
        let security = match server.encryption {
            Encryption::None => Security::None,
            Encryption::StartTls => Security::StartTls(tls_parameters(&server.host, config)?),
            Encryption::Tls => Security::Tls(tls_parameters(&server.host, config)?),
        };
        Ok(Self {
            host: server.host,
            port: server.port,
            security,
            login: server.login.map(|(user, password)| Credentials::new(user, password)),
            hello: config.hello_name.clone().map_or_else(ClientId::default, ClientId::Domain),
            timeout: config.timeout,
        })
    }

    pub(super) async fn send(&self, mail: &Mail) -> Result<(), MailError> {
        let message = mail.to_message()?;
        let sending = async {
            let mut connection = self.connect().await?;
            connection
                .send(message.envelope(), &message.formatted())
                .await
                .map_err(|error| classify(&error))?;
            Ok(connection)
        };
        quit(self.in_time(sending).await?).await;
        Ok(())
    }

    pub(super) async fn healthy(&self) -> Result<(), MailError> {
        quit(self.in_time(self.connect()).await?).await;
        Ok(())
    }

    /// A connection over which mail can be sent: encrypted as configured, logged in.
    async fn connect(&self) -> Result<AsyncSmtpConnection, MailError> {
        let wrapper = match &self.security {
            Security::Tls(parameters) => Some(parameters.clone()),
            Security::None | Security::StartTls(_) => None,
        };
        let server = (self.host.as_str(), self.port);
        let connected =
            AsyncSmtpConnection::connect_tokio1(server, Some(self.timeout), &self.hello, wrapper, None).await;
        let mut connection = connected.map_err(|error| classify(&error))?;
        if let Security::StartTls(parameters) = &self.security {
            if !connection.can_starttls() {
                return Err(MailError::Temporary(MailFailure::Tls));
            }
            connection.starttls(parameters.clone(), &self.hello).await.map_err(|error| classify(&error))?;
        }
        if let Some(login) = &self.login {
            connection.auth(DEFAULT_MECHANISMS, login).await.map_err(|error| classify(&error))?;
        }
        Ok(connection)
    }

    /// The library bounds connecting only, so the whole exchange is bounded here; giving up drops the connection.
    async fn in_time<T>(&self, exchange: impl Future<Output = Result<T, MailError>>) -> Result<T, MailError> {
        let done = tokio::time::timeout(self.timeout, exchange).await;
        done.unwrap_or(Err(MailError::Temporary(MailFailure::Timeout)))
    }
}

/// Takes leave politely, which some servers count; whether that works changes nothing.
async fn quit(mut connection: AsyncSmtpConnection) {
    let _ = tokio::time::timeout(QUIT_TIMEOUT, connection.quit()).await;
}

fn tls_parameters(host: &str, config: &SmtpConfig) -> Result<TlsParameters, MailError> {
    let mut builder = TlsParameters::builder(host.to_owned());
    if let Some(pem) = &config.extra_roots_pem {
        let roots = Certificate::from_pem(pem).map_err(|_| MailError::Config(MailFailure::Roots))?;
        builder = builder.add_root_certificate(roots);
    }
    builder.build().map_err(|_| MailError::Config(MailFailure::Tls))
}

/// Only a refusal of this mail or this addressee is permanent: mailbox or contents (RFC 5321 §4.2.3, 550 to 555).
/// Other 5xx speak of login, protocol or server, which an operator mends while the mail waits.
fn classify(error: &SmtpError) -> MailError {
    if let Some(code) = error.status().map(u16::from) {
        let failure = MailFailure::Answer(code);
        return if (550..=555).contains(&code) {
            MailError::Permanent(failure)
        } else {
            MailError::Temporary(failure)
        };
    }
    MailError::Temporary(if error.is_tls() || is_handshake_failure(error) {
        MailFailure::Tls
    } else if error.is_timeout() {
        MailFailure::Timeout
    } else if error.is_client() {
        MailFailure::Unsupported
    } else {
        MailFailure::Connection
    })
}

/// A failed handshake comes as an I/O error with the real cause inside.
fn is_handshake_failure(error: &SmtpError) -> bool {
    let mut cause = error.source();
    while let Some(error) = cause {
        let inner = error.downcast_ref::<io::Error>().and_then(io::Error::get_ref);
        if inner.and_then(<dyn Error + Send + Sync>::downcast_ref::<rustls::Error>).is_some() {
            return true;
        }
        cause = error.source();
    }
    false
}
