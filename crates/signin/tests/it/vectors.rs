//! Web Authentication Level 3 §16.3, "ES256 Credential with Self Attestation", and §16.2, without: what the editors'
//! own authenticators brought to `https://example.org`.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use trusthub_signin::passkey::RelyingParty;

pub(crate) const CHALLENGE: &str = "7869c2b772d4b58eba9378cf8f29e26cf935aa77df0da89fa99c0bdc0a76f7e5";
pub(crate) const PRIVATE_KEY: &str = "b4bbfa5d68e1693b6ef5a19a0e60ef7ee2cbcac81f7fec7006ac3a21e0c5116a";
pub(crate) const CREDENTIAL_ID: &str = "455ef34e2043a87db3d4afeb39bbcb6cc32df9347c789a865ecdca129cbef58c";
pub(crate) const EXTRA: &str = "clientDataJSON may be extended with additional fields in the future, such as this: \
    U9hTXvKE2URkMnb_0xYHVg";
pub(crate) const PUBLIC_KEY: &str = "a5010203262001215820eb151c8176b225cc651559fecf07af450fd85802046656b34c18f6cf193843c5\
    225820927b8aa427a2be1b8834d233a2d34f61f13bfd44119c325d5896e183fee484f2";
pub(crate) const ATTESTATION: &str = "a363666d74667061636b65646761747453746d74a263616c672663736967584630440220067a20754ab9\
    25005dbf378097c92120031581c73228d1fb4f5b881bcd7da98302207fc7b147558c7c0eba3af18bd9d121fa3d3a26d17fe3f220272178f473b6\
    006d68617574684461746158a4bfabc37432958b063360d3ad6461c9c4735ae7f8edd46592a5e0f01452b2e4b55d00000000df850e09db6afbdf\
    ab51697791506cfc0020455ef34e2043a87db3d4afeb39bbcb6cc32df9347c789a865ecdca129cbef58ca5010203262001215820eb151c8176b2\
    25cc651559fecf07af450fd85802046656b34c18f6cf193843c5225820927b8aa427a2be1b8834d233a2d34f61f13bfd44119c325d5896e183fe\
    e484f2";

/// §16.2; its user was not verified.
pub(crate) const UNVERIFIED_CHALLENGE: &str =
    "39c0e7521417ba54d43e8dc95174f423dee9bf3cd804ff6d65c857c9abf4d408";
pub(crate) const UNVERIFIED_DATA: &str =
    "bfabc37432958b063360d3ad6461c9c4735ae7f8edd46592a5e0f01452b2e4b51900000000";
pub(crate) const UNVERIFIED_SIGNATURE: &str = "3046022100f50a4e2e4409249c4a853ba361282f09841df4dd4547a13a87780218deffcd38\
    0221008480ac0f0b93538174f575bf11a1dd5d78c6e486013f937295ea13653e331e87";

pub(crate) fn hex(text: &str) -> Vec<u8> {
    hex::decode(text).unwrap()
}

pub(crate) fn party() -> RelyingParty {
    RelyingParty::at("https://example.org").unwrap()
}

/// Client data as browsers write it, and as the vectors have it.
pub(crate) fn client_data(kind: &str, challenge: &[u8], origin: &str, rest: &str) -> Vec<u8> {
    let challenge = URL_SAFE_NO_PAD.encode(challenge);
    format!(r#"{{"type":"{kind}","challenge":"{challenge}","origin":"{origin}"{rest}}}"#).into_bytes()
}
