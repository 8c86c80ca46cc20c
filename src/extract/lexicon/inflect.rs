//! The forms of an English verb from its lemma: enough for the table of reporting verbs.

/// Lemma, third person, past forms and `-ing` form. `past` lists the past forms, parted by commas, where they are not
/// the regular one; a past form that doubles the last consonant says that the `-ing` form does too.
pub fn verb_forms(lemma: &str, past: &str) -> Vec<String> {
    let mut forms = vec![lemma.to_owned(), third_person(lemma)];
    if past.is_empty() {
        forms.push(regular_past(lemma));
    } else {
        forms.extend(past.split(',').map(str::to_owned));
    }
    forms.push(gerund(lemma, past));
    forms
}

/// Whether the lemma ends in a consonant and y.
fn ends_in_y(lemma: &str) -> bool {
    lemma.strip_suffix('y').is_some_and(|stem| !stem.ends_with(['a', 'e', 'o', 'u']))
}

fn third_person(lemma: &str) -> String {
    if ends_in_y(lemma) {
        format!("{}ies", &lemma[..lemma.len() - 1])
    } else if lemma.ends_with(['s', 'x', 'z']) || lemma.ends_with("sh") || lemma.ends_with("ch") {
        format!("{lemma}es")
    } else {
        format!("{lemma}s")
    }
}

fn regular_past(lemma: &str) -> String {
    if ends_in_y(lemma) {
        format!("{}ied", &lemma[..lemma.len() - 1])
    } else if lemma.ends_with('e') {
        format!("{lemma}d")
    } else {
        format!("{lemma}ed")
    }
}

fn gerund(lemma: &str, past: &str) -> String {
    let doubled = lemma.chars().next_back().is_some_and(|last| past.starts_with(&format!("{lemma}{last}")));
    if doubled {
        let stem = past.split(',').next().and_then(|form| form.strip_suffix("ed")).unwrap_or(lemma);
        format!("{stem}ing")
    } else if lemma.ends_with('e') && !lemma.ends_with("ee") {
        format!("{}ing", &lemma[..lemma.len() - 1])
    } else {
        format!("{lemma}ing")
    }
}

#[cfg(test)]
mod tests {
    use super::verb_forms;

    #[test]
    fn forms_follow_spelling() {
        assert_eq!(verb_forms("say", "said"), ["say", "says", "said", "saying"]);
        assert_eq!(verb_forms("reply", ""), ["reply", "replies", "replied", "replying"]);
        assert_eq!(verb_forms("admit", "admitted"), ["admit", "admits", "admitted", "admitting"]);
        assert_eq!(verb_forms("write", "wrote,written"), ["write", "writes", "wrote", "written", "writing"]);
        assert_eq!(verb_forms("agree", ""), ["agree", "agrees", "agreed", "agreeing"]);
        assert_eq!(verb_forms("confess", ""), ["confess", "confesses", "confessed", "confessing"]);
        assert_eq!(verb_forms("sob", "sobbed"), ["sob", "sobs", "sobbed", "sobbing"]);
    }
}
