//! Which quotation reports an event.
//!
//! Rule: it is the shortest one whose words hold the trigger.

use super::{Event, Scene};

/// The most quotations that are looked at before a trigger: they hardly overlap.
const MOST_QUOTES: usize = 8;

/// Says of each event which quotation reports it.
pub fn tell(scene: &Scene<'_, '_>, events: &mut [Event]) {
    for event in events {
        event.attribution = quote_of(scene, event.trigger);
    }
}

/// The index of the shortest quotation whose words hold a token.
#[must_use]
pub fn quote_of(scene: &Scene<'_, '_>, token: usize) -> Option<usize> {
    let quotes = &scene.analysis.quotes;
    let end = quotes.partition_point(|quote| quote.tokens.start <= token);
    let near = (end.saturating_sub(MOST_QUOTES)..end).filter(|index| quotes[*index].tokens.contains(&token));
    near.min_by_key(|index| quotes[*index].tokens.len())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::article::Article;
    use crate::extract::facts::events::lexemes::Lexemes;
    use crate::extract::testing::analysed;

    #[test]
    fn an_event_within_a_quotation_is_reported_by_it() {
        let article = Article::of_text("Soldiers left. “We closed the bridge,” Anna Marsh said.");
        let analysis = analysed(&article);
        let lexemes = Lexemes::default();
        let at = |word: &str| analysis.document.tokens().position(|token| token.is(word)).unwrap();
        let mut events = [Event::told_by(at("left"), 1.0), Event::told_by(at("closed"), 1.0)];
        tell(&Scene { analysis: &analysis, lexemes: &lexemes }, &mut events);
        assert_eq!(events[0].attribution, None);
        assert_eq!(analysis.quotes[events[1].attribution.unwrap()].tokens.start, at("We"));
    }
}
