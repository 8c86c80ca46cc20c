//! Parts of speech: the universal ones, the Penn Treebank's, and the morphology that the Penn tag tells.
//!
//! Rule: names are those of Universal Dependencies 2 and of the Penn Treebank, so that their guidelines say what each
//! means.

use super::named::named;

named! {
    /// A universal part of speech.
    Upos {
        /// Adjective.
        Adj = "ADJ",
        /// Adposition.
        Adp = "ADP",
        /// Adverb.
        Adv = "ADV",
        /// Auxiliary.
        Aux = "AUX",
        /// Coordinating conjunction.
        Cconj = "CCONJ",
        /// Determiner.
        Det = "DET",
        /// Interjection.
        Intj = "INTJ",
        /// Noun.
        Noun = "NOUN",
        /// Numeral.
        Num = "NUM",
        /// Particle.
        Part = "PART",
        /// Pronoun.
        Pron = "PRON",
        /// Proper noun.
        Propn = "PROPN",
        /// Punctuation.
        Punct = "PUNCT",
        /// Subordinating conjunction.
        Sconj = "SCONJ",
        /// Symbol.
        Sym = "SYM",
        /// Verb.
        Verb = "VERB",
        /// Anything else.
        X = "X",
    }
}

named! {
    /// A tag of the Penn Treebank, as the English treebanks of Universal Dependencies use them.
    Penn {
        /// Opening bracket.
        OpenBracket = "-LRB-",
        /// Closing bracket.
        CloseBracket = "-RRB-",
        /// Comma.
        Comma = ",",
        /// Colon, semicolon, dash, ellipsis.
        Colon = ":",
        /// Full stop, question mark, exclamation mark.
        Stop = ".",
        /// Closing quotation mark.
        CloseQuote = "''",
        /// Opening quotation mark.
        OpenQuote = "``",
        /// Currency sign.
        Currency = "$",
        /// Superfluous punctuation.
        Nfp = "NFP",
        /// Hyphen.
        Hyph = "HYPH",
        /// Affix.
        Afx = "AFX",
        /// Address in the net.
        Add = "ADD",
        /// Coordinating conjunction.
        Cc = "CC",
        /// Cardinal number.
        Cd = "CD",
        /// Determiner.
        Dt = "DT",
        /// Existential *there*.
        Ex = "EX",
        /// Foreign word.
        Fw = "FW",
        /// Goes with the word before.
        Gw = "GW",
        /// Preposition or subordinating conjunction.
        In = "IN",
        /// Adjective.
        Jj = "JJ",
        /// Comparative adjective.
        Jjr = "JJR",
        /// Superlative adjective.
        Jjs = "JJS",
        /// List marker.
        Ls = "LS",
        /// Modal verb.
        Md = "MD",
        /// Noun in the singular.
        Nn = "NN",
        /// Proper noun in the singular.
        Nnp = "NNP",
        /// Proper noun in the plural.
        Nnps = "NNPS",
        /// Noun in the plural.
        Nns = "NNS",
        /// Predeterminer.
        Pdt = "PDT",
        /// Possessive ending.
        Pos = "POS",
        /// Personal pronoun.
        Prp = "PRP",
        /// Possessive pronoun.
        PrpPossessive = "PRP$",
        /// Adverb.
        Rb = "RB",
        /// Comparative adverb.
        Rbr = "RBR",
        /// Superlative adverb.
        Rbs = "RBS",
        /// Particle of a verb.
        Rp = "RP",
        /// Symbol.
        Sym = "SYM",
        /// *to*.
        To = "TO",
        /// Interjection.
        Uh = "UH",
        /// Verb in its base form.
        Vb = "VB",
        /// Verb in the past tense.
        Vbd = "VBD",
        /// Present participle or gerund.
        Vbg = "VBG",
        /// Past participle.
        Vbn = "VBN",
        /// Verb in the present tense, not the third person singular.
        Vbp = "VBP",
        /// Verb in the third person singular of the present tense.
        Vbz = "VBZ",
        /// *which*, *that* as determiners.
        Wdt = "WDT",
        /// *who*, *what*.
        Wp = "WP",
        /// *whose*.
        WpPossessive = "WP$",
        /// *when*, *where*, *how*.
        Wrb = "WRB",
        /// Unknown.
        Xx = "XX",
    }
}

/// The part of speech of a word in its sentence.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Tag {
    /// The universal one.
    pub upos: Upos,
    /// The Penn Treebank's.
    pub penn: Penn,
}

/// The tense that a verb's form shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tense {
    /// *said*.
    Past,
    /// *says*, *say*.
    Present,
}

/// The form of a verb.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum VerbForm {
    /// *said*, *says*, and modal verbs.
    Finite,
    /// *say* behind *to* or an auxiliary; also the imperative, which looks the same.
    Base,
    /// *saying*.
    PresentParticiple,
    /// *said* behind *have* or *be*.
    PastParticiple,
}

/// How many.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Number {
    /// One.
    Singular,
    /// More than one.
    Plural,
}

impl Tag {
    /// The tag written as `UPOS|PENN`, none where a name is unknown.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        let (upos, penn) = name.split_once('|')?;
        Some(Self { upos: Upos::from_name(upos)?, penn: Penn::from_name(penn)? })
    }

    /// The tag as `UPOS|PENN`.
    #[must_use]
    pub fn name(self) -> String {
        format!("{}|{}", self.upos.name(), self.penn.name())
    }

    /// The tense of a finite verb; none for other words and forms.
    #[must_use]
    pub const fn tense(self) -> Option<Tense> {
        match self.penn {
            Penn::Vbd => Some(Tense::Past),
            Penn::Vbz | Penn::Vbp => Some(Tense::Present),
            _ => None,
        }
    }

    /// The form of a verb; none for other words.
    #[must_use]
    pub const fn verb_form(self) -> Option<VerbForm> {
        match self.penn {
            Penn::Vbd | Penn::Vbz | Penn::Vbp | Penn::Md => Some(VerbForm::Finite),
            Penn::Vb => Some(VerbForm::Base),
            Penn::Vbg => Some(VerbForm::PresentParticiple),
            Penn::Vbn => Some(VerbForm::PastParticiple),
            _ => None,
        }
    }

    /// The number of a noun; none for other words.
    #[must_use]
    pub const fn number(self) -> Option<Number> {
        match self.penn {
            Penn::Nn | Penn::Nnp => Some(Number::Singular),
            Penn::Nns | Penn::Nnps => Some(Number::Plural),
            _ => None,
        }
    }

    /// Whether it is a common or a proper noun.
    #[must_use]
    pub const fn is_noun(self) -> bool {
        matches!(self.upos, Upos::Noun | Upos::Propn)
    }

    /// Whether it is a verb, auxiliaries among them.
    #[must_use]
    pub const fn is_verb(self) -> bool {
        matches!(self.upos, Upos::Verb | Upos::Aux)
    }
}

impl Default for Tag {
    /// A word of which nothing is known.
    fn default() -> Self {
        Self { upos: Upos::X, penn: Penn::Xx }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_come_back() {
        for upos in Upos::ALL {
            for penn in Penn::ALL {
                let tag = Tag { upos: *upos, penn: *penn };
                assert_eq!(Tag::from_name(&tag.name()), Some(tag));
            }
        }
        assert_eq!(Tag::from_name("VERB"), None);
        assert_eq!(Tag::from_name("VERB|QQ"), None);
    }

    #[test]
    fn the_form_tells_tense_and_number() {
        let tag = |name| Tag::from_name(name).unwrap();
        assert_eq!(tag("VERB|VBD").tense(), Some(Tense::Past));
        assert_eq!(tag("VERB|VBN").tense(), None);
        assert_eq!(tag("VERB|VBN").verb_form(), Some(VerbForm::PastParticiple));
        assert_eq!(tag("NOUN|NNS").number(), Some(Number::Plural));
        assert_eq!(tag("ADJ|JJ").number(), None);
    }
}
