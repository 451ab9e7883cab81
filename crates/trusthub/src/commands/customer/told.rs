//! What `customer import` says: of each line to programs, of those that want something done to people, and of all at the end.

use serde::Serialize;
use trusthub_app::customers::{BrandStage, Imported, Taken};
use trusthub_domain::customer_sheet::CustomerRow;

use crate::commands::words;
use crate::failure::{Failure, Outcome};
use crate::output::{self, Style};

/// What `customer import --json` prints of a line, a line each.
#[derive(Serialize)]
pub(super) struct Told {
    line: u64,
    #[serde(skip_serializing_if = "Option::is_none")]
    reference: Option<String>,
    /// `made`, `mended`, `unchanged` or `refused`.
    outcome: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    account_sid: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    customer_profile_sid: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    status: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    brand: Option<ToldBrand>,
    /// Counted at the end.
    #[serde(skip)]
    stage: Option<BrandStage>,
    /// What profile and brand lack, or why the line is refused.
    reasons: Vec<String>,
}

#[derive(Serialize)]
struct ToldBrand {
    /// `draft`, `under_way`, `turned_down` or `registered`.
    stage: &'static str,
    trust_product_sid: String,
    trust_product_status: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    sid: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    status: Option<&'static str>,
}

impl Told {
    pub(super) fn taken(line: u64, row: &CustomerRow, imported: &Imported) -> Self {
        let lacks = imported.lacks().map(|reason| match &reason.field {
            Some(field) => format!("{field}: {}", reason.message),
            None => reason.message.clone(),
        });
        let brand = imported.brand.as_ref().zip(imported.brand_stage()).map(|(brand, stage)| ToldBrand {
            stage: stage.as_str(),
            trust_product_sid: brand.product.to_string(),
            trust_product_status: brand.status.as_str(),
            sid: brand.brand.map(|(sid, _)| sid.to_string()),
            status: brand.brand.map(|(_, status)| status.as_str()),
        });
        Self {
            line,
            reference: Some(row.reference.clone()),
            outcome: imported.taken.as_str(),
            account_sid: Some(imported.customer.to_string()),
            customer_profile_sid: Some(imported.profile.to_string()),
            status: Some(imported.status.as_str()),
            brand,
            stage: imported.brand_stage(),
            reasons: lacks.collect(),
        }
    }

    pub(super) fn refused(line: u64, row: Option<&CustomerRow>, reasons: Vec<String>) -> Self {
        Self {
            line,
            reference: row.map(|row| row.reference.clone()),
            outcome: "refused",
            account_sid: None,
            customer_profile_sid: None,
            status: None,
            brand: None,
            stage: None,
            reasons,
        }
    }
}

/// What `customer import --json` prints last.
#[derive(Serialize)]
struct Summary<'c> {
    summary: &'c Counts,
}

#[derive(Default, Serialize)]
struct Counts {
    made: u64,
    mended: u64,
    unchanged: u64,
    refused: u64,
    /// Customers whose profile or brand lacks something.
    incomplete: u64,
    brands: Brands,
}

#[derive(Default, Serialize)]
struct Brands {
    draft: u64,
    under_way: u64,
    turned_down: u64,
    registered: u64,
}

impl Brands {
    fn count(&mut self, stage: BrandStage) {
        let count = match stage {
            BrandStage::Draft => &mut self.draft,
            BrandStage::UnderWay => &mut self.under_way,
            BrandStage::TurnedDown => &mut self.turned_down,
            BrandStage::Registered => &mut self.registered,
        };
        *count += 1;
    }
}

pub(super) struct Teller {
    json: bool,
    style: Style,
    counts: Counts,
}

impl Teller {
    pub(super) fn new(json: bool) -> Self {
        Self { json, style: Style::of_standard_output(), counts: Counts::default() }
    }

    /// To people only what wants something done.
    pub(super) fn tell(&mut self, told: &Told) -> Outcome {
        let count = match told.outcome {
            outcome if outcome == Taken::Made.as_str() => &mut self.counts.made,
            outcome if outcome == Taken::Mended.as_str() => &mut self.counts.mended,
            outcome if outcome == Taken::Unchanged.as_str() => &mut self.counts.unchanged,
            _ => &mut self.counts.refused,
        };
        *count += 1;
        let is_refused = told.outcome == "refused";
        self.counts.incomplete += u64::from(!is_refused && !told.reasons.is_empty());
        if let Some(stage) = told.stage {
            self.counts.brands.count(stage);
        }
        if self.json {
            return output::json_line(told);
        }
        if !told.reasons.is_empty() {
            let place = format!("line {}:", told.line);
            let place = if is_refused { self.style.bad(place) } else { self.style.attention(place) };
            let reference = told.reference.as_deref().map(output::harmless).unwrap_or_default();
            let what = if is_refused { "" } else { "lacks " };
            output::line(format!("{place} {reference} {what}{}", told.reasons.join("; ")));
        }
        Ok(())
    }

    /// Says what it came to.
    pub(super) fn close(self) -> Outcome {
        if self.json {
            output::json_line(&Summary { summary: &self.counts })?;
        } else {
            self.sum_up();
        }
        if self.counts.refused == 0 { Ok(()) } else { Err(Failure::found_wanting()) }
    }

    fn sum_up(&self) {
        let Counts { made, mended, unchanged, refused, incomplete, brands } = &self.counts;
        let made = words::count(*made, "customer", "customers");
        let refused = words::count(*refused, "line", "lines");
        output::line(format!("{made} made, {mended} mended, {unchanged} unchanged, {refused} refused."));
        let Brands { draft, under_way, turned_down, registered } = brands;
        let all = draft + under_way + turned_down + registered;
        if all > 0 {
            let all = words::count(all, "brand", "brands");
            output::line(format!(
                "{all}: {registered} registered, {under_way} under way, {turned_down} turned down, {draft} not submitted."
            ));
        }
        if *incomplete > 0 {
            let incomplete = words::count(*incomplete, "customer is", "customers are");
            output::line(format!(
                "{incomplete} not complete: add what is named above, and give the file again."
            ));
        }
    }
}
