use super::*;

fn notice(event: EventKind) -> Notice {
    let status = match event {
        EventKind::Submitted => Status::PendingReview,
        EventKind::ReviewStarted => Status::InReview,
        EventKind::Approved | EventKind::Expiring | EventKind::Reinstated => Status::Approved,
        EventKind::Rejected | EventKind::Suspended | EventKind::Expired => Status::Rejected,
    };
    Notice {
        event,
        status,
        bundle_kind: BundleKind::CustomerProfile,
        bundle_sid: "BU0123456789abcdef0123456789abcdef".parse().unwrap(),
        friendly_name: "Owl & Sons".to_owned(),
        account_name: "Harbour Voice".to_owned(),
        policy_name: "Secondary Customer Profile of type Business".to_owned(),
        reasons: Vec::new(),
        valid_until: None,
        review_due_at: None,
        is_appeal: false,
        may_appeal: false,
        mend_url: "https://hub.example.com/v1/CustomerProfiles/BU0123456789abcdef0123456789abcdef".to_owned(),
        support_email: Some("help@hub.example.com".parse().unwrap()),
    }
}

fn at(text: &str) -> Option<Timestamp> {
    Some(Timestamp::parse_rfc3339(text).unwrap())
}

fn reason(code: ReasonCode, message: &str) -> NoticeReason {
    NoticeReason { code, message: message.to_owned(), field: None, mend: None, note: None }
}

fn rejected() -> Notice {
    let business_id = NoticeReason {
        field: Some("Business registration number".to_owned()),
        mend: Some("Enter the number as it stands in the register, without spaces.".to_owned()),
        note: Some("We looked for 12-3456789 in the register.\n\nIt belongs to another company.".to_owned()),
        ..reason(ReasonCode::BUSINESS_ID, "The business identifier could not be verified")
    };
    let website = NoticeReason {
        mend: Some("Name the company on the website's imprint.".to_owned()),
        ..reason(ReasonCode::WEBSITE, "Business name and website cannot be linked")
    };
    Notice { reasons: vec![business_id, website], ..notice(EventKind::Rejected) }
}

fn check(name: &str, notice: &Notice) {
    let letter = letter(notice).unwrap();
    insta::assert_snapshot!(format!("{name}.txt"), format!("Subject: {}\n\n{}", letter.subject, letter.text));
    insta::assert_snapshot!(format!("{name}.html"), letter.html);
}

#[test]
fn an_appeal_is_received_as_one() {
    let appeal = Notice {
        is_appeal: true,
        review_due_at: at("2026-11-24T09:30:00Z"),
        ..notice(EventKind::ReviewStarted)
    };
    let letter = letter(&appeal).unwrap();
    assert_eq!(letter.subject, "We received your appeal about the Customer Profile \"Owl & Sons\"");
    assert!(letter.text.contains("Somebody who did not turn it down"), "{}", letter.text);
    assert!(letter.text.contains("24 November 2026, 09:30 UTC"), "{}", letter.text);
}

#[test]
fn what_changing_it_does_not_mend_goes_to_support_or_to_an_appeal() {
    let listed = NoticeReason {
        mend: Some("Contact support with documents that tell you apart from the listed party.".to_owned()),
        ..reason(ReasonCode::SANCTIONS, "The business or a representative may be subject to sanctions")
    };
    let refused = Notice { reasons: vec![listed.clone()], may_appeal: true, ..notice(EventKind::Rejected) };
    check("refused", &refused);
    // One thing among them that can be corrected is worth correcting.
    let mixed = Notice { reasons: [vec![listed], rejected().reasons].concat(), ..refused };
    assert!(letter(&mixed).unwrap().text.contains("Correct what is named above"));
}

#[test]
fn received_says_when_the_decision_comes() {
    check(
        "received",
        &Notice { review_due_at: at("2026-11-24T09:30:00Z"), ..notice(EventKind::ReviewStarted) },
    );
}

#[test]
fn approved_says_until_when() {
    check("approved", &Notice { valid_until: at("2027-11-23T00:00:00Z"), ..notice(EventKind::Approved) });
}

#[test]
fn rejected_says_each_reason_and_how_to_mend_it() {
    check("rejected", &rejected());
}

#[test]
fn expiring_says_when_and_how_to_renew() {
    check("expiring", &Notice { valid_until: at("2026-12-23T00:00:00Z"), ..notice(EventKind::Expiring) });
}

#[test]
fn expired_says_since_when() {
    let reasons = vec![reason(ReasonCode::EXPIRED, "The approval has run out")];
    check(
        "expired",
        &Notice { valid_until: at("2026-11-23T00:00:00Z"), reasons, ..notice(EventKind::Expired) },
    );
}

#[test]
fn suspended_says_why_and_whom_to_ask() {
    let reasons = vec![reason(ReasonCode::SUSPENDED, "Suspended by the provider")];
    check("suspended", &Notice { reasons, ..notice(EventKind::Suspended) });
}

#[test]
fn reinstated_says_what_holds_again() {
    check("reinstated", &Notice { valid_until: at("2027-11-23T00:00:00Z"), ..notice(EventKind::Reinstated) });
}

#[test]
fn submitted_and_review_started_are_one_letter() {
    assert_eq!(
        letter(&notice(EventKind::Submitted)).unwrap(),
        letter(&notice(EventKind::ReviewStarted)).unwrap()
    );
}

#[test]
fn every_letter_names_the_bundle_the_place_and_the_support() {
    for event in EventKind::ALL {
        let notice = notice(event);
        let letter = letter(&notice).unwrap();
        for part in [&letter.text, &letter.html] {
            assert!(part.contains("BU0123456789abcdef0123456789abcdef"), "{event:?}");
            assert!(part.contains(&notice.mend_url), "{event:?}");
            assert!(part.contains("help@hub.example.com"), "{event:?}");
        }
    }
}

#[test]
fn without_a_support_address_the_letter_names_the_provider() {
    let letter = letter(&Notice { support_email: None, ..rejected() }).unwrap();
    assert!(letter.text.contains("Ask your provider's support and name BU0123456789abcdef0123456789abcdef."));
    assert!(letter.html.contains("Ask your provider's support and name BU0123456789abcdef0123456789abcdef."));
}

#[test]
fn a_line_break_in_a_name_starts_neither_a_header_nor_a_paragraph() {
    let name = "Owl\r\nBcc: victim@example.com\r\n\r\nYour account is locked".to_owned();
    let letter = letter(&Notice { friendly_name: name, ..rejected() }).unwrap();
    assert_eq!(
        letter.subject,
        "Your Customer Profile \"Owl Bcc: victim@example.com Your account is locked\" was not approved"
    );
    assert!(!letter.text.lines().any(|line| line.starts_with("Bcc:") || line.starts_with("Your account")));
}

#[test]
fn what_customers_and_reviewers_wrote_is_escaped_in_html() {
    let attack = "<script>alert('x')</script>\"&";
    let mut notice = rejected();
    notice.friendly_name = attack.to_owned();
    notice.account_name = attack.to_owned();
    notice.mend_url = format!("https://hub.example.com/{attack}");
    for reason in &mut notice.reasons {
        reason.note = Some(attack.to_owned());
        reason.field = Some(attack.to_owned());
    }
    let letter = letter(&notice).unwrap();
    assert!(!letter.html.contains("<script"), "{}", letter.html);
    assert!(!letter.html.contains("')"), "{}", letter.html);
}

#[test]
fn a_name_is_too_short_for_a_message_of_its_own() {
    let name =
        "You have won a prize, call us at once and give us your card's number to collect it today".to_owned();
    let letter = letter(&Notice { friendly_name: name, ..notice(EventKind::Approved) }).unwrap();
    assert_eq!(
        letter.subject,
        "Your Customer Profile \"You have won a prize, call us at once and give us your card's...\" is approved"
    );
}

#[test]
fn nothing_personal_shows_in_debug() {
    let shown = format!("{:?} {:?}", rejected(), letter(&rejected()).unwrap());
    assert!(!shown.contains("Owl") && !shown.contains("12-3456789"), "{shown}");
}
