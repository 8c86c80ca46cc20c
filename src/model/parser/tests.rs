use proptest::prelude::{any, prop, proptest};
use proptest::sample::Index;

use super::relations::{LISTS, ROOT_NAME};
use super::*;
use crate::model::tags::{Penn, Upos};

/// A parser of weights taken from these in turn.
fn parser(seeds: &[i8], clear: Clear) -> Parser {
    let seed = |at: usize| seeds[at % seeds.len()];
    let transitions: Vec<_> = (0..64).map(|at| [[seed(at), seed(at + 1), seed(at + 2), 0]]).collect();
    let relations: Vec<_> = (0..64).map(|at| [[seed(at), seed(at * 3), 0, 0]; RELATION_WORDS]).collect();
    parser_of(&transitions, &relations).with_clear(clear)
}

fn parser_of(transitions: &[[[i8; LANES]; TRANSITION_WORDS]], relations: &[[[i8; LANES]; RELATION_WORDS]]) -> Parser {
    let names = [ROOT_NAME, "nsubj", "obj", "det", "punct"].map(str::to_owned).to_vec();
    let lists = (0..LISTS).map(|number| [vec![1, 2, 3], vec![4], vec![2, 1]][number % 3].clone()).collect();
    let tags: Vec<Tag> = Upos::ALL.iter().map(|upos| Tag { upos: *upos, penn: Penn::Comma }).collect();
    let tables = (DenseRows::new(transitions).unwrap(), DenseRows::new(relations).unwrap());
    Parser::new(Relations::new(names, lists).unwrap(), &tags, tables.0, tables.1)
}

fn parse(parser: &Parser, words: &[Word], tags: &[TagId]) -> Vec<Arc> {
    let mut arcs = Vec::new();
    parser.annotate(words, tags, &mut State::default(), &mut arcs);
    arcs
}

fn words(letters: &[u8]) -> Vec<Word> {
    letters.iter().map(|letter| Word::new(char::from(*letter).encode_utf8(&mut [0; 4]))).collect()
}

/// Whether every word leads to the one root.
fn assert_tree(arcs: &[Arc]) {
    let roots = arcs.iter().filter(|arc| arc.head.is_none()).count();
    assert_eq!(roots, arcs.len().min(1));
    for arc in arcs {
        let (mut at, mut steps) = (*arc, 0);
        while let Some(head) = at.head {
            at = arcs[head as usize];
            steps += 1;
            assert!(steps < arcs.len(), "a cycle");
        }
        assert_eq!(arc.head.is_none(), arc.relation == Relation::Root);
    }
}

proptest! {
    #[test]
    fn every_sentence_has_a_tree_with_one_root(
        letters in prop::collection::vec(any::<u8>(), 0..40),
        tags in prop::collection::vec(any::<TagId>(), 0..40),
        seeds in prop::collection::vec(any::<i8>(), 1..40),
        transition in any::<u16>(),
        relation in any::<u16>(),
    ) {
        let clear = Clear { transition: transition.into(), relation: relation.into() };
        let arcs = parse(&parser(&seeds, clear), &words(&letters), &tags);
        assert_eq!(arcs.len(), letters.len().min(tags.len()));
        assert_tree(&arcs);
    }

    #[test]
    fn a_parser_comes_back_and_a_damaged_one_does_not_panic(
        seeds in prop::collection::vec(any::<i8>(), 1..9),
        letters in prop::collection::vec(any::<u8>(), 1..9),
        at in any::<Index>(),
        byte in any::<u8>(),
    ) {
        let whole = parser(&seeds, Clear { transition: 300, relation: 200 });
        let mut writer = Writer::default();
        whole.write(&mut writer);
        let mut content = writer.finish();
        let tags = [Tag::default(); 3];
        let read = |content: &[u8]| Parser::read(&mut Reader::new(content), &tags);
        let (words, ids) = (words(&letters), vec![1; letters.len()]);
        let again = read(&content).unwrap();
        assert_eq!(parse(&again, &words, &ids), parse(&Parser { kinds: again.kinds.clone(), ..whole }, &words, &ids));
        assert!(read(&content[..at.index(content.len())]).is_err());
        let at = at.index(content.len());
        content[at] = byte;
        if let Ok(other) = read(&content) {
            assert_tree(&parse(&other, &words, &ids));
        }
    }

    #[test]
    fn any_way_through_a_sentence_takes_two_transitions_a_word(length in 0_usize..60, ways in any::<[u8; 16]>()) {
        let mut state = State::default();
        state.start(&words(&vec![b'a'; length]), &vec![0; length], &[]);
        let mut steps = 0;
        while !state.is_done() {
            let possible: Vec<_> = Transition::ALL.into_iter().filter(|way| state.allows(*way)).collect();
            assert!(state.forced().is_none_or(|forced| possible == [forced]));
            let way = possible[usize::from(ways[steps % ways.len()]) % possible.len()];
            if let Some(arc) = state.advance(way) {
                state.attach(arc, 1);
            }
            steps += 1;
        }
        assert_eq!(steps, length * 2);
    }
}

#[test]
fn a_sentence_without_end_is_parsed() {
    let (words, tags) = (vec![Word::new("buffalo"); 200_000], vec![3; 200_000]);
    let arcs = parse(&parser(&[5, -3, 8, 1], Clear::default()), &words, &tags);
    assert_eq!(arcs.iter().filter(|arc| arc.head.is_none()).count(), 1);
}

#[test]
fn weights_decide() {
    let words = words(b"ab");
    let tags = [Upos::Det as TagId, Upos::Noun as TagId];
    let arc = |head, relation| Arc { head, relation };
    assert_eq!(parse(&Parser::default(), &words, &tags), [arc(None, Relation::Root), arc(Some(0), Relation::Dep)]);
    let with = |transition: Transition, relation: usize| {
        let mut rows = ([[0; LANES]; TRANSITION_WORDS], [[0; LANES]; RELATION_WORDS]);
        rows.0[0][transition as usize] = 9;
        rows.1[0][relation] = 9;
        parse(&parser_of(&[rows.0; 4], &[rows.1; 4]), &words, &tags)
    };
    // A noun behind its governor has a list of three, a determiner before it has one relation alone.
    assert_eq!(with(Transition::Shift, 0), [arc(None, Relation::Root), arc(Some(0), Relation::Nsubj)]);
    assert_eq!(with(Transition::Shift, 1), [arc(None, Relation::Root), arc(Some(0), Relation::Obj)]);
    assert_eq!(with(Transition::Left, 1), [arc(Some(1), Relation::Punct), arc(None, Relation::Root)]);
}
