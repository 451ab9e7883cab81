//! `trusthub stir verify`: the headers of one call, offline; files stand in for what would be fetched.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use trusthub_app::{Clock, SystemClock};
use trusthub_stir::certificate::{Certificate, certificates};
use trusthub_stir::crl::Crl;
use trusthub_stir::identity;
use trusthub_stir::passport::Claims;
use trusthub_stir::path::{MOST_CERTIFICATES, Roots, SigningCertificate, validate};
use trusthub_stir::verification::{
    BadChain, Call, Case, Freshness, NoCredential, Outcome as Verdict, Passed, Refusal, Settings, Together,
    VerificationResponse, chain, prepare, together,
};

use super::files;
use crate::cli::{self, Rules};
use crate::failure::{Failure, Outcome};
use crate::output::{self, Style};

pub(super) fn run(arguments: cli::Verify) -> Outcome {
    let now = arguments.time.unwrap_or_else(|| SystemClock.now().as_seconds());
    let credentials = Credentials::read(&arguments, now)?;
    let call = Call { from: arguments.from, to: arguments.to, time: now, now };
    let rules = match arguments.rules {
        Rules::Shaken => Settings::SHAKEN,
        Rules::Sip => Settings::SIP,
    };
    let settings = Settings { iat: Freshness { seconds: arguments.fresh, ..rules.iat }, ..rules };
    let headers = arguments.identity.iter().flat_map(|joined| identity::split(joined));
    let mut verdicts: Vec<Verdict> =
        headers.map(|value| judge(value, &call, &settings, &credentials)).collect();
    if verdicts.is_empty() {
        // Nothing but white space: an empty header is still a header.
        verdicts.push(judge("", &call, &settings, &credentials));
    }
    if let Some(target) = &arguments.target
        && let Err(broken) = follow(&verdicts, target, now, settings.iat)
    {
        verdicts =
            vec![Verdict::Refused(Refusal { case: Case::BrokenChain, description: broken.to_string() })];
    }
    let together = together(&verdicts);
    if arguments.json.json {
        output::json(&VerificationResponse::from(&together).body())?;
    } else {
        tell(&verdicts, &together);
    }
    match together {
        Together::Passed(_) => Ok(()),
        Together::Refused(_) => Err(Failure::found_wanting()),
    }
}

fn judge(value: &str, call: &Call, settings: &Settings, credentials: &Credentials) -> Verdict {
    match prepare(value, call, settings) {
        Err(verdict) => verdict,
        Ok(prepared) => {
            let certificate = credentials.find(prepared.x5u()).and_then(|found| {
                if prepared.lacks_numbers(&found) {
                    let urls = found.authority_urls.join(", ");
                    let why = format!("its numbers are by reference, at {urls}, and nothing is fetched here");
                    return Err(NoCredential::Unavailable(why));
                }
                Ok(found)
            });
            prepared.finish(certificate.as_ref().map_err(Clone::clone), None)
        }
    }
}

/// The diversions among valid headers, from the caller's PASSporT to where the call is.
fn follow(
    verdicts: &[Verdict],
    target: &trusthub_stir::passport::Party,
    now: i64,
    fresh: Freshness,
) -> Result<(), BadChain> {
    let passed = || {
        verdicts.iter().filter_map(|verdict| match verdict {
            Verdict::Passed(passed) => Some(&passed.claims),
            Verdict::Refused(_) | Verdict::Ignored(_) => None,
        })
    };
    let diversions: Vec<&Claims> = passed().filter(|claims| claims.div.is_some()).collect();
    // Without the caller's own PASSporT there is nothing to begin at; that nothing is valid is told otherwise.
    match passed().find(|claims| claims.div.is_none()) {
        Some(base) => chain(base, &diversions, target, now, fresh).map(|_| ()),
        None if diversions.is_empty() => Ok(()),
        None => Err(BadChain::Unlinked),
    }
}

/// What would be fetched, by address; under no address what stands in for any.
struct Credentials {
    chains: BTreeMap<Option<String>, Result<Vec<Certificate>, String>>,
    roots: Roots,
    crls: Vec<Crl>,
    at: i64,
}

impl Credentials {
    fn read(arguments: &cli::Verify, at: i64) -> Outcome<Self> {
        let mut chains = BTreeMap::new();
        for given in &arguments.chain {
            let (url, file) = match given.rsplit_once('=') {
                Some((url, file)) if url.contains("://") => (Some(url.to_owned()), file),
                Some(_) | None => (None, given.as_str()),
            };
            // What is served in the certificate's place may be anything; that is the header's fault, and not ours.
            let read = certificates(&files::bytes(Path::new(file))?, MOST_CERTIFICATES);
            if chains.insert(url, read.map_err(|error| error.to_string())).is_some() {
                return Err(Failure::usage("--chain is given twice for the same address")
                    .hint("put the address before the file: --chain https://…=FILE.pem"));
            }
        }
        let roots = files::roots(&arguments.trust_root)?;
        let signers: Vec<Certificate> =
            chains.values().filter_map(|chain| chain.as_ref().ok()).flatten().cloned().collect();
        let read = |file: &PathBuf| files::crl(file, &signers, &roots, at);
        let crls = arguments.crl.iter().map(read).collect::<Outcome<Vec<_>>>()?;
        Ok(Self { chains, roots, crls, at })
    }

    fn find(&self, x5u: &str) -> Result<SigningCertificate, NoCredential> {
        let chain = self.chains.get(&Some(x5u.to_owned())).or_else(|| self.chains.get(&None));
        let unavailable = |why: &str| NoCredential::Unavailable(why.to_owned());
        match chain {
            None => Err(unavailable("no --chain is given for its address")),
            Some(Err(why)) => Err(unavailable(why)),
            Some(Ok(chain)) => validate(chain, &self.roots, &self.crls, self.at)
                .map_err(|error| NoCredential::Untrusted(error.to_string())),
        }
    }
}

fn tell(verdicts: &[Verdict], together: &Together<'_>) {
    let style = Style::of_standard_output();
    let verstat = together.verstat().as_str();
    match together {
        Together::Passed(_) => output::line(style.good(verstat)),
        Together::Refused(refusal) => {
            let case = refusal.case;
            let label = case.e_case().map(|name| format!(" ({name})")).unwrap_or_default();
            output::line(format!("{}  {} {}{label}", style.bad(verstat), case.code(), case.reason_text()));
            output::line(format!("  {}", output::harmless(&refusal.description)));
        }
    }
    for verdict in verdicts {
        match verdict {
            Verdict::Passed(passed) => passed_lines(passed).iter().for_each(output::line),
            Verdict::Refused(refusal) if verdicts.len() > 1 => output::line(format!(
                "  another header: {} {}: {}",
                refusal.case.code(),
                refusal.case.reason_text(),
                output::harmless(&refusal.description)
            )),
            Verdict::Refused(_) => {}
            Verdict::Ignored(ppt) => {
                output::line(format!("  ignored: a PASSporT of type {}", output::harmless(ppt)));
            }
        }
    }
}

fn passed_lines(passed: &Passed) -> Vec<String> {
    let claims = &passed.claims;
    let called =
        claims.dest.numbers().iter().map(ToString::to_string).chain(claims.dest.uris().iter().cloned());
    let mut rows = vec![
        ("type", passed.ppt.map_or("base", trusthub_stir::passport::Ppt::as_str).to_owned()),
        ("caller", claims.orig.to_string()),
        ("called", called.collect::<Vec<_>>().join(", ")),
        ("iat", claims.iat.to_string()),
    ];
    rows.extend(claims.attest.map(|attest| ("attest", attest.to_string())));
    rows.extend(claims.origid.clone().map(|origid| ("origid", origid)));
    rows.extend(claims.div.as_ref().map(|div| ("diverted from", div.from.to_string())));
    rows.extend(passed.spc.clone().map(|spc| ("signed by", format!("SPC {spc}"))));
    rows.extend(passed.lints.iter().map(|lint| ("odd", lint.code().to_owned())));
    let rows = rows.into_iter().map(|(name, value)| vec![format!("  {name}"), output::harmless(&value)]);
    output::columns(&rows.collect::<Vec<_>>())
}
