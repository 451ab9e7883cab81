//! What name servers, domain registries and registers on the network say, as findings.

use trusthub_domain::review::{Assessment, Outcome};
use trusthub_vetting::contact::{
    CompanyNumber, ContactFacts, DomainAge, LiveAnswer, LiveCompany, LiveRegister, MailDomain, MailRoute,
    Questions, Register, Registered,
};
use trusthub_vetting::registries::Standing;
use trusthub_vetting::{Application, FoundBy, RegistryHit, RegistrySearch};

use crate::fixtures::{Parts, assess, failures};

const AT: &str = "2026-11-23T12:00:00Z";

fn with(contact: ContactFacts) -> Application {
    let mut application = Parts::good().application();
    application.contact = Some(contact);
    application
}

fn outcome(assessment: &Assessment, check: &str) -> Option<Outcome> {
    assessment.evidence.iter().find(|one| one.check == check).map(|one| one.outcome)
}

#[test]
fn a_domain_that_takes_no_mail_is_a_doubt() {
    for (route, told) in [
        (MailRoute::Exchangers, Outcome::Pass),
        (MailRoute::OwnAddress, Outcome::Unknown),
        (MailRoute::Refused, Outcome::Fail),
        (MailRoute::Nowhere, Outcome::Fail),
        (MailRoute::NoSuchDomain, Outcome::Fail),
        (MailRoute::Silence, Outcome::Unknown),
    ] {
        let mail = vec![MailDomain { domain: "owlbooks.com".to_owned(), at: AT.to_owned(), route }];
        let assessment = assess(&with(ContactFacts { mail, ..ContactFacts::default() }));
        assert_eq!(outcome(&assessment, "email.domain_takes_mail"), Some(told), "{route:?}");
        // The other representative's domain was not asked about.
        let count = assessment.evidence.iter().filter(|one| one.check == "email.domain_takes_mail").count();
        assert_eq!(count, 1);
    }
}

#[test]
fn a_domain_of_last_week_is_a_doubt() {
    for (registered, told) in [
        (Registered::On("2026-11-16T12:00:00Z".to_owned()), Outcome::Fail),
        (Registered::On("2026-10-24T12:00:01Z".to_owned()), Outcome::Fail),
        (Registered::On("2026-10-24T12:00:00Z".to_owned()), Outcome::Pass),
        (Registered::On("1997-09-15T04:00:00Z".to_owned()), Outcome::Pass),
        (Registered::On("long ago".to_owned()), Outcome::Unknown),
        (Registered::NotThere, Outcome::Unknown),
        (Registered::Silence, Outcome::Unknown),
    ] {
        let domain = Some(DomainAge {
            domain: "owlbooks.com".to_owned(),
            url: "https://rdap.example/domain/owlbooks.com".to_owned(),
            at: AT.to_owned(),
            registered,
        });
        let assessment = assess(&with(ContactFacts { domain, ..ContactFacts::default() }));
        assert_eq!(outcome(&assessment, "website.domain_is_not_new"), Some(told));
    }
}

fn asked(register: Register, answer: LiveAnswer) -> LiveRegister {
    LiveRegister { register, url: "https://register.example/7".to_owned(), at: AT.to_owned(), answer }
}

fn company(name: &str, standing: Standing) -> LiveAnswer {
    LiveAnswer::Company(Box::new(LiveCompany {
        number: "7".to_owned(),
        name: name.to_owned(),
        country: "US".to_owned(),
        standing,
        created: String::new(),
    }))
}

fn told(registers: Vec<LiveRegister>) -> Assessment {
    assess(&with(ContactFacts { registers, ..ContactFacts::default() }))
}

#[test]
fn a_company_that_a_register_names_counts_as_one_of_an_imported_register_does() {
    let right = told(vec![asked(Register::Gleif, company("OWL BOOKS INC", Standing::Active))]);
    for check in
        ["registry.name", "registry.active", "registry.number_is_known", "address.in_country_of_register"]
    {
        assert_eq!(outcome(&right, check), Some(Outcome::Pass), "{check}");
    }
    let other = told(vec![asked(Register::Opencorporates, company("Night Bird LLC", Standing::Inactive))]);
    assert_eq!(failures(&other), ["registry.name 18602", "registry.active 18602"]);
}

#[test]
fn who_does_not_answer_or_is_not_complete_says_nothing_against_anybody() {
    for (register, answer, expected) in [
        (Register::Vies, LiveAnswer::NotThere, Outcome::Fail),
        (Register::Vies, LiveAnswer::Silence, Outcome::Unknown),
        (Register::Vies, company("", Standing::Active), Outcome::Pass),
        (Register::Gleif, LiveAnswer::NotThere, Outcome::Unknown),
        (Register::Gleif, LiveAnswer::Silence, Outcome::Unknown),
        (Register::Opencorporates, LiveAnswer::NotThere, Outcome::Unknown),
    ] {
        let assessment = told(vec![asked(register, answer)]);
        assert_eq!(outcome(&assessment, "registry.number_is_known"), Some(expected), "{register:?}");
        assert_eq!(outcome(&assessment, "registry.name"), None, "{register:?}");
    }
}

#[test]
fn todays_answer_goes_before_an_import_and_a_number_before_a_name() {
    let imported = |by, is_match| RegistryHit {
        register: "gleif 1".to_owned(),
        source_id: "8".to_owned(),
        legal_name: "Owl Books Inc".to_owned(),
        country: "US".to_owned(),
        standing: Standing::Inactive,
        created: String::new(),
        by,
        per_mille: 900,
        is_match,
        is_certain: true,
    };
    for (found, is_live_taken) in [
        (imported(FoundBy::Name, true), true),
        (imported(FoundBy::Number, false), true),
        (imported(FoundBy::Number, true), true),
    ] {
        let registers = vec![asked(Register::Gleif, company("OWL BOOKS INC", Standing::Active))];
        let mut application = with(ContactFacts { registers, ..ContactFacts::default() });
        application.registry =
            Some(RegistrySearch { looked_in: vec!["gleif 1".to_owned()], found: Some(found) });
        let active = outcome(&assess(&application), "registry.active");
        assert_eq!(active == Some(Outcome::Pass), is_live_taken);
    }
    let registers = vec![asked(Register::Gleif, company("Night Bird LLC", Standing::Active))];
    let mut application = with(ContactFacts { registers, ..ContactFacts::default() });
    let found = Some(imported(FoundBy::Number, true));
    application.registry = Some(RegistrySearch { looked_in: Vec::new(), found });
    assert_eq!(
        outcome(&assess(&application), "registry.active"),
        Some(Outcome::Fail),
        "the right name is believed"
    );
}

#[test]
fn stored_answers_replay() {
    let application = with(ContactFacts {
        website: None,
        mail: vec![MailDomain {
            domain: "owlbooks.com".to_owned(),
            at: AT.to_owned(),
            route: MailRoute::Refused,
        }],
        domain: None,
        registers: vec![asked(Register::Vies, LiveAnswer::NotThere)],
    });
    let stored = serde_json::to_string(&application).unwrap();
    let replayed: Application = serde_json::from_str(&stored).unwrap();
    assert_eq!(assess(&replayed), assess(&application));
}

#[test]
fn each_number_is_asked_about_where_it_may_be_known() {
    let number = |identifier: &str, number: &str, country: &str| {
        let parts = Parts::good()
            .business("business_registration_identifier", identifier)
            .business("business_registration_number", number)
            .country(country, "");
        Questions::of(&parts.application()).number
    };
    let company = |country: &str, region: Option<&str>, number: &str| {
        Some(CompanyNumber::Company {
            country: country.to_owned(),
            region: region.map(str::to_owned),
            number: number.to_owned(),
        })
    };
    let vat = |prefix: &str, number: &str| {
        Some(CompanyNumber::Vat { prefix: prefix.to_owned(), number: number.to_owned() })
    };
    assert_eq!(number("EIN", "04-2103594", "US"), None);
    assert_eq!(number("DUNS", "150483782", "US"), None);
    assert_eq!(number("VAT", "DE 136,695 976", "DE"), vat("DE", "136695976"));
    assert_eq!(number("VAT", "GB980780684", "GB"), None);
    assert_eq!(number("VAT", "136695976", "DE"), None);
    assert_eq!(number("VATRN", "18547290", "RO"), vat("RO", "18547290"));
    assert_eq!(number("CN", "00445790", "GB"), company("GB", None, "00445790"));
    assert_eq!(number("Other", "HRB 12345", "DE"), company("DE", None, "HRB 12345"));
    assert_eq!(number("Other", "C1234567", "US"), company("US", Some("CA"), "C1234567"));
    let lei = "5493001KJTIIGC8Y1R12";
    assert_eq!(number("Other", lei, "GB"), Some(CompanyNumber::Lei(lei.to_owned())));
    assert_eq!(number("CN", "11111111", "GB"), None, "made up");
    assert_eq!(number("CN", "", "GB"), None);
}

#[test]
fn domains_are_asked_about_once_and_in_ascii() {
    let parts = Parts::good()
        .business("website_url", "https://shop.bücher-eule.de/x")
        .first("email", "ada@Bücher-Eule.de");
    let asked = Questions::of(&parts.application());
    assert_eq!(asked.domain.as_deref(), Some("xn--bcher-eule-9db.de"));
    assert_eq!(asked.mail_domains, ["hq.owlbooks.com", "xn--bcher-eule-9db.de"]);
    let nowhere = Parts::good().first("email", "ada@mail.test");
    assert_eq!(Questions::of(&nowhere.application()).mail_domains, ["hq.owlbooks.com"]);
}
