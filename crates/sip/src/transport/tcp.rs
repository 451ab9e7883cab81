//! Connections: messages one after the other, answers on the same connection, and nowhere else if it is gone.

use std::io;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::tcp::{OwnedReadHalf, OwnedWriteHalf};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{OwnedSemaphorePermit, Semaphore, mpsc};
use tokio::time::timeout;
use tokio_util::sync::CancellationToken;

use super::framing::{self, Frame};
use crate::server::{Core, Origin, Service, Way, discarded};

/// Answers that wait to be taken on one connection; with more of them, nothing more is read from it.
const QUEUE: usize = 256;

/// Bytes that are read at once.
const PIECE: usize = 8 * 1024;

/// Pause after the system refused to accept.
const PAUSE: Duration = Duration::from_millis(100);

/// Accepts until the end.
pub(crate) async fn serve<S: Service>(core: Arc<Core<S>>, listener: TcpListener) {
    let seats = Arc::new(Semaphore::new(core.limits.connections));
    loop {
        let accepted = tokio::select! {
            () = core.ending.here.cancelled() => return,
            accepted = listener.accept() => accepted,
        };
        match accepted {
            Ok((stream, source)) => welcome(&core, stream, source, &seats),
            Err(error) => {
                tracing::warn!(%error, "cannot accept a SIP connection");
                tokio::time::sleep(PAUSE).await;
            }
        }
    }
}

/// Strangers, and whoever comes when all seats are taken, are hung up on.
fn welcome<S: Service>(core: &Arc<Core<S>>, stream: TcpStream, source: SocketAddr, seats: &Arc<Semaphore>) {
    if core.service.recognise(source.ip().to_canonical()).is_none() {
        tracing::debug!("a SIP connection came from an address that is no trunk's");
        return discarded("stranger");
    }
    let Ok(seat) = Arc::clone(seats).try_acquire_owned() else {
        tracing::warn!("a SIP connection was closed: there are too many");
        return discarded("full");
    };
    // Answers are written whole, so waiting for more to send only delays them.
    let _ = stream.set_nodelay(true);
    let (read, write) = stream.into_split();
    let (answers, to_write) = mpsc::channel(QUEUE);
    let broken = CancellationToken::new();
    let tasks = &core.tasks.connections;
    tasks.spawn(write_all(write, to_write, core.limits.message, broken.clone(), seat));
    let reader = Connection { core: Arc::clone(core), read, answers, source, buffer: Vec::new() };
    tasks.spawn(async move {
        tokio::select! {
            () = broken.cancelled() => {}
            outcome = reader.run() => {
                if let Err(error) = outcome {
                    tracing::debug!(%error, "a SIP connection ended badly");
                }
            }
        }
    });
}

/// Writes until nobody has anything to say any more: the reader has ended, and every call that it brought is answered.
async fn write_all(
    mut write: OwnedWriteHalf,
    mut answers: mpsc::Receiver<Arc<[u8]>>,
    patience: Duration,
    broken: CancellationToken,
    _seat: OwnedSemaphorePermit,
) {
    while let Some(answer) = answers.recv().await {
        if !matches!(timeout(patience, write.write_all(&answer)).await, Ok(Ok(()))) {
            broken.cancel();
            return;
        }
    }
}

struct Connection<S> {
    core: Arc<Core<S>>,
    read: OwnedReadHalf,
    answers: mpsc::Sender<Arc<[u8]>>,
    source: SocketAddr,
    /// What has come and is not a whole message yet.
    buffer: Vec<u8>,
}

impl<S: Service> Connection<S> {
    async fn run(mut self) -> io::Result<()> {
        loop {
            let is_over = self.take_messages().await;
            if is_over || !self.fill().await? {
                return Ok(());
            }
        }
    }

    /// Takes all whole messages; whether the connection has to end.
    async fn take_messages(&mut self) -> bool {
        let mut taken = 0;
        let is_over = loop {
            let rest = self.buffer.get(taken..).unwrap_or_default();
            let length = match framing::next(rest) {
                Frame::More => break false,
                Frame::Broken => {
                    discarded("unreadable");
                    break true;
                }
                Frame::Lost(head, status, reason) => {
                    let head = rest.get(..head).unwrap_or_default();
                    self.core.refuse(head, &self.origin(), status, reason).await;
                    break true;
                }
                Frame::Blank(length) => length,
                Frame::Ping(length) => {
                    // Whoever reads nothing will not miss it.
                    let _ = self.answers.try_send(Arc::from(b"\r\n".as_slice()));
                    length
                }
                Frame::Message(length) => {
                    self.core.receive(rest.get(..length).unwrap_or_default(), self.origin()).await;
                    length
                }
            };
            taken = taken.saturating_add(length);
        };
        self.buffer.drain(..taken.min(self.buffer.len()));
        is_over
    }

    fn origin(&self) -> Origin {
        Origin { way: Way::Tcp(self.answers.clone()), source: self.source }
    }

    /// Reads the rest of a message, at least a byte of it; `false` if there is no more, or it takes too long.
    async fn fill(&mut self) -> io::Result<bool> {
        let is_between = self.buffer.is_empty();
        let before = framing::next(&self.buffer);
        let patience = if is_between { self.core.limits.idle } else { self.core.limits.message };
        let read = async {
            loop {
                self.buffer.reserve(PIECE);
                if self.read.read_buf(&mut self.buffer).await? == 0 {
                    return Ok(false);
                }
                // One patience for one message, not for each of its bytes.
                if is_between || framing::next(&self.buffer) != before {
                    return Ok(true);
                }
            }
        };
        tokio::select! {
            () = self.core.ending.here.cancelled() => Ok(false),
            read = timeout(patience, read) => read.unwrap_or(Ok(false)),
        }
    }
}
