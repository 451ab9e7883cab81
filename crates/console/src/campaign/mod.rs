//! The form for a campaign, as the console shows it and pages of others embed it, and how campaigns read.

pub(crate) mod fields;
mod problems;
pub(crate) mod words;

pub(crate) use problems::{Problem, problems};

use trusthub_domain::messaging::CampaignContent;

use crate::form::{Group, Open};

/// The inputs of a form, and what is to be mended in them.
#[derive(Default)]
pub(crate) struct Sheet {
    pub(crate) groups: Vec<Group>,
    pub(crate) open: Vec<Open>,
    /// What is wrong, and with no input of the form.
    pub(crate) whole: Option<String>,
}

impl Sheet {
    /// What stands in the form, and what is wrong with it; `about` is what it asks first.
    pub(crate) fn new(about: Option<Group>, content: &CampaignContent, problems: Vec<Problem>) -> Self {
        let mut groups: Vec<Group> = about.into_iter().chain(fields::groups(content)).collect();
        for field in groups.iter_mut().flat_map(|group| group.fields.iter_mut()) {
            let found = problems.iter().find(|problem| problem.field == Some(field.name.as_str()));
            field.error = found.map(|problem| problem.what.clone());
        }
        let (of_inputs, of_whole): (Vec<_>, Vec<_>) =
            problems.into_iter().partition(|problem| problem.field.is_some());
        let whole = of_whole.into_iter().map(|problem| problem.what).collect::<Vec<_>>().join(" ");
        Self {
            groups,
            open: of_inputs.into_iter().map(Problem::open).collect(),
            whole: Some(whole).filter(|whole| !whole.is_empty()),
        }
    }
}
