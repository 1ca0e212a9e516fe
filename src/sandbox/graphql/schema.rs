//! What types and fields there are, read from the schema definition language.

use std::collections::{HashMap, HashSet};
use std::fmt;

use serde_json::Value;

use super::GraphqlError;
use super::document::{Input, Parser};
use super::lexer::Token;

/// A type as it is referred to.
#[derive(Clone, Debug, PartialEq)]
pub enum TypeRef {
    /// `Name`
    Named(String),
    /// `[Type]`
    List(Box<TypeRef>),
    /// `Type!`
    Required(Box<TypeRef>),
}

impl TypeRef {
    /// The name at the bottom.
    pub fn base(&self) -> &str {
        match self {
            Self::Named(name) => name,
            Self::List(inner) | Self::Required(inner) => inner.base(),
        }
    }

    /// Whether null is not allowed.
    pub fn is_required(&self) -> bool {
        matches!(self, Self::Required(_))
    }

    /// The type without its outermost `!`.
    pub fn nullable(&self) -> &Self {
        if let Self::Required(inner) = self { inner } else { self }
    }
}

impl fmt::Display for TypeRef {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Named(name) => formatter.write_str(name),
            Self::List(inner) => write!(formatter, "[{inner}]"),
            Self::Required(inner) => write!(formatter, "{inner}!"),
        }
    }
}

/// An argument of a field, or a field of an input object.
#[derive(Clone, Debug)]
pub struct Argument {
    /// Its name.
    pub name: String,
    /// Its type.
    pub kind: TypeRef,
    /// Value where none is given.
    pub default: Option<Value>,
}

/// A field of an object or interface.
#[derive(Clone, Debug)]
pub struct FieldDefinition {
    /// Type of its value.
    pub kind: TypeRef,
    /// Its arguments.
    pub arguments: Vec<Argument>,
}

/// One type of the schema.
#[derive(Clone, Debug)]
pub enum Definition {
    /// An object or interface with its fields.
    Object {
        /// Fields by name.
        fields: HashMap<String, FieldDefinition>,
        /// Whether it is an interface.
        interface: bool,
    },
    /// An input object; `one_of` means that exactly one field is given.
    Input {
        /// Its fields.
        fields: Vec<Argument>,
        /// Exactly one field must be given.
        one_of: bool,
    },
    /// An enum with its values.
    Enum(Vec<String>),
    /// A union.
    Union,
    /// A scalar.
    Scalar,
}

/// All types by name.
#[derive(Clone, Debug, Default)]
pub struct Schema {
    types: HashMap<String, Definition>,
    /// Pairs of (object, interface or union it can stand for).
    stands_for: HashSet<(String, String)>,
}

impl Schema {
    /// Reads a schema.
    ///
    /// # Errors
    /// The first place that is not a type definition.
    pub fn parse(text: &str) -> Result<Self, GraphqlError> {
        let mut schema = Self::default();
        for scalar in ["Int", "Float", "String", "Boolean", "ID"] {
            schema.types.insert(scalar.into(), Definition::Scalar);
        }
        let mut parser = Parser::new(text)?;
        while *parser.peek() != Token::End {
            let keyword = parser.name()?;
            let name = parser.name()?;
            let definition = match &*keyword {
                "type" | "interface" => {
                    schema.read_interfaces(&mut parser, &name)?;
                    Definition::Object { fields: fields(&mut parser)?, interface: keyword == "interface" }
                }
                "input" => {
                    let one_of = parser.directives()?.iter().any(|directive| directive.name == "oneOf");
                    parser.expect('{')?;
                    Definition::Input { fields: arguments(&mut parser, '}')?, one_of }
                }
                "enum" => {
                    parser.expect('{')?;
                    let mut values = Vec::new();
                    while !parser.accept('}') {
                        values.push(parser.name()?);
                    }
                    Definition::Enum(values)
                }
                "union" => {
                    parser.expect('=')?;
                    loop {
                        let member = parser.name()?;
                        schema.stands_for.insert((member, name.clone()));
                        if !parser.accept('|') {
                            break;
                        }
                    }
                    Definition::Union
                }
                _ => Definition::Scalar,
            };
            schema.types.insert(name, definition);
        }
        Ok(schema)
    }

    fn read_interfaces(&mut self, parser: &mut Parser, object: &str) -> Result<(), GraphqlError> {
        if *parser.peek() == Token::Name("implements".into()) {
            parser.advance();
            loop {
                let interface = parser.name()?;
                self.stands_for.insert((object.into(), interface));
                if !parser.accept('&') {
                    break;
                }
            }
        }
        Ok(())
    }

    /// The definition of a type.
    pub fn get(&self, name: &str) -> Option<&Definition> {
        self.types.get(name)
    }

    /// A field of an object or interface.
    pub fn field(&self, kind: &str, field: &str) -> Option<&FieldDefinition> {
        match self.types.get(kind)? {
            Definition::Object { fields, .. } => fields.get(field),
            _ => None,
        }
    }

    /// Whether a type has selections below it.
    pub fn is_composite(&self, name: &str) -> bool {
        matches!(self.types.get(name), Some(Definition::Object { .. } | Definition::Union))
    }

    /// Whether the concrete type of a value must be found out.
    pub fn is_abstract(&self, name: &str) -> bool {
        matches!(self.types.get(name), Some(Definition::Object { interface: true, .. } | Definition::Union))
    }

    /// Whether a value of `object` fits a fragment on `condition`.
    pub fn fits(&self, object: &str, condition: &str) -> bool {
        object == condition || self.stands_for.contains(&(object.to_owned(), condition.to_owned()))
    }

    /// Whether a fragment on `condition` can ever apply where `parent` stands.
    pub fn may_overlap(&self, parent: &str, condition: &str) -> bool {
        self.fits(parent, condition)
            || self.fits(condition, parent)
            || (self.is_abstract(parent)
                && self.is_abstract(condition)
                && self.types.keys().any(|name| self.fits(name, parent) && self.fits(name, condition)))
    }
}

fn fields(parser: &mut Parser) -> Result<HashMap<String, FieldDefinition>, GraphqlError> {
    parser.expect('{')?;
    let mut found = HashMap::new();
    while !parser.accept('}') {
        let name = parser.name()?;
        let arguments = if parser.accept('(') { arguments(parser, ')')? } else { Vec::new() };
        parser.expect(':')?;
        let kind = parser.type_ref()?;
        parser.directives()?;
        found.insert(name, FieldDefinition { kind, arguments });
    }
    Ok(found)
}

fn arguments(parser: &mut Parser, close: char) -> Result<Vec<Argument>, GraphqlError> {
    let mut found = Vec::new();
    while !parser.accept(close) {
        let name = parser.name()?;
        parser.expect(':')?;
        let kind = parser.type_ref()?;
        let default = if parser.accept('=') { literal(&parser.value(0)?) } else { None };
        parser.directives()?;
        found.push(Argument { name, kind, default });
    }
    Ok(found)
}

fn literal(input: &Input) -> Option<Value> {
    input.resolve(&serde_json::Map::new())
}
