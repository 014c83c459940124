use super::{RegistryContract, RegistryContractArgs, RegistryContractClient};
use crate::{errors::Error, events, roles};
use soroban_sdk::{contractimpl, Address, Env};

/// Tickets in custody: the relayer signs for holders who have no wallet. Events of the first version have none.
#[contractimpl]
impl RegistryContract {
    /// By the relayer: tickets go to their owner's own wallet, and custody of them ends. Errors 702, 711, 714, the event's.
    pub fn claim_custodial(e: Env, event: Address, order: u64, mask: u32, to: Address) -> Result<(), Error> {
        roles::relayer(&e)?;
        events::second(&e, &event)?.claim_custodial(&order, &mask, &to);
        Ok(())
    }

    /// By the relayer: offers a ticket in custody for stroops, which the event will owe the treasury. Errors 702, 711, 714,
    /// the event's.
    pub fn list_custodial(e: Env, event: Address, ticket: u64, price: i128) -> Result<(), Error> {
        roles::relayer(&e)?;
        events::second(&e, &event)?.list(&ticket, &price);
        Ok(())
    }

    /// By the relayer: withdraws that offer. Errors 702, 711, 714, the event's.
    pub fn unlist_custodial(e: Env, event: Address, ticket: u64) -> Result<(), Error> {
        roles::relayer(&e)?;
        events::second(&e, &event)?.unlist(&ticket);
        Ok(())
    }

    /// By relayer and treasury, which pays at most `max_price` stroops as a child of its signature: `to` is an address of the
    /// relayer's. Errors 702, 711, 714, the event's.
    pub fn buy_custodial(e: Env, event: Address, ticket: u64, max_price: i128, to: Address) -> Result<(), Error> {
        let treasury = roles::relayer_and_treasury(&e)?;
        events::second(&e, &event)?.buy_custodial(&treasury, &ticket, &max_price, &to);
        Ok(())
    }
}
