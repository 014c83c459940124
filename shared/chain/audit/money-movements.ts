import { Account, MuxedAccount } from '@stellar/stellar-sdk';
import { baseAccount } from '#shared/contract/base-account.ts';
import type { Movement } from '#shared/contract/event-version.ts';
import type { TokenTransfer } from '../events/asset-transfers.ts';
import { type AuditCheck, equal, none, sum } from './check.ts';
import type { Evidence } from './evidence.ts';

export type Money = {
	checks: AuditCheck[];
	/** Stroops that came in without a sale: no payee's money, and not an error. */
	stray: bigint;
	/** Stroops that the asset's issuer took out of the contract. */
	clawedBack: bigint;
	/** The addresses that paid and were paid as the platform's treasury. From version 2 on no event names it. */
	treasuries: string[];
};

/**
 * Compares the movements that events call for with the asset's own. Every sale, resale, settlement, payout and refund
 * has its movement, every stroop that left has an event, and the rest is the balance. Anyone may send money to a
 * contract: it counts as stray, not as an error. A claw-back by the issuer is not a payout, and the balance shows
 * whether money is gone. A transfer of nothing counts for nothing: the asset lets anybody make one from any contract,
 * since it needs no allowance.
 */
export function moneyOf(
	{ announcement, transfers: all, balance }: Pick<Evidence, 'announcement' | 'transfers' | 'balance'>,
	movements: Movement[],
): Money {
	const self = announcement.event;
	const transfers = all.filter((t) => t.amount !== 0n);
	const { missing, left, treasuries } = matched(movements, transfers);
	const clawedBack = sum(left.filter((t) => t.kind === 'clawback').map((t) => t.amount));
	const unexplained = left.filter((t) => t.from === self && t.kind !== 'clawback');
	const stray = left.filter((t) => t.to === self);
	const total = (side: 'from' | 'to') => sum(transfers.filter((t) => t[side] === self).map((t) => t.amount));
	const checks = [
		none('moves_have_transfer', [...new Set(missing.map((m) => m.event))]),
		none(
			'only_payouts_leave',
			unexplained.map((t) => t.id),
		),
		equal('balance_adds_up', total('to') - total('from'), balance),
	];
	return { checks, stray: sum(stray.map((t) => t.amount)), clawedBack, treasuries };
}

type Matched = { missing: Movement[]; left: TokenTransfer[]; treasuries: string[] };

/**
 * Matches each movement with one transfer. What names both sides comes first, so that no wildcard takes its transfer.
 */
function matched(movements: Movement[], transfers: TokenTransfer[]): Matched {
	const waiting = new Waiting(transfers);
	const treasuryOf = new Map<string, string>();
	const isOpen = ({ from, to }: Movement) => from === null || to === null;
	const inOrder = [...movements.filter((m) => !isOpen(m)), ...movements.filter(isOpen)];
	const missing = inOrder.filter((movement) => {
		// Within one event the treasury is one address.
		const treasury = treasuryOf.get(movement.event) ?? null;
		const { from, to } = movement;
		const taken = waiting.take({ ...movement, from: from ?? treasury, to: to ?? treasury });
		if (!taken) return true;
		if (isOpen(movement)) treasuryOf.set(movement.event, from === null ? taken.from : taken.to);
		return false;
	});
	return { missing, left: waiting.left(), treasuries: [...new Set(treasuryOf.values())].sort() };
}

type Sides = Pick<Movement, 'txHash' | 'from' | 'to' | 'amount'>;

/**
 * Transfers that no movement took yet. Maps by all fields that must be equal make this one pass, because an event may
 * have tens of thousands of transfers.
 */
class Waiting {
	readonly #transfers: TokenTransfer[];
	readonly #taken = new Set<TokenTransfer>();
	readonly #by = new Map<string, TokenTransfer[]>();
	/** A burn names no id: the issuer's muxed addresses are all its account. */
	readonly #issuers: Set<string>;

	constructor(transfers: TokenTransfer[]) {
		this.#transfers = transfers;
		this.#issuers = new Set(transfers.filter((t) => t.kind === 'burn').map((t) => t.to));
		for (const t of transfers) {
			// A claw-back pays nobody, even one of the same amount.
			if (t.kind === 'clawback') continue;
			const to = t.toId === null ? t.to : muxed(t.to, t.toId);
			for (const sides of [
				{ ...t, to },
				{ ...t, from: null, to },
				{ ...t, to: null },
			]) {
				const same = this.#by.get(keyOf(sides));
				if (same) same.push(t);
				else this.#by.set(keyOf(sides), [t]);
			}
		}
	}

	take(sides: Sides): TokenTransfer | null {
		const to =
			sides.to !== null && this.#issuers.has(baseAccount(sides.to)) ? baseAccount(sides.to) : sides.to;
		const same = this.#by.get(keyOf({ ...sides, to })) ?? [];
		for (let found = same.pop(); found; found = same.pop()) {
			if (this.#taken.has(found)) continue;
			this.#taken.add(found);
			return found;
		}
		return null;
	}

	left(): TokenTransfer[] {
		return this.#transfers.filter((t) => !this.#taken.has(t));
	}
}

const keyOf = ({ txHash, from, to, amount }: Sides): string =>
	`${txHash} ${from ?? '*'} ${to ?? '*'} ${amount}`;

/** The address that a transfer names as an account and an id beside it. */
function muxed(account: string, id: bigint): string {
	if (!account.startsWith('G')) return account;
	return new MuxedAccount(new Account(account, '0'), String(id)).accountId();
}
