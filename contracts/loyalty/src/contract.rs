//! The entry points: authorisation, then one verb, which publishes one event.
use crate::{
    errors::Error,
    redeem::{self, Request},
    root, storage, upgrade,
};
use soroban_sdk::{contract, contractimpl, Address, BytesN, Env, Vec};

#[contract]
pub struct LoyaltyContract;

#[contractimpl]
impl LoyaltyContract {
    pub fn __constructor(e: Env, registry: Address) {
        storage::set_registry(&e, &registry)
    }

    /// Through the registry, by the relayer: the Merkle root over all members' points. `epoch` is the last one plus 1. Error
    /// 860; event `root_set`.
    pub fn set_root(e: Env, epoch: u32, root: BytesN<32>) -> Result<(), Error> {
        storage::registry(&e).require_auth();
        root::set(&e, epoch, root)
    }

    /// Through the registry, by the relayer, for the holder: takes `amount` of the member's points for a benefit. `nonce` is
    /// the member's last one plus 1. Returns the points left. Errors 861 to 867; event `redeemed`.
    #[allow(clippy::too_many_arguments)]
    pub fn redeem(
        e: Env,
        member: BytesN<32>,
        benefit: BytesN<32>,
        amount: u64,
        nonce: u32,
        points: u64,
        epoch: u32,
        proof: Vec<BytesN<32>>,
    ) -> Result<u64, Error> {
        storage::registry(&e).require_auth();
        redeem::execute(&e, Request { member, benefit, amount, nonce, points, epoch, proof })
    }

    /// The points that a member has left by the last root. Errors 861, 862, 863.
    pub fn balance_of(
        e: Env,
        member: BytesN<32>,
        points: u64,
        epoch: u32,
        proof: Vec<BytesN<32>>,
    ) -> Result<u64, Error> {
        redeem::balance(&e, member, points, epoch, proof)
    }

    /// Through the registry, by the admin: proposes new code. Error 880; event `wasm_proposed`.
    pub fn propose_wasm(e: Env, wasm_hash: BytesN<32>) -> Result<(), Error> {
        storage::registry(&e).require_auth();
        upgrade::propose(&e, wasm_hash)
    }

    /// Through the registry, by the admin or the guardian: withdraws the proposal. Error 881; event `wasm_cancelled`.
    pub fn cancel_wasm(e: Env) -> Result<(), Error> {
        storage::registry(&e).require_auth();
        upgrade::cancel(&e)
    }

    /// By anyone, 48 hours after the proposal. Errors 881, 882; event `wasm_applied`.
    pub fn apply_wasm(e: Env) -> Result<(), Error> {
        upgrade::apply(&e)
    }
}
