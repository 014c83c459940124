//! Funding, acceptance, bonuses, and what goes back.
use super::{
    escrow::no,
    fixture::{id_of, Desk},
};
use crate::{
    fixture::{Code, Failure, Fixture, NOW, USDC},
    terms::{refundable, DAY, ENDS_AT, FREEZE_AT},
};
use passa_sponsor::{Claim, Error, Offer, Stage};

#[test]
fn a_brand_pays_in_what_it_offers() {
    let d = Desk::native();
    let id = d.funded();
    assert_eq!(id, id_of(&d, (d.w.address("friend"), &d.w.event, 1u64)));
    assert_eq!((d.w.gained("friend"), d.escrow()), (-1_000 * USDC, 1_000 * USDC));
    let s = d.sponsorship(&id);
    assert_eq!((s.left(), s.milestones_left(), s.stage), (1_000 * USDC, 700 * USDC, Stage::Funded));
}

#[test]
fn an_id_stands_for_one_offer_for_ever() {
    let d = Desk::native();
    let id = d.funded();
    assert_eq!(d.fund_as("friend", 1, d.offer()), no(Error::SponsorshipExists));
    d.take_back(&id).unwrap();
    assert_eq!(d.fund_as("friend", 1, d.offer()), no(Error::SponsorshipExists));
    assert_ne!(d.fund_as("friend", 2, d.offer()).unwrap(), id);
    assert_ne!(d.fund_as("fan", 1, d.offer()).unwrap(), id);
}

/// Attacked 9: another contract could name itself cancelled, released, or its author a creator with any sales.
#[test]
fn only_an_event_that_the_registry_knows_is_sponsored() {
    let d = Desk::native();
    let other = d.w.env.register(passa_event::EventContract, (d.w.config.clone(), d.w.init.clone()));
    let args = (d.w.address("friend"), other.clone(), 1u64, d.offer());
    assert_eq!(d.run::<soroban_sdk::BytesN<32>>(&d.sponsor, "sponsor_fund", args.clone()), no(Error::EventUnknown));
    d.enlist(&other, 1);
    assert_eq!(d.run::<soroban_sdk::BytesN<32>>(&d.sponsor, "sponsor_fund", args.clone()), no(Error::EventUnknown));
    d.enlist(&other, 2);
    assert!(d.run::<soroban_sdk::BytesN<32>>(&d.sponsor, "sponsor_fund", args).is_ok());
}

fn funded_with(change: impl FnOnce(&Desk, &mut Offer)) -> Result<(), Failure> {
    let d = Desk::native();
    let mut offer = d.offer();
    change(&d, &mut offer);
    d.fund_as("friend", 1, offer).map(drop)
}

fn without_creators(d: &Desk, offer: &mut Offer) {
    (offer.creators, offer.daily, offer.rate, offer.total) = (soroban_sdk::Vec::new(&d.w.env), 0, 0, 0);
}

#[test]
fn an_offers_numbers_make_sense() {
    assert_eq!(funded_with(|_, o| o.amount = 0), no(Error::AmountInvalid));
    assert_eq!(funded_with(|_, o| o.amount = i64::MAX as i128 + 1), no(Error::AmountInvalid));
    assert_eq!(funded_with(|_, o| o.rate = 0), no(Error::LimitsInvalid));
    assert_eq!(funded_with(|_, o| o.rate = -1), no(Error::LimitsInvalid));
    assert_eq!(funded_with(|_, o| o.daily = o.rate - 1), no(Error::LimitsInvalid), "never a whole ticket's");
    assert_eq!(funded_with(|_, o| o.daily = o.rate), Ok(()));
    assert_eq!(funded_with(|_, o| o.daily = o.total), Ok(()));
    assert_eq!(funded_with(|_, o| o.daily = o.total + 1), no(Error::LimitsInvalid));
    assert_eq!(funded_with(|_, o| o.total = o.amount), Ok(()));
    assert_eq!(funded_with(|_, o| o.total = o.amount + 1), no(Error::LimitsInvalid));
    assert_eq!(funded_with(without_creators), Ok(()));
    for change in [|o: &mut Offer| o.rate = 1, |o: &mut Offer| o.daily = 1, |o: &mut Offer| o.total = 1] {
        let result = funded_with(|d, o| {
            without_creators(d, o);
            change(o);
        });
        assert_eq!(result, no(Error::LimitsInvalid), "limits for nobody");
    }
}

#[test]
fn up_to_eight_creators_each_once_and_never_the_escrow_itself() {
    let crowd = |n: usize| {
        move |d: &Desk, o: &mut Offer| {
            o.creators = soroban_sdk::Vec::new(&d.w.env);
            (0..n).for_each(|i| o.creators.push_back(d.w.address(&format!("creator {i}"))));
        }
    };
    assert_eq!(funded_with(crowd(8)), Ok(()));
    assert_eq!(funded_with(crowd(9)), no(Error::TooManyCreators));
    assert_eq!(funded_with(|d, o| o.creators.push_back(d.w.address("njeri"))), no(Error::CreatorInvalid));
    assert_eq!(funded_with(|d, o| o.creators.push_back(d.sponsor.clone())), no(Error::CreatorInvalid));
}

#[test]
fn an_offer_is_accepted_once_and_before_the_events_end() {
    let d = Desk::native();
    let id = d.agreed();
    assert_eq!(d.accept(&id), no(Error::NotOpen));
    assert_eq!(d.accept(&d.hash(9)), no(Error::SponsorshipUnknown));
    let late = d.fund_as("friend", 2, d.offer()).unwrap();
    d.w.at(ENDS_AT);
    assert_eq!(d.accept(&late), no(Error::TooLate));
    d.w.at(ENDS_AT - 1);
    assert_eq!(d.accept(&late), Ok(()));
}

#[test]
fn before_acceptance_the_brand_changes_its_mind_at_once() {
    let d = Desk::native();
    let id = d.funded();
    assert_eq!(d.bonus(&id, "njeri"), no(Error::NotAccepted));
    assert_eq!(d.claim(&id, 1), no(Error::NotAccepted));
    assert_eq!(d.take_back(&id), Ok(1_000 * USDC));
    assert_eq!((d.w.gained("friend"), d.escrow()), (0, 0));
    assert_eq!(d.accept(&id), no(Error::NotOpen));
    assert_eq!(d.take_back(&id), no(Error::NothingDue));
}

#[test]
fn a_bonus_counts_sales_since_the_acceptance() {
    let d = Desk::native();
    d.sell("njeri", 3);
    let id = d.agreed();
    assert_eq!(d.bonus(&id, "njeri"), no(Error::NothingDue));
    d.sell("njeri", 4);
    assert_eq!(d.bonus(&id, "njeri"), Ok(8 * USDC));
    assert_eq!(d.bonus(&id, "njeri"), no(Error::NothingDue), "twice for one sale");
    assert_eq!(d.bonus(&id, "otieno"), no(Error::NothingDue), "another's sales");
    assert_eq!(d.bonus(&id, "artist"), no(Error::CreatorUnknown));
    d.sell("njeri", 1);
    assert_eq!(d.bonus(&id, "njeri"), Ok(2 * USDC));
    assert_eq!((d.w.balance("njeri"), d.escrow()), (10 * USDC, 990 * USDC));
}

#[test]
fn a_shared_sale_earns_its_part_rounded_down() {
    let d = Desk::native();
    let mut offer = d.offer();
    offer.rate = 3;
    let id = d.fund_as("friend", 1, offer).unwrap();
    d.accept(&id).unwrap();
    d.w.allocate(0, 1).unwrap();
    let item = d.w.credited_item("c1", 0, 1, &[("njeri", 5_000), ("otieno", 5_000)]);
    assert_eq!(d.w.settle(0, 1, &[item]), Ok(1));
    assert_eq!(d.bonus(&id, "njeri"), Ok(1), "half of 3 stroops");
}

#[test]
fn a_bonus_waits_until_buyers_cannot_refund_by_themselves() {
    let d = Desk::with(Code::Native, Fixture::policy(refundable));
    let id = d.agreed();
    d.sell("njeri", 1);
    d.w.at(FREEZE_AT - 1);
    assert_eq!(d.bonus(&id, "njeri"), no(Error::TooEarly));
    d.w.at(FREEZE_AT);
    assert_eq!(d.bonus(&id, "njeri"), Ok(2 * USDC));
}

/// Attacked 9: clamped at 0.
#[test]
fn a_reversal_takes_no_bonus_back_and_the_next_sales_make_up_for_it() {
    let d = Desk::native();
    let id = d.agreed();
    let order = d.sell("njeri", 2);
    assert_eq!(d.bonus(&id, "njeri"), Ok(4 * USDC));
    let credits = soroban_sdk::vec![&d.w.env, d.w.credit("njeri", 10_000, 25 * USDC / 10)];
    let args = (d.w.address("treasury"), order, 0b11u32, credits, d.hash(5));
    d.w.call::<i128>("reverse_fiat", args).unwrap();
    assert_eq!(d.bonus(&id, "njeri"), no(Error::NothingDue));
    d.sell("njeri", 2);
    assert_eq!(d.bonus(&id, "njeri"), no(Error::NothingDue), "paid before");
    d.sell("njeri", 1);
    assert_eq!(d.bonus(&id, "njeri"), Ok(2 * USDC));
}

#[test]
fn a_days_limit_holds_for_all_creators_and_the_rest_waits_for_the_next_utc_day() {
    let d = Desk::native();
    let mut offer = d.offer();
    offer.daily = 10 * USDC;
    let id = d.fund_as("friend", 1, offer).unwrap();
    d.accept(&id).unwrap();
    d.sell("njeri", 4);
    d.sell("otieno", 4);
    let midnight = NOW / DAY * DAY + DAY;
    d.w.at(midnight - 1);
    assert_eq!(d.bonus(&id, "njeri"), Ok(8 * USDC));
    assert_eq!(d.bonus(&id, "otieno"), Ok(2 * USDC));
    assert_eq!(d.bonus(&id, "otieno"), no(Error::NothingDue));
    d.w.at(midnight);
    assert_eq!(d.bonus(&id, "otieno"), Ok(6 * USDC));
    assert_eq!(d.sponsorship(&id).spent, 6 * USDC);
}

#[test]
fn creators_get_no_more_than_their_total() {
    let d = Desk::native();
    let mut offer = d.offer();
    (offer.daily, offer.total) = (5 * USDC, 5 * USDC);
    let id = d.fund_as("friend", 1, offer).unwrap();
    d.accept(&id).unwrap();
    d.sell("njeri", 2);
    d.sell("otieno", 2);
    assert_eq!(d.bonus(&id, "njeri"), Ok(4 * USDC));
    assert_eq!(d.bonus(&id, "otieno"), Ok(USDC));
    d.w.wait(DAY);
    assert_eq!(d.bonus(&id, "otieno"), no(Error::NothingDue));
}

#[test]
fn what_a_creator_cannot_receive_waits_and_nobody_waits_with_it() {
    let d = Desk::native();
    let id = d.agreed();
    d.sell("njeri", 1);
    d.sell("otieno", 1);
    d.w.block(&d.w.address("njeri"), true);
    assert_eq!(d.bonus(&id, "njeri"), no(Error::CannotReceive));
    assert_eq!(d.bonus(&id, "otieno"), Ok(2 * USDC));
    d.w.block(&d.w.address("njeri"), false);
    assert_eq!(d.bonus(&id, "njeri"), Ok(2 * USDC));
}

#[test]
fn a_cancelled_event_pays_no_bonus_and_no_claim_and_the_brand_takes_all_back_at_once() {
    let d = Desk::native();
    let id = d.claimed();
    let open = d.fund_as("friend", 2, d.offer()).unwrap();
    d.sell("njeri", 5);
    d.bonus(&id, "njeri").unwrap();
    d.sell("njeri", 5);
    d.w.cancel("organizer").unwrap();
    d.w.wait(5 * DAY);
    assert_eq!(d.bonus(&id, "njeri"), no(Error::EventCancelled));
    assert_eq!(d.claim(&id, 1), no(Error::EventCancelled));
    assert_eq!(d.release(&id, true), no(Error::EventCancelled));
    assert_eq!(d.release(&id, false), no(Error::EventCancelled));
    assert_eq!(d.accept(&open), no(Error::EventCancelled));
    assert_eq!(d.take_back(&id), Ok(990 * USDC));
    assert_eq!(d.take_back(&open), Ok(1_000 * USDC));
    assert_eq!((d.escrow(), d.sponsorship(&id).claim), (0, Claim::NONE));
    assert_eq!(d.take_back(&id), no(Error::NothingDue));
}

#[test]
fn a_frozen_event_pays_nothing_from_here_either_and_time_to_object_goes_on() {
    let d = Desk::native();
    let id = d.claimed();
    d.sell("njeri", 1);
    d.w.freeze(7 * DAY).unwrap();
    d.w.wait(5 * DAY);
    assert_eq!(d.bonus(&id, "njeri"), no(Error::EventFrozen));
    assert_eq!(d.release(&id, true), no(Error::EventFrozen));
    assert_eq!(d.release(&id, false), no(Error::EventFrozen));
    let open = d.fund_as("friend", 2, d.offer()).unwrap();
    assert_eq!(d.take_back(&open), Ok(1_000 * USDC), "the brand's own money may go back");
    d.w.wait(2 * DAY);
    assert_eq!(d.bonus(&id, "njeri"), Ok(2 * USDC));
    assert_eq!(d.release(&id, false), Ok(400 * USDC));
}

#[test]
fn two_weeks_after_the_event_the_brand_takes_back_what_is_left() {
    let d = Desk::native();
    let id = d.agreed();
    d.sell("njeri", 1);
    d.sell("otieno", 1);
    d.bonus(&id, "njeri").unwrap();
    d.after_end(14 * DAY - 1);
    assert_eq!(d.take_back(&id), no(Error::TooEarly));
    d.after_end(14 * DAY);
    assert_eq!(d.take_back(&id), Ok(998 * USDC));
    assert_eq!(d.bonus(&id, "otieno"), no(Error::NotAccepted), "creators had two weeks");
    assert_eq!(d.take_back(&id), no(Error::NothingDue));
    assert_eq!((d.escrow(), d.sponsorship(&id).stage), (0, Stage::Ended));
}

#[test]
fn a_postponed_event_moves_the_brands_date_too() {
    let d = Desk::native();
    let id = d.agreed();
    d.w.postpone(10 * DAY).unwrap();
    d.after_end(14 * DAY);
    assert_eq!(d.take_back(&id), no(Error::TooEarly));
    d.after_end(24 * DAY);
    assert_eq!(d.take_back(&id), Ok(1_000 * USDC));
}
