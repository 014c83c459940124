//! What a holder may do with a ticket.
pub mod check_in;
pub mod custody;
pub mod listing;
pub mod resale;
pub mod ticket;
pub mod transfer;
