//! Name servers and registries: whether domains take mail, when one was registered, which company has a number.

use std::fmt::Debug;

use futures::future::join_all;
use tokio::time::{Instant, timeout_at};
use trusthub_gateways::dns;
use trusthub_gateways::lookup::gleif::LeiQuestion;
use trusthub_gateways::lookup::opencorporates::CompanyQuestion;
use trusthub_gateways::lookup::vies::VatQuestion;
use trusthub_gateways::lookup::{Company, Heard, Lookups, Provider, Said};
use trusthub_gateways::outside::Outside;
use trusthub_vetting::contact::{
    CompanyNumber, DomainAge, LiveAnswer, LiveCompany, LiveRegister, MailDomain, MailRoute, Questions,
    Register, Registered,
};
use trusthub_vetting::registries::Standing;

use crate::Hub;

/// Every domain of the representatives' addresses.
pub(super) async fn mail(hub: &Hub, outside: &Outside, asked: &Questions, until: Instant) -> Vec<MailDomain> {
    let Some(servers) = &outside.mail else { return Vec::new() };
    let questions = asked.mail_domains.iter().map(|domain| async move {
        let started = Instant::now();
        let route = timeout_at(until, servers.mail_route(domain)).await.unwrap_or(dns::MailRoute::Silence);
        let how = if route == dns::MailRoute::Silence { "failed" } else { "answered" };
        measure("mail", how, started);
        MailDomain { domain: domain.clone(), at: hub.now().to_rfc3339(), route: in_terms_of_vetting(route) }
    });
    join_all(questions).await
}

fn in_terms_of_vetting(route: dns::MailRoute) -> MailRoute {
    match route {
        dns::MailRoute::Exchangers => MailRoute::Exchangers,
        dns::MailRoute::OwnAddress => MailRoute::OwnAddress,
        dns::MailRoute::Refused => MailRoute::Refused,
        dns::MailRoute::Nowhere => MailRoute::Nowhere,
        dns::MailRoute::NoSuchDomain => MailRoute::NoSuchDomain,
        dns::MailRoute::Silence => MailRoute::Silence,
    }
}

/// The website's domain.
pub(super) async fn domain(
    hub: &Hub,
    outside: &Outside,
    asked: &Questions,
    until: Instant,
) -> Option<DomainAge> {
    let (rdap, domain) = (outside.rdap.as_ref()?, asked.domain.as_ref()?);
    let said = ask(hub, rdap, domain, until).await?;
    let registered = match said.heard {
        Heard::Answer(day) => Registered::On(day.to_rfc3339()),
        Heard::Nothing => Registered::NotThere,
        Heard::Silence => Registered::Silence,
    };
    Some(DomainAge { domain: domain.clone(), url: said.url, at: said.at.to_rfc3339(), registered })
}

/// Every register that may know the business's number.
pub(super) async fn registers(
    hub: &Hub,
    outside: &Outside,
    asked: &Questions,
    until: Instant,
) -> Vec<LiveRegister> {
    let Some(number) = &asked.number else { return Vec::new() };
    let gleif = async {
        let question = lei_question(number)?;
        Some(answer(Register::Gleif, ask(hub, outside.gleif.as_ref()?, &question, until).await?))
    };
    let vies = async {
        let question = vat_question(number)?;
        Some(answer(Register::Vies, ask(hub, outside.vies.as_ref()?, &question, until).await?))
    };
    let opencorporates = async {
        let question = company_question(number)?;
        let source = outside.opencorporates.as_ref()?;
        Some(answer(Register::Opencorporates, ask(hub, source, &question, until).await?))
    };
    let (gleif, vies, opencorporates) = tokio::join!(gleif, vies, opencorporates);
    [gleif, vies, opencorporates].into_iter().flatten().collect()
}

fn lei_question(number: &CompanyNumber) -> Option<LeiQuestion> {
    match number {
        CompanyNumber::Lei(lei) => Some(LeiQuestion::Lei(lei.clone())),
        CompanyNumber::Company { country, number, .. } => {
            Some(LeiQuestion::Registered { number: number.clone(), country: country.clone() })
        }
        CompanyNumber::Vat { .. } => None,
    }
}

fn vat_question(number: &CompanyNumber) -> Option<VatQuestion> {
    match number {
        CompanyNumber::Vat { prefix, number } => {
            Some(VatQuestion { prefix: prefix.clone(), number: number.clone() })
        }
        CompanyNumber::Lei(_) | CompanyNumber::Company { .. } => None,
    }
}

fn company_question(number: &CompanyNumber) -> Option<CompanyQuestion> {
    match number {
        CompanyNumber::Company { country, region, number } => {
            let region = region.iter().map(|region| format!("_{region}"));
            let jurisdiction = std::iter::once(country.clone()).chain(region).collect::<String>();
            Some(CompanyQuestion { jurisdiction: jurisdiction.to_ascii_lowercase(), number: number.clone() })
        }
        CompanyNumber::Lei(_) | CompanyNumber::Vat { .. } => None,
    }
}

/// `None` if it is no question for this provider. Time that runs out is silence.
async fn ask<P>(hub: &Hub, of: &Lookups<P>, question: &P::Question, until: Instant) -> Option<Said<P::Answer>>
where
    P: Provider,
    P::Answer: Debug,
{
    let started = Instant::now();
    let now = hub.now();
    let said = match timeout_at(until, of.ask(question, now)).await {
        Ok(said) => said?,
        Err(_) => Said { heard: Heard::Silence, url: of.shown(question)?, at: now, how: "failed" },
    };
    measure(P::NAME, said.how, started);
    Some(said)
}

fn measure(source: &'static str, outcome: &'static str, started: Instant) {
    metrics::histogram!("trusthub_lookup_duration_seconds", "source" => source, "outcome" => outcome)
        .record(started.elapsed());
}

fn answer(register: Register, said: Said<Company>) -> LiveRegister {
    let answer = match said.heard {
        Heard::Answer(company) => LiveAnswer::Company(Box::new(LiveCompany {
            number: company.number,
            name: company.name,
            country: company.country,
            standing: match company.is_active {
                Some(true) => Standing::Active,
                Some(false) => Standing::Inactive,
                None => Standing::Unknown,
            },
            created: company.created,
        })),
        Heard::Nothing => LiveAnswer::NotThere,
        Heard::Silence => LiveAnswer::Silence,
    };
    LiveRegister { register, url: said.url, at: said.at.to_rfc3339(), answer }
}
