//! TODO The purpose of this crate, in a sentence.

// Remove this line after the last `todo!()`.
#![allow(unused_variables)]

/// TODO A noun phrase for this type.
#[derive(Debug, Default)]
pub struct Timeline {
    // The fields are yours to choose.
}

impl Timeline {
    /// TODO A sentence about this method of stage 1, with a verb first.
    pub fn stage_1(&self) -> u32 {
        todo!("stage 1")
    }

    /// TODO A sentence about this method of stage 2, with a verb first.
    pub fn stage_2(&self) -> u32 {
        todo!("stage 2")
    }

    /// TODO A sentence about this method of stage 3, with a verb first.
    pub fn stage_3(&self) -> u32 {
        todo!("stage 3")
    }

    /// TODO A sentence about this method of stage 4, with a verb first.
    pub fn stage_4(&self) -> u32 {
        todo!("stage 4")
    }

    /// TODO A sentence about this method of stage 5, with a verb first.
    pub fn stage_5(&self) -> u32 {
        todo!("stage 5")
    }
}
