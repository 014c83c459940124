//! People enter: each ticket once.
use crate::{
    clock::{ensure_not_cancelled, now},
    ensure,
    errors::Error,
    ids,
    records::storage,
    ticket_events,
};
use soroban_sdk::{Address, Env, Vec};

const MAX_ORDERS: u32 = 50;

/// Whether the ticket is good: it is used now.
pub fn verify_ticket(e: &Env, gate: &Address, ticket: u64) -> Result<bool, Error> {
    let (order, index) = ids::order_of(ticket);
    let used = check_in(e, gate, &Vec::from_array(e, [(order, 1 << index)]))?;
    Ok(used.first() != Some(0))
}

/// Orders as (id, mask). Returns for each which tickets are used now: the others were used before, given back, or do not
/// exist.
pub fn check_in(e: &Env, gate: &Address, orders: &Vec<(u64, u32)>) -> Result<Vec<u32>, Error> {
    gate.require_auth();
    ensure!(storage::state(e).gates.contains(gate), Error::NotGate);
    ensure!(now(e) >= storage::terms(e).doors_at, Error::DoorsClosed);
    ensure_not_cancelled(&storage::counters(e))?;
    ensure!((1..=MAX_ORDERS).contains(&orders.len()), Error::BatchSizeInvalid);
    let (mut used, mut published) = (Vec::new(e), Vec::new(e));
    for (id, mask) in orders.iter() {
        let now_used = enter(e, id, mask);
        used.push_back(now_used);
        if now_used != 0 {
            published.push_back((id, now_used));
        }
    }
    if !published.is_empty() {
        ticket_events::CheckedIn { gate: gate.clone(), orders: published }.publish(e);
    }
    Ok(used)
}

fn enter(e: &Env, id: u64, mask: u32) -> u32 {
    let Ok(mut order) = storage::order(e, id) else { return 0 };
    let good = mask & order.all() & !order.used & !order.refunded;
    if good != 0 {
        order.used |= good;
        storage::set_order(e, id, &order);
    }
    good
}
