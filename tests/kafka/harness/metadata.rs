//! Answers of a broker about the cluster, as the only broker gives them while it starts or stops: it counts itself out.

/// Where the brokers begin in an answer since version 9: behind length, correlation id, tags and throttle time.
const BROKERS: usize = 13;

/// Whether this is a request for metadata, and the id that its answer will bear.
pub fn requested(frame: &[u8]) -> Option<i32> {
    const METADATA: i16 = 3;
    let (key, version) = (i16::from_be_bytes(bytes(frame, 4)?), i16::from_be_bytes(bytes(frame, 6)?));
    assert!(key != METADATA || version >= 9, "metadata of version {version} are written in another way");
    if key == METADATA { answered(&frame[4..]) } else { None }
}

/// The correlation id of an answer.
pub fn answered(frame: &[u8]) -> Option<i32> {
    Some(i32::from_be_bytes(bytes(frame, 4)?))
}

/// The same answer with no broker in it.
pub fn without_brokers(frame: &[u8]) -> Option<Vec<u8>> {
    let (count, mut at) = varint(frame, BROKERS)?;
    for _ in 1..count {
        let (host, behind) = varint(frame, at + 4)?;
        let (rack, behind) = varint(frame, behind + host.checked_sub(1)? + 4)?;
        let (tags, behind) = varint(frame, behind + rack.saturating_sub(1))?;
        assert_eq!(tags, 0, "a broker has tags");
        at = behind;
    }
    let mut answer = frame.get(..BROKERS)?.to_vec();
    // The length of an array stands there increased by one.
    answer.push(1);
    answer.extend(frame.get(at..)?);
    let length = u32::try_from(answer.len() - 4).ok()?;
    answer[..4].copy_from_slice(&length.to_be_bytes());
    Some(answer)
}

fn bytes<const N: usize>(frame: &[u8], at: usize) -> Option<[u8; N]> {
    frame.get(at..at + N)?.try_into().ok()
}

/// An unsigned variable-length integer, and where it ends.
fn varint(frame: &[u8], mut at: usize) -> Option<(usize, usize)> {
    let (mut value, mut shift) = (0, 0);
    loop {
        let byte = *frame.get(at)?;
        at += 1;
        value |= usize::from(byte & 0x7f) << shift;
        if byte & 0x80 == 0 {
            return Some((value, at));
        }
        shift += 7;
    }
}
