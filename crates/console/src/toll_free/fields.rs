//! The inputs of the form: their names are the wire's, so that a problem finds its input by its name.

use trusthub_domain::tollfree::{
    BusinessType, Entered, FieldProblem, FieldProblemKind, OptInType, RegistrationAuthority, TextField,
    UseCase, VettingProvider,
};

use crate::form::{Choice, Control, Field, Group, countries, lines};
use crate::session::Posted;

/// An input of the form.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Input {
    Text(TextField),
    UseCases,
    OptInImageUrls,
    OptInKeywords,
    OptInType,
    BusinessType,
    RegistrationAuthority,
    VettingProvider,
    AgeGatedContent,
}

use Input::Text;
use TextField as F;

const BUSINESS: [Input; 8] = [
    Text(F::BusinessName),
    Text(F::DoingBusinessAs),
    Text(F::BusinessWebsite),
    Input::BusinessType,
    Input::RegistrationAuthority,
    Text(F::BusinessRegistrationNumber),
    Text(F::BusinessRegistrationCountry),
    Text(F::BusinessRegistrationPhoneNumber),
];
const PLACE: [Input; 6] = [
    Text(F::BusinessStreetAddress),
    Text(F::BusinessStreetAddress2),
    Text(F::BusinessCity),
    Text(F::BusinessStateProvinceRegion),
    Text(F::BusinessPostalCode),
    Text(F::BusinessCountry),
];
const PEOPLE: [Input; 5] = [
    Text(F::BusinessContactFirstName),
    Text(F::BusinessContactLastName),
    Text(F::BusinessContactEmail),
    Text(F::BusinessContactPhone),
    Text(F::NotificationEmail),
];
const MESSAGES: [Input; 11] = [
    Input::UseCases,
    Text(F::UseCaseSummary),
    Text(F::ProductionMessageSample),
    Text(F::MessageVolume),
    Text(F::HelpMessageSample),
    Text(F::PrivacyPolicyUrl),
    Text(F::TermsAndConditionsUrl),
    Input::AgeGatedContent,
    Input::VettingProvider,
    Text(F::VettingId),
    Text(F::AdditionalInformation),
];
const CONSENT: [Input; 4] =
    [Input::OptInType, Input::OptInImageUrls, Input::OptInKeywords, Text(F::OptInConfirmationMessage)];

/// Title, why it is asked, inputs, and whether it is about what messages are for.
const GROUPS: [(&str, &str, &[Input], bool); 5] = [
    ("The business", "Who sends the messages, as its register has it.", &BUSINESS, false),
    ("Where it is", "The address in the register.", &PLACE, false),
    ("Whom to ask", "Somebody who works for the business.", &PEOPLE, false),
    ("The messages", "What people will get, and why.", &MESSAGES, true),
    ("How people agree", "Nobody may be sent messages who did not ask for them.", &CONSENT, true),
];

fn shown(
    skips_use_case: bool,
) -> impl Iterator<Item = &'static (&'static str, &'static str, &'static [Input], bool)> {
    GROUPS.iter().filter(move |(.., is_use_case)| !(skips_use_case && *is_use_case))
}

/// The inputs as they stand.
pub(super) fn groups(entered: &Entered, skips_use_case: bool, problems: &[FieldProblem]) -> Vec<Group> {
    let group = |(title, why, inputs, _): &(&'static str, &'static str, &[Input], bool)| Group {
        title,
        why,
        fields: inputs.iter().map(|input| field(*input, entered, problems)).collect(),
    };
    shown(skips_use_case).map(group).collect()
}

/// What was sent, in the place of what was known; what the form does not show stays.
pub(crate) fn read(known: &Entered, skips_use_case: bool, posted: &Posted) -> Entered {
    let mut entered = known.clone();
    for input in shown(skips_use_case).flat_map(|(_, _, inputs, _)| inputs.iter()) {
        let text = posted.text(name(*input));
        match input {
            Text(field) => entered.enter(*field, Some(text)),
            Input::UseCases => {
                entered.use_cases = posted.all(name(*input)).filter_map(|one| one.parse().ok()).collect();
            }
            Input::OptInImageUrls => entered.opt_in_image_urls = lines(text),
            Input::OptInKeywords => entered.opt_in_keywords = lines(text),
            Input::OptInType => entered.opt_in_type = text.parse().ok(),
            Input::BusinessType => entered.business_type = text.parse().ok(),
            Input::RegistrationAuthority => entered.registration_authority = text.parse().ok(),
            Input::VettingProvider => entered.vetting_provider = text.parse().ok(),
            Input::AgeGatedContent => entered.age_gated_content = Some(text == "true"),
        }
    }
    entered
}

/// What was entered, each with what people call it; without what was left out.
pub(crate) fn facts(entered: &Entered) -> Vec<(&'static str, String)> {
    let all = groups(entered, false, &[]).into_iter().flat_map(|group| group.fields);
    let fact = |field: Field| {
        let label = label_of(&field.name);
        let chosen = |choices: Vec<Choice>| {
            let chosen = choices.into_iter().filter(|choice| choice.is_chosen && !choice.value.is_empty());
            chosen.map(|choice| choice.label).collect::<Vec<_>>().join(", ")
        };
        let text = match field.control {
            Control::Select(choices) | Control::Radios(choices) | Control::Boxes(choices) => chosen(choices),
            Control::Tick => {
                if field.value == "true" {
                    "Yes".to_owned()
                } else {
                    String::new()
                }
            }
            Control::Line(_) | Control::Area | Control::File(_) => field.value,
        };
        (label, text)
    };
    all.map(fact).filter(|(_, text)| !text.is_empty()).collect()
}

const fn name(input: Input) -> &'static str {
    match input {
        Text(field) => field.name(),
        Input::UseCases => "UseCaseCategories",
        Input::OptInImageUrls => "OptInImageUrls",
        Input::OptInKeywords => "OptInKeywords",
        Input::OptInType => "OptInType",
        Input::BusinessType => "BusinessType",
        Input::RegistrationAuthority => "BusinessRegistrationAuthority",
        Input::VettingProvider => "VettingProvider",
        Input::AgeGatedContent => "AgeGatedContent",
    }
}

/// What people call the input of that name.
pub(crate) fn label(field: &'static str) -> &'static str {
    match label_of(field) {
        "" => field,
        known => known,
    }
}

fn label_of(field: &str) -> &'static str {
    let inputs = GROUPS.iter().flat_map(|(_, _, inputs, _)| inputs.iter());
    inputs.into_iter().find(|input| name(**input) == field).map_or("", |input| words(*input).0)
}

/// The element of the input of that name; of several boxes, the first.
pub(super) fn anchor(field: &str) -> String {
    if field == name(Input::UseCases) { format!("{field}-1") } else { field.to_owned() }
}

/// What is wrong, and how to mend it.
pub(super) fn in_words(problem: &FieldProblem) -> String {
    let label = label(problem.field);
    match problem.kind {
        FieldProblemKind::Missing => format!("{label} is missing."),
        FieldProblemKind::TooLong(limit) => format!("{label} may have at most {limit} characters."),
        FieldProblemKind::Form(how) => format!("{label} cannot be read: {how}."),
    }
}

fn field(input: Input, entered: &Entered, problems: &[FieldProblem]) -> Field {
    let (label, hint) = words(input);
    let name = name(input);
    let known = |value: Option<&'static str>| value.unwrap_or_default().to_owned();
    let (control, value) = match input {
        Text(field) => (control_of(field), entered.text(field).unwrap_or_default().to_owned()),
        Input::UseCases => {
            let chosen: Vec<&str> = entered.use_cases.iter().map(|one| one.as_str()).collect();
            let choices = UseCase::ALL.iter().map(|one| Choice::new(one.as_str(), one.in_words()));
            (Control::Boxes(choices.collect()), chosen.join(","))
        }
        Input::OptInImageUrls => (Control::Area, entered.opt_in_image_urls.join("\n")),
        Input::OptInKeywords => (Control::Area, entered.opt_in_keywords.join("\n")),
        Input::OptInType => {
            let kinds = OptInType::ALL.iter().map(|one| Choice::new(one.as_str(), one.in_words()));
            (choice("Choose how", kinds), known(entered.opt_in_type.map(OptInType::as_str)))
        }
        Input::BusinessType => {
            let kinds = BusinessType::ALL.iter().map(|one| Choice::new(one.as_str(), one.in_words()));
            (choice("Choose what it is", kinds), known(entered.business_type.map(BusinessType::as_str)))
        }
        Input::RegistrationAuthority => {
            let kinds =
                RegistrationAuthority::ALL.iter().map(|one| Choice::new(one.as_str(), one.in_words()));
            let value = known(entered.registration_authority.map(RegistrationAuthority::as_str));
            (choice("Choose a register", kinds), value)
        }
        Input::VettingProvider => {
            let kinds = VettingProvider::ALL.iter().map(|one| Choice::new(one.as_str(), one.in_words()));
            (choice("None", kinds), known(entered.vetting_provider.map(VettingProvider::as_str)))
        }
        Input::AgeGatedContent => {
            (Control::Tick, known(entered.age_gated_content.filter(|is_gated| *is_gated).map(|_| "true")))
        }
    };
    let problem = problems.iter().find(|problem| problem.field == name).map(in_words);
    let field = Field::new(control, name, label).hint(hint).value(value).wrong(problem);
    let field = match input {
        Text(text) => field.autocomplete(autocomplete(text)).max_length(text.limit()),
        _ => field,
    };
    if is_required(input) { field } else { field.optional() }
}

fn choice(none: &'static str, kinds: impl Iterator<Item = Choice>) -> Control {
    Control::Select(std::iter::once(Choice::new("", none)).chain(kinds).collect())
}

fn control_of(field: TextField) -> Control {
    match field {
        F::BusinessCountry | F::BusinessRegistrationCountry => Control::Select(countries::choices()),
        F::BusinessWebsite | F::PrivacyPolicyUrl | F::TermsAndConditionsUrl => Control::Line("url"),
        F::NotificationEmail | F::BusinessContactEmail => Control::Line("email"),
        F::BusinessContactPhone | F::BusinessRegistrationPhoneNumber => Control::Line("tel"),
        field if field.has_lines() => Control::Area,
        _ => Control::Line("text"),
    }
}

const fn autocomplete(field: TextField) -> &'static str {
    match field {
        F::BusinessName => "organization",
        F::BusinessWebsite => "url",
        F::BusinessStreetAddress => "address-line1",
        F::BusinessStreetAddress2 => "address-line2",
        F::BusinessCity => "address-level2",
        F::BusinessStateProvinceRegion => "address-level1",
        F::BusinessPostalCode => "postal-code",
        F::BusinessCountry => "country",
        F::BusinessContactFirstName => "given-name",
        F::BusinessContactLastName => "family-name",
        F::BusinessContactEmail | F::NotificationEmail => "email",
        F::BusinessContactPhone => "tel",
        _ => "",
    }
}

/// Whether a browser insists on it. The register does not: a sole proprietor has none.
const fn is_required(input: Input) -> bool {
    match input {
        Text(field) => matches!(
            field,
            F::BusinessName
                | F::BusinessWebsite
                | F::NotificationEmail
                | F::UseCaseSummary
                | F::ProductionMessageSample
                | F::MessageVolume
        ),
        Input::OptInType | Input::BusinessType | Input::OptInImageUrls | Input::UseCases => true,
        Input::OptInKeywords
        | Input::RegistrationAuthority
        | Input::VettingProvider
        | Input::AgeGatedContent => false,
    }
}

/// What people call it, and how it should be.
const fn words(input: Input) -> (&'static str, &'static str) {
    match input {
        Text(field) => words_of(field),
        Input::UseCases => ("What the messages are about", "Choose at least one."),
        Input::OptInImageUrls => ("Pictures of the opt-in", "Addresses that anybody can open, one a line."),
        Input::OptInKeywords => ("Opt-in keywords", "What people text to agree, one a line."),
        Input::OptInType => ("How people agree", ""),
        Input::BusinessType => ("Type of business", ""),
        Input::RegistrationAuthority => ("Register", "Not needed for a sole proprietor."),
        Input::VettingProvider => {
            ("Vetting of political campaigns", "Only for political election campaigns.")
        }
        Input::AgeGatedContent => ("The content is for adults, and people are asked for their age first", ""),
    }
}

const fn words_of(field: TextField) -> (&'static str, &'static str) {
    match field {
        F::BusinessName => ("Legal name", "As it stands in the register."),
        F::DoingBusinessAs => ("Trade name", "If people know the business by another name."),
        F::BusinessWebsite => ("Website", "It must show the business's name. Begins with https://."),
        F::BusinessStreetAddress => ("Street and number", ""),
        F::BusinessStreetAddress2 => ("Suite or floor", ""),
        F::BusinessCity => ("City", ""),
        F::BusinessStateProvinceRegion => ("State, province or region", ""),
        F::BusinessPostalCode => ("Postal code", ""),
        F::BusinessCountry => ("Country", ""),
        F::BusinessRegistrationNumber => ("Registration number", "Not needed for a sole proprietor."),
        F::BusinessRegistrationCountry => ("Country of the register", "Not needed for a sole proprietor."),
        F::BusinessRegistrationPhoneNumber => {
            ("Telephone of the business", "With the country code: +15105550100.")
        }
        F::BusinessContactFirstName => ("First name", ""),
        F::BusinessContactLastName => ("Last name", ""),
        F::BusinessContactEmail => ("Their e-mail address", "At the business's own domain."),
        F::BusinessContactPhone => ("Their telephone", "With the country code: +15105550100."),
        F::NotificationEmail => ("Who is told of the result", "An e-mail address."),
        F::UseCaseSummary => ("Summary", "Who gets which messages, how often, and why."),
        F::ProductionMessageSample => {
            ("A message as you will send it", "With the business's name, and how to stop.")
        }
        F::MessageVolume => ("Messages a month", "A number, such as 10,000."),
        F::AdditionalInformation => {
            ("Anything else", "What the reviewer should know; what people are told before they agree.")
        }
        F::OptInConfirmationMessage => ("Confirmation", "What whoever agrees is sent."),
        F::HelpMessageSample => ("Reply to HELP", "With the business's name and how to reach it."),
        F::PrivacyPolicyUrl => ("Privacy policy", "Its address. Begins with https://."),
        F::TermsAndConditionsUrl => ("Terms", "Their address. Begins with https://."),
        F::ExternalReferenceId => ("Reference", ""),
        F::VettingId => ("Campaign Verify token", "Only for political election campaigns."),
    }
}
