//! The offices and occupations that the words beside a name give a person.
//!
//! Rule: a role is a title right before the name (“Foreign Minister X”, “founder X”, “its chairman, X,”) or the first
//! noun phrase of an apposition right behind it (“X, the deputy prime minister,”), and its last word is a title.

use std::ops::Range;

use crate::extract::annotate::names::Candidate;
use crate::extract::document::{Document, Token, TokenKind};
use crate::extract::lexicon::Classes;
use crate::record::RoleStatus;

/// A role as the text gives it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FoundRole {
    /// The tokens of the title.
    pub title: Range<usize>,
    /// Whether it is held now.
    pub status: RoleStatus,
    /// A token of the name of the body that the text puts right beside the title: “X's chairman”, “director of X”.
    pub beside: Option<usize>,
}

/// The most words between a name and the last noun of its apposition.
const REACH: usize = 9;

/// The roles that stand beside one occurrence of a name.
#[must_use]
pub fn find(document: &Document<'_>, candidate: &Candidate) -> Vec<FoundRole> {
    let mut found = Vec::new();
    found.extend(before(document, candidate));
    found.extend(after(document, candidate));
    found
}

fn is_title_word(token: Token<'_, '_>) -> bool {
    token.has(Classes::TITLE_HEAD.and(Classes::TITLE_MODIFIER)) || token.kind() == TokenKind::Hyphen
}

fn before(document: &Document<'_>, candidate: &Candidate) -> Option<FoundRole> {
    let (mut start, end) = if let Some(title) = &candidate.title {
        (title.start, title.end)
    } else {
        let last = document.before(candidate.tokens.start)?;
        let comma = last.is(",");
        let end = if comma { last.index } else { last.index + 1 };
        // `its chairman, X, said`: the name is set off on both sides.
        let set_off = document.token(candidate.tokens.end).is_none_or(|next| {
            matches!(next.kind(), TokenKind::Comma | TokenKind::Stop) || next.has(Classes::REPORTING)
        });
        let head = document.before(end).filter(|head| head.has(Classes::TITLE_HEAD) && head.is_word())?;
        if comma && !set_off {
            return None;
        }
        (head.index, end)
    };
    // A bare form of address is no office.
    if document.token(end - 1).is_some_and(|token| token.has(Classes::CIVIL)) {
        return None;
    }
    while let Some(word) = document.before(start).filter(|word| is_title_word(*word) && start + 6 > end) {
        start = word.index;
    }
    let tokens = trim(document, start..end)?;
    let beside =
        document.before(tokens.title.start).filter(Token::is_possessive).and_then(|mark| mark.index.checked_sub(1));
    Some(FoundRole { beside, ..tokens })
}

fn after(document: &Document<'_>, candidate: &Candidate) -> Option<FoundRole> {
    let mut at = candidate.tokens.end;
    if !document.token(at)?.is(",") {
        return None;
    }
    at += 1;
    let aged = document.token(at)?.kind() == TokenKind::Number && document.token(at + 1)?.is(",");
    if aged {
        at += 2;
    }
    let mut start = at;
    let mut head = None;
    for index in at..at + REACH {
        let Some(token) = document.token(index) else { break };
        let ends = !matches!(token.kind(), TokenKind::Word | TokenKind::Hyphen)
            || matches!(
                token.text(),
                "and" | "or" | "who" | "which" | "that" | "of" | "in" | "at" | "for" | "from" | "with"
            )
            || token.has(Classes::REPORTING) && index > at;
        if token.is_possessive() {
            start = index + 1;
        } else if ends {
            break;
        } else if matches!(token.text(), "a" | "an" | "the" | "its" | "his" | "her" | "their" | "whose") {
            start = index + 1;
        } else if token.has(Classes::TITLE_HEAD) {
            head = Some(index);
        } else if head.is_some() && token.is_word() {
            // `the team doctor says`: the phrase is over, or it goes on to another head.
            if !is_title_word(token) {
                break;
            }
        }
    }
    let head = head.filter(|head| *head >= start)?;
    let mut role = trim(document, start..head + 1)?;
    let of = document.token(head + 1).filter(|link| matches!(link.text(), "of" | "at" | "for" | "with"));
    role.beside = match of {
        Some(link) => {
            let article = document.token(link.index + 1).is_some_and(|word| word.is("the"));
            Some(link.index + 1 + usize::from(article))
        }
        None => document.before(start).filter(Token::is_possessive).and_then(|mark| mark.index.checked_sub(1)),
    };
    Some(role)
}

/// A title without the demonym and the words before it that say only whether it is held now.
fn trim(document: &Document<'_>, title: Range<usize>) -> Option<FoundRole> {
    let mut start = title.start;
    let mut status = RoleStatus::Current;
    while let Some(word) = document.token(start).filter(|_| start < title.end) {
        match word.text() {
            "former" | "Former" | "ex" | "then" | "retired" | "onetime" => status = RoleStatus::Former,
            "acting" | "Acting" | "interim" | "Interim" => status = RoleStatus::Acting,
            "incoming" | "Incoming" => status = RoleStatus::Designate,
            "-" | "one" | "two" => {}
            _ if word.has(Classes::DEMONYM) => {}
            _ => break,
        }
        start += 1;
    }
    if start >= title.end {
        return None;
    }
    Some(FoundRole { title: start..title.end, status, beside: None })
}

#[cfg(test)]
mod tests {
    use crate::extract::testing::record;
    use crate::record::RoleStatus;

    /// Title, status and organization of the roles of the first person.
    fn roles(text: &str) -> Vec<(String, Option<RoleStatus>, Option<String>)> {
        let record = record(text);
        let person = record.entities.iter().find(|entity| entity.name.contains("Marsh")).expect("Marsh is there");
        let name =
            |id: &String| record.entities.iter().find(|entity| entity.id == *id).map(|entity| entity.name.clone());
        person
            .roles
            .iter()
            .map(|role| (role.title.clone(), role.status, role.organization.as_ref().and_then(name)))
            .collect()
    }

    #[test]
    fn titles_stand_before_and_behind_the_name() {
        for (text, title, status) in [
            ("They met Foreign Minister Anna Marsh.", "Foreign Minister", RoleStatus::Current),
            ("They met the deputy prime minister, Anna Marsh.", "deputy prime minister", RoleStatus::Current),
            ("So Anna Marsh, the deputy prime minister, left.", "deputy prime minister", RoleStatus::Current),
            ("So Anna Marsh, 58, a former police chief, left.", "police chief", RoleStatus::Former),
            ("They met acting mayor Anna Marsh.", "mayor", RoleStatus::Acting),
        ] {
            assert_eq!(roles(text), [(title.to_owned(), Some(status), None)], "{text}");
        }
    }

    #[test]
    fn the_body_beside_the_title_is_linked() {
        let orchid = Some("Orchid Airlines".to_owned());
        assert_eq!(roles("So Orchid Airlines's chairman, Anna Marsh, left.")[0].2, orchid);
        assert_eq!(roles("So Anna Marsh, chairman of Orchid Airlines, left.")[0].2, orchid);
    }

    #[test]
    fn what_is_no_title_gives_no_role() {
        assert_eq!(roles("So Anna Marsh, who ran, left. Mr Marsh, the day after, came."), []);
    }
}
