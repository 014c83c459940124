//! A payee as it is stored: no host object until its address is needed.
use crate::records::packed::{raw, Reader, Writer};
use passa_types::{Payee, Role};
use soroban_sdk::{xdr::FromXdr, Address, Env, MuxedAddress};

/// Payees of an event at most.
pub const MAX_PAYEES: usize = 10;
/// An account with an id in the payments to it.
const MUXED: u8 = 2;
/// XDR of an address up to the id: ScVal's type 18, ScAddress's type 2.
const MUXED_XDR: [u8; 8] = [0, 0, 0, 18, 0, 0, 0, 2];

/// Where a payee is paid.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub struct PayTo {
    kind: u8,
    payload: [u8; 32],
    id: u64,
}

#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub struct PayeeRow {
    pub to: PayTo,
    pub role: u8,
    pub bps: u32,
}

impl PayTo {
    pub fn new(address: &MuxedAddress) -> Self {
        let (kind, payload) = raw(&address.address());
        match address.id() {
            Some(id) => PayTo { kind: MUXED, payload, id },
            None => PayTo { kind, payload, id: 0 },
        }
    }

    pub fn muxed(&self, e: &Env) -> MuxedAddress {
        if self.kind != MUXED {
            return self.address(e).into();
        }
        let mut space = [0; 48];
        let mut xdr = Writer::bare(&mut space);
        xdr.put(&MUXED_XDR);
        xdr.u64(self.id);
        xdr.put(&self.payload);
        MuxedAddress::from_xdr(e, &xdr.done(e)).unwrap()
    }

    /// Who signs.
    pub fn address(&self, e: &Env) -> Address {
        crate::records::packed::address(e, self.kind, self.payload)
    }

    pub fn write(&self, w: &mut Writer) {
        w.u8(self.kind);
        w.put(&self.payload);
        if self.kind == MUXED {
            w.u64(self.id);
        }
    }

    pub fn read(r: &mut Reader) -> Self {
        let (kind, payload) = (r.u8(), r.take());
        PayTo { kind, payload, id: if kind == MUXED { r.u64() } else { 0 } }
    }
}

impl PayeeRow {
    pub fn new(payee: &Payee) -> Self {
        PayeeRow { to: PayTo::new(&payee.address), role: payee.role as u8, bps: payee.bps }
    }

    pub fn is(&self, role: Role) -> bool {
        self.role == role as u8
    }

    pub fn write(&self, w: &mut Writer) {
        self.to.write(w);
        w.u8(self.role);
        w.u16(self.bps as u16);
    }

    pub fn read(r: &mut Reader) -> Self {
        PayeeRow { to: PayTo::read(r), role: r.u8(), bps: r.u16() as u32 }
    }
}
