//! Executable documents: operations, fragments, selections (section 2 of the GraphQL specification).

use std::collections::HashMap;

use serde_json::{Map, Value, json};

use super::lexer::{Token, tokens};
use super::schema::TypeRef;
use super::{GraphqlError, Position};

/// A value as written in a request; it may hold variables.
#[derive(Clone, Debug, PartialEq)]
pub enum Input {
    /// `$name`
    Variable(String),
    /// A number, string, boolean or null.
    Literal(Value),
    /// An enum value.
    Enum(String),
    /// `[…]`
    List(Vec<Input>),
    /// `{…}`
    Object(Vec<(String, Input)>),
}

impl Input {
    /// The value with variables filled in; a variable that was not given is left out (`None`).
    pub fn resolve(&self, variables: &Map<String, Value>) -> Option<Value> {
        Some(match self {
            Self::Variable(name) => variables.get(name)?.clone(),
            Self::Literal(value) => value.clone(),
            Self::Enum(name) => json!(name),
            Self::List(items) => {
                items.iter().map(|item| item.resolve(variables).unwrap_or(Value::Null)).collect()
            }
            Self::Object(fields) => Value::Object(
                fields
                    .iter()
                    .filter_map(|(name, field)| Some((name.clone(), field.resolve(variables)?)))
                    .collect(),
            ),
        })
    }
}

/// `@name(arguments)`
#[derive(Clone, Debug)]
pub struct Directive {
    /// Name without `@`.
    pub name: String,
    /// Its arguments.
    pub arguments: Vec<(String, Input)>,
}

/// One selected field.
#[derive(Clone, Debug)]
pub struct Field {
    /// Key in the answer: the alias, or the name.
    pub key: String,
    /// Name in the schema.
    pub name: String,
    /// Arguments as written.
    pub arguments: Vec<(String, Input)>,
    /// `@include`, `@skip` and others.
    pub directives: Vec<Directive>,
    /// What is selected below; empty for a leaf.
    pub selection: Vec<Selection>,
    /// Where it stands.
    pub position: Position,
}

/// One entry of a selection set.
#[derive(Clone, Debug)]
pub enum Selection {
    /// A field.
    Field(Field),
    /// `...Name`
    Spread {
        /// Name of the fragment.
        name: String,
        /// `@include`, `@skip` and others.
        directives: Vec<Directive>,
        /// Where it stands.
        position: Position,
    },
    /// `... on Type { … }`
    Inline {
        /// The type condition, if any.
        condition: Option<String>,
        /// `@include`, `@skip` and others.
        directives: Vec<Directive>,
        /// What is selected.
        selection: Vec<Selection>,
        /// Where it stands.
        position: Position,
    },
}

/// `$name: Type = default`
#[derive(Clone, Debug)]
pub struct VariableDefinition {
    /// Name without `$`.
    pub name: String,
    /// Declared type.
    pub declared: TypeRef,
    /// Value where none is given.
    pub default: Option<Input>,
    /// Where it stands.
    pub position: Position,
}

/// A query or mutation.
#[derive(Clone, Debug)]
pub struct Operation {
    /// `query`, `mutation` or `subscription`.
    pub kind: String,
    /// Its name, if any.
    pub name: Option<String>,
    /// Declared variables.
    pub variables: Vec<VariableDefinition>,
    /// The root selection.
    pub selection: Vec<Selection>,
}

/// A named fragment.
#[derive(Clone, Debug)]
pub struct Fragment {
    /// Type condition.
    pub condition: String,
    /// What is selected.
    pub selection: Vec<Selection>,
    /// Where it stands.
    pub position: Position,
}

/// A parsed request.
#[derive(Clone, Debug, Default)]
pub struct Document {
    /// Operations in order.
    pub operations: Vec<Operation>,
    /// Fragments by name.
    pub fragments: HashMap<String, Fragment>,
}

impl Document {
    /// Parses the text of a request.
    ///
    /// # Errors
    /// The first place where the text is not GraphQL.
    pub fn parse(text: &str) -> Result<Self, GraphqlError> {
        let mut parser = Parser::new(text)?;
        let mut document = Self::default();
        while *parser.peek() != Token::End {
            let position = parser.position();
            match parser.peek().clone() {
                Token::Punctuator('{') => document.operations.push(Operation {
                    kind: "query".into(),
                    name: None,
                    variables: Vec::new(),
                    selection: parser.selection_set(0)?,
                }),
                Token::Name(word) if word == "fragment" => {
                    parser.advance();
                    let name = parser.name()?;
                    parser.keyword("on")?;
                    let condition = parser.name()?;
                    parser.directives()?;
                    let selection = parser.selection_set(0)?;
                    document.fragments.insert(name, Fragment { condition, selection, position });
                }
                Token::Name(word) if matches!(&*word, "query" | "mutation" | "subscription") => {
                    document.operations.push(parser.operation()?);
                }
                _ => return Err(parser.unexpected("an operation or a fragment")),
            }
        }
        Ok(document)
    }

    /// The operation to run: the named one, or the only one.
    ///
    /// # Errors
    /// None or several fit.
    pub fn operation(&self, name: Option<&str>) -> Result<&Operation, GraphqlError> {
        let mut fitting = self
            .operations
            .iter()
            .filter(|operation| name.is_none_or(|wanted| operation.name.as_deref() == Some(wanted)));
        let at = Position { line: 1, column: 1 };
        match (fitting.next(), fitting.next()) {
            (Some(operation), None) => Ok(operation),
            (None, _) => Err(GraphqlError::at(at, "undefinedOperation", "No such operation in the document")),
            _ => Err(GraphqlError::at(at, "undefinedOperation", "An operation name is required")),
        }
    }
}

/// Reads tokens one by one; shared with the schema's parser.
pub(super) struct Parser {
    tokens: Vec<(Token, Position)>,
    at: usize,
}

/// Deeper nesting than any sensible request; keeps recursion bounded.
const DEEPEST: usize = 60;

impl Parser {
    pub(super) fn new(text: &str) -> Result<Self, GraphqlError> {
        Ok(Self { tokens: tokens(text)?, at: 0 })
    }

    pub(super) fn peek(&self) -> &Token {
        &self.tokens[self.at.min(self.tokens.len() - 1)].0
    }

    pub(super) fn position(&self) -> Position {
        self.tokens[self.at.min(self.tokens.len() - 1)].1
    }

    pub(super) fn advance(&mut self) -> Token {
        let token = self.peek().clone();
        self.at += 1;
        token
    }

    pub(super) fn unexpected(&self, wanted: &str) -> GraphqlError {
        let found = self.peek().describe();
        let message = format!("syntax error, unexpected {found}, expecting {wanted}");
        GraphqlError::at(self.position(), "parseError", message)
    }

    pub(super) fn accept(&mut self, sign: char) -> bool {
        let found = *self.peek() == Token::Punctuator(sign);
        if found {
            self.advance();
        }
        found
    }

    pub(super) fn expect(&mut self, sign: char) -> Result<(), GraphqlError> {
        if self.accept(sign) { Ok(()) } else { Err(self.unexpected(&format!("{sign:?}"))) }
    }

    pub(super) fn name(&mut self) -> Result<String, GraphqlError> {
        match self.peek().clone() {
            Token::Name(name) => {
                self.advance();
                Ok(name)
            }
            _ => Err(self.unexpected("IDENTIFIER")),
        }
    }

    pub(super) fn keyword(&mut self, word: &str) -> Result<(), GraphqlError> {
        if *self.peek() == Token::Name(word.into()) {
            self.advance();
            return Ok(());
        }
        Err(self.unexpected(word))
    }

    pub(super) fn type_ref(&mut self) -> Result<TypeRef, GraphqlError> {
        let inner = if self.accept('[') {
            let item = self.type_ref()?;
            self.expect(']')?;
            TypeRef::List(Box::new(item))
        } else {
            TypeRef::Named(self.name()?)
        };
        Ok(if self.accept('!') { TypeRef::Required(Box::new(inner)) } else { inner })
    }

    fn operation(&mut self) -> Result<Operation, GraphqlError> {
        let kind = self.name()?;
        let name = if matches!(self.peek(), Token::Name(_)) { Some(self.name()?) } else { None };
        let mut variables = Vec::new();
        if self.accept('(') {
            while !self.accept(')') {
                let position = self.position();
                self.expect('$')?;
                let name = self.name()?;
                self.expect(':')?;
                let declared = self.type_ref()?;
                let default = if self.accept('=') { Some(self.value(0)?) } else { None };
                self.directives()?;
                variables.push(VariableDefinition { name, declared, default, position });
            }
        }
        self.directives()?;
        let selection = self.selection_set(0)?;
        Ok(Operation { kind, name, variables, selection })
    }

    fn selection_set(&mut self, depth: usize) -> Result<Vec<Selection>, GraphqlError> {
        if depth > DEEPEST {
            return Err(GraphqlError::at(self.position(), "parseError", "Query is nested too deeply"));
        }
        self.expect('{')?;
        let mut selection = Vec::new();
        while !self.accept('}') {
            selection.push(self.selection(depth)?);
        }
        Ok(selection)
    }

    fn selection(&mut self, depth: usize) -> Result<Selection, GraphqlError> {
        let position = self.position();
        if *self.peek() != Token::Spread {
            return Ok(Selection::Field(self.field(depth, position)?));
        }
        self.advance();
        match self.peek().clone() {
            Token::Name(word) if word != "on" => {
                let name = self.name()?;
                Ok(Selection::Spread { name, directives: self.directives()?, position })
            }
            _ => {
                let condition = if *self.peek() == Token::Name("on".into()) {
                    self.advance();
                    Some(self.name()?)
                } else {
                    None
                };
                let directives = self.directives()?;
                let selection = self.selection_set(depth + 1)?;
                Ok(Selection::Inline { condition, directives, selection, position })
            }
        }
    }

    fn field(&mut self, depth: usize, position: Position) -> Result<Field, GraphqlError> {
        let first = self.name()?;
        let (key, name) = if self.accept(':') { (first, self.name()?) } else { (first.clone(), first) };
        let arguments = self.arguments()?;
        let directives = self.directives()?;
        let open = *self.peek() == Token::Punctuator('{');
        let selection = if open { self.selection_set(depth + 1)? } else { Vec::new() };
        Ok(Field { key, name, arguments, directives, selection, position })
    }

    fn arguments(&mut self) -> Result<Vec<(String, Input)>, GraphqlError> {
        let mut arguments = Vec::new();
        if self.accept('(') {
            while !self.accept(')') {
                let name = self.name()?;
                self.expect(':')?;
                arguments.push((name, self.value(0)?));
            }
        }
        Ok(arguments)
    }

    pub(super) fn directives(&mut self) -> Result<Vec<Directive>, GraphqlError> {
        let mut directives = Vec::new();
        while self.accept('@') {
            let name = self.name()?;
            directives.push(Directive { name, arguments: self.arguments()? });
        }
        Ok(directives)
    }

    pub(super) fn value(&mut self, depth: usize) -> Result<Input, GraphqlError> {
        if depth > DEEPEST {
            return Err(self.unexpected("a value that is nested less deeply"));
        }
        if self.accept('$') {
            return Ok(Input::Variable(self.name()?));
        }
        if self.accept('[') {
            let mut items = Vec::new();
            while !self.accept(']') {
                items.push(self.value(depth + 1)?);
            }
            return Ok(Input::List(items));
        }
        if self.accept('{') {
            let mut fields = Vec::new();
            while !self.accept('}') {
                let name = self.name()?;
                self.expect(':')?;
                fields.push((name, self.value(depth + 1)?));
            }
            return Ok(Input::Object(fields));
        }
        let value = match self.peek().clone() {
            Token::Name(word) => match &*word {
                "true" => Input::Literal(json!(true)),
                "false" => Input::Literal(json!(false)),
                "null" => Input::Literal(Value::Null),
                _ => Input::Enum(word),
            },
            Token::Int(number) | Token::Float(number) => match serde_json::from_str(&number) {
                Ok(number) => Input::Literal(number),
                Err(_) => return Err(self.unexpected("a number")),
            },
            Token::Text(text) => Input::Literal(json!(text)),
            _ => return Err(self.unexpected("a value")),
        };
        self.advance();
        Ok(value)
    }
}
