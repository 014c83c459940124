use super::{EventContract, EventContractArgs, EventContractClient};
use crate::{
    errors::Error,
    money::{close, owed, payouts, redirect, refund, reversal, top_ups},
};
use passa_types::Credit;
use soroban_sdk::{contractimpl, Address, BytesN, Env, MuxedAddress, Vec};

#[contractimpl]
impl EventContract {
    /// By anyone: pays the payees of the mask and up to 8 creators what is due to them. Errors 503, 651; event `paid`.
    pub fn distribute_ticket_revenue(e: Env, mask: u32, creators: Vec<Address>) -> Result<(), Error> {
        payouts::distribute(&e, mask, &creators)
    }

    /// By anyone: pays one payee, or says why not. Returns stroops. Errors 500, 501, 651, the token's; event `paid`.
    pub fn claim(e: Env, index: u32) -> Result<i128, Error> {
        payouts::claim(&e, index)
    }

    /// By anyone: pays one creator, or says why not. Returns stroops. Errors 501, 651, the token's; event `paid`.
    pub fn claim_creator(e: Env, creator: Address) -> Result<i128, Error> {
        payouts::claim_creator(&e, creator)
    }

    /// By anyone: pays somebody what could not be delivered. Returns stroops. Errors 501, 651, the token's; event `owed_paid`.
    pub fn claim_owed(e: Env, to: Address) -> Result<i128, Error> {
        owed::claim(&e, &to)
    }

    /// By the payee: payments go to `to` from 48 hours later on; the present address withdraws that. Errors 114, 122, 500, 512;
    /// event `redirected`.
    pub fn redirect(e: Env, index: u32, to: MuxedAddress) -> Result<(), Error> {
        redirect::execute(&e, index, to)
    }

    /// By the payer, and the holder if it is another: until `refund_until` or within a window; else by organizer and holder;
    /// after a cancel by anyone, or by the payer where it is in proportion. Takes back what `credits`, as published with the
    /// sale, earned; after a cancel they are not needed. Returns stroops. Errors 504, 505, 507–509, 514, 600, 601, 603, 604, 608,
    /// 651; event `refunded`.
    pub fn refund(e: Env, order: u64, mask: u32, credits: Vec<Credit>) -> Result<i128, Error> {
        refund::execute(&e, order, mask, &credits, refund::By::Anyone)
    }

    /// Through the registry, which names the present treasury: what the treasury paid goes back to it. `relayed`: the relayer
    /// signed; after a cancel that is funded anyone may call. Errors as `refund`, 652; event `refunded`.
    pub fn refund_custodial(
        e: Env,
        treasury: Address,
        order: u64,
        mask: u32,
        credits: Vec<Credit>,
        relayed: bool,
    ) -> Result<i128, Error> {
        refund::execute(&e, order, mask, &credits, refund::By::Registry { treasury, relayed })
    }

    /// Through the registry, by relayer and treasury, for 30 days after settlement: a payment was reversed, and its unused
    /// tickets go. Returns the stroops that came back; the rest is owed after everybody's dues. Errors 504, 508–511, 600, 601,
    /// 603, 604, 611, 651; event `reversed`.
    pub fn reverse_fiat(
        e: Env,
        treasury: Address,
        order: u64,
        mask: u32,
        credits: Vec<Credit>,
        evidence: BytesN<32>,
    ) -> Result<i128, Error> {
        reversal::execute(&e, &treasury, order, mask, &credits, evidence)
    }

    /// Through the registry, which names the present treasury: pays what is owed to it. Returns stroops. Errors 501, 651, the
    /// token's; event `owed_paid`.
    pub fn pay_treasury(e: Env, treasury: Address) -> Result<i128, Error> {
        owed::pay_treasury(&e, &treasury)
    }

    /// By the organizer: puts in stroops for refunds. Error 204, the token's; event `funded`.
    pub fn fund_refunds(e: Env, amount: i128) -> Result<(), Error> {
        top_ups::fund(&e, amount)
    }

    /// By the organizer: takes out the part of the money put in that no entitlement needs, while no refunds are open. Returns stroops.
    /// Errors 501, 506, 651; event `top_ups_returned`.
    pub fn return_top_ups(e: Env) -> Result<i128, Error> {
        top_ups::give_back(&e)
    }

    /// By anyone, once nothing of a cancelled event can be refunded: pays out what is left. Errors 501, 506, 508, 651, 658; event
    /// `closed`.
    pub fn close_refunds(e: Env) -> Result<(), Error> {
        close::execute(&e)
    }
}
