use std::net::{IpAddr, Ipv4Addr};
use std::time::Duration;

use proptest::prelude::*;

use super::*;
use crate::message::Request;

fn key(number: u32) -> Key {
    let text = format!(
        "INVITE sip:b@x SIP/2.0\r\nVia: SIP/2.0/UDP pbx;branch=z9hG4bK{number}\r\nFrom: <sip:a@x>;tag=1\r\n\
         To: <sip:b@x>\r\nCall-ID: c\r\nCSeq: 1 INVITE\r\n\r\n"
    );
    Key::of(&Request::read(text.as_bytes()).unwrap(), IpAddr::V4(Ipv4Addr::LOCALHOST))
}

fn table() -> Transactions<()> {
    Transactions::new(Times::RFC, Limits { pending: 3, all: 6 })
}

fn bytes(text: &str) -> Arc<[u8]> {
    text.as_bytes().into()
}

fn invite(table: &mut Transactions<()>, number: u32, is_reliable: bool, now: Instant) -> Arrival {
    table.invite(&key(number), (), is_reliable, || b"trying".to_vec(), now)
}

/// Milliseconds after `begun` at which something is sent, and what, when time goes by.
fn sent(table: &mut Transactions<()>, begun: Instant) -> Vec<(u128, String)> {
    let mut found = Vec::new();
    while let Some(at) = table.next_due() {
        let due = table.due(at);
        let text = |due: Due<()>| String::from_utf8(due.message.to_vec()).unwrap();
        found.extend(due.into_iter().map(|due| ((at - begun).as_millis(), text(due))));
    }
    found
}

#[test]
fn an_answer_to_a_call_is_sent_again_at_the_times_of_the_rfc_until_nobody_can_wait_for_it() {
    let (mut table, begun) = (table(), Instant::now());
    assert_eq!(invite(&mut table, 1, false, begun), Arrival::New);
    assert!(table.answer(&key(1), &bytes("302"), begun));
    let times: Vec<u128> = sent(&mut table, begun).into_iter().map(|(at, _)| at).collect();
    assert_eq!(times, [500, 1500, 3500, 7500, 11_500, 15_500, 19_500, 23_500, 27_500, 31_500]);
    assert_eq!(table.count(), (0, 0));
}

#[test]
fn an_acknowledged_answer_is_not_sent_again_and_its_transaction_lasts_for_messages_on_their_way() {
    let (mut table, begun) = (table(), Instant::now());
    invite(&mut table, 1, false, begun);
    table.answer(&key(1), &bytes("302"), begun);
    assert!(table.acknowledge(&key(1), begun));
    assert!(table.acknowledge(&key(1), begun), "an ACK that comes again is absorbed");
    assert_eq!(
        invite(&mut table, 1, false, begun),
        Arrival::Known,
        "an INVITE that was on its way is absorbed"
    );
    assert_eq!(sent(&mut table, begun), []);
    assert_eq!(table.count(), (0, 0));
    assert!(!table.acknowledge(&key(1), begun), "an ACK of nothing");
}

#[test]
fn a_caller_who_is_not_answered_soon_is_told_to_wait_once_and_again_when_they_ask_again() {
    let (mut table, begun) = (table(), Instant::now());
    invite(&mut table, 1, false, begun);
    assert_eq!(sent(&mut table, begun), [(200, "trying".to_owned())]);
    assert_eq!(invite(&mut table, 1, false, begun), Arrival::Again(bytes("trying")));
    assert!(!table.acknowledge(&key(1), begun), "nothing was answered yet");
    assert_eq!(table.count(), (1, 1));
}

#[test]
fn a_request_that_comes_again_gets_the_same_answer() {
    let (mut table, begun) = (table(), Instant::now());
    assert_eq!(table.other(&key(1), (), false), Arrival::New);
    assert_eq!(table.other(&key(1), (), false), Arrival::Known, "there is no answer yet");
    assert!(table.answer(&key(1), &bytes("200"), begun));
    assert!(!table.answer(&key(1), &bytes("487"), begun), "there is one answer only");
    assert_eq!(table.other(&key(1), (), false), Arrival::Again(bytes("200")));
    assert_eq!(table.next_due(), Some(begun + Duration::from_secs(32)), "timer J");
    assert_eq!(sent(&mut table, begun), [], "nobody acknowledges it, and nobody asked again");
}

#[test]
fn nothing_is_sent_again_where_nothing_gets_lost() {
    let (mut table, begun) = (table(), Instant::now());
    invite(&mut table, 1, true, begun);
    table.answer(&key(1), &bytes("302"), begun);
    assert_eq!(
        table.next_due(),
        Some(begun + Duration::from_millis(200)),
        "the time to say Trying, passed over"
    );
    assert_eq!(sent(&mut table, begun), []);
    invite(&mut table, 2, true, begun);
    table.answer(&key(2), &bytes("302"), begun);
    assert!(table.acknowledge(&key(2), begun));
    table.other(&key(3), (), true);
    assert!(table.answer(&key(3), &bytes("200"), begun));
    assert_eq!(table.count(), (0, 0), "timers I and J are zero");
}

#[test]
fn what_is_too_much_is_told_and_there_is_room_again_when_others_are_answered_or_given_up() {
    let (mut table, now) = (table(), Instant::now());
    for number in 1..=3 {
        assert_eq!(invite(&mut table, number, false, now), Arrival::New);
    }
    assert_eq!(invite(&mut table, 4, false, now), Arrival::Full);
    assert!(table.answer(&key(1), &bytes("302"), now));
    assert_eq!(table.other(&key(4), (), false), Arrival::New);
    table.give_up(&key(2));
    assert_eq!(invite(&mut table, 5, false, now), Arrival::New);
    table.give_up(&key(1));
    assert_eq!(table.count(), (4, 3), "what is answered is not given up");
}

#[test]
fn a_caller_hangs_up_before_the_answer_or_too_late() {
    let (mut table, now) = (table(), Instant::now());
    assert_eq!(table.cancel(&key(1)), Cancelled::Unknown);
    invite(&mut table, 1, false, now);
    assert_eq!(table.cancel(&key(1)), Cancelled::Pending(()));
    table.answer(&key(1), &bytes("302"), now);
    assert_eq!(table.cancel(&key(1)), Cancelled::Answered);
}

#[derive(Debug, Clone)]
enum Act {
    Invite(u32, bool),
    Other(u32, bool),
    Answer(u32),
    Acknowledge(u32),
    GiveUp(u32),
    Wait(u64),
}

fn act() -> impl Strategy<Value = Act> {
    let number = 0..8_u32;
    prop_oneof![
        (number.clone(), any::<bool>()).prop_map(|(number, is_reliable)| Act::Invite(number, is_reliable)),
        (number.clone(), any::<bool>()).prop_map(|(number, is_reliable)| Act::Other(number, is_reliable)),
        number.clone().prop_map(Act::Answer),
        number.clone().prop_map(Act::Acknowledge),
        number.prop_map(Act::GiveUp),
        (0..40_000_u64).prop_map(Act::Wait),
    ]
}

proptest! {
    #[test]
    fn the_bounds_hold_and_everything_answered_is_forgotten_in_the_end(acts in prop::collection::vec(act(), 0..200)) {
        let (mut table, mut now) = (table(), Instant::now());
        for act in acts {
            match act {
                Act::Invite(number, is_reliable) => drop(invite(&mut table, number, is_reliable, now)),
                Act::Other(number, is_reliable) => drop(table.other(&key(number), (), is_reliable)),
                Act::Answer(number) => {
                    let _ = table.answer(&key(number), &bytes("x"), now);
                }
                Act::Acknowledge(number) => {
                    let _ = table.acknowledge(&key(number), now);
                }
                Act::GiveUp(number) => table.give_up(&key(number)),
                Act::Wait(milliseconds) => {
                    now += Duration::from_millis(milliseconds);
                    prop_assert!(table.due(now).len() <= 6, "nobody is sent the same thing twice at once");
                    prop_assert!(table.next_due().is_none_or(|at| at > now));
                }
            }
            let (all, pending) = table.count();
            let waiting = table.known.values().filter(|it| matches!(it.state, State::Pending { .. })).count();
            prop_assert_eq!(pending, waiting);
            prop_assert!(pending <= 3 && all <= 6);
        }
        for number in 0..8 {
            let _ = table.answer(&key(number), &bytes("x"), now);
        }
        table.due(now + Duration::from_secs(33));
        prop_assert_eq!(table.count(), (0, 0));
        prop_assert_eq!(table.next_due(), None);
    }
}
