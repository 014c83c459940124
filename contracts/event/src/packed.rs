//! Fixed layouts, big endian, written and read field by field.

pub struct Writer<const SIZE: usize> {
    pub bytes: [u8; SIZE],
    at: usize,
}

impl<const SIZE: usize> Writer<SIZE> {
    pub fn new() -> Self {
        Writer { bytes: [0; SIZE], at: 0 }
    }

    pub fn put<const N: usize>(&mut self, field: [u8; N]) {
        let rest = self.bytes.get_mut(self.at..).unwrap();
        *rest.first_chunk_mut().unwrap() = field;
        self.at += N;
    }
}

pub struct Reader<const SIZE: usize> {
    pub bytes: [u8; SIZE],
    at: usize,
}

impl<const SIZE: usize> Reader<SIZE> {
    pub fn new(bytes: [u8; SIZE]) -> Self {
        Reader { bytes, at: 0 }
    }

    pub fn take<const N: usize>(&mut self) -> [u8; N] {
        let field = *self.bytes.get(self.at..).unwrap().first_chunk().unwrap();
        self.at += N;
        field
    }

    pub fn u8(&mut self) -> u8 {
        u8::from_be_bytes(self.take())
    }

    pub fn u32(&mut self) -> u32 {
        u32::from_be_bytes(self.take())
    }

    pub fn u64(&mut self) -> u64 {
        u64::from_be_bytes(self.take())
    }

    pub fn i128(&mut self) -> i128 {
        i128::from_be_bytes(self.take())
    }
}
