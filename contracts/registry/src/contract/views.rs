use super::{RegistryContract, RegistryContractArgs, RegistryContractClient};
use crate::{
    create,
    errors::Error,
    roles, storage,
    types::{Change, Pending, Proposal, RegistryConfig},
};
use soroban_sdk::{contractimpl, Address, Env};

#[contractimpl]
impl RegistryContract {
    /// Code that is proposed and neither applied nor cancelled.
    pub fn pending_change(e: Env, change: Change) -> Option<Pending> {
        storage::pending(&e, change)
    }

    /// What else is proposed and neither applied nor cancelled.
    pub fn pending_setting(e: Env, change: Change) -> Option<Proposal> {
        storage::proposal(&e, change)
    }

    pub fn relayer_disabled(e: Env) -> bool {
        storage::relayer_disabled(&e)
    }

    /// Who decides on sponsors' milestones.
    pub fn support(e: Env) -> Address {
        roles::support(&e)
    }

    pub fn config(e: Env) -> RegistryConfig {
        storage::config(&e)
    }

    pub fn events_count(e: Env) -> u32 {
        storage::count(&e)
    }

    /// The running number of an event of this registry. Error 702.
    pub fn event_no(e: Env, event: Address) -> Result<u32, Error> {
        Ok(storage::event(&e, &event)?.no)
    }

    /// The version of an event of this registry: the form of its calls, items and events. Error 702.
    pub fn event_version(e: Env, event: Address) -> Result<u32, Error> {
        Ok(storage::event(&e, &event)?.version)
    }

    /// Where `create_event` with these arguments deploys.
    pub fn event_address(e: Env, organizer: Address, nonce: u64) -> Address {
        create::deployer(&e, &organizer, nonce).deployed_address()
    }
}
