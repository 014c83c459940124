use crate::{errors::Error, events::Applied, roles};
use soroban_sdk::{Address, BytesN, Env};

pub fn execute(e: &Env, creator: Address, event: Address, terms_hash: BytesN<32>) -> Result<(), Error> {
    roles::event(e, &event)?;
    Applied { event, creator, terms_hash }.publish(e);
    Ok(())
}
