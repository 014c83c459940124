//! What an organizer publishes, and how it may change afterwards.
pub mod add_tier;
pub mod consent;
pub mod create;
pub mod details;
pub mod postpone;
pub mod splits;
pub mod validate;
pub mod window;
