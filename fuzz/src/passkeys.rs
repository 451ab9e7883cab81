//! Passkeys: what a browser brings from a device, or whoever passes for one.

use trusthub_signin::passkey::{Known, RelyingParty, Signed, challenge_of};

/// The length of the browser's words in two bytes, the words, and the device's: a key that is taken can be read again, and no
/// signature is taken that nobody made.
pub fn passkeys(bytes: &[u8]) {
    let party = RelyingParty::at("https://example.org").expect("an address");
    let Some((length, rest)) = bytes.split_first_chunk() else { return };
    let length = usize::from(u16::from_be_bytes(*length)).min(rest.len());
    let (client_data, device) = rest.split_at(length);
    let challenge = challenge_of(client_data).unwrap_or_default();
    let registered = party.register(&challenge, client_data, device);
    let public_key = registered.as_ref().map(|registered| &registered.public_key[..]).unwrap_or(device);
    if let Ok(registered) = &registered {
        assert!((1..=1023).contains(&registered.credential_id.len()));
        assert!(device.windows(public_key.len()).any(|window| window == public_key));
    }
    for is_synced in [false, true] {
        let known = Known { public_key, counter: 0, is_synced };
        let signed = Signed { client_data, authenticator_data: device, signature: device };
        assert!(party.authenticate(&challenge, &known, &signed).is_err(), "nobody signed");
    }
}
