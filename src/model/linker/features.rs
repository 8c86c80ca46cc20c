//! What the linker looks at: a mention beside each chain that it may belong to, and by itself where it is new.
//!
//! Rule: the trainer and the worker get the same features from the same functions, and no function takes memory.

use super::chain::{Chain, Count, Form, Mention, Source};
use crate::model::hash::{feature, mix};

/// The most features of an answer; what comes after them is left out.
const MOST: usize = 96;

/// The features of one answer.
#[derive(Debug)]
pub struct Features {
    list: [u64; MOST],
    length: usize,
    /// The kind of mention, which every feature is about.
    about: u64,
    /// How many chains have a name and the type that the mention asks for.
    rivals: u64,
}

impl Default for Features {
    fn default() -> Self {
        Self { list: [0; MOST], length: 0, about: 0, rivals: 0 }
    }
}

impl Features {
    /// All of them.
    #[must_use]
    pub fn as_slice(&self) -> &[u64] {
        &self.list[..self.length]
    }

    /// Begins with those of another answer about this kind of mention.
    pub(super) const fn begin(&mut self, about: u64) {
        self.length = 0;
        self.about = about;
    }

    #[inline]
    pub(super) fn push(&mut self, template: u64, value: u64) {
        if let Some(slot) = self.list.get_mut(self.length) {
            *slot = feature(template, mix(self.about, value));
            self.length += 1;
        }
    }

    /// A feature of all descriptions together and of all pronouns together.
    #[inline]
    fn push_shared(&mut self, template: u64, value: u64, form: Form) {
        let about = 16 + u64::from(form.is_pronoun());
        if let Some(slot) = self.list.get_mut(self.length) {
            *slot = feature(template, mix(about, value));
            self.length += 1;
        }
    }
}

/// Small numbers as one.
pub(super) const fn row(values: [u64; 4]) -> u64 {
    values[0] | values[1] << 16 | values[2] << 32 | values[3] << 48
}

/// What speaks for a mention that means none of these chains.
pub fn none<'c>(mention: &Mention, chains: impl Iterator<Item = &'c Chain>, features: &mut Features) {
    features.begin(mention.form as u64);
    let function = mention.function as u64;
    features.push(1, 0);
    features.push_shared(2, function, mention.form);
    features.push(3, mention.head);
    features.push(
        4,
        row([
            function,
            u64::from(mention.specified),
            mention.modifiers.iter().filter(|word| **word != 0).count() as u64,
            0,
        ]),
    );
    features.push(5, mix(mention.governor, function));
    features.push(6, u64::from(mention.sense));
    features.push(7, coarse(mention.sentence));
    features.push(8, mix(mention.head, u64::from(mention.specified)));
    features.push(9, u64::from(mention.count as u8));
    let (mut known, mut near, mut agreeing, mut rivals) = (0, 0, 0, 0);
    for chain in chains {
        rivals += u64::from(is_rival(mention, chain));
        known |= u64::from(chain.source(mention.head).is_some());
        let close = mention.sentence - chain.latest.sentence <= 1;
        near += u64::from(close && agrees(mention, chain));
        agreeing += u64::from(agrees(mention, chain));
    }
    features.push(10, row([known, u64::from(mention.specified), 0, 0]));
    features.push(11, row([near.min(3), agreeing.min(3), 1, 0]));
    features.push(12, near.min(3));
    features.push(13, row([known, coarse(mention.sentence), 0, 0]));
    features.push(14, row([known, mention.quotation.min(1).into(), function, 0]));
    features.push(15, mix(known, mention.head));
    for word in mention.modifiers.iter().filter(|word| **word != 0) {
        features.push_shared(16, *word, mention.form);
    }
    features.rivals = rivals.min(3);
    features.push_shared(
        17,
        row([features.rivals, mention.kind.into(), known, u64::from(mention.specified)]),
        mention.form,
    );
    features.push_shared(18, mix(mention.head, features.rivals), mention.form);
}

/// Whether a chain has a name and is of the very type that a description asks for.
fn is_rival(mention: &Mention, chain: &Chain) -> bool {
    chain.named && chain.kind == mention.kind && chain.count != Count::Several
}

/// What speaks for a mention that belongs to a chain, which was mentioned as the `rank`th before it.
pub fn of_chain(mention: &Mention, chain: &Chain, rank: usize, features: &mut Features) {
    features.begin(mention.form as u64);
    of_distance(mention, chain, rank, features);
    of_agreement(mention, chain, features);
    of_place(mention, chain, features);
    if mention.form.is_pronoun() {
        of_governor(mention, chain, features);
    } else {
        of_words(mention, chain, features);
    }
}

fn of_distance(mention: &Mention, chain: &Chain, rank: usize, features: &mut Features) {
    let latest = &chain.latest;
    let form = mention.form;
    let sentences = coarse(mention.sentence - latest.sentence);
    let rank = coarse(u32::try_from(rank).unwrap_or(u32::MAX));
    let (here, there) = (mention.function as u64, latest.function as u64);
    let wording = latest.form as u64;
    let count = coarse(chain.mentions);
    features.push(20, sentences);
    features.push(21, row([sentences, there, 0, 0]));
    features.push_shared(22, row([sentences, there, here, 0]), form);
    features.push(23, rank);
    features.push_shared(24, row([rank, sentences, there, 0]), form);
    features.push(25, row([wording, sentences.min(3), 0, 0]));
    features.push(26, row([count, sentences, 0, 0]));
    features.push_shared(27, row([u64::from(latest.opens), sentences, there, here]), form);
    features.push(28, row([coarse(chain.subjects), coarse(chain.mentions), 0, 0]));
    features.push(29, row([u64::from(chain.named), count, 0, 0]));
    features.push_shared(30, row([u64::from(chain.named), wording, rank, 0]), form);
    features.push(31, coarse(mention.number - latest.number));
    features.push_shared(32, row([coarse(chain.born), count, 0, 0]), form);
}

fn of_agreement(mention: &Mention, chain: &Chain, features: &mut Features) {
    let form = mention.form;
    let gender = gender(chain);
    let what = row([chain.kind.into(), chain.sense.into(), u64::from(chain.named), chain.count as u64]);
    features.push(40, row([gender, u64::from(chain.named), chain.kind.into(), 0]));
    features.push(41, row([mention.count as u64, chain.count as u64, 0, 0]));
    features.push(42, what);
    features.push(43, row([chain.kind.into(), u64::from(chain.named), chain.count as u64, gender]));
    features.push(44, row([u64::from(agrees(mention, chain)), coarse(mention.sentence - chain.latest.sentence), 0, 0]));
    if !form.is_pronoun() {
        features.push_shared(45, row([mention.kind.into(), chain.kind.into(), u64::from(chain.named), 0]), form);
        features.push_shared(46, row([mention.sense.into(), chain.sense.into(), chain.kind.into(), 0]), form);
        features.push_shared(47, mix(mention.head, row([chain.kind.into(), u64::from(chain.named), 0, 0])), form);
        features.push_shared(48, mix(mention.head, row([chain.sense.into(), 0, 0, 0])), form);
        features.push_shared(49, row([u64::from(mention.woman), u64::from(mention.man), gender, 0]), form);
    }
}

/// How both stand in the syntax of their sentences, and within or outside of quotations.
fn of_place(mention: &Mention, chain: &Chain, features: &mut Features) {
    let latest = &chain.latest;
    let form = mention.form;
    let (here, there) = (mention.function as u64, latest.function as u64);
    let same = mention.sentence == latest.sentence;
    let near = coarse(mention.sentence - latest.sentence).min(2);
    if same {
        let clause = u64::from(mention.clause == latest.clause);
        features.push(60, row([clause, here, there, 0]));
        features.push_shared(61, row([clause, here, there, u64::from(latest.opens)]), form);
        let nested = u64::from(latest.start <= mention.at && mention.at < latest.end) << 1
            | u64::from(mention.start <= latest.at && latest.at < mention.end);
        features.push(62, row([nested, here, 0, 0]));
        features.push(63, row([u64::from(mention.at - mention.at.min(latest.at)).min(4), there, 0, 0]));
    }
    let quoted = if mention.quotation == 0 {
        u64::from(latest.quotation != 0)
    } else if latest.quotation == mention.quotation {
        2
    } else {
        3 + u64::from(latest.quotation != 0)
    };
    features.push_shared(64, row([quoted, near, u64::from(latest.speaks), 0]), form);
    features.push_shared(65, row([u64::from(mention.speaks), u64::from(latest.speaks), near, quoted]), form);
    features.push(66, row([u64::from(mention.speaks), gender(chain), chain.kind.into(), u64::from(chain.named)]));
    features.push_shared(67, row([near, u64::from(mention.opens), u64::from(latest.opens), there]), form);
}

/// What the verb or noun above a pronoun asks of it.
fn of_governor(mention: &Mention, chain: &Chain, features: &mut Features) {
    let here = mention.function as u64;
    let what = row([chain.kind.into(), chain.sense.into(), here, 0]);
    features.push(70, mix(mention.governor, what));
    features
        .push(71, mix(mention.governor, mix(chain.latest.governor, row([here, chain.latest.function as u64, 0, 0]))));
    features.push(72, u64::from(mention.governor == chain.latest.governor && mention.governor != 0) << 8 | here);
    features.push_shared(73, mix(chain.latest.head, 0), mention.form);
}

/// Which words of a description a chain has, and which it lacks.
fn of_words(mention: &Mention, chain: &Chain, features: &mut Features) {
    let form = mention.form;
    let head = chain.source(mention.head).map_or(0, |source| source as u64 + 1);
    let latest = u64::from(chain.latest.head == mention.head);
    let (mut shared, mut lacking) = (0_u64, 0_u64);
    for word in mention.modifiers.iter().filter(|word| **word != 0) {
        match chain.source(*word) {
            Some(_) => shared += 1,
            None => lacking += 1,
        }
    }
    let rival = u64::from(is_rival(mention, chain));
    let salient = u64::from(chain.born <= 1) + u64::from(chain.born == 0);
    let bare = u64::from(mention.modifiers[0] == 0 && !mention.specified);
    features.push_shared(92, row([rival, features.rivals, head, bare]), form);
    features.push_shared(93, row([rival, features.rivals, salient, coarse(chain.mentions)]), form);
    features.push_shared(94, row([rival, salient, u64::from(chain.latest.opens), bare]), form);
    let near = coarse(mention.sentence - chain.latest.sentence);
    let specified = u64::from(mention.specified);
    features.push(80, row([head, latest, 0, 0]));
    features.push_shared(81, row([head, shared, lacking, 0]), form);
    features.push_shared(82, row([head, shared.min(1), lacking.min(1), specified]), form);
    features.push(83, row([head, near, u64::from(chain.named), 0]));
    features.push_shared(84, row([shared, lacking, u64::from(chain.named), chain.kind.into()]), form);
    features.push_shared(85, mix(mention.head, row([head, u64::from(chain.named), 0, 0])), form);
    features.push_shared(86, row([head, coarse(chain.mentions), near, specified]), form);
    features.push_shared(87, row([head, mention.kind.into(), chain.kind.into(), near.min(2)]), form);
    for (word, source) in chain.words() {
        if matches!(source, Source::Role | Source::Head | Source::Name) {
            features.push_shared(88 + *source as u64, mix(mention.head, *word), form);
        }
    }
}

/// Whether gender and number of a mention and a chain go together, as far as both are known.
pub(super) fn agrees(mention: &Mention, chain: &Chain) -> bool {
    /// The number of a person among the types.
    const PERSON: u8 = 1;
    let person = chain.kind == PERSON || chain.kind == 0;
    match mention.form {
        Form::He => person && chain.count != Count::Several && chain.women <= chain.men,
        Form::She => person && chain.count != Count::Several && chain.men <= chain.women,
        Form::It => chain.kind != PERSON && chain.count != Count::Several && chain.women + chain.men == 0,
        Form::They => chain.count != Count::One || chain.kind != PERSON,
        _ => {
            let kinds = mention.kind == 0 || chain.kind == 0 || mention.kind == chain.kind;
            kinds && (mention.count == chain.count || chain.count == Count::Unknown)
        }
    }
}

/// What is known of the gender of a chain.
pub(super) const fn gender(chain: &Chain) -> u64 {
    if chain.women == chain.men {
        return (chain.women > 0) as u64;
    }
    if chain.women > chain.men { 2 } else { 3 }
}

/// A number, the larger the coarser.
pub(super) const fn coarse(number: u32) -> u64 {
    match number {
        0..=3 => number as u64,
        4..=5 => 4,
        6..=8 => 5,
        9..=14 => 6,
        15..=29 => 7,
        _ => 8,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn distances_grow_coarser() {
        let steps: Vec<u64> = [0, 3, 4, 5, 7, 20, 99].map(coarse).to_vec();
        assert_eq!(steps, [0, 3, 4, 4, 5, 7, 8]);
    }

    #[test]
    fn the_longest_list_of_features_has_an_end() {
        let mut chain = Chain::default();
        for word in 1..99 {
            chain.learn(word, Source::Role);
        }
        let mention = Mention { form: Form::Definite, head: 5, modifiers: [1, 2, 3, 400], ..Mention::default() };
        let mut features = Features::default();
        of_chain(&mention, &chain, 0, &mut features);
        assert!(features.as_slice().len() < MOST);
    }
}
