//! Records what a type writes with serde.

use serde::de::value::Error;
use serde::ser::{Error as _, Impossible, Serialize, SerializeMap, SerializeSeq, SerializeStruct, Serializer};

/// A part of what a type writes. Maps and sequences begin with their length, if the type tells it. The names of fields
/// are left out, as in a binary format.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Token {
    /// The beginning of a struct.
    Struct,
    /// The beginning of a sequence.
    Sequence(Option<usize>),
    /// The beginning of a map.
    Map(Option<usize>),
    /// A `u32` or a `u64`.
    Number(u64),
}

/// Returns what a value of maps, sequences, structs, `u32` and `u64` writes.
///
/// # Errors
///
/// Returns a message if the value writes anything else.
pub fn serialized(value: &impl Serialize) -> Result<Vec<Token>, String> {
    let mut tokens = Vec::new();
    value.serialize(Recorder(&mut tokens)).map_err(|error| error.to_string())?;
    Ok(tokens)
}

/// A serializer that appends to the tokens.
struct Recorder<'a>(&'a mut Vec<Token>);

impl Recorder<'_> {
    fn begin(self, token: Token) -> Result<Self, Error> {
        self.0.push(token);
        Ok(self)
    }

    fn write_part<T: Serialize + ?Sized>(&mut self, part: &T) -> Result<(), Error> {
        part.serialize(Recorder(self.0))
    }
}

fn refuse<T>(method: &str) -> Result<T, Error> {
    Err(Error::custom(format_args!("{method} was called")))
}

/// Implements methods that return an error.
macro_rules! refuse {
    ($($method:ident($($argument:ty),*) -> $result:ident;)*) => {
        $(fn $method(self, $(_: $argument),*) -> Result<Self::$result, Error> {
            refuse(stringify!($method))
        })*
    };
}

impl Serializer for Recorder<'_> {
    type Ok = ();
    type Error = Error;
    type SerializeSeq = Self;
    type SerializeMap = Self;
    type SerializeStruct = Self;
    type SerializeTuple = Impossible<(), Error>;
    type SerializeTupleStruct = Impossible<(), Error>;
    type SerializeTupleVariant = Impossible<(), Error>;
    type SerializeStructVariant = Impossible<(), Error>;

    fn serialize_struct(self, _: &'static str, _: usize) -> Result<Self, Error> {
        self.begin(Token::Struct)
    }

    fn serialize_seq(self, length: Option<usize>) -> Result<Self, Error> {
        self.begin(Token::Sequence(length))
    }

    fn serialize_map(self, length: Option<usize>) -> Result<Self, Error> {
        self.begin(Token::Map(length))
    }

    fn serialize_u32(self, number: u32) -> Result<(), Error> {
        self.serialize_u64(number.into())
    }

    fn serialize_u64(self, number: u64) -> Result<(), Error> {
        self.begin(Token::Number(number)).map(drop)
    }

    fn serialize_newtype_struct<T: Serialize + ?Sized>(self, _: &'static str, value: &T) -> Result<(), Error> {
        value.serialize(self)
    }

    refuse! {
        serialize_bool(bool) -> Ok;
        serialize_i8(i8) -> Ok;
        serialize_i16(i16) -> Ok;
        serialize_i32(i32) -> Ok;
        serialize_i64(i64) -> Ok;
        serialize_u8(u8) -> Ok;
        serialize_u16(u16) -> Ok;
        serialize_f32(f32) -> Ok;
        serialize_f64(f64) -> Ok;
        serialize_char(char) -> Ok;
        serialize_str(&str) -> Ok;
        serialize_bytes(&[u8]) -> Ok;
        serialize_none() -> Ok;
        serialize_unit() -> Ok;
        serialize_unit_struct(&'static str) -> Ok;
        serialize_unit_variant(&'static str, u32, &'static str) -> Ok;
        serialize_tuple(usize) -> SerializeTuple;
        serialize_tuple_struct(&'static str, usize) -> SerializeTupleStruct;
        serialize_tuple_variant(&'static str, u32, &'static str, usize) -> SerializeTupleVariant;
        serialize_struct_variant(&'static str, u32, &'static str, usize) -> SerializeStructVariant;
    }

    fn serialize_some<T: Serialize + ?Sized>(self, _: &T) -> Result<(), Error> {
        refuse("serialize_some")
    }

    fn serialize_newtype_variant<T: Serialize + ?Sized>(
        self,
        _: &'static str,
        _: u32,
        _: &'static str,
        _: &T,
    ) -> Result<(), Error> {
        refuse("serialize_newtype_variant")
    }
}

impl SerializeSeq for Recorder<'_> {
    type Ok = ();
    type Error = Error;

    fn serialize_element<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), Error> {
        self.write_part(value)
    }

    fn end(self) -> Result<(), Error> {
        Ok(())
    }
}

impl SerializeMap for Recorder<'_> {
    type Ok = ();
    type Error = Error;

    fn serialize_key<T: Serialize + ?Sized>(&mut self, key: &T) -> Result<(), Error> {
        self.write_part(key)
    }

    fn serialize_value<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), Error> {
        self.write_part(value)
    }

    fn end(self) -> Result<(), Error> {
        Ok(())
    }
}

impl SerializeStruct for Recorder<'_> {
    type Ok = ();
    type Error = Error;

    fn serialize_field<T: Serialize + ?Sized>(&mut self, _: &'static str, value: &T) -> Result<(), Error> {
        self.write_part(value)
    }

    fn end(self) -> Result<(), Error> {
        Ok(())
    }
}
