//! What people read about the event may change. Another place gives every buyer the money back who wants it.
use crate::{
    clock::{ensure_not_cancelled, now},
    ensure,
    errors::Error,
    events, log,
    payloads::Details,
    records::storage,
    terms::window,
};
use soroban_sdk::{BytesN, Env, String};

pub fn execute(e: &Env, uri: String, metadata_hash: BytesN<32>, place_hash: BytesN<32>) -> Result<(), Error> {
    storage::config(e).organizer.require_auth();
    let (mut terms, mut counters) = (storage::terms(e), storage::counters(e));
    ensure_not_cancelled(&counters)?;
    ensure!(now(e) < terms.ends_at, Error::TooLate);
    terms.set_uri(&uri)?;
    counters.terms_version += 1;
    let mut window_until = 0;
    if terms.place_hash != place_hash {
        let mut state = storage::state(e);
        window_until = window::open(e, &terms, &mut counters, &mut state);
        if window_until > 0 {
            storage::set_state(e, &state);
        }
    }
    terms.metadata_hash = metadata_hash.clone();
    terms.place_hash = place_hash.clone();

    let terms_version = counters.terms_version;
    let payload = Details { metadata_hash, place_hash, terms_version, uri, window_until };
    log::publish(e, &mut counters, |n, log| events::DetailsSet { payload, n, log });
    storage::set_terms(e, &terms);
    storage::set_counters(e, &counters);
    Ok(())
}
