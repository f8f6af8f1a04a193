//! Serialization and deserialization of a map.

use std::fmt;
use std::hash::{BuildHasher, Hash};
use std::marker::PhantomData;

use serde::de::{Deserialize, Deserializer, Error, MapAccess, Visitor};
use serde::ser::{Serialize, Serializer};

use crate::collisions::Collisions;
use crate::map::HashMap;

impl<K, V, S, C> Serialize for HashMap<K, V, S, C>
where
    K: Serialize,
    V: Serialize,
{
    fn serialize<Z: Serializer>(&self, serializer: Z) -> Result<Z::Ok, Z::Error> {
        serializer.collect_map(self)
    }
}

/// # Errors
///
/// Returns an error if the input is not a map. Also returns an error if a key appears twice; its message contains
/// `duplicate key` (rule 6.6).
impl<'de, K, V, S, C> Deserialize<'de> for HashMap<K, V, S, C>
where
    K: Deserialize<'de> + Eq + Hash,
    V: Deserialize<'de>,
    S: BuildHasher + Default,
    C: Collisions,
{
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(Entries(PhantomData))
    }
}

/// A visitor that builds an `M` from the entries of a serialized map.
struct Entries<M>(PhantomData<M>);

impl<'de, K, V, S, C> Visitor<'de> for Entries<HashMap<K, V, S, C>>
where
    K: Deserialize<'de> + Eq + Hash,
    V: Deserialize<'de>,
    S: BuildHasher + Default,
    C: Collisions,
{
    type Value = HashMap<K, V, S, C>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a map")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<Self::Value, A::Error> {
        let mut map = HashMap::default();
        while let Some((key, value)) = entries.next_entry()? {
            if map.try_insert(key, value).is_err() {
                return Err(A::Error::custom("duplicate key"));
            }
        }
        Ok(map)
    }
}
