//! What is written a few times in an event's life. Times are Unix seconds, 0 is never.
use crate::records::{
    packed::{Reader, Writer},
    payee::{PayTo, MAX_PAYEES},
};
use soroban_sdk::{Address, Bytes, Env, Vec};

pub const MAX_GATES: u32 = 16;
/// Seconds in which everybody can see where a payee's money is going to go.
pub const REDIRECT_DELAY: u64 = 48 * 3600;
const SIZE: usize = 1_088;

/// Payments to a payee go to `to` from `from_when` on.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub struct Redirect {
    pub from_when: u64,
    pub to: PayTo,
}

/// Orders made under lower terms than `window_version` may be given back from `window_at` until `window_until`.
#[derive(Clone, Debug)]
pub struct State {
    pub cancelled_at: u64,
    pub postponed_by: u64,
    pub frozen_at: u64,
    pub frozen_until: u64,
    pub window_at: u64,
    pub window_until: u64,
    pub window_version: u32,
    pub gates: Vec<Address>,
    pub redirects: [Option<Redirect>; MAX_PAYEES],
}

impl State {
    pub fn new(e: &Env) -> Self {
        State {
            cancelled_at: 0,
            postponed_by: 0,
            frozen_at: 0,
            frozen_until: 0,
            window_at: 0,
            window_until: 0,
            window_version: 0,
            gates: Vec::new(e),
            redirects: Default::default(),
        }
    }

    pub fn is_frozen(&self, now: u64) -> bool {
        now < self.frozen_until
    }

    /// A freeze takes no time away from anybody: a time that runs during it ends later by as much of it.
    pub fn extended(&self, since: u64, until: u64) -> u64 {
        if self.frozen_at < until && since < self.frozen_until {
            return until + (self.frozen_until - self.frozen_at.max(since));
        }
        until
    }

    /// Where a payee is paid now, if a redirect has come into force.
    pub fn redirected(&self, index: u32, now: u64) -> Option<PayTo> {
        let redirect = (*self.redirects.get(index as usize)?)?;
        let in_force = now >= self.extended(redirect.from_when - REDIRECT_DELAY, redirect.from_when);
        in_force.then_some(redirect.to)
    }

    pub fn pack(&self, e: &Env) -> Bytes {
        let mut space = [0; SIZE];
        let mut w = Writer::new(&mut space);
        for time in [self.cancelled_at, self.postponed_by, self.frozen_at, self.frozen_until] {
            w.time(time);
        }
        w.time(self.window_at);
        w.time(self.window_until);
        w.u32(self.window_version);
        w.u8(self.gates.len() as u8);
        self.gates.iter().for_each(|gate| w.address(&gate));
        w.u8(self.redirects.iter().flatten().count() as u8);
        for (index, redirect) in self.redirects.iter().enumerate() {
            if let Some(redirect) = redirect {
                w.u8(index as u8);
                w.time(redirect.from_when);
                redirect.to.write(&mut w);
            }
        }
        w.done(e)
    }

    pub fn unpack(e: &Env, packed: &Bytes) -> Self {
        let buffer = packed.to_buffer::<SIZE>();
        let mut r = Reader::new(buffer.as_slice());
        let mut state = State {
            cancelled_at: r.time(),
            postponed_by: r.time(),
            frozen_at: r.time(),
            frozen_until: r.time(),
            window_at: r.time(),
            window_until: r.time(),
            window_version: r.u32(),
            ..State::new(e)
        };
        (0..r.u8()).for_each(|_| state.gates.push_back(r.address(e)));
        for _ in 0..r.u8() {
            let index = r.u8() as usize;
            let redirect = Redirect { from_when: r.time(), to: PayTo::read(&mut r) };
            *state.redirects.get_mut(index).unwrap() = Some(redirect);
        }
        state
    }
}
