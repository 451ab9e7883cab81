//! What a form for a campaign begins with. What the resource that it becomes has no field for stands in one of its texts,
//! where whoever fills it in can see and change it.

use trusthub_domain::messaging::CampaignContent;
use trusthub_domain::tollfree::OptInType;

use super::NewCampaignRegistration;
use crate::inquiries::brands::must_be_https;
use crate::{Hub, Invalid, Result};

/// What a campaign is for that is for several things.
const MIXED: &str = "MIXED";

pub(super) fn of(hub: &Hub, new: &NewCampaignRegistration) -> Result<CampaignContent> {
    must_be_https("embeddedUrlSample", new.url_sample.as_deref())?;
    let entered = new.entered.clone();
    let links = new.url_sample.as_deref().map(|url| format!("Links: {url}"));
    let ways = ways(&new.opt_in_types)?;
    Ok(CampaignContent {
        description: joined(&entered.description, links.as_deref()),
        message_flow: joined(&entered.message_flow, ways.as_deref()),
        use_case: use_case(hub, &new.use_cases)?,
        ..entered
    })
}

fn joined(text: &str, more: Option<&str>) -> String {
    [Some(text.trim()), more]
        .into_iter()
        .flatten()
        .filter(|text| !text.is_empty())
        .collect::<Vec<_>>()
        .join("\n")
}

/// One, or `MIXED` for several.
fn use_case(hub: &Hub, given: &[String]) -> Result<String> {
    let known = &hub.messaging().use_cases;
    let unknown = given.iter().find(|code| known.get(code).is_err());
    if let Some(unknown) = unknown {
        let why = format!("{unknown:?} is no use case; GET …/Compliance/Usa2p/Usecases lists them");
        return Err(Invalid::Field { field: "useCaseCategories", why }.into());
    }
    Ok(match given {
        [] => String::new(),
        [only] => only.clone(),
        [_, _, ..] => MIXED.to_owned(),
    })
}

/// How people agree, in a sentence.
fn ways(given: &[String]) -> Result<Option<String>> {
    let read = |text: &String| {
        text.parse::<OptInType>().map_err(|_| {
            let known = OptInType::ALL.iter().map(|one| one.as_str()).collect::<Vec<_>>().join(", ");
            Invalid::Field { field: "useCaseOptInTypes", why: format!("each is one of {known}") }
        })
    };
    let ways = given.iter().map(read).collect::<std::result::Result<Vec<_>, _>>()?;
    let words: Vec<&str> = ways.iter().map(|way| way.in_words()).collect();
    Ok((!words.is_empty()).then(|| format!("People agree: {}.", words.join(", ").to_lowercase())))
}
