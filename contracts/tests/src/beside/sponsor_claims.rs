//! Milestones: claimed, objected to, released, decided.
use super::{
    escrow::{no, Id},
    fixture::Desk,
};
use crate::{
    assertions::{field, stroops},
    fixture::{NOW, USDC},
    terms::DAY,
};
use passa_sponsor::{Claim, Error};
use soroban_sdk::xdr::ScVal;

#[test]
fn an_approved_milestone_is_paid_at_once() {
    let d = Desk::native();
    let id = d.claimed();
    assert_eq!(d.sponsorship(&id).claim, Claim { again: false, amount: 400 * USDC, at: NOW, objected: false });
    assert_eq!(d.release(&id, true), Ok(400 * USDC));
    assert_eq!((d.w.gained("organizer"), d.escrow()), (400 * USDC, 600 * USDC));
    assert_eq!(d.release(&id, true), no(Error::NoClaim), "twice");
    assert_eq!(d.release(&id, false), no(Error::NoClaim));
}

#[test]
fn without_an_answer_anyone_releases_after_five_days() {
    let d = Desk::native();
    let id = d.claimed();
    d.w.wait(5 * DAY - 1);
    assert_eq!(d.release(&id, false), no(Error::TooEarly));
    d.w.wait(1);
    assert_eq!(d.object(&id), no(Error::TooLate));
    assert_eq!(d.release(&id, false), Ok(400 * USDC));
}

#[test]
fn an_objection_stops_the_clock_and_the_brand_may_still_agree() {
    let d = Desk::native();
    let id = d.claimed();
    d.w.wait(5 * DAY - 1);
    d.object(&id).unwrap();
    assert_eq!(d.object(&id), no(Error::Objected));
    d.w.wait(30 * DAY);
    assert_eq!(d.release(&id, false), no(Error::Objected));
    assert_eq!(d.release(&id, true), Ok(400 * USDC));
    assert_eq!(d.object(&id), no(Error::NoClaim));
}

#[test]
fn after_an_objection_the_registry_pays_at_most_the_claim() {
    let d = Desk::native();
    let id = d.claimed();
    assert_eq!(d.decide(&id, USDC), no(Error::NotObjected));
    d.object(&id).unwrap();
    assert_eq!(d.decide(&id, 400 * USDC + 1), no(Error::ClaimTooHigh));
    assert_eq!(d.decide(&id, -1), no(Error::AmountInvalid));
    assert_eq!(d.decide(&id, 150 * USDC), Ok(()));
    assert_eq!((d.w.gained("organizer"), d.sponsorship(&id).claim), (150 * USDC, Claim::NONE));
    assert_eq!(d.decide(&id, 1), no(Error::NoClaim));
    assert_eq!(d.claim(&id, 550 * USDC + 1), no(Error::ClaimTooHigh));
    assert_eq!(d.claim(&id, 550 * USDC), Ok(()), "what was not paid can be claimed with better proof");
}

#[test]
fn a_dismissed_claim_pays_nothing_and_ends() {
    let d = Desk::native();
    let id = d.claimed();
    d.object(&id).unwrap();
    assert_eq!(d.decide(&id, 0), Ok(()));
    assert_eq!((d.w.gained("organizer"), d.escrow()), (0, 1_000 * USDC));
    let (_, data) = d.events("sponsor_released").pop().unwrap();
    let ScVal::Vec(Some(data)) = data else { panic!() };
    assert_eq!((field(&data[0], "amount"), field(&data[0], "by")), (&stroops(0), &ScVal::U32(2)));
}

#[test]
fn one_claim_is_open_at_a_time_and_one_more_follows_an_objection() {
    let d = Desk::native();
    let id = d.claimed();
    assert_eq!(d.claim(&id, USDC), no(Error::ClaimOpen));
    d.object(&id).unwrap();
    assert_eq!(d.claim(&id, 300 * USDC), Ok(()), "with a better proof");
    assert_eq!(d.claim(&id, USDC), no(Error::ClaimOpen));
    d.object(&id).unwrap();
    assert_eq!(d.claim(&id, USDC), no(Error::ClaimedTwice));
    d.decide(&id, 100 * USDC).unwrap();
    assert_eq!(d.claim(&id, USDC), Ok(()), "the next milestone");
    assert!(!d.sponsorship(&id).claim.again);
}

#[test]
fn a_second_claim_has_its_own_five_days() {
    let d = Desk::native();
    let id = d.claimed();
    d.object(&id).unwrap();
    d.w.wait(4 * DAY);
    d.claim(&id, 300 * USDC).unwrap();
    d.w.wait(5 * DAY - 1);
    assert_eq!(d.release(&id, false), no(Error::TooEarly));
    d.w.wait(1);
    assert_eq!(d.release(&id, false), Ok(300 * USDC));
}

#[test]
fn milestones_never_take_what_is_for_creators() {
    let d = Desk::native();
    let id = d.agreed();
    assert_eq!(d.claim(&id, 700 * USDC + 1), no(Error::ClaimTooHigh));
    assert_eq!(d.claim(&id, 0), no(Error::AmountInvalid));
    assert_eq!(d.claim(&id, -1), no(Error::AmountInvalid));
    d.claim(&id, 700 * USDC).unwrap();
    d.release(&id, true).unwrap();
    assert_eq!(d.claim(&id, 1), no(Error::ClaimTooHigh));
    d.sell("njeri", 1);
    assert_eq!(d.bonus(&id, "njeri"), Ok(2 * USDC));
}

#[test]
fn claims_come_until_a_week_after_the_event() {
    let d = Desk::native();
    let id = d.agreed();
    d.after_end(7 * DAY + 1);
    assert_eq!(d.claim(&id, USDC), no(Error::TooLate));
    d.after_end(7 * DAY);
    assert_eq!(d.claim(&id, USDC), Ok(()));
}

/// The last claim has its five days before the brand's date.
#[test]
fn a_late_claim_is_released_before_the_brand_takes_the_rest() {
    let d = Desk::native();
    let id = d.agreed();
    d.after_end(7 * DAY);
    d.claim(&id, USDC).unwrap();
    d.after_end(12 * DAY);
    assert_eq!(d.release(&id, false), Ok(USDC));
    d.after_end(14 * DAY);
    assert_eq!(d.take_back(&id), Ok(999 * USDC));
}

fn disputed() -> (Desk, Id) {
    let d = Desk::native();
    let id = d.claimed();
    d.object(&id).unwrap();
    d.after_end(14 * DAY);
    (d, id)
}

#[test]
fn an_open_claim_stays_when_the_brand_takes_the_rest() {
    let (d, id) = disputed();
    assert_eq!(d.take_back(&id), Ok(600 * USDC));
    assert_eq!(d.take_back(&id), no(Error::NothingDue));
    assert_eq!(d.claim(&id, 1), no(Error::NotAccepted));
    d.decide(&id, 250 * USDC).unwrap();
    assert_eq!(d.take_back(&id), Ok(150 * USDC));
    assert_eq!((d.escrow(), d.w.gained("organizer"), d.w.gained("friend")), (0, 250 * USDC, -250 * USDC));
}

#[test]
fn an_event_cancelled_later_returns_the_open_claim_too() {
    let d = Desk::native();
    let id = d.claimed();
    d.w.cancel("organizer").unwrap();
    assert_eq!(d.object(&id), Ok(()));
    assert_eq!(d.decide(&id, USDC), no(Error::EventCancelled));
    assert_eq!(d.take_back(&id), Ok(1_000 * USDC));
}

#[test]
fn an_organizer_who_cannot_receive_loses_nothing() {
    let d = Desk::native();
    let id = d.claimed();
    d.w.block(&d.w.address("organizer"), true);
    assert_eq!(d.release(&id, true), no(Error::CannotReceive));
    assert_eq!((d.sponsorship(&id).released, d.escrow()), (0, 1_000 * USDC));
    d.w.block(&d.w.address("organizer"), false);
    assert_eq!(d.release(&id, true), Ok(400 * USDC));
}

#[test]
fn a_brand_that_cannot_receive_loses_nothing() {
    let d = Desk::native();
    let id = d.funded();
    d.w.block(&d.w.address("friend"), true);
    assert_eq!(d.take_back(&id), no(Error::CannotReceive));
    d.w.block(&d.w.address("friend"), false);
    assert_eq!(d.take_back(&id), Ok(1_000 * USDC));
}
