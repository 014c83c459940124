//! The wire form between JavaScript and the engine: big-endian integers and length-prefixed blobs, in call order.
//! Everything of the network's own is inside the blobs, as XDR.

/// Reads what JavaScript wrote. A short input is a bug of the caller, so it traps.
pub struct Reader<'a>(&'a [u8]);

impl<'a> Reader<'a> {
    pub fn new(bytes: &'a [u8]) -> Self {
        Reader(bytes)
    }
    fn take(&mut self, n: usize) -> &'a [u8] {
        let (head, tail) = self.0.split_at(n);
        self.0 = tail;
        head
    }
    pub fn u32(&mut self) -> u32 {
        u32::from_be_bytes(self.take(4).try_into().unwrap())
    }
    pub fn u64(&mut self) -> u64 {
        u64::from_be_bytes(self.take(8).try_into().unwrap())
    }
    pub fn blob(&mut self) -> &'a [u8] {
        let n = self.u32() as usize;
        self.take(n)
    }
    pub fn blobs(&mut self) -> Vec<&'a [u8]> {
        (0..self.u32()).map(|_| self.blob()).collect()
    }
    pub fn u32s(&mut self) -> Vec<u32> {
        (0..self.u32()).map(|_| self.u32()).collect()
    }
    pub fn array32(&mut self) -> [u8; 32] {
        self.take(32).try_into().unwrap()
    }
}

#[derive(Default)]
pub struct Writer(pub Vec<u8>);

impl Writer {
    pub fn u32(&mut self, v: u32) -> &mut Self {
        self.0.extend_from_slice(&v.to_be_bytes());
        self
    }
    pub fn i64(&mut self, v: i64) -> &mut Self {
        self.0.extend_from_slice(&v.to_be_bytes());
        self
    }
    pub fn u64(&mut self, v: u64) -> &mut Self {
        self.0.extend_from_slice(&v.to_be_bytes());
        self
    }
    pub fn blob(&mut self, v: &[u8]) -> &mut Self {
        self.u32(v.len() as u32);
        self.0.extend_from_slice(v);
        self
    }
    pub fn blobs<T: AsRef<[u8]>>(&mut self, v: &[T]) -> &mut Self {
        self.u32(v.len() as u32);
        for b in v {
            self.blob(b.as_ref());
        }
        self
    }
    /// 0 for none, 1 and the blob otherwise.
    pub fn maybe(&mut self, v: Option<&[u8]>) -> &mut Self {
        match v {
            None => self.u32(0),
            Some(b) => self.u32(1).blob(b),
        }
    }
}
