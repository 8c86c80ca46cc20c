//! The one value that the annotators fill and the fact finders read: an article's text with columns over its tokens,
//! sentences and paragraphs.
//!
//! Rule: columns hold places in the text, never copies of it. [`Token`] and [`Sentence`] are views that cost nothing.

use std::ops::Range;

use super::lexicon::Classes;
use super::offsets::{ByteOffset, Span};
use super::tree::Dependencies;
use crate::knowledge::Knowledge;
use crate::model::lemmas::EditId;
use crate::model::tagger::TagId;
use crate::model::tags::Tag;
use crate::model::word::Word;

/// What a token is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TokenKind {
    /// A word, an abbreviation with its stop, an initial.
    Word,
    /// A number, a clock time, an ordinal in digits.
    Number,
    /// `.`, `?` or `!`.
    Stop,
    /// `…` or a row of stops.
    Ellipsis,
    /// `,`, `;` or `:`.
    Comma,
    /// A dash between clauses.
    Dash,
    /// A hyphen within a word.
    Hyphen,
    /// A double quotation mark that opens.
    Open,
    /// A double quotation mark that closes.
    Close,
    /// A single quotation mark that opens.
    SingleOpen,
    /// A single quotation mark that closes, or the apostrophe of a plural: the text does not say which.
    SingleClose,
    /// `(`, `[` or `{`.
    OpenBracket,
    /// `)`, `]` or `}`.
    CloseBracket,
    /// Anything else.
    Symbol,
}

/// A row of the token column.
#[derive(Clone, Copy, Debug)]
pub struct TokenData {
    /// Its place in the text.
    pub span: Span,
    /// What it is.
    pub kind: TokenKind,
    /// Whether white space, or the start of the text, stands before it.
    pub spaced: bool,
    /// How its letters are written.
    pub case: Case,
    /// What the lexicon knows about it.
    pub classes: Classes,
}

/// How a word is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Case {
    /// No capital at its start, or no letters.
    Lower,
    /// A capital at its start.
    Capital,
    /// Two letters or more, all of them capitals.
    Upper,
}

/// A row of the sentence column: tokens from `first` up to `end`, in one paragraph.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SentenceData {
    /// Its first token.
    pub first: u32,
    /// One past its last token.
    pub end: u32,
    /// Its paragraph.
    pub paragraph: u32,
}

/// An article's text and what is known about it so far.
#[derive(Debug)]
pub struct Document<'t> {
    text: &'t str,
    /// Whether the first paragraph is the headline.
    pub(super) headline: bool,
    pub(super) tokens: Vec<TokenData>,
    /// Tokens of each paragraph; a paragraph holds at least one.
    pub(super) paragraphs: Vec<Range<u32>>,
    pub(super) sentences: Vec<SentenceData>,
    /// What the models see of each token.
    pub(super) words: Vec<Word>,
    /// The part of speech of each token, as the tagger numbers it.
    pub(super) tag_ids: Vec<TagId>,
    /// The part of speech of each token.
    pub(super) tags: Vec<Tag>,
    /// How each token becomes its lemma.
    pub(super) lemmas: Vec<EditId>,
    /// What each token depends on.
    pub(super) tree: Dependencies,
    /// The first token of the story, after the dateline; the story's start where there is none.
    pub(super) story: u32,
}

impl<'t> Document<'t> {
    /// A document without annotations. `headline` says whether the first paragraph is one. Text beyond 4 GiB is not
    /// looked at.
    #[must_use]
    pub fn new(text: &'t str, headline: bool) -> Self {
        let mut end = text.len().min(u32::MAX as usize);
        while !text.is_char_boundary(end) {
            end -= 1;
        }
        let text = &text[..end];
        Self {
            text,
            headline,
            tokens: Vec::new(),
            paragraphs: Vec::new(),
            sentences: Vec::new(),
            words: Vec::new(),
            tag_ids: Vec::new(),
            tags: Vec::new(),
            lemmas: Vec::new(),
            tree: Dependencies::default(),
            story: 0,
        }
    }

    /// The text.
    #[must_use]
    pub const fn text(&self) -> &'t str {
        self.text
    }

    /// The words of a stretch.
    #[must_use]
    pub fn slice(&self, span: Span) -> &'t str {
        &self.text[span.bytes()]
    }

    /// The number of tokens.
    #[must_use]
    pub fn len(&self) -> usize {
        self.tokens.len()
    }

    /// Whether there is no token.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.tokens.is_empty()
    }

    /// A token, none where there is no such one.
    #[must_use]
    pub fn token(&self, index: usize) -> Option<Token<'_, 't>> {
        self.tokens.get(index).map(|data| Token { document: self, index, data })
    }

    /// Whether a token is one of these words, in letters of any size.
    #[must_use]
    pub fn is_any(&self, index: usize, words: &[&str]) -> bool {
        self.token(index).is_some_and(|token| token.is_any(words))
    }

    /// The token before one.
    #[must_use]
    pub fn before(&self, index: usize) -> Option<Token<'_, 't>> {
        index.checked_sub(1).and_then(|index| self.token(index))
    }

    /// All tokens in text order.
    pub fn tokens(&self) -> impl Iterator<Item = Token<'_, 't>> {
        self.tokens.iter().enumerate().map(|(index, data)| Token { document: self, index, data })
    }

    /// All sentences in text order.
    pub fn sentences(&self) -> impl Iterator<Item = Sentence<'_, 't>> {
        (0..self.sentences.len()).map(|index| Sentence { document: self, index })
    }

    /// Fills the column of words from the tokens.
    pub fn read_words(&mut self, knowledge: &Knowledge) {
        let mut words = Vec::with_capacity(self.len());
        words.extend(self.tokens().map(|token| Word::with_known(token.text(), knowledge)));
        self.words = words;
    }

    /// What the models see of each token.
    #[must_use]
    pub fn words(&self) -> &[Word] {
        &self.words
    }

    /// What each token depends on.
    #[must_use]
    pub const fn tree(&self) -> &Dependencies {
        &self.tree
    }

    /// The tokens of each paragraph, in text order.
    pub fn paragraphs(&self) -> impl Iterator<Item = Range<u32>> {
        self.paragraphs.iter().cloned()
    }

    /// The tokens of one paragraph; none where there is no such one.
    #[must_use]
    pub fn paragraph(&self, index: usize) -> Range<usize> {
        self.paragraphs.get(index).map_or(0..0, |tokens| tokens.start as usize..tokens.end as usize)
    }

    /// The first token of the story, behind the dateline.
    #[must_use]
    pub const fn story(&self) -> usize {
        self.story as usize
    }

    /// The sentence that holds a token.
    #[must_use]
    pub fn sentence_of(&self, token: usize) -> Option<Sentence<'_, 't>> {
        let index = self.sentences.partition_point(|sentence| sentence.end as usize <= token);
        (index < self.sentences.len()).then_some(Sentence { document: self, index })
    }

    /// The stretch from the first to the last of these tokens; none where there are none.
    #[must_use]
    pub fn span_of(&self, tokens: Range<usize>) -> Option<Span> {
        let last = tokens.end.checked_sub(1).filter(|last| *last >= tokens.start)?;
        Some(Span { start: self.tokens.get(tokens.start)?.span.start, end: self.tokens.get(last)?.span.end })
    }

    /// Whether a paragraph is the headline.
    #[must_use]
    pub fn is_headline(&self, paragraph: u32) -> bool {
        self.headline && paragraph == 0
    }

    /// The first token at or after a position.
    #[must_use]
    pub fn token_at(&self, offset: ByteOffset) -> usize {
        self.tokens.partition_point(|token| token.span.start < offset)
    }
}

/// A view of one token.
#[derive(Clone, Copy, Debug)]
pub struct Token<'d, 't> {
    document: &'d Document<'t>,
    /// Its index in the document.
    pub index: usize,
    data: &'d TokenData,
}

impl<'t> Token<'_, 't> {
    /// Its letters, as written.
    #[must_use]
    pub fn text(&self) -> &'t str {
        self.document.slice(self.data.span)
    }

    /// Its place in the text.
    #[must_use]
    pub const fn span(&self) -> Span {
        self.data.span
    }

    /// What it is.
    #[must_use]
    pub const fn kind(&self) -> TokenKind {
        self.data.kind
    }

    /// Whether it is one of these letters and nothing else.
    #[must_use]
    pub fn is(&self, text: &str) -> bool {
        self.text() == text
    }

    /// Whether it is one of these words, in letters of any size.
    #[must_use]
    pub fn is_any(&self, words: &[&str]) -> bool {
        let text = self.text();
        words.iter().any(|word| text.eq_ignore_ascii_case(word))
    }

    /// Whether it is a word.
    #[must_use]
    pub fn is_word(&self) -> bool {
        self.data.kind == TokenKind::Word
    }

    /// Whether white space stands before it.
    #[must_use]
    pub const fn is_spaced(&self) -> bool {
        self.data.spaced
    }

    /// Whether it is a word that begins with a capital.
    #[must_use]
    pub fn is_capitalised(&self) -> bool {
        self.data.case != Case::Lower
    }

    /// Whether it is a word of two capitals or more.
    #[must_use]
    pub fn is_upper(&self) -> bool {
        self.data.case == Case::Upper
    }

    /// Whether the lexicon puts it into one of these classes.
    #[must_use]
    pub const fn has(&self, classes: Classes) -> bool {
        self.data.classes.has(classes)
    }

    /// Its part of speech.
    #[must_use]
    pub fn tag(&self) -> Tag {
        self.document.tags.get(self.index).copied().unwrap_or_default()
    }

    /// How it becomes its lemma: a number of the lemmatiser's.
    #[must_use]
    pub fn lemma(&self) -> EditId {
        self.document.lemmas.get(self.index).copied().unwrap_or(EditId::MAX)
    }

    /// Whether it is the possessive ending.
    #[must_use]
    pub fn is_possessive(&self) -> bool {
        matches!(self.text(), "'s" | "’s")
    }
}

/// A view of one sentence.
#[derive(Clone, Copy, Debug)]
pub struct Sentence<'d, 't> {
    document: &'d Document<'t>,
    /// Its index in the document.
    pub index: usize,
}

impl<'t> Sentence<'_, 't> {
    fn data(&self) -> SentenceData {
        self.document.sentences[self.index]
    }

    /// The indices of its tokens.
    #[must_use]
    pub fn tokens(&self) -> Range<usize> {
        self.data().first as usize..self.data().end as usize
    }

    /// The paragraph that it stands in.
    #[must_use]
    pub fn paragraph(&self) -> u32 {
        self.data().paragraph
    }

    /// Its words, without white space around them.
    #[must_use]
    pub fn text(&self) -> &'t str {
        self.document.span_of(self.tokens()).map_or("", |span| self.document.slice(span))
    }
}
