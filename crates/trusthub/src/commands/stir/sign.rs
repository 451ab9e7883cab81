//! `trusthub stir sign`: claims on the command line, the value of an Identity header on standard output.

use std::collections::BTreeMap;
use std::path::Path;

use serde_json::{Value, json};
use trusthub_app::{Clock, RandomSource, SystemClock, SystemRandom};
use trusthub_stir::identity::Identity;
use trusthub_stir::key::SigningKey;
use trusthub_stir::passport::{Claims, Destinations, Diversion, Ppt};
use trusthub_stir::path::{SigningCertificate, validate};
use trusthub_stir::rcd::{Card, RichCallData, digest_of};
use trusthub_stir::signing::{NotSigned, Signer};
use zeroize::Zeroizing;

use super::files;
use crate::cli::{self, PptName};
use crate::failure::{Failure, Outcome};
use crate::output;

pub(super) fn run(arguments: cli::Sign) -> Outcome {
    let now = SystemClock.now().as_seconds();
    let pem = Zeroizing::new(files::bytes(&arguments.key)?);
    let key = SigningKey::from_pem(&pem).map_err(|error| {
        Failure::refused(error).while_doing(format!("cannot use {}", arguments.key.display()))
    })?;
    let iat = arguments.iat.unwrap_or(now);
    let certificate = match (&arguments.chain, &arguments.trust_root) {
        (Some(chain), Some(root)) => Some(certificate(chain, root, iat)?),
        (Some(_), None) | (None, Some(_)) | (None, None) => None,
    };
    let signer = Signer::new(key, &arguments.x5u, certificate).map_err(Failure::refused)?;
    let ppt = arguments.ppt;
    let claims = claims(arguments, iat)?;
    let header = signer.sign(ppt.into(), &claims).map_err(|error| match error {
        NotSigned::Type(_) => {
            Failure::usage(&error).hint("`trusthub stir sign --help` says which option is for what")
        }
        other => Failure::refused(other),
    })?;
    output::line(header);
    Ok(())
}

fn certificate(chain: &Path, root: &Path, at: i64) -> Outcome<SigningCertificate> {
    let certificates = files::certificates(chain)?;
    let roots = files::roots(std::slice::from_ref(&root.to_path_buf()))?;
    validate(&certificates, &roots, &[], at).map_err(|error| {
        Failure::refused(error).while_doing(format!("{} cannot sign calls", chain.display()))
    })
}

fn claims(arguments: cli::Sign, iat: i64) -> Outcome<Claims> {
    // The command line demands one.
    let dest = Destinations::new(arguments.dest).ok_or_else(|| Failure::usage("nobody is called"))?;
    let mut claims = Claims::new(arguments.orig, dest, iat);
    claims.mky = arguments.mky;
    claims.attest = arguments.attest.map(Into::into);
    claims.origid = match (arguments.origid, arguments.ppt) {
        (Some(origid), _) => Some(origid.to_string()),
        (None, PptName::Shaken) => Some(new_origid()),
        (None, PptName::Div | PptName::DivO | PptName::Rcd | PptName::Rph | PptName::None) => None,
    };
    claims.div =
        arguments.diversion.div.map(|from| Diversion { from, history_index: arguments.diversion.hi });
    claims.opt = arguments.diversion.original.as_deref().map(token).transpose()?;
    if let Some(rich) = rich(arguments.rich)? {
        rich.put_into(&mut claims);
    }
    if !arguments.rph.is_empty() {
        claims.others.insert("rph".to_owned(), json!({ "auth": arguments.rph }));
    }
    if Option::<Ppt>::from(arguments.ppt) == Some(Ppt::Shaken) && claims.attest.is_none() {
        return Err(Failure::usage("--attest is missing").hint("A, B or C: how well the caller is known"));
    }
    Ok(claims)
}

fn new_origid() -> String {
    let mut bytes = [0; 16];
    SystemRandom.fill(&mut bytes);
    uuid::Builder::from_random_bytes(bytes).into_uuid().to_string()
}

/// A header, or the token alone.
fn token(original: &str) -> Outcome<String> {
    let identity = Identity::parse(original)
        .map_err(|error| Failure::refused(error).while_doing("--original is no Identity header"))?;
    Ok(identity.token.to_owned())
}

fn rich(arguments: cli::Rich) -> Outcome<Option<RichCallData>> {
    let Some(name) = arguments.nam else {
        let Some(reason) = arguments.crn else { return Ok(None) };
        return Err(Failure::usage(format!("--crn {reason:?} needs --nam")).hint("the name may be empty"));
    };
    let card = match (arguments.jcd, arguments.jcl) {
        (Some(file), _) => Some(Card::Embedded(card(&file)?)),
        (None, link) => link.map(Card::At),
    };
    let mut digests = BTreeMap::new();
    for (pointer, content) in arguments.rcdi {
        let is_digest = ["sha256-", "sha384-", "sha512-"].iter().any(|name| content.starts_with(name));
        let digest = if is_digest { content } else { digest_of(&files::bytes(Path::new(&content))?) };
        digests.insert(pointer, digest);
    }
    let (number, icon, reason) = (arguments.apn, arguments.icn, arguments.crn);
    Ok(Some(RichCallData { name, number, icon, card, reason, digests }))
}

fn card(file: &Path) -> Outcome<Value> {
    let bytes = files::bytes(file)?;
    match serde_json::from_slice(&bytes) {
        Ok(card @ Value::Array(_)) => Ok(card),
        Ok(_) | Err(_) => Err(Failure::refused_because(format!("{} is no jCard", file.display()))
            .hint("a jCard is a JSON array: [\"vcard\", [[\"version\", {}, \"text\", \"4.0\"], …]]")),
    }
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;

    #[test]
    fn a_new_origid_is_a_random_uuid() {
        let one = Uuid::parse_str(&new_origid()).unwrap();
        assert_eq!(one.get_version_num(), 4);
        assert_ne!(one.to_string(), new_origid());
    }
}
