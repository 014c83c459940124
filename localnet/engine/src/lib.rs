//! The Soroban host for a network in one Node process: the real host and the real simulation, called with XDR.
//! Every export takes a buffer made by `alloc` (and consumes it) and returns `pointer << 32 | length` of one to `free`.
mod codec;
mod fees;
mod invoke;
mod simulate;
mod state;

/// The host draws no randomness of its own: each call is seeded by its transaction. A constant keeps the network
/// reproducible.
fn fixed_seed(dest: &mut [u8]) -> Result<(), getrandom::Error> {
    dest.fill(0x5a);
    Ok(())
}
getrandom::register_custom_getrandom!(fixed_seed);

#[no_mangle]
pub extern "C" fn alloc(len: usize) -> *mut u8 {
    let mut buffer = vec![0u8; len].into_boxed_slice();
    let ptr = buffer.as_mut_ptr();
    std::mem::forget(buffer);
    ptr
}

/// # Safety
/// `ptr` and `len` must come from `alloc` or from an export's result, once.
#[no_mangle]
pub unsafe extern "C" fn free(ptr: *mut u8, len: usize) {
    drop(Vec::from_raw_parts(ptr, len, len));
}

unsafe fn call(ptr: *mut u8, len: usize, verb: fn(&[u8]) -> Vec<u8>) -> u64 {
    let input = Vec::from_raw_parts(ptr, len, len);
    let output = verb(&input).into_boxed_slice();
    let packed = (output.as_ptr() as u64) << 32 | output.len() as u64;
    std::mem::forget(output);
    packed
}

macro_rules! export {
    ($($name:ident => $verb:expr),* $(,)?) => {$(
        /// # Safety
        /// See the crate's first line.
        #[no_mangle]
        pub unsafe extern "C" fn $name(ptr: *mut u8, len: usize) -> u64 {
            call(ptr, len, $verb)
        }
    )*};
}

export! {
    configure => |input| { state::configure(codec::Reader::new(input).blobs()); vec![0] },
    invoke_host_function => invoke::run,
    simulate_invoke => simulate::invoke,
    simulate_footprint => simulate::footprint,
    resource_fee => fees::resource,
    rent_fee => fees::rent,
}
