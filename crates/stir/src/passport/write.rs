//! Writes PASSporTs in the canonical form of RFC 8225 section 9: members sorted, no white space.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

use super::claims::{Claims, Destinations, Party};
use super::{Ppt, claims::Fingerprint};
use crate::json;

/// Why claims do not make a PASSporT of a type.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum BadType {
    /// One that the type needs.
    #[error("a PASSporT of this type needs the claim '{0}'")]
    Needs(&'static str),
    /// One that the type may not have.
    #[error("a PASSporT of this type must not have the claim '{0}'")]
    MustNot(&'static str),
}

/// The protected header of a type.
pub fn header_json(x5u: &str, ppt: Option<Ppt>) -> String {
    let mut out = String::with_capacity(64 + x5u.len());
    out.push_str("{\"alg\":\"ES256\",");
    if let Some(ppt) = ppt {
        out.push_str("\"ppt\":");
        json::text(&mut out, ppt.as_str());
        out.push(',');
    }
    out.push_str("\"typ\":\"passport\",\"x5u\":");
    json::text(&mut out, x5u);
    out.push('}');
    out
}

/// base64url without padding.
pub fn encode(bytes: impl AsRef<[u8]>) -> String {
    URL_SAFE_NO_PAD.encode(bytes)
}

impl Claims {
    /// Holds the claims against what a type needs: RFC 8588 section 4, RFC 8946 sections 3 and 6, RFC 9795 section 9,
    /// RFC 8443 section 3.
    ///
    /// # Errors
    /// The first claim that is missing or too many.
    pub(crate) fn check_type(&self, ppt: Option<Ppt>) -> Result<(), BadType> {
        let needs = |has: bool, name| if has { Ok(()) } else { Err(BadType::Needs(name)) };
        let must_not = |has: bool, name| if has { Err(BadType::MustNot(name)) } else { Ok(()) };
        let is_diversion = matches!(ppt, Some(Ppt::Div | Ppt::DivO));
        if ppt == Some(Ppt::Shaken) {
            needs(self.attest.is_some(), "attest")?;
            needs(self.origid.is_some(), "origid")?;
        } else {
            must_not(self.attest.is_some(), "attest")?;
            must_not(self.origid.is_some(), "origid")?;
        }
        if is_diversion {
            needs(self.div.is_some(), "div")?;
        } else {
            must_not(self.div.is_some(), "div")?;
        }
        if ppt == Some(Ppt::DivO) {
            needs(self.opt.is_some(), "opt")?;
        } else {
            must_not(self.opt.is_some(), "opt")?;
        }
        match ppt {
            Some(Ppt::Rcd) => needs(self.others.contains_key("rcd"), "rcd"),
            Some(Ppt::Rph) => needs(self.others.contains_key("rph"), "rph"),
            Some(Ppt::Shaken | Ppt::Div | Ppt::DivO) | None => Ok(()),
        }
    }

    /// The canonical form. A member of `others` with the name of a claim that has its own field is left out.
    pub fn to_json(&self) -> String {
        let mut writer = Members { out: String::with_capacity(192), is_first: true };
        writer.out.push('{');
        let mut others = self.others.iter().filter(|(name, _)| !OWN.contains(&name.as_str())).peekable();
        for own in OWN {
            while let Some((name, value)) = others.next_if(|(name, _)| name.as_str() < own) {
                json::value(writer.member(name), value);
            }
            self.write_own(own, &mut writer);
        }
        for (name, value) in others {
            json::value(writer.member(name), value);
        }
        writer.out.push('}');
        writer.out
    }

    fn write_own(&self, name: &str, writer: &mut Members) {
        match name {
            "attest" => {
                if let Some(attest) = self.attest {
                    json::text(writer.member(name), attest.as_str());
                }
            }
            "dest" => destinations(writer.member(name), &self.dest),
            "div" => {
                if let Some(div) = &self.div {
                    let out = writer.member(name);
                    out.push('{');
                    if let Some(index) = &div.history_index {
                        out.push_str("\"hi\":");
                        json::text(out, index);
                        out.push(',');
                    }
                    party(out, &div.from);
                    out.push('}');
                }
            }
            "iat" => json::integer(writer.member(name), self.iat),
            "mky" if !self.mky.is_empty() => fingerprints(writer.member(name), &self.mky),
            "opt" => {
                if let Some(opt) = &self.opt {
                    json::text(writer.member(name), opt);
                }
            }
            "orig" => {
                let out = writer.member(name);
                out.push('{');
                party(out, &self.orig);
                out.push('}');
            }
            "origid" => {
                if let Some(origid) = &self.origid {
                    json::text(writer.member(name), origid);
                }
            }
            _ => {}
        }
    }
}

/// Claims with a field of their own, sorted.
const OWN: [&str; 8] = ["attest", "dest", "div", "iat", "mky", "opt", "orig", "origid"];

struct Members {
    out: String,
    is_first: bool,
}

impl Members {
    /// Writes a name, and gives the place of its value.
    fn member(&mut self, name: &str) -> &mut String {
        if !self.is_first {
            self.out.push(',');
        }
        self.is_first = false;
        json::text(&mut self.out, name);
        self.out.push(':');
        &mut self.out
    }
}

fn party(out: &mut String, party: &Party) {
    match party {
        Party::Number(number) => {
            out.push_str("\"tn\":");
            json::text(out, number.as_str());
        }
        Party::Uri(uri) => {
            out.push_str("\"uri\":");
            json::text(out, uri);
        }
    }
}

fn destinations(out: &mut String, dest: &Destinations) {
    out.push('{');
    if !dest.numbers().is_empty() {
        out.push_str("\"tn\":");
        texts(out, dest.numbers().iter().map(crate::number::TelephoneNumber::as_str));
    }
    if !dest.uris().is_empty() {
        if !dest.numbers().is_empty() {
            out.push(',');
        }
        out.push_str("\"uri\":");
        texts(out, dest.uris().iter().map(String::as_str));
    }
    out.push('}');
}

fn texts<'t>(out: &mut String, list: impl Iterator<Item = &'t str>) {
    out.push('[');
    for (index, text) in list.enumerate() {
        if index > 0 {
            out.push(',');
        }
        json::text(out, text);
    }
    out.push(']');
}

fn fingerprints(out: &mut String, keys: &[Fingerprint]) {
    let mut sorted: Vec<&Fingerprint> = keys.iter().collect();
    sorted.sort_unstable();
    out.push('[');
    for (index, key) in sorted.into_iter().enumerate() {
        if index > 0 {
            out.push(',');
        }
        out.push_str("{\"alg\":");
        json::text(out, &key.algorithm);
        out.push_str(",\"dig\":");
        json::text(out, &key.digest);
        out.push('}');
    }
    out.push(']');
}
