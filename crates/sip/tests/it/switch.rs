//! A server with a service of the tests' own, and a switch that asks it.

use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream, UdpSocket};
use tokio::sync::Semaphore;
use tokio::time::timeout;
use trusthub_sip::message::{Request, Response};
use trusthub_sip::transaction::Times;
use trusthub_sip::{Alive, Ending, Limits, Listeners, Server, Service, Tasks};

/// How long anything may take on a busy machine.
const PATIENCE: Duration = Duration::from_secs(20);

/// A silence that is long for machines.
const SILENCE: Duration = Duration::from_millis(150);

/// As fast as a test wants them.
pub const FAST: Times = Times {
    round_trip: Duration::from_millis(25),
    longest_pause: Duration::from_millis(100),
    on_its_way: Duration::from_millis(250),
    patience: Duration::from_millis(10),
};

/// Answers calls with 302, and one for `panic` not at all.
pub struct Redirect {
    /// A call is answered for each permit.
    pub permits: Arc<Semaphore>,
    pub asked: Arc<AtomicUsize>,
    pub known: IpAddr,
}

impl Service for Redirect {
    type Peer = IpAddr;

    fn recognise(&self, address: IpAddr) -> Option<IpAddr> {
        Some(address).filter(|address| *address == self.known)
    }

    async fn answer(&self, _peer: IpAddr, request: &Request) -> Response {
        self.asked.fetch_add(1, Ordering::SeqCst);
        assert!(!request.uri.contains("panic"), "as asked");
        self.permits.acquire().await.unwrap().forget();
        let contact = format!("<{}>", request.uri);
        // As long as the request wants it.
        let long = request.head.headers.iter().map(|header| header.value.len()).max().unwrap_or_default();
        Response::new(302, "Moved Temporarily").with("Contact", contact).with("Identity", "x".repeat(long))
    }
}

pub struct Running {
    pub udp: SocketAddr,
    pub tcp: SocketAddr,
    pub permits: Arc<Semaphore>,
    pub asked: Arc<AtomicUsize>,
    pub ending: Ending,
    pub tasks: Tasks,
    pub alive: Alive,
}

pub async fn served() -> Running {
    serve(FAST, Limits::default(), "127.0.0.1").await
}

pub async fn serve(times: Times, limits: Limits, known: &str) -> Running {
    let listeners = Listeners {
        udp: vec![UdpSocket::bind("127.0.0.1:0").await.unwrap()],
        tcp: vec![TcpListener::bind("127.0.0.1:0").await.unwrap()],
    };
    let addresses = listeners.addresses().unwrap();
    let (permits, asked) = (Arc::new(Semaphore::new(1000)), Arc::new(AtomicUsize::new(0)));
    let service =
        Redirect { permits: Arc::clone(&permits), asked: Arc::clone(&asked), known: known.parse().unwrap() };
    let (tasks, ending) = (Tasks::default(), Ending::default());
    let server = Server { service, limits, times, tasks: tasks.clone(), ending: ending.clone() };
    let alive = server.spawn(listeners);
    Running { udp: addresses[0].1, tcp: addresses[1].1, permits, asked, ending, tasks, alive }
}

/// A request of this method and branch.
pub fn request(method: &str, branch: &str) -> String {
    format!(
        "{method} sip:+12155551213@hub.example SIP/2.0\r\nVia: SIP/2.0/UDP switch.example;rport;branch=z9hG4bK{branch}\r\n\
         From: <sip:+12155551212@switch.example>;tag=1\r\nTo: <sip:+12155551213@hub.example>\r\n\
         Call-ID: {branch}@switch.example\r\nCSeq: 1 {method}\r\nMax-Forwards: 70\r\nContent-Length: 0\r\n\r\n"
    )
}

/// Asks by datagrams.
pub struct Switch {
    socket: UdpSocket,
    to: SocketAddr,
}

impl Switch {
    pub async fn of(running: &Running) -> Self {
        Self { socket: UdpSocket::bind("127.0.0.1:0").await.unwrap(), to: running.udp }
    }

    pub async fn say(&self, message: &str) {
        self.socket.send_to(message.as_bytes(), self.to).await.unwrap();
    }

    /// The next message.
    pub async fn hear(&self) -> String {
        timeout(PATIENCE, self.next()).await.expect("an answer")
    }

    async fn next(&self) -> String {
        let mut buffer = vec![0; 65_536];
        let length = self.socket.recv(&mut buffer).await.unwrap();
        String::from_utf8(buffer[..length].to_vec()).unwrap()
    }

    pub async fn ask(&self, message: &str) -> String {
        self.say(message).await;
        self.hear().await
    }

    pub async fn hears_nothing(&self) -> bool {
        timeout(SILENCE, self.next()).await.is_err()
    }
}

/// Asks on a connection.
pub struct Connection {
    stream: TcpStream,
    heard: Vec<u8>,
}

impl Connection {
    pub async fn to(running: &Running) -> Self {
        Self { stream: TcpStream::connect(running.tcp).await.unwrap(), heard: Vec::new() }
    }

    pub async fn say(&mut self, bytes: &[u8]) {
        self.stream.write_all(bytes).await.unwrap();
    }

    /// Everything up to the end of the next head, or of the connection.
    pub async fn hear(&mut self) -> String {
        let end = b"\r\n\r\n";
        loop {
            if let Some(at) = self.heard.windows(end.len()).position(|window| window == end) {
                let message: Vec<u8> = self.heard.drain(..at + end.len()).collect();
                return String::from_utf8(message).unwrap();
            }
            if self.read().await == 0 {
                return String::from_utf8(std::mem::take(&mut self.heard)).unwrap();
            }
        }
    }

    pub async fn hear_bytes(&mut self, count: usize) -> Vec<u8> {
        while self.heard.len() < count && self.read().await > 0 {}
        self.heard.drain(..count.min(self.heard.len())).collect()
    }

    /// Whether the other side has hung up.
    pub async fn is_over(&mut self) -> bool {
        self.heard.is_empty() && self.read().await == 0
    }

    async fn read(&mut self) -> usize {
        let read = timeout(PATIENCE, self.stream.read_buf(&mut self.heard)).await.expect("something");
        // A peer that closes on unread bytes resets the connection.
        read.unwrap_or(0)
    }
}

pub fn status(answer: &str) -> &str {
    answer.get(8..11).unwrap_or(answer)
}
