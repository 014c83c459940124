//! Conditions as sentences: `ensure!(what must hold, what is wrong otherwise)`.
#[macro_export]
macro_rules! ensure {
    ($condition:expr, $error:expr) => {
        if !$condition {
            return Err($error);
        }
    };
}
