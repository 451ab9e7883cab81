//! The server: sockets in, transactions kept, a service asked.

mod core;
mod timers;

use std::io;
use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;

use tokio::net::{TcpListener, UdpSocket};
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use crate::message::{Request, Response};
use crate::transaction::{self, Times};
use crate::transport::{tcp, udp};

pub(crate) use self::core::{Core, Origin, Way, discarded};

/// What answers calls.
pub trait Service: Send + Sync + 'static {
    /// Who asks, as the service knows them.
    type Peer: Send + 'static;

    /// Who sends from this address; `None` for strangers, who are not served. No request is read before.
    fn recognise(&self, address: IpAddr) -> Option<Self::Peer>;

    /// The final answer to an INVITE. May be dropped at any time, when the caller hangs up.
    fn answer(&self, peer: Self::Peer, request: &Request) -> impl Future<Output = Response> + Send;
}

/// What the server may take.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Transactions at once.
    pub transactions: transaction::Limits,
    /// For the service to answer. Ours: a caller hears nothing meanwhile.
    pub answer: Duration,
    /// TCP connections at once.
    pub connections: usize,
    /// How long a TCP connection may be silent (RFC 5626 pings every two minutes).
    pub idle: Duration,
    /// How long one message may take to arrive, and to be taken by the other side.
    pub message: Duration,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            transactions: transaction::Limits { pending: 4096, all: 100_000 },
            answer: Duration::from_secs(10),
            connections: 1000,
            idle: Duration::from_mins(10),
            message: Duration::from_secs(30),
        }
    }
}

/// Where it listens.
#[derive(Debug, Default)]
pub struct Listeners {
    /// For datagrams.
    pub udp: Vec<UdpSocket>,
    /// For connections.
    pub tcp: Vec<TcpListener>,
}

impl Listeners {
    /// What there is, as `udp:ADDRESS` and `tcp:ADDRESS`.
    ///
    /// # Errors
    /// The system does not say.
    pub fn addresses(&self) -> io::Result<Vec<(&'static str, SocketAddr)>> {
        let udp = self.udp.iter().map(|socket| socket.local_addr().map(|address| ("udp", address)));
        let tcp = self.tcp.iter().map(|listener| listener.local_addr().map(|address| ("tcp", address)));
        udp.chain(tcp).collect()
    }
}

/// The end, in two steps.
#[derive(Debug, Clone, Default)]
pub struct Ending {
    /// It is near: calls are answered, OPTIONS with 503, so that whoever distributes calls sends them elsewhere.
    pub near: CancellationToken,
    /// It is here: nothing new is read, what was begun is answered.
    pub here: CancellationToken,
}

/// Whom shutdown waits for.
#[derive(Debug, Clone, Default)]
pub struct Tasks {
    /// Answers being made.
    pub work: TaskTracker,
    /// Connections: they only have to say goodbye.
    pub connections: TaskTracker,
}

/// A server, not started.
pub struct Server<S> {
    /// What answers.
    pub service: S,
    /// What it may take.
    pub limits: Limits,
    /// Pauses between answers that are sent again.
    pub times: Times,
    /// Whom shutdown waits for.
    pub tasks: Tasks,
    /// The end.
    pub ending: Ending,
}

impl<S: Service> Server<S> {
    /// Serves on these listeners until the end. What is returned is alive as long as all of them are read from.
    pub fn spawn(self, listeners: Listeners) -> Alive {
        let alive = Alive::default();
        let core = Arc::new(Core::new(self));
        let tasks = core.tasks.clone();
        for socket in listeners.udp {
            tasks.work.spawn(alive.hold(udp::serve(Arc::clone(&core), Arc::new(socket))));
        }
        for listener in listeners.tcp {
            tasks.work.spawn(alive.hold(tcp::serve(Arc::clone(&core), listener)));
        }
        tasks.work.spawn(alive.hold(timers::run(core)));
        alive
    }
}

/// Tells whether a server still serves.
#[derive(Debug, Clone, Default)]
pub struct Alive(CancellationToken);

impl Alive {
    /// Whether no part of it has ended.
    pub fn is_alive(&self) -> bool {
        !self.0.is_cancelled()
    }

    /// Waits until a part of it has ended.
    pub async fn ended(&self) {
        self.0.cancelled().await;
    }

    /// The end of `part`, however it comes, is that of the whole.
    fn hold<F: Future>(&self, part: F) -> impl Future<Output = F::Output> + use<F> {
        let guard = self.0.clone().drop_guard();
        async move {
            let _guard = guard;
            part.await
        }
    }
}
