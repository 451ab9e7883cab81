//! The story, act by act. Every sentence is followed by the requests that prove it.

use std::path::Path;

use secrecy::SecretString;
use trusthub_app::review::GivenReason;
use trusthub_app::review::reviewers;
use trusthub_app::start::FirstStart;
use trusthub_app::{Actor, Hub, audit, review};
use trusthub_domain::bundle::ReasonCode;
use trusthub_domain::review::{Assessment, Evidence};
use trusthub_domain::sid::BundleSid;

use super::business::{Bookshop, Dealer, Trader};
use super::calls;
use super::client::{Customer, list, text};
use super::knowledge;
use super::mailbox::Mailbox;
use super::receiver::Receiver;
use super::representative;
use super::stage::Stage;
use super::steps::{address, assign, channel, document, end_user, errors, evaluate, profile_fields, submit};
use super::waiting::{until_open, until_status};
use crate::commands::{self, stir::ca_init};
use crate::failure::{Failure, Outcome};
use crate::serve::Running;

const PRIMARY: &str = "RN6433641899984f951173ef1738c3bdd0";
const SHAKEN: &str = "RN7a97559effdf62d00f4298208492a5ea";

/// What everybody in the story needs.
pub(super) struct Cast<'a> {
    pub(super) stage: &'a Stage,
    pub(super) hub: &'a Hub,
    pub(super) receiver: &'a Receiver,
    pub(super) reviewer: Actor,
    pub(super) reviewer_email: &'a str,
    pub(super) authority: &'a ca_init::Told,
    pub(super) folder: &'a Path,
}

pub(super) async fn tell(
    stage: &Stage,
    running: &Running,
    made: &FirstStart,
    receiver: &Receiver,
    authority: &ca_init::Told,
    folder: &Path,
) -> Outcome {
    let hub = &running.opened.hub;
    let reviewer = reviewers::act_as(hub, &Actor::operator(), Some(&made.reviewer.email)).await?;
    let reviewer_email = made.reviewer.email.as_str();
    let cast = Cast { stage, hub, receiver, reviewer, reviewer_email, authority, folder };
    let account = &made.account;
    let customer = Customer::new(
        stage,
        &running.public_url,
        account.account.sid.to_string(),
        account.auth_token.clone(),
    )?;
    let mut mailbox = Mailbox::new(&folder.join("mail"));
    stage.say(&format!(
        "A Trust Hub is running at {}, in a folder of its own. Three businesses want to call and text their customers; \
         each must say who it is. Everything below goes over the hub's HTTP API, as an SDK would send it.",
        running.public_url
    ));
    stage.act(1, "What the hub knows");
    stage.say("Its operator has imported a company register and a sanctions list; real ones come from their publishers.");
    knowledge::import(stage, hub, folder).await?;
    let profile = draft(&cast, &customer).await?;
    decision(&cast, &customer, &mut mailbox, &profile).await?;
    trust_product(&cast, &customer, &profile).await?;
    calls::act(&cast, &customer, &profile).await?;
    dealer(&cast, &customer, &mut mailbox).await?;
    trader(&cast, &customer, &mut mailbox).await?;
    proof(&cast).await
}

async fn draft(cast: &Cast<'_>, customer: &Customer<'_>) -> Outcome<String> {
    let stage = cast.stage;
    stage.act(2, "A bookshop registers");
    stage.say(&format!("{} opens a Business Profile. It begins as a draft.", Bookshop::NAME));
    let fields = profile_fields(cast.receiver, Bookshop::NAME, Bookshop::EMAIL, PRIMARY);
    let profile = customer.post("/v1/CustomerProfiles", &fields, |made| {
        format!("{}, status {}", text(made, "sid"), text(made, "status"))
    });
    let profile = text(&profile.await?, "sid").to_owned();

    stage.say("What does the hub want to know? An evaluation costs nothing and changes nothing.");
    evaluate(stage, customer, &profile, PRIMARY).await?;

    stage.say("So the bookshop tells who it is, who speaks for it, and where it is.");
    let information =
        end_user(customer, "customer_profile_business_information", &Bookshop::information()).await?;
    let representative =
        end_user(customer, "authorized_representative_1", &Bookshop::representative()).await?;
    let address = address(customer, &Bookshop::address()).await?;
    let document = document(customer, &address).await?;
    for object in [information, representative, document] {
        assign(customer, "CustomerProfiles", &profile, &object).await?;
    }
    stage.say("The same question once more:");
    evaluate(stage, customer, &profile, PRIMARY).await?;
    Ok(profile)
}

async fn decision(cast: &Cast<'_>, customer: &Customer<'_>, mailbox: &mut Mailbox, profile: &str) -> Outcome {
    let stage = cast.stage;
    stage.act(3, "Its representative vouches for it, and nobody needs to look");
    stage.say(
        "The bookshop submits. The hub evaluates, opens a case, checks what a machine can check, and asks the \
         representative by mail whether she knows of all this.",
    );
    submit(customer, "CustomerProfiles", profile).await?;
    for status in ["pending-review", "in-review"] {
        cast.receiver.expect(stage, profile, status, &customer.token).await?;
    }
    let letter = mailbox.expect(stage, Bookshop::REPRESENTATIVE_EMAIL).await?;
    stage.say("She opens the link and confirms.");
    representative::confirm(stage, &letter).await?;
    let approved =
        until_status(customer, &format!("/v1/CustomerProfiles/{profile}"), "twilio-approved").await?;
    stage.good(&format!("approved without a person, in force until {}", text(&approved, "valid_until")));
    cast.receiver.expect(stage, profile, "twilio-approved", &customer.token).await?;
    mailbox.expect(stage, Bookshop::EMAIL).await?;

    stage.say(
        "Why? Each check stands with what was compared, where that comes from, and what it counts for. One is weak, and \
         rightly so: a bookshop that does not exist has a website under a domain reserved for examples. A weak check \
         rejects nobody; it costs points.",
    );
    stage.command(&format!("trusthub review show {profile} --data-dir {}", cast.folder.display()));
    let sid: BundleSid = profile.parse().map_err(Failure::refused)?;
    let dossier = review::show(cast.hub, &cast.reviewer, sid).await?;
    if let Some(assessment) = dossier.cases.first().and_then(|case| case.assessment.as_ref()) {
        stage.printed(&commands::evidence::lines(assessment, stage.style()));
    }

    stage.say("What the account has earned is derived from that, never set by hand:");
    let path = format!("/trust/v1/Accounts/{}/TrustLevel", customer.account_sid);
    stage.request("GET", &path, &[]);
    let trust = customer.get(&path).await?;
    let level = trust.get("level").map(ToString::to_string).unwrap_or_default();
    stage.answer(200, &format!("level {level}, {}", text(&trust, "name")));
    for reason in list(&trust, "reasons") {
        stage.good(text(reason, "text"));
    }
    Ok(())
}

async fn trust_product(cast: &Cast<'_>, customer: &Customer<'_>, profile: &str) -> Outcome {
    let stage = cast.stage;
    stage.act(4, "Its calls earn their signature");
    stage.say(
        "On the approved profile rests a SHAKEN/STIR Trust Product: the bookshop's number joins the profile, then the \
         product. Nothing in it is the customer's own text, so the hub approves it without a reviewer.",
    );
    let numbers = format!("/2010-04-01/Accounts/{}/IncomingPhoneNumbers.json", customer.account_sid);
    let number = [("PhoneNumber", Bookshop::NUMBER.to_owned())];
    let number = customer.post(&numbers, &number, |made| text(made, "sid").to_owned()).await?;
    let number = text(&number, "sid").to_owned();
    channel(customer, "CustomerProfiles", profile, &number).await?;
    let fields = profile_fields(cast.receiver, "Signed calls", Bookshop::EMAIL, SHAKEN);
    let product = customer.post("/v1/TrustProducts", &fields, |made| {
        format!("{}, status {}", text(made, "sid"), text(made, "status"))
    });
    let product = text(&product.await?, "sid").to_owned();
    assign(customer, "TrustProducts", &product, profile).await?;
    channel(customer, "TrustProducts", &product, &number).await?;
    submit(customer, "TrustProducts", &product).await?;
    let shown = until_status(customer, &format!("/v1/TrustProducts/{product}"), "twilio-approved").await?;
    stage.good(&format!("approved at once, in force until {}", text(&shown, "valid_until")));
    cast.receiver.expect(stage, &product, "twilio-approved", &customer.token).await
}

async fn dealer(cast: &Cast<'_>, provider: &Customer<'_>, mailbox: &mut Mailbox) -> Outcome {
    let stage = cast.stage;
    stage.act(6, "A dealer whose papers do not fit");
    stage.say(&format!("{} is a customer with an account of its own, and in a hurry.", Dealer::NAME));
    let fields = [("FriendlyName", Dealer::NAME.to_owned())];
    // The token belongs to the answer, but not on a screen.
    let account = provider.post("/2010-04-01/Accounts.json", &fields, |made| {
        format!("{} with a token of its own", text(made, "sid"))
    });
    let account = account.await?;
    let token = SecretString::from(text(&account, "auth_token").to_owned());
    let customer = provider.other(text(&account, "sid").to_owned(), token);

    let fields = profile_fields(cast.receiver, Dealer::NAME, Dealer::EMAIL, PRIMARY);
    let profile = customer.post("/v1/CustomerProfiles", &fields, |made| text(made, "sid").to_owned()).await?;
    let profile = text(&profile, "sid").to_owned();
    let information =
        end_user(&customer, "customer_profile_business_information", &Dealer::information()).await?;
    let address = address(&customer, &Dealer::address()).await?;
    let document = document(&customer, &address).await?;
    for object in [&information, &document] {
        assign(&customer, "CustomerProfiles", &profile, object).await?;
    }
    stage
        .say("It submits without asking for an evaluation. What is missing is told at once, field by field.");
    let submitted = submit(&customer, "CustomerProfiles", &profile).await?;
    errors(stage, &submitted);
    cast.receiver.expect(stage, &profile, "twilio-rejected", &customer.token).await?;
    mailbox.expect(stage, Dealer::EMAIL).await?;

    stage.say("The dealer fills the gaps, with what it has, and submits again.");
    let attributes = [("Attributes", Dealer::information_with_website().to_string())];
    customer.post(&format!("/v1/EndUsers/{information}"), &attributes, |_| "changed".to_owned()).await?;
    let representative =
        end_user(&customer, "authorized_representative_1", &Dealer::representative()).await?;
    assign(&customer, "CustomerProfiles", &profile, &representative).await?;
    submit(&customer, "CustomerProfiles", &profile).await?;

    stage.say(
        "Now everything is filled in, but not everything is true. Automatic vetting says so within seconds:",
    );
    let rejected =
        until_status(&customer, &format!("/v1/CustomerProfiles/{profile}"), "twilio-rejected").await?;
    stage.answer(200, &format!("{profile}, status {}", text(&rejected, "status")));
    errors(stage, &rejected);
    cast.receiver.expect(stage, &profile, "twilio-rejected", &customer.token).await?;
    mailbox.expect(stage, Dealer::EMAIL).await.map(drop)
}

async fn trader(cast: &Cast<'_>, provider: &Customer<'_>, mailbox: &mut Mailbox) -> Outcome {
    let stage = cast.stage;
    stage.act(7, "A name on a list");
    stage.say(&format!(
        "{} has everything in order. But who speaks for it has a name that stands on the sanctions list, and a machine \
         clears nobody of that: names are shared, and so are listed ones.",
        Trader::NAME
    ));
    let fields = [("FriendlyName", Trader::NAME.to_owned())];
    let account = provider.quietly("/2010-04-01/Accounts.json", &fields).await?.body;
    let token = SecretString::from(text(&account, "auth_token").to_owned());
    let customer = provider.other(text(&account, "sid").to_owned(), token);
    let fields = profile_fields(cast.receiver, Trader::NAME, Trader::EMAIL, PRIMARY);
    let profile = customer.post("/v1/CustomerProfiles", &fields, |made| text(made, "sid").to_owned()).await?;
    let profile = text(&profile, "sid").to_owned();
    let information =
        end_user(&customer, "customer_profile_business_information", &Trader::information()).await?;
    let representative =
        end_user(&customer, "authorized_representative_1", &Trader::representative()).await?;
    let address = address(&customer, &Trader::address()).await?;
    let document = document(&customer, &address).await?;
    for object in [&information, &representative, &document] {
        assign(&customer, "CustomerProfiles", &profile, object).await?;
    }
    submit(&customer, "CustomerProfiles", &profile).await?;
    let sid: BundleSid = profile.parse().map_err(Failure::refused)?;
    until_open(cast.hub, &cast.reviewer, sid).await?;

    stage.say("The customer is told nothing of it. A reviewer sees why the case waits:");
    stage.command(&format!("trusthub review show {profile} --data-dir {}", cast.folder.display()));
    let dossier = review::show(cast.hub, &cast.reviewer, sid).await?;
    if let Some(assessment) = dossier.cases.first().and_then(|case| case.assessment.as_ref()) {
        let is_told = |one: &Evidence| one.check.starts_with("sanctions.") && one.is_failure();
        let evidence = assessment.evidence.iter().filter(|one| is_told(one)).cloned().collect();
        stage.printed(&commands::evidence::lines(
            &Assessment { evidence, ..assessment.clone() },
            stage.style(),
        ));
    }
    stage.say("It is the same person. Only now, and in the reviewer's words, does the customer learn of it.");
    stage.command(&format!(
        "trusthub review reject {profile} --code 99002 --as {} --data-dir {}",
        cast.reviewer_email,
        cast.folder.display()
    ));
    let reason = GivenReason { code: ReasonCode::SANCTIONS, field: None, note: None };
    review::reject(cast.hub, &cast.reviewer, sid, vec![reason], None).await?;
    let rejected = customer.get(&format!("/v1/CustomerProfiles/{profile}")).await?;
    errors(stage, &rejected);
    cast.receiver.expect(stage, &profile, "twilio-rejected", &customer.token).await?;
    mailbox.expect(stage, Trader::EMAIL).await.map(drop)
}

async fn proof(cast: &Cast<'_>) -> Outcome {
    cast.stage.act(8, "Nothing of this can be rewritten");
    cast.stage.say("Each change above is an entry in its account's hash chain, and every chain a leaf in one signed tree.");
    cast.stage.command(&format!("trusthub audit verify --data-dir {}", cast.folder.display()));
    audit::checkpoint(cast.hub, &Actor::operator()).await?;
    let report = audit::verify(cast.hub, &Actor::operator(), None).await?;
    cast.stage.printed(&commands::audit::lines(&report, None, cast.stage.style()));
    if report.findings.is_empty() {
        Ok(())
    } else {
        Err(Failure::refused_because("the audit log does not verify"))
    }
}
