//! Listening for SIP.

mod trunks;

use tokio::net::{TcpListener, UdpSocket};
use tokio_util::sync::CancellationToken;
use trusthub_sip::redirect::{Redirect, TrunksInForce};
use trusthub_sip::transaction::Times;
use trusthub_sip::{Alive, HubCalls, Limits, Listeners, Server};

use super::connections::Tasks;
use super::{Ending, listener};
use crate::config::{SipConfig, SipListen, Transport, TrunksFile};
use crate::failure::{Failure, Outcome};
use crate::wiring::Opened;

/// What SIP is served with.
pub(super) struct Ready {
    pub(super) listeners: Listeners,
    trunks: TrunksFile,
}

/// Reads who may ask, and takes the ports.
///
/// # Errors
/// Exit code 3: why not.
pub(super) async fn bind(config: &SipConfig) -> Outcome<Ready> {
    let trunks = TrunksFile::read(config.trunks_file.clone())
        .map_err(|why| Failure::environment_because(why).while_doing("sip_trunks_file cannot be used"))?;
    let mut listeners = Listeners::default();
    for SipListen { transport, address } in &config.listen {
        let refused = |error| listener::refused(error, &address.to_string(), "sip_listen");
        match transport {
            Transport::Udp => listeners.udp.push(UdpSocket::bind(address).await.map_err(refused)?),
            Transport::Tcp => listeners.tcp.push(TcpListener::bind(address).await.map_err(refused)?),
        }
    }
    Ok(Ready { listeners, trunks })
}

/// Serves on them; `/ready` and the metrics tell whether it still does.
pub(super) fn serve(ready: Ready, opened: &Opened, tasks: &Tasks, ending: &Ending) {
    let Ready { listeners, trunks: file } = ready;
    let in_force = TrunksInForce::from(file.trunks.clone());
    tasks.work.spawn(trunks::follow(file, in_force.clone(), ending.here.clone()));
    let service = Redirect { calls: HubCalls(opened.hub.clone()), trunks: in_force };
    let of_sip = trusthub_sip::Tasks { work: tasks.work.clone(), connections: tasks.connections.clone() };
    let its_ending = trusthub_sip::Ending { near: ending.near.clone(), here: ending.here.clone() };
    let (limits, times) = (Limits::default(), Times::RFC);
    let alive = Server { service, limits, times, tasks: of_sip, ending: its_ending }.spawn(listeners);
    let watched = alive.clone();
    opened.hub.watch("sip", move || watched.is_alive());
    tasks.work.spawn(tell(alive, ending.here.clone()));
}

/// Tells the metrics, and the log if it ends before it should.
async fn tell(alive: Alive, ending: CancellationToken) {
    let up = metrics::gauge!("trusthub_sip_up");
    up.set(1.0);
    alive.ended().await;
    up.set(0.0);
    if !ending.is_cancelled() {
        tracing::error!(
            "a part of the SIP server has ended: this node is not ready until it is started again"
        );
    }
}
