//! Numbers that a partner finds fault with: from the flag to the day that somebody is content.

use trusthub_app::partners::lookup::Subject;
use trusthub_app::partners::tickets::flags::{self, NewFlag};
use trusthub_app::partners::tickets::{answers, desk};
use trusthub_app::{Error, attestation};
use trusthub_domain::partner::{FlagReason, PartnerKind, TicketAuthor, TicketStatus, TicketStep};

use super::{looked_up, partner};
use crate::attestation::{NUMBER, approved};
use crate::support::{first_page, hub, is_missing, lead, refusal};

fn new(number: &str, reason: FlagReason) -> NewFlag {
    NewFlag {
        number: number.parse().unwrap(),
        reason,
        seen_at: None,
        evidence: "Forty complaints in a day.".to_owned(),
    }
}

#[tokio::test]
async fn a_flag_goes_to_the_owner_to_a_reviewer_and_back_to_the_partner() {
    let hub = hub!();
    let lead = lead(&hub).await;
    let (engine, carrier) =
        (partner(&hub, PartnerKind::Analytics).await, partner(&hub, PartnerKind::Carrier).await);
    let owl = approved(&hub, "Owl", &lead).await;
    let stranger = hub.account("Heron").await;
    let number = || Subject::Number(attestation::CallingNumber::parse("Number", NUMBER).unwrap());
    let before = looked_up(&hub.hub, &engine, number()).await.unwrap();
    hub.run_jobs().await;
    let mails = hub.mails().len();

    let flagged = flags::flag(&hub.hub, &engine, new(NUMBER, FlagReason::SpamLikely)).await.unwrap().ticket;
    assert_eq!((flagged.status, flagged.flags), (TicketStatus::Open, 1));
    let again = flags::flag(&hub.hub, &engine, new(NUMBER, FlagReason::Blocked)).await.unwrap();
    assert_eq!((again.ticket.sid, again.ticket.flags), (flagged.sid, 2), "it joins what is open");
    assert_eq!(again.notes.len(), 2);
    let of_another = flags::flag(&hub.hub, &carrier, new(NUMBER, FlagReason::Blocked)).await.unwrap().ticket;
    assert_ne!(of_another.sid, flagged.sid);
    hub.run_jobs().await;
    let told = hub.mails().split_off(mails);
    assert_eq!(told.len(), 2, "one for each ticket");
    assert!(told[0].text.contains("Forty complaints") && told[0].subject.contains(NUMBER), "{told:?}");
    let after = looked_up(&hub.hub, &engine, number()).await.unwrap();
    assert_eq!((after.level, after.status), (before.level, before.status), "it lowers no trust");
    let attest = |found: &trusthub_app::partners::lookup::Found| found.attestation.as_ref().unwrap().attest;
    assert_eq!(attest(&after), attest(&before));

    let sid = flagged.sid;
    let (owner, text) = (&owl.account.actor, || "These are calls that customers asked for.".to_owned());
    assert_eq!(answers::list(&hub.hub, owner, first_page(9)).await.unwrap().items.len(), 2);
    assert!(is_missing(&answers::find(&hub.hub, &stranger.actor, sid).await));
    assert!(is_missing(&answers::answer(&hub.hub, &stranger.actor, sid, text()).await));
    let empty = refusal(answers::answer(&hub.hub, owner, sid, " ".to_owned()).await);
    assert!(empty.contains("Text"), "{empty}");
    let answered = answers::answer(&hub.hub, owner, sid, text()).await.unwrap();
    assert_eq!(answered.ticket.status, TicketStatus::Answered);

    let open = desk::list(&hub.hub, &lead, first_page(9)).await.unwrap().items;
    assert_eq!(open.len(), 2);
    assert!(matches!(desk::list(&hub.hub, owner, first_page(9)).await, Err(Error::Forbidden(_))));
    let shown = desk::show(&hub.hub, &lead, sid).await.unwrap();
    assert_eq!((shown.open_for_number, shown.account.sid), (2, owl.account.sid));
    let asked = desk::ask_partner(&hub.hub, &lead, sid, "Please look once more.".to_owned()).await.unwrap();
    assert_eq!(asked.status, TicketStatus::PartnerAsked);

    assert!(is_missing(&flags::find(&hub.hub, &carrier, sid).await), "another partner's");
    assert!(is_missing(&flags::clear(&hub.hub, &carrier, sid, String::new()).await));
    let seen = flags::find(&hub.hub, &engine, sid).await.unwrap();
    assert!(seen.notes.iter().any(|note| note.step == TicketStep::PartnerAsked));
    let clean = flags::clear(&hub.hub, &engine, sid, String::new()).await.unwrap();
    assert_eq!(clean.ticket.status, TicketStatus::Closed);
    let authors: Vec<TicketAuthor> = clean.notes.iter().map(|note| note.author).collect();
    let [p, c, r] = [TicketAuthor::Partner, TicketAuthor::Customer, TicketAuthor::Reviewer];
    assert_eq!(authors, [p, p, c, r, p]);
    let late = refusal(answers::answer(&hub.hub, owner, sid, text()).await);
    assert!(late.contains("closed"), "{late}");
    let resolved = desk::resolve(&hub.hub, &lead, of_another.sid, "It was one campaign.".to_owned()).await;
    assert!(!resolved.unwrap().is_open());
    assert_eq!(desk::list(&hub.hub, &lead, first_page(9)).await.unwrap().items, []);
    let anew = flags::flag(&hub.hub, &engine, new(NUMBER, FlagReason::Other)).await.unwrap().ticket;
    assert_ne!(anew.sid, sid, "what is closed stays so");
    assert_eq!(flags::list(&hub.hub, &engine, first_page(9)).await.unwrap().items.len(), 2);
    hub.run_jobs().await;
}

#[tokio::test]
async fn what_a_look_up_tells_nothing_of_cannot_be_flagged() {
    let hub = hub!();
    let engine = partner(&hub, PartnerKind::Analytics).await;
    let unvetted = hub.account("Heron").await;
    hub.number(&unvetted, "+15105550124").await;
    attestation::catch_up(&hub.hub).await.unwrap();
    let refused = [
        refusal(flags::flag(&hub.hub, &engine, new("+15105550124", FlagReason::Other)).await),
        refusal(flags::flag(&hub.hub, &engine, new("+15105550125", FlagReason::Other)).await),
    ];
    assert!(refused[0].starts_with("NotFound"), "{refused:?}");
    assert_eq!(refused[0], refused[1], "somebody's, and nobody's");
    let mail = partner(&hub, PartnerKind::EmailProvider).await;
    let other = flags::flag(&hub.hub, &mail, new("+15105550124", FlagReason::Other)).await;
    assert!(matches!(other, Err(Error::Forbidden(_))));
}
