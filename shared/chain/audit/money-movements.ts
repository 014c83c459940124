import { Account, MuxedAccount } from '@stellar/stellar-sdk';
import type { PassaEvent } from '#shared/contract/passa-event.ts';
import type { RawEvent } from '#shared/contract/raw-event.ts';
import type { TokenTransfer } from '../events/asset-transfers.ts';
import { type AuditCheck, equal, none, sum } from './check.ts';
import type { Evidence } from './collect-evidence.ts';

/** A movement of money that an event of the contract calls for. */
type Owed = { event: string; txHash: string; from: string; to: string; amount: bigint };

export type Money = {
	checks: AuditCheck[];
	/** Stroops that came in without a sale: no payee's money, and not an error. */
	stray: bigint;
	/** Stroops that the asset's issuer took out of the contract. */
	clawedBack: bigint;
};

/**
 * Compares the events with the asset's own movements. Every sale, settlement and payout has its movement, every stroop
 * that left has a payout, and the rest is the balance. Anyone may send money to a contract: it counts as stray, not as an
 * error. A claw-back by the issuer is not a payout, and the balance shows whether payees' money is gone.
 */
export function moneyOf({ announcement, state, raw, events, transfers, balance }: Evidence): Money {
	const self = announcement.event;
	const { treasury } = state.config;
	const tiers = state.terms.tiers;
	const payees = state.terms.payees.map((p) => String(p.address));
	const price = (tier: number, qty: number) => (tiers[tier]?.price ?? 0n) * BigInt(qty);
	const owed = events.flatMap((event, i) => owedBy(event, raw[i]!, { self, treasury, payees, price }));
	const { missing, left } = matched(owed, transfers);
	const clawedBack = sum(left.filter((t) => t.kind === 'clawback').map((t) => t.amount));
	const unexplained = left.filter((t) => t.from === self && t.kind !== 'clawback');
	const stray = left.filter((t) => t.to === self);
	const total = (side: 'from' | 'to') => sum(transfers.filter((t) => t[side] === self).map((t) => t.amount));
	const checks = [
		none('moves_have_transfer', [...new Set(missing.map((o) => o.event))]),
		none(
			'only_payouts_leave',
			unexplained.map((t) => t.id),
		),
		equal('balance_adds_up', total('to') - total('from'), balance),
	];
	return { checks, stray: sum(stray.map((t) => t.amount)), clawedBack };
}

/**
 * Matches each owed movement with one transfer. A map by all fields that must be equal makes this one pass, because an
 * event may have tens of thousands of transfers.
 */
function matched(owed: Owed[], transfers: TokenTransfer[]): { missing: Owed[]; left: TokenTransfer[] } {
	const waiting = new Map<string, TokenTransfer[]>();
	for (const t of transfers) {
		const key = keyOf({ ...t, to: t.toId === null ? t.to : muxed(t.to, t.toId) });
		const same = waiting.get(key);
		if (same) same.push(t);
		else waiting.set(key, [t]);
	}
	// A burn names no id: the issuer's muxed addresses are all its account.
	const issuers = new Set(transfers.filter((t) => t.kind === 'burn').map((t) => t.to));
	const receiverOf = ({ to }: Owed) => (issuers.has(accountOf(to)) ? accountOf(to) : to);
	const missing = owed.filter((o) => {
		const same = waiting.get(keyOf({ ...o, to: receiverOf(o) })) ?? [];
		// A claw-back pays nobody, even one of the same amount.
		const at = same.findLastIndex((t) => t.kind !== 'clawback');
		if (at < 0) return true;
		same.splice(at, 1);
		return false;
	});
	return { missing, left: [...waiting.values()].flat() };
}

const keyOf = (m: Pick<Owed, 'txHash' | 'from' | 'to' | 'amount'>): string =>
	`${m.txHash} ${m.from} ${m.to} ${m.amount}`;

/** The address that a transfer names as an account and an id beside it. */
function muxed(account: string, id: bigint): string {
	if (!account.startsWith('G')) return account;
	return new MuxedAccount(new Account(account, '0'), String(id)).accountId();
}

const accountOf = (address: string): string =>
	address.startsWith('M') ? MuxedAccount.fromAddress(address, '0').baseAccount().accountId() : address;

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
