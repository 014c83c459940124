import { inArray } from 'drizzle-orm';
import { supports } from '#shared/contract/supports.ts';
import type { EmittedAs } from '../facts/fact.ts';
import { eventsWith, type Touched } from '../facts/touched.ts';
import { creators } from './creators.ts';
import { KnownOrders, type Making, type Voiding } from './known-orders.ts';
import type { Transaction } from './schema.ts';
import { TierPrices } from './tier-prices.ts';

/** An event's totals, in stroops: columns of its row. */
export type Totals = {
	gross: bigint;
	royalties: bigint;
	refunded: bigint;
	refundable: bigint;
	topUps: bigint;
	shortfalls: bigint;
	commissions: bigint;
	commissionsBack: bigint;
	creatorsPaid: bigint;
	overpaid: bigint;
	owed: bigint;
};

export const noTotals: Totals = {
	gross: 0n,
	royalties: 0n,
	refunded: 0n,
	refundable: 0n,
	topUps: 0n,
	shortfalls: 0n,
	commissions: 0n,
	commissionsBack: 0n,
	creatorsPaid: 0n,
	overpaid: 0n,
	owed: 0n,
};

type Account = { earned: bigint; paid: bigint };
/** Bit of the organizer among those that a closing reached. */
export const organizerBit = 31;

/** How events change totals, with what these need beside a payload: prices, orders and creators' accounts. */
export class EventMoney {
	readonly prices: TierPrices;
	readonly #orders: KnownOrders;
	/** By event and creator. */
	readonly #accounts = new Map<string, Account>();

	private constructor(prices: TierPrices, orders: KnownOrders) {
		this.prices = prices;
		this.#orders = orders;
	}

	static async load(tx: Transaction, touched: Touched): Promise<EventMoney> {
		const priced = eventsWith(touched, 'refunded', 'reversed');
		const money = new EventMoney(await TierPrices.load(tx, priced), await KnownOrders.load(tx, touched));
		const nos = [...touched.rewarded];
		if (nos.length === 0) return money;
		const found = await tx.select().from(creators).where(inArray(creators.eventNo, nos));
		for (const { eventNo, creator, earned, paid } of found)
			money.#accounts.set(`${eventNo} ${creator}`, { earned, paid });
		return money;
	}

	/** Without refunds nothing is refundable. */
	sale(totals: Totals & { version: number }, fact: Making): void {
		const { event } = fact;
		const total = event.name === 'minted' ? 0n : event.payload.total;
		totals.gross += total;
		if (supports(totals.version, 'refunds')) totals.refundable += total;
		for (const { qty, credits } of this.#orders.add(fact))
			for (const { creator, amount } of credits) this.#earn(totals, fact.no, creator, amount * BigInt(qty));
	}

	/** A refund takes off what was paid back, a reversal the whole price: what is missing is a shortfall. */
	voiding(totals: Totals, fact: Voiding): void {
		const { paid, delivered, commissions } = fact.event.payload;
		const shortfall = fact.event.name === 'reversed' ? fact.event.payload.shortfall : 0n;
		totals.refunded += paid + shortfall;
		totals.shortfalls += shortfall;
		if (!delivered) totals.owed += paid;
		const voided = this.#orders.voided(fact);
		if (voided) totals.refundable -= this.prices.of(fact.no, voided.order.tier) * BigInt(voided.tickets);
		for (const [creator, amount] of commissions) {
			this.#earn(totals, fact.no, creator, -amount);
			totals.commissionsBack += amount;
		}
	}

	/** Creators' payouts; payees' own rows have theirs. */
	payout(totals: Totals, { no, event }: EmittedAs<'paid'>): void {
		for (const [creator, amount] of event.payload.creators) {
			totals.creatorsPaid += amount;
			this.#change(totals, no, creator, (account) => {
				account.paid += amount;
			});
		}
	}

	/** The royalty is revenue. What a seller in custody gets waits for the treasury. */
	resale(totals: Totals, { event }: EmittedAs<'resold'>): void {
		const { price, royalty, treasury } = event.payload;
		totals.gross += royalty;
		totals.royalties += royalty;
		if (treasury) totals.owed += price - royalty;
	}

	closing(totals: Totals, { event }: EmittedAs<'closed'>): void {
		const { delivered, organizer, payees, treasury } = event.payload;
		totals.shortfalls -= treasury;
		totals.topUps -= organizer;
		totals.owed += treasury;
		if (!isReached(delivered, organizerBit)) totals.owed += organizer;
		for (const [i, amount] of payees.entries()) if (!isReached(delivered, i)) totals.owed += amount;
	}

	owedPaid(totals: Totals, { event }: EmittedAs<'owed_paid'>): void {
		const { amount, shortfall } = event.payload;
		totals.owed -= amount - shortfall;
		totals.shortfalls -= shortfall;
	}

	#earn(totals: Totals, no: number, creator: string, amount: bigint): void {
		totals.commissions += amount;
		this.#change(totals, no, creator, (account) => {
			account.earned += amount;
		});
	}

	#change(totals: Totals, no: number, creator: string, change: (account: Account) => void): void {
		const key = `${no} ${creator}`;
		const account = this.#accounts.get(key) ?? { earned: 0n, paid: 0n };
		this.#accounts.set(key, account);
		totals.overpaid -= beyond(account);
		change(account);
		totals.overpaid += beyond(account);
	}
}

const beyond = ({ earned, paid }: Account): bigint => (paid > earned ? paid - earned : 0n);

/** Whether a closing delivered to a payee, or to the organizer. */
export const isReached = (delivered: number, bit: number): boolean => ((delivered >>> bit) & 1) === 1;
