use super::{RegistryContract, RegistryContractArgs, RegistryContractClient};
use crate::{
    code,
    errors::Error,
    relayer, settings, storage,
    types::{Change, Setting},
};
use soroban_sdk::{contractimpl, Address, BytesN, Env};

#[contractimpl]
impl RegistryContract {
    /// By the admin: proposes the code of events published later. `version` is the present one plus 1. Errors 706, 707;
    /// event `change_proposed`.
    pub fn set_event_wasm(e: Env, wasm_hash: BytesN<32>, version: u32) -> Result<(), Error> {
        storage::config(&e).admin.require_auth();
        code::propose_event_wasm(&e, wasm_hash, version)
    }

    /// By the admin: proposes the registry's own new code. Error 707; event `change_proposed`.
    pub fn upgrade(e: Env, wasm_hash: BytesN<32>) -> Result<(), Error> {
        storage::config(&e).admin.require_auth();
        code::propose_registry_wasm(&e, wasm_hash)
    }

    /// By the admin: proposes a role's new holder, a cap, an attribution key or the platform's payee. A lower cap works at
    /// once, and cancels a raise that waits. Errors 703, 707; event `setting_proposed`; for a lower cap `setting_applied`,
    /// after a `setting_cancelled` where one waited.
    pub fn propose(e: Env, setting: Setting) -> Result<(), Error> {
        storage::config(&e).admin.require_auth();
        settings::propose(&e, setting)
    }

    /// By the new holder of a proposed role: shows that its key works. Errors 708, 716; event `role_accepted`.
    pub fn accept_role(e: Env, change: Change) -> Result<(), Error> {
        settings::accept(&e, change)
    }

    /// By the admin, or the guardian as a veto: withdraws a proposal. A guardian's replacement only the admin withdraws.
    /// Errors 708, 710, 713; event `change_cancelled` for code, else `setting_cancelled`.
    pub fn cancel_change(e: Env, by: Address, change: Change) -> Result<(), Error> {
        by.require_auth();
        match change {
            Change::EventWasm | Change::RegistryWasm => code::cancel(&e, by, change),
            _ => settings::cancel(&e, by, change),
        }
    }

    /// By anyone, 48 hours after the proposal, 7 days after that of a guardian. Errors 703, 708, 709, 712; event
    /// `change_applied` for code, else `setting_applied`.
    pub fn apply_change(e: Env, change: Change) -> Result<(), Error> {
        match change {
            Change::EventWasm | Change::RegistryWasm => code::apply(&e, change),
            _ => settings::apply(&e, change),
        }
    }

    /// By the guardian: the relayer's signature counts no more, until a relayer is applied. Error 711; event
    /// `relayer_disabled`.
    pub fn disable_relayer(e: Env) -> Result<(), Error> {
        storage::config(&e).guardian.require_auth();
        relayer::disable(&e)
    }
}
