//! The functions of Soroswap's router that Passa calls. Amounts are in each token's units, a path is [in, out].
use crate::{errors::Error, storage, swap};
use passa_types::ensure;
use soroban_sdk::{contract, contractimpl, Address, Env, Vec};

#[contract]
pub struct TestPoolContract;

#[contractimpl]
impl TestPoolContract {
    pub fn __constructor(e: Env, token_a: Address, token_b: Address) {
        storage::configure(&e, &token_a, &token_b)
    }

    /// By `to`: swaps all of `amount_in` for at least `amount_out_min`. Returns [in, out]. Errors 502, 503,
    /// 507, 511, 512, 514, 590.
    pub fn swap_exact_tokens_for_tokens(
        e: Env,
        amount_in: i128,
        amount_out_min: i128,
        path: Vec<Address>,
        to: Address,
        deadline: u64,
    ) -> Result<Vec<i128>, Error> {
        to.require_auth();
        swap::ensure_in_time(&e, deadline)?;
        let amounts = swap::amounts_out(&e, amount_in, &path)?;
        ensure!(amounts.get_unchecked(1) >= amount_out_min, Error::OutputTooSmall);
        swap::execute(&e, &amounts, &path, &to)?;
        Ok(amounts)
    }

    /// By `to`: swaps at most `amount_in_max` for exactly `amount_out`. Returns [in, out]. Errors
    /// 502, 503, 508, 511, 513, 514, 590.
    pub fn swap_tokens_for_exact_tokens(
        e: Env,
        amount_out: i128,
        amount_in_max: i128,
        path: Vec<Address>,
        to: Address,
        deadline: u64,
    ) -> Result<Vec<i128>, Error> {
        to.require_auth();
        swap::ensure_in_time(&e, deadline)?;
        let amounts = swap::amounts_in(&e, amount_out, &path)?;
        ensure!(amounts.get_unchecked(0) <= amount_in_max, Error::InputTooLarge);
        swap::execute(&e, &amounts, &path, &to)?;
        Ok(amounts)
    }

    /// [in, out] for what goes in. Errors 502, 511, 512, 514, 590.
    pub fn router_get_amounts_out(e: Env, amount_in: i128, path: Vec<Address>) -> Result<Vec<i128>, Error> {
        swap::amounts_out(&e, amount_in, &path)
    }

    /// [in, out] for what comes out. Errors 502, 511, 513, 514, 590.
    pub fn router_get_amounts_in(e: Env, amount_out: i128, path: Vec<Address>) -> Result<Vec<i128>, Error> {
        swap::amounts_in(&e, amount_out, &path)
    }
}
