//! The toll-free product that a number is on, as the vendor's answer names it: `trust_product_sid`, `regulated_item_sid`.
//! Found, never made: what a product says of a number is the customer's to say.

use trusthub_domain::tollfree::Verification;
use trusthub_storage::{Scope, Tx};

use crate::{Hub, Result};

/// What policies call a toll-free product.
const PRODUCT: &str = "toll_free_trust_product";

/// With the product that its number is on now.
pub(super) async fn renewed(tx: &mut Tx, hub: &Hub, verification: Verification) -> Result<Verification> {
    let scope = Scope::own(verification.account_sid);
    for assignment in tx.channel_assignment_of_number(&scope, verification.number_sid).await? {
        let bundle = tx.bundle_find(&scope, assignment.bundle_sid).await?;
        let policy = bundle.as_ref().and_then(|bundle| hub.catalog().policy(bundle.policy_sid));
        if policy.is_some_and(|policy| policy.object_type == PRODUCT) {
            return Ok(Verification {
                trust_product_sid: Some(assignment.bundle_sid),
                regulated_item_sid: Some(assignment.sid),
                ..verification
            });
        }
    }
    Ok(Verification { trust_product_sid: None, regulated_item_sid: None, ..verification })
}
