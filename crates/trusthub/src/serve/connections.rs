//! Connections: accepted, perhaps dressed in TLS, spoken HTTP/1 or HTTP/2 with, ended in good order.
//!
//! Every wait for the other side is bounded, so that a slow or silent peer costs little: the handshake, the headers of
//! each request, an idle connection. Bodies are bounded by the API's own time limit.

use std::convert::Infallible;
use std::net::SocketAddr;
use std::pin::pin;
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
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio_util::task::TaskTracker;
use tower::{Service, ServiceExt};

use super::Ending;
use super::tls::{self, Certificates};

/// For the headers of a request, and for the next request on an open connection. Longer than the idle timeout of
/// common proxies and SDKs would only hold sockets.
const HEADER_TIMEOUT: Duration = Duration::from_secs(30);
/// For a TLS handshake.
const HANDSHAKE_TIMEOUT: Duration = Duration::from_secs(10);
/// How often a silent HTTP/2 peer is pinged, and how long it may take to answer.
const PING_EVERY: Duration = Duration::from_secs(20);
const PING_TIMEOUT: Duration = Duration::from_secs(20);
/// Open connections at once; the next one waits in the system's queue. About 10 KB each.
const MOST_CONNECTIONS: usize = 10_000;
/// Requests at once on one HTTP/2 connection.
const MOST_STREAMS: u32 = 100;
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
        let room = Arc::new(Semaphore::new(MOST_CONNECTIONS));
        loop {
            let accepted = tokio::select! {
                () = self.ending.here.cancelled() => break,
                accepted = async { (Arc::clone(&room).acquire_owned().await, listener.accept().await) } => accepted,
            };
            match accepted {
                (Ok(permit), Ok((stream, peer))) => self.welcome(stream, peer, permit),
                (Ok(_), Err(error)) => {
                    tracing::warn!(%error, "cannot accept a connection");
                    tokio::time::sleep(ACCEPT_PAUSE).await;
                }
                // The semaphore is never closed.
                (Err(_), _) => return,
            }
        }
        self.let_in_who_knocked(listener, &room);
    }

    /// Whom the system has connected already may have sent a request; closing the listener would cut them off.
    fn let_in_who_knocked(&self, listener: TcpListener, room: &Arc<Semaphore>) {
        // The runtime may not know of them yet, the system does.
        let Ok(listener) = listener.into_std() else { return };
        while let (Ok(permit), Ok((stream, peer))) = (Arc::clone(room).try_acquire_owned(), listener.accept())
        {
            let stream = stream.set_nonblocking(true).and_then(|()| TcpStream::from_std(stream));
            match stream {
                Ok(stream) => self.welcome(stream, peer, permit),
                Err(error) => tracing::warn!(%error, "cannot use a connection"),
            }
        }
    }

    fn welcome(&self, stream: TcpStream, peer: SocketAddr, permit: OwnedSemaphorePermit) {
        let server = self.clone();
        self.tasks.connections.spawn(async move {
            server.serve(stream, peer).await;
            drop(permit);
        });
    }

    async fn serve(self, stream: TcpStream, peer: SocketAddr) {
        // Answers are written whole, so waiting for more to send only delays them.
        let _ = stream.set_nodelay(true);
        let Some(certificates) = &self.tls else {
            return self.speak_http1(stream, peer).await;
        };
        let handshake = tokio::time::timeout(HANDSHAKE_TIMEOUT, certificates.acceptor().accept(stream));
        match handshake.await {
            Ok(Ok(stream)) if tls::chose_http2(&stream) => self.speak_http2(stream, peer).await,
            Ok(Ok(stream)) => self.speak_http1(stream, peer).await,
            // Scanners and wrong clients; nothing an operator could do about one of them.
            Ok(Err(error)) => tracing::debug!(%error, "TLS handshake failed"),
            Err(_) => tracing::debug!("TLS handshake took too long"),
        }
    }

    /// The router for one connection, its requests counted as work.
    fn answers(
        self,
        peer: SocketAddr,
    ) -> impl Service<hyper::Request<Incoming>, Response = Response, Error = Infallible, Future: Send> + Clone + Send
    {
        let work = self.tasks.work;
        let router = ServiceExt::<Request>::map_request(self.router, told_of(peer));
        router.map_future(move |answer| work.track_future(answer))
    }

    async fn speak_http1<S>(self, stream: S, peer: SocketAddr)
    where
        S: AsyncRead + AsyncWrite + Unpin + Send + 'static,
    {
        let Ending { near, here } = self.ending.clone();
        // HTTP/1.1 has no other way to ask a client to come back by another connection.
        let answers = self.answers(peer).map_response(move |mut answer: Response| {
            if near.is_cancelled() {
                answer.headers_mut().insert(CONNECTION, HeaderValue::from_static("close"));
            }
            answer
        });
        let connection = http1::Builder::new()
            .timer(TokioTimer::new())
            .header_read_timeout(HEADER_TIMEOUT)
            .serve_connection(TokioIo::new(stream), TowerToHyperService::new(answers));
        let mut connection = pin!(connection);
        let outcome = tokio::select! {
            outcome = connection.as_mut() => outcome,
            () = here.cancelled() => {
                connection.as_mut().graceful_shutdown();
                connection.await
            }
        };
        note(outcome);
    }

    async fn speak_http2<S>(self, stream: S, peer: SocketAddr)
    where
        S: AsyncRead + AsyncWrite + Unpin + Send + 'static,
    {
        let (near, connections) = (self.ending.near.clone(), self.tasks.connections.clone());
        let answers = TowerToHyperService::new(self.answers(peer));
        let connection = http2::Builder::new(Tracked(connections))
            .timer(TokioTimer::new())
            .keep_alive_interval(PING_EVERY)
            .keep_alive_timeout(PING_TIMEOUT)
            .max_concurrent_streams(MOST_STREAMS)
            .serve_connection(TokioIo::new(stream), answers);
        let mut connection = pin!(connection);
        let outcome = tokio::select! {
            outcome = connection.as_mut() => outcome,
            // It says itself which of its requests were taken.
            () = near.cancelled() => {
                connection.as_mut().graceful_shutdown();
                connection.await
            }
        };
        note(outcome);
    }
}

/// Tells the API who is at the other end.
fn told_of(peer: SocketAddr) -> impl FnMut(hyper::Request<Incoming>) -> Request + Clone {
    move |request| {
        let mut request = request.map(Body::new);
        request.extensions_mut().insert(ConnectInfo(peer));
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
        self.0.spawn(future);
    }
}
