use super::{RegistryContract, RegistryContractArgs, RegistryContractClient};
use crate::{errors::Error, events, roles, storage};
use soroban_sdk::{contractimpl, Address, Env};

/// What the platform may do to a whole event. Events of the first version know none of it.
#[contractimpl]
impl RegistryContract {
    /// By admin and guardian together, until the release: an organizer may have vanished. Errors 702, 714, the event's.
    pub fn cancel(e: Env, event: Address) -> Result<(), Error> {
        roles::admin_and_guardian(&e);
        events::second(&e, &event)?.cancel(&e.current_contract_address());
        Ok(())
    }

    /// By the guardian: stops an event's sales, or lifts the platform's stop. Errors 702, 714, the event's.
    pub fn pause(e: Env, event: Address, on: bool) -> Result<(), Error> {
        storage::config(&e).guardian.require_auth();
        events::second(&e, &event)?.pause(&e.current_contract_address(), &on);
        Ok(())
    }

    /// By the guardian, once in an event's life: stops its sales and all its money for up to 7 days, in seconds. Errors 702,
    /// 714, the event's.
    pub fn freeze(e: Env, event: Address, seconds: u64) -> Result<(), Error> {
        storage::config(&e).guardian.require_auth();
        events::second(&e, &event)?.freeze(&seconds);
        Ok(())
    }

    /// By anyone: the event takes on the present cap. Errors 702, 714, the event's.
    pub fn set_cap(e: Env, event: Address) -> Result<(), Error> {
        events::second(&e, &event)?.set_cap(&storage::config(&e).event_cap);
        Ok(())
    }

    /// By anyone: the event takes on the present attribution key. Errors 702, 714, the event's.
    pub fn set_attribution_key(e: Env, event: Address) -> Result<(), Error> {
        events::second(&e, &event)?.set_attribution_key(&storage::config(&e).attribution_key);
        Ok(())
    }
}
