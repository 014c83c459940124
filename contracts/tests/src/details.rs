use crate::{
    assertions::{field, refused},
    fixture::{Fixture, NOW},
    sign::{call, sign},
    terms::{DAY, ENDS_AT, STARTS_AT},
};
use passa_event::Error;
use soroban_sdk::{xdr::ScVal, BytesN, String};

fn hash(w: &Fixture, byte: u8) -> BytesN<32> {
    BytesN::from_array(&w.env, &[byte; 32])
}

#[test]
fn details_change_and_raise_the_terms_version_alone() {
    let w = Fixture::native();
    let uri = String::from_str(&w.env, "https://passa.example/other.json");
    w.call::<()>("update_details", (&uri, hash(&w, 7), hash(&w, 2))).unwrap();
    assert_eq!(w.event_terms().metadata_hash, hash(&w, 7));
    assert_eq!((w.counters().terms_version, w.counters().splits_version), (2, 1));
    let id = w.buy("fan", 1, 0, 1).unwrap();
    assert_eq!(w.call::<String>("token_uri", (id << 5,)), Ok(uri));
    let long = String::from_str(&w.env, &"u".repeat(257));
    assert_eq!(w.call::<()>("update_details", (long, hash(&w, 7), hash(&w, 2))), refused(Error::UriTooLong));
}

#[test]
fn another_place_opens_a_window_for_the_orders_that_stand() {
    let w = Fixture::native();
    let old = w.buy("fan", 1, 0, 3).unwrap();
    w.move_to(9).unwrap();
    let new = w.buy("friend", 1, 0, 1).unwrap();
    assert_eq!(field(&w.payloads("details_set")[0], "window_until"), &ScVal::U64(NOW + 14 * DAY));
    let by_payer = |order: u64, mask: u32, name: &str| {
        let args = (order, mask, soroban_sdk::Vec::<passa_types::Credit>::new(&w.env));
        let what = call(&w.env, &w.event, "refund", args, &[]);
        w.env.set_auths(&[sign(&w.env, &w.person(name), w.next_nonce(), &what)]);
        let done = w.invoke(&what).is_ok();
        w.allow_all();
        done
    };
    assert!(!by_payer(new, 1, "friend"), "who knew it has no reason");
    assert!(by_payer(old, 0b001, "fan"));
    w.at(NOW + 14 * DAY - 1);
    w.move_to(9).unwrap();
    assert!(by_payer(old, 0b010, "fan"), "other details change nothing about it");
    w.at(NOW + 14 * DAY);
    assert!(!by_payer(old, 0b100, "fan"));
}

#[test]
fn a_window_ends_with_the_start_and_opens_for_somebody_only() {
    let w = Fixture::native();
    w.move_to(8).unwrap();
    assert_eq!(field(&w.payloads("details_set")[0], "window_until"), &ScVal::U64(0), "nobody has a ticket");
    w.buy("fan", 1, 0, 1).unwrap();
    w.at(STARTS_AT - DAY);
    w.move_to(9).unwrap();
    assert_eq!(field(&w.payloads("details_set")[1], "window_until"), &ScVal::U64(STARTS_AT));
    w.at(STARTS_AT);
    w.move_to(10).unwrap();
    assert_eq!(field(&w.payloads("details_set")[2], "window_until"), &ScVal::U64(0));
}

#[test]
fn a_refund_in_the_window_leaves_enough_for_every_entitlement() {
    let w = Fixture::native();
    let id = w.buy("fan", 1, 0, 1).unwrap();
    w.claim(1).unwrap();
    w.move_to(9).unwrap();
    assert_eq!(w.refund(id, 1), refused(Error::NeedsFunding));
}

#[test]
fn details_stay_after_the_end_and_after_a_cancel() {
    let w = Fixture::native();
    w.at(ENDS_AT - 1);
    w.move_to(9).unwrap();
    w.at(ENDS_AT);
    assert_eq!(w.move_to(8), refused(Error::TooLate));
    let w = Fixture::native();
    w.cancel("organizer").unwrap();
    assert_eq!(w.move_to(8), refused(Error::EventCancelled));
}
