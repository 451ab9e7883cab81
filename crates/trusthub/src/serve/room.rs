//! How many connections there are, in all and of each address.

use std::collections::HashMap;
use std::io;
use std::net::{IpAddr, SocketAddr};
use std::sync::{Arc, Mutex, PoisonError};

use ipnet::IpNet;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use trusthub_web::network_of;

/// The room of one listener.
pub(super) struct Room {
    seats: Arc<Semaphore>,
    most_per_address: usize,
    /// Proxies: behind one address of theirs are many clients.
    exempt: Vec<IpNet>,
    taken: Mutex<HashMap<IpAddr, usize>>,
}

/// A connection's place; free again when dropped.
pub(super) struct Seat {
    _permit: OwnedSemaphorePermit,
    counted: Option<(Arc<Room>, IpAddr)>,
}

impl Room {
    pub(super) fn new(most: usize, most_per_address: usize, exempt: Vec<IpNet>) -> Arc<Self> {
        let seats = Arc::new(Semaphore::new(most));
        Arc::new(Self { seats, most_per_address, exempt, taken: Mutex::default() })
    }

    /// The next connection that there is room for. While all seats are taken, connections wait in the system's queue;
    /// one of an address that has its share already is closed at once.
    ///
    /// # Errors
    /// The system's, such as that file handles ran out.
    pub(super) async fn next(
        self: &Arc<Self>,
        listener: &TcpListener,
    ) -> io::Result<(Seat, TcpStream, SocketAddr)> {
        let mut permit = Arc::clone(&self.seats).acquire_owned().await.map_err(io::Error::other)?;
        loop {
            let (stream, peer) = listener.accept().await?;
            match self.seat(permit, peer) {
                Ok(seat) => return Ok((seat, stream, peer)),
                Err(unused) => permit = unused,
            }
        }
    }

    /// A place for somebody who is here already, unless there is none.
    pub(super) fn seat_at_once(self: &Arc<Self>, peer: SocketAddr) -> Option<Seat> {
        let permit = Arc::clone(&self.seats).try_acquire_owned().ok()?;
        self.seat(permit, peer).ok()
    }

    /// The place, or the permit back if the peer's address has its share.
    fn seat(
        self: &Arc<Self>,
        permit: OwnedSemaphorePermit,
        peer: SocketAddr,
    ) -> Result<Seat, OwnedSemaphorePermit> {
        let address = peer.ip().to_canonical();
        if self.exempt.iter().any(|network| network.contains(&address)) {
            return Ok(Seat { _permit: permit, counted: None });
        }
        let share = network_of(address);
        if self.take(share) {
            return Ok(Seat { _permit: permit, counted: Some((Arc::clone(self), share)) });
        }
        tracing::debug!("a connection was closed: its address has its share already");
        Err(permit)
    }

    fn take(&self, share: IpAddr) -> bool {
        let mut taken = self.taken.lock().unwrap_or_else(PoisonError::into_inner);
        let count = taken.entry(share).or_default();
        let has_room = *count < self.most_per_address;
        if has_room {
            *count = count.saturating_add(1);
        }
        has_room
    }

    fn give_back(&self, share: IpAddr) {
        let mut taken = self.taken.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(count) = taken.get_mut(&share) {
            *count = count.saturating_sub(1);
            if *count == 0 {
                taken.remove(&share);
            }
        }
    }
}

impl Drop for Seat {
    fn drop(&mut self) {
        if let Some((room, share)) = &self.counted {
            room.give_back(*share);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_share_is_counted_and_given_back_and_leaves_nothing() {
        let room = Room::new(10, 2, Vec::new());
        let [one, neighbour, stranger] =
            ["2001:db8::1", "2001:db8::2", "192.0.2.1"].map(|it| network_of(it.parse().unwrap()));
        assert!(room.take(one) && room.take(neighbour) && !room.take(one) && room.take(stranger));
        room.give_back(one);
        assert!(room.take(neighbour) && !room.take(one));
        for share in [one, one, stranger] {
            room.give_back(share);
        }
        assert!(room.taken.lock().unwrap().is_empty());
    }
}
