//! An address as a part of a form: its parts bear the names that they have in the chosen country, with an example and the
//! regions that there are.

use trusthub_app::items::addresses::{AddressForm, NewAddress, address_form};
use trusthub_domain::item::Address;

use crate::form::{Control, Field, countries};
use crate::session::Posted;

/// The input that the names of the others depend on.
pub(super) const COUNTRY: &str = "iso_country";

/// The inputs of an address in `country`; what is known of it is in them.
pub(super) fn fields(known: Option<&Address>, legal_name: &str, country: &str) -> Vec<Field> {
    let text = |of: fn(&Address) -> &str| known.map(of).unwrap_or_default().to_owned();
    let name = known.map_or(legal_name, |known| known.customer_name.as_str());
    let [region, postal_code] = local(country);
    vec![
        Field::new(Control::Select(countries::choices()), COUNTRY, "Country")
            .autocomplete("country")
            .value(country),
        line("customer_name", "Who is there", "organization")
            .hint("Usually the legal name of the business.")
            .value(name),
        line("street", "Street and number", "address-line1")
            .example("1410 Broadway")
            .value(text(|known| &known.street)),
        line("street_secondary", "Suite, floor", "address-line2")
            .optional()
            .value(text(|known| known.street_secondary.as_deref().unwrap_or_default())),
        line("city", "City", "address-level2").value(text(|known| &known.city)),
        region.value(text(|known| &known.region)),
        postal_code.value(text(|known| &known.postal_code)),
    ]
}

/// What takes the place of the inputs that depend on the country, with what was typed into them.
pub(super) fn local_again(posted: &Posted) -> Vec<Field> {
    let fields = local(posted.text(COUNTRY)).into_iter();
    fields
        .map(|field| Field { is_swapped: true, value: posted.text(&field.name).to_owned(), ..field })
        .collect()
}

/// Region and postal code. Both are required, as the API requires them of every address.
fn local(country: &str) -> [Field; 2] {
    let form = address_form(country);
    let region = |label| line("region", label, "address-level1");
    let postal_code = |label| line("postal_code", label, "postal-code");
    let Some(AddressForm {
        region: region_name, regions, postal_code: code_name, postal_code_example, ..
    }) = form
    else {
        return [region("State, province or region"), postal_code("Postal code")];
    };
    let region = match (region_name, regions.first()) {
        (Some(name), Some((first, _))) => {
            region(name).hint("As postal addresses write it.").example(*first).suggesting(regions)
        }
        (Some(name), None) => region(name),
        (None, _) => region("Region").hint("Addresses there name none: enter the city again."),
    };
    let postal_code = match code_name {
        Some(name) => postal_code(name).example(postal_code_example.unwrap_or_default()),
        None => postal_code("Postal code").hint("There are none in that country: enter 00000."),
    };
    [region, postal_code]
}

fn line(name: &'static str, label: &'static str, autocomplete: &'static str) -> Field {
    Field::line("text", name, label).autocomplete(autocomplete).max_length(255)
}

/// What was posted for an address.
pub(super) fn posted(posted: &Posted) -> NewAddress {
    let text = |name| posted.text(name).to_owned();
    NewAddress {
        friendly_name: String::new(),
        customer_name: text("customer_name"),
        street: text("street"),
        street_secondary: Some(text("street_secondary")).filter(|line| !line.is_empty()),
        city: text("city"),
        region: text("region"),
        postal_code: text("postal_code"),
        iso_country: text("iso_country"),
        emergency_enabled: false,
    }
}

/// The input that one of the API's parameters is.
pub(super) fn input_of_parameter(parameter: &str) -> &'static str {
    match parameter {
        "CustomerName" => "customer_name",
        "Street" => "street",
        "StreetSecondary" => "street_secondary",
        "City" => "city",
        "Region" => "region",
        "PostalCode" => "postal_code",
        "IsoCountry" => "iso_country",
        "File" => "file",
        _ => "",
    }
}
