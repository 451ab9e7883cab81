//! Datagrams: one message each.

use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

use tokio::net::UdpSocket;

use crate::message::MOST_BYTES;
use crate::server::{Core, Origin, Service, Way};

/// Pause after the system refused to read.
const PAUSE: Duration = Duration::from_millis(100);

/// Reads until the end.
pub(crate) async fn serve<S: Service>(core: Arc<Core<S>>, socket: Arc<UdpSocket>) {
    let mut buffer = vec![0; MOST_BYTES];
    // Waited for once, and not anew with each datagram.
    let mut end = pin!(core.ending.here.cancelled());
    loop {
        let received = tokio::select! {
            () = &mut end => return,
            received = socket.recv_from(&mut buffer) => received,
        };
        match received {
            Ok((length, source)) => {
                let message = buffer.get(..length).unwrap_or_default();
                // Empty lines keep a way through a firewall open.
                if !message.iter().all(u8::is_ascii_whitespace) {
                    let way = Way::Udp(Arc::clone(&socket));
                    core.receive(message, Origin { way, source }).await;
                }
            }
            Err(error) => {
                tracing::warn!(%error, "cannot read SIP datagrams");
                tokio::time::sleep(PAUSE).await;
            }
        }
    }
}
