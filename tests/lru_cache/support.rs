//! What the stages of this suite share.
