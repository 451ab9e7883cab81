//! What a page of the console costs with many profiles in the database: how heavy it is, and how long a browser waits for it.

use std::path::PathBuf;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, ensure};
use serde_json::Value;

use crate::api::{self, Backend};
use crate::growth;
use crate::http::Client;
use crate::journey::Customer;
use crate::stats;

/// What to measure.
#[derive(Debug, clap::Args)]
pub struct Options {
    /// The hub
    #[arg(long, default_value = "target/release/trusthub")]
    binary: PathBuf,
    /// Profiles of other accounts in the database
    #[arg(long, default_value_t = 100_000)]
    profiles: i64,
    /// Profiles of the account that is looked at; all of them wait for a reviewer
    #[arg(long, default_value_t = 60)]
    own: u64,
    /// Customers of the account that is looked at, with a profile each
    #[arg(long, default_value_t = 5_000)]
    customers: i64,
    /// Cases that wait for reviewers
    #[arg(long, default_value_t = 100_000)]
    cases: i64,
    /// How often each page is asked for
    #[arg(long, default_value_t = 200)]
    times: usize,
}

/// Runs everything.
pub async fn run(options: &Options) -> Result<()> {
    for backend in Backend::at_hand() {
        println!("\n## {}: {} profiles, {} open cases\n", backend.name(), options.profiles, options.cases);
        let place = api::place(&options.binary, backend, "pages", 4).await?;
        growth::fill(&place, 0, options.profiles).await?;
        growth::customers(&place, options.customers).await?;
        growth::cases(&place, options.cases).await?;
        // A person must look at each, so that the reviewers' pages have something to show.
        let hub = place.hub(&[("TRUSTHUB_AUTO_DECIDE", "off")]).await?;
        let account = place.accounts.first().context("no account")?.clone();
        let mut customer = Customer::connect(&hub.address, account.clone()).await?;
        let mut profile = String::new();
        for number in 0..options.own {
            profile = customer.build(number).await?;
            customer.submit(&profile).await?;
        }
        hub.settle().await?;
        let reviewer = ["reviewer", "create", "--email", "rita@hub.example", "--role", "lead", "--json"];
        let reviewer: Value = serde_json::from_str(&place.run(&reviewer).await?)?;
        let password =
            reviewer.get("password").and_then(Value::as_str).context("a reviewer without password")?;
        let home = format!("/console/{}", account.sid);
        let mut table = Table::begin(options.times);
        let mut visitor = Visitor::anonymous(&hub.address).await?;
        table.row(&mut visitor, "sign-in", "/console/sign-in").await?;
        let mut visitor = Visitor::signed_in(&hub.address, &account.sid, account.token()?.as_str()).await?;
        for (name, path) in [
            ("profiles", home.clone()),
            ("a profile", format!("{home}/profiles/{profile}")),
            ("a step", format!("{home}/profiles/{profile}/steps/customer_profile_business_information")),
            ("a new profile", format!("{home}/profiles/new")),
            ("trust products", format!("{home}/products")),
            ("trust level", format!("{home}/trust")),
            ("numbers", format!("{home}/numbers")),
            (
                "what is needed",
                format!("{home}/advisor?role=isv_customer&channels=sms&messages_per_day=5000"),
            ),
            ("customers", format!("{home}/customers")),
            ("customers, one found", format!("{home}/customers?name=bakery+17")),
            ("customers, none found", format!("{home}/customers?name=nobody&status=in-review")),
        ] {
            table.row(&mut visitor, name, &path).await?;
        }
        let mut visitor = Visitor::signed_in(&hub.address, "rita@hub.example", password).await?;
        for (name, path) in [
            ("queue", "/console/review"),
            ("queue, at risk first", "/console/review?order=risk"),
            ("queue, one's own", "/console/review?who=mine"),
            ("queue, of a rare country", "/console/review?country=LU"),
            ("queue, one found", "/console/review?name=old+profile+99999"),
            ("queue, none found", "/console/review?country=FR&order=risk"),
            ("queue, the counts alone", "/console/review/counts"),
            ("desk", "/console/review/desk"),
        ] {
            table.row(&mut visitor, name, path).await?;
        }
        table.end()?;
        hub.stop().await?;
    }
    Ok(())
}

/// Somebody with a browser.
struct Visitor {
    client: Client,
    headers: String,
}

impl Visitor {
    async fn anonymous(address: &str) -> Result<Self> {
        Ok(Self { client: Client::connect(address).await?, headers: String::new() })
    }

    async fn signed_in(address: &str, name: &str, password: &str) -> Result<Self> {
        let mut visitor = Self::anonymous(address).await?;
        let form = url::form_urlencoded::Serializer::new(String::new())
            .extend_pairs([("name", name), ("password", password)])
            .finish();
        let answer = visitor.client.post_form("/console/sign-in", &form).await?;
        let cookie = answer.head.lines().filter_map(|line| line.split_once(':'));
        let mut cookie = cookie.filter(|(name, _)| name.eq_ignore_ascii_case("set-cookie"));
        let (_, cookie) =
            cookie.next().with_context(|| format!("{name} is not signed in: {}", answer.status))?;
        let pair = cookie.split(';').next().unwrap_or_default().trim();
        visitor.headers = format!("Cookie: {pair}\r\n");
        Ok(visitor)
    }
}

/// A row for each page.
struct Table {
    times: usize,
    /// Pages that miss a goal.
    missed: Vec<String>,
}

/// The goals: any page is at most so heavy, and 95 of 100 are there within this time.
const HEAVIEST_KIB: f64 = 100.0;
const SLOWEST: Duration = Duration::from_millis(100);

impl Table {
    fn begin(times: usize) -> Self {
        println!("| page | KiB, not compressed | p50 ms | p95 ms |\n|---|---:|---:|---:|");
        Self { times, missed: Vec::new() }
    }

    async fn row(&mut self, visitor: &mut Visitor, name: &str, path: &str) -> Result<()> {
        let mut took = Vec::with_capacity(self.times);
        let mut bytes = 0;
        for _ in 0..self.times {
            let began = Instant::now();
            let answer = visitor.client.get(path, &visitor.headers).await?;
            took.push(began.elapsed());
            ensure!(answer.status == 200, "{path} answers {}", answer.status);
            bytes = answer.body.len();
        }
        let [middle, late] = stats::quantiles(took, [0.5, 0.95]);
        let kib = bytes as f64 / 1024.0;
        let millis = |time: Duration| time.as_secs_f64() * 1000.0;
        println!("| {name} | {kib:.1} | {:.1} | {:.1} |", millis(middle), millis(late));
        if kib > HEAVIEST_KIB || late > SLOWEST {
            self.missed.push(name.to_owned());
        }
        Ok(())
    }

    fn end(self) -> Result<()> {
        println!("\ngoals: at most {HEAVIEST_KIB} KiB, p95 at most {} ms", SLOWEST.as_millis());
        if !self.missed.is_empty() {
            println!("MISSED by: {}", self.missed.join(", "));
        }
        Ok(())
    }
}
