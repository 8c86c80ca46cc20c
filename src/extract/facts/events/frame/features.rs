//! The features of a trigger's candidates, and of the choice that there is none.

use crate::extract::document::TokenKind;
use crate::model::hash::mix;
use crate::model::linear::Features;
use crate::model::parser::relation::Relation;
use crate::model::tags::Upos;

use super::super::functions::Share;
use super::super::paths::Path;
use super::{Frame, Trigger, bucket};

impl Frame<'_, '_> {
    /// How a word depends on its governor, with its preposition.
    fn label(&self, at: usize) -> u64 {
        match self.document().tree().relation(at) {
            Relation::Obl | Relation::OblUnmarked | Relation::OblAgent => mix(1, self.functions.preposition(at)),
            Relation::Nmod | Relation::NmodUnmarked => mix(2, self.functions.preposition(at)),
            relation => 100 + relation as u64,
        }
    }

    /// The features of a candidate, by its number.
    pub fn describe(&self, number: usize, into: &mut Features) {
        into.clear();
        let head = self.candidates[number];
        let nature = self.nature(head);
        let mut none = true;
        for function in self.found.iter().filter(|function| function.head == head) {
            self.describe_function(head, nature, function.whole(), function.plain(), function.share as u64, into);
            none = false;
        }
        if none {
            self.describe_function(head, nature, 0, 0, 0, into);
        }
        self.describe_place(number, head, nature, into);
    }

    fn describe_function(&self, head: usize, nature: u64, whole: u64, plain: u64, share: u64, into: &mut Features) {
        let Trigger { lemma, phrasal, verb, sense, voice, object, core, .. } = self.trigger;
        let noun = self.scene.lexemes.at(head).lemma;
        let spoken = mix(plain, voice);
        let shared = mix(spoken, share);
        see(into, See::WholeVoice, mix(whole, voice));
        see(into, See::FunctionVerb, mix(shared, phrasal));
        see(into, See::FunctionSense, mix(shared, sense));
        see(into, See::FunctionSenseNature, mix(mix(spoken, sense), nature));
        see(into, See::FunctionNature, mix(shared, nature));
        see(into, See::FunctionCore, mix(spoken, core));
        see(into, See::FunctionCoreLemma, mix(mix(spoken, core), lemma));
        see(into, See::FunctionNoun, mix(plain, noun));
        see(into, See::FunctionNatureLemma, mix(mix(spoken, nature), lemma));
        let Trigger { penn, mark, helpers, natures, senses, .. } = self.trigger;
        for sense in senses.iter().skip(1).take(2) {
            see(into, See::FunctionSense, mix(shared, sense as u64 + 1));
            see(into, See::FunctionSenseNature, mix(mix(spoken, sense as u64 + 1), nature));
        }
        for sense in self.scene.lexemes.at(head).senses.iter().skip(1).take(2) {
            see(into, See::FunctionNature, mix(shared, 50 + sense as u64 + 1));
        }
        see(into, See::FunctionNatures, mix(spoken, natures));
        see(into, See::WholePenn, mix(whole, penn));
        see(into, See::PlainPennNature, mix(mix(plain, penn), nature));
        see(into, See::WholeMark, mix(whole, mark));
        see(into, See::PlainHelpers, mix(mix(plain, helpers), voice));
        if object != 0 {
            see(into, See::FunctionLemmaObject, mix(mix(plain, lemma), object));
            see(into, See::FunctionObject, mix(plain, object));
        }
        if verb != lemma && verb != 0 {
            see(into, See::FunctionNominal, mix(plain, verb));
        }
    }

    fn describe_place(&self, number: usize, head: usize, nature: u64, into: &mut Features) {
        let Trigger { at, lemma, sense, voice, relation, quoted, .. } = self.trigger;
        let document = self.document();
        let tree = document.tree();
        let noun = self.scene.lexemes.at(head).lemma;
        let before = u64::from(head < at);
        let Path { hash: path, up, down } = self.paths.to(self.document().tree(), head, |at| self.label(at));
        let label = if down == 0 { 0 } else { self.label(head) };
        see(into, See::Path, mix(path, voice));
        see(into, See::PathLemma, mix(path, lemma));
        see(into, See::PathNature, mix(path, nature));
        see(into, See::Nature, nature);
        see(into, See::NatureLemma, mix(nature, lemma));
        see(into, See::NatureSense, mix(mix(nature, sense), voice));
        see(into, See::Noun, noun);
        see(into, See::NounLemma, mix(noun, lemma));
        see(into, See::NounSense, mix(noun, sense));
        let determiner = self.determiner(head);
        see(into, See::Determiner, mix(determiner, nature));
        see(into, See::DeterminerSide, determiner << 4 | voice << 1 | before);
        let between =
            self.candidates.partition_point(|candidate| *candidate < at).abs_diff(number + usize::from(head < at));
        let distance = bucket(between) << 1 | before;
        see(into, See::Distance, distance);
        see(into, See::DistanceVoice, distance << 2 | voice);
        let tokens = if before == 1 { head + 1..at } else { at + 1..head };
        let (mut verbs, mut commas) = (0, 0);
        for between in tokens.filter_map(|at| document.token(at)) {
            verbs += usize::from(between.tag().upos == Upos::Verb);
            commas += usize::from(between.kind() == TokenKind::Comma || between.kind() == TokenKind::Dash);
        }
        see(into, See::Verbs, (verbs.min(4) as u64) << 3 | voice << 1 | before);
        see(into, See::Commas, (commas.min(4) as u64) << 3 | voice << 1 | before);
        see(into, See::VerbsCommas, mix((verbs.min(3) << 2 | commas.min(3)) as u64, mix(label, before)));
        let steps = (up.min(5) as u64) << 4 | down.min(5) as u64;
        see(into, See::Steps, steps);
        see(into, See::StepsVoice, mix(steps, voice << 1 | before));
        see(into, See::Label, mix(label, voice << 1 | before));
        see(into, See::LabelLemma, mix(label, lemma));
        see(into, See::LabelNature, mix(label, nature));
        see(into, See::LabelSense, mix(label, sense));
        see(into, See::Quoted, u64::from(quoted) << 1 | u64::from(self.quoted[head]));
        see(into, See::Rank, voice << 2 | number.min(3) as u64);
        see(into, See::LabelRelation, mix(mix(relation, label), voice));
        if let Some(governor) = tree.head(head) {
            see(into, See::Governor, mix(self.scene.lexemes.at(governor).lemma, label));
            see(
                into,
                See::GovernorPart,
                mix(document.token(governor).map_or(Upos::X, |token| token.tag().upos) as u64, label),
            );
        }
    }

    /// The features of the choice that nothing takes part.
    pub fn describe_none(&self, into: &mut Features) {
        into.clear();
        let Trigger { lemma, phrasal, verb, sense, voice, object, relation, penn, quoted, core, .. } = self.trigger;
        see(into, See::None, 0);
        see(into, See::NoneLemma, lemma);
        see(into, See::NonePhrasal, phrasal);
        see(into, See::NoneLemmaVoice, mix(lemma, voice));
        see(into, See::NoneVoice, voice);
        see(into, See::NoneSense, mix(sense, voice));
        see(into, See::NoneCore, mix(core, voice));
        see(into, See::NoneCoreLemma, mix(core, lemma));
        see(into, See::NoneRelation, mix(relation, voice));
        see(into, See::NoneRelationLemma, mix(relation, lemma));
        see(into, See::NoneRelationCore, mix(mix(relation, core), voice));
        see(into, See::NoneCount, bucket(self.candidates.len()));
        see(into, See::NoneObject, mix(lemma, object));
        see(into, See::NoneQuoted, u64::from(quoted));
        see(into, See::NonePenn, penn);
        see(into, See::NonePennCore, mix(penn, core));
        let Trigger { mark, helpers, natures, senses, at, .. } = self.trigger;
        see(into, See::NoneMark, mix(mark, penn));
        see(into, See::NoneRelationMark, mix(mix(mark, penn), relation));
        see(into, See::NoneHelpers, mix(helpers, voice));
        see(into, See::NoneNatures, mix(natures, voice));
        for sense in senses.iter().skip(1).take(2) {
            see(into, See::NoneSense, mix(sense as u64 + 1, voice));
        }
        if let Some(governor) = self.document().tree().head(at) {
            let governor = self.scene.lexemes.at(governor).lemma;
            see(into, See::NoneGovernor, governor);
            see(into, See::NoneGovernorRelation, mix(governor, relation));
        }
        for function in self.found.iter().filter(|function| function.share == Share::Own) {
            see(into, See::NoneFunction, function.plain());
            see(into, See::NoneFunctionLemma, mix(function.plain(), lemma));
        }
        if verb != lemma && verb != 0 {
            see(into, See::NoneNominal, verb);
        }
    }
}

/// The templates of the features.
#[derive(Clone, Copy)]
enum See {
    WholeVoice,
    FunctionVerb,
    FunctionSense,
    FunctionSenseNature,
    FunctionNature,
    FunctionCore,
    FunctionCoreLemma,
    FunctionNoun,
    FunctionNatureLemma,
    FunctionLemmaObject,
    FunctionObject,
    FunctionNominal,
    Path,
    PathLemma,
    PathNature,
    Nature,
    NatureLemma,
    NatureSense,
    Noun,
    NounLemma,
    NounSense,
    Determiner,
    DeterminerSide,
    Distance,
    DistanceVoice,
    Steps,
    StepsVoice,
    Label,
    LabelLemma,
    LabelNature,
    LabelSense,
    Quoted,
    Rank,
    LabelRelation,
    Governor,
    GovernorPart,
    None,
    NoneLemma,
    NonePhrasal,
    NoneLemmaVoice,
    NoneVoice,
    NoneSense,
    NoneCore,
    NoneCoreLemma,
    NoneRelation,
    NoneRelationLemma,
    NoneRelationCore,
    NoneCount,
    NoneObject,
    NoneQuoted,
    NonePenn,
    NonePennCore,
    NoneFunction,
    NoneFunctionLemma,
    NoneNominal,
    FunctionNatures,
    WholePenn,
    PlainPennNature,
    WholeMark,
    PlainHelpers,
    Verbs,
    Commas,
    VerbsCommas,
    NoneMark,
    NoneRelationMark,
    NoneHelpers,
    NoneNatures,
    NoneGovernor,
    NoneGovernorRelation,
}

fn see(into: &mut Features, template: See, value: u64) {
    into.add(template as u64, value);
}
