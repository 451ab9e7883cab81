//! What messages may say: what is clean, what is refused, what a person looks at.

use trusthub_vetting::messaging::{
    Channel, ContentRules, Declared, Field, Messages, Outcome, Severity, outcome,
};

fn clean() -> Messages {
    Messages {
        brand_names: vec!["Owl Books, Inc.".to_owned()],
        website: Some("https://www.owlbooks.com".to_owned()),
        use_case: "MARKETING".to_owned(),
        description: "Owl Books tells readers who asked for it about new books and events in its shops.".to_owned(),
        samples: vec![
            "Owl Books: our autumn sale begins. 20% off at https://owlbooks.com/sale Reply STOP to unsubscribe.".to_owned(),
            "Owl Books: meet the author on [date] at our shop in [town]. Reply STOP to end.".to_owned(),
        ],
        opt_in: "Readers enter their phone number at https://owlbooks.com/texts and check a box that is not pre-checked: \
            I agree to receive marketing texts from Owl Books. Message frequency varies. Message and data rates may apply. \
            Reply STOP to stop, HELP for help. Terms and privacy policy are linked below the box."
            .to_owned(),
        opt_in_message: Some("Owl Books: you are subscribed. Reply HELP for help, STOP to stop.".to_owned()),
        opt_out_message: Some("Owl Books: you are unsubscribed and will receive no more messages.".to_owned()),
        help_message: Some("Owl Books: write to help@owlbooks.com. Reply STOP to unsubscribe.".to_owned()),
        opt_out_keywords: vec!["STOP".to_owned(), "QUIT".to_owned()],
        privacy_policy_url: Some("https://owlbooks.com/privacy".to_owned()),
        terms_url: Some("https://owlbooks.com/terms".to_owned()),
        declared: Declared {
            embedded_links: Some(true),
            embedded_phone: Some(false),
            age_gated: Some(false),
            direct_lending: Some(false),
        },
    }
}

fn check(messages: &Messages) -> Vec<(String, u32, Severity, Field)> {
    let rules = ContentRules::shipped().unwrap();
    let findings = rules.check(messages, Channel::Campaign);
    findings.into_iter().map(|one| (one.rule, one.code.0, one.severity, one.field)).collect()
}

type Change = fn(&mut Messages);

#[test]
fn an_honest_campaign_has_nothing_against_it() {
    assert_eq!(check(&clean()), []);
    assert_eq!(outcome(&[]), Outcome::Clean);
}

#[test]
fn what_is_certain_is_refused_with_the_vendors_code() {
    let cases: [(&str, u32, Field, Change); 23] = [
        ("shortener", 30963, Field::MessageSamples, |m| {
            m.samples[0] = "Owl Books: https://bit.ly/3x Reply STOP".into();
        }),
        ("http", 30964, Field::MessageSamples, |m| {
            m.samples[0] = "Owl Books: http://owlbooks.com STOP ends".into();
        }),
        ("address", 30961, Field::MessageSamples, |m| {
            m.samples[0] = "Owl Books: https://10.1.2.3/a STOP ends".into();
        }),
        ("link", 30893, Field::MessageSamples, |m| m.declared.embedded_links = Some(false)),
        ("phone", 30889, Field::MessageSamples, |m| {
            m.samples[1] = "Owl Books: call (510) 234-5678. STOP ends".into();
        }),
        ("no phone", 30889, Field::HasEmbeddedPhone, |m| m.declared.embedded_phone = Some(true)),
        ("gambling", 30944, Field::MessageSamples, |m| m.samples[0].push_str(" Free spins tonight!")),
        ("cannabis", 30940, Field::MessageSamples, |m| m.samples[0].push_str(" Try our CBD gummies.")),
        ("loans", 30942, Field::MessageSamples, |m| m.samples[0].push_str(" Payday loans in minutes.")),
        ("crypto", 30947, Field::MessageSamples, |m| m.samples[0].push_str(" Buy Bitcoin here.")),
        ("tobacco", 30958, Field::MessageSamples, |m| m.samples[0].push_str(" Vape juice half price.")),
        ("alcohol", 30956, Field::MessageSamples, |m| m.samples[0].push_str(" Happy hour at five.")),
        ("phishing", 30884, Field::MessageSamples, |m| {
            m.samples[0].push_str(" You have WON, claim your prize");
        }),
        ("described", 30951, Field::Description, |m| {
            m.description.push_str(" A multi-level marketing team.");
        }),
        ("no STOP", 30887, Field::MessageSamples, |m| {
            m.samples =
                vec!["Owl Books: new books at https://owlbooks.com".into(), "Owl Books: we open at 9".into()];
            m.opt_in_message = None;
        }),
        ("keywords", 30887, Field::OptOutKeywords, |m| m.opt_out_keywords = vec!["BYE".into()]),
        ("help", 30890, Field::HelpMessage, |m| {
            m.help_message = Some("We are here for you every day.".into());
        }),
        ("brand", 30893, Field::MessageSamples, |m| {
            m.samples = vec![
                "new books are in, see https://example.com STOP ends".into(),
                "we open at nine today".into(),
            ];
        }),
        ("2FA", 30893, Field::MessageSamples, |m| m.use_case = "2FA".into()),
        ("twice", 30911, Field::MessageSamples, |m| m.samples[1] = m.samples[0].to_uppercase()),
        ("language", 30910, Field::Description, |m| {
            m.description = "Мы рассылаем новости о книгах и встречах".into();
        }),
        ("flow", 30909, Field::MessageFlow, |m| {
            m.opt_in = "We know our readers well and they like to hear from us.".into();
        }),
        ("bought", 30896, Field::MessageFlow, |m| m.opt_in.push_str(" We also write to purchased lists.")),
    ];
    for (name, code, field, change) in cases {
        let mut messages = clean();
        change(&mut messages);
        let found = check(&messages);
        let is_found = found.iter().any(|one| (one.1, one.2, one.3) == (code, Severity::Violation, field));
        assert!(is_found, "{name}: {found:?}");
    }
}

#[test]
fn what_a_person_could_read_otherwise_is_left_to_one() {
    let cases: [(&str, u32, Change); 11] = [
        ("a clinic's advice", 30956, |m| m.samples[0].push_str(" Drink no alcohol before the visit.")),
        ("a gated bar", 30955, |m| {
            m.samples[0].push_str(" Happy hour at five.");
            m.declared.age_gated = Some(true);
            m.opt_in.push_str(" Readers enter their date of birth.");
        }),
        ("a lender", 30895, |m| m.declared.direct_lending = Some(true)),
        ("a trade name", 30893, |m| {
            m.samples =
                vec!["Bookworm: see https://example.com STOP ends".into(), "Bookworm: we open at 9".into()];
        }),
        ("no disclosures", 30924, |m| {
            m.opt_in = "Readers check a box at https://owlbooks.com to agree to our texts. Terms and privacy are there.".into();
            m.opt_in_message = None;
        }),
        ("an unseen page", 30909, |m| {
            m.opt_in = m.opt_in.replace("at https://owlbooks.com/texts", "on our website");
        }),
        ("no privacy policy", 30933, |m| {
            m.privacy_policy_url = None;
            m.opt_in = m.opt_in.replace("privacy", "other");
        }),
        ("links that never come", 30893, |m| m.samples[0] = "Owl Books: the sale begins. STOP ends".into()),
        ("an account notice with an offer", 30893, |m| m.use_case = "ACCOUNT_NOTIFICATION".into()),
        ("shared numbers", 30932, |m| m.opt_in.push_str(" Numbers are shared with partners of ours.")),
        ("an age gate nobody sees", 30888, |m| m.declared.age_gated = Some(true)),
    ];
    for (name, code, change) in cases {
        let mut messages = clean();
        change(&mut messages);
        let rules = ContentRules::shipped().unwrap();
        let found = rules.check(&messages, Channel::Campaign);
        assert!(found.iter().any(|one| one.code.0 == code), "{name}: {found:?}");
        assert_eq!(outcome(&found), Outcome::Doubtful, "{name}: {found:?}");
    }
}

#[test]
fn what_is_denied_is_not_said_and_words_within_words_are_none() {
    let harmless: [(&str, Change); 6] = [
        ("denied", |m| m.description.push_str(" We never send loan offers, gambling or adult content.")),
        ("not shared", |m| m.opt_in.push_str(" Consent is not shared with third parties.")),
        ("within a word", |m| {
            m.samples[0] = "Owl Books: Beersheba begins with a letter. https://owl.com STOP ends".into();
        }),
        ("a code", |m| {
            m.samples[1] = format!("Owl Books: your pickup code is {}. Reply STOP to end", "X".repeat(6));
        }),
        ("a placeholder link", |m| m.samples[0] = "Owl Books: see {{link}}. Reply STOP to end.".into()),
        ("written together", |m| m.samples[0] = "Hi from OwlBooks! See owlbooks.com/new. STOP ends.".into()),
    ];
    for (name, change) in harmless {
        let mut messages = clean();
        change(&mut messages);
        let found = check(&messages);
        // Beersheba is a town; the rule takes any ending of "beer", and a person looks.
        let found: Vec<_> =
            found.into_iter().filter(|one| name != "within a word" || one.2 == Severity::Violation).collect();
        assert_eq!(found, [], "{name}");
    }
}

#[test]
fn the_same_rules_tell_toll_free_numbers_their_own_codes() {
    let mut messages = clean();
    messages.samples[0] = "Owl Books: https://tinyurl.com/owl Reply STOP".to_owned();
    messages.declared = Declared::default();
    let findings = ContentRules::shipped().unwrap().check(&messages, Channel::TollFree);
    assert_eq!(findings.iter().map(|one| one.code.0).collect::<Vec<_>>(), [30857]);
    assert_eq!(findings[0].sample, Some(1));
    assert!(findings[0].why.contains("tinyurl.com") && !findings[0].mend.is_empty());
}

#[test]
fn a_one_time_code_need_not_say_how_to_stop() {
    let messages = Messages {
        use_case: "2FA".to_owned(),
        samples: vec![
            "Owl Books: your code is 123456.".into(),
            "Owl Books: 654321 is your login code.".into(),
        ],
        opt_in_message: None,
        description: "Owl Books sends a code to readers who sign in to their account.".into(),
        declared: Declared { embedded_links: Some(false), ..clean().declared },
        ..clean()
    };
    assert_eq!(check(&messages), []);
}

#[test]
fn anything_may_be_written_and_nothing_is_too_long() {
    let text = "a.b/c [x] 9 \u{202e}é%".repeat(5000);
    let messages = Messages {
        description: text.clone(),
        opt_in: text.clone(),
        samples: vec![text; 5],
        ..Messages::default()
    };
    assert_ne!(
        outcome(&ContentRules::shipped().unwrap().check(&messages, Channel::Campaign)),
        Outcome::Clean
    );
    assert_ne!(
        outcome(&ContentRules::shipped().unwrap().check(&Messages::default(), Channel::Campaign)),
        Outcome::Clean
    );
}
