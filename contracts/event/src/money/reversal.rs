//! A mobile-money payment that was reversed later takes its unused tickets back. The tickets always go; what of the money was
//! paid out already the treasury bears, and gets back after everybody's dues.
use crate::{
    clock::{ensure_not_frozen, extended, now, DAY},
    ensure,
    errors::Error,
    events, log,
    money::{accounting::spare, delivery::deliver_to_treasury, void::Voiding},
    payloads::Reversal,
    records::{
        counters::{Counters, CANCELLED},
        order::{Payer, FIAT},
        storage,
        terms::Terms,
    },
};
use passa_types::Credit;
use soroban_sdk::{Address, BytesN, Env, Vec};

/// From the end of the day of settlement.
const LIMIT: u64 = 31 * DAY;

/// Through the registry, by relayer and treasury. Returns the stroops that went back.
pub fn execute(
    e: &Env,
    treasury: &Address,
    id: u64,
    mask: u32,
    credits: &Vec<Credit>,
    evidence: BytesN<32>,
) -> Result<i128, Error> {
    let (config, terms, mut counters) = (storage::config(e), storage::terms(e), storage::counters(e));
    config.registry.require_auth();
    ensure_not_frozen(e, &counters)?;
    let mut voiding = Voiding::open(e, &counters, id, mask)?;
    let order = &voiding.order;
    ensure!(order.has(FIAT) && voiding.payer == Payer::Treasury, Error::NotFiat);
    ensure!(order.used & mask == 0, Error::TicketUsed);
    // A buyer of a resold ticket paid for it.
    ensure!(voiding.resales == 0, Error::ResalesOff);
    let settled_at = order.settled_at();
    ensure!(now(e) < extended(e, &counters, settled_at, settled_at + LIMIT), Error::ReversalTooLate);

    let face = voiding.face(&terms)?;
    let in_proportion = of_cancelled(&counters, face);
    counters.refunded += face;
    let commissions = voiding.apply(e, &mut counters, face, credits)?;
    let paid = in_proportion.unwrap_or_else(|| covered(e, &terms, &counters, face));
    let shortfall = face - paid;
    counters.shortfalls += shortfall;

    let delivered = deliver_to_treasury(e, &config, &mut counters, treasury, paid)?;
    let payload = Reversal { commissions, delivered, evidence, mask, order: id, paid, shortfall };
    log::publish(e, &mut counters, |n, log| events::Reversed { payload, n, log });
    storage::set_counters(e, &counters);
    Ok(paid)
}

/// After a cancel no more than every other buyer gets.
fn of_cancelled(counters: &Counters, face: i128) -> Option<i128> {
    let short = counters.cash() < counters.refundable;
    counters.has(CANCELLED).then(|| if short { face * counters.cash() / counters.refundable } else { face })
}

/// What no entitlement needs.
fn covered(e: &Env, terms: &Terms, counters: &Counters, face: i128) -> i128 {
    (face + spare(terms, counters, &storage::paid(e))).clamp(0, face)
}
