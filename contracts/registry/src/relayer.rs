//! A stolen relayer's key moves tickets in custody and settles what the treasury signs: the guardian turns it off.
use crate::{errors::Error, storage, types::RelayerDisabled};
use soroban_sdk::Env;

pub fn disable(e: &Env) -> Result<(), Error> {
    if storage::relayer_disabled(e) {
        return Err(Error::RelayerDisabled);
    }
    storage::set_relayer_disabled(e, true);
    RelayerDisabled { relayer: storage::config(e).relayer }.publish(e);
    Ok(())
}
