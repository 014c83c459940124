//! Numbered by area, never renumbered; apart from the other contracts' numbers.
use soroban_sdk::contracterror;

#[contracterror]
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
#[repr(u32)]
pub enum Error {
    /// The registry did not deploy it, or it is of the first version.
    EventUnknown = 800,
    NotApprover = 801,
}
