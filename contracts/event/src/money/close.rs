//! Nothing of a cancelled event can be refunded any more: what is left goes to who put it in, then by the splits.
use crate::{
    clock::{ensure_not_frozen, pay_to},
    ensure,
    errors::Error,
    events, log,
    money::{
        accounting::WHOLE,
        delivery::{deliver, owe_treasury, send},
    },
    payloads::Closing,
    records::{
        config::Config,
        counters::{Counters, CANCELLED},
        storage,
        terms::Terms,
    },
};
use soroban_sdk::{Env, Vec};

/// Bit of the organizer's top-ups among those that were delivered.
const ORGANIZER: u32 = 1 << 31;

/// By anyone. What cannot be delivered is owed.
pub fn execute(e: &Env) -> Result<(), Error> {
    let (config, terms, mut counters) = (storage::config(e), storage::terms(e), storage::counters(e));
    ensure_not_frozen(e, &counters)?;
    ensure!(counters.has(CANCELLED), Error::NotCancelled);
    ensure!(counters.refundable == 0, Error::RefundsOpen);
    let cash = counters.cash();
    ensure!(cash > 0, Error::NothingDue);
    let treasury = cash.min(counters.shortfalls);
    let organizer = (cash - treasury).min(counters.top_ups);
    let rest = cash - treasury - organizer;

    counters.shortfalls -= treasury;
    counters.top_ups -= organizer;
    if treasury > 0 {
        owe_treasury(e, &mut counters, treasury);
    }
    let mut delivered = 0;
    if deliver(e, &config, &mut counters, &config.organizer, organizer)? {
        delivered |= ORGANIZER;
    }
    let payees = share(e, &config, &terms, &mut counters, rest, &mut delivered)?;
    let payload = Closing { delivered, organizer, payees, treasury };
    log::publish(e, &mut counters, |n, log| events::Closed { payload, n, log });
    storage::set_counters(e, &counters);
    Ok(())
}

/// Pays the rest by the splits, payee 0 what remains. Returns stroops by payee.
fn share(
    e: &Env,
    config: &Config,
    terms: &Terms,
    counters: &mut Counters,
    rest: i128,
    delivered: &mut u32,
) -> Result<Vec<i128>, Error> {
    let mut paid = storage::paid(e);
    let mut amounts = Vec::new(e);
    let of = |bps: u32| rest * bps as i128 / WHOLE;
    let others: i128 = terms.payees().iter().skip(1).map(|payee| of(payee.bps)).sum();
    for (index, payee) in terms.payees().iter().enumerate() {
        let amount = if index == 0 { rest - others } else { of(payee.bps) };
        amounts.push_back(amount);
        if let Some(sum) = paid.get_mut(index) {
            *sum += amount;
        }
        counters.paid += amount;
        let to = pay_to(e, terms, counters, index as u32)?;
        let sent = amount == 0 || send(e, config, &to.muxed(e), amount);
        if sent || deliver(e, config, counters, &to.address(e), amount)? {
            *delivered |= 1 << index;
        }
    }
    storage::set_paid(e, &paid, terms.payees().len());
    Ok(amounts)
}
