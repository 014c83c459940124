//! Settled fiat money becomes tickets: up to 50 orders in one call, each lane and sequence number exactly once.
use crate::{
    accounting, ensure,
    errors::Error,
    events,
    hot::{self, Hot},
    ids, inventory, log,
    order::{Order, CUSTODIAL, MAX_TICKETS},
    storage,
    types::{Batch, Terms},
};
use passa_types::{Config, SettleItem};
use soroban_sdk::{token::TokenClient, Env, Vec};

const MAX_ITEMS: u32 = 50;

/// Stroops: for all items, and for those that were served.
struct Bill {
    asked: i128,
    total: i128,
}

/// Returns the mask of the items that were served; the others found no seats, or no room under the cap on held money,
/// and their money goes back in this call. Sale windows do not count here: the fan paid while the hold stood.
pub fn execute(e: &Env, lane: u32, seq: u32, items: &Vec<SettleItem>) -> Result<u64, Error> {
    let (config, terms, mut hot) = (storage::config(e), storage::terms(e), storage::hot(e));
    ensure!(hot.status == hot::ACTIVE, Error::SalesClosed);
    ensure!((1..=MAX_ITEMS).contains(&items.len()), Error::BatchSizeInvalid);
    take_turn(&mut hot, lane, seq)?;
    let (served, bill) = serve(e, &config, &terms, &mut hot, items)?;
    hot.lane(lane)?.served = served;

    let payload = Batch { items: facts(e, items), lane, seq, served, total: bill.total };
    log::publish(e, &mut hot, |n, log| events::Settled { payload, n, log });
    storage::set_hot(e, &hot);
    issue(e, lane, seq, items, served);
    collect(e, &config, bill);
    Ok(served)
}

fn take_turn(hot: &mut Hot, lane: u32, seq: u32) -> Result<(), Error> {
    let last = &mut hot.lane(lane)?.seq;
    ensure!(seq > *last, Error::SequenceUsed);
    ensure!(seq == *last + 1, Error::SequenceGap);
    *last = seq;
    Ok(())
}

/// Takes what can be served out of the inventory; nothing is stored yet.
fn serve(
    e: &Env,
    config: &Config,
    terms: &Terms,
    hot: &mut Hot,
    items: &Vec<SettleItem>,
) -> Result<(u64, Bill), Error> {
    let room = config.cap - accounting::cash(hot, &storage::paid(e));
    let (mut served, mut bill) = (0u64, Bill { asked: 0, total: 0 });
    for (i, item) in items.iter().enumerate() {
        ensure!((1..=MAX_TICKETS).contains(&item.qty), Error::QuantityInvalid);
        let price = inventory::tier(terms, item.tier)?.price * item.qty as i128;
        bill.asked += price;
        if bill.total + price <= room && inventory::sell_to_fiat(hot, item.tier, item.qty).is_ok() {
            served |= 1 << i;
            bill.total += price;
        }
    }
    hot.gross += bill.total;
    Ok((served, bill))
}

fn facts(e: &Env, items: &Vec<SettleItem>) -> Vec<(soroban_sdk::Address, u32, u32, soroban_sdk::BytesN<32>)> {
    let mut facts = Vec::new(e);
    for item in items.iter() {
        facts.push_back((item.owner, item.tier, item.qty, item.evidence));
    }
    facts
}

fn issue(e: &Env, lane: u32, seq: u32, items: &Vec<SettleItem>, served: u64) {
    for (i, item) in items.iter().enumerate() {
        if served >> i & 1 == 1 {
            let order = Order::new(&item.owner, item.tier, item.qty, CUSTODIAL);
            storage::set_order(e, ids::settled(lane, seq, i as u32), &order);
        }
    }
}

/// The treasury signed for one exact amount, so all of it comes in and what bought nothing goes back.
fn collect(e: &Env, config: &Config, bill: Bill) {
    let (usdc, here) = (TokenClient::new(e, &config.usdc), e.current_contract_address());
    usdc.transfer(&config.treasury, &here, &bill.asked);
    if bill.asked > bill.total {
        usdc.transfer(&here, &config.treasury, &(bill.asked - bill.total));
    }
}
