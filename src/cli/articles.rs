//! Files and streams, taken apart into articles.
//!
//! Rule: memory is bounded by the largest article that is read, however large the stream.

use std::io::{self, BufRead, Read};
use std::ops::ControlFlow;
use std::path::Path;

use serde::de::IgnoredAny;

use crate::article::Declared;
use crate::record::{DeadLetter, Reason, Stage};

/// An article of a stream, or why it is none.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Piece {
    /// The line that it begins on, from 1.
    pub(super) line: u64,
    /// The article's bytes.
    pub(super) value: Result<Vec<u8>, DeadLetter>,
    /// What they are said to be.
    pub(super) declared: Declared,
}

/// How a stream is taken apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Form {
    /// An article a line if the lines each start with `{`, else one text.
    ByContent,
    /// An article a line if the lines each start with `{` and the first are JSON, else one text that need not be JSON
    /// for beginning like it.
    Text,
    /// An article a line if the lines each start with `{`, else one; JSON either way.
    Json,
    /// An article a line, each of them JSON.
    JsonLines,
    /// One article, whatever its lines look like.
    Page,
}

impl Form {
    /// The form that the name of a file promises.
    pub(super) fn of(path: &Path) -> Self {
        let extension = path.extension().map(|extension| extension.to_string_lossy().to_ascii_lowercase());
        match extension.as_deref() {
            Some("html" | "htm" | "xhtml") => Self::Page,
            Some("txt" | "text") => Self::Text,
            Some("json") => Self::Json,
            Some("ndjson" | "jsonl") => Self::JsonLines,
            _ => Self::ByContent,
        }
    }

    /// What the form says of an article that takes up all of the stream.
    const fn declared(self) -> Declared {
        match self {
            Self::Text => Declared::Text,
            Self::Json | Self::JsonLines => Declared::Json,
            Self::ByContent | Self::Page => Declared::Nothing,
        }
    }
}

/// Calls `each` with the articles of `stream`, in order, until it breaks; an article has `limit` bytes at most.
///
/// Whether lines are articles is decided on the first two that are not blank, so that a stream without end flows. A
/// later line that does not start with `{` is an article that failed.
///
/// # Errors
/// When the stream cannot be read.
pub(super) fn split(
    stream: impl BufRead,
    form: Form,
    limit: usize,
    mut each: impl FnMut(Piece) -> ControlFlow<()>,
) -> io::Result<()> {
    let mut lines = Lines { stream, limit, number: 0 };
    let mut head = Vec::new();
    if !lines.are_articles(form, &mut head)? {
        let _ = each(lines.whole(head, form.declared())?);
        return Ok(());
    }
    for piece in head.iter().filter_map(|line| line.article(limit)) {
        if each(piece).is_break() {
            return Ok(());
        }
    }
    while let Some(line) = lines.next()? {
        if line.article(limit).is_some_and(|piece| each(piece).is_break()) {
            return Ok(());
        }
    }
    Ok(())
}

/// A line with its line break, cut off shortly after the limit.
struct Line {
    number: u64,
    bytes: Vec<u8>,
    cut: bool,
}

impl Line {
    fn content(&self) -> &[u8] {
        let bytes = if self.number == 1 { self.bytes.strip_prefix("\u{feff}".as_bytes()) } else { None };
        bytes.unwrap_or(&self.bytes).trim_ascii()
    }

    fn starts_article(&self) -> bool {
        self.content().starts_with(b"{")
    }

    fn is_json(&self) -> bool {
        !self.cut && serde_json::from_slice::<IgnoredAny>(self.content()).is_ok()
    }

    /// The article of this line; none for a blank line.
    fn article(&self, limit: usize) -> Option<Piece> {
        let content = self.content();
        if content.is_empty() && !self.cut {
            return None;
        }
        let value = if self.cut {
            Err(too_large(limit))
        } else if self.starts_article() {
            Ok(content.to_vec())
        } else {
            let error = "the line does not start with `{`: write an article a line, each a JSON object";
            Err(DeadLetter::new(Reason::Undecodable, Stage::Decode, error))
        };
        Some(Piece { line: self.number, value, declared: Declared::Json })
    }
}

fn too_large(limit: usize) -> DeadLetter {
    let error = format!("more than {limit} bytes, which extract.max_article_bytes allows");
    DeadLetter::new(Reason::TooLarge, Stage::Decode, error)
}

struct Lines<R> {
    stream: R,
    limit: usize,
    number: u64,
}

impl<R: BufRead> Lines<R> {
    /// Whether lines are articles; what had to be read to know goes into `head`.
    fn are_articles(&mut self, form: Form, head: &mut Vec<Line>) -> io::Result<bool> {
        Ok(match form {
            Form::Page => false,
            Form::JsonLines => true,
            Form::ByContent | Form::Json => self.begin_articles(head)?,
            Form::Text => {
                self.begin_articles(head)? && head.iter().filter(|line| line.starts_article()).all(Line::is_json)
            }
        })
    }

    /// Reads the first two lines that are not blank into `head`, with those before them; says whether they start like
    /// articles.
    fn begin_articles(&mut self, head: &mut Vec<Line>) -> io::Result<bool> {
        let mut found = 0;
        while found < 2 {
            let Some(line) = self.next()? else { break };
            let blank = line.content().is_empty() && !line.cut;
            let starts = line.starts_article();
            head.push(line);
            if !blank {
                if !starts {
                    return Ok(false);
                }
                found += 1;
            } else if head.iter().map(|line| line.bytes.len()).sum::<usize>() > self.limit {
                return Ok(false); // blank lines alone are no reason to use up memory
            }
        }
        Ok(found > 0)
    }

    fn next(&mut self) -> io::Result<Option<Line>> {
        let mut bytes = Vec::new();
        let most = self.limit.saturating_add("\r\n".len());
        self.stream.by_ref().take(most as u64).read_until(b'\n', &mut bytes)?;
        if bytes.is_empty() {
            return Ok(None);
        }
        self.number += 1;
        let more = bytes.len() == most && !bytes.ends_with(b"\n");
        if more {
            self.stream.skip_until(b'\n')?;
        }
        let mut line = Line { number: self.number, bytes, cut: more };
        line.cut |= line.content().len() > self.limit;
        Ok(Some(line))
    }

    /// `head` and all that follows as one article.
    fn whole(&mut self, head: Vec<Line>, declared: Declared) -> io::Result<Piece> {
        let cut = head.iter().any(|line| line.cut);
        let mut value: Vec<u8> = head.into_iter().flat_map(|line| line.bytes).collect();
        if !cut && value.len() <= self.limit {
            let rest = (self.limit - value.len()) as u64 + 1;
            self.stream.by_ref().take(rest).read_to_end(&mut value)?;
        }
        let value = if cut || value.len() > self.limit { Err(too_large(self.limit)) } else { Ok(value) };
        Ok(Piece { line: 1, value, declared })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pieces(text: &str, form: Form, limit: usize) -> Vec<(u64, Result<String, Reason>)> {
        let mut found = Vec::new();
        split(text.as_bytes(), form, limit, |piece| {
            let value = piece.value.map(|value| String::from_utf8(value).unwrap()).map_err(|letter| letter.reason);
            found.push((piece.line, value));
            ControlFlow::Continue(())
        })
        .unwrap();
        found
    }

    fn by_content(text: &str) -> Vec<(u64, Result<String, Reason>)> {
        pieces(text, Form::ByContent, 100)
    }

    #[test]
    fn an_article_a_line_with_its_line() {
        let text = "\u{feff}{\"a\":1}\r\n\n{\"b\":2}\nnot one\n{broken\n{\"c\":3}";
        assert_eq!(
            by_content(text),
            [
                (1, Ok("{\"a\":1}".to_owned())),
                (3, Ok("{\"b\":2}".to_owned())),
                (4, Err(Reason::Undecodable)),
                (5, Ok("{broken".to_owned())),
                (6, Ok("{\"c\":3}".to_owned())),
            ]
        );
    }

    #[test]
    fn everything_else_is_one_text_as_it_stands() {
        for text in ["Title\n\n{Body}\n", "\n\nText", "{\n  \"a\": 1\n}\n", "{\"a\": 1,\n\"b\": 2}", "<p>", "\n \n"] {
            assert_eq!(by_content(text), [(1, Ok(text.to_owned()))]);
        }
        assert_eq!(by_content(""), [(1, Ok(String::new()))]);
        assert_eq!(pieces("{1}\n{2}", Form::Page, 100), [(1, Ok("{1}\n{2}".to_owned()))]);
    }

    #[test]
    fn the_name_of_a_file_tells_its_form() {
        for (name, form) in [
            ("a.HTML", Form::Page),
            ("a.htm", Form::Page),
            ("a.txt", Form::Text),
            ("a.json", Form::Json),
            ("a.b.ndjson", Form::JsonLines),
            ("a.jsonl", Form::JsonLines),
            ("a", Form::ByContent),
            (".txt", Form::ByContent),
        ] {
            assert_eq!(Form::of(Path::new(name)), form, "{name}");
        }
    }

    #[test]
    fn a_text_is_taken_apart_only_where_its_lines_are_json() {
        for text in ["{Note} A\n{Note} B\n", "{\"a\":1}\n{b}\n", "{", "[a]\n[b]"] {
            assert_eq!(pieces(text, Form::Text, 100), [(1, Ok(text.to_owned()))]);
        }
        let lines = pieces("{\"a\":1}\n\n{\"b\":2}\n{broken", Form::Text, 100);
        assert_eq!(lines.iter().map(|(line, _)| *line).collect::<Vec<_>>(), [1, 3, 4]);
    }

    #[test]
    fn lines_of_json_are_articles_whatever_the_first_is() {
        let lines = pieces("no json\n{\"b\":2}\n", Form::JsonLines, 100);
        assert_eq!(lines, [(1, Err(Reason::Undecodable)), (2, Ok("{\"b\":2}".to_owned()))]);
        assert_eq!(pieces("", Form::JsonLines, 100), []);
    }

    #[test]
    fn one_line_is_one_article() {
        assert_eq!(by_content("\n{\"a\": 1}\n"), [(2, Ok("{\"a\": 1}".to_owned()))]);
    }

    #[test]
    fn what_is_too_large_fails_alone_and_is_never_held() {
        let line = |length: usize| format!("{{{}}}", "x".repeat(length - 2));
        let text = format!("{}\n{}\n{}\n{}\n", line(101), line(100), line(5000), line(3));
        let found = by_content(&text);
        assert_eq!(found.iter().map(|(line, _)| *line).collect::<Vec<_>>(), [1, 2, 3, 4]);
        assert_eq!(found[0].1, Err(Reason::TooLarge));
        assert_eq!(found[1].1, Ok(line(100)));
        assert_eq!(found[2].1, Err(Reason::TooLarge));
        assert_eq!(found[3].1, Ok(line(3)));
        assert_eq!(by_content(&"x".repeat(101)), [(1, Err(Reason::TooLarge))]);
        assert_eq!(by_content(&"x".repeat(100)), [(1, Ok("x".repeat(100)))]);
        assert_eq!(by_content(&"\n".repeat(1000)), [(1, Err(Reason::TooLarge))]);
    }

    #[test]
    fn a_stream_without_end_flows() {
        let endless = io::repeat(b'\n').take(u64::MAX);
        let stream = io::Cursor::new(b"{1}\n{2}\n{3}\n".to_vec()).chain(endless);
        let mut seen = 0;
        split(io::BufReader::new(stream), Form::ByContent, 100, |_| {
            seen += 1;
            if seen == 3 { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
        })
        .unwrap();
        assert_eq!(seen, 3);
    }
}
