//! Records on standard output, in the form that was asked for.

use std::io::{self, BufWriter, IsTerminal, Write};

use clap::ValueEnum;

use super::{paint, text};
use crate::record::Record;

/// The form of the records.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum OutputForm {
    /// One a line.
    Ndjson,
    /// One list.
    Json,
    /// For people.
    Text,
}

/// Writes records to standard output.
pub(super) struct Printer {
    form: OutputForm,
    colour: bool,
    out: BufWriter<io::Stdout>,
    printed: bool,
}

impl Printer {
    pub(super) fn new(form: OutputForm) -> Self {
        let stdout = io::stdout();
        Self { form, colour: paint::wanted(stdout.is_terminal()), out: BufWriter::new(stdout), printed: false }
    }

    /// Writes an encoded record.
    pub(super) fn print(&mut self, record: &[u8]) -> io::Result<()> {
        let first = !std::mem::replace(&mut self.printed, true);
        match self.form {
            OutputForm::Ndjson => {
                self.out.write_all(record)?;
                self.out.write_all(b"\n")
            }
            OutputForm::Json => {
                self.out.write_all(if first { b"[\n" } else { b",\n" })?;
                self.out.write_all(&indented(record))
            }
            OutputForm::Text => {
                let record: Record = serde_json::from_slice(record)?;
                self.out.write_all(if first { b"" } else { b"\n" })?;
                self.out.write_all(text::render(&record, self.colour).as_bytes())
            }
        }
    }

    /// Shows what is written so far.
    pub(super) fn flush(&mut self) -> io::Result<()> {
        self.out.flush()
    }

    /// Writes what closes the form.
    pub(super) fn end(&mut self) -> io::Result<()> {
        if self.form == OutputForm::Json {
            self.out.write_all(if self.printed { b"\n]\n" } else { b"[]\n" })?;
        }
        self.out.flush()
    }
}

/// Compact JSON with a line for each value. The values stay as they are: a number that was read and written again could
/// lose a digit.
fn indented(json: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(2 * json.len());
    let mut depth = 0_usize;
    let (mut in_string, mut escaped) = (false, false);
    let new_line = |out: &mut Vec<u8>, depth: usize| {
        out.push(b'\n');
        out.resize(out.len() + 2 * depth, b' ');
    };
    for (index, &byte) in json.iter().enumerate() {
        if in_string {
            out.push(byte);
            in_string = escaped || byte != b'"';
            escaped = !escaped && byte == b'\\';
            continue;
        }
        match byte {
            b'{' | b'[' => {
                out.push(byte);
                depth += 1;
                if !matches!(json.get(index + 1), Some(b'}' | b']')) {
                    new_line(&mut out, depth);
                }
            }
            b'}' | b']' => {
                depth = depth.saturating_sub(1);
                if !matches!(out.last(), Some(b'{' | b'[')) {
                    new_line(&mut out, depth);
                }
                out.push(byte);
            }
            b',' => {
                out.push(byte);
                new_line(&mut out, depth);
            }
            b':' => out.extend(b": "),
            _ => {
                out.push(byte);
                in_string = byte == b'"';
            }
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::indented;

    #[test]
    fn indenting_changes_white_space_and_nothing_else() {
        for json in [
            r#"{"a":[],"b":{},"c":[1,{"d":"x"}],"e":"\\\"[{:,","f":[[]]}"#,
            r#"[0.1,123456789012345678901234567890.125,"\\",null,true]"#,
            "{}",
        ] {
            let shown = String::from_utf8(indented(json.as_bytes())).unwrap();
            let value: serde_json::Value = serde_json::from_str(json).unwrap();
            if json.contains("123456789") {
                assert!(shown.contains("\n  123456789012345678901234567890.125,\n"), "{shown}");
            } else {
                assert_eq!(shown, serde_json::to_string_pretty(&value).unwrap());
            }
        }
    }
}
