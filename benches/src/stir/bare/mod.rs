//! What a hub at work is compared with: the servers that one would write with axum, a UDP socket and `trusthub-stir` and
//! nothing else. They sign what they are asked to and verify with a certificate that they have; they know nobody, attest
//! nothing, log nothing and keep nothing.

mod rest;
mod sip;

use std::path::{Path, PathBuf};
use std::sync::Arc;

use anyhow::{Context, Result};
use tokio::net::{TcpListener, UdpSocket};
use tokio::task::JoinSet;
use trusthub_stir::certificate::certificates;
use trusthub_stir::key::SigningKey;
use trusthub_stir::number::TelephoneNumber;
use trusthub_stir::passport::{Attest, Claims, Destinations, Party, Ppt};
use trusthub_stir::path::{self, Roots, SigningCertificate};
use trusthub_stir::signing::Signer;
use trusthub_stir::verification::{Call, Settings, VerificationResponse, prepare};

use super::asking::now;
use super::decisions::random;

/// As long as the hub's own.
const X5U: &str = "https://127.0.0.1/stir/certificates/\
                   9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08.pem";

/// Where it listens, and what it signs with.
#[derive(Debug, clap::Args)]
pub struct Options {
    /// For HTTP
    #[arg(long)]
    listen: String,
    /// For datagrams
    #[arg(long)]
    sip: String,
    /// The certificate and those that lead to the root, in PEM
    #[arg(long)]
    chain: PathBuf,
    /// The certificate's key
    #[arg(long)]
    key: PathBuf,
    /// Who is trusted
    #[arg(long)]
    root: PathBuf,
}

/// Serves until it is killed.
///
/// # Errors
/// A file cannot be used, or a socket not be had.
pub async fn serve(options: &Options) -> Result<()> {
    let calls = Arc::new(Calls::load(options)?);
    let cannot_listen = |on: &str| format!("cannot listen on {on}");
    let socket = UdpSocket::bind(&options.sip).await.with_context(|| cannot_listen(&options.sip))?;
    let listener =
        TcpListener::bind(&options.listen).await.with_context(|| cannot_listen(&options.listen))?;
    // Both as tasks: the thread that waits here is none of those that wait for sockets.
    let mut serving = JoinSet::new();
    serving.spawn(sip::serve(socket, Arc::clone(&calls)));
    serving.spawn(rest::serve(listener, calls));
    serving.join_next().await.context("nothing to serve")??
}

/// One key, and the certificate that belongs to it.
struct Calls {
    signer: Signer,
    certificate: SigningCertificate,
}

impl Calls {
    fn load(options: &Options) -> Result<Self> {
        let read =
            |path: &Path| std::fs::read(path).with_context(|| format!("cannot read {}", path.display()));
        let chain = certificates(&read(&options.chain)?, path::MOST_CERTIFICATES)?;
        let certificate = path::validate(&chain, &Roots::read(&read(&options.root)?)?, &[], now())?;
        let key = SigningKey::from_pem(&read(&options.key)?)?;
        let signer = Signer::new(key, X5U, Some(certificate.clone()))?;
        Ok(Self { signer, certificate })
    }

    /// The value of an Identity header.
    fn sign(&self, attest: Attest, caller: &str, called: Vec<Party>, iat: i64) -> Result<String> {
        let called = Destinations::new(called).context("nobody is called")?;
        let mut claims = Claims::new(party(caller)?, called, iat);
        claims.attest = Some(attest);
        claims.origid = Some(random().hyphenated().to_string());
        Ok(self.signer.sign(Some(Ppt::Shaken), &claims)?)
    }

    /// What such a header is worth.
    fn verify(
        &self,
        identity: &str,
        caller: &str,
        called: Vec<Party>,
        time: i64,
    ) -> Result<VerificationResponse> {
        let call = Call { from: party(caller)?, to: called, time, now: now() };
        let outcome = match prepare(identity, &call, &Settings::SHAKEN) {
            Ok(prepared) => prepared.finish(Ok(&self.certificate), None),
            Err(outcome) => outcome,
        };
        Ok((&outcome).into())
    }
}

fn party(number: &str) -> Result<Party> {
    Ok(Party::Number(TelephoneNumber::canonical(number)?))
}
