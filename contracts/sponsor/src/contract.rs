//! The entry points: authorisation, then one verb, which publishes one event. Where the event names who signs, the verb asks.
use crate::{accept, bonus, claim, errors::Error, fund, object, records::Offer, refund, release, storage};
use soroban_sdk::{contract, contractimpl, Address, BytesN, Env};

#[contract]
pub struct SponsorContract;

#[contractimpl]
impl SponsorContract {
    pub fn __constructor(e: Env, registry: Address, usdc: Address) {
        storage::configure(&e, &registry, &usdc)
    }

    /// By a brand: pays in what it offers to an event. Returns the sponsorship's id, SHA-256(XDR [brand, event, nonce]).
    /// Errors 820 to 825, the token's own; event `sponsor_funded`.
    pub fn sponsor_fund(e: Env, brand: Address, event: Address, nonce: u64, offer: Offer) -> Result<BytesN<32>, Error> {
        brand.require_auth();
        fund::execute(&e, &brand, &event, nonce, offer)
    }

    /// By the organizer before the event's end: from now on creators' sales count. Errors 826, 830, 833, 834; event
    /// `sponsor_accepted`.
    pub fn sponsor_accept(e: Env, id: BytesN<32>) -> Result<(), Error> {
        accept::execute(&e, &id)
    }

    /// By anyone, from the end of the event's refunds: pays a creator what is due today. Returns stroops. Errors 826, 831,
    /// 832, 834, 835, 840, 841, 848; event `sponsor_bonus`.
    pub fn sponsor_bonus(e: Env, id: BytesN<32>, creator: Address) -> Result<i128, Error> {
        bonus::execute(&e, &id, &creator)
    }

    /// By the organizer until 7 days after the event: asks for a milestone's money, in stroops. Errors 821, 826, 831, 833,
    /// 834, 842, 844, 845; event `sponsor_claimed`.
    pub fn sponsor_claim(e: Env, id: BytesN<32>, amount: i128, proof_hash: BytesN<32>) -> Result<(), Error> {
        claim::execute(&e, &id, amount, &proof_hash)
    }

    /// By the brand within 5 days: stops the claim. Errors 826, 833, 843, 846; event `sponsor_objected`.
    pub fn sponsor_object(e: Env, id: BytesN<32>) -> Result<(), Error> {
        object::execute(&e, &id)
    }

    /// Pays the claim: approved by the brand, or by anyone 5 days after it. Returns stroops. Errors 826, 832, 834, 835, 843,
    /// 846, 848; event `sponsor_released`.
    pub fn sponsor_release(e: Env, id: BytesN<32>, approved: bool) -> Result<i128, Error> {
        release::execute(&e, &id, approved)
    }

    /// Through the registry, by support, after an objection: pays at most the claim; 0 dismisses it. Errors 821, 826, 834,
    /// 835, 843, 844, 847, 848; event `sponsor_released`.
    pub fn sponsor_decide(e: Env, id: BytesN<32>, amount: i128) -> Result<(), Error> {
        release::decide(&e, &id, amount)
    }

    /// By the brand: takes back what is left but for an open claim, 14 days after the event; all of it at once where nobody
    /// accepted or the event is cancelled. Returns stroops. Errors 826, 832, 841, 848; event `sponsor_refunded`.
    pub fn sponsor_refund(e: Env, id: BytesN<32>) -> Result<i128, Error> {
        refund::execute(&e, &id)
    }
}
