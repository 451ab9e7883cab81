use std::io::Cursor;

use super::*;

async fn archive(parts: &[(&str, &str)]) -> Vec<u8> {
    let mut writer = ArchiveWriter::begin(Vec::new()).await.unwrap();
    for (head, body) in parts {
        writer.part(head.as_bytes(), body.as_bytes()).await.unwrap();
    }
    let signature = [writer.link().as_slice(), b"signed"].concat();
    let (bytes, size_bytes) = writer.finish(&signature).await.unwrap();
    assert_eq!(size_bytes, u64::try_from(bytes.len()).unwrap());
    bytes
}

/// Everything in it, if it is whole and its stand-in of a signature fits.
async fn read(bytes: &[u8]) -> Result<Vec<Part>, ArchiveError> {
    let mut reader = ArchiveReader::begin(Cursor::new(bytes)).await?;
    let mut parts = Vec::new();
    while let Some(part) = reader.next_part().await? {
        parts.push(part);
    }
    let seal = reader.seal().unwrap();
    if seal.signature == [seal.link.as_slice(), b"signed"].concat() {
        Ok(parts)
    } else {
        Err(ArchiveError::Damaged { what: "signature", at: 0 })
    }
}

const PARTS: [(&str, &str); 3] = [("one", "first"), ("two", ""), ("three", "third")];

#[tokio::test]
async fn what_was_written_is_read() {
    let parts = read(&archive(&PARTS).await).await.unwrap();
    let texts: Vec<_> = parts
        .iter()
        .map(|part| (std::str::from_utf8(&part.head).unwrap(), std::str::from_utf8(&part.body).unwrap()))
        .collect();
    assert_eq!(texts, PARTS);
    assert!(read(&archive(&[]).await).await.unwrap().is_empty());
}

#[tokio::test]
async fn every_flipped_bit_is_noticed() {
    let sound = archive(&PARTS).await;
    for place in 0..sound.len() {
        for bit in 0..8 {
            let mut damaged = sound.clone();
            damaged[place] ^= 1 << bit;
            assert!(read(&damaged).await.is_err(), "bit {bit} of byte {place}");
        }
    }
}

#[tokio::test]
async fn every_truncation_and_anything_added_is_noticed() {
    let sound = archive(&PARTS).await;
    for length in 0..sound.len() {
        assert!(read(&sound[..length]).await.is_err(), "the first {length} bytes");
    }
    let longer = [sound.as_slice(), &[0]].concat();
    assert!(matches!(read(&longer).await, Err(ArchiveError::Damaged { .. })));
}

#[tokio::test]
async fn parts_in_another_order_or_left_out_are_noticed() {
    let sound = archive(&PARTS).await;
    let part = |name: &str, body: &str| 1 + 8 + name.len() + body.len() + 32;
    let first = MAGIC.len();
    let second = first + part("one", "first");
    let third = second + part("two", "");
    let swapped = [&sound[..first], &sound[second..third], &sound[first..second], &sound[third..]].concat();
    let shortened = [&sound[..first], &sound[second..]].concat();
    for changed in [swapped, shortened] {
        let read = read(&changed).await;
        assert!(matches!(read, Err(ArchiveError::Damaged { at, .. }) if at == 18), "{read:?}");
    }
}

#[tokio::test]
async fn other_files_and_later_forms_are_told_apart() {
    for foreign in ["", "PK\u{3}\u{4}", "trusthub-keys/1\nhub", "trusthub-backup/", "trusthub-backup/1"] {
        assert!(matches!(read(foreign.as_bytes()).await, Err(ArchiveError::Foreign)), "{foreign:?}");
    }
    for newer in ["trusthub-backup/2\n whatever", "trusthub-backup/10\n"] {
        assert!(matches!(read(newer.as_bytes()).await, Err(ArchiveError::Newer)), "{newer:?}");
    }
}

#[tokio::test]
async fn a_length_that_lies_takes_no_memory() {
    let mut bytes = MAGIC.to_vec();
    bytes.extend([PART, 0, 0, 0, 1, 0x7f, 0xff, 0xff, 0xff, b'x', b'y']);
    let read = read(&bytes).await;
    assert!(matches!(read, Err(ArchiveError::Damaged { what: "the file is cut off", .. })), "{read:?}");
}
