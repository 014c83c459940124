use crate::{
    assertions::{field, refused},
    fixture::{Code, Fixture, USDC},
    terms::{tier, ENDS_AT},
};
use passa_event::Error;
use soroban_sdk::xdr::ScVal;

#[test]
fn a_tier_can_be_added_and_sells_like_any_other() {
    let w = Fixture::native();
    w.add_tier(tier(USDC, 5, 2), None).unwrap();
    assert_eq!((w.event_terms().tiers().len(), w.counters().counts().len(), w.counters().terms_version), (3, 3, 2));
    w.allocate(2, 2).unwrap();
    w.buy("fan", 1, 2, 3).unwrap();
    assert_eq!(w.buy("fan", 2, 2, 1), refused(Error::TierSoldOut));
}

#[test]
fn a_new_price_takes_at_most_the_seats_that_are_free() {
    let w = Fixture::with(Code::Native, |_, init| init.tiers.push_back(tier(USDC, 20, 10)));
    w.allocate(2, 6).unwrap();
    w.settle(0, 1, &[w.item("c1", 2, 4)]).unwrap();
    w.buy("fan", 1, 2, 5).unwrap();
    assert_eq!(w.add_tier(tier(2 * USDC, 10, 0), Some(2)), refused(Error::SeatsInUse));
    w.add_tier(tier(2 * USDC, 9, 0), Some(2)).unwrap();
    let old = w.event_terms().tiers()[2];
    assert_eq!((old.capacity, old.fiat_quota), (11, 6));
    assert_eq!(w.buy("fan", 2, 2, 1), refused(Error::TierSoldOut));
    assert_eq!(w.settle(0, 2, &[w.item("c1", 2, 2)]), Ok(1), "what fiat holds stays");
    w.buy("fan", 3, 3, 9).unwrap();
    let added = w.payloads("tier_added").pop().unwrap();
    assert_eq!((field(&added, "replaced"), field(&added, "left")), (&ScVal::U32(2), &ScVal::U32(11)));
    assert_eq!(w.add_tier(tier(USDC, 1, 0), Some(9)), refused(Error::TierUnknown));
}

#[test]
fn there_are_sixteen_tiers_at_most() {
    let w = Fixture::native();
    (2..16).for_each(|_| w.add_tier(tier(USDC, 1, 0), None).unwrap());
    assert_eq!(w.add_tier(tier(USDC, 1, 0), None), refused(Error::TooManyTiers));
}

#[test]
fn a_tier_is_added_while_the_event_may_take_place() {
    let w = Fixture::native();
    w.at(ENDS_AT);
    assert_eq!(w.add_tier(tier(USDC, 1, 0), None), refused(Error::TooLate));
    let w = Fixture::native();
    w.cancel("organizer").unwrap();
    assert_eq!(w.add_tier(tier(USDC, 1, 0), None), refused(Error::EventCancelled));
}

#[test]
fn a_tier_is_bounded() {
    let w = Fixture::native();
    let add = |change: fn(&mut passa_types::Tier)| {
        let mut new = tier(USDC, 10, 5);
        change(&mut new);
        w.add_tier(new, None)
    };
    assert_eq!(add(|t| t.price = 0), refused(Error::PriceNotPositive));
    assert_eq!(add(|t| t.price = 90_000), refused(Error::PriceTooLow));
    assert_eq!(add(|t| t.price = 100_000), Ok(()));
    assert_eq!(add(|t| t.price = 105_000), refused(Error::PriceNotExact));
    assert_eq!(add(|t| t.price = 1_000_000_000_010_000), refused(Error::PriceTooHigh));
    assert_eq!(add(|t| t.face.amount = 0), refused(Error::FacePriceInvalid));
    assert_eq!(add(|t| t.face.amount = 101), refused(Error::FacePriceInvalid), "half a shilling");
    assert_eq!(add(|t| t.face.amount = 1_000_000_000_000_100), refused(Error::FacePriceInvalid));
    assert_eq!(add(|t| (t.face.amount, t.face.currency) = (101, passa_types::Currency::Usd)), Ok(()));
    assert_eq!(add(|t| (t.capacity, t.fiat_quota) = (0, 0)), refused(Error::CapacityZero));
    assert_eq!(add(|t| t.fiat_quota = 11), refused(Error::QuotaOverCapacity));
    assert_eq!(add(|t| t.per_order = 0), refused(Error::OrderLimitInvalid));
    assert_eq!(add(|t| t.per_order = 21), refused(Error::OrderLimitInvalid));
    assert_eq!(add(|t| t.opens_at = t.closes_at), refused(Error::SaleWindowInvalid));
    assert_eq!(add(|t| t.closes_at = ENDS_AT + 1), refused(Error::SaleWindowInvalid));
    assert_eq!(add(|t| t.closes_at = ENDS_AT), Ok(()));
}
