use super::{EventContract, EventContractArgs, EventContractClient};
use crate::{
    errors::Error,
    sale::{allocate, mint, purchase, settle},
};
use soroban_sdk::{contractimpl, Address, Bytes, Env, Val, Vec};

#[contractimpl]
impl EventContract {
    /// By the buyer: items are (tier, quantity), at most 5 and 20 tickets; one USDC transfer into this contract. Returns the
    /// orders. `attribution` is described in `sale/attribution.rs`. Errors 129, 200, 201, 300–310, 651; events `sold`, `mint`.
    pub fn process_ticket_purchase(
        e: Env,
        buyer: Address,
        nonce: u64,
        items: Vec<(u32, u32)>,
        terms_version: u32,
        max_total: i128,
        attribution: Option<Bytes>,
    ) -> Result<Vec<u64>, Error> {
        buyer.require_auth();
        let request = purchase::Request { buyer, nonce, items, terms_version, max_total, attribution };
        purchase::execute(&e, request)
    }

    /// Through the registry, by relayer and treasury: settled fiat payments become tickets. Items are `SettleItem`s. Returns the
    /// mask of those that were served. Errors 400–403; event `settled`.
    pub fn settle_batch(e: Env, treasury: Address, lane: u32, seq: u32, items: Vec<Val>) -> Result<u64, Error> {
        settle::execute(&e, &treasury, lane, seq, &items)
    }

    /// Through the registry, by the relayer: sets seats aside for fiat buyers. Errors 200–202, 204; event `allocated`.
    pub fn allocate(e: Env, tier: u32, n: u32) -> Result<(), Error> {
        allocate::allocate(&e, tier, n)
    }

    /// By the registry for the relayer, or the organizer 24 hours after the relayer's last call: gives seats back to wallets.
    /// Errors 200, 203, 204, 652; event `allocated`.
    pub fn deallocate(e: Env, by: Address, tier: u32, n: u32) -> Result<(), Error> {
        allocate::deallocate(&e, &by, tier, n)
    }

    /// By the organizer: a complimentary ticket. Returns its order. Errors 129, 200, 201, 300, 308, 310, 311, 651; events
    /// `minted`, `mint`.
    pub fn mint_ticket(e: Env, to: Address, tier: u32, nonce: u64) -> Result<u64, Error> {
        mint::execute(&e, &to, tier, nonce, false)
    }

    /// By the organizer and, through the registry, the relayer: one for somebody without a wallet. Errors as `mint_ticket`;
    /// event `minted`.
    pub fn mint_custodial(e: Env, to: Address, tier: u32, nonce: u64) -> Result<u64, Error> {
        mint::execute(&e, &to, tier, nonce, true)
    }
}
