//! What these contracts need of a registry: it knows events, and it calls as itself. Who may make it call is the registry's
//! own rule, with its own tests.
use soroban_sdk::{contract, contracterror, contractimpl, Address, Env, Symbol, Val, Vec};

#[contracterror]
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Error {
    EventUnknown = 702,
}

#[contract]
pub struct Registry;

#[contractimpl]
impl Registry {
    pub fn enlist(e: Env, event: Address, version: u32) {
        e.storage().persistent().set(&event, &version)
    }

    pub fn event_version(e: Env, event: Address) -> Result<u32, Error> {
        e.storage().persistent().get(&event).ok_or(Error::EventUnknown)
    }

    pub fn pass(e: Env, contract: Address, function: Symbol, args: Vec<Val>) -> Val {
        e.invoke_contract(&contract, &function, args)
    }
}
