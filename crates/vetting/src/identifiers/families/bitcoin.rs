//! Bitcoin addresses: hashes in base 58, or witness programs in base 32 with a check of their own.

use aws_lc_rs::digest::{SHA256, digest};

use crate::identifiers::engine::{Number, part};

const BASE_58: &[u8] = b"123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";
const BASE_32: &[u8] = b"qpzry9x8gf2tvdw0s3jn54khce6mua7l";

/// A version, a hash of 160 bits and four bytes that check.
const DECODED: usize = 25;

/// Base 32 is written in capitals too, for the sake of matrix codes; never mixed.
pub(super) fn tidy(number: &mut Number) {
    if number.starts_with(b"BC1") && !number.iter().any(u8::is_ascii_lowercase) {
        let lower = number.to_ascii_lowercase();
        number.replace(&lower);
    }
}

pub(super) fn is_base_58(number: &[u8]) -> bool {
    number.iter().all(|character| BASE_58.contains(character))
}

/// The bytes of an address in base 58; `None` if they are not as many as they must be.
pub(super) fn decoded(number: &[u8]) -> Option<[u8; DECODED]> {
    let mut bytes = [0; DECODED];
    for character in number {
        let mut carry = BASE_58.iter().position(|known| known == character)?;
        for byte in bytes.iter_mut().rev() {
            carry += usize::from(*byte) * 58;
            *byte = u8::try_from(carry % 256).ok()?;
            carry /= 256;
        }
        if carry > 0 {
            return None;
        }
    }
    let ones = number.iter().take_while(|character| **character == b'1').count();
    let zeros = bytes.iter().take_while(|byte| **byte == 0).count();
    (ones == zeros).then_some(bytes)
}

/// The last four bytes are the first of the body hashed twice.
pub(super) fn is_hashed(number: &[u8]) -> bool {
    let Some(bytes) = decoded(number) else { return false };
    let (body, check) = bytes.split_at(DECODED - 4);
    digest(&SHA256, digest(&SHA256, body).as_ref()).as_ref().starts_with(check)
}

fn values(number: &[u8]) -> impl Iterator<Item = Option<u32>> {
    let tail = part(number, 3..number.len());
    tail.iter().map(|character| u32::try_from(BASE_32.iter().position(|known| known == character)?).ok())
}

pub(super) fn is_base_32(number: &[u8]) -> bool {
    (11..=90).contains(&number.len()) && values(number).all(|value| value.is_some())
}

/// The polynomial of BIP 173 leaves 1, or for versions above 0 the constant of BIP 350. The addresses of such versions
/// that BIP 173 itself shows leave 1.
pub(super) fn is_bech32(number: &[u8]) -> bool {
    const GENERATOR: [u32; 5] = [0x3b6a_57b2, 0x2650_8e6d, 0x1ea1_19fa, 0x3d42_33dd, 0x2a14_62b3];
    let human = [3, 3, 0, 2, 3].map(Some);
    let check = human.into_iter().chain(values(number)).try_fold(1_u32, |check, value| {
        let top = check >> 25;
        let shifted = ((check & 0x1ff_ffff) << 5) ^ value?;
        Some(
            GENERATOR
                .iter()
                .enumerate()
                .filter(|(bit, _)| top >> bit & 1 == 1)
                .fold(shifted, |check, one| check ^ one.1),
        )
    });
    let is_first = values(number).next() == Some(Some(0));
    check == Some(1) || (check == Some(0x2bc8_30a3) && !is_first)
}

/// A version up to 16 and 2 to 40 bytes, 20 or 32 of version 0, with less than five bits over, all of them 0.
pub(super) fn has_program(number: &[u8]) -> bool {
    let program: Vec<u32> = values(number).flatten().collect();
    let Some((version, rest)) = program.split_first() else { return false };
    let Some(body) = rest.get(..rest.len().saturating_sub(6)) else { return false };
    let (bytes, over) = (body.len() * 5 / 8, body.len() * 5 % 8);
    let last = body.last().copied().unwrap_or(0);
    let is_filled = over < 5 && last & ((1 << over) - 1) == 0;
    is_filled && *version <= 16 && (2..=40).contains(&bytes) && (*version != 0 || matches!(bytes, 20 | 32))
}
