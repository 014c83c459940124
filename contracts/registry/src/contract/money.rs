use super::{RegistryContract, RegistryContractArgs, RegistryContractClient};
use crate::{distribute, errors::Error, events, roles, storage};
use passa_types::Credit;
use soroban_sdk::{contractimpl, Address, BytesN, Env, Vec};

/// What the treasury gets back goes to the present one, whichever paid.
#[contractimpl]
impl RegistryContract {
    /// By the relayer where `relayed`, else by anyone, which a cancelled event with enough money allows. Those in `also`
    /// sign too: the organizer for goodwill, the holder of a claimed ticket; the event asks for them. Returns stroops. Errors
    /// 702, 711, 714, the event's.
    pub fn refund_custodial(
        e: Env,
        event: Address,
        order: u64,
        mask: u32,
        credits: Vec<Credit>,
        relayed: bool,
        also: Vec<Address>,
    ) -> Result<i128, Error> {
        if relayed {
            roles::relayer(&e)?;
        }
        also.iter().for_each(|other| other.require_auth());
        let treasury = storage::config(&e).treasury;
        Ok(events::second(&e, &event)?.refund_custodial(&treasury, &order, &mask, &credits, &relayed))
    }

    /// By relayer and treasury: the provider reversed a payment. Returns the stroops that came back. Errors 702, 711, 714,
    /// the event's.
    pub fn reverse_fiat(
        e: Env,
        event: Address,
        order: u64,
        mask: u32,
        credits: Vec<Credit>,
        evidence: BytesN<32>,
    ) -> Result<i128, Error> {
        let treasury = roles::relayer_and_treasury(&e)?;
        Ok(events::second(&e, &event)?.reverse_fiat(&treasury, &order, &mask, &credits, &evidence))
    }

    /// By anyone: the event pays the present treasury what it owes it. Returns stroops. Errors 702, 714, the event's.
    pub fn pay_treasury(e: Env, event: Address) -> Result<i128, Error> {
        let event = events::second(&e, &event)?;
        Ok(event.pay_treasury(&storage::config(&e).treasury))
    }

    /// By anyone: up to 64 (event, mask of payees, creators) are paid what is due to them; one that fails, or is unknown,
    /// stops no other. Returns the mask of those that went well. Events of the first version have no creators. Error 715.
    pub fn process_bulk_distribution(e: Env, of: Vec<(Address, u32, Vec<Address>)>) -> Result<u64, Error> {
        distribute::execute(&e, &of)
    }
}
