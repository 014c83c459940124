import { Address, xdr } from '@stellar/stellar-sdk';

const symbol = (text: string): xdr.ScVal => xdr.ScVal.scvSymbol(text);
const pair = (name: string, of: xdr.ScVal): xdr.ScVal => xdr.ScVal.scvVec([symbol(name), of]);
const u64 = (value: bigint): xdr.ScVal => xdr.ScVal.scvU64(value);
const address = (text: string): xdr.ScVal => new Address(text).toScVal();

/** Keys of every entry of an event but its instance: contracts/event/src/records/storage.rs. */
export const keys = {
	counters: symbol('Counters'),
	paid: symbol('Paid'),
	state: symbol('State'),
	order: u64,
	moved: (ticket: bigint): xdr.ScVal => pair('Moved', u64(ticket)),
	/** Holds a ticket's asking price. */
	listed: (ticket: bigint): xdr.ScVal => pair('Listed', u64(ticket)),
	creator: (creator: string): xdr.ScVal => pair('Creator', address(creator)),
	/** Holds what could not be delivered to this address. */
	owed: (to: string): xdr.ScVal => pair('Owed', address(to)),
	/** Holds what the event owes the platform's treasury. */
	treasury: symbol('Treasury'),
};
