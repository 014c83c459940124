import { indexesOf } from '#shared/contract/ticket-mask.ts';
import type { Dues, Paid } from '../keeper/plan-payouts.ts';
import type { PaidOut } from '../models/payout-requests.ts';

/** A payee by its place in the terms, or a creator by address; `address` is where the money goes. */
export type Receiver = { payee: number | null; address: string; due: bigint };

/** Everybody to whom something is due. `payees`: addresses in the order of the terms. */
export function receiversOf({ amounts, creators }: Pick<Dues, 'amounts' | 'creators'>, payees: string[]) {
	const all: Receiver[] = [
		...amounts.map((due, payee) => ({ payee, address: payees[payee]!, due })),
		...[...creators].map(([address, due]) => ({ payee: null, address, due })),
	];
	return all.filter(({ due }) => due > 0n);
}

/** What a call paid, by address. */
export const paidOutOf = ({ payees, creators }: Paid, addresses: string[]): PaidOut[] =>
	[...indexesOf(maskOfPaid(payees)).map((i) => [addresses[i]!, payees[i]!] as const), ...creators].flatMap(
		([to, amount]) => (amount > 0n ? [{ to, amount: String(amount) }] : []),
	);

const maskOfPaid = (payees: bigint[]): number =>
	payees.reduce((mask, amount, i) => (amount > 0n ? mask | (1 << i) : mask), 0);
