import type { EventView, OrderView } from '#indexer/client.ts';
import { placeOf, type TicketFace } from '#lib/ui/ticket-face.ts';
import type { OrderView as PayOrder } from '#relayer/client.ts';

export type IssuedOrder = Pick<
	PayOrder,
	'event' | 'eventNo' | 'eventName' | 'tier' | 'qty' | 'chain' | 'given' | 'ticketRefunds'
>;
/** What the indexer knows of an issued order; each part is null until it has been read. */
export type Issued = {
	order: Pick<OrderView, 'tierName' | 'tickets' | 'termsVersion'> | null;
	event: Pick<
		EventView,
		| 'startsAt'
		| 'endsAt'
		| 'tiers'
		| 'metadata'
		| 'stopped'
		| 'policy'
		| 'cancelledAt'
		| 'cash'
		| 'refundable'
		| 'postponedBySeconds'
		| 'refundWindow'
		| 'termsVersion'
	> | null;
};

/** Where both parts are, at the indexer. The order waits for its ledger. */
export function issuedPaths({ eventNo, chain }: IssuedOrder): { order: string; event: string } {
	const query = new URLSearchParams({ event: String(eventNo), minLedger: String(chain!.ledger) });
	return { order: `/v1/orders/${chain!.orderId}?${query}`, event: `/v1/events/${eventNo}` };
}

/**
 * An issued order's tickets as they are shown, with what is known by now; without those that somebody else has taken,
 * and those that were given back.
 */
export function issuedTickets(
	order: IssuedOrder,
	{ order: read, event }: Issued,
	proof: string | null,
): (TicketFace & { id: string })[] {
	const venue = event?.metadata.document?.venue;
	const codes = new Map(read?.tickets.map(({ id, code }) => [id, code]));
	const all = (order.chain?.tickets ?? []).map((id, index) => ({
		id,
		code: codes.get(id) ?? null,
		event: order.event,
		eventName: order.eventName,
		tierName: read?.tierName ?? event?.tiers[order.tier]?.name ?? String(order.tier + 1),
		startsAt: event?.startsAt ?? null,
		endsAt: event?.endsAt ?? null,
		picture: event?.metadata.document?.picture ?? null,
		place: placeOf(venue?.name, venue?.city),
		cancelled: event?.stopped === 'cancelled',
		number: index + 1,
		of: order.qty,
		proof,
	}));
	const back = backTickets(order);
	return all.filter(({ id }) => !order.given.includes(id) && !back.includes(placeIn(id)));
}

/** A ticket's place in its order on chain: shared/chain/state/ids.ts, which is too large for a page. */
export const placeIn = (ticket: string): number => Number(BigInt(ticket) & 31n);

/** Places of tickets that are void: they were given back, whether or not the money has arrived. */
export const backTickets = ({ ticketRefunds }: Pick<PayOrder, 'ticketRefunds'>): number[] =>
	ticketRefunds.flatMap(({ state, tickets }) => (state === 'voided' || state === 'returned' ? tickets : []));

const firstPauseMs = 1000;
const longestPauseMs = 15_000;

/** What reading needs of a browser; tests pass their own. `get`: null if there is no answer, or a refusal. */
type Environment = {
	get(path: string, signal: AbortSignal): Promise<unknown>;
	/** Ends early when the signal aborts. */
	pause(ms: number, signal: AbortSignal): Promise<void>;
};

/**
 * Reads what the indexer knows of an issued order until it has both parts, or the signal aborts: the relayer knows a
 * ticket a moment before the indexer does.
 */
export async function readIssued(
	order: IssuedOrder,
	known: Issued,
	onRead: (issued: Issued) => void,
	signal: AbortSignal,
	{ get, pause }: Environment = browser,
): Promise<void> {
	const paths = issuedPaths(order);
	let issued = known;
	for (let wait = firstPauseMs; !signal.aborted; wait = Math.min(wait * 2, longestPauseMs)) {
		const [read, event] = await Promise.all([
			issued.order ?? get(paths.order, signal),
			issued.event ?? get(paths.event, signal),
		]);
		if (signal.aborted) return;
		const next = { order: read as Issued['order'], event: event as Issued['event'] };
		if (next.order !== issued.order || next.event !== issued.event) onRead(next);
		issued = next;
		if (issued.order && issued.event) return;
		await pause(wait, signal);
	}
}

const browser: Environment = {
	async get(path, signal) {
		const response = await fetch(`/api/indexer${path}`, { signal }).catch(() => null);
		return response?.ok ? response.json().catch(() => null) : null;
	},
	pause: (ms, signal) =>
		new Promise((done) => {
			const timer = setTimeout(done, ms);
			signal.addEventListener('abort', () => {
				clearTimeout(timer);
				done();
			});
		}),
};
