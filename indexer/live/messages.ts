import type { LiveEvent } from '../views/live-event.ts';
import type { OrderView } from '../views/order.ts';
import type { TicketView } from '../views/ticket.ts';

/** A ticket that came or went; the rest is at `/v1/tickets`. */
export type TicketRef = {
	id: string;
	event: string;
	eventNo: number;
	orderId: string;
	index: number;
	tier: number | null;
};

/** What happened in an event's log in one ledger, in order. */
export type Cause = { name: string; n: string; txHash: string };

export type EventSnapshot = { event: LiveEvent | null };
/** `event` is the whole of it after the change: nothing needs to be added up. */
export type EventDelta = { event: LiveEvent; causes: Cause[] };
export type OrderSnapshot = { order: OrderView | null };
export type OrderDelta = { order: OrderView };
export type OwnerSnapshot = { tickets: TicketView[]; more: boolean };
export type OwnerDelta = { gained: TicketRef[]; lost: TicketRef[] };
export type EventsSnapshot = { count: number };

export type Snapshot = EventSnapshot | OrderSnapshot | OwnerSnapshot | EventsSnapshot;
export type Delta = EventDelta | OrderDelta | OwnerDelta;

/**
 * What a listener hears. `seq` counts a channel's messages: whoever was away resumes with the last one seen, and gets
 * either every delta since or a new snapshot, never a hole.
 */
export type ServerMessage =
	| { type: 'snapshot'; channel: string; seq: number; ledger: number; data: Snapshot }
	| { type: 'delta'; channel: string; seq: number; ledger: number; data: Delta }
	| { type: 'resumed'; channel: string; seq: number; ledger: number }
	| { type: 'ping'; ledger: number }
	| { type: 'error'; channel: string | null; code: string; message: string };

/** What a listener may say over a WebSocket. */
export type ClientMessage =
	| { op: 'subscribe'; channel: string; since?: number }
	| { op: 'unsubscribe'; channel: string };
