use crate::{assertions::refused, fixture::Fixture};
use passa_event::Error;

#[test]
fn whoever_paused_lifts_it() {
    let w = Fixture::native();
    w.pause("organizer", true).unwrap();
    w.pause("registry", true).unwrap();
    w.pause("organizer", false).unwrap();
    assert_eq!(w.buy("fan", 1, 0, 1), refused(Error::SalesClosed));
    assert_eq!(w.mint("fan", 0, 1), refused(Error::SalesClosed));
    w.pause("organizer", true).unwrap();
    w.pause("registry", false).unwrap();
    assert_eq!(w.buy("fan", 1, 0, 1), refused(Error::SalesClosed));
    w.pause("organizer", false).unwrap();
    assert!(w.buy("fan", 1, 0, 1).is_ok());
    assert_eq!(w.pause("stranger", true), refused(Error::NotAllowed));
}

#[test]
fn a_pause_stops_no_refund() {
    let w = Fixture::policy(crate::terms::refundable);
    let id = w.buy("fan", 1, 0, 1).unwrap();
    w.pause("organizer", true).unwrap();
    w.pause("registry", true).unwrap();
    assert!(w.refund(id, 1).is_ok());
}

#[test]
fn the_registry_bounds_and_frees_what_an_event_holds() {
    let w = Fixture::native();
    assert_eq!(w.set_cap(-1), refused(Error::PolicyInvalid));
    w.set_cap(1).unwrap();
    assert_eq!(w.buy("fan", 1, 0, 1), refused(Error::HeldMoneyCap));
    w.set_cap(0).unwrap();
    assert!(w.buy("fan", 1, 0, 1).is_ok());
}
