//! An event is called in the form of its own version, which its record here names for ever.
use crate::{errors::Error, storage};
use passa_types::{first, EventClient};
use soroban_sdk::{Address, Env};

/// The last version whose calls and configuration have the first form.
pub const FIRST: u32 = 1;

pub enum Event<'a> {
    First(first::EventClient<'a>),
    Second(EventClient<'a>),
}

/// Only events that this registry deployed: nobody makes its roles sign into a contract of their own. Error 702.
pub fn find<'a>(e: &'a Env, event: &Address) -> Result<Event<'a>, Error> {
    Ok(match storage::event(e, event)?.version {
        ..=FIRST => Event::First(first::EventClient::new(e, event)),
        _ => Event::Second(EventClient::new(e, event)),
    })
}

/// For what the first version cannot do. Errors 702, 714.
pub fn second<'a>(e: &'a Env, event: &Address) -> Result<EventClient<'a>, Error> {
    match find(e, event)? {
        Event::First(_) => Err(Error::EventTooOld),
        Event::Second(client) => Ok(client),
    }
}
