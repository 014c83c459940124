//! Who signs for the platform. A role's key may change at any time; an event sees this registry only.
use crate::{errors::Error, storage, types::RegistryConfig};
use soroban_sdk::{Address, Env};

/// The relayer signs this call. Error 711.
pub fn relayer(e: &Env) -> Result<(), Error> {
    with_relayer(e)?.relayer.require_auth();
    Ok(())
}

/// Both sign this call. Returns the treasury. Error 711.
pub fn relayer_and_treasury(e: &Env) -> Result<Address, Error> {
    let config = with_relayer(e)?;
    config.relayer.require_auth();
    config.treasury.require_auth();
    Ok(config.treasury)
}

/// The configuration, unless its relayer is disabled. Error 711.
pub fn with_relayer(e: &Env) -> Result<RegistryConfig, Error> {
    match storage::relayer_disabled(e) {
        true => Err(Error::RelayerDisabled),
        false => Ok(storage::config(e)),
    }
}

/// Decides on sponsors' milestones; the admin does while there is no support.
pub fn support(e: &Env) -> Address {
    storage::support(e).unwrap_or_else(|| storage::config(e).admin)
}

/// Who proposes, and who may veto. Error 710.
pub fn ensure_admin_or_guardian(e: &Env, by: &Address) -> Result<(), Error> {
    let config = storage::config(e);
    match *by == config.admin || *by == config.guardian {
        true => Ok(()),
        false => Err(Error::NotAdminOrGuardian),
    }
}

/// One address in both roles, as on a test network, cannot sign twice in a call.
pub fn admin_and_guardian(e: &Env) {
    let config = storage::config(e);
    config.admin.require_auth();
    if config.guardian != config.admin {
        config.guardian.require_auth();
    }
}
