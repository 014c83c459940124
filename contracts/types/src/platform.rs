//! What the contracts beside `event` ask of the registry, and what the registry calls on them.
use crate::EventClient;
use soroban_sdk::{contractclient, Address, BytesN, Env, Vec};

/// The first version answers no other contract.
const FIRST_ANSWERING: u32 = 2;

#[contractclient(name = "RegistryClient")]
pub trait RegistryInterface {
    /// Fails for an event that the registry did not deploy.
    fn event_version(e: Env, event: Address) -> u32;
}

/// An event that the registry deployed and that answers other contracts. Any other contract could claim any organizer.
pub fn known_event<'a>(e: &'a Env, registry: &Address, event: &Address) -> Option<EventClient<'a>> {
    let version = RegistryClient::new(e, registry).try_event_version(event);
    matches!(version, Ok(Ok(version)) if version >= FIRST_ANSWERING).then(|| EventClient::new(e, event))
}

/// The registry checks that it knows the event: it cannot be asked during its own call.
#[contractclient(name = "CreatorsClient")]
pub trait CreatorsInterface {
    fn approve_content(
        e: Env,
        approver: Address,
        event: Address,
        creator: Address,
        content_hash: BytesN<32>,
    ) -> BytesN<32>;
}

#[contractclient(name = "SponsorClient")]
pub trait SponsorInterface {
    fn sponsor_decide(e: Env, id: BytesN<32>, amount: i128);
}

#[contractclient(name = "LoyaltyClient")]
pub trait LoyaltyInterface {
    fn set_root(e: Env, epoch: u32, root: BytesN<32>);
    #[allow(clippy::too_many_arguments)]
    fn redeem(
        e: Env,
        member: BytesN<32>,
        benefit: BytesN<32>,
        amount: u64,
        nonce: u32,
        points: u64,
        epoch: u32,
        proof: Vec<BytesN<32>>,
    ) -> u64;
    fn propose_wasm(e: Env, wasm_hash: BytesN<32>);
    fn cancel_wasm(e: Env);
}
