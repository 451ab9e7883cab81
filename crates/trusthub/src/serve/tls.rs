//! TLS by the hub itself: certificates from files, read again on SIGHUP, so that a renewal needs no restart.

use std::fs;
use std::path::Path;
use std::sync::{Arc, PoisonError, RwLock};

use anyhow::{Context, Result, anyhow};
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use rustls::server::WebPkiClientVerifier;
use rustls::{RootCertStore, ServerConfig};
use tokio::signal::unix::{SignalKind, signal};
use tokio_rustls::TlsAcceptor;
use tokio_rustls::server::TlsStream;
use tokio_util::sync::CancellationToken;
use trusthub_api::ClientNames;
use x509_parser::extensions::GeneralName;
use x509_parser::prelude::{FromDer, X509Certificate};

use crate::config::{ClientAuthorities, Tls};
use crate::failure::{Failure, Outcome};

const HTTP2: &[u8] = b"h2";
const HTTP1: &[u8] = b"http/1.1";

/// The certificates in use.
#[derive(Clone)]
pub(crate) struct Certificates {
    files: Tls,
    config: Arc<RwLock<Arc<ServerConfig>>>,
}

impl Certificates {
    /// Reads them.
    ///
    /// # Errors
    /// Exit code 3: which file, and what is wrong with it.
    pub(crate) fn load(files: &Tls) -> Outcome<Self> {
        let config = server_config(files)
            .map_err(|error| Failure::environment(error).while_doing("TLS cannot be set up"))?;
        Ok(Self { files: files.clone(), config: Arc::new(RwLock::new(Arc::new(config))) })
    }

    /// What new connections are dressed in.
    pub(crate) fn acceptor(&self) -> TlsAcceptor {
        TlsAcceptor::from(Arc::clone(&self.config.read().unwrap_or_else(PoisonError::into_inner)))
    }

    /// Reads the files again at each SIGHUP, until the end. Files that are no good change nothing.
    pub(crate) async fn renew_when_asked(self, stop: CancellationToken) {
        let mut hangups = match signal(SignalKind::hangup()) {
            Ok(hangups) => hangups,
            Err(error) => {
                return tracing::error!(%error, "cannot listen for SIGHUP; certificates are not renewed");
            }
        };
        loop {
            tokio::select! {
                () = stop.cancelled() => return,
                _ = hangups.recv() => self.renew(),
            }
        }
    }

    fn renew(&self) {
        match server_config(&self.files) {
            Ok(config) => {
                *self.config.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(config);
                tracing::info!("certificates were read again");
            }
            Err(error) => tracing::error!(error = format!("{error:#}"), "the old certificates stay in use"),
        }
    }
}

/// Whether the client wants HTTP/2 (RFC 7301).
pub(crate) fn chose_http2<S>(stream: &TlsStream<S>) -> bool {
    stream.get_ref().1.alpn_protocol() == Some(HTTP2)
}

/// The hosts that the client's certificate names, if it showed one. The handshake has verified it.
pub(crate) fn client_names<S>(stream: &TlsStream<S>) -> Option<ClientNames> {
    let leaf = stream.get_ref().1.peer_certificates()?.first()?;
    let (_, certificate) = X509Certificate::from_der(leaf).ok()?;
    let names = certificate.subject_alternative_name().ok()??;
    let hosts = names.value.general_names.iter().filter_map(|name| match name {
        GeneralName::DNSName(host) => Some((*host).to_owned()),
        _ => None,
    });
    Some(ClientNames(hosts.collect()))
}

fn server_config(files: &Tls) -> Result<ServerConfig> {
    let chain = certificates(&files.cert_file)?;
    let key = fs::read(&files.key_file)
        .with_context(|| format!("cannot read tls_key_file {}", files.key_file.display()))
        .and_then(|pem| {
            PrivateKeyDer::from_pem_slice(&pem).map_err(|error| {
                anyhow!("tls_key_file {} holds no private key in PEM: {error}", files.key_file.display())
            })
        })?;
    let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
    let builder =
        ServerConfig::builder_with_provider(Arc::clone(&provider)).with_safe_default_protocol_versions()?;
    let builder = match &files.clients {
        None => builder.with_no_client_auth(),
        Some(ClientAuthorities { file: path, is_required }) => {
            let mut roots = RootCertStore::empty();
            for authority in certificates(path)? {
                roots
                    .add(authority)
                    .with_context(|| format!("{} holds a broken certificate", path.display()))?;
            }
            let verifier = WebPkiClientVerifier::builder_with_provider(Arc::new(roots), provider);
            let verifier = if *is_required { verifier } else { verifier.allow_unauthenticated() };
            builder.with_client_cert_verifier(verifier.build()?)
        }
    };
    let mut config = builder.with_single_cert(chain, key).with_context(|| {
        format!("{} and {} do not belong together", files.cert_file.display(), files.key_file.display())
    })?;
    config.alpn_protocols = vec![HTTP2.to_vec(), HTTP1.to_vec()];
    Ok(config)
}

/// The certificates in a file, at least one.
pub(super) fn certificates(path: &Path) -> Result<Vec<CertificateDer<'static>>> {
    let pem = fs::read(path).with_context(|| format!("cannot read {}", path.display()))?;
    let chain: Vec<_> = CertificateDer::pem_slice_iter(&pem)
        .collect::<Result<_, _>>()
        .with_context(|| format!("{} is no PEM file", path.display()))?;
    if chain.is_empty() { Err(anyhow!("{} holds no certificate in PEM", path.display())) } else { Ok(chain) }
}
