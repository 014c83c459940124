//! Money goes back to the one who has the right to it: by their own wish while the terms allow it, with the organizer's consent
//! before the event, and by anyone's call once it is cancelled.
use crate::{
    clock::{ensure_not_frozen, extended, now, refund_until, window_until, DAY},
    ensure,
    errors::Error,
    events, log,
    money::{
        accounting::spare,
        delivery::{deliver, deliver_to_treasury},
        void::Voiding,
    },
    payloads::Refund,
    records::{
        config::Config,
        counters::{Counters, CANCELLED},
        order::Payer,
        storage,
        terms::Terms,
    },
};
use passa_types::Credit;
use soroban_sdk::{Address, Env, Vec};

/// After a cancel that is not funded, this long the organizer may fund it before refunds are in proportion.
const FUNDING: u64 = 7 * DAY;

/// Who asks. `relayed`: the relayer signed for buyers without a wallet.
pub enum By {
    Anyone,
    Registry { treasury: Address, relayed: bool },
}

/// Returns the stroops that went back, or are owed where they could not be delivered.
pub fn execute(e: &Env, id: u64, mask: u32, credits: &Vec<Credit>, by: By) -> Result<i128, Error> {
    let (config, terms, mut counters) = (storage::config(e), storage::terms(e), storage::counters(e));
    if let By::Registry { .. } = by {
        config.registry.require_auth();
    }
    ensure_not_frozen(e, &counters)?;
    let mut voiding = Voiding::open(e, &counters, id, mask)?;
    let payer = payer(&voiding, &by)?;
    let face = voiding.face(&terms)?;
    let mut paid = face;
    if counters.has(CANCELLED) {
        paid = of_cancelled(e, &counters, face)?;
        // In proportion only at the wish of whom it belongs to: a later top-up would give more.
        if paid < face {
            sign(&payer, &by)?;
        }
    } else {
        let listed = voiding.order.listed & mask != 0 && now(e) < terms.policy.freeze_at;
        ensure!(!listed, Error::TicketListed);
        authorise(e, &config, &terms, &counters, &voiding, &payer, &by)?;
    }
    counters.refunded += paid;
    let commissions = voiding.apply(e, &mut counters, face, credits)?;
    let funded = counters.has(CANCELLED) || spare(&terms, &counters, &storage::paid(e)) >= 0;
    ensure!(funded, Error::NeedsFunding);

    let delivered = match (&by, &payer) {
        (By::Registry { treasury, .. }, _) => deliver_to_treasury(e, &config, &mut counters, treasury, paid)?,
        (_, payer) => deliver(e, &config, &mut counters, payer.as_ref().unwrap_or(&voiding.owner), paid)?,
    };
    let payload = Refund { commissions, delivered, mask, order: id, paid };
    log::publish(e, &mut counters, |n, log| events::Refunded { payer, payload, n, log });
    storage::set_counters(e, &counters);
    Ok(paid)
}

/// Who has the right to the money; nobody by name where it is the treasury, which the registry names.
fn payer(voiding: &Voiding, by: &By) -> Result<Option<Address>, Error> {
    match (&voiding.payer, by) {
        (Payer::Treasury, By::Registry { .. }) => Ok(None),
        (Payer::Owner, By::Anyone) => Ok(Some(voiding.owner.clone())),
        (Payer::Other(payer), By::Anyone) => Ok(Some(payer.clone())),
        _ => Err(Error::NotCustodial),
    }
}

/// The one who has the right agrees: for the treasury, the relayer did in the registry.
fn sign(payer: &Option<Address>, by: &By) -> Result<(), Error> {
    match (payer, by) {
        (Some(payer), _) => payer.require_auth(),
        (None, By::Registry { relayed, .. }) => ensure!(*relayed, Error::NotAllowed),
        _ => return Err(Error::NotAllowed),
    }
    Ok(())
}

/// Before a cancel: the payer, within the time for it, else the organizer out of goodwill; and always the holder too, who
/// loses the ticket. The relayer signs for those in custody.
fn authorise(
    e: &Env,
    config: &Config,
    terms: &Terms,
    counters: &Counters,
    voiding: &Voiding,
    payer: &Option<Address>,
    by: &By,
) -> Result<(), Error> {
    let open = refund_until(e, terms, counters).max(window_until(e, counters, voiding.order.terms_version));
    let in_time = now(e) < open;
    if in_time || payer.is_none() {
        sign(payer, by)?;
    }
    if !in_time {
        config.organizer.require_auth();
    }
    // Nobody can sign twice in a call.
    let signed = if in_time { payer.as_ref() } else { Some(&config.organizer) };
    if !voiding.custody && signed != Some(&voiding.owner) {
        voiding.owner.require_auth();
    }
    Ok(())
}

/// All of it where there is enough for everybody, else in proportion once the organizer had the time to fund it.
fn of_cancelled(e: &Env, counters: &Counters, face: i128) -> Result<i128, Error> {
    let (cash, refundable) = (counters.cash(), counters.refundable);
    if cash >= refundable {
        return Ok(face);
    }
    let cancelled_at = storage::state(e).cancelled_at;
    ensure!(now(e) >= extended(e, counters, cancelled_at, cancelled_at + FUNDING), Error::NeedsFunding);
    let paid = face * cash / refundable;
    ensure!(paid > 0, Error::NothingDue);
    Ok(paid)
}
