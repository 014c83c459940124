//! What the event's state and the time allow.
use crate::{errors::Error, records::DAY};
use passa_types::{ensure, Status};
use soroban_sdk::Env;

/// How long a brand may object to a claim; then anyone releases it.
pub const OBJECTION: u64 = 5 * DAY;
/// Claims come within this time after the event's end.
pub const CLAIMS: u64 = 7 * DAY;
/// Then every claim had its time, and the brand takes back what is left.
pub const REFUND: u64 = 14 * DAY;

/// Unix seconds.
pub fn now(e: &Env) -> u64 {
    e.ledger().timestamp()
}

pub fn ensure_not_cancelled(status: &Status) -> Result<(), Error> {
    ensure!(!status.cancelled, Error::EventCancelled);
    Ok(())
}

/// A freeze stops what the event's sales and milestones earn; it gives time to look. A brand's own money may go back.
pub fn ensure_paying(status: &Status) -> Result<(), Error> {
    ensure_not_cancelled(status)?;
    ensure!(!status.frozen, Error::EventFrozen);
    Ok(())
}
