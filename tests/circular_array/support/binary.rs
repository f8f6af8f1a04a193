//! A binary format for serde, which writes the fields of a struct without their names.

use std::fmt::Display;

use serde::de::value::Error;
use serde::ser::{Error as _, Impossible, Serialize, SerializeSeq, SerializeStruct, Serializer};

/// Writes a value in a binary format that knows structs, sequences and numbers. A sequence begins with its length.
pub fn in_binary(value: &impl Serialize) -> Result<Vec<u64>, String> {
    let mut output = Vec::new();
    value.serialize(Binary(&mut output)).map_err(|error| error.to_string())?;
    Ok(output)
}

/// A serializer that appends to the output.
struct Binary<'a>(&'a mut Vec<u64>);

impl Binary<'_> {
    fn write(self, number: u64) -> Result<(), Error> {
        self.0.push(number);
        Ok(())
    }

    fn write_part<T: Serialize + ?Sized>(&mut self, part: &T) -> Result<(), Error> {
        part.serialize(Binary(self.0))
    }
}

fn refuse<T>(method: impl Display) -> Result<T, Error> {
    Err(Error::custom(format_args!("the array called {method}, which the snapshot does not")))
}

/// Implements methods that return an error.
macro_rules! refuse {
    ($($method:ident($($argument:ty),*) -> $result:ident;)*) => {
        $(fn $method(self, $(_: $argument),*) -> Result<Self::$result, Error> {
            refuse(stringify!($method))
        })*
    };
}

impl Serializer for Binary<'_> {
    type Ok = ();
    type Error = Error;
    type SerializeSeq = Self;
    type SerializeStruct = Self;
    type SerializeMap = Impossible<(), Error>;
    type SerializeTuple = Impossible<(), Error>;
    type SerializeTupleStruct = Impossible<(), Error>;
    type SerializeTupleVariant = Impossible<(), Error>;
    type SerializeStructVariant = Impossible<(), Error>;

    fn serialize_struct(self, _: &'static str, _: usize) -> Result<Self, Error> {
        Ok(self)
    }

    fn serialize_seq(self, length: Option<usize>) -> Result<Self, Error> {
        let Some(length) = length else {
            return Err(Error::custom("serialize_seq was called without the number of values"));
        };
        self.0.push(length as u64);
        Ok(self)
    }

    fn serialize_u32(self, number: u32) -> Result<(), Error> {
        self.write(number.into())
    }

    fn serialize_u64(self, number: u64) -> Result<(), Error> {
        self.write(number)
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
        serialize_map(Option<usize>) -> SerializeMap;
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

impl SerializeSeq for Binary<'_> {
    type Ok = ();
    type Error = Error;

    fn serialize_element<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), Error> {
        self.write_part(value)
    }

    fn end(self) -> Result<(), Error> {
        Ok(())
    }
}

impl SerializeStruct for Binary<'_> {
    type Ok = ();
    type Error = Error;

    fn serialize_field<T: Serialize + ?Sized>(&mut self, _: &'static str, value: &T) -> Result<(), Error> {
        self.write_part(value)
    }

    fn end(self) -> Result<(), Error> {
        Ok(())
    }
}
