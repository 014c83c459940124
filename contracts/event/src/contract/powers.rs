use super::{EventContract, EventContractArgs, EventContractClient};
use crate::{
    errors::Error,
    powers::{cancel, freeze, gates, pause, platform},
};
use soroban_sdk::{contractimpl, Address, BytesN, Env};

#[contractimpl]
impl EventContract {
    /// By the organizer until the event's end, or the registry until the release: buyers get their money back, payees nothing.
    /// Errors 650, 652, 653; event `cancelled`.
    pub fn cancel(e: Env, by: Address) -> Result<(), Error> {
        cancel::execute(&e, &by)
    }

    /// By organizer or registry: stops sales, or lifts one's own stop. Error 652; event `paused`.
    pub fn pause(e: Env, by: Address, on: bool) -> Result<(), Error> {
        pause::execute(&e, &by, on)
    }

    /// Through the registry, by the guardian, once, for up to 7 days: stops sales and all money. Errors 655, 656; event `frozen`.
    pub fn freeze(e: Env, seconds: u64) -> Result<(), Error> {
        freeze::execute(&e, seconds)
    }

    /// By the organizer: who lets people in, at most 16. Error 657; event `gate_set`.
    pub fn set_gate(e: Env, gate: Address, on: bool) -> Result<(), Error> {
        gates::execute(&e, &gate, on)
    }

    /// Through the registry: the most that the event holds for payees, in stroops; 0 is none. Error 116; event `cap_set`.
    pub fn set_cap(e: Env, cap: i128) -> Result<(), Error> {
        platform::set_cap(&e, cap)
    }

    /// Through the registry: the key that signs attributions; zeros are none. Event `key_set`.
    pub fn set_attribution_key(e: Env, key: BytesN<32>) -> Result<(), Error> {
        platform::set_attribution_key(&e, key)
    }
}
