//! Stored evaluations: immutable.

use trusthub_domain::evaluation::{Evaluation, Report};
use trusthub_domain::sid::{BundleSid, EvaluationSid};
use trusthub_domain::time::Timestamp;

use crate::db::Tx;
use crate::db::seal::{Place, Sealed};
use crate::db::statement::{listings, statements};
use crate::db::value::args;
use crate::error::Result;
use crate::page::{Cursor, Page, PageRequest, Placed};
use crate::scope::Scope;
use crate::vault::Vault;

macro_rules! columns {
    () => {
        "account_sid, bundle_sid, sid, bundle_kind, policy_sid, report, date_created"
    };
}

statements! {
    INSERT = concat!("INSERT INTO evaluations (", columns!(), ") VALUES ($1, $2, $3, $4, $5, $6, $7)");
    FIND = concat!("SELECT ", columns!(), " FROM evaluations WHERE account_sid = $1 AND bundle_sid = $2 AND sid = $3");
}

listings! {
    LIST by "sid" = concat!("SELECT ", columns!(), " FROM evaluations WHERE account_sid = $5 AND bundle_sid = $6");
}

const TABLE: &str = "evaluations";

#[derive(sqlx::FromRow)]
struct EvaluationRow {
    account_sid: String,
    bundle_sid: String,
    sid: String,
    bundle_kind: String,
    policy_sid: String,
    report: String,
    date_created: i64,
}

impl Sealed for EvaluationRow {
    type Clear = Evaluation;

    async fn open(self, _: &Vault) -> Result<Evaluation> {
        let place = Place::of_row(TABLE, &self.account_sid, &self.sid)?;
        let report: Report = serde_json::from_str(&self.report).map_err(|_| place.corrupt("report"))?;
        Ok(Evaluation {
            sid: place.parse("sid", &self.sid)?,
            account_sid: place.account(),
            bundle_sid: place.parse("bundle_sid", &self.bundle_sid)?,
            bundle_kind: place.parse("bundle_kind", &self.bundle_kind)?,
            policy_sid: place.parse("policy_sid", &self.policy_sid)?,
            report,
            date_created: Timestamp::from_micros(self.date_created),
        })
    }
}

impl Placed for EvaluationRow {
    fn cursor(&self) -> Cursor {
        Cursor::of(self.date_created, &self.sid)
    }
}

impl Tx {
    /// Stores a new evaluation.
    ///
    /// # Errors
    /// `Conflict` if the bundle is not there (any more).
    pub async fn evaluation_insert(&mut self, evaluation: &Evaluation) -> Result<()> {
        let key = evaluation.sid.to_string();
        let place = Place::new(TABLE, evaluation.account_sid, &key);
        let report = serde_json::to_string(&evaluation.report).map_err(|_| place.corrupt("report"))?;
        let values = args![
            evaluation.account_sid,
            evaluation.bundle_sid,
            evaluation.sid,
            evaluation.bundle_kind.as_str(),
            evaluation.policy_sid,
            report,
            evaluation.date_created,
        ];
        self.execute(&INSERT, values).await.map(drop)
    }

    /// One evaluation.
    ///
    /// # Errors
    /// `Corrupt`.
    pub async fn evaluation_find(
        &mut self,
        scope: &Scope,
        bundle: BundleSid,
        sid: EvaluationSid,
    ) -> Result<Option<Evaluation>> {
        self.find::<EvaluationRow>(&FIND, args![scope.account(), bundle, sid]).await
    }

    /// Evaluations of a bundle.
    ///
    /// # Errors
    /// `Corrupt`.
    pub async fn evaluation_list(
        &mut self,
        scope: &Scope,
        bundle: BundleSid,
        page: &PageRequest,
    ) -> Result<Page<Evaluation>> {
        self.page::<EvaluationRow>(&LIST, page, &args![scope.account(), bundle]).await
    }
}
