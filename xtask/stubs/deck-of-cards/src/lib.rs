//! TODO What this crate is, in a sentence.

// Goes away with the last `todo!()`.
#![allow(unused_variables)]

/// TODO What it stands for.
#[derive(Debug, Default)]
pub struct DeckOfCards {
    // Yours to design.
}

impl DeckOfCards {
    /// TODO What stage 1 asks for.
    pub fn stage_1(&self) -> u32 {
        todo!()
    }

    /// TODO What stage 2 asks for.
    pub fn stage_2(&self) -> u32 {
        todo!()
    }

    /// TODO What stage 3 asks for.
    pub fn stage_3(&self) -> u32 {
        todo!()
    }

    /// TODO What stage 4 asks for.
    pub fn stage_4(&self) -> u32 {
        todo!()
    }

    /// TODO What stage 5 asks for.
    pub fn stage_5(&self) -> u32 {
        todo!()
    }
}
