//! Listening for SIP.

use tokio::net::{TcpListener, UdpSocket};
use trusthub_sip::redirect::Redirect;
use trusthub_sip::transaction::Times;
use trusthub_sip::{HubCalls, Limits, Listeners, Server};

use super::connections::Tasks;
use super::{Ending, listener};
use crate::config::{SipConfig, SipListen, Transport};
use crate::failure::Outcome;
use crate::wiring::Opened;

/// Takes the ports.
///
/// # Errors
/// Exit code 3: why not.
pub(super) async fn bind(config: &SipConfig) -> Outcome<Listeners> {
    let mut listeners = Listeners::default();
    for SipListen { transport, address } in &config.listen {
        let refused = |error| listener::refused(error, &address.to_string(), "sip_listen");
        match transport {
            Transport::Udp => listeners.udp.push(UdpSocket::bind(address).await.map_err(refused)?),
            Transport::Tcp => listeners.tcp.push(TcpListener::bind(address).await.map_err(refused)?),
        }
    }
    Ok(listeners)
}

/// Serves on them.
pub(super) fn serve(
    listeners: Listeners,
    config: &SipConfig,
    opened: &Opened,
    tasks: &Tasks,
    ending: &Ending,
) {
    let service = Redirect { calls: HubCalls(opened.hub.clone()), trunks: config.trunks.clone() };
    let tasks = trusthub_sip::Tasks { work: tasks.work.clone(), connections: tasks.connections.clone() };
    let ending = trusthub_sip::Ending { near: ending.near.clone(), here: ending.here.clone() };
    Server { service, limits: Limits::default(), times: Times::RFC, tasks, ending }.spawn(listeners);
}
