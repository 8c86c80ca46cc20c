//! Learns which words tell an event.
//!
//! Rule: of the words of one event the annotation names the one that tells it; what it names besides (a particle, the
//! noun of a light verb) tells no event of its own, so that one event is not told twice.

use super::Read;
use crate::extract::facts::events::predicate::{self, Predicate};
use crate::extract::facts::events::triggers;
use crate::model::linear::{Features, Linear, SCALE};
use crate::model::weights::Corrupt;
use crate::train::linear::{Examples, Settings, train as learn};

/// The score from which a word tells an event: where F1 is highest in cross-validation.
pub const THRESHOLD: i32 = -SCALE * 2 / 5;

/// Learns from annotated articles.
///
/// # Errors
/// [`Corrupt`] never, as there is one class.
pub fn train(articles: &[&Read<'_>]) -> Result<Linear, Corrupt> {
    let mut examples = Examples::default();
    let mut features = Features::default();
    for article in articles {
        let scene = article.scene();
        for token in triggers::candidates(&scene) {
            let tells = article.events.iter().any(|event| event.trigger == token);
            predicate::describe(&scene, &Predicate::read(&scene, token), &mut features);
            examples.push(&features, u8::from(tells), 1.0);
        }
    }
    learn(&examples, 1, Settings::default())
}
