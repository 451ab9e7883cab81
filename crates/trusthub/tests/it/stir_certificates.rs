//! `trusthub stir cert lint` and `stir ca-init`, as they are typed.

use std::os::unix::fs::PermissionsExt;
use std::path::Path;

use serde_json::Value;

use crate::hub::{Done, Hub, binary, run};

fn stir(arguments: &[&str]) -> Done {
    run(binary().arg("stir").args(arguments))
}

fn init(folder: &Path) -> Done {
    stir(&["ca-init", "--spc", "709J", "--json", "--out", &folder.display().to_string()])
}

fn lines(done: &Done) -> Vec<Value> {
    done.out.lines().map(|line| serde_json::from_str(line).expect("a line of JSON")).collect()
}

#[test]
fn a_test_authority_is_made_once_and_its_keys_are_private() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path().join("ca");
    let done = init(&folder);
    assert_eq!(done.code, 0, "{}", done.err);
    let told = done.json();
    assert_eq!(told["spc"], "709J");
    for key in ["root_key", "intermediate_key", "key"] {
        let path = told[key].as_str().unwrap();
        let mode = std::fs::metadata(path).unwrap().permissions().mode() & 0o777;
        assert_eq!(mode, 0o600, "{path}");
    }
    let before = std::fs::read(folder.join("root.key")).unwrap();
    let again = init(&folder);
    assert_eq!(again.code, 1);
    assert!(again.err.contains("is not overwritten"), "{}", again.err);
    assert_eq!(std::fs::read(folder.join("root.key")).unwrap(), before);
    assert_eq!(stir(&["ca-init", "--spc", "7 9"]).code, 2);
}

#[test]
fn certificates_are_linted_one_line_each_in_every_format() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    assert_eq!(init(folder).code, 0);
    let path = |name: &str| folder.join(name).display().to_string();
    let (chain, root) = (path("chain.pem"), path("root.pem"));

    let told = lines(&stir(&["cert", "lint", "--json", &chain, "--issuers", &root]));
    assert_eq!(told.len(), 2);
    assert_eq!(
        (&told[0]["ca"], &told[0]["spc"][0], &told[0]["tn_auth_list"]),
        (&false.into(), &"709J".into(), &"ok".into())
    );
    assert_eq!(told[0]["signature"], "issuer-unknown");
    assert_eq!(
        (&told[1]["ca"], &told[1]["signature"], &told[1]["tn_auth_list"]),
        (&true.into(), &"ok".into(), &"absent".into())
    );

    // The corpus format, packed, with a line that is no certificate between two that are.
    let der = folder.join("signer.der");
    let pem = std::fs::read_to_string(&chain).unwrap();
    let body: String = pem.lines().skip(1).take_while(|line| !line.starts_with('-')).collect();
    std::fs::write(&der, base64::Engine::decode(&base64::prelude::BASE64_STANDARD, &body).unwrap()).unwrap();
    let digest = told[0]["sha256"].as_str().unwrap();
    let packed = folder.join("list.gz");
    let mut gzip =
        flate2::write::GzEncoder::new(std::fs::File::create(&packed).unwrap(), flate2::Compression::fast());
    std::io::Write::write_all(
        &mut gzip,
        format!("{digest} {body}\n{} MIIB\n{digest} {body}\n", "0".repeat(64)).as_bytes(),
    )
    .unwrap();
    gzip.finish().unwrap();
    let done = stir(&["cert", "lint", "--json", &packed.display().to_string(), &der.display().to_string()]);
    assert_eq!(done.code, 0, "{}", done.err);
    let found = lines(&done);
    assert_eq!(
        found.iter().map(|line| line["parsed"] == true).collect::<Vec<_>>(),
        [true, false, true, true]
    );
    assert!(found.iter().filter(|line| line["parsed"] == true).all(|line| line["sha256"] == digest));
    assert!(found[0].get("signature").is_none());
}

#[test]
fn findings_are_told_to_people_and_are_no_failure_unless_asked() {
    let folder = tempfile::tempdir().unwrap();
    assert_eq!(init(folder.path()).code, 0);
    let chain = folder.path().join("chain.pem").display().to_string();
    let done = stir(&["cert", "lint", &chain]);
    assert_eq!(done.code, 0, "{}", done.err);
    assert!(done.out.contains("CN=TEST SHAKEN 709J  signer"), "{}", done.out);
    assert!(
        done.out.contains(
            "crl-point-missing  does not say where its revocation list is (ATIS-1000080v005 6.4.1)"
        )
    );
    assert!(done.out.ends_with("2 certificates, 2 with findings\n"), "{}", done.out);
    assert_eq!(stir(&["cert", "lint", "--strict", &chain]).code, 1);
    let key = folder.path().join("signer.key").display().to_string();
    let nothing = stir(&["cert", "lint", &key]);
    assert_eq!(nothing.code, 1);
    assert!(nothing.err.contains("no certificate in what was given"), "{}", nothing.err);
    assert_eq!(stir(&["cert", "lint", "/nowhere.pem"]).code, 3);
}

#[tokio::test]
async fn a_certificate_is_taken_in_beside_a_running_hub_and_strangers_fetch_its_chain() {
    let hub = Hub::started();
    let folder = tempfile::tempdir().unwrap();
    assert_eq!(init(folder.path()).code, 0);
    let path = |name: &str| folder.path().join(name).display().to_string();
    let (chain, root, key) = (path("chain.pem"), path("root.pem"), path("signer.key"));

    let wrong =
        hub.run(&["stir", "cert", "import", &chain, "--key", &path("root.key"), "--trust-root", &root]);
    assert_eq!(wrong.code, 1);
    assert!(wrong.err.contains("the key is not the certificate's"), "{}", wrong.err);
    let done = hub.run(&["stir", "cert", "import", &chain, "--key", &key, "--trust-root", &root, "--json"]);
    assert_eq!(done.code, 0, "{}", done.err);
    let told = done.json();
    assert_eq!(
        (&told["spc"], &told["chain_checked"], &told["unchanged"]),
        (&"709J".into(), &true.into(), &false.into())
    );

    // A new hub has one of its own test authority's as well.
    let listed = hub.run(&["stir", "cert", "list", "--json"]).json();
    let listed = listed.as_array().unwrap().iter().find(|one| one["spc"] == "709J").unwrap();
    assert_eq!((&listed["signs"], &listed["remaining"]), (&true.into(), &"enough".into()));
    // Where this hub really listens: a free port, which its configuration does not name.
    let (_, name) = listed["url"].as_str().unwrap().rsplit_once('/').unwrap();
    let url = format!("{}/stir/certificates/{name}", hub.url);
    let answer = reqwest::Client::builder().no_proxy().build().unwrap().get(url).send().await.unwrap();
    assert_eq!(answer.status(), 200);
    assert_eq!(answer.headers()["content-type"], "application/pem-certificate-chain");
    assert_eq!(answer.headers()["cache-control"], "public, max-age=86400");
    assert_eq!(answer.text().await.unwrap(), std::fs::read_to_string(&chain).unwrap());
    let people = hub.run(&["stir", "cert", "list"]);
    assert!(people.out.contains("709J") && people.out.contains("signs"), "{}", people.out);
}
