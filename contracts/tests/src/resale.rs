use crate::{
    assertions::{field, refused, stroops, ticket},
    fixture::{Code, Failure, Fixture, USDC},
    sign::{call, sign},
    terms::{resellable, DOORS_AT, FREEZE_AT},
};
use passa_event::{records::order::Payer, Error};
use soroban_sdk::{xdr::ScVal, Address};

/// A fan has three tickets of 25 USDC.
fn owned() -> (Fixture, u64) {
    let w = Fixture::policy(resellable);
    let id = w.buy("fan", 1, 0, 3).unwrap();
    (w, id)
}

#[test]
fn a_listed_ticket_changes_hands_for_its_price_and_the_royalty_joins_the_revenue() {
    let (w, id) = owned();
    w.list(ticket(id, 0), 20 * USDC).unwrap();
    w.buy_listed("friend", ticket(id, 0), 20 * USDC).unwrap();
    assert_eq!(w.owner_of(ticket(id, 0)), Ok(w.address("friend")));
    assert_eq!((w.gained("friend"), w.gained("fan")), (-20 * USDC, -75 * USDC + 18 * USDC));
    let c = w.counters();
    assert_eq!((c.gross, c.royalties, c.refundable, c.held()), (77 * USDC, 2 * USDC, 75 * USDC, 75 * USDC));
    assert_eq!(w.transfers(), [(w.scval("fan"), w.scval("friend"), ScVal::U64(ticket(id, 0)))]);
    let resold = w.payloads("resold").pop().unwrap();
    assert_eq!((field(&resold, "price"), field(&resold, "royalty")), (&stroops(20 * USDC), &stroops(2 * USDC)));
    assert_eq!(w.order(id).listed, 0);
    assert_eq!(w.buy_listed("stranger", ticket(id, 0), i128::MAX), refused(Error::NotListed));
}

#[test]
fn a_listings_entry_goes_with_the_listing() {
    let (w, id) = owned();
    let entry = |index| w.inside(|e| passa_event::records::storage::listed(e, ticket(id, index)));
    w.list(ticket(id, 0), USDC).unwrap();
    w.list(ticket(id, 1), USDC).unwrap();
    assert_eq!((entry(0), entry(1)), (USDC, USDC));
    w.buy_listed("friend", ticket(id, 0), USDC).unwrap();
    w.unlist(ticket(id, 1)).unwrap();
    assert_eq!((entry(0), entry(1)), (0, 0));
}

#[test]
fn the_events_own_addresses_buy_no_listed_ticket() {
    let (w, id) = owned();
    w.list(ticket(id, 0), USDC).unwrap();
    for taken in [&w.event, &w.usdc, &w.issuer, &w.config.registry] {
        let args = (w.address("treasury"), ticket(id, 0), USDC, taken);
        assert_eq!(w.call::<()>("buy_custodial", args), refused(Error::AddressTaken));
    }
}

#[test]
fn a_royalty_is_rounded_down_so_that_every_share_stays_exact() {
    let (w, id) = owned();
    w.list(ticket(id, 0), 1_999_999).unwrap();
    w.buy_listed("friend", ticket(id, 0), i128::MAX).unwrap();
    assert_eq!(w.counters().royalties, 190_000);
    w.list(ticket(id, 1), 99_999).unwrap();
    w.buy_listed("friend", ticket(id, 1), i128::MAX).unwrap();
    assert_eq!(w.counters().royalties, 190_000, "too little for one");
}

#[test]
fn royalties_stand_apart_from_the_cap() {
    let (w, id) = owned();
    w.set_cap(75 * USDC).unwrap();
    w.list(ticket(id, 0), 20 * USDC).unwrap();
    assert!(w.buy_listed("friend", ticket(id, 0), i128::MAX).is_ok());
}

#[test]
fn a_price_is_bounded_by_the_policy_and_by_the_buyer() {
    let (w, id) = owned();
    assert_eq!(w.list(ticket(id, 0), 0), refused(Error::PriceNotPositive));
    assert_eq!(w.list(ticket(id, 0), 275 * USDC / 10 + 1), refused(Error::PriceAboveCap));
    w.list(ticket(id, 0), 275 * USDC / 10).unwrap();
    assert_eq!(w.buy_listed("friend", ticket(id, 0), 275 * USDC / 10 - 1), refused(Error::TotalAboveMax));
    assert_eq!(w.buy_listed("fan", ticket(id, 0), i128::MAX), refused(Error::TransferToSelf));
    assert!(w.buy_listed("friend", ticket(id, 0), 275 * USDC / 10).is_ok());
}

#[test]
fn a_ticket_is_sold_on_as_often_as_the_policy_says() {
    for count in [1, 2] {
        let w = Fixture::policy(resellable);
        let id = w.buy("fan", 1, 0, count).unwrap();
        for (seller, buyer) in [("fan", "friend"), ("friend", "stranger")] {
            assert_eq!(w.owner_of(ticket(id, 0)), Ok(w.address(seller)));
            w.list(ticket(id, 0), USDC).unwrap();
            w.buy_listed(buyer, ticket(id, 0), i128::MAX).unwrap();
        }
        assert_eq!(w.list(ticket(id, 0), USDC), refused(Error::ResaleLimit));
    }
}

#[test]
fn without_a_resale_policy_nothing_is_listed() {
    let w = Fixture::native();
    let id = w.buy("fan", 1, 0, 1).unwrap();
    assert_eq!(w.list(ticket(id, 0), USDC), refused(Error::ResalesOff));
}

#[test]
fn only_the_holder_lists_and_unlists() {
    let (w, id) = owned();
    let list = call(&w.env, &w.event, "list", (ticket(id, 0), USDC), &[]);
    let unlist = call(&w.env, &w.event, "unlist", (ticket(id, 0),), &[]);
    for what in [&list, &unlist] {
        for other in ["friend", "organizer", "registry"] {
            w.env.set_auths(&[sign(&w.env, &w.person(other), w.next_nonce(), what)]);
            assert!(w.invoke(what).is_err(), "{other}");
        }
        w.env.set_auths(&[sign(&w.env, &w.person("fan"), w.next_nonce(), what)]);
        assert!(w.invoke(what).is_ok());
    }
}

#[test]
fn a_listed_ticket_is_neither_listed_again_nor_refunded_until_it_is_unlisted() {
    let (w, id) = owned();
    w.list(ticket(id, 0), USDC).unwrap();
    assert_eq!(w.list(ticket(id, 0), USDC), refused(Error::TicketListed));
    assert_eq!(w.refund(id, 0b001), refused(Error::TicketListed));
    w.unlist(ticket(id, 0)).unwrap();
    assert_eq!(w.unlist(ticket(id, 0)), refused(Error::NotListed));
    assert_eq!(w.buy_listed("friend", ticket(id, 0), i128::MAX), refused(Error::NotListed));
    assert!(w.refund(id, 0b001).is_ok());
    assert_eq!(w.list(ticket(id, 0), USDC), refused(Error::TicketRefunded));
}

#[test]
fn listings_end_with_the_freeze_of_transfers_and_keep_nobody_out() {
    let (w, id) = owned();
    w.list(ticket(id, 0), USDC).unwrap();
    w.at(FREEZE_AT - 1);
    w.list(ticket(id, 1), USDC).unwrap();
    w.at(FREEZE_AT);
    assert_eq!(w.buy_listed("friend", ticket(id, 0), i128::MAX), refused(Error::TransfersFrozen));
    assert_eq!(w.list(ticket(id, 2), USDC), refused(Error::TransfersFrozen));
    w.set_gate("gate", true).unwrap();
    w.at(DOORS_AT);
    assert_eq!(w.check_in("gate", &[(id, 0b001)]), Ok(w.masks(&[0b001])));
    assert!(w.refund(id, 0b010).is_ok(), "by goodwill");
}

#[test]
fn the_right_to_a_refund_follows_the_sale() {
    let (w, id) = owned();
    w.list(ticket(id, 0), 20 * USDC).unwrap();
    w.buy_listed("friend", ticket(id, 0), i128::MAX).unwrap();
    let before = w.balance("friend");
    w.refund(id, 0b001).unwrap();
    assert_eq!(w.balance("friend") - before, 25 * USDC, "the face value; royalties stay revenue");
    assert_eq!(w.counters().royalties, 2 * USDC);
}

#[test]
fn what_the_treasury_paid_stays_its_right_whatever_is_resold() {
    let w = Fixture::policy(resellable);
    let id = w.settle_one("c1", 0, 1);
    w.claim_custodial(id, 1, "fan").unwrap();
    w.list(ticket(id, 0), 20 * USDC).unwrap();
    w.buy_listed("friend", ticket(id, 0), i128::MAX).unwrap();
    assert_eq!((w.order(id).payer, w.gained("fan")), (Payer::Treasury, 18 * USDC));
}

#[test]
fn a_ticket_in_custody_is_sold_for_the_treasury() {
    let w = Fixture::policy(resellable);
    let id = w.settle_one("c1", 0, 1);
    w.list(ticket(id, 0), 20 * USDC).unwrap();
    w.buy_listed("friend", ticket(id, 0), i128::MAX).unwrap();
    assert_eq!((w.treasury_owed(), w.counters().owed, w.counters().royalties), (18 * USDC, 18 * USDC, 2 * USDC));
    assert_eq!(w.held(), w.counters().cash() + 18 * USDC);
    assert_eq!(w.pay_treasury(), Ok(18 * USDC));
    assert_eq!(w.order(id).payer, Payer::Treasury);
}

#[test]
fn the_treasury_buys_for_somebody_without_a_wallet() {
    let (w, id) = owned();
    w.list(ticket(id, 0), 20 * USDC).unwrap();
    w.buy_custodial(ticket(id, 0), 20 * USDC, "c1").unwrap();
    assert_eq!((w.owner_of(ticket(id, 0)), w.gained("treasury")), (Ok(w.address("c1")), -20 * USDC));
    w.claim_custodial(id, 0b001, "friend").unwrap();
    assert_eq!(w.refund(id, 0b001), refused(Error::NotCustodial), "the treasury paid");
}

#[test]
fn a_resale_stops_where_sales_stop() {
    let stops: [fn(&Fixture); 3] =
        [|w| w.pause("organizer", true).unwrap(), |w| w.freeze(100).unwrap(), |w| w.cancel("organizer").unwrap()];
    for stop in stops {
        let (w, id) = owned();
        w.list(ticket(id, 0), USDC).unwrap();
        stop(&w);
        assert!(w.buy_listed("friend", ticket(id, 0), i128::MAX).is_err());
        assert!(w.buy_custodial(ticket(id, 0), i128::MAX, "c1").is_err());
    }
}

#[test]
fn resold_then_cancelled_the_last_buyer_gets_the_face_value() {
    let (w, id) = owned();
    w.list(ticket(id, 0), 20 * USDC).unwrap();
    w.list(ticket(id, 1), 20 * USDC).unwrap();
    w.buy_listed("friend", ticket(id, 0), i128::MAX).unwrap();
    w.cancel("organizer").unwrap();
    assert_eq!(w.list(ticket(id, 2), USDC), refused(Error::EventCancelled));
    assert_eq!(w.refund(id, 0b001), Ok(25 * USDC));
    assert_eq!(w.refund(id, 0b110), Ok(50 * USDC), "a listing is void");
    assert_eq!(w.gained("friend"), 5 * USDC);
}

#[test]
fn a_whole_royalty_leaves_the_seller_nothing() {
    let w = Fixture::with(Code::Native, |_, init| {
        resellable(&mut init.policy);
        init.policy.royalty_bps = 10_000;
    });
    let id = w.buy("fan", 1, 0, 1).unwrap();
    w.list(ticket(id, 0), USDC).unwrap();
    w.buy_listed("friend", ticket(id, 0), i128::MAX).unwrap();
    assert_eq!((w.gained("fan"), w.counters().royalties), (-25 * USDC, USDC));
}

#[test]
fn a_purchase_into_custody_takes_the_registrys_signature_whoever_pays() {
    let buys = |signers: &[&str]| {
        let (w, id) = owned();
        w.list(ticket(id, 0), 20 * USDC).unwrap();
        let args = (w.address("friend"), ticket(id, 0), 20 * USDC, w.address("stranger"));
        let what = call(&w.env, &w.event, "buy_custodial", args, &[]);
        let pays = |to: &Address, amount: i128| {
            let transfer = call(&w.env, &w.usdc, "transfer", (w.address("friend"), to, amount), &[]);
            sign(&w.env, &w.person("friend"), w.next_nonce(), &transfer)
        };
        let mut auths = vec![pays(&w.address("fan"), 18 * USDC), pays(&w.event, 2 * USDC)];
        auths.extend(signers.iter().map(|name| sign(&w.env, &w.person(name), w.next_nonce(), &what)));
        w.env.set_auths(&auths);
        w.invoke(&what)
    };
    assert_eq!(buys(&[]), Err(Failure::Host), "or its refund would be the treasury's, and the ticket nobody's");
    assert_eq!(buys(&["friend"]), Err(Failure::Host));
    assert_eq!(buys(&["registry"]), Ok(()));
}
