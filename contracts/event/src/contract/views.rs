use super::{EventContract, EventContractArgs, EventContractClient};
use crate::{
    clock::{is_frozen, refund_until},
    errors::Error,
    records::{counters::CANCELLED, storage},
    tickets::ticket::Ticket,
};
use passa_types::{CreatorAccount, Status};
use soroban_sdk::{contractimpl, Address, Bytes, Env, String};

/// Services read the ledger's entries; these are for wallets and other contracts.
#[contractimpl]
impl EventContract {
    pub fn organizer(e: Env) -> Address {
        storage::config(&e).organizer
    }

    pub fn status(e: Env) -> Status {
        let (terms, counters) = (storage::terms(&e), storage::counters(&e));
        Status {
            cancelled: counters.has(CANCELLED),
            ends_at: terms.ends_at,
            frozen: is_frozen(&e, &counters),
            refund_until: refund_until(&e, &terms, &counters),
            release_at: terms.policy.release_at,
        }
    }

    pub fn creator(e: Env, address: Address) -> CreatorAccount {
        storage::creator(&e, &address).unwrap_or_default()
    }

    /// Errors 600, 601.
    pub fn owner_of(e: Env, token_id: u64) -> Result<Address, Error> {
        Ok(Ticket::find(&e, token_id)?.owner().clone())
    }

    pub fn name(e: Env) -> String {
        text(&e, &storage::terms(&e).name)
    }

    pub fn symbol(e: Env) -> String {
        String::from_str(&e, "PASSA")
    }

    /// Errors 600, 601.
    pub fn token_uri(e: Env, token_id: u64) -> Result<String, Error> {
        Ticket::find(&e, token_id)?;
        Ok(text(&e, &storage::terms(&e).uri))
    }
}

fn text(e: &Env, bytes: &Bytes) -> String {
    String::from_bytes(e, bytes.to_buffer::<256>().as_slice())
}
