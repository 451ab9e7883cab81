//! What the registry calls things that the hub calls otherwise.

/// What the hub calls a field: those of bundles, and of campaigns.
pub(super) fn our_field(theirs: &str) -> &str {
    match theirs {
        "entityType" => "company_type",
        "displayName" | "companyName" => "business_name",
        "firstName" => "first_name",
        "lastName" => "last_name",
        "ein" => "business_registration_number",
        "einIssuingCountry" => "business_registration_identifier",
        "phone" => "phone_number",
        "mobilePhone" => "mobile_phone_number",
        "state" => "region",
        "postalCode" => "postal_code",
        "country" => "iso_country",
        "businessContactEmail" => "brand_contact_email",
        "stockSymbol" => "stock_ticker",
        "stockExchange" => "stock_exchange",
        "website" => "website_url",
        "vertical" => "business_industry",
        "usecase" | "subUsecases" => "USE_CASE",
        "description" => "DESCRIPTION",
        "messageFlow" => "MESSAGE_FLOW",
        "sample1" | "sample2" | "sample3" | "sample4" | "sample5" => "MESSAGE_SAMPLES",
        "embeddedLink" => "HAS_EMBEDDED_LINKS",
        "embeddedPhone" => "HAS_EMBEDDED_PHONE",
        "ageGated" => "AGE_GATED",
        "directLending" => "DIRECT_LENDING",
        "optinMessage" => "OPT_IN_MESSAGE",
        "optoutMessage" => "OPT_OUT_MESSAGE",
        "optoutKeywords" => "OPT_OUT_KEYWORDS",
        "helpMessage" => "HELP_MESSAGE",
        "privacyPolicyLink" => "PRIVACY_POLICY_URL",
        "termsAndConditionsLink" => "TERMS_AND_CONDITIONS_URL",
        other => other,
    }
}

/// A carrier, by its number there.
pub(super) fn carrier_name(number: &str) -> &str {
    match number {
        "10017" => "AT&T",
        "10035" => "T-Mobile",
        "10037" => "US Cellular",
        "10038" => "Verizon",
        other => other,
    }
}

/// The registry's word for a trade: it has fewer of them than Customer Profiles. Those of sole proprietors are the same.
pub(super) fn their_vertical(industry: &str) -> &str {
    match industry {
        "AUTOMOTIVE" | "RAW_MATERIALS" => "MANUFACTURING",
        "BANKING" | "FINTECH" => "FINANCIAL",
        "CONSUMER" | "FAST_MOVING_CONSUMER_GOODS" | "JEWELRY" => "RETAIL",
        "ELECTRONICS" | "ONLINE" => "TECHNOLOGY",
        "ENGINEERING" | "PROFESSIONAL_SERVICES" | "" => "PROFESSIONAL",
        "FOOD_AND_BEVERAGE" | "TRAVEL" => "HOSPITALITY",
        "MEDIA" => "ENTERTAINMENT",
        "NOT_FOR_PROFIT" | "RELIGION" => "NGO",
        "OIL_AND_GAS" => "ENERGY",
        "TELECOMMUNICATIONS" => "COMMUNICATION",
        other => other,
    }
}
