import { hc } from 'hono/client';
import type { Api } from './api/app.ts';

export type {
	AccountDelta,
	ClientMessage,
	Delta,
	EventDelta,
	EventSnapshot,
	OrderDelta,
	OrderSnapshot,
	OwnerDelta,
	OwnerSnapshot,
	ReviewDelta,
	ServerMessage,
	ServiceSnapshot,
	Snapshot,
	TicketRef,
} from './live/messages.ts';
export type { Due } from './views/dues.ts';
export type { EventView } from './views/event.ts';
export type { EventFault } from './views/event-fault.ts';
export type { Owed } from './views/event-history.ts';
export type { EventSummary } from './views/event-list.ts';
export type { LiveEvent } from './views/live-event.ts';
export type { MoneyReport } from './views/money-report.ts';
export type { OrderView } from './views/order.ts';
export type { OrderWithTimes } from './views/order-with-times.ts';
export type { Earning, PayoutView } from './views/payout.ts';
export type { RefundProgress } from './views/refund-progress.ts';
export type { ListingView } from './views/resale.ts';
export type { Sales } from './views/sales.ts';
export type { TicketView } from './views/ticket.ts';

/** The indexer's API, with types from the routes: `(await client.v1.events.$get({ query: {} })).json()`. */
export const indexerClient = (url: string, options?: { fetch?: typeof fetch }) => hc<Api>(url, options);

export type IndexerClient = ReturnType<typeof indexerClient>;
