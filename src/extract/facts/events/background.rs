//! Whether an event is told as history: *after the flood of 2011*.
//!
//! Rule: it is where its date was long over when the article appeared. What has no date is told as news.

use jiff::ToSpan as _;

use super::{Event, Scene};

/// How many days before publication history begins.
const DAYS: i64 = 60;

/// Says of each event whether it is told as history; dates must be there.
pub fn tell(scene: &Scene<'_, '_>, events: &mut [Event]) {
    let Some(history) = scene.published().and_then(|day| day.checked_sub(DAYS.days()).ok()) else { return };
    for event in events {
        let days = event.time.and_then(|time| scene.analysis.times.get(time)?.days());
        event.background = days.is_some_and(|(_, last)| last < history);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::article::Article;
    use crate::extract::facts::events::lexemes::Lexemes;
    use crate::extract::testing::analysed;

    /// Whether an event is history that is dated by the first time of the text.
    fn is_history(text: &str, published: Option<&str>) -> bool {
        let article = Article { published_at: published.map(str::to_owned), ..Article::of_text(text) };
        let (analysis, lexemes) = (analysed(&article), Lexemes::default());
        let time = (!analysis.times.is_empty()).then_some(0);
        let mut events = [Event { time, ..Event::told_by(1, 1.0) }];
        tell(&Scene { analysis: &analysis, lexemes: &lexemes }, &mut events);
        events[0].background
    }

    #[test]
    fn what_is_long_over_is_history() {
        let published = Some("2024-05-20T10:00:00Z");
        assert!(is_history("In 2011 a flood destroyed the mill.", published));
        assert!(is_history("On 3 January 2024 a flood destroyed the mill.", published));
        assert!(!is_history("On 3 May 2024 a flood destroyed the mill.", published));
        assert!(!is_history("In 2024 a flood destroyed the mill.", published));
        assert!(!is_history("A flood destroyed the mill.", published));
    }

    #[test]
    fn nothing_is_history_where_nobody_knows_when_it_was_told() {
        assert!(!is_history("On 3 January 2019 a flood destroyed the mill.", None));
    }
}
