//! Where a title ends: “head of observations”, “Minister for Trade”, but “chairman” of a firm.
//!
//! Rule: an “of …” that names what somebody does belongs to the title; the name or the bare kind of the body that
//! somebody does it for is its owner.

use super::Reader;
use crate::extract::document::TokenKind;
use crate::extract::lexicon::Classes;
use crate::model::tags::Upos;
use crate::record::EntityType;

/// The most tokens that belong to a title behind its head.
const LONGEST: usize = 8;

impl Reader<'_, '_> {
    /// One past the title: with the “of …”, “for …” that names the office.
    pub(super) fn title_end(&self, head: usize) -> usize {
        let mut end = head + 1;
        while end < head + 3
            && self.text(end) == "-"
            && self.is_word(end + 1, |word| matches!(word, "general" | "treasurer"))
        {
            end += 2;
        }
        let link = self.text(end);
        let noun = self.text(head);
        let takes = match link {
            "of" => !(noun.starts_with("spokes") || matches!(noun, "member" | "secretary" | "mayor" | "owner")),
            "for" => matches!(
                noun,
                "minister"
                    | "Minister"
                    | "secretary"
                    | "Secretary"
                    | "representative"
                    | "envoy"
                    | "commissioner"
                    | "Commissioner"
            ),
            "on" => noun.starts_with("spokes"),
            "to" => matches!(noun, "ambassador" | "adviser" | "advisor"),
            _ => false,
        };
        if !takes {
            return end;
        }
        self.complement(end + 1, head).unwrap_or(end)
    }

    /// The end of the noun phrase that a title's “of” takes, where it names the office and not its owner.
    fn complement(&self, start: usize, head: usize) -> Option<usize> {
        let titled = self.document.token(head).is_some_and(|head| head.is_capitalised());
        // `ambassador to Egypt`
        let abroad = self.text(start - 1) == "to";
        let mut end = start;
        let mut last = None;
        while end < start + LONGEST {
            let Some(token) = self.document.token(end).filter(|token| token.is_word() && !token.is_possessive()) else {
                break;
            };
            let article = end == start && matches!(token.text(), "the" | "a");
            let noun = matches!(token.tag().upos, Upos::Noun | Upos::Adj | Upos::Propn);
            let joins = matches!(token.text(), "and" | "for") && last.is_some();
            if !(article || noun || joins) || token.has(Classes::CALENDAR) {
                break;
            }
            if token.is_capitalised() && !titled && !abroad && !token.has(Classes::DEMONYM.and(Classes::PLACE_PREFIX)) {
                // The name of a body or a place is the owner of the office.
                if last.is_some() && matches!(self.text(end - 1), "for" | "and") {
                    break;
                }
                return None;
            }
            if let Some((_, entity)) = self.entities.at(end)
                && !token.has(Classes::DEMONYM)
                && !abroad
                && matches!(self.entities.list[entity].kind, EntityType::Place | EntityType::Person)
            {
                // `Minister for Trade X`
                if last.is_some() && self.entities.list[entity].kind == EntityType::Person {
                    break;
                }
                return None;
            }
            if noun {
                last = Some(token);
            }
            end += 1;
        }
        let last = last?;
        let owner = matches!(
            last.text(),
            "company"
                | "union"
                | "group"
                | "firm"
                | "party"
                | "team"
                | "club"
                | "agency"
                | "police"
                | "state"
                | "city"
                | "town"
                | "village"
                | "area"
                | "country"
                | "nation"
                | "movement"
                | "organisation"
                | "organization"
                | "day"
                | "time"
                | "year"
                | "season"
                | "world"
                | "province"
                | "region"
                | "island"
                | "children"
        );
        let plain = last.is_capitalised() || matches!(last.tag().upos, Upos::Noun | Upos::Propn);
        // Another name follows: what was read is the beginning of a longer phrase.
        let goes_on = self
            .document
            .token(last.index + 1)
            .is_some_and(|next| next.is_possessive() || next.kind() == TokenKind::Hyphen);
        let owner = owner && self.text(start - 1) == "of";
        (!owner && plain && !goes_on && last.index + 1 > start).then_some(last.index + 1)
    }
}
