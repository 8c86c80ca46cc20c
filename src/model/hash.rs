//! The hash of everything that the models look up.
//!
//! Rule: these functions are part of the weights file's format. A change of any constant makes every trained file
//! useless, so that it comes with a new [`super::weights::VERSION`].

/// An odd number with its bits well spread: 2⁶⁴ divided by the golden ratio.
const SPREAD: u64 = 0x9E37_79B9_7F4A_7C15;

/// One value of two.
#[inline]
#[must_use]
pub const fn mix(a: u64, b: u64) -> u64 {
    let x = (a ^ b.rotate_left(29)).wrapping_mul(SPREAD);
    x ^ (x >> 32)
}

/// The hash of a row of bytes.
#[inline]
#[must_use]
pub fn bytes(bytes: &[u8]) -> u64 {
    let mut hash = 0xCBF2_9CE4_8422_2325 ^ bytes.len() as u64;
    let (chunks, rest) = bytes.as_chunks::<8>();
    for chunk in chunks {
        hash = mix(hash, u64::from_le_bytes(*chunk));
    }
    let mut last = [0; 8];
    last[..rest.len()].copy_from_slice(rest);
    mix(hash, u64::from_le_bytes(last))
}

/// The key of a feature: what the template numbered `template` sees when it sees `value`.
#[inline]
#[must_use]
pub const fn feature(template: u64, value: u64) -> u64 {
    mix((template + 1).wrapping_mul(0xD6E8_FEB8_6659_FD93), value)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_hash_is_the_one_that_the_weights_were_trained_with() {
        assert_eq!(bytes(b""), mix(0xCBF2_9CE4_8422_2325, 0));
        assert_eq!(format!("{:016x}", bytes(b"minister of defence")), "409be089eff924d7");
        assert_eq!(format!("{:016x}", feature(3, bytes(b"said"))), "30dc45674cc6634e");
    }

    #[test]
    fn length_counts() {
        assert_ne!(bytes(b"a"), bytes(b"a\0"));
    }
}
