//! What every transport does with a message that has come.

use std::net::SocketAddr;
use std::sync::{Arc, Mutex, PoisonError};

use tokio::net::UdpSocket;
use tokio::sync::{Notify, mpsc};
use tokio::time::{Instant, timeout};
use tokio_util::sync::CancellationToken;

use super::{Ending, Limits, Server, Service, Tasks};
use crate::message::{Bad, Head, Method, Name, NotSip, Request, Response, Unreadable, Via};
use crate::transaction::{Arrival, Cancelled, Key, Tags, Transactions};

/// What is answered besides INVITE.
const ALLOW: &str = "INVITE, ACK, CANCEL, OPTIONS";

/// After how many seconds somebody may ask again who was not let in. Ours: load that is too much for one second need not be
/// for the next.
const RETRY_AFTER_SECONDS: &str = "2";

/// How an answer leaves.
#[derive(Debug, Clone)]
pub(crate) enum Way {
    Udp(Arc<UdpSocket>),
    /// To whoever writes on the connection.
    Tcp(mpsc::Sender<Arc<[u8]>>),
}

/// Where a message came from.
#[derive(Debug, Clone)]
pub(crate) struct Origin {
    pub(crate) way: Way,
    pub(crate) source: SocketAddr,
}

impl Origin {
    fn transport(&self) -> &'static str {
        match self.way {
            Way::Udp(_) => "udp",
            Way::Tcp(_) => "tcp",
        }
    }

    fn is_reliable(&self) -> bool {
        matches!(self.way, Way::Tcp(_))
    }

    async fn send(&self, via: &Via, message: &Arc<[u8]>) {
        match &self.way {
            Way::Udp(socket) => send_datagram(socket, via.answer_to(self.source), message).await,
            // Waits while the other side takes nothing, and so stops reading from it; it is hung up on in the end.
            Way::Tcp(connection) => {
                if connection.send(Arc::clone(message)).await.is_err() {
                    discarded("unsent");
                }
            }
        }
    }

    /// Where to send something again; does not keep a connection open.
    fn again(&self, via: &Via, hung_up: CancellationToken) -> Again {
        let way = match &self.way {
            Way::Udp(socket) => AgainBy::Udp(Arc::clone(socket), via.answer_to(self.source)),
            Way::Tcp(connection) => AgainBy::Tcp(connection.downgrade()),
        };
        Again { way, hung_up }
    }
}

/// What the table keeps of a request.
#[derive(Debug, Clone)]
pub(crate) struct Again {
    way: AgainBy,
    /// Ends the work on a call that nobody waits for any more.
    hung_up: CancellationToken,
}

#[derive(Debug, Clone)]
enum AgainBy {
    Udp(Arc<UdpSocket>, SocketAddr),
    Tcp(mpsc::WeakSender<Arc<[u8]>>),
}

impl Again {
    pub(super) async fn send(&self, message: &Arc<[u8]>) {
        match &self.way {
            AgainBy::Udp(socket, to) => send_datagram(socket, *to, message).await,
            AgainBy::Tcp(connection) => {
                // Others are waiting for what is due: whoever takes no answers is not told that one is being made.
                if connection.upgrade().is_some_and(|it| it.try_send(Arc::clone(message)).is_err()) {
                    discarded("unsent");
                }
            }
        }
    }
}

async fn send_datagram(socket: &UdpSocket, to: SocketAddr, message: &[u8]) {
    if let Err(error) = socket.send_to(message, to).await {
        tracing::debug!(%error, "a SIP answer could not be sent");
        discarded("unsent");
    }
}

pub(crate) fn discarded(reason: &'static str) {
    metrics::counter!("trusthub_sip_discarded_total", "reason" => reason).increment(1);
}

/// A server at work.
pub(crate) struct Core<S> {
    pub(crate) service: S,
    pub(crate) limits: Limits,
    pub(crate) tasks: Tasks,
    pub(crate) ending: Ending,
    table: Mutex<Transactions<Again>>,
    tags: Tags,
    /// Something is due sooner than what was waited for.
    pub(super) sooner: Notify,
}

impl<S: Service> Core<S> {
    pub(super) fn new(server: Server<S>) -> Self {
        let Server { service, limits, times, tasks, ending } = server;
        Self {
            service,
            limits,
            tasks,
            ending,
            table: Mutex::new(Transactions::new(times, limits.transactions)),
            tags: Tags::default(),
            sooner: Notify::new(),
        }
    }

    /// Does something with the table, and wakes whoever waits for what is due.
    pub(super) fn table<T>(&self, act: impl FnOnce(&mut Transactions<Again>) -> T) -> T {
        let mut table = self.table.lock().unwrap_or_else(PoisonError::into_inner);
        let before = table.next_due();
        let result = act(&mut table);
        let after = table.next_due();
        drop(table);
        if after.is_some_and(|after| before.is_none_or(|before| after < before)) {
            self.sooner.notify_one();
        }
        result
    }

    /// A whole message has come.
    pub(crate) async fn receive(self: &Arc<Self>, message: &[u8], origin: Origin) {
        let Some(peer) = self.service.recognise(origin.source.ip().to_canonical()) else {
            return self.turn_away(message, &origin).await;
        };
        let request = match Request::read(message) {
            Ok(request) => request,
            Err(Unreadable::Bad(bad)) => return self.complain(&bad, &origin).await,
            Err(Unreadable::Unanswerable(why)) => return unanswerable(why),
        };
        let key = Key::of(&request, origin.source.ip());
        match request.method {
            Method::Ack => self.acknowledged(&key),
            Method::Invite => self.call(key, peer, request, origin).await,
            Method::Cancel => self.hang_up(&key, &request, &origin).await,
            Method::Options => {
                let response =
                    if self.ending.near.is_cancelled() { unavailable() } else { Response::new(200, "OK") };
                let response = response.with("Allow", ALLOW).with("Accept", "application/sdp");
                self.at_once(&key, &request, &origin, &response).await;
            }
            Method::Other(_) => {
                let response = Response::new(405, "Method Not Allowed").with("Allow", ALLOW);
                self.at_once(&key, &request, &origin, &response).await;
            }
        }
    }

    /// The head of a message whose end cannot be told; the connection ends after the answer.
    pub(crate) async fn refuse(&self, head: &[u8], origin: &Origin, status: u16, reason: &'static str) {
        let (method, via, head) = match Request::read(head) {
            Ok(request) => (request.method, request.via, request.head),
            Err(Unreadable::Bad(bad)) => (bad.method, bad.via, bad.head),
            Err(Unreadable::Unanswerable(why)) => return unanswerable(why),
        };
        self.complain(&Bad { method, via, head, status, reason: reason.to_owned() }, origin).await;
    }

    /// Strangers are told so once, and nothing is kept of them: an answer is about as long as what it answers, so nobody
    /// can be flooded through us.
    async fn turn_away(&self, message: &[u8], origin: &Origin) {
        discarded("stranger");
        tracing::debug!("a SIP message came from an address that is no trunk's");
        let Ok(request) = Request::read(message) else { return };
        let response = Response::new(403, "Unknown Trunk");
        self.without_transaction(&request.method, &request.head, &request.via, origin, &response).await;
    }

    async fn complain(&self, bad: &Bad, origin: &Origin) {
        discarded("bad");
        tracing::debug!(sip.method = %bad.method, "a SIP request was refused: {}", bad.reason);
        let response = Response::new(bad.status, bad.reason.clone());
        self.without_transaction(&bad.method, &bad.head, &bad.via, origin, &response).await;
    }

    async fn without_transaction(
        &self,
        method: &Method,
        head: &Head,
        via: &Via,
        origin: &Origin,
        response: &Response,
    ) {
        if *method == Method::Ack {
            return;
        }
        let tag = self.tags.of_text(head.first(Name::CallId).unwrap_or_default());
        let message: Arc<[u8]> = response.write(head, via, origin.source, &tag).into();
        answered(method, origin, response.status);
        origin.send(via, &message).await;
    }

    fn acknowledged(&self, key: &Key) {
        let now = Instant::now();
        if !self.table(|table| table.acknowledge(key, now)) {
            discarded("stray");
        }
    }

    async fn call(self: &Arc<Self>, key: Key, peer: S::Peer, request: Request, origin: Origin) {
        let hung_up = CancellationToken::new();
        let again = origin.again(&request.via, hung_up.clone());
        let trying = || Response::new(100, "Trying").write(&request.head, &request.via, origin.source, "");
        let now = Instant::now();
        let arrival = self.table(|table| table.invite(&key, again, origin.is_reliable(), trying, now));
        match arrival {
            Arrival::New => {}
            Arrival::Known => return,
            Arrival::Again(message) => return origin.send(&request.via, &message).await,
            Arrival::Full => return self.overloaded(&request, &origin).await,
        }
        let pledge = Pledge { core: Arc::clone(self), key };
        self.tasks.work.spawn(async move {
            let core = &pledge.core;
            let answer = timeout(core.limits.answer, core.service.answer(peer, &request));
            let response = tokio::select! {
                // A call that is answered at once has no time to hang up.
                biased;
                answer = answer => answer.unwrap_or_else(|_| Response::new(504, "Server Time-out")),
                () = hung_up.cancelled() => Response::new(487, "Request Terminated"),
            };
            let tag = core.tags.of(&pledge.key);
            let transport = origin.transport();
            metrics::histogram!("trusthub_sip_answer_duration_seconds", "transport" => transport)
                .record(Instant::now().saturating_duration_since(now));
            core.answer(&pledge.key, &request, &origin, &response, &tag).await;
        });
    }

    async fn hang_up(&self, key: &Key, request: &Request, origin: &Origin) {
        let call = Key::of_call(request, origin.source.ip());
        let met = self.table(|table| table.cancel(&call));
        let response = match &met {
            Cancelled::Pending(_) | Cancelled::Answered => Response::new(200, "OK"),
            Cancelled::Unknown => Response::new(481, "Call/Transaction Does Not Exist"),
        };
        if self.begun(key, request, origin).await {
            // RFC 3261 section 9.2: the tag is that of the answer to the call.
            self.answer(key, request, origin, &response, &self.tags.of(&call)).await;
            if let Cancelled::Pending(again) = met {
                again.hung_up.cancel();
            }
        }
    }

    /// Answers what takes no thought.
    async fn at_once(&self, key: &Key, request: &Request, origin: &Origin, response: &Response) {
        if self.begun(key, request, origin).await {
            self.answer(key, request, origin, response, &self.tags.of(key)).await;
        }
    }

    /// Whether a request that is no INVITE begins a transaction; if not, whatever there is to send is sent.
    async fn begun(&self, key: &Key, request: &Request, origin: &Origin) -> bool {
        let again = origin.again(&request.via, CancellationToken::new());
        match self.table(|table| table.other(key, again, origin.is_reliable())) {
            Arrival::New => return true,
            Arrival::Known => {}
            Arrival::Again(message) => origin.send(&request.via, &message).await,
            Arrival::Full => self.overloaded(request, origin).await,
        }
        false
    }

    async fn answer(&self, key: &Key, request: &Request, origin: &Origin, response: &Response, tag: &str) {
        let message: Arc<[u8]> = response.write(&request.head, &request.via, origin.source, tag).into();
        let now = Instant::now();
        if self.table(|table| table.answer(key, &message, now)) {
            answered(&request.method, origin, response.status);
            origin.send(&request.via, &message).await;
        }
    }

    async fn overloaded(&self, request: &Request, origin: &Origin) {
        let Request { method, head, via, .. } = request;
        self.without_transaction(method, head, via, origin, &unavailable()).await;
    }
}

fn unavailable() -> Response {
    Response::new(503, "Service Unavailable").with("Retry-After", RETRY_AFTER_SECONDS)
}

fn unanswerable(why: NotSip) {
    discarded("unreadable");
    tracing::debug!(%why, "a SIP message could not be read");
}

fn answered(method: &Method, origin: &Origin, status: u16) {
    // Methods of others are theirs to invent, so they are one label.
    let method = match method {
        Method::Invite => "INVITE",
        Method::Ack => "ACK",
        Method::Cancel => "CANCEL",
        Method::Options => "OPTIONS",
        Method::Other(_) => "other",
    };
    metrics::counter!(
        "trusthub_sip_requests_total",
        "transport" => origin.transport(), "method" => method, "status" => status.to_string()
    )
    .increment(1);
}

/// A call that is being answered. Whatever becomes of that, its place is free again.
struct Pledge<S: Service> {
    core: Arc<Core<S>>,
    key: Key,
}

impl<S: Service> Drop for Pledge<S> {
    fn drop(&mut self) {
        self.core.table(|table| table.give_up(&self.key));
    }
}
