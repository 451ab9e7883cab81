//! How calls are attested: the index in memory that follows the database, what is asked of it, and what an operator tells
//! it. The rules are the domain's ([`trusthub_domain::attestation`]).
//!
//! Start at [`answer`]. Everything that a call takes is in memory, so that calls are answered while the database is away,
//! for as long as the operator allows.

pub mod blocks;
pub mod evidence;
pub mod switches;

mod brands;
mod calls;
mod follow;
mod identity;
mod index;
mod load;
mod partners;
mod preview;
mod state;
mod tls_names;

pub(crate) use brands::name_and_reason;
pub(crate) use calls::answer_diversion;
pub use calls::{Answer, Call, CallingNumber, answer, brand_of};
pub(crate) use evidence::Queue;
pub use follow::catch_up;
pub(crate) use index::{Shared, carries_calls};
pub(crate) use partners::{Looked, look_at_account, look_at_number};
pub use preview::preview;
pub(crate) use preview::{keep, kept_with, may_name, may_name_account};
pub(crate) use state::{Attestations, NotLoaded};
pub(crate) use tls_names::{Asker, refuse_name_of_other, tls_name_of};

use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use crate::messaging::sending;
use crate::partners::{deliver, seed, stream};
use crate::{Hub, calls as signed_calls};

/// Starts on `tracker` what keeps the index as the database is, and what writes decisions. Calls are answered for as long as
/// requests are: so both end when `stop` is cancelled, and not before.
pub fn start(hub: &Hub, tracker: &TaskTracker, stop: &CancellationToken) {
    tracker.spawn(follow::run(hub.clone(), stop.clone()));
    tracker.spawn(deliver::run(hub.clone(), tracker.clone(), stop.clone()));
    tracker.spawn(stream::run(hub.clone(), stop.clone()));
    tracker.spawn(seed::run(hub.clone(), stop.clone()));
    tracker.spawn(evidence::run(hub.clone(), stop.clone()));
    tracker.spawn(sending::run(hub.clone(), stop.clone()));
    tracker.spawn(signed_calls::follow(hub.clone(), stop.clone()));
    tracker.spawn(signed_calls::follow_trust(hub.clone(), stop.clone()));
}
