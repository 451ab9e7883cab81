//! The question's life, without a hub.

use uuid::Uuid;

use super::*;
use crate::sid::Sid;

const HOUR: Duration = Duration::from_secs(3600);
const ASKED_AT: Timestamp = Timestamp::from_micros(1_795_435_200_000_000);

fn asked() -> Asked {
    Asked {
        first_name: "Rosalind".to_owned(),
        last_name: "Achterberg".to_owned(),
        title: "Chief Executive".to_owned(),
        email: "rosalind@owlbakery.com".to_owned(),
        phone_number: "+15102345678".to_owned(),
        business_name: "Owl Bakery Inc.".to_owned(),
        business_identity: "ein:942404110".to_owned(),
    }
}

fn question() -> Confirmation {
    Confirmation {
        sid: ConfirmationSid::from_uuid(Uuid::from_u128(1)),
        account_sid: AccountSid::from_uuid(Uuid::from_u128(2)),
        bundle_sid: BundleSid::from_uuid(Uuid::from_u128(3)),
        seat: Seat::First,
        asked: asked(),
        channel: Channel::Sms,
        delivery: Delivery::Queued,
        answered: None,
        reminded_at: None,
        code_tries: 0,
        asked_at: ASKED_AT,
        expires_at: ASKED_AT.plus(72 * HOUR),
        version: 1,
    }
}

#[test]
fn an_answer_is_taken_until_the_time_is_up_and_no_later() {
    let question = question();
    let last_moment = question.expires_at.minus(Duration::from_micros(1));
    assert_eq!(question.standing(last_moment), Standing::Waiting);
    assert_eq!(question.standing(question.expires_at), Standing::Expired);
    assert_eq!(question.answer(Answer::Confirm, question.expires_at), Err(AnswerRefusal::Expired));
    let answered = question.answer(Answer::Confirm, last_moment).unwrap();
    let given = Answered { answer: Answer::Confirm, at: last_moment };
    // What was answered in time stays answered.
    assert_eq!(answered.standing(question.expires_at.plus(HOUR)), Standing::Answered(given));
}

#[test]
fn nobody_answers_twice_nor_changes_an_answer() {
    let now = ASKED_AT.plus(HOUR);
    for (first, second) in [(Answer::Confirm, Answer::Deny), (Answer::Deny, Answer::Confirm)] {
        let answered = question().answer(first, now).unwrap();
        for again in [first, second] {
            assert_eq!(answered.answer(again, now), Err(AnswerRefusal::Answered(first)));
        }
    }
}

#[test]
fn a_confirmation_counts_for_its_period_and_a_denial_never() {
    let (at, year) = (ASKED_AT.plus(HOUR), 365 * 24 * HOUR);
    let confirmed = question().answer(Answer::Confirm, at).unwrap();
    assert_eq!(confirmed.confirmed_within(year, at.plus(year).minus(HOUR)), Some(at));
    assert_eq!(confirmed.confirmed_within(year, at.plus(year)), None);
    assert_eq!(question().answer(Answer::Deny, at).unwrap().confirmed_within(year, at), None);
    assert_eq!(question().confirmed_within(year, at), None);
}

#[test]
fn a_code_is_tried_where_one_was_sent_and_a_few_times_only() {
    let tried = (0..MOST_CODE_TRIES).fold(question(), |question, _| question.with_code_try().unwrap());
    assert_eq!((tried.code_tries, tried.with_code_try()), (MOST_CODE_TRIES, None));
    assert_eq!(question().by_mail().with_code_try(), None);
}

#[test]
fn the_same_person_is_known_by_spelling_but_not_under_another_title_address_or_business() {
    let same = Asked {
        first_name: " ROSALIND ".to_owned(),
        business_name: "owl  bakery inc.".to_owned(),
        phone_number: String::new(),
        ..asked()
    };
    assert_eq!(same.identity(), asked().identity());
    let changes: [fn(&mut Asked); 6] = [
        |asked| asked.first_name = "Rosa".to_owned(),
        |asked| asked.last_name = "Berg".to_owned(),
        |asked| asked.title = "Clerk".to_owned(),
        |asked| asked.email = "rosa@owlbakery.com".to_owned(),
        |asked| asked.business_name = "Owl Mill Inc.".to_owned(),
        |asked| asked.business_identity = "ein:911144442".to_owned(),
    ];
    for change in changes {
        let mut other = asked();
        change(&mut other);
        assert_ne!(other.identity(), asked().identity());
    }
}

#[test]
fn words_that_lead_elsewhere_are_not_quoted() {
    assert!(asked().is_quotable());
    assert!(Asked { business_name: "Amazing.com Inc.".to_owned(), ..asked() }.is_quotable());
    for text in ["Win at HTTPS://evil.example", "see WWW.evil.example", "write to me@evil.example"] {
        assert!(!Asked { business_name: text.to_owned(), ..asked() }.is_quotable(), "{text}");
        assert!(!Asked { title: text.to_owned(), ..asked() }.is_quotable(), "{text}");
    }
}
