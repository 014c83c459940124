use crate::errors::Error;
use passa_types::ensure;
use soroban_sdk::{symbol_short, token::TokenClient, Address, Env, Symbol, Vec};

const TOKENS: Symbol = symbol_short!("Tokens");

pub fn configure(e: &Env, a: &Address, b: &Address) {
    e.storage().instance().set(&TOKENS, &(a, b))
}

/// (in, out) of a path: the pool's two tokens, in either order.
pub fn pair(e: &Env, path: &Vec<Address>) -> Result<(Address, Address), Error> {
    let (a, b): (Address, Address) = e.storage().instance().get(&TOKENS).unwrap();
    let forth = *path == Vec::from_array(e, [a.clone(), b.clone()]);
    ensure!(forth || *path == Vec::from_array(e, [b.clone(), a.clone()]), Error::PathInvalid);
    Ok(if forth { (a, b) } else { (b, a) })
}

/// What the pool holds of a token is its reserve.
pub fn reserve(e: &Env, token: &Address) -> i128 {
    TokenClient::new(e, token).balance(&e.current_contract_address())
}
