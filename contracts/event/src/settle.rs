//! Settled fiat money becomes tickets: up to 50 orders in one call, each lane and sequence number exactly once.
use crate::{
    accounting, ensure,
    errors::Error,
    events,
    hot::{self, Hot, LANES},
    ids, inventory, log,
    order::{Order, CUSTODIAL, MAX_TICKETS},
    storage,
    types::{Batch, Terms},
};
use passa_types::SettleItem;
use soroban_sdk::{token::TokenClient, Env, Vec};

const MAX_ITEMS: u32 = 50;

/// Returns the mask of the items that were served; the others found no seats and their money goes back in this call.
/// Sale windows do not count here: the fan paid while the hold stood.
pub fn execute(e: &Env, lane: u32, seq: u32, items: &Vec<SettleItem>) -> Result<u64, Error> {
    let (terms, mut state) = (storage::terms(e), storage::hot(e));
    ensure!(state.status == hot::ACTIVE, Error::SalesClosed);
    ensure!((1..=MAX_ITEMS).contains(&items.len()), Error::BatchSizeInvalid);
    take_turn(&mut state, lane, seq)?;

    let (mut served, mut asked, mut total) = (0u64, 0i128, 0i128);
    let mut facts = Vec::new(e);
    for (i, item) in items.iter().enumerate() {
        let price = quote(&terms, &item)?;
        asked += price;
        if inventory::sell_to_fiat(&mut state, item.tier, item.qty).is_ok() {
            served |= 1 << i;
            total += price;
            let id = ids::settled(lane, seq, i as u32);
            storage::set_order(e, id, &Order::new(&item.owner, item.tier, item.qty, CUSTODIAL));
        }
        facts.push_back((item.owner, item.tier, item.qty, item.evidence));
    }
    state.gross += total;
    state.lanes[lane as usize].served = served;
    let config = storage::config(e);
    ensure!(accounting::cash(&state, &storage::paid(e)) <= config.cap, Error::HeldMoneyCap);

    let batch = Batch { items: facts, lane, seq, served, total };
    log::publish(e, &mut state, batch, |payload, n, log| events::Settled { payload, n, log });
    storage::set_hot(e, &state);

    // The treasury signed for one exact amount, so all of it comes in and what bought nothing goes back.
    let (usdc, here) = (TokenClient::new(e, &config.usdc), e.current_contract_address());
    usdc.transfer(&config.treasury, &here, &asked);
    if asked > total {
        usdc.transfer(&here, &config.treasury, &(asked - total));
    }
    Ok(served)
}

fn take_turn(state: &mut Hot, lane: u32, seq: u32) -> Result<(), Error> {
    ensure!((lane as usize) < LANES, Error::LaneUnknown);
    let last = &mut state.lanes[lane as usize].seq;
    ensure!(seq > *last, Error::SequenceUsed);
    ensure!(seq == *last + 1, Error::SequenceGap);
    *last = seq;
    Ok(())
}

fn quote(terms: &Terms, item: &SettleItem) -> Result<i128, Error> {
    let tier = inventory::tier(terms, item.tier)?;
    ensure!((1..=MAX_TICKETS).contains(&item.qty), Error::QuantityInvalid);
    Ok(tier.price * item.qty as i128)
}
