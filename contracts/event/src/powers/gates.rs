//! Whose scanners let people in.
use crate::{
    ensure,
    errors::Error,
    events, log,
    records::{state::MAX_GATES, storage},
};
use soroban_sdk::{Address, Env};

pub fn execute(e: &Env, gate: &Address, on: bool) -> Result<(), Error> {
    storage::config(e).organizer.require_auth();
    let (mut counters, mut state) = (storage::counters(e), storage::state(e));
    let known = state.gates.first_index_of(gate);
    match (known, on) {
        (None, true) => {
            ensure!(state.gates.len() < MAX_GATES, Error::TooManyGates);
            state.gates.push_back(gate.clone());
        }
        (Some(index), false) => drop(state.gates.remove(index)),
        _ => {}
    }
    log::publish(e, &mut counters, |n, log| events::GateSet { gate: gate.clone(), payload: on, n, log });
    storage::set_state(e, &state);
    storage::set_counters(e, &counters);
    Ok(())
}
