//! `trusthub stir sign` and `stir verify`, as they are typed.

use serde_json::{Value, json};
use trusthub_app::{Clock, SystemClock};

use crate::hub::{Done, binary, run};

const X5U: &str = "https://cert.example.org/passport.pem";
const FROM: &str = "+1 (215) 555-1212";
const TO: &str = "+12355551212";

/// A folder with a test authority.
struct Authority(tempfile::TempDir);

impl Authority {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let done = stir(&["ca-init", "--spc", "709J", "--out", &folder.path().display().to_string()]);
        assert_eq!(done.code, 0, "{}", done.err);
        Self(folder)
    }

    fn path(&self, name: &str) -> String {
        self.0.path().join(name).display().to_string()
    }

    fn write(&self, name: &str, content: impl AsRef<[u8]>) -> String {
        std::fs::write(self.0.path().join(name), content).unwrap();
        self.path(name)
    }

    fn sign(&self, more: &[&str]) -> Done {
        let key = self.path("signer.key");
        stir(&[&["sign", "--key", &key, "--x5u", X5U, "--orig", FROM, "--dest", TO], more].concat())
    }

    fn signed(&self, more: &[&str]) -> String {
        let done = self.sign(more);
        assert_eq!((done.code, done.err.as_str()), (0, ""), "{}", done.err);
        done.out.trim_end().to_owned()
    }

    fn verify(&self, more: &[&str]) -> Done {
        let (chain, root) = (self.path("chain.pem"), self.path("root.pem"));
        let base = ["verify", "--from", FROM, "--to", TO, "--chain", &chain, "--trust-root", &root];
        stir(&[&base, more].concat())
    }

    fn response(&self, more: &[&str]) -> (i32, Value) {
        let done = self.verify(&[more, &["--json"]].concat());
        let body = done.json();
        (done.code, body["verificationResponse"].clone())
    }
}

fn stir(arguments: &[&str]) -> Done {
    run(binary().arg("stir").args(arguments))
}

fn passed() -> (i32, Value) {
    (0, json!({"verstat": "TN-Validation-Passed"}))
}

fn code(answer: &(i32, Value)) -> (i32, Option<u64>, &str) {
    (answer.0, answer.1["reasoncode"].as_u64(), answer.1["verstat"].as_str().unwrap())
}

#[test]
fn a_signed_call_verifies_and_another_call_does_not() {
    let authority = Authority::new();
    let header = authority.signed(&["--attest", "A"]);
    assert!(header.ends_with(&format!(";info=<{X5U}>;alg=ES256;ppt=shaken")), "{header}");
    assert_eq!(header.lines().count(), 1);
    assert_eq!(authority.response(&["--identity", &header]), passed());
    let told = authority.verify(&["--identity", &header]);
    assert!(told.out.contains("TN-Validation-Passed") && told.out.contains("SPC 709J"), "{}", told.out);

    let other = stir(&[
        "verify",
        "--identity",
        &header,
        "--from",
        "+12155550000",
        "--to",
        TO,
        "--json",
        "--chain",
        &authority.path("chain.pem"),
        "--trust-root",
        &authority.path("root.pem"),
    ]);
    assert_eq!(other.code, 1);
    assert_eq!(
        other.json(),
        json!({"verificationResponse": {
            "reasoncode": 438,
            "reasontext": "Invalid Identity Header",
            "reasondesc": "'orig' is not the caller",
            "verstat": "No-TN-Validation",
        }})
    );
}

#[test]
fn an_old_call_is_verified_as_of_then() {
    let authority = Authority::new();
    // Certificates are valid from now on, so the call is of tomorrow.
    let tomorrow = now() + 86_400;
    let header = authority.signed(&["--attest", "B", "--iat", &tomorrow.to_string()]);
    assert_eq!(code(&authority.response(&["--identity", &header])), (1, Some(403), "No-TN-Validation"));
    let at = |time: i64| authority.response(&["--identity", &header, "--time", &time.to_string()]);
    assert_eq!(at(tomorrow), passed());
    assert_eq!(code(&at(tomorrow + 61)), (1, Some(403), "No-TN-Validation"));
    let time = (tomorrow + 61).to_string();
    let lenient = authority.response(&["--identity", &header, "--time", &time, "--fresh", "120"]);
    assert_eq!(lenient, passed());
}

#[test]
fn certificates_in_any_order_are_a_chain_and_a_strangers_is_none() {
    let (authority, stranger) = (Authority::new(), Authority::new());
    let header = authority.signed(&["--attest", "A"]);
    let root = authority.path("root.pem");
    let verify = |chain: &str, root: &str| {
        let done = stir(&[
            "verify",
            "--identity",
            &header,
            "--from",
            FROM,
            "--to",
            TO,
            "--json",
            "--chain",
            chain,
            "--trust-root",
            root,
        ]);
        (done.code, done.json()["verificationResponse"].clone())
    };
    let text = std::fs::read_to_string(authority.path("chain.pem")).unwrap();
    let at = text.rfind("-----BEGIN").unwrap();
    let turned = authority.write("turned.pem", format!("{}{}", &text[at..], &text[..at]));
    assert_eq!(verify(&turned, &root), passed());
    let alone = authority.write("alone.pem", &text[..at]);
    assert_eq!(code(&verify(&alone, &root)), (1, Some(437), "TN-Validation-Failed"));
    assert_eq!(
        code(&verify(&authority.path("chain.pem"), &stranger.path("root.pem"))),
        (1, Some(437), "TN-Validation-Failed")
    );
    assert_eq!(
        code(&verify(&stranger.path("chain.pem"), &stranger.path("root.pem"))),
        (1, Some(438), "TN-Validation-Failed")
    );
    let junk = authority.write("junk.pem", "<html>not found</html>");
    assert_eq!(code(&verify(&junk, &root)), (1, Some(436), "No-TN-Validation"));
    let named = format!("https://other.example/a={}", authority.path("chain.pem"));
    assert_eq!(code(&verify(&named, &root)), (1, Some(436), "No-TN-Validation"));
    let named = format!("{X5U}={}", authority.path("chain.pem"));
    assert_eq!(verify(&named, &root), passed());
}

#[test]
fn a_request_is_valid_if_one_of_its_headers_is() {
    let authority = Authority::new();
    let header = authority.signed(&["--attest", "C"]);
    let bad = format!("{}A;info=<{X5U}>;alg=ES256;ppt=shaken", header.split(';').next().unwrap());
    assert_eq!(authority.response(&["--identity", &bad, "--identity", &header]), passed());
    assert_eq!(authority.response(&["--identity", &format!("{bad}, {header}")]), passed());
    assert_eq!(code(&authority.response(&["--identity", &bad])), (1, Some(438), "TN-Validation-Failed"));
    assert_eq!(code(&authority.response(&["--identity", ""])), (1, Some(438), "No-TN-Validation"));
}

#[test]
fn a_diverted_call_is_followed_to_where_it_is() {
    let authority = Authority::new();
    let header = authority.signed(&["--attest", "A"]);
    let key = authority.path("signer.key");
    let divert = |more: &[&str]| {
        let base =
            ["sign", "--key", &key, "--x5u", X5U, "--orig", FROM, "--dest", "12155551214", "--div", TO];
        let done = stir(&[&base, more].concat());
        assert_eq!(done.code, 0, "{}", done.err);
        done.out.trim_end().to_owned()
    };
    let div = divert(&["--ppt", "div", "--hi", "1.1"]);
    assert!(div.ends_with(";ppt=div"), "{div}");
    let both = ["--rules", "sip", "--identity", &header, "--identity", &div];
    let to = |target: &str| authority.response(&[&both[..], &["--target", target]].concat());
    assert_eq!(to("+12155551214"), passed());
    assert_eq!(code(&to("+12155551215")), (1, Some(438), "No-TN-Validation"));
    // ATIS-1000082 knows shaken alone.
    assert_eq!(code(&authority.response(&["--identity", &div])), (1, Some(438), "No-TN-Validation"));
    let nested = divert(&["--ppt", "div-o", "--original", &header]);
    assert_eq!(authority.response(&["--rules", "sip", "--identity", &nested]), passed());
}

#[test]
fn rich_call_data_goes_in_with_the_digest_of_its_picture() {
    let authority = Authority::new();
    let logo = authority.write("logo.png", "a logo");
    let rcdi = format!("/icn={logo}");
    let header = authority.signed(&[
        "--ppt",
        "rcd",
        "--nam",
        "Owl & Co",
        "--icn",
        "https://brand.example/logo.png",
        "--crn",
        "Your order",
        "--rcdi",
        &rcdi,
    ]);
    let payload = header.split('.').nth(1).unwrap();
    let claims = {
        use base64::Engine;
        String::from_utf8(base64::engine::general_purpose::URL_SAFE_NO_PAD.decode(payload).unwrap()).unwrap()
    };
    // printf 'a logo' | openssl dgst -sha256 -binary | base64, without its padding.
    let digest = "3r5+VeOYlY5btz41NNmR6EKUn8tWMMGt43NbvHAGQvg";
    assert!(claims.contains(&format!(r#""rcd":{{"icn":"https://brand.example/logo.png","nam":"Owl & Co"}},"rcdi":{{"/icn":"sha256-{digest}"}}"#)), "{claims}");
    assert!(claims.contains(r#""crn":"Your order","dest""#), "{claims}");
    assert_eq!(authority.response(&["--rules", "sip", "--identity", &header]), passed());
    assert_eq!(authority.response(&["--identity", &header]).1["reasoncode"], 438);
}

#[test]
fn what_cannot_be_signed_is_told_with_the_right_exit_code() {
    let authority = Authority::new();
    let sign = |more: &[&str]| {
        let done = authority.sign(more);
        assert_eq!(done.out, "", "nothing but a header goes to standard output");
        (done.code, done.err)
    };
    assert_eq!(sign(&[]).0, 2, "shaken needs --attest");
    assert_eq!(sign(&["--attest", "D"]).0, 2);
    assert_eq!(sign(&["--attest", "Attack"]).0, 2);
    assert_eq!(sign(&["--attest", "A", "--origid", "Z"]).0, 2);
    assert_eq!(sign(&["--attest", "A", "--dest", "anonymous"]).0, 2);
    assert_eq!(sign(&["--attest", "A", "--dest", "0911"]).0, 1, "not of E.164");
    assert_eq!(sign(&["--ppt", "div", "--div", TO]).0, 1, "diverted to where it was going");
    assert_eq!(sign(&["--ppt", "div"]).0, 2);
    assert_eq!(sign(&["--ppt", "rcd"]).0, 2);
    assert_eq!(sign(&["--ppt", "none", "--attest", "A"]).0, 2);
    let key = authority.path("signer.key");
    let with = |key: &str, x5u: &str| {
        let done = stir(&["sign", "--key", key, "--x5u", x5u, "--orig", FROM, "--dest", TO, "--attest", "A"]);
        (done.code, done.err)
    };
    let (refused, why) = with(&key, "http://cert.example.org/a");
    assert_eq!(refused, 1);
    assert!(why.contains("not https"), "{why}");
    assert_eq!(with("/nowhere.key", X5U).0, 3);
    assert_eq!(with(&authority.path("chain.pem"), X5U).0, 1, "no private key in it");
    assert_eq!(stir(&["sign"]).code, 2);
}

#[test]
fn a_key_that_is_not_the_certificates_signs_nothing() {
    let (authority, other) = (Authority::new(), Authority::new());
    let sign = |of: &Authority| {
        let (chain, root) = (of.path("chain.pem"), of.path("root.pem"));
        authority.sign(&["--attest", "A", "--chain", &chain, "--trust-root", &root])
    };
    assert_eq!(sign(&authority).code, 0);
    let refused = sign(&other);
    assert_eq!(refused.code, 1);
    assert!(refused.err.contains("not that of the certificate"), "{}", refused.err);
}

fn now() -> i64 {
    SystemClock.now().as_seconds()
}
