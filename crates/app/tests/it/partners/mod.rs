//! Partners: what they are told, in which order, and what they may see.

mod consent;
mod delivery;
mod feed;
mod lookups;
mod owners;
mod registrations;
mod stream;
mod tickets;

use std::sync::Arc;

use trusthub_app::attestation::catch_up;
use trusthub_app::partners::accounts::{self, NewPartner};
use trusthub_app::partners::lookup::{Found, Subject, look_up};
use trusthub_app::partners::{self, CloudEvent, StartAt};
use trusthub_app::{Actor, Hub};
use trusthub_domain::partner::{PartnerKind, PartnerQuota};
use trusthub_testkit::TestHub;

/// A partner that may everything.
pub async fn partner(hub: &TestHub, kind: PartnerKind) -> Actor {
    let new = NewPartner {
        friendly_name: "Carrier One".to_owned(),
        kind,
        scopes: Vec::new(),
        quota: PartnerQuota::default(),
        tls_name: None,
    };
    let (partner, _) = accounts::create(&hub.hub, &Actor::operator(), new).await.unwrap();
    catch_up(&hub.hub).await.unwrap();
    Actor::partner(Arc::new(partner))
}

/// What the partner is told of this by this node now.
pub async fn looked_up(node: &Hub, partner: &Actor, subject: Subject) -> Option<Found> {
    catch_up(node).await.unwrap();
    look_up(node, partner, &[subject]).await.unwrap().0.remove(0)
}

/// Everything that the partner is told by this node, read in pieces.
pub async fn told_by(node: &Hub, partner: &Actor) -> Vec<CloudEvent> {
    catch_up(node).await.unwrap();
    let mut cursor = partners::start(node, partner, StartAt::Beginning).await.unwrap();
    let mut all = Vec::new();
    loop {
        let batch = partners::read(node, partner, cursor, 3).await.unwrap();
        if batch.events.is_empty() {
            return all;
        }
        cursor = batch.cursor;
        all.extend(batch.events);
    }
}

/// Kinds and levels, without what is the same in all of them.
pub fn kinds(events: &[CloudEvent]) -> Vec<(&str, u8)> {
    let kind = |event: &'_ CloudEvent| event.type_name.trim_start_matches("trusthub.").len();
    events
        .iter()
        .map(|event| {
            let start = event.type_name.len() - kind(event);
            (event.type_name[start..].trim_end_matches(".v1"), event.data.level)
        })
        .collect()
}
