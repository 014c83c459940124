//! The entry points: authorisation, then one verb, which publishes one event.
use crate::{apply, approve, errors::Error, roles, submit};
use soroban_sdk::{contract, contractimpl, Address, BytesN, Env, Symbol};

#[contract]
pub struct CreatorsContract;

#[contractimpl]
impl CreatorsContract {
    pub fn __constructor(e: Env, registry: Address) {
        roles::set_registry(&e, &registry)
    }

    /// By a creator: asks to earn from an event's sales, under the terms with this SHA-256. Error 800; event `applied`.
    pub fn apply(e: Env, creator: Address, event: Address, terms_hash: BytesN<32>) -> Result<(), Error> {
        creator.require_auth();
        apply::execute(&e, creator, event, terms_hash)
    }

    /// By a creator: shows what is to be published, and on which platform. Returns the content's id. Error 800; event
    /// `content_submitted`.
    pub fn record_content_submission(
        e: Env,
        creator: Address,
        event: Address,
        content_hash: BytesN<32>,
        platform: Symbol,
    ) -> Result<BytesN<32>, Error> {
        creator.require_auth();
        submit::execute(&e, creator, event, content_hash, platform)
    }

    /// By the event's organizer, or by the admin through the registry: agrees to the content. Returns its id. Errors 800,
    /// 801; event `content_approved`.
    pub fn approve_content(
        e: Env,
        approver: Address,
        event: Address,
        creator: Address,
        content_hash: BytesN<32>,
    ) -> Result<BytesN<32>, Error> {
        approver.require_auth();
        approve::execute(&e, approver, event, creator, content_hash)
    }
}
