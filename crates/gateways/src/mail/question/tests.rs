use super::*;

fn asked() -> Question {
    Question {
        bundle_sid: "BU0123456789abcdef0123456789abcdef".parse().unwrap(),
        name: "Rosalind Achterberg".to_owned(),
        title: "Chief Executive".to_owned(),
        business_name: "Owl & Sons".to_owned(),
        account_name: "Harbour Voice".to_owned(),
        url: "https://hub.example.com/confirm/AAAA".to_owned(),
        until: Timestamp::parse_rfc3339("2026-11-26T09:30:00Z").unwrap(),
        is_reminder: false,
        support_email: Some("help@hub.example.com".parse().unwrap()),
    }
}

#[test]
fn the_question_says_who_asks_what_and_until_when() {
    let letter = question_letter(&asked()).unwrap();
    insta::assert_snapshot!("question.txt", format!("Subject: {}\n\n{}", letter.subject, letter.text));
    insta::assert_snapshot!("question.html", letter.html);
}

#[test]
fn a_reminder_says_that_it_is_one() {
    let reminder = Question { is_reminder: true, ..asked() };
    assert_eq!(
        question_letter(&reminder).unwrap().subject,
        "Reminder: Do you represent \"Owl & Sons\"? Confirm or deny it"
    );
    assert!(question_text(&reminder, 7).starts_with("Reminder: "));
}

#[test]
fn the_text_message_has_the_code_with_all_its_digits() {
    assert_eq!(
        question_text(&asked(), 4711),
        "Owl & Sons names you as its representative. Confirm or deny at https://hub.example.com/confirm/AAAA with the \
         code 004711."
    );
}

/// Whoever registers a business must not get to send strangers a message of their own.
#[test]
fn what_a_customer_wrote_is_short_escaped_and_on_one_line() {
    let attack = "<b>Prize</b>\r\nBcc: victim@example.com\r\n\r\nCall 1-900-555-0100 now and give us your card's number";
    let question = Question {
        name: attack.to_owned(),
        title: attack.to_owned(),
        business_name: attack.to_owned(),
        account_name: attack.to_owned(),
        ..asked()
    };
    let letter = question_letter(&question).unwrap();
    assert!(!letter.subject.contains(['\r', '\n']), "{}", letter.subject);
    assert!(!letter.text.lines().any(|line| line.starts_with("Bcc:")), "{}", letter.text);
    assert!(!letter.html.contains("<b>"), "{}", letter.html);
    for text in [letter.subject, letter.text, letter.html, question_text(&question, 1)] {
        assert!(!text.contains("card's number") && !text.contains("card&#39;s number"), "{text}");
    }
}

#[test]
fn nothing_personal_shows_in_debug() {
    let shown = format!("{:?}", asked());
    assert!(!shown.contains("Rosalind") && !shown.contains("AAAA"), "{shown}");
}
