//! A format that writes the number of entries of a map before them.

use std::fmt::Display;

use serde::de::value::Error;
use serde::ser::{Error as _, Impossible, Serialize, SerializeMap, Serializer};

/// A serializer for numbers and for maps of numbers. It writes the number of entries, if the map tells it, and then the
/// keys and values.
pub struct LengthFirst;

/// What [`LengthFirst`] writes.
#[derive(Debug, Default, PartialEq)]
pub struct Written {
    pub length: Option<usize>,
    pub numbers: Vec<u32>,
}

fn refuse<T>(what: impl Display) -> Result<T, Error> {
    Err(Error::custom(format_args!("the map called {what}, and neither serialize_map nor collect_map")))
}

/// Implements methods that return an error.
macro_rules! refuse {
    ($($method:ident($($argument:ty),*) -> $result:ident;)*) => {
        $(fn $method(self, $(_: $argument),*) -> Result<Self::$result, Error> {
            refuse(stringify!($method))
        })*
    };
}

impl Serializer for LengthFirst {
    type Ok = Written;
    type Error = Error;
    type SerializeMap = Written;
    type SerializeSeq = Impossible<Written, Error>;
    type SerializeTuple = Impossible<Written, Error>;
    type SerializeTupleStruct = Impossible<Written, Error>;
    type SerializeTupleVariant = Impossible<Written, Error>;
    type SerializeStruct = Impossible<Written, Error>;
    type SerializeStructVariant = Impossible<Written, Error>;

    fn serialize_map(self, length: Option<usize>) -> Result<Written, Error> {
        Ok(Written { length, numbers: Vec::new() })
    }

    fn serialize_u32(self, number: u32) -> Result<Written, Error> {
        Ok(Written { length: None, numbers: vec![number] })
    }

    refuse! {
        serialize_bool(bool) -> Ok;
        serialize_i8(i8) -> Ok;
        serialize_i16(i16) -> Ok;
        serialize_i32(i32) -> Ok;
        serialize_i64(i64) -> Ok;
        serialize_u8(u8) -> Ok;
        serialize_u16(u16) -> Ok;
        serialize_u64(u64) -> Ok;
        serialize_f32(f32) -> Ok;
        serialize_f64(f64) -> Ok;
        serialize_char(char) -> Ok;
        serialize_str(&str) -> Ok;
        serialize_bytes(&[u8]) -> Ok;
        serialize_none() -> Ok;
        serialize_unit() -> Ok;
        serialize_unit_struct(&'static str) -> Ok;
        serialize_unit_variant(&'static str, u32, &'static str) -> Ok;
        serialize_seq(Option<usize>) -> SerializeSeq;
        serialize_tuple(usize) -> SerializeTuple;
        serialize_tuple_struct(&'static str, usize) -> SerializeTupleStruct;
        serialize_tuple_variant(&'static str, u32, &'static str, usize) -> SerializeTupleVariant;
        serialize_struct(&'static str, usize) -> SerializeStruct;
        serialize_struct_variant(&'static str, u32, &'static str, usize) -> SerializeStructVariant;
    }

    fn serialize_some<T: Serialize + ?Sized>(self, _: &T) -> Result<Written, Error> {
        refuse("serialize_some")
    }

    fn serialize_newtype_struct<T: Serialize + ?Sized>(self, _: &'static str, value: &T) -> Result<Written, Error> {
        value.serialize(self)
    }

    fn serialize_newtype_variant<T: Serialize + ?Sized>(
        self,
        _: &'static str,
        _: u32,
        _: &'static str,
        _: &T,
    ) -> Result<Written, Error> {
        refuse("serialize_newtype_variant")
    }
}

impl SerializeMap for Written {
    type Ok = Self;
    type Error = Error;

    fn serialize_key<T: Serialize + ?Sized>(&mut self, key: &T) -> Result<(), Error> {
        self.numbers.extend(key.serialize(LengthFirst)?.numbers);
        Ok(())
    }

    fn serialize_value<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), Error> {
        self.serialize_key(value)
    }

    fn end(self) -> Result<Self, Error> {
        Ok(self)
    }
}
