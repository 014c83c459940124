//! Capacity moves between the rails.
use crate::{assertions::refused, fixture::Fixture, terms::DAY};
use passa_event::Error;

#[test]
fn capacity_moves_between_the_rails_within_the_quota() {
    let w = Fixture::native();
    assert_eq!(w.allocate(0, 0), refused(Error::AmountZero));
    assert_eq!(w.allocate(0, 41), refused(Error::QuotaExceeded));
    assert_eq!(w.allocate(1, 1), refused(Error::QuotaExceeded));
    assert_eq!(w.allocate(2, 1), refused(Error::TierUnknown));
    w.allocate(0, 40).unwrap();
    w.settle(0, 1, &[w.item("c1", 0, 5)]).unwrap();
    assert_eq!(w.deallocate("registry", 0, 36), refused(Error::NothingToRelease));
    assert_eq!(w.deallocate("registry", 0, 0), refused(Error::AmountZero));
    assert_eq!(w.deallocate("registry", 2, 1), refused(Error::TierUnknown));
    w.deallocate("registry", 0, 35).unwrap();
    let count = w.counters().counts()[0];
    assert_eq!((count.sold, count.fiat_allocated, count.fiat_sold), (5, 5, 5));
    (0..9).for_each(|n| {
        w.buy("fan", n, 0, 10).unwrap();
    });
    w.buy("fan", 9, 0, 1).unwrap();
    assert_eq!(w.allocate(0, 5), refused(Error::TierSoldOut), "4 seats are left");
}

#[test]
fn the_organizer_takes_seats_back_when_the_relayer_is_silent_for_a_day() {
    let calls: [fn(&Fixture); 3] = [
        |w| w.allocate(0, 1).unwrap(),
        |w| w.deallocate("registry", 0, 1).unwrap(),
        |w| {
            w.settle(0, 1, &[w.item("c1", 0, 1)]).unwrap();
        },
    ];
    for last in calls {
        let w = Fixture::native();
        w.allocate(0, 10).unwrap();
        w.wait(DAY);
        last(&w);
        w.wait(DAY - 1);
        assert_eq!(w.deallocate("organizer", 0, 1), refused(Error::NotAllowed));
        w.wait(1);
        w.deallocate("organizer", 0, 1).unwrap();
        w.deallocate("organizer", 0, 1).unwrap();
    }
}

#[test]
fn the_organizer_takes_no_seat_from_a_paid_order() {
    let w = Fixture::native();
    w.settle_one("c1", 0, 3);
    w.wait(DAY);
    assert_eq!(w.deallocate("organizer", 0, 1), refused(Error::NothingToRelease));
}

#[test]
fn nobody_else_takes_seats_back() {
    let w = Fixture::native();
    w.allocate(0, 10).unwrap();
    w.wait(2 * DAY);
    assert_eq!(w.deallocate("stranger", 0, 1), refused(Error::NotAllowed));
}
