//! Fields one after another, big endian: how every record of an event is written and read.
use soroban_sdk::{address_payload::AddressPayload, Address, Bytes, BytesN, Env};

/// Every record begins with it. A later layout only adds a tail, so readers take what they know.
pub const LAYOUT: u8 = 1;

/// Writes into space that is large enough for the record.
pub struct Writer<'a> {
    bytes: &'a mut [u8],
    at: usize,
}

impl<'a> Writer<'a> {
    /// Starts a record with its layout.
    pub fn new(space: &'a mut [u8]) -> Self {
        let mut w = Self::bare(space);
        w.u8(LAYOUT);
        w
    }

    pub fn bare(space: &'a mut [u8]) -> Self {
        Writer { bytes: space, at: 0 }
    }

    pub fn put(&mut self, field: &[u8]) {
        let end = self.at + field.len();
        self.bytes.get_mut(self.at..end).unwrap().copy_from_slice(field);
        self.at = end;
    }

    pub fn u8(&mut self, value: u8) {
        self.put(&[value]);
    }

    pub fn u16(&mut self, value: u16) {
        self.put(&value.to_be_bytes());
    }

    /// A mask over so many tickets, in as many whole bytes as it takes.
    pub fn mask(&mut self, value: u32, tickets: u8) {
        self.put(value.to_be_bytes().get(4 - mask_size(tickets)..).unwrap());
    }

    pub fn u32(&mut self, value: u32) {
        self.put(&value.to_be_bytes());
    }

    pub fn u64(&mut self, value: u64) {
        self.put(&value.to_be_bytes());
    }

    /// Five bytes: Unix seconds.
    pub fn time(&mut self, value: u64) {
        self.put(value.to_be_bytes().last_chunk::<5>().unwrap());
    }

    /// Stroops. More than 2⁶⁴ − 1 do not exist, and no rule makes a negative sum.
    pub fn money(&mut self, amount: i128) {
        self.u64(u64::try_from(amount).unwrap());
    }

    pub fn address(&mut self, address: &Address) {
        let (kind, payload) = raw(address);
        self.u8(kind);
        self.put(&payload);
    }

    pub fn text(&mut self, text: &Bytes) {
        let end = self.at + text.len() as usize;
        text.copy_into_slice(self.bytes.get_mut(self.at..end).unwrap());
        self.at = end;
    }

    pub fn done(&self, e: &Env) -> Bytes {
        Bytes::from_slice(e, self.written())
    }

    pub fn written(&self) -> &[u8] {
        self.bytes.get(..self.at).unwrap()
    }
}

pub struct Reader<'a> {
    bytes: &'a [u8],
}

impl<'a> Reader<'a> {
    /// Reads a record after its layout.
    pub fn new(bytes: &'a [u8]) -> Self {
        let mut r = Reader { bytes };
        r.u8();
        r
    }

    pub fn take<const N: usize>(&mut self) -> [u8; N] {
        let (field, rest) = self.bytes.split_first_chunk::<N>().unwrap();
        self.bytes = rest;
        *field
    }

    pub fn u8(&mut self) -> u8 {
        u8::from_be_bytes(self.take())
    }

    pub fn u16(&mut self) -> u16 {
        u16::from_be_bytes(self.take())
    }

    pub fn mask(&mut self, tickets: u8) -> u32 {
        (0..mask_size(tickets)).fold(0, |mask, _| mask << 8 | self.u8() as u32)
    }

    pub fn u32(&mut self) -> u32 {
        u32::from_be_bytes(self.take())
    }

    pub fn u64(&mut self) -> u64 {
        u64::from_be_bytes(self.take())
    }

    pub fn time(&mut self) -> u64 {
        let mut wide = [0; 8];
        *wide.last_chunk_mut().unwrap() = self.take::<5>();
        u64::from_be_bytes(wide)
    }

    pub fn money(&mut self) -> i128 {
        self.u64() as i128
    }

    pub fn address(&mut self, e: &Env) -> Address {
        let kind = self.u8();
        address(e, kind, self.take())
    }

    pub fn text(&mut self, e: &Env, length: usize) -> Bytes {
        let (text, rest) = self.bytes.split_at(length);
        self.bytes = rest;
        Bytes::from_slice(e, text)
    }

    pub fn rest(&self) -> &'a [u8] {
        self.bytes
    }
}

fn mask_size(tickets: u8) -> usize {
    tickets.div_ceil(8) as usize
}

/// (0 account or 1 contract, key or hash).
pub fn raw(address: &Address) -> (u8, [u8; 32]) {
    match address.to_payload().unwrap() {
        AddressPayload::AccountIdPublicKeyEd25519(key) => (0, key.to_array()),
        AddressPayload::ContractIdHash(hash) => (1, hash.to_array()),
    }
}

pub fn address(e: &Env, kind: u8, payload: [u8; 32]) -> Address {
    let payload = BytesN::from_array(e, &payload);
    Address::from_payload(
        e,
        match kind {
            1 => AddressPayload::ContractIdHash(payload),
            _ => AddressPayload::AccountIdPublicKeyEd25519(payload),
        },
    )
}
