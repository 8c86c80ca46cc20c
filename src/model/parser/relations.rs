//! The relations that a parser tells apart, and which of them a word can have.
//!
//! Rule: a word's part of speech and the side of its governor leave a short list; the parser chooses from it, so that
//! its weights need a place for each of the list and no more.

use crate::model::tags::Upos;
use crate::model::weights::{Corrupt, Reader, Writer};

use super::state::Side;

/// The number of a relation in the parser that named it.
pub type RelationId = u8;

/// The most relations that a parser tells apart: a set of them fits 64 bits.
pub const MOST_RELATIONS: usize = 64;

/// The relation of the sentence's root, always the first.
pub const ROOT: RelationId = 0;

/// The name of [`ROOT`].
pub const ROOT_NAME: &str = "root";

/// The most relations in a list.
pub const LONGEST_LIST: usize = 16;

/// The number of lists: one for each universal part of speech and side.
pub const LISTS: usize = Upos::ALL.len() * 2;

/// The names of relations, and the lists.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Relations {
    names: Vec<String>,
    lists: Vec<Vec<RelationId>>,
}

impl Relations {
    /// These relations, that of the root first, in these lists.
    ///
    /// # Errors
    /// [`Corrupt`] where there are too many, where the first one is not the root, or where a list is empty, too long,
    /// or holds the root or a relation that does not exist.
    pub fn new(names: Vec<String>, lists: Vec<Vec<RelationId>>) -> Result<Self, Corrupt> {
        if names.first().is_none_or(|name| name != ROOT_NAME) || names.len() > MOST_RELATIONS {
            return Err(Corrupt("the relations are out of range"));
        }
        let exists = |id: &RelationId| *id != ROOT && usize::from(*id) < names.len();
        let fits = |list: &Vec<RelationId>| (1..=LONGEST_LIST).contains(&list.len()) && list.iter().all(exists);
        if lists.len() != LISTS || !lists.iter().all(fits) {
            return Err(Corrupt("a list of relations is out of range"));
        }
        Ok(Self { names, lists })
    }

    /// The name of a relation, with its subtype.
    #[must_use]
    pub fn name(&self, id: RelationId) -> &str {
        self.names.get(usize::from(id)).map_or("dep", |name| name)
    }

    /// All names, in the order of their numbers.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.names.iter().map(String::as_str)
    }

    /// The relation of this name.
    #[must_use]
    pub fn id(&self, name: &str) -> Option<RelationId> {
        self.names.iter().position(|known| known == name).and_then(|at| RelationId::try_from(at).ok())
    }

    /// The number of the list for a word of this universal part of speech.
    #[inline]
    #[must_use]
    pub const fn list_number(upos: u8, side: Side) -> usize {
        upos as usize * 2 + side as usize
    }

    /// A list, the most frequent relation first. Without relations there are none.
    #[inline]
    #[must_use]
    pub fn list(&self, number: usize) -> &[RelationId] {
        self.lists.get(number).map_or(&[], |list| list)
    }

    /// Writes names and lists.
    pub fn write(&self, writer: &mut Writer) {
        writer.number(self.names.len() as u64);
        self.names.iter().for_each(|name| writer.text(name));
        writer.number(self.lists.len() as u64);
        for list in &self.lists {
            writer.number(list.len() as u64);
            writer.bytes(list.iter().copied());
        }
    }

    /// Reads what [`Relations::write`] wrote.
    ///
    /// # Errors
    /// [`Corrupt`] where it is something else.
    pub fn read(reader: &mut Reader<'_>) -> Result<Self, Corrupt> {
        let names: Vec<String> =
            (0..reader.length()?).map(|_| reader.text().map(str::to_owned)).collect::<Result<_, _>>()?;
        let mut lists = Vec::new();
        for _ in 0..reader.length()? {
            let length = reader.length()?;
            lists.push(reader.bytes(length)?.to_vec());
        }
        if names.is_empty() && lists.is_empty() { Ok(Self::default()) } else { Self::new(names, lists) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn relations() -> Relations {
        let names = ["root", "det", "nsubj"].map(str::to_owned).to_vec();
        Relations::new(names, vec![vec![2, 1]; LISTS]).unwrap()
    }

    #[test]
    fn what_is_written_is_read() {
        let mut writer = Writer::default();
        relations().write(&mut writer);
        let content = writer.finish();
        assert_eq!(Relations::read(&mut Reader::new(&content)), Ok(relations()));
        for end in 0..content.len() {
            assert!(Relations::read(&mut Reader::new(&content[..end])).is_err());
        }
    }

    #[test]
    fn names_and_numbers_belong_together() {
        let relations = relations();
        assert_eq!(relations.id("nsubj"), Some(2));
        assert_eq!(relations.name(2), "nsubj");
        assert_eq!(relations.list(Relations::list_number(16, Side::Right)), [2, 1]);
    }

    #[test]
    fn lists_of_other_relations_are_refused() {
        let names = || vec!["root".to_owned(), "det".to_owned()];
        assert!(Relations::new(names(), vec![vec![1]; LISTS]).is_ok());
        for list in [vec![], vec![0], vec![2], vec![1; LONGEST_LIST + 1]] {
            assert!(Relations::new(names(), vec![list; LISTS]).is_err());
        }
        assert!(Relations::new(names(), vec![vec![1]; LISTS - 1]).is_err());
        assert!(Relations::new(vec!["det".to_owned()], vec![]).is_err());
    }
}
