import { z } from 'zod';
import type { LiveEvent } from '../views/live-event.ts';
import type { OrderView } from '../views/order.ts';
import type { TicketView } from '../views/ticket.ts';

/** A ticket that an owner gained, lost or changed; the rest is at `/v1/tickets`. */
export type TicketRef = {
	id: string;
	event: string;
	eventNo: number;
	orderId: string;
	index: number;
	tier: number | null;
};

/** What an event's contract emitted in one ledger, in order. `n` is 0 outside its log. */
export type Cause = { name: string; n: string; txHash: string };

export type EventSnapshot = { event: LiveEvent | null };
/** `event` is complete after the change: a listener adds nothing up. */
export type EventDelta = { event: LiveEvent; causes: Cause[] };
export type OrderSnapshot = { order: OrderView | null };
export type OrderDelta = { order: OrderView };
export type OwnerSnapshot = { tickets: TicketView[]; more: boolean };
/** `changed`: offered, no longer offered, or used. */
export type OwnerDelta = { gained: TicketRef[]; lost: TicketRef[]; changed: TicketRef[] };
export type EventsSnapshot = { count: number };

/** The state of a service's channel is at that service: read it there after each snapshot. */
export type ServiceSnapshot = { service: 'relayer' | 'platform'; path: string };

/** A support case opened, or somebody decided it. Strict: nothing else can leave through the channel. */
export const reviewDelta = z.strictObject({
	id: z.uuid(),
	reason: z.string(),
	state: z.enum(['open', 'decided']),
});
export type ReviewDelta = z.infer<typeof reviewDelta>;

/** A draft of the account changed. */
export const accountDelta = z.strictObject({
	draft: z.uuid(),
	version: z.int(),
	state: z.enum(['draft', 'published', 'deleted']),
});
export type AccountDelta = z.infer<typeof accountDelta>;

export type Snapshot = EventSnapshot | OrderSnapshot | OwnerSnapshot | EventsSnapshot | ServiceSnapshot;
export type Delta = EventDelta | OrderDelta | OwnerDelta | ReviewDelta | AccountDelta;

/**
 * What the hub sends. `seq` counts a channel's messages: a listener resumes with the last one it saw, and gets either
 * every delta since or a new snapshot, never a gap. A delta of a service off chain has no ledger. `retryAfter` is in
 * seconds.
 */
export type ServerMessage =
	| { type: 'snapshot'; channel: string; seq: number; ledger: number; data: Snapshot }
	| { type: 'delta'; channel: string; seq: number; ledger: number | null; data: Delta }
	| { type: 'resumed'; channel: string; seq: number; ledger: number }
	| { type: 'ping'; ledger: number }
	| { type: 'error'; channel: string | null; code: string; message: string; retryAfter?: number };

/**
 * What a listener may send over a WebSocket. `session` sets the token for later subscriptions: a browser cannot set a
 * header, and a token ends before a connection does.
 */
export type ClientMessage =
	| { op: 'session'; token: string }
	| { op: 'subscribe'; channel: string; since?: number }
	| { op: 'unsubscribe'; channel: string };
