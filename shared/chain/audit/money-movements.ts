import { MuxedAccount } from '@stellar/stellar-sdk';
import type { PassaEvent } from '#shared/contract/event-version.ts';
import type { RawEvent } from '#shared/contract/raw-event.ts';
import type { TokenTransfer } from '../events/asset-transfers.ts';
import { type Check, equal, none, sum } from './check.ts';
import type { Evidence } from './collect-evidence.ts';

/** A movement of money that an event of the contract calls for. */
type Owed = { event: string; txHash: string; from: string; to: string; amount: bigint };

export type Money = {
	checks: Check[];
	/** Stroops that came in without a sale: no payee's money, and not an error. */
	stray: bigint;
};

/**
 * Compares the events with the asset's own transfers. Every sale, settlement and payout has its transfer, no stroop left
 * without one, and the rest is the balance. Anyone may send money to a contract: that is stray, not wrong.
 */
export function moneyOf({ announcement, state, raw, events, transfers, balance }: Evidence): Money {
	const self = announcement.event;
	const { treasury } = state.config;
	const tiers = state.terms.tiers;
	const payees = state.terms.payees.map((p) => String(p.address));
	const price = (tier: number, qty: number) => (tiers[tier]?.price ?? 0n) * BigInt(qty);
	const owed = events.flatMap((event, i) => owedBy(event, raw[i]!, { self, treasury, payees, price }));
	const left = new Set(transfers);
	const missing = owed.filter((o) => !left.delete([...left].find((t) => meets(t, o))!));
	const unexplained = [...left].filter((t) => t.from === self);
	const stray = [...left].filter((t) => t.to === self);
	const total = (side: 'from' | 'to') => sum(transfers.filter((t) => t[side] === self).map((t) => t.amount));
	const checks = [
		none('sales and payouts without their transfer', [...new Set(missing.map((o) => o.event))]),
		none(
			'money that left without a payout',
			unexplained.map((t) => t.id),
		),
		equal('transfers add up to the balance', total('to') - total('from'), balance),
	];
	return { checks, stray: sum(stray.map((t) => t.amount)) };
}

type Books = {
	self: string;
	treasury: string;
	payees: string[];
	price: (tier: number, qty: number) => bigint;
};

function owedBy(event: PassaEvent, raw: RawEvent, { self, treasury, payees, price }: Books): Owed[] {
	const at = { event: raw.id, txHash: raw.txHash };
	if (event.name === 'sold')
		return [{ ...at, from: event.payload.buyer, to: self, amount: event.payload.total }];
	if (event.name === 'paid') {
		return event.payload.payouts.map(([index, amount]) => ({
			...at,
			from: self,
			to: payees[index] ?? '',
			amount,
		}));
	}
	if (event.name !== 'settled') return [];
	// The treasury pays for all items; what bought nothing goes back in the same call.
	const asked = sum(event.payload.items.map(([, tier, qty]) => price(tier, qty)));
	const back = asked - event.payload.total;
	const paid = { ...at, from: treasury, to: self, amount: asked };
	return back > 0n ? [paid, { ...at, from: self, to: treasury, amount: back }] : [paid];
}

const meets = (t: TokenTransfer, o: Owed): boolean =>
	t.txHash === o.txHash && t.amount === o.amount && t.from === o.from && reaches(t, o.to);

/** A muxed address is paid at its account, with its id beside. */
function reaches(transfer: TokenTransfer, to: string): boolean {
	if (!to.startsWith('M')) return transfer.to === to;
	const muxed = MuxedAccount.fromAddress(to, '0');
	return transfer.to === muxed.baseAccount().accountId() && transfer.toId === BigInt(muxed.id());
}
