//! The file that holds every model: a header that says what it is, and the sections, packed.
//!
//! Rule: a file that is cut short, altered or made by another version is refused with a reason; nothing in it can make
//! loading panic or take more than [`UNPACKED_LIMIT`] of memory.

use std::io::Read as _;

use sha2::{Digest as _, Sha256};
use thiserror::Error;

/// What the file begins with.
const MAGIC: [u8; 8] = *b"FACTWIRE";

/// The version of the format, of the hash and of the features. A file of another version is refused.
pub const VERSION: u32 = 2;

/// The largest that the sections may be when they are unpacked, in bytes.
pub const UNPACKED_LIMIT: u64 = 128 << 20;

const DIGEST: usize = 32;
const HEADER: usize = MAGIC.len() + 4 + DIGEST;

/// Why a weights file is refused.
#[derive(Debug, Error)]
pub enum WeightsError {
    /// It is something else.
    #[error("this is not a weights file of Factwire: make one with `factwire-train`, or leave --model out")]
    NotWeights,
    /// It was made by another version.
    #[error(
        "the weights file is of version {found}, this program reads version {VERSION}: train it anew with the `factwire-train` of this release"
    )]
    Version {
        /// Its version.
        found: u32,
    },
    /// Its digest does not fit its content.
    #[error("the weights file is damaged, its content does not fit its digest: copy it again")]
    Damaged,
    /// Its content is not what the models expect.
    #[error("the weights file is damaged: {0}")]
    Corrupt(#[from] Corrupt),
}

/// What is wrong within a section.
#[derive(Clone, Copy, Debug, Error, PartialEq, Eq)]
#[error("{0}")]
pub struct Corrupt(pub &'static str);

/// The whole file for these sections.
///
/// # Errors
/// What the packer says; it writes to memory, so that this does not happen.
pub fn pack(sections: &[u8]) -> std::io::Result<Vec<u8>> {
    let packed = zstd::encode_all(sections, 19)?;
    let mut file = Vec::with_capacity(HEADER + packed.len());
    file.extend(MAGIC);
    file.extend(VERSION.to_le_bytes());
    file.extend(Sha256::digest(&packed));
    file.extend(packed);
    Ok(file)
}

/// The sections of a file.
///
/// # Errors
/// [`WeightsError`] where it is no weights file, of another version, or damaged.
pub fn unpack(file: &[u8]) -> Result<Vec<u8>, WeightsError> {
    let (header, packed) = file.split_at_checked(HEADER).ok_or(WeightsError::NotWeights)?;
    let (magic, rest) = header.split_at(MAGIC.len());
    if magic != MAGIC {
        return Err(WeightsError::NotWeights);
    }
    let (version, digest) = rest.split_at(4);
    let found = u32::from_le_bytes(version.try_into().map_err(|_| WeightsError::NotWeights)?);
    if found != VERSION {
        return Err(WeightsError::Version { found });
    }
    if Sha256::digest(packed)[..] != *digest {
        return Err(WeightsError::Damaged);
    }
    let mut sections = Vec::new();
    let decoder = zstd::Decoder::new(packed).map_err(|_| WeightsError::Damaged)?;
    decoder.take(UNPACKED_LIMIT).read_to_end(&mut sections).map_err(|_| WeightsError::Damaged)?;
    Ok(sections)
}

/// Writes sections.
#[derive(Debug, Default)]
pub struct Writer {
    content: Vec<u8>,
}

impl Writer {
    /// Appends a whole number, seven bits a byte.
    pub fn number(&mut self, mut value: u64) {
        while value >= 0x80 {
            self.content.push(value.to_le_bytes()[0] | 0x80);
            value >>= 7;
        }
        self.content.push(value.to_le_bytes()[0]);
    }

    /// Appends bytes as they are; the reader must know how many.
    pub fn bytes(&mut self, bytes: impl IntoIterator<Item = u8>) {
        self.content.extend(bytes);
    }

    /// Appends a text with its length.
    pub fn text(&mut self, text: &str) {
        self.number(text.len() as u64);
        self.bytes(text.bytes());
    }

    /// All that was written.
    #[must_use]
    pub fn finish(self) -> Vec<u8> {
        self.content
    }
}

/// Reads sections.
#[derive(Debug)]
pub struct Reader<'c> {
    rest: &'c [u8],
}

impl<'c> Reader<'c> {
    /// A reader of what a [`Writer`] wrote.
    #[must_use]
    pub const fn new(content: &'c [u8]) -> Self {
        Self { rest: content }
    }

    /// The next whole number.
    ///
    /// # Errors
    /// [`Corrupt`] at the end of the content, or where it is larger than 64 bits.
    pub fn number(&mut self) -> Result<u64, Corrupt> {
        let mut value = 0;
        for shift in (0..64).step_by(7) {
            let byte = self.bytes(1)?[0];
            value |= u64::from(byte & 0x7F) << shift;
            if byte < 0x80 {
                return Ok(value);
            }
        }
        Err(Corrupt("a number is too large"))
    }

    /// The next whole number, where it counts things that lie ahead: never more than there are bytes left.
    ///
    /// # Errors
    /// [`Corrupt`] where it is larger than what is left.
    pub fn length(&mut self) -> Result<usize, Corrupt> {
        let length = usize::try_from(self.number()?).unwrap_or(usize::MAX);
        if length > self.rest.len() {
            return Err(Corrupt("a section is cut short"));
        }
        Ok(length)
    }

    /// The next `length` bytes.
    ///
    /// # Errors
    /// [`Corrupt`] where there are fewer.
    pub fn bytes(&mut self, length: usize) -> Result<&'c [u8], Corrupt> {
        let (bytes, rest) = self.rest.split_at_checked(length).ok_or(Corrupt("a section is cut short"))?;
        self.rest = rest;
        Ok(bytes)
    }

    /// The next text.
    ///
    /// # Errors
    /// [`Corrupt`] where it is cut short or no UTF-8.
    pub fn text(&mut self) -> Result<&'c str, Corrupt> {
        let length = self.length()?;
        std::str::from_utf8(self.bytes(length)?).map_err(|_| Corrupt("a text is no UTF-8"))
    }

    /// Whether all was read.
    ///
    /// # Errors
    /// [`Corrupt`] where something is left.
    pub const fn end(&self) -> Result<(), Corrupt> {
        if self.rest.is_empty() { Ok(()) } else { Err(Corrupt("there is more than expected")) }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::{ProptestConfig, any, prop, proptest};

    use super::*;

    proptest! {
        // The strongest packing takes its time even for little.
        #![proptest_config(ProptestConfig::with_cases(12))]

        #[test]
        fn what_is_packed_is_unpacked(content in prop::collection::vec(any::<u8>(), 0..999)) {
            assert_eq!(unpack(&pack(&content).unwrap()).unwrap(), content);
        }

        #[test]
        fn numbers_and_texts_come_back(numbers in prop::collection::vec(any::<u64>(), 0..9), text in any::<String>()) {
            let mut writer = Writer::default();
            numbers.iter().for_each(|number| writer.number(*number));
            writer.text(&text);
            let content = writer.finish();
            let mut reader = Reader::new(&content);
            for number in numbers {
                assert_eq!(reader.number(), Ok(number));
            }
            assert_eq!(reader.text(), Ok(&text[..]));
            assert_eq!(reader.end(), Ok(()));
            assert!(reader.number().is_err());
        }

        #[test]
        fn a_changed_byte_is_noticed(at in 0_usize..99, change in 1_u8..) {
            let mut file = pack(&[7; 400]).unwrap();
            let at = at % file.len();
            file[at] ^= change;
            assert!(unpack(&file).is_err());
        }
    }

    #[test]
    fn other_files_are_refused_with_a_reason() {
        let file = pack(b"weights").unwrap();
        assert!(matches!(unpack(b"PK"), Err(WeightsError::NotWeights)));
        assert!(matches!(unpack(&[0; 99]), Err(WeightsError::NotWeights)));
        assert!(matches!(unpack(&file[..file.len() - 1]), Err(WeightsError::Damaged)));
        let mut other = file;
        other[8] = 9;
        assert!(matches!(unpack(&other), Err(WeightsError::Version { found: 9 })));
    }
}
