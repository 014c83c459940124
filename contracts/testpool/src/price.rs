//! x × y = k with a fee of 0.3 %, rounded in the pool's favour, as Soroswap's library does it. Amounts are in a token's
//! smallest units.
use crate::errors::Error;
use passa_types::ensure;

const FEE: i128 = 3;
const WHOLE: i128 = 1_000;

/// What comes out for `amount`.
pub fn out(amount: i128, reserve_in: i128, reserve_out: i128) -> Result<i128, Error> {
    ensure!(amount >= 0, Error::NegativeAmount);
    ensure!(amount > 0, Error::InputZero);
    ensure!(reserve_in > 0 && reserve_out > 0, Error::LiquidityMissing);
    let counts = amount - ceiling(product(amount, FEE)?, WHOLE);
    let total = reserve_in.checked_add(counts).ok_or(Error::TooLarge)?;
    Ok(product(counts, reserve_out)? / total)
}

/// What has to go in for `amount`.
pub fn into(amount: i128, reserve_in: i128, reserve_out: i128) -> Result<i128, Error> {
    ensure!(amount >= 0, Error::NegativeAmount);
    ensure!(amount > 0, Error::OutputZero);
    ensure!(reserve_in > 0 && reserve_out > amount, Error::LiquidityMissing);
    let asked = product(product(reserve_in, amount)?, WHOLE)?;
    Ok(ceiling(asked, product(reserve_out - amount, WHOLE - FEE)?) + 1)
}

fn product(a: i128, b: i128) -> Result<i128, Error> {
    a.checked_mul(b).ok_or(Error::TooLarge)
}

fn ceiling(a: i128, b: i128) -> i128 {
    a / b + (a % b > 0) as i128
}
