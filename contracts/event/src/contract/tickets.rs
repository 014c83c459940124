use super::{EventContract, EventContractArgs, EventContractClient};
use crate::{
    errors::Error,
    tickets::{check_in, custody, listing, resale, transfer},
};
use soroban_sdk::{contractimpl, Address, Env, Vec};

#[contractimpl]
impl EventContract {
    /// SEP-50, by the holder: gives a ticket away. Errors 129, 600–608; events `moved`, `transfer`.
    pub fn transfer(e: Env, from: Address, to: Address, token_id: u64) -> Result<(), Error> {
        transfer::execute(&e, &from, &to, token_id)
    }

    /// Through the registry, by the relayer: tickets in custody go to their owner's own wallet. Errors 129, 600, 601, 604, 608,
    /// 610; events `claimed`, `mint`.
    pub fn claim_custodial(e: Env, order: u64, mask: u32, to: Address) -> Result<(), Error> {
        custody::claim(&e, order, mask, &to)
    }

    /// By the holder, in custody through the registry: offers a ticket for stroops. Errors 102, 600, 601, 603, 604, 606, 608,
    /// 611–614, 650; event `listed`.
    pub fn list(e: Env, ticket: u64, price: i128) -> Result<(), Error> {
        listing::list(&e, ticket, price)
    }

    /// By the holder, or the registry for a ticket in custody. Errors 600, 601, 609; event `unlisted`.
    pub fn unlist(e: Env, ticket: u64) -> Result<(), Error> {
        listing::unlist(&e, ticket)
    }

    /// By the buyer, for at most `max_price` stroops: the seller is paid at once. Errors 129, 300, 307, 310, 600, 601, 604, 606,
    /// 607, 609, 651, the token's; events `resold`, `transfer`.
    pub fn buy_listed(e: Env, buyer: Address, ticket: u64, max_price: i128) -> Result<(), Error> {
        resale::buy(&e, &buyer, ticket, max_price)
    }

    /// Through the registry, by relayer and treasury, which pays. Errors and events as `buy_listed`.
    pub fn buy_custodial(e: Env, treasury: Address, ticket: u64, max_price: i128, to: Address) -> Result<(), Error> {
        resale::buy_custodial(&e, &treasury, ticket, max_price, &to)
    }

    /// By a gate: whether the ticket is good; it is used now. Errors 403, 615, 616, 650; event `checked_in`.
    pub fn verify_ticket(e: Env, gate: Address, ticket: u64) -> Result<bool, Error> {
        check_in::verify_ticket(&e, &gate, ticket)
    }

    /// By a gate: up to 50 (order, mask). Returns which tickets are used now. Errors 403, 615, 616, 650; event `checked_in`.
    pub fn check_in(e: Env, gate: Address, orders: Vec<(u64, u32)>) -> Result<Vec<u32>, Error> {
        check_in::check_in(&e, &gate, &orders)
    }
}
