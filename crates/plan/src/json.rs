//! Reading JSON from outside: no key twice, not too deep, not too large. What is wrong is named with its line.

use crate::file::FileProblem;
use crate::limits;
use crate::problem::{Problem, Reason};
use serde::Deserializer;
use serde::de::{DeserializeSeed, Error, MapAccess, SeqAccess, Visitor};
use serde_json::{Map, Value};
use std::cell::RefCell;
use std::fmt;

/// Reads one JSON text of at most so many bytes, or names what is wrong with it and on which line.
pub fn read(text: &str, most: usize) -> Result<Value, Vec<FileProblem>> {
    if text.len() > most {
        let problem = Problem::anywhere(Reason::TooManyBytes { mib: most >> 20 });
        return Err(vec![FileProblem { problem, line: None }]);
    }
    let refused = RefCell::new(None);
    let mut reader = serde_json::Deserializer::from_str(text);
    let read = Part { depth: 0, refused: &refused }.deserialize(&mut reader);
    read.and_then(|value| reader.end().map(|()| value)).map_err(|error| {
        let (line, column) = (error.line(), error.column());
        let reason = refused.take().unwrap_or(Reason::NotJson { line, column });
        vec![FileProblem { problem: Problem::anywhere(reason), line: Some(line) }]
    })
}

/// A part of the text at a depth. What the text itself is refused for is laid down beside the reader's error, which
/// knows the line.
#[derive(Clone, Copy)]
struct Part<'r> {
    depth: usize,
    refused: &'r RefCell<Option<Reason>>,
}

impl Part<'_> {
    fn refuse<E: Error>(self, reason: Reason) -> E {
        let error = E::custom(&reason);
        self.refused.replace(Some(reason));
        error
    }

    /// The parts of this one.
    fn inner<E: Error>(self) -> Result<Self, E> {
        match self.depth {
            limits::DEPTH => Err(self.refuse(Reason::TooDeep { most: limits::DEPTH })),
            depth => Ok(Self { depth: depth + 1, ..self }),
        }
    }
}

impl<'de> DeserializeSeed<'de> for Part<'_> {
    type Value = Value;

    fn deserialize<D: Deserializer<'de>>(self, reader: D) -> Result<Value, D::Error> {
        reader.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Part<'_> {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("JSON")
    }

    fn visit_unit<E: Error>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_bool<E: Error>(self, value: bool) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_i64<E: Error>(self, value: i64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_u64<E: Error>(self, value: u64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_f64<E: Error>(self, value: f64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_str<E: Error>(self, value: &str) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Value, A::Error> {
        let inner = self.inner()?;
        let mut values = Vec::new();
        while let Some(value) = list.next_element_seed(inner)? {
            values.push(value);
        }
        Ok(values.into())
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Value, A::Error> {
        let inner = self.inner()?;
        let mut fields = Map::new();
        while let Some(key) = map.next_key::<String>()? {
            if fields.contains_key(&key) {
                return Err(self.refuse(Reason::KeyTwice { key }));
            }
            let value = map.next_value_seed(inner)?;
            fields.insert(key, value);
        }
        Ok(fields.into())
    }
}
