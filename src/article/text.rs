//! Plain text: the first line is the title when a blank line follows it.

use super::draft::{Draft, Line};

/// Reads a text that is in none of the other forms.
pub(super) fn read(text: &str) -> Draft {
    let text = text.trim();
    let (first, rest) = text.split_once('\n').unwrap_or((text, ""));
    let blank_follows = rest.split('\n').next().is_some_and(|line| line.trim().is_empty());
    if blank_follows && !rest.trim().is_empty() {
        Draft { title: Some(first.trim().to_owned()), body: vec![Line::plain(rest)], ..Draft::default() }
    } else {
        Draft { body: vec![Line::plain(text)], ..Draft::default() }
    }
}

#[cfg(test)]
mod tests {
    use super::read;

    #[test]
    fn a_title_needs_a_blank_line_after_it() {
        let draft = read("A title\r\n\r\nThe story.\n");
        assert_eq!(draft.title.as_deref(), Some("A title"));
        assert_eq!(draft.body[0].text.trim(), "The story.");
        for text in ["One line\nAnother line", "Only one line", "Only one line\n\n \n"] {
            assert_eq!(read(text).title, None, "{text}");
        }
    }
}
