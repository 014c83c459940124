import { baseAccount } from '../base-account.ts';
import { booksOf } from '../books-of.ts';
import type { Order, Powers, ReplayedState, Rule, TierCount } from '../event-version.ts';
import type { SettledCredit } from '../passa-event.ts';
import { extended, payTo } from '../pay-to.ts';
import { flags } from './flags.ts';

export const day = 86_400n;

/**
 * A replay on its way: the state so far, and the event that is applied to it. Its clock is that of
 * contracts/event/src/clock.rs.
 */
export class Run {
	readonly self: string;
	readonly state: ReplayedState;
	/** What each order's creators earn, as a refund must take it back. */
	readonly credits = new Map<bigint, SettledCredit[]>();
	/** The present event's id, transaction and ledger's time in Unix seconds. */
	id = '';
	txHash = '';
	now = 0n;

	constructor(self: string, state: ReplayedState) {
		this.self = self;
		this.state = state;
	}

	/** The contract would not have published the present event unless this holds. */
	must(rule: Rule, holds: boolean): void {
		const broken = this.state.broken[rule];
		if (!holds && broken.at(-1) !== this.id) broken.push(this.id);
	}

	/** The present event moves USDC; null is the treasury. Nothing moves if the amount is 0. */
	moves(from: string | null, to: string | null, amount: bigint): void {
		if (amount > 0n) this.state.movements.push({ event: this.id, txHash: this.txHash, from, to, amount });
	}

	has(flag: number): boolean {
		return (this.state.counters.flags & flag) !== 0;
	}

	set(flag: number, on: boolean): void {
		const { counters } = this.state;
		counters.flags = on ? counters.flags | flag : counters.flags & ~flag;
		counters.cancelled = this.has(flags.cancelled);
	}

	get powers(): Powers {
		return this.state.powers;
	}

	get books() {
		return booksOf(this.state);
	}

	/** A tier that does not exist is counted nowhere. */
	count(tier: number): TierCount {
		return this.state.counters.tiers[tier] ?? { sold: 0, fiatAllocated: 0, fiatSold: 0 };
	}

	price(tier: number): bigint {
		return this.state.terms.tiers[tier]?.price ?? 0n;
	}

	order(id: bigint): Order | undefined {
		return this.state.orders.get(id);
	}

	/** An address that can never sign for a ticket, or to which a payout would be lost. */
	isTaken(address: string): boolean {
		const { registry, usdc } = this.state.config;
		return [this.self, registry, usdc].includes(baseAccount(address));
	}

	get isFrozen(): boolean {
		return this.has(flags.frozen) && this.now < this.powers.frozenUntil;
	}

	/** Whether tickets come into being or are bought. */
	get isSelling(): boolean {
		if (this.has(flags.pausedByOrganizer | flags.pausedByRegistry | flags.cancelled) || this.isFrozen)
			return false;
		const { terms, counters } = this.state;
		return !terms.policy.consent || counters.consents === 2 ** terms.payees.length - 1;
	}

	extended(since: bigint, until: bigint): bigint {
		return extended(this.powers, since, until);
	}

	/** While buyers may give tickets back, top-ups stay. */
	get areRefundsOpen(): boolean {
		const { window } = this.powers;
		const inWindow =
			this.has(flags.window) && window.version > 0 && this.now < this.extended(window.at, window.until);
		const inTime = this.now < this.extended(0n, this.state.terms.policy.refund_until);
		return this.has(flags.cancelled) || inWindow || inTime;
	}

	/** Where a payee is paid now. */
	payTo(index: number): string {
		return payTo(this.state, index, this.now);
	}

	/** Pays somebody, or lets it wait. */
	deliver(to: string, amount: bigint, delivered: boolean): void {
		if (delivered) this.moves(this.self, to, amount);
		else {
			const { owed, counters } = this.state;
			const receiver = baseAccount(to);
			owed.set(receiver, (owed.get(receiver) ?? 0n) + amount);
			counters.owed += amount;
		}
	}

	deliverToTreasury(amount: bigint, delivered: boolean): void {
		if (delivered) this.moves(this.self, null, amount);
		else this.oweTreasury(amount);
	}

	oweTreasury(amount: bigint): void {
		this.state.treasuryOwed += amount;
		this.state.counters.owed += amount;
	}
}
