//! Connections: accepted, perhaps dressed in TLS, spoken HTTP/1 or HTTP/2 with, ended in good order.
//!
//! Every wait for the other side is bounded, so that a slow or silent peer costs little: the handshake, the head of
//! each request, an idle connection (`head_seconds`), an answer that nobody takes (`stall_seconds`), and, whatever a
//! peer thinks of, the age of a connection. Bodies are bounded by the API.

use std::convert::Infallible;
use std::net::SocketAddr;
use std::pin::{Pin, pin};
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::extract::{ConnectInfo, Request};
use axum::http::HeaderValue;
use axum::http::header::CONNECTION;
use axum::response::Response;
use hyper::body::Incoming;
use hyper::server::conn::{http1, http2};
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::service::TowerToHyperService;
use ipnet::IpNet;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::{TcpListener, TcpStream};
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;
use tower::{Service, ServiceExt};
use trusthub_api::ClientNames;

use super::Ending;
use super::room::{Room, Seat};
use super::stall::Impatient;
use super::tls::{self, Certificates};
use crate::config::ClientLimits;

/// Bytes of a head on HTTP/1. The API refuses much less, in words; this bounds the memory. More than 100 fields, or a
/// longer head, are answered with a bare 431.
const MOST_HEAD_BYTES: usize = 64 * 1024;
/// The same on HTTP/2, where the peer is told beforehand.
const MOST_HEADER_LIST_BYTES: u32 = 32 * 1024;
/// For a TLS handshake.
const HANDSHAKE_TIMEOUT: Duration = Duration::from_secs(10);
/// How often a silent HTTP/2 peer is pinged, and how long it may take to answer.
const PING_EVERY: Duration = Duration::from_secs(20);
const PING_TIMEOUT: Duration = Duration::from_secs(20);
/// Requests at once on one HTTP/2 connection.
const MOST_STREAMS: u32 = 100;
/// Streams that a peer opened and reset before we came to them, and that we had to reset for its mistakes: with one
/// more the connection is ended (rapid reset, CVE-2023-44487).
const MOST_RESETS: usize = 50;
/// For one request on HTTP/2 and its answer: a peer may leave the window of a stream shut while it answers pings.
const MOST_PER_STREAM: Duration = Duration::from_mins(5);
/// Pause after the system refused to accept, as when file handles run out.
const ACCEPT_PAUSE: Duration = Duration::from_millis(100);

/// Answers on a listener.
#[derive(Clone)]
pub(crate) struct Server {
    /// The answers.
    pub(crate) router: Router,
    /// How TLS is spoken; `None` for plain HTTP.
    pub(crate) tls: Option<Certificates>,
    /// Whom shutdown waits for.
    pub(crate) tasks: Tasks,
    /// The end.
    pub(crate) ending: Ending,
    /// What connections may take.
    pub(crate) limits: ClientLimits,
    /// Whose connections are not counted by address.
    pub(crate) trusted_proxies: Vec<IpNet>,
}

/// What runs on behalf of others, by how long shutdown waits for it.
#[derive(Clone, Default)]
pub(crate) struct Tasks {
    /// Requests and jobs: they may take the whole time.
    pub(crate) work: TaskTracker,
    /// Connections: once their requests are answered, they only have to say goodbye. A peer that does not answer (a
    /// frozen HTTP/2 client) must not hold up the end.
    pub(crate) connections: TaskTracker,
}

impl Server {
    /// Accepts until the end.
    pub(crate) fn spawn(self, listener: TcpListener) {
        if let Some(certificates) = &self.tls {
            self.tasks.work.spawn(certificates.clone().renew_when_asked(self.ending.here.clone()));
        }
        self.tasks.work.clone().spawn(self.accept(listener));
    }

    async fn accept(self, listener: TcpListener) {
        let ClientLimits { connections, connections_per_address, .. } = self.limits;
        let room = Room::new(connections, connections_per_address, self.trusted_proxies.clone());
        loop {
            let accepted = tokio::select! {
                () = self.ending.here.cancelled() => break,
                accepted = room.next(&listener) => accepted,
            };
            match accepted {
                Ok((seat, stream, peer)) => self.welcome(stream, peer, seat),
                Err(error) => {
                    tracing::warn!(%error, "cannot accept a connection");
                    tokio::time::sleep(ACCEPT_PAUSE).await;
                }
            }
        }
        self.let_in_who_knocked(listener, &room);
    }

    /// Whom the system has connected already may have sent a request; closing the listener would cut them off.
    fn let_in_who_knocked(&self, listener: TcpListener, room: &Arc<Room>) {
        // The runtime may not know of them yet, the system does.
        let Ok(listener) = listener.into_std() else { return };
        while let Ok((stream, peer)) = listener.accept() {
            let Some(seat) = room.seat_at_once(peer) else { continue };
            let stream = stream.set_nonblocking(true).and_then(|()| TcpStream::from_std(stream));
            match stream {
                Ok(stream) => self.welcome(stream, peer, seat),
                Err(error) => tracing::warn!(%error, "cannot use a connection"),
            }
        }
    }

    fn welcome(&self, stream: TcpStream, peer: SocketAddr, seat: Seat) {
        let server = self.clone();
        self.tasks.connections.spawn(async move {
            server.serve(stream, peer).await;
            drop(seat);
        });
    }

    async fn serve(self, stream: TcpStream, peer: SocketAddr) {
        // Answers are written whole, so waiting for more to send only delays them.
        let _ = stream.set_nodelay(true);
        let stream = Impatient::new(stream, self.limits.stall);
        let Some(certificates) = &self.tls else {
            return self.speak_http1(stream, Peer { address: peer, names: None }).await;
        };
        let handshake = tokio::time::timeout(HANDSHAKE_TIMEOUT, certificates.acceptor().accept(stream));
        match handshake.await {
            Ok(Ok(stream)) => {
                let peer = Peer { address: peer, names: tls::client_names(&stream) };
                if tls::chose_http2(&stream) {
                    self.speak_http2(stream, peer).await;
                } else {
                    self.speak_http1(stream, peer).await;
                }
            }
            // Scanners and wrong clients; nothing an operator could do about one of them.
            Ok(Err(error)) => tracing::debug!(%error, "TLS handshake failed"),
            Err(_) => tracing::debug!("TLS handshake took too long"),
        }
    }

    /// The router for one connection, its requests counted as work.
    fn answers(
        &self,
        peer: Peer,
    ) -> impl Service<hyper::Request<Incoming>, Response = Response, Error = Infallible, Future: Send>
    + Clone
    + Send
    + use<> {
        let work = self.tasks.work.clone();
        let router = ServiceExt::<Request>::map_request(self.router.clone(), told_of(peer));
        router.map_future(move |answer| work.track_future(answer))
    }

    async fn speak_http1<S>(self, stream: S, peer: Peer)
    where
        S: AsyncRead + AsyncWrite + Unpin + Send + 'static,
    {
        let near = self.ending.near.clone();
        // HTTP/1.1 has no other way to ask a client to come back by another connection.
        let answers = self.answers(peer).map_response(move |mut answer: Response| {
            if near.is_cancelled() {
                answer.headers_mut().insert(CONNECTION, HeaderValue::from_static("close"));
            }
            answer
        });
        let connection = http1::Builder::new()
            .timer(TokioTimer::new())
            .header_read_timeout(self.limits.head)
            .max_header_size(MOST_HEAD_BYTES)
            .serve_connection(TokioIo::new(stream), TowerToHyperService::new(answers));
        self.live(connection, &self.ending.here, http1::Connection::graceful_shutdown).await;
    }

    async fn speak_http2<S>(self, stream: S, peer: Peer)
    where
        S: AsyncRead + AsyncWrite + Unpin + Send + 'static,
    {
        let connection = http2::Builder::new(Tracked(self.tasks.connections.clone()))
            .timer(TokioTimer::new())
            .keep_alive_interval(PING_EVERY)
            .keep_alive_timeout(PING_TIMEOUT)
            .max_concurrent_streams(MOST_STREAMS)
            .max_header_list_size(MOST_HEADER_LIST_BYTES)
            .max_pending_accept_reset_streams(MOST_RESETS)
            .max_local_error_reset_streams(MOST_RESETS)
            .serve_connection(TokioIo::new(stream), TowerToHyperService::new(self.answers(peer)));
        // It says itself which of its requests were taken, so it may be asked to end early.
        self.live(connection, &self.ending.near, http2::Connection::graceful_shutdown).await;
    }

    /// Lets a connection live until it ends, is too old, or everything ends.
    async fn live<C>(&self, connection: C, end: &CancellationToken, say_goodbye: impl Fn(Pin<&mut C>))
    where
        C: Future<Output = Result<(), hyper::Error>>,
    {
        let mut connection = pin!(connection);
        tokio::select! {
            outcome = connection.as_mut() => note(outcome),
            () = end.cancelled() => {
                say_goodbye(connection.as_mut());
                note(connection.await);
            }
            () = tokio::time::sleep(self.limits.age) => {
                say_goodbye(connection.as_mut());
                // The request that runs may end.
                match tokio::time::timeout(self.limits.body, connection).await {
                    Ok(outcome) => note(outcome),
                    Err(_) => tracing::debug!("an old connection did not end, so it was ended"),
                }
            }
        }
    }
}

/// Who is at the other end of a connection.
#[derive(Clone)]
struct Peer {
    address: SocketAddr,
    names: Option<ClientNames>,
}

/// Tells the API who is at the other end.
fn told_of(peer: Peer) -> impl FnMut(hyper::Request<Incoming>) -> Request + Clone {
    move |request| {
        let mut request = request.map(Body::new);
        request.extensions_mut().insert(ConnectInfo(peer.address));
        if let Some(names) = &peer.names {
            request.extensions_mut().insert(names.clone());
        }
        request
    }
}

fn note(outcome: Result<(), hyper::Error>) {
    if let Err(error) = outcome {
        tracing::debug!(%error, "connection ended badly");
    }
}

/// Runs the streams of HTTP/2 connections as tasks that shutdown waits for.
#[derive(Clone)]
struct Tracked(TaskTracker);

impl<F> hyper::rt::Executor<F> for Tracked
where
    F: Future + Send + 'static,
    F::Output: Send + 'static,
{
    fn execute(&self, future: F) {
        self.0.spawn(tokio::time::timeout(MOST_PER_STREAM, future));
    }
}
