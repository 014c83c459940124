use crate::{errors::Error, storage};
use soroban_sdk::{token::TokenClient, Address, Env};

/// Error 848: no trust line, a frozen or a full balance. The call fails whole and can be made again.
pub fn pay(e: &Env, to: &Address, amount: i128) -> Result<(), Error> {
    let sent = TokenClient::new(e, &storage::usdc(e)).try_transfer(&e.current_contract_address(), to, &amount);
    match sent {
        Ok(Ok(())) => Ok(()),
        _ => Err(Error::CannotReceive),
    }
}

pub fn collect(e: &Env, from: &Address, amount: i128) {
    TokenClient::new(e, &storage::usdc(e)).transfer(from, e.current_contract_address(), &amount)
}
