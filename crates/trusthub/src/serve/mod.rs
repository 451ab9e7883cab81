//! `trusthub serve`: the hub as a service.
//!
//! [`start`] brings everything up and gives a [`Running`]; `demo` uses the same. What may fail fails before anything
//! is announced. Shutdown: `/ready` says no and no job is begun for `drain_seconds`; then no new connections are taken, and
//! running requests and jobs end, at most `shutdown_seconds` long.

mod announce;
mod connections;
mod first_start;
mod listener;
mod metrics;
#[cfg(target_os = "linux")]
mod notify;
mod room;
mod sip;
mod stall;
mod test_root;
mod tls;

use std::net::SocketAddr;
use std::time::Duration;

use rustls::pki_types::CertificateDer;
use tokio::signal::unix::{Signal, SignalKind, signal};
use tokio_util::sync::CancellationToken;
use trusthub_api::ApiConfig;
use trusthub_app::{attestation, calls, work};
use trusthub_console::ConsoleConfig;

use crate::config::{self, Config};
use crate::failure::{Failure, Outcome};
use crate::traces::Traces;
use crate::wiring::{self, Opened, Purpose};
use crate::{cli, memory, telemetry};

use self::connections::{Server, Tasks};
pub(crate) use self::first_start::{Begun, CREDENTIALS_FILE};
#[cfg(test)]
pub(crate) use self::metrics::catalogue as metrics_catalogue;

/// For connections to close after their last request was answered: the time of one round trip, generously.
const FAREWELL: Duration = Duration::from_secs(1);

/// A hub at work.
pub(crate) struct Running {
    /// Where customers reach it.
    pub(crate) public_url: String,
    /// Where it listens.
    pub(crate) address: SocketAddr,
    /// Where its metrics are, if anywhere.
    pub(crate) metrics_address: Option<SocketAddr>,
    /// Where switches ask by SIP: the transport, and the address.
    pub(crate) sip_addresses: Vec<(&'static str, SocketAddr)>,
    /// Its parts.
    pub(crate) opened: Opened,
    /// Whether this was the first start.
    pub(crate) begun: Begun,
    tasks: Tasks,
    ending: Ending,
    drain: Duration,
    shutdown: Duration,
}

/// The end, in two steps.
#[derive(Clone, Default)]
pub(crate) struct Ending {
    /// It is near: answer, but let nobody count on more.
    pub(crate) near: CancellationToken,
    /// It is here: nothing new.
    pub(crate) here: CancellationToken,
}

/// Runs until it is asked to end.
///
/// # Errors
/// Exit code 3: why it cannot start, or what did not end in time.
pub(crate) async fn run(place: &cli::Place, arguments: &cli::Serve) -> Outcome {
    let mut given = place.given();
    given.flags.extend(arguments.listen.iter().map(|listen| ("listen", "--listen", listen.clone())));
    if !arguments.sip_listen.is_empty() {
        given.flags.push(("sip_listen", "--sip-listen", arguments.sip_listen.join(",")));
    }
    let config = config::load(&given)?;
    let traces = Traces::new(&config, &worker_name())?;
    telemetry::for_a_server(&config.log, &traces)?;
    if config.core_dumps {
        memory::permit_core_files()?;
        tracing::warn!("core_dumps is on: a crash may write keys and personal data into a file");
    }
    let mut signals = Signals::new()?;
    let running = start(&config, &traces).await?;
    announce::announce(&config, &running);
    #[cfg(target_os = "linux")]
    notify::ready();
    signals.until_asked_to_end().await;
    announce::ending(config.drain);
    #[cfg(target_os = "linux")]
    notify::stopping();
    let end = async {
        let stopped = running.stop().await;
        traces.end().await;
        stopped
    };
    tokio::select! {
        stopped = end => stopped,
        () = signals.until_asked_to_end() => Err(Failure::environment_because("asked twice to end, so nothing was waited for")),
    }
}

/// Brings up everything and returns once requests are answered.
///
/// # Errors
/// Exit code 3: what is in the way, and what to do.
pub(crate) async fn start(config: &Config, traces: &Traces) -> Outcome<Running> {
    let tls = config.tls.as_ref().map(tls::Certificates::load).transpose()?;
    // Before anything is made on disk: a port in use is the most frequent mistake.
    let listener = listener::bind(&config.listen, "listen").await?;
    let metrics_listener = match &config.metrics_listen {
        Some(listen) => Some(listener::bind(listen, "metrics_listen").await?),
        None => None,
    };
    let sip = match config.sip.as_ref().filter(|sip| !sip.listen.is_empty()) {
        Some(sip) => Some(sip::bind(sip).await?),
        None => None,
    };
    let address = listener.local_addr().map_err(Failure::environment)?;
    let sip_addresses = sip.as_ref().map_or(Ok(Vec::new()), |sip| sip.listeners.addresses());
    let sip_addresses = sip_addresses.map_err(Failure::environment)?;
    let public_url = match &config.public_url {
        Some(url) => url.clone(),
        None => config::url_of_listener(&listener::name_of(&config.listen, address), tls.is_some()),
    };
    let opened = wiring::open(config, &public_url, Purpose::Serve).await?;
    let begun = first_start::begin(config, &opened.hub, &public_url).await?;
    calls::take_in_trust(&opened.hub).await?;

    let tasks = Tasks::default();
    let ending = Ending::default();
    // Others do the work of a node that is about to end; nobody else does on an embedded database.
    let no_more_work = if config.database.is_embedded() { &ending.here } else { &ending.near };
    work::start(&opened.hub, &worker_name(), &tasks.work, no_more_work);
    attestation::start(&opened.hub, &tasks.work, &ending.here);
    let mut metrics_address = None;
    if let Some(listener) = metrics_listener {
        metrics_address = listener.local_addr().ok();
        metrics::serve(listener, config.client_limits, &opened, &tasks, &ending)?;
    }
    if let Some(sip) = sip {
        sip::serve(sip, &opened, &tasks, &ending);
    }
    let console = trusthub_console::router(opened.hub.clone(), console_config(config));
    let console = console.map_err(Failure::environment)?;
    let router = trusthub_api::router(opened.hub.clone(), api_config(config, &tasks), console);
    Server {
        router: traces.continued(router),
        tls,
        tasks: tasks.clone(),
        ending: ending.clone(),
        limits: config.client_limits,
        trusted_proxies: config.trusted_proxies.clone(),
    }
    .spawn(listener);
    Ok(Running {
        public_url,
        address,
        metrics_address,
        sip_addresses,
        opened,
        begun,
        tasks,
        ending,
        drain: config.drain,
        shutdown: config.shutdown,
    })
}

impl Running {
    /// Ends it: nothing new is taken on, what runs may end, the database is closed.
    ///
    /// # Errors
    /// Exit code 3 if something did not end in time. Nothing is lost then either: a job's lease lapses and it runs
    /// again, an unanswered request was not committed.
    pub(crate) async fn stop(self) -> Outcome {
        self.opened.hub.announce_end();
        self.ending.near.cancel();
        tokio::time::sleep(self.drain).await;
        self.ending.here.cancel();
        self.tasks.work.close();
        self.tasks.connections.close();
        let ended = tokio::time::timeout(self.shutdown + FAREWELL, self.all_done()).await;
        // What the last requests decided.
        match tokio::time::timeout(FAREWELL, attestation::evidence::keep_all(&self.opened.hub)).await {
            Ok(Ok(())) => {}
            Ok(Err(error)) => tracing::error!(
                error = &error as &dyn std::error::Error,
                "the last decisions about calls could not be stored"
            ),
            Err(_) => tracing::error!("the last decisions about calls could not be stored in time"),
        }
        self.opened.close().await;
        ended.map_err(|_| {
            let seconds = self.shutdown.as_secs();
            Failure::environment_because(format!(
                "some requests or jobs did not end within {seconds} seconds"
            ))
            .hint("nothing is lost; shutdown_seconds gives them longer")
        })
    }

    async fn all_done(&self) {
        self.tasks.work.wait().await;
        // Whoever has not hung up by then is hung up on.
        let _ = tokio::time::timeout(FAREWELL, self.tasks.connections.wait()).await;
        // Connections that were let in last have asked meanwhile.
        self.tasks.work.wait().await;
    }
}

fn api_config(config: &Config, tasks: &Tasks) -> ApiConfig {
    ApiConfig {
        requests_per_second: config.rate_limit.per_second,
        burst: config.rate_limit.burst,
        failed_logins_per_minute: config.rate_limit.failed_logins_per_minute,
        trusted_proxies: config.trusted_proxies.clone(),
        tasks: tasks.work.clone(),
        body_timeout: config.client_limits.body,
        ..ApiConfig::default()
    }
}

fn console_config(config: &Config) -> ConsoleConfig {
    ConsoleConfig {
        failed_logins_per_minute: config.rate_limit.failed_logins_per_minute,
        trusted_proxies: config.trusted_proxies.clone(),
        body_timeout: config.client_limits.body,
        embed: config.embed.clone(),
    }
}

/// Whose leases the jobs are: this process and no other, on this machine or another.
fn worker_name() -> String {
    let host = std::fs::read_to_string("/etc/hostname").unwrap_or_default();
    let host = if host.trim().is_empty() { "host" } else { host.trim() };
    format!("{host}/{}", std::process::id())
}

/// The wishes of whoever runs the process.
pub(crate) struct Signals {
    terminate: Signal,
    interrupt: Signal,
}

impl Signals {
    /// Listens from now on.
    ///
    /// # Errors
    /// Exit code 3 if the system refuses.
    pub(crate) fn new() -> Outcome<Self> {
        let listen = |kind| signal(kind).map_err(Failure::environment);
        // Who does not listen is ended by it: a reload must never end a hub that has no certificates to read again.
        drop(listen(SignalKind::hangup())?);
        Ok(Self { terminate: listen(SignalKind::terminate())?, interrupt: listen(SignalKind::interrupt())? })
    }

    /// Waits for SIGTERM or Ctrl-C.
    pub(crate) async fn until_asked_to_end(&mut self) {
        tokio::select! {
            _ = self.terminate.recv() => {}
            _ = self.interrupt.recv() => {}
        }
    }
}

/// The chain, if the files make TLS possible; for `doctor`.
///
/// # Errors
/// Exit code 3: which file, and what is wrong with it.
pub(crate) fn read_certificates(files: &config::Tls) -> Outcome<Vec<CertificateDer<'static>>> {
    tls::Certificates::load(files)?;
    tls::certificates(&files.cert_file).map_err(Failure::environment)
}
