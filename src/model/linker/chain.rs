//! What the linker sees of a text: mentions, and the chains of mentions that mean one thing.
//!
//! Rule: numbers only. Words are hashes of their lemmas, zero where there is none; a chain keeps a bounded number of
//! them, whatever the text.

/// How a mention is worded.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Form {
    /// A name.
    #[default]
    Name,
    /// *he, him, his*.
    He,
    /// *she, her*.
    She,
    /// *it, its*.
    It,
    /// *they, them, their*.
    They,
    /// *the ministry*.
    Definite,
    /// *this ministry*.
    Demonstrative,
    /// *his ministry*, *Lima's ministry*.
    Owned,
    /// *a ministry*.
    Indefinite,
    /// *ministries*.
    Bare,
}

impl Form {
    /// Whether it is a pronoun.
    #[must_use]
    pub const fn is_pronoun(self) -> bool {
        matches!(self, Self::He | Self::She | Self::It | Self::They)
    }

    /// Whether it asks for something that was mentioned before.
    #[must_use]
    pub const fn is_anaphor(self) -> bool {
        self.is_pronoun() || matches!(self, Self::Definite | Self::Demonstrative | Self::Owned)
    }
}

/// The grammatical function of a mention.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Function {
    /// None of those below.
    #[default]
    Other,
    /// Subject of an active verb.
    Subject,
    /// Subject of a passive.
    PassiveSubject,
    /// Object.
    Object,
    /// With a preposition, at a verb.
    Oblique,
    /// Possessor.
    Owner,
    /// Within another noun phrase.
    Modifier,
    /// A conjunct behind the first.
    Conjunct,
    /// *it* that means nothing.
    Expletive,
}

/// Whether one or several are meant.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Count {
    /// The text leaves it open.
    #[default]
    Unknown,
    /// One.
    One,
    /// Several.
    Several,
}

/// The most words that a mention keeps beside its head.
pub const MODIFIERS: usize = 4;

/// A mention.
#[derive(Clone, Copy, Debug, Default)]
pub struct Mention {
    /// How it is worded.
    pub form: Form,
    /// What it does in its clause.
    pub function: Function,
    /// One or several.
    pub count: Count,
    /// Whether its words are said of women only.
    pub woman: bool,
    /// Whether they are said of men only.
    pub man: bool,
    /// The lemma of its head.
    pub head: u64,
    /// The lemmas of what stands beside the head: adjectives, nouns, names.
    pub modifiers: [u64; MODIFIERS],
    /// What its noun or name names: the number of an entity type, from 1; zero where nothing says it.
    pub kind: u8,
    /// The first meaning of its noun, as [`crate::model::known::Known::noun`] counts them.
    pub sense: u8,
    /// Whether something behind the head says which one: *the ministry of defence*; of names whether an age does.
    pub specified: bool,
    /// The lemma of the verb or noun that it depends on.
    pub governor: u64,
    /// Whether it is the subject of a verb that reports speech.
    pub speaks: bool,
    /// Whether it is the first mention of its sentence.
    pub opens: bool,
    /// Its first token.
    pub start: u32,
    /// The token of its head.
    pub at: u32,
    /// One past its last token.
    pub end: u32,
    /// Its number among the mentions of the text.
    pub number: u32,
    /// Its sentence.
    pub sentence: u32,
    /// The token of the verb of its clause.
    pub clause: u32,
    /// The number of the quotation that it is part of, from 1; zero outside.
    pub quotation: u32,
}

/// Where a chain has a word from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Source {
    /// From its name: “Ministry” of “Ministry of Finance”.
    Name,
    /// From a role or from what the text says that it is: “president”.
    Role,
    /// From the head of a description.
    Head,
    /// From what stands beside a head.
    Modifier,
}

/// The most words that a chain keeps.
const MOST_WORDS: usize = 24;

/// Mentions that mean one thing.
#[derive(Clone, Debug, Default)]
pub struct Chain {
    /// Whether it has a name.
    pub named: bool,
    /// What it is: the number of an entity type, from 1; zero where nothing says it.
    pub kind: u8,
    /// The first meaning of its noun; zero for names.
    pub sense: u8,
    /// One or several.
    pub count: Count,
    /// What speaks for a woman.
    pub women: u32,
    /// What speaks for a man.
    pub men: u32,
    /// How many mentions there were.
    pub mentions: u32,
    /// How many of them were subjects.
    pub subjects: u32,
    /// The sentence of the first one.
    pub born: u32,
    /// How the first one was worded.
    pub told: Form,
    /// What the first one did in its clause.
    pub played: Function,
    /// Whether the first one was the first of its sentence.
    pub opened: bool,
    /// The last mention.
    pub latest: Mention,
    words: Vec<(u64, Source)>,
}

impl Chain {
    /// The chain of something of this type that has a name.
    #[must_use]
    pub fn named(kind: u8) -> Self {
        Self { named: true, kind, ..Self::default() }
    }

    /// Adds a word, while there is room.
    pub fn learn(&mut self, word: u64, source: Source) {
        if word != 0 && self.words.len() < MOST_WORDS && !self.words.contains(&(word, source)) {
            self.words.push((word, source));
        }
    }

    /// Takes the words of a description.
    pub fn learn_words(&mut self, mention: &Mention) {
        self.learn(mention.head, Source::Head);
        for word in mention.modifiers {
            self.learn(word, Source::Modifier);
        }
        if self.kind == 0 {
            self.kind = mention.kind;
        }
        if self.sense == 0 {
            self.sense = mention.sense;
        }
    }

    /// Takes a mention.
    pub fn add(&mut self, mention: &Mention) {
        if self.mentions == 0 {
            self.born = mention.sentence;
            self.told = mention.form;
            self.played = mention.function;
            self.opened = mention.opens;
        }
        self.mentions += 1;
        self.subjects += u32::from(matches!(mention.function, Function::Subject | Function::PassiveSubject));
        self.women += u32::from(mention.woman);
        self.men += u32::from(mention.man);
        if self.count == Count::Unknown {
            self.count = mention.count;
        }
        if matches!(mention.form, Form::Definite | Form::Demonstrative | Form::Owned | Form::Indefinite | Form::Bare) {
            self.learn_words(mention);
        } else if mention.form == Form::Name {
            // “Chilean President X”.
            mention.modifiers.iter().for_each(|word| self.learn(*word, Source::Role));
        }
        self.latest = *mention;
    }

    /// Takes the mentions of another chain, which are older than what comes next.
    pub fn absorb(&mut self, other: &mut Self) {
        if self.mentions == 0 || other.born < self.born {
            (self.born, self.told) = (other.born, other.told);
            (self.played, self.opened) = (other.played, other.opened);
        }
        if self.mentions == 0 || other.latest.number > self.latest.number {
            self.latest = other.latest;
        }
        self.mentions += std::mem::take(&mut other.mentions);
        self.subjects += other.subjects;
        self.women += other.women;
        self.men += other.men;
        for (word, source) in &other.words {
            self.learn(*word, *source);
        }
    }

    /// The words that it keeps, with where they are from.
    #[must_use]
    pub fn words(&self) -> &[(u64, Source)] {
        &self.words
    }

    /// Whether it has a word, and where from; the first source in the order of [`Source`].
    #[must_use]
    pub fn source(&self, word: u64) -> Option<Source> {
        self.words
            .iter()
            .filter(|(known, _)| *known == word && word != 0)
            .map(|(_, source)| *source)
            .min_by_key(|s| *s as u8)
    }
}
