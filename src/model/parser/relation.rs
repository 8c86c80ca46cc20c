//! The relations of Universal Dependencies that English has.
//!
//! Rule: names are those of the treebanks (UD 2.16), so that their guidelines say what each means.

use crate::model::named::named;

named! {
    /// How a word depends on another.
    Relation {
        /// Clause that modifies a noun.
        Acl = "acl",
        /// Relative clause.
        AclRelcl = "acl:relcl",
        /// Clause that modifies a verb.
        Advcl = "advcl",
        /// Relative clause that modifies a clause.
        AdvclRelcl = "advcl:relcl",
        /// Adverb.
        Advmod = "advmod",
        /// Adjective before or behind its noun.
        Amod = "amod",
        /// Apposition.
        Appos = "appos",
        /// Auxiliary.
        Aux = "aux",
        /// Auxiliary of the passive.
        AuxPass = "aux:pass",
        /// Adposition or possessive ending.
        Case = "case",
        /// Conjunction.
        Cc = "cc",
        /// *both*, *either* before the first conjunct.
        CcPreconj = "cc:preconj",
        /// Clause that is an object.
        Ccomp = "ccomp",
        /// Noun before its noun.
        Compound = "compound",
        /// Particle of a verb.
        CompoundPrt = "compound:prt",
        /// Conjunct of the first one.
        Conj = "conj",
        /// Copula.
        Cop = "cop",
        /// Clause that is a subject.
        Csubj = "csubj",
        /// Clause that is the subject of a passive.
        CsubjPass = "csubj:pass",
        /// Something else.
        Dep = "dep",
        /// Determiner.
        Det = "det",
        /// Determiner before a determiner.
        DetPredet = "det:predet",
        /// Interjection.
        Discourse = "discourse",
        /// What stands outside its clause.
        Dislocated = "dislocated",
        /// *there*, *it* without a meaning.
        Expl = "expl",
        /// Later word of a fixed expression.
        Fixed = "fixed",
        /// Later word of a name.
        Flat = "flat",
        /// Part of a word that was written apart.
        Goeswith = "goeswith",
        /// Indirect object.
        Iobj = "iobj",
        /// Item of a list.
        List = "list",
        /// Subordinating conjunction, *to* before a verb.
        Mark = "mark",
        /// Noun that modifies a noun.
        Nmod = "nmod",
        /// Title or description before a name.
        NmodDesc = "nmod:desc",
        /// Possessor.
        NmodPoss = "nmod:poss",
        /// Noun that modifies a noun without an adposition.
        NmodUnmarked = "nmod:unmarked",
        /// Subject.
        Nsubj = "nsubj",
        /// Subject of a clause whose predicate is a clause.
        NsubjOuter = "nsubj:outer",
        /// Subject of a passive.
        NsubjPass = "nsubj:pass",
        /// Number before its noun.
        Nummod = "nummod",
        /// Object.
        Obj = "obj",
        /// Noun that modifies a verb, mostly with an adposition.
        Obl = "obl",
        /// Who does what a passive tells.
        OblAgent = "obl:agent",
        /// Noun that modifies a verb without an adposition, as of time.
        OblUnmarked = "obl:unmarked",
        /// What is left where the predicate is not said again.
        Orphan = "orphan",
        /// Clause beside a clause.
        Parataxis = "parataxis",
        /// Punctuation.
        Punct = "punct",
        /// What the speaker corrects.
        Reparandum = "reparandum",
        /// The sentence's root.
        Root = "root",
        /// Who is addressed.
        Vocative = "vocative",
        /// Clause without a subject of its own.
        Xcomp = "xcomp",
    }
}

impl Relation {
    /// The relation of this name; of its universal part where the subtype is unknown, and [`Relation::Dep`] where that
    /// is unknown too.
    #[must_use]
    pub fn read(name: &str) -> Self {
        let universal = name.split(':').next().unwrap_or(name);
        Self::from_name(name).or_else(|| Self::from_name(universal)).unwrap_or(Self::Dep)
    }

    /// Whether it is that of a subject.
    #[must_use]
    pub const fn is_subject(self) -> bool {
        matches!(self, Self::Nsubj | Self::NsubjPass | Self::NsubjOuter | Self::Csubj | Self::CsubjPass)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_unknown_subtype_leaves_the_universal_relation() {
        assert_eq!(Relation::read("nsubj:pass"), Relation::NsubjPass);
        assert_eq!(Relation::read("nsubj:nowhere"), Relation::Nsubj);
        assert_eq!(Relation::read("nowhere"), Relation::Dep);
        assert!(Relation::read("csubj:pass").is_subject());
    }
}
