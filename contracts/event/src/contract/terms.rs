use super::{EventContract, EventContractArgs, EventContractClient};
use crate::{
    errors::Error,
    money::commission,
    terms::{add_tier, consent, create, details, postpone, splits},
};
use passa_types::{Config, EventInit, Payee, Policy, Tier};
use soroban_sdk::{contractimpl, Address, BytesN, Env, String, Vec};

#[contractimpl]
impl EventContract {
    /// Called once, by the registry's deploy. There is no way to change the code afterwards. Errors 100–125; event `created`.
    pub fn __constructor(e: Env, config: Config, init: EventInit) -> Result<(), Error> {
        create::execute(&e, config, &init)
    }

    /// By the organizer, until the event's end. Another place opens a window for refunds. Errors 117, 650, 653; event
    /// `details_set`.
    pub fn update_details(e: Env, uri: String, metadata_hash: BytesN<32>, place_hash: BytesN<32>) -> Result<(), Error> {
        details::execute(&e, uri, metadata_hash, place_hash)
    }

    /// By the organizer, until the event's end; `replaces` gives its free seats. Errors 101–108, 121, 123, 200, 205, 650, 653;
    /// event `tier_added`.
    pub fn add_tier(e: Env, tier: Tier, replaces: Option<u32>) -> Result<(), Error> {
        add_tier::execute(&e, tier, replaces)
    }

    /// By the organizer, before the first order. Payees accept again. Errors 110–116, 119, 120, 122, 125; event `splits_set`.
    pub fn set_splits(e: Env, payees: Vec<Payee>, policy: Policy) -> Result<(), Error> {
        splits::execute(&e, payees, policy)
    }

    /// By the payee: agrees to splits and policy with this hash, and opens the trust line. Errors 126, 127, 500; event
    /// `accepted`.
    pub fn accept_share(e: Env, index: u32, splits_hash: BytesN<32>) -> Result<(), Error> {
        consent::execute(&e, index, splits_hash)
    }

    /// By the organizer, once, before the start, by up to 180 days in seconds. Opens a window for refunds. Errors 650, 653–655;
    /// event `postponed`.
    pub fn postpone(e: Env, by: u64) -> Result<(), Error> {
        postpone::execute(&e, by)
    }

    /// By the organizer: what a creator earns of later sales, in basis points. Errors 502, 513, 650; event `commission_set`.
    pub fn set_commission(e: Env, creator: Address, bps: u32, terms_hash: BytesN<32>) -> Result<(), Error> {
        commission::execute(&e, &creator, bps, terms_hash)
    }
}
