//! Points are redeemed once. A holder's proof is public, so only the registry may redeem with it.
use crate::{errors::Error, events::Redeemed, proof, storage};
use passa_types::ensure;
use soroban_sdk::{BytesN, Env, Vec};

pub struct Request {
    pub member: BytesN<32>,
    pub benefit: BytesN<32>,
    pub amount: u64,
    pub nonce: u32,
    pub points: u64,
    pub epoch: u32,
    pub proof: Vec<BytesN<32>>,
}

/// Returns what is left.
pub fn execute(e: &Env, request: Request) -> Result<u64, Error> {
    let Request { member, benefit, amount, nonce, points, epoch, proof } = request;
    ensure!(amount > 0, Error::AmountZero);
    let mut record = storage::member(e, &member);
    // A nonce used before comes first: a repeated call learns that it was done, whatever the root is by now.
    ensure!(nonce > record.redemptions, Error::NonceUsed);
    ensure!(nonce - 1 == record.redemptions, Error::NonceGap);
    proof::check(e, &member, points, epoch, &proof)?;
    let left = points.saturating_sub(record.redeemed).checked_sub(amount).ok_or(Error::PointsMissing)?;
    record.redeemed += amount;
    record.redemptions = nonce;
    storage::set_member(e, &member, &record);
    Redeemed { member, amount, benefit, epoch, nonce, points, redeemed: record.redeemed }.publish(e);
    Ok(left)
}

/// Refunds take points back, also points that were redeemed: what is left is never negative.
pub fn balance(e: &Env, member: BytesN<32>, points: u64, epoch: u32, proof: Vec<BytesN<32>>) -> Result<u64, Error> {
    proof::check(e, &member, points, epoch, &proof)?;
    Ok(points.saturating_sub(storage::member(e, &member).redeemed))
}
