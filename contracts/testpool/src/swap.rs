use crate::{errors::Error, price, storage};
use passa_types::ensure;
use soroban_sdk::{token::TokenClient, Address, Env, Vec};

/// [in, out] for what goes in.
pub fn amounts_out(e: &Env, amount: i128, path: &Vec<Address>) -> Result<Vec<i128>, Error> {
    let (from, to) = storage::pair(e, path)?;
    let out = price::out(amount, storage::reserve(e, &from), storage::reserve(e, &to))?;
    Ok(Vec::from_array(e, [amount, out]))
}

/// [in, out] for what comes out.
pub fn amounts_in(e: &Env, amount: i128, path: &Vec<Address>) -> Result<Vec<i128>, Error> {
    let (from, to) = storage::pair(e, path)?;
    let into = price::into(amount, storage::reserve(e, &from), storage::reserve(e, &to))?;
    Ok(Vec::from_array(e, [into, amount]))
}

/// The last ledger time at which a swap may happen is its deadline.
pub fn ensure_in_time(e: &Env, deadline: u64) -> Result<(), Error> {
    ensure!(e.ledger().timestamp() <= deadline, Error::DeadlineExpired);
    Ok(())
}

/// `to` pays what goes in and gets what comes out.
pub fn execute(e: &Env, amounts: &Vec<i128>, path: &Vec<Address>, to: &Address) -> Result<(), Error> {
    let (token_in, token_out) = storage::pair(e, path)?;
    let pool = e.current_contract_address();
    TokenClient::new(e, &token_in).transfer(to, &pool, &amounts.get_unchecked(0));
    TokenClient::new(e, &token_out).transfer(&pool, to, &amounts.get_unchecked(1));
    Ok(())
}
