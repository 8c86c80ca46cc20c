//! Colours for a terminal, and nothing but text for everything else.

use std::fmt::Write as _;

/// Whether colours are wanted where output goes to a terminal or not: see <https://no-color.org>.
pub(super) fn wanted(terminal: bool) -> bool {
    terminal && std::env::var_os("NO_COLOR").is_none_or(|value| value.is_empty())
}

/// How a stretch of text looks.
#[derive(Clone, Copy, Debug)]
pub(super) enum Style {
    Title,
    Heading,
    Name,
    Value,
    Evidence,
    Dim,
}

impl Style {
    const fn code(self) -> &'static str {
        match self {
            Self::Title => "1",
            Self::Heading => "1;34",
            Self::Name => "1;36",
            Self::Value => "33",
            Self::Evidence => "32",
            Self::Dim => "2",
        }
    }
}

/// Writes styled text; plain where colours are off.
#[derive(Debug)]
pub(super) struct Painter {
    colour: bool,
    page: String,
}

impl Painter {
    pub(super) const fn new(colour: bool) -> Self {
        Self { colour, page: String::new() }
    }

    /// Adds `text` in `style`. Text of an article may hold anything: no control character of it reaches a terminal.
    pub(super) fn paint(&mut self, style: Style, text: &str) -> &mut Self {
        if self.colour {
            _ = write!(self.page, "\x1b[{}m", style.code()); // writing to a string does not fail
        }
        self.plain(text);
        if self.colour {
            self.page.push_str("\x1b[0m");
        }
        self
    }

    /// Adds `text` as it is, with line breaks as spaces and other control characters made visible.
    pub(super) fn plain(&mut self, text: &str) -> &mut Self {
        self.page.extend(text.chars().map(|c| match c {
            '\n' | '\r' | '\t' => ' ',
            c if c.is_control() => char::REPLACEMENT_CHARACTER,
            c => c,
        }));
        self
    }

    pub(super) fn end_line(&mut self) -> &mut Self {
        self.page.push('\n');
        self
    }

    pub(super) fn finish(self) -> String {
        self.page
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_article_cannot_command_the_terminal() {
        for colour in [false, true] {
            let mut painter = Painter::new(colour);
            painter.paint(Style::Name, "a\x1b[31mb\x07\nc").plain("\u{9b}2J").end_line();
            let page = painter.finish();
            assert!(!page.contains("\x1b[31m") && !page.contains('\x07') && !page.contains('\u{9b}'), "{page:?}");
            assert_eq!(page.lines().count(), 1);
            assert_eq!(page.contains('\x1b'), colour);
        }
    }
}
