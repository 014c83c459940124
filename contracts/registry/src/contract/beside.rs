use super::{RegistryContract, RegistryContractArgs, RegistryContractClient};
use crate::{errors::Error, events, roles, storage};
use passa_types::platform::{CreatorsClient, LoyaltyClient, SponsorClient};
use soroban_sdk::{contractimpl, Address, BytesN, Env, Vec};

/// What the platform does in the contracts beside `event`. The role's signature names the contract: a wrong one gets nothing
/// but this call, for no contract can act as the registry in another.
#[contractimpl]
impl RegistryContract {
    /// By the admin: agrees to a creator's content for an event. Returns the content's id. Errors 702, 714.
    pub fn approve_content(
        e: Env,
        creators: Address,
        event: Address,
        creator: Address,
        content_hash: BytesN<32>,
    ) -> Result<BytesN<32>, Error> {
        storage::config(&e).admin.require_auth();
        // `creators` cannot ask during this call.
        events::second(&e, &event)?;
        let approver = e.current_contract_address();
        Ok(CreatorsClient::new(&e, &creators).approve_content(&approver, &event, &creator, &content_hash))
    }

    /// By support: what of a sponsor's milestone, in stroops, the organizer gets after an objection; 0 dismisses it. Errors
    /// of `sponsor`.
    pub fn sponsor_decide(e: Env, sponsor: Address, id: BytesN<32>, amount: i128) {
        roles::support(&e).require_auth();
        SponsorClient::new(&e, &sponsor).sponsor_decide(&id, &amount)
    }

    /// By the relayer: the Merkle root over all members' points. Errors 711, those of `loyalty`.
    pub fn set_root(e: Env, loyalty: Address, epoch: u32, root: BytesN<32>) -> Result<(), Error> {
        roles::relayer(&e)?;
        LoyaltyClient::new(&e, &loyalty).set_root(&epoch, &root);
        Ok(())
    }

    /// By the relayer, for the holder: takes `amount` of a member's points for a benefit. Returns the points left. Errors
    /// 711, those of `loyalty`.
    #[allow(clippy::too_many_arguments)]
    pub fn redeem(
        e: Env,
        loyalty: Address,
        member: BytesN<32>,
        benefit: BytesN<32>,
        amount: u64,
        nonce: u32,
        points: u64,
        epoch: u32,
        proof: Vec<BytesN<32>>,
    ) -> Result<u64, Error> {
        roles::relayer(&e)?;
        let loyalty = LoyaltyClient::new(&e, &loyalty);
        Ok(loyalty.redeem(&member, &benefit, &amount, &nonce, &points, &epoch, &proof))
    }

    /// By the admin: proposes the code of `loyalty`, which waits there for 48 hours. Errors of `loyalty`.
    pub fn propose_wasm(e: Env, loyalty: Address, wasm_hash: BytesN<32>) {
        storage::config(&e).admin.require_auth();
        LoyaltyClient::new(&e, &loyalty).propose_wasm(&wasm_hash)
    }

    /// By the admin, or the guardian as a veto: withdraws the proposed code of `loyalty`. Error 710, those of `loyalty`.
    pub fn cancel_wasm(e: Env, by: Address, loyalty: Address) -> Result<(), Error> {
        by.require_auth();
        roles::ensure_admin_or_guardian(&e, &by)?;
        LoyaltyClient::new(&e, &loyalty).cancel_wasm();
        Ok(())
    }
}
