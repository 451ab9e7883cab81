//! `bench stir`: what a whole Identity header costs, signed and verified, beside the bare ES256 operation in it; what a call
//! costs a hub at work ([`served`]); and what is looked up for one, among millions ([`numbers`], [`decisions`]).
//!
//! The first on one thread and in processor time of that thread, so that what else runs on the machine moves the figures little; the
//! contestants take turns, so that it moves all of them. Figures are medians over the rounds.

mod asking;
pub mod bare;
mod contest;
mod decisions;
mod material;
mod numbers;
mod served;
mod switch;

use std::path::PathBuf;

use anyhow::{Context, Result, ensure};
use aws_lc_rs::rand::SystemRandom;
use trusthub_stir::certificate::certificates;
use trusthub_stir::passport::Ppt;
use trusthub_stir::path::{self, SigningCertificate};
use trusthub_stir::verification::{Outcome, Replays, Settings, prepare};

use contest::{Contest, Contestant};
use material::{Material, NOW};
use served::Bare;

/// What to measure.
#[derive(Debug, clap::Args)]
pub struct Options {
    /// Rounds that are counted
    #[arg(long, default_value_t = 60)]
    rounds: usize,
    /// Operations of each contestant in a round
    #[arg(long, default_value_t = 200)]
    batch: usize,
    /// The hub whose services are measured too; without one they are not
    #[arg(long)]
    binary: Option<PathBuf>,
    /// Calls that it signs and verifies, over each of its faces
    #[arg(long, default_value_t = 20_000)]
    calls: usize,
    /// Numbers that calls are attested among
    #[arg(long, default_value_t = 100_000)]
    numbers: u64,
    /// Decisions that a disputed call is looked for among
    #[arg(long, default_value_t = 100_000)]
    decisions: u64,
    /// Ten million numbers and decisions: takes minutes and twenty gigabytes of disk
    #[arg(long)]
    full: bool,
}

/// What a large provider has in a year.
const TEN_MILLION: u64 = 10_000_000;

/// Runs everything.
///
/// # Errors
/// A signature is not made or not accepted.
pub async fn run(options: &Options) -> Result<()> {
    let material = Material::new(options.batch)?;
    println!(
        "per core, processor time; medians of {} rounds of {} operations\n",
        options.rounds, options.batch
    );
    println!("| | a second | of bare ES256 | goal |\n|---|---:|---:|---:|");
    let bare = Bare { sign: sign(options, &material)?, verify: verify(options, &material)? };
    if let Some(binary) = &options.binary {
        served::run(binary, options.calls, options.rounds, &bare).await?;
    }
    let size = |wanted: u64| if options.full { TEN_MILLION } else { wanted };
    numbers::run(size(options.numbers)).await?;
    decisions::run(size(options.decisions)).await
}

/// How fast the bare operation is.
fn sign(options: &Options, material: &Material) -> Result<f64> {
    let random = SystemRandom::new();
    let bare: Contestant<'_> = Box::new(|number| {
        let message = material.signed(number);
        let signature = material.pair.sign(&random, message).ok().context("no signature")?;
        ensure!(signature.as_ref().len() == 64, "no raw signature");
        Ok(())
    });
    let whole: Contestant<'_> = Box::new(|number| {
        let header = material.signer.sign(Some(Ppt::Shaken), &material.claims(number)?)?;
        ensure!(header.ends_with(";ppt=shaken"), "{header}");
        Ok(())
    });
    let figures = Contest::run([bare, whole], options.rounds, options.batch)?;
    figures.print(["ES256, bare", "sign: a whole Identity header, its claims made anew"], ["", "≥ 0.95"]);
    Ok(figures.rate(0))
}

/// How fast the bare operation is.
fn verify(options: &Options, material: &Material) -> Result<f64> {
    let bare: Contestant<'_> = Box::new(|number| {
        let (message, signature) = (material.signed(number), material.signature(number));
        material.certificate.key.verify_sig(message, signature).ok().context("not verified")
    });
    let cached: Contestant<'_> = Box::new(|number| {
        // As many as may be remembered, so that none of this round is new to it.
        let mut replays = material.replays.borrow_mut();
        if number == 0 {
            *replays = Replays::new(1_000_000, 120);
        }
        verified(material, number, &material.certificate, Some(&mut replays))
    });
    let cold: Contestant<'_> = Box::new(|number| {
        let chain = certificates(&material.chain, path::MOST_CERTIFICATES)?;
        let certificate = path::validate(&chain, &material.roots, &[], NOW)?;
        verified(material, number, &certificate, None)
    });
    let figures = Contest::run([bare, cached, cold], options.rounds, options.batch)?;
    figures.print(
        [
            "ES256, bare",
            "verify: every check, the certificate's chain validated before",
            "verify: every check, a chain of three read and validated each time",
        ],
        ["", "≥ 0.90", ""],
    );
    Ok(figures.rate(0))
}

fn verified(
    material: &Material,
    number: usize,
    certificate: &SigningCertificate,
    replays: Option<&mut Replays>,
) -> Result<()> {
    let call = material.call(number)?;
    let prepared = prepare(material.header(number), &call, &Settings::SHAKEN)
        .map_err(|outcome| anyhow::anyhow!("refused: {outcome:?}"))?;
    match prepared.finish(Ok(certificate), replays) {
        Outcome::Passed(_) => Ok(()),
        other => anyhow::bail!("not passed: {other:?}"),
    }
}
