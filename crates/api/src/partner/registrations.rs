//! `/partner/v1/Registrations`: what is registered for numbers with those who show and label calls, as lines that a program
//! takes one by one, and the receipts for them.

use std::fmt::Display;
use std::str::FromStr;

use axum::Json;
use axum::extract::State;
use axum::http::header::CONTENT_TYPE;
use axum::http::{HeaderName, HeaderValue};
use axum::response::{IntoResponse, Response};
use serde::{Deserialize, Serialize};
use trusthub_app::partners::registrations::{
    ExportCursor, Exported, GivenReceipt, MOST_LINES, Registration, Taken, Wanted, acknowledge, read,
};
use trusthub_domain::bundle::UnknownName;
use trusthub_domain::contact::Phone;
use trusthub_domain::partner::{CarrierStatus, PartnerScope, RegistrationKind};
use trusthub_domain::time::Timestamp;
use trusthub_web::csv_row;
use utoipa::{IntoParams, ToSchema};

use crate::error::{ApiError, Result};
use crate::input::{Caller, TwilioForm, TwilioQuery, filter, parsed};
use crate::openapi::{Routes, describe};
use crate::state::ApiState;

const PATH: &str = "/partner/v1/Registrations";
const RECEIPTS: &str = "/partner/v1/Registrations/Receipts";

/// Where to go on.
const CURSOR: HeaderName = HeaderName::from_static("x-trusthub-cursor");

/// Whether there is more now.
const MORE: HeaderName = HeaderName::from_static("x-trusthub-more");

/// Lines in an answer, unless told otherwise.
const LIMIT: usize = 1_000;

/// The columns of the file, and the fields of a line, in this order.
const COLUMNS: [&str; 12] = [
    "action",
    "kind",
    "number",
    "account_sid",
    "bundle_sid",
    "display_name",
    "long_display_name",
    "legal_name",
    "use_case",
    "call_reason",
    "valid_from",
    "valid_until",
];

pub(super) fn mount(routes: Routes) -> Routes {
    routes
        .get(
            PATH,
            list,
            describe("ListPartnerRegistration", "Partners", "Read what is registered for numbers, and what changes.")
                .explained(
                    "Needs the scope `registrations`; for carriers and analytics engines, of customers who let you see it. \
                     Without `Since` the lines are everything there is; go on with the header `X-TrustHub-Cursor` of the last \
                     answer, at once while `X-TrustHub-More` is `true`. Each line says what to do: `add` and `change` hold the \
                     number of that product as it is now, `remove` no longer. A `remove` without a number means all of the \
                     product, without a product too all of the account, and with a number alone the number wherever you hold \
                     it. What you do not hold need not be removed.",
                )
                .query::<Asked>()
                .answers_lines("One JSON object a line, or one row below the names of the columns.")
                .refuses_bad_input(),
        )
        .post_keyless(
            RECEIPTS,
            receive,
            describe("CreatePartnerReceipts", "Partners", "Say what became of numbers that you hold.")
                .explained(
                    "Needs the scope `registrations`. Up to 1000 receipts, as JSON. Each takes the place of what you said before \
                     of this number, product and carrier; saying the same again changes nothing. Each counts against the \
                     look-ups of the day. What you are not shown is answered `unknown`, whether it exists or not.",
                )
                .form::<ReceiptsParameters>()
                .answers::<TakenView>(200, "What became of each, in the order given.")
                .refuses_bad_input(),
        )
}

#[derive(Debug, Deserialize, IntoParams)]
#[serde(rename_all = "PascalCase")]
#[into_params(rename_all = "PascalCase")]
struct Asked {
    /// Only `voice-integrity`, `cnam` or `branded-calling`.
    kind: Option<String>,
    /// Where to go on: the `X-TrustHub-Cursor` of an earlier answer. Without it you are told everything there is.
    since: Option<String>,
    /// Most lines in the answer, 1 to 10000; 1000 unless given.
    limit: Option<String>,
    /// `ndjson`, unless given, or `csv`.
    format: Option<String>,
}

#[derive(Debug, Clone, Copy)]
enum Format {
    Ndjson,
    Csv,
}

/// Reads a name out of a list of names.
fn named<T: FromStr<Err = UnknownName> + Display>(
    field: &str,
    given: Option<String>,
    all: &[T],
) -> Result<Option<T>> {
    let why = || {
        let names: Vec<String> = all.iter().map(ToString::to_string).collect();
        ApiError::parameter(field, &format!("it is one of {}", names.join(", ")))
    };
    filter(given).map(|name| name.parse().map_err(|_| why())).transpose()
}

impl Asked {
    fn wanted(self) -> Result<(Wanted, Format)> {
        let limit: usize = parsed("Limit", filter(self.limit).as_deref())?.unwrap_or(LIMIT);
        if !(1..=MOST_LINES).contains(&limit) {
            return Err(ApiError::parameter("Limit", &format!("it is 1 to {MOST_LINES}")));
        }
        let since = filter(self.since).map(|text| {
            let why = "it is the X-TrustHub-Cursor of an earlier answer";
            text.parse::<ExportCursor>().map_err(|_| ApiError::parameter("Since", why))
        });
        let format = match filter(self.format).as_deref() {
            None | Some("ndjson") => Format::Ndjson,
            Some("csv") => Format::Csv,
            Some(_) => return Err(ApiError::parameter("Format", "it is ndjson or csv")),
        };
        let kind = named("Kind", self.kind, &RegistrationKind::ALL)?;
        Ok((Wanted { kind, since: since.transpose()?, limit }, format))
    }
}

/// One line.
#[derive(Debug, Serialize)]
struct LineView {
    action: &'static str,
    kind: Option<&'static str>,
    number: Option<String>,
    account_sid: String,
    bundle_sid: Option<String>,
    display_name: Option<String>,
    long_display_name: Option<String>,
    legal_name: Option<String>,
    use_case: Option<String>,
    call_reason: Option<String>,
    valid_from: Option<String>,
    valid_until: Option<String>,
}

impl From<Registration> for LineView {
    fn from(line: Registration) -> Self {
        Self {
            action: line.action.as_str(),
            kind: line.kind.map(RegistrationKind::as_str),
            number: line.number.map(|number| number.as_str().to_owned()),
            account_sid: line.account_sid.to_string(),
            bundle_sid: line.bundle_sid.map(|sid| sid.to_string()),
            display_name: line.display_name,
            long_display_name: line.long_display_name,
            legal_name: line.legal_name,
            use_case: line.use_case,
            call_reason: line.call_reason,
            valid_from: line.valid_from.map(Timestamp::to_rfc3339),
            valid_until: line.valid_until.map(Timestamp::to_rfc3339),
        }
    }
}

impl LineView {
    fn json(&self) -> Result<String> {
        serde_json::to_string(self).map(|line| line + "\n").map_err(ApiError::internal)
    }

    /// The number keeps its plus sign, which the writer of rows would take for a formula: it is digits and nothing else.
    fn csv(&self) -> String {
        let or_empty = |text: &Option<String>| text.clone().unwrap_or_default();
        let rest = csv_row([
            self.account_sid.clone(),
            or_empty(&self.bundle_sid),
            or_empty(&self.display_name),
            or_empty(&self.long_display_name),
            or_empty(&self.legal_name),
            or_empty(&self.use_case),
            or_empty(&self.call_reason),
            or_empty(&self.valid_from),
            or_empty(&self.valid_until),
        ]);
        format!("{},{},{},{rest}", self.action, self.kind.unwrap_or_default(), or_empty(&self.number))
    }
}

async fn list(
    State(state): State<ApiState>,
    Caller(actor): Caller,
    TwilioQuery(asked): TwilioQuery<Asked>,
) -> Result<Response> {
    actor.must_be_partner(PartnerScope::Registrations)?;
    let (wanted, format) = asked.wanted()?;
    let Exported { lines, cursor, has_more } = read(state.hub(), &actor, wanted).await?;
    let lines = lines.into_iter().map(LineView::from);
    let (media_type, body) = match format {
        Format::Ndjson => {
            ("application/x-ndjson", lines.map(|line| line.json()).collect::<Result<String>>()?)
        }
        Format::Csv => {
            let rows: String = lines.map(|line| line.csv()).collect();
            ("text/csv; charset=utf-8", csv_row(COLUMNS) + &rows)
        }
    };
    let cursor = HeaderValue::from_str(&cursor.to_string()).map_err(ApiError::internal)?;
    let headers = [
        (CONTENT_TYPE, HeaderValue::from_static(media_type)),
        (CURSOR, cursor),
        (MORE, HeaderValue::from_static(if has_more { "true" } else { "false" })),
    ];
    Ok((headers, body).into_response())
}

/// What became of numbers.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "PascalCase")]
#[schema(as = PartnerReceiptsParameters)]
struct ReceiptsParameters {
    /// One to 1000.
    #[serde(default)]
    receipts: Vec<ReceiptParameters>,
}

/// What became of a number.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "PascalCase")]
#[schema(as = PartnerReceiptParameters)]
struct ReceiptParameters {
    /// The number, in E.164.
    number: String,
    /// The product, `BU…`, as the line named it.
    bundle_sid: String,
    /// The carrier or engine that you speak of, at most 100 characters; yourself, unless given.
    carrier_name: Option<String>,
    /// `active`, `rejected` or `in-progress`.
    status: String,
    /// What is wrong, for the customer; at most 10, of 500 characters each.
    #[serde(default)]
    errors: Vec<String>,
}

/// What became of receipts.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = PartnerReceiptsTaken)]
struct TakenView {
    /// `stored`, `unchanged` or `unknown`, in the order given.
    receipts: Vec<&'static str>,
    /// When this held.
    as_of: String,
}

impl ReceiptParameters {
    fn read(self, at: usize) -> Result<GivenReceipt> {
        let field = |name: &str| format!("Receipts[{at}].{name}");
        let number = self.number.trim().parse::<Phone>();
        let names = CarrierStatus::ALL.map(CarrierStatus::as_str).join(", ");
        Ok(GivenReceipt {
            number: number.map_err(|error| ApiError::parameter(&field("Number"), &error.to_string()))?,
            bundle_sid: self
                .bundle_sid
                .trim()
                .parse()
                .map_err(|error| ApiError::parameter(&field("BundleSid"), &format!("{error}")))?,
            carrier_name: filter(self.carrier_name),
            status: self
                .status
                .parse()
                .map_err(|_| ApiError::parameter(&field("Status"), &format!("it is one of {names}")))?,
            errors: self.errors,
        })
    }
}

async fn receive(
    State(state): State<ApiState>,
    Caller(actor): Caller,
    TwilioForm(given): TwilioForm<ReceiptsParameters>,
) -> Result<Json<TakenView>> {
    let partner = actor.must_be_partner(PartnerScope::Registrations)?;
    let receipts = given.receipts.into_iter().enumerate().map(|(at, receipt)| receipt.read(at));
    let receipts: Vec<GivenReceipt> = receipts.collect::<Result<_>>()?;
    state.partner_limits().admit_lookups(partner, receipts.len())?;
    let taken = acknowledge(state.hub(), &actor, &receipts).await?;
    let receipts = taken.into_iter().map(Taken::as_str).collect();
    Ok(Json(TakenView { receipts, as_of: state.hub().now().to_rfc3339() }))
}
