//! Text to tokens, by section 2.1 of the GraphQL specification.

use super::{GraphqlError, Position};

/// One lexical token.
#[derive(Clone, Debug, PartialEq)]
pub enum Token {
    /// A name or keyword.
    Name(String),
    /// A punctuator: one of `! $ & ( ) : = @ [ ] { | }`.
    Punctuator(char),
    /// `...`
    Spread,
    /// An integer, as written.
    Int(String),
    /// A number with fraction or exponent, as written.
    Float(String),
    /// A string or block string, unescaped.
    Text(String),
    /// End of the input.
    End,
}

impl Token {
    /// How the token is named in an error message.
    pub fn describe(&self) -> String {
        match self {
            Self::Name(name) => format!("IDENTIFIER ({name:?})"),
            Self::Punctuator(sign) => format!("{sign:?}"),
            Self::Spread => "\"...\"".into(),
            Self::Int(number) | Self::Float(number) => format!("NUMBER ({number})"),
            Self::Text(_) => "STRING".into(),
            Self::End => "end of document".into(),
        }
    }
}

/// All tokens of a text, the last one [`Token::End`], each with its place.
///
/// # Errors
/// A character that starts no token, or a string without its end.
pub fn tokens(text: &str) -> Result<Vec<(Token, Position)>, GraphqlError> {
    let mut lexer = Lexer { characters: text.chars().collect(), at: 0, line: 1, line_start: 0 };
    let mut found = Vec::new();
    loop {
        lexer.skip_ignored();
        let position = lexer.position();
        let token = lexer.next_token()?;
        let end = token == Token::End;
        found.push((token, position));
        if end {
            return Ok(found);
        }
    }
}

struct Lexer {
    characters: Vec<char>,
    at: usize,
    line: usize,
    line_start: usize,
}

impl Lexer {
    fn position(&self) -> Position {
        Position { line: self.line, column: self.at - self.line_start + 1 }
    }

    fn peek(&self, ahead: usize) -> Option<char> {
        self.characters.get(self.at + ahead).copied()
    }

    fn advance(&mut self) -> Option<char> {
        let character = self.peek(0)?;
        self.at += 1;
        if character == '\n' {
            self.line += 1;
            self.line_start = self.at;
        }
        Some(character)
    }

    fn skip_ignored(&mut self) {
        while let Some(character) = self.peek(0) {
            match character {
                ' ' | '\t' | '\r' | '\n' | ',' | '\u{feff}' => {
                    self.advance();
                }
                '#' => while self.peek(0).is_some_and(|c| c != '\n') && self.advance().is_some() {},
                _ => break,
            }
        }
    }

    fn take_while(&mut self, wanted: impl Fn(char) -> bool) -> String {
        let mut taken = String::new();
        while let Some(character) = self.peek(0).filter(|c| wanted(*c)) {
            taken.push(character);
            self.advance();
        }
        taken
    }

    fn failure(&self, message: &str) -> GraphqlError {
        GraphqlError::at(self.position(), "parseError", message)
    }

    fn next_token(&mut self) -> Result<Token, GraphqlError> {
        let Some(character) = self.peek(0) else { return Ok(Token::End) };
        match character {
            'a'..='z' | 'A'..='Z' | '_' => {
                Ok(Token::Name(self.take_while(|c| c.is_ascii_alphanumeric() || c == '_')))
            }
            '0'..='9' | '-' => Ok(self.number()),
            '"' if self.peek(1) == Some('"') && self.peek(2) == Some('"') => self.block_string(),
            '"' => self.string(),
            '.' if self.peek(1) == Some('.') && self.peek(2) == Some('.') => {
                self.at += 3;
                Ok(Token::Spread)
            }
            '!' | '$' | '&' | '(' | ')' | ':' | '=' | '@' | '[' | ']' | '{' | '|' | '}' => {
                self.advance();
                Ok(Token::Punctuator(character))
            }
            _ => Err(self.failure(&format!("Parse error: unexpected character {character:?}"))),
        }
    }

    fn number(&mut self) -> Token {
        let written = self.take_while(|c| c.is_ascii_digit() || matches!(c, '-' | '+' | '.' | 'e' | 'E'));
        if written.contains(['.', 'e', 'E']) { Token::Float(written) } else { Token::Int(written) }
    }

    fn string(&mut self) -> Result<Token, GraphqlError> {
        let opened = self.failure("Parse error: unterminated string");
        self.advance();
        let mut text = String::new();
        loop {
            match self.advance() {
                None | Some('\n') => return Err(opened),
                Some('"') => return Ok(Token::Text(text)),
                Some('\\') => text.push(self.escape().ok_or_else(|| opened.clone())?),
                Some(other) => text.push(other),
            }
        }
    }

    fn escape(&mut self) -> Option<char> {
        Some(match self.advance()? {
            'n' => '\n',
            't' => '\t',
            'r' => '\r',
            'b' => '\u{8}',
            'f' => '\u{c}',
            'u' => {
                let first = self.four_digits()?;
                let code = if (0xd800..0xdc00).contains(&first) {
                    (self.advance()? == '\\' && self.advance()? == 'u').then_some(())?;
                    let second = self.four_digits()?;
                    0x10000 + ((first - 0xd800) << 10) + second.checked_sub(0xdc00)?
                } else {
                    first
                };
                char::from_u32(code)?
            }
            same @ ('"' | '\\' | '/') => same,
            _ => return None,
        })
    }

    fn four_digits(&mut self) -> Option<u32> {
        (0..4).try_fold(0, |code, _| Some(code * 16 + self.advance()?.to_digit(16)?))
    }

    fn block_string(&mut self) -> Result<Token, GraphqlError> {
        let opened = self.failure("Parse error: unterminated block string");
        self.at += 3;
        let mut text = String::new();
        loop {
            match self.advance() {
                None => return Err(opened),
                Some('"') if self.peek(0) == Some('"') && self.peek(1) == Some('"') => {
                    self.at += 2;
                    return Ok(Token::Text(without_indentation(&text)));
                }
                Some('\\') if (0..3).all(|ahead| self.peek(ahead) == Some('"')) => {
                    self.at += 3;
                    text.push_str("\"\"\"");
                }
                Some(other) => text.push(other),
            }
        }
    }
}

/// Block strings lose the indentation that all lines but the first share, and blank lines around.
fn without_indentation(raw: &str) -> String {
    let lines: Vec<&str> = raw.lines().collect();
    let indentation = lines.iter().skip(1).filter(|line| !line.trim().is_empty());
    let shared = indentation.map(|line| line.len() - line.trim_start().len()).min().unwrap_or(0);
    let dedented: Vec<&str> = lines
        .iter()
        .enumerate()
        .map(|(number, line)| if number == 0 { *line } else { line.get(shared..).unwrap_or("") })
        .collect();
    dedented.join("\n").trim_matches('\n').to_owned()
}
