//! What organizer and platform may do to a whole event.
pub mod cancel;
pub mod freeze;
pub mod gates;
pub mod pause;
pub mod platform;
