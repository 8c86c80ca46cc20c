//! Names that the model found too long or in a headline, mended by what the rest of the document says.
//!
//! Rule: a stretch is cut only where grammar or the document's own evidence tells where: a verb inside it, a possessor or
//! a partner that is a name elsewhere, a place behind “of”. In a headline, where a capital by itself means nothing, the
//! body decides what is a name.

use std::collections::HashSet;
use std::ops::Range;

use super::names::{Candidate, is_headline_like, lookup};
use super::runs;
use crate::extract::document::{Document, Sentence, TokenKind};
use crate::extract::lexicon::{Classes, Lexicon};
use crate::knowledge::{Knowledge, Part, Supersense};
use crate::model::tags::{Penn, Upos};
use crate::record::EntityType;

/// The most bytes of a name that is compared.
const LONGEST: usize = 96;
/// The most times that one stretch is cut.
const CUTS: usize = 4;

/// The candidates, cut where they hold more than one name.
#[must_use]
pub fn mend(
    document: &Document<'_>,
    lexicon: &Lexicon,
    knowledge: &Knowledge,
    candidates: Vec<Candidate>,
) -> Vec<Candidate> {
    let mender = Mender::new(document, lexicon, knowledge, &candidates);
    let mut mended = Vec::with_capacity(candidates.len());
    for candidate in candidates {
        mender.mend(candidate, &mut mended);
    }
    mended
}

struct Mender<'d, 't> {
    document: &'d Document<'t>,
    lexicon: &'d Lexicon,
    knowledge: &'d Knowledge,
    /// The names that stand in the body, as written.
    body: HashSet<&'t str>,
    /// The words that the body writes in small letters.
    small: HashSet<&'t str>,
    /// The tokens that are part of a candidate.
    taken: HashSet<usize>,
}

impl<'d, 't> Mender<'d, 't> {
    fn new(
        document: &'d Document<'t>,
        lexicon: &'d Lexicon,
        knowledge: &'d Knowledge,
        candidates: &[Candidate],
    ) -> Self {
        let (body, small, taken) = (HashSet::new(), HashSet::new(), HashSet::new());
        let mut mender = Self { document, lexicon, knowledge, body, small, taken };
        for candidate in candidates {
            mender.taken.extend(candidate.tokens.clone());
            let headline = mender.headline(candidate.core.start).is_some();
            if let Some(text) = mender.text(&candidate.core).filter(|_| !headline) {
                mender.body.insert(text);
            }
        }
        let words = document.tokens().filter(|token| token.is_word() && !token.is_capitalised());
        mender.small.extend(words.map(|word| word.text()).filter(|text| text.len() <= LONGEST));
        mender
    }

    fn mend(&self, candidate: Candidate, mended: &mut Vec<Candidate>) {
        if candidate.kind.is_none() {
            return mended.push(candidate);
        }
        if let Some(sentence) = self.headline(candidate.core.start) {
            return self.in_headline(candidate, sentence, mended);
        }
        if self.is_known(&candidate.core) {
            return mended.push(candidate);
        }
        let mut rest = candidate;
        self.extend(&mut rest);
        for _ in 0..CUTS {
            self.trim(&mut rest);
            let Some(cut) = self.cut(&rest) else { break };
            let second = cut.second.clone();
            self.keep(&rest, rest.tokens.start..cut.first, cut.first_kind, mended);
            rest = self.part(&rest, second, cut.second_kind);
        }
        if !rest.core.is_empty() {
            mended.push(rest);
        }
    }

    fn keep(&self, whole: &Candidate, tokens: Range<usize>, kind: Option<EntityType>, mended: &mut Vec<Candidate>) {
        if tokens.is_empty() {
            return;
        }
        let title = whole.title.clone();
        let core = whole.core.start.max(tokens.start)..tokens.end;
        if !core.is_empty() {
            mended.push(Candidate { title, initial: whole.initial, core, ..self.part(whole, tokens, kind) });
        }
    }

    /// A part of a candidate as a candidate of its own; a name that stands alone elsewhere takes its type from there.
    fn part(&self, whole: &Candidate, tokens: Range<usize>, kind: Option<EntityType>) -> Candidate {
        let known = lookup(self.document, self.lexicon, &tokens);
        let elsewhere = self.text(&tokens).is_some_and(|text| self.body.contains(text));
        let kind = kind.or(known.map(|known| known.kind)).filter(|_| !elsewhere);
        Candidate { core: tokens.clone(), tokens, title: None, initial: false, known, kind, ..whole.clone() }
    }

    fn text(&self, tokens: &Range<usize>) -> Option<&'t str> {
        let span = self.document.span_of(tokens.clone()).filter(|span| span.bytes().len() <= LONGEST)?;
        Some(self.document.slice(span))
    }

    fn is_name(&self, tokens: &Range<usize>) -> bool {
        self.text(tokens).is_some_and(|text| self.body.contains(text))
    }

    /// Whether the tables know the whole: “Trinidad and Tobago”.
    fn is_known(&self, tokens: &Range<usize>) -> bool {
        self.text(tokens).is_some_and(|text| {
            self.lexicon.name(text).is_some()
                || self.knowledge.country(text).is_some()
                || self.knowledge.proper_noun(text).is_some()
        })
    }

    /// Adds what belongs to a name behind or before it: a surname that looks like a common word, the second half of a
    /// given name, the people whose navy it is.
    fn extend(&self, candidate: &mut Candidate) {
        let end = candidate.core.end;
        let next = self.document.token(end);
        if candidate.kind == Some(EntityType::Person) {
            let surname = candidate.core.len() > 1
                && !self.taken.contains(&end)
                && next.is_some_and(|next| {
                    next.is_word() && next.is_spaced() && next.is_capitalised() && !next.has(Classes::CALENDAR)
                });
            let half = next.is_some_and(|next| next.kind() == TokenKind::Hyphen && !next.is_spaced())
                && candidate.core.len() > 1
                && self.document.token(end + 1).is_some_and(runs::is_half_of_name);
            let more = match (surname, half) {
                (true, _) => 1,
                (_, true) => 2,
                _ => 0,
            };
            candidate.core.end += more;
            candidate.tokens.end += more;
        }
        let generic = candidate.kind == Some(EntityType::Organization)
            && candidate.core.len() == 1
            && self.is_headed(&candidate.core);
        let people = candidate.core.start.checked_sub(1).filter(|at| {
            self.document.token(*at).is_some_and(|word| word.has(Classes::DEMONYM) && word.is_capitalised())
        });
        if let Some(people) = people.filter(|people| generic && !self.taken.contains(people)) {
            candidate.core.start = people;
            candidate.tokens.start = people;
        }
    }

    fn is_place(&self, tokens: &Range<usize>) -> bool {
        self.text(tokens).is_some_and(|text| {
            let name = self.lexicon.canonical(text);
            let known = self.lexicon.name(name).is_some_and(|known| known.kind == EntityType::Place);
            known || self.knowledge.country(name).is_some() || self.knowledge.cities(name).len() > 0
        })
    }

    /// The headline that holds a token.
    fn headline(&self, at: usize) -> Option<Sentence<'d, 't>> {
        self.document.sentence_of(at).filter(|sentence| is_headline_like(self.document, *sentence))
    }

    /// A name in a headline: as the body has it, or its longest part that the body has. In title case, a stretch with a
    /// word that the body writes small is none.
    fn in_headline(&self, candidate: Candidate, sentence: Sentence<'d, 't>, mended: &mut Vec<Candidate>) {
        let core = candidate.core.clone();
        if self.is_name(&core) {
            return mended.push(candidate);
        }
        let mut parts = Vec::new();
        let mut at = core.start;
        while at < core.end {
            let longest = (at + 1..=core.end).rev().find(|end| self.is_name(&(at..*end)));
            if let Some(end) = longest {
                parts.push(at..end);
            }
            at = longest.unwrap_or(at + 1);
        }
        let all = parts.iter().map(ExactSizeIterator::len).sum::<usize>();
        let title_case = self.is_title_case(sentence);
        let common = core.clone().any(|at| self.is_common(at));
        if !parts.is_empty() && (common || all + 1 >= core.len() || core.clone().any(|at| self.is_verb(at))) {
            let parts = parts.into_iter().map(|tokens| Candidate {
                core: tokens.clone(),
                tokens,
                title: None,
                initial: true,
                known: None,
                kind: None,
            });
            mended.extend(parts);
        } else if !(title_case && common) {
            mended.push(candidate);
        }
    }

    /// Whether the body writes a word of a headline in small letters.
    fn is_common(&self, at: usize) -> bool {
        self.document.token(at).is_some_and(|token| {
            token.is_word()
                && token.is_capitalised()
                && token.text().len() > 2
                && token.text().len() <= LONGEST
                && self.small.contains(&*token.text().to_lowercase())
        })
    }

    fn is_title_case(&self, sentence: Sentence<'d, 't>) -> bool {
        let words = sentence.tokens().filter_map(|at| self.document.token(at));
        let words: Vec<bool> =
            words.filter(|word| word.is_word() && word.text().len() > 3).map(|word| word.is_capitalised()).collect();
        words.iter().filter(|capital| **capital).count() * 10 >= words.len() * 7
    }

    /// Takes from the ends what is no name: a noun that opens the sentence, letters behind a person's name.
    fn trim(&self, candidate: &mut Candidate) {
        let person = candidate.kind == Some(EntityType::Person);
        while person && candidate.core.len() > 2 && self.is_postnominal(candidate.core.end - 1) {
            candidate.core.end -= 1;
            candidate.tokens.end -= 1;
        }
        let first = candidate.core.start;
        let rest = first + 1..candidate.core.end;
        if candidate.initial && candidate.core == candidate.tokens && !rest.is_empty() && self.introduces(first, &rest)
        {
            candidate.core = rest.clone();
            candidate.tokens = rest;
        }
    }

    fn is_postnominal(&self, at: usize) -> bool {
        self.document.token(at).is_some_and(|token| {
            matches!(token.text(), "QC" | "KC" | "SC" | "MP" | "MSP" | "MEP" | "OBE" | "MBE" | "CBE" | "PhD" | "MD")
        })
    }

    /// `Insurer X`: a common noun with a capital only because it opens the sentence.
    fn introduces(&self, first: usize, rest: &Range<usize>) -> bool {
        let Some(word) = self.document.token(first).filter(|word| word.is_word() && !word.is_upper()) else {
            return false;
        };
        let text = word.text();
        let named = self.document.token(first + 1).is_some_and(|next| next.is_word() && next.is_capitalised());
        let agent = ["er", "or", "ist", "man"].iter().any(|ending| text.ends_with(ending));
        let noun = self.knowledge.noun(text).is_some_and(|noun| {
            let senses = noun.senses;
            noun.names.is_some() || agent && (senses.has(Supersense::NounPerson) || senses.has(Supersense::NounGroup))
        });
        let agent = agent && noun || text.ends_with("maker");
        let given = word.has(Classes::GIVEN_NAME) || self.knowledge.given_name(text).is_some();
        named && !given && (agent && !self.is_name(&(first..rest.end)) || noun && self.is_name(rest))
    }

    /// Where a stretch holds two names.
    fn cut(&self, candidate: &Candidate) -> Option<Cut> {
        let (core, kind) = (&candidate.core, candidate.kind);
        (core.start + 1..core.end.saturating_sub(1)).find_map(|at| {
            let token = self.document.token(at)?;
            let before = core.start..at;
            let article = usize::from(self.document.token(at + 1).is_some_and(|next| next.is("the")));
            let behind = at + 1 + article..core.end;
            if behind.is_empty() {
                return None;
            }
            let cut = |first: usize, second: Range<usize>, first_kind, second_kind| {
                Some(Cut { first, second, first_kind, second_kind })
            };
            match token.text() {
                // `Chairman of San Felipito`
                "of" if self.is_title(&before) => cut(core.start, behind, None, None),
                "of" if article == 1 && self.looks_personal(&before) && self.is_headed(&behind) => {
                    cut(at, behind, Some(EntityType::Person), Some(EntityType::Organization))
                }
                "of" | "for" if self.owner_follows(&before, &behind, kind) => {
                    let place = self.is_place(&behind).then_some(EntityType::Place);
                    cut(at, behind, kind, place)
                }
                "'s" | "’s"
                    if self.is_name(&before)
                        || self.is_place(&before)
                        || self.is_headed(&before) && self.is_headed(&(at + 1..core.end)) =>
                {
                    let place = self.is_place(&before).then_some(EntityType::Place);
                    cut(at, at + 1..core.end, place, kind)
                }
                "and" if article == 1 || self.are_two(&before, &behind) => cut(at, behind, kind, kind),
                _ if token.kind() == TokenKind::Hyphen && self.describes(at + 1, core.end) => {
                    cut(at, at + 2..core.end, None, kind)
                }
                // `Northumbrian press Fell Gate`
                _ if self.is_noun(at) => cut(at, at + 1..core.end, None, kind),
                _ if self.is_verb(at) => cut(at, self.from_capital(at + 1..core.end), kind, None),
                _ => None,
            }
        })
    }

    /// `Orchid Refining of Lima`: what stands behind “of” says where the firm is, or which body a person is of.
    fn owner_follows(&self, before: &Range<usize>, behind: &Range<usize>, kind: Option<EntityType>) -> bool {
        let Some(last) = self.document.token(before.end - 1) else { return false };
        if kind == Some(EntityType::Person) {
            return before.len() > 1 && !last.has(Classes::TITLE_HEAD);
        }
        let takes = last.has(heads());
        kind == Some(EntityType::Organization)
            && before.len() > 1
            && self.is_place(behind)
            && (!takes || before.len() > 2 || self.is_name(before))
    }

    /// Whether all words are those of a title.
    fn is_title(&self, tokens: &Range<usize>) -> bool {
        let last = self.document.token(tokens.end - 1).is_some_and(|last| last.has(Classes::TITLE_HEAD));
        let words = Classes::TITLE_HEAD.and(Classes::TITLE_MODIFIER);
        last && tokens.clone().all(|at| self.document.token(at).is_some_and(|word| word.has(words)))
    }

    /// Whether a stretch ends like the name of a body, a building or a product.
    fn is_headed(&self, tokens: &Range<usize>) -> bool {
        self.document.token(tokens.end - 1).is_some_and(|last| last.has(heads()))
    }

    /// Whether a stretch looks like a person's name: two or three plain words, none the head of a body's name.
    fn looks_personal(&self, tokens: &Range<usize>) -> bool {
        (2..=3).contains(&tokens.len())
            && tokens.clone().all(|at| {
                self.document.token(at).is_some_and(|word| word.is_word() && !word.is_upper() && !word.has(heads()))
            })
    }

    /// A common noun in small letters before a capital.
    fn is_noun(&self, at: usize) -> bool {
        self.document.token(at).is_some_and(|token| {
            token.is_word()
                && token.is_spaced()
                && token.text().len() > 3
                && token.tag().upos == Upos::Noun
                && !token.is_capitalised()
                && self.knowledge.noun(token.text()).is_some()
        }) && self.document.token(at + 1).is_some_and(|next| next.is_capitalised() && next.is_spaced())
    }

    /// Whether an “and” joins two names: one is a name elsewhere, both end like a body, or neither does.
    fn are_two(&self, before: &Range<usize>, behind: &Range<usize>) -> bool {
        let long = before.len() > 1 && !self.is_headed(behind);
        let both = self.is_headed(before) && self.is_headed(behind);
        let repeats = self.document.token(before.start).map(|word| word.text())
            == self.document.token(behind.start).map(|word| word.text());
        repeats || long || both || self.is_name(before) || self.is_name(behind)
    }

    /// `flagged`, `era`: the small word behind a hyphen that makes a description of the name before it.
    fn describes(&self, at: usize, end: usize) -> bool {
        let next = self.document.token(at + 1).filter(|_| at + 1 < end);
        self.document.token(at).is_some_and(|word| {
            word.is_word()
                && !word.is_capitalised()
                && (matches!(word.tag().penn, Penn::Vbn | Penn::Vbd | Penn::Vbg)
                    || matches!(word.text(), "era" | "area" | "style"))
        }) && next.is_some_and(|next| next.is_capitalised() && next.is_spaced())
    }

    /// A finite verb in small letters.
    fn is_verb(&self, at: usize) -> bool {
        self.document.token(at).is_some_and(|token| {
            token.is_word()
                && !token.is_capitalised()
                && token.is_spaced()
                && token.text().len() > 2
                && matches!(token.tag().upos, Upos::Verb | Upos::Aux)
                && matches!(token.tag().penn, Penn::Vbd | Penn::Vbz | Penn::Vbp | Penn::Vb | Penn::Md | Penn::Vbn)
                && (self.knowledge.verb(token.text()).is_some()
                    || !self.knowledge.lemmas(Part::Verb, token.text()).is_empty()
                    || token.text().ends_with(['d', 's']))
        })
    }

    /// What is left of some tokens from the first capital on.
    fn from_capital(&self, tokens: Range<usize>) -> Range<usize> {
        let capital = |at: &usize| self.document.token(*at).is_some_and(|token| token.is_capitalised());
        let start = tokens.clone().find(capital).unwrap_or(tokens.end);
        start..tokens.end
    }
}

const fn heads() -> Classes {
    Classes::ORGANIZATION_HEAD.and(Classes::PLACE_HEAD).and(Classes::FACILITY_HEAD).and(Classes::OTHER_HEAD)
}

/// Two names in one stretch.
struct Cut {
    /// One past the last token of the first.
    first: usize,
    /// The tokens of the second.
    second: Range<usize>,
    first_kind: Option<EntityType>,
    second_kind: Option<EntityType>,
}

#[cfg(test)]
mod tests {
    use crate::extract::annotate::{sentences, tags, tokens};
    use crate::interrupt::Interrupt;
    use crate::model::Model;

    use super::*;

    /// What becomes of the names that a model found in a text, each with its type where it keeps one.
    fn mended(text: &str, headline: bool, names: &[(&str, EntityType)]) -> Vec<String> {
        let (lexicon, knowledge, interrupt) = (Lexicon::new(), Knowledge::shared(), Interrupt::never());
        let mut document = Document::new(text, headline);
        tokens::annotate(&mut document, &lexicon, &interrupt).unwrap();
        sentences::annotate(&mut document, &lexicon, &interrupt).unwrap();
        tags::annotate(&mut document, &Model::embedded(), &knowledge, &interrupt).unwrap();
        let mut candidates = Vec::new();
        let mut from = 0;
        for (name, kind) in names {
            let start = from + text[from..].find(name).expect("the text holds the name");
            from = start + name.len();
            let at = |byte: usize| document.tokens().take_while(|token| token.span().bytes().start < byte).count();
            let core = at(start)..at(from);
            let initial = start == 0;
            let kind = Some(*kind);
            candidates.push(Candidate { tokens: core.clone(), core, title: None, initial, known: None, kind });
        }
        let show = |candidate: Candidate| {
            let words = document.slice(document.span_of(candidate.core).unwrap());
            candidate.kind.map_or_else(|| words.to_owned(), |kind| format!("{words} {kind:?}"))
        };
        mend(&document, &lexicon, &knowledge, candidates).into_iter().map(show).collect()
    }

    const BODY: EntityType = EntityType::Organization;

    #[test]
    fn a_verb_ends_a_name() {
        let text = "On Monday Orchid Bank paid Stone at once.";
        assert_eq!(mended(text, false, &[("Orchid Bank paid Stone", BODY)]), ["Orchid Bank Organization", "Stone"]);
    }

    #[test]
    fn the_seat_of_a_firm_and_the_body_of_a_person_are_names_of_their_own() {
        let text = "They met Orchid Refining of Lima there.";
        let parts = ["Orchid Refining Organization", "Lima Place"];
        assert_eq!(mended(text, false, &[("Orchid Refining of Lima", BODY)]), parts);
        let text = "They met Anna Marsh of the Heron Institute there.";
        let person = [("Anna Marsh of the Heron Institute", EntityType::Person)];
        assert_eq!(mended(text, false, &person), ["Anna Marsh Person", "Heron Institute"]);
        let text = "They left the University of Lima there.";
        assert_eq!(mended(text, false, &[("University of Lima", BODY)]), ["University of Lima Organization"]);
    }

    #[test]
    fn an_owner_that_is_a_name_elsewhere_is_cut_off() {
        let text = "So Gelbrand left. They met Gelbrand's Reform Party there.";
        let names = [("Gelbrand", EntityType::Person), ("Gelbrand's Reform Party", BODY)];
        assert_eq!(mended(text, false, &names), ["Gelbrand Person", "Gelbrand", "Reform Party Organization"]);
        let text = "They met the People's Reform Party there.";
        let whole = ["People's Reform Party Organization"];
        assert_eq!(mended(text, false, &[("People's Reform Party", BODY)]), whole);
    }

    #[test]
    fn two_names_are_parted_where_one_of_them_stands_alone() {
        let text = "So Gelbrand left. They met Gelbrand and Orchid there, and Marks and Heron.";
        let names = [("Gelbrand", BODY), ("Gelbrand and Orchid", BODY), ("Marks and Heron", BODY)];
        let parts = ["Gelbrand Organization", "Gelbrand", "Orchid Organization", "Marks and Heron Organization"];
        assert_eq!(mended(text, false, &names), parts);
    }

    #[test]
    fn what_only_introduces_or_follows_a_name_is_none_of_it() {
        assert_eq!(mended("Insurer Gelbrand left.", false, &[("Insurer Gelbrand", BODY)]), ["Gelbrand Organization"]);
        let text = "They met Anna Marsh QC there.";
        assert_eq!(mended(text, false, &[("Anna Marsh QC", EntityType::Person)]), ["Anna Marsh Person"]);
    }

    #[test]
    fn the_body_says_what_is_a_name_in_a_headline() {
        let text = "Gelbrand Cells Opens Plant as Rival Cries Foul\n\nOn Monday Gelbrand won. A rival did not.";
        let names = [("Gelbrand Cells Opens", BODY), ("Rival Cries Foul", BODY), ("Gelbrand", BODY)];
        assert_eq!(mended(text, true, &names), ["Gelbrand", "Gelbrand Organization"]);
    }
}
