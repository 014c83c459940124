import { SvelteMap } from 'svelte/reactivity';
import type { EventView, OrderView } from '#indexer/client.ts';
import { linesOfOrder } from '#lib/checkout/mpesa/order-lines.ts';
import { type Issued, readIssued } from '#lib/checkout/mpesa/read-issued.ts';
import { watchOrders } from '#lib/checkout/mpesa/watch-orders.ts';
import { listen } from '#lib/live.ts';
import { oneAtATime } from '#lib/organizer/one-at-a-time.ts';
import { orderTickets } from '#lib/ui/order-tickets.ts';
import type { OrderView as PayOrder } from '#relayer/client.ts';
import { groupTickets, type Owned, ofOrder, ofWallet } from './ticket-groups.ts';
import { readMore, readTickets, type WalletTickets, type Which } from './wallet-tickets.ts';

const nothing: Issued = { order: null, event: null };

/** What this browser and account own, and how it changes while the page is open. */
export class OwnTickets {
	readonly #origin: string;
	#again: () => Promise<void> = async () => {};
	/** The state of each M-Pesa order; without one until it is read, and where this browser may not read it. */
	readonly orders = new SvelteMap<string, PayOrder>();
	readonly #issued = new SvelteMap<string, Issued>();
	#wallets = $state.raw<Record<Which, WalletTickets[]>>({ coming: [], past: [] });
	/** Tickets of orders that wallets bought and that name this person's number or address. */
	#named = $state.raw<Owned[]>([]);
	/** Whether the wallets' tickets have been read. */
	walletsRead = $state(false);
	unreachable = $state(false);
	readonly #all = $derived.by(() => {
		const now = Date.now();
		const own = [...this.orders]
			.flatMap(([reference, order]) => linesOfOrder(order).map((line) => ({ reference, order, line })))
			.filter(({ line }) => line.chain)
			.flatMap(({ reference, order, line }) => {
				const issued = this.#issued.get(line.reference) ?? nothing;
				return ofOrder({ reference, order: { ...order, ...line }, issued }, this.#origin);
			});
		const held = [...this.#wallets.coming, ...this.#wallets.past].flatMap(({ items }) => items);
		const wallets = held.map((ticket) => ofWallet(ticket, this.#origin));
		return groupTickets([...own, ...wallets, ...this.#named], now);
	});

	constructor(origin: string) {
		this.#origin = origin;
	}

	get coming() {
		return this.#all.coming;
	}
	get past() {
		return this.#all.past;
	}
	/** Whether more tickets of that kind can be read. */
	hasMore(which: Which): boolean {
		return this.#wallets[which].some(({ next }) => next !== null);
	}

	/** Follows M-Pesa orders until the returned function is called. */
	followOrders(references: string[]): () => void {
		const left = new AbortController();
		const stop = watchOrders(references, (reference, found) => {
			if (found === null || found === 'gone') return;
			const before = this.orders.get(reference);
			const known = before ? linesOfOrder(before) : [];
			this.orders.set(reference, found);
			for (const line of linesOfOrder(found)) {
				const isNew = !known.some((each) => each.reference === line.reference && each.chain);
				if (line.chain && isNew) this.#readIssued(line.reference, { ...found, ...line }, left.signal);
			}
		});
		return () => {
			left.abort();
			stop();
		};
	}

	#readIssued(reference: string, order: PayOrder, signal: AbortSignal): void {
		const known = this.#issued.get(reference) ?? nothing;
		readIssued(order, known, (issued) => this.#issued.set(reference, issued), signal);
	}

	/** Reads orders that wallets bought and that name this person's number or address. `event`: its number. */
	async readNamed(orders: { event: number; order: string }[]): Promise<void> {
		const read = await Promise.all(
			orders.map(async ({ event, order }) => {
				const [bought, about] = await Promise.all([
					readJson<OrderView>(`/v1/orders/${order}?event=${event}`),
					readJson<EventView>(`/v1/events/${event}`),
				]);
				if (!bought) return null;
				const href = `/orders/${order}?event=${event}`;
				return orderTickets(bought, about, this.#origin).map((ticket) => ({ ...ticket, href }));
			}),
		);
		this.#named = read.flatMap((tickets) => tickets ?? []);
		if (read.includes(null)) this.unreachable = true;
	}

	/** Follows wallets' tickets until the returned function is called. */
	followWallets(owners: string[]): () => void {
		if (owners.length === 0) {
			this.#wallets = { coming: [], past: [] };
			this.walletsRead = true;
			return () => {};
		}
		const again = oneAtATime(async () => {
			await this.#read('coming', () => readTickets(owners, 'coming', this.#wallets.coming));
			// Only then the page can say whether a wallet holds nothing.
			if (this.#wallets.coming.every(({ items }) => items.length === 0)) await this.readPast(owners);
			this.walletsRead = !this.unreachable;
		});
		this.#again = again;
		again();
		return listen(
			owners.map((owner) => `owner:${owner}`),
			again,
		);
	}

	/** Reads the wallets' tickets again. */
	refresh = (): Promise<void> => this.#again();

	readPast(owners: string[]): Promise<void> {
		return this.#read('past', () => readTickets(owners, 'past'));
	}

	more(which: Which): Promise<void> {
		return this.#read(which, () => readMore(this.#wallets[which], which));
	}

	async #read(which: Which, read: () => Promise<WalletTickets[]>): Promise<void> {
		try {
			this.#wallets = { ...this.#wallets, [which]: await read() };
			this.unreachable = false;
		} catch {
			this.unreachable = true;
		}
	}
}

async function readJson<T>(path: string): Promise<T | null> {
	const response = await fetch(`/api/indexer${path}`).catch(() => null);
	return response?.ok ? response.json().catch(() => null) : null;
}
