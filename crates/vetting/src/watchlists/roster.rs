//! The list while it is being read: each identifier once, within the limits.

use std::collections::HashMap;

use super::entity::{Entity, EntityKind, Strength};
use super::limits::{MOST_ENTITIES, MOST_ID_BYTES, MOST_NAME_BYTES, MOST_NAMES};
use super::refusal::Refusal;

/// Entries by identifier, in the order in which they came.
pub(super) struct Roster {
    file: String,
    entities: Vec<Entity>,
    places: HashMap<String, usize>,
}

impl Roster {
    pub(super) fn new(file: &str) -> Self {
        Self { file: file.to_owned(), entities: Vec::new(), places: HashMap::new() }
    }

    pub(super) fn contains(&self, id: &str) -> bool {
        self.places.contains_key(id)
    }

    pub(super) fn get_mut(&mut self, id: &str) -> Option<&mut Entity> {
        let place = *self.places.get(id)?;
        self.entities.get_mut(place)
    }

    /// The entry of this identifier, new if there is none. `Err` says why it cannot be.
    pub(super) fn entry(&mut self, id: &str, kind: EntityKind) -> Result<&mut Entity, String> {
        let place = match self.places.get(id) {
            Some(place) => *place,
            None => self.open(id, kind)?,
        };
        self.entities.get_mut(place).ok_or_else(|| "the entry is lost".to_owned())
    }

    fn open(&mut self, id: &str, kind: EntityKind) -> Result<usize, String> {
        if id.is_empty() {
            return Err("the entry has no identifier".to_owned());
        }
        if id.len() > MOST_ID_BYTES {
            return Err(format!("the identifier has more than {MOST_ID_BYTES} bytes"));
        }
        if self.entities.len() >= MOST_ENTITIES {
            return Err(format!("there are more than {MOST_ENTITIES} entries"));
        }
        let place = self.entities.len();
        self.entities.push(Entity::new(id, kind));
        self.places.insert(id.to_owned(), place);
        Ok(place)
    }

    /// The whole list, by identifier.
    pub(super) fn finish(self) -> Result<Vec<Entity>, Refusal> {
        let refuse = |why: String| Err(Refusal::whole(&self.file, why));
        if self.entities.is_empty() {
            return refuse("there is no entry in it".to_owned());
        }
        for entity in &self.entities {
            if entity.names.is_empty() {
                return refuse(format!("entry {} has no name", entity.id));
            }
            if entity.names.len() > MOST_NAMES {
                return refuse(format!("entry {} has more than {MOST_NAMES} names", entity.id));
            }
            if entity.names.iter().any(|name| name.text.len() > MOST_NAME_BYTES) {
                return refuse(format!(
                    "entry {} has a name of more than {MOST_NAME_BYTES} bytes",
                    entity.id
                ));
            }
        }
        let mut entities = self.entities;
        // A list may name only aliases of an entry; then the first stands for it.
        for first in entities.iter_mut().filter_map(|entity| entity.names.first_mut()) {
            first.strength = Strength::Primary;
        }
        entities.sort_by(|one, other| one.id.cmp(&other.id));
        Ok(entities)
    }
}
