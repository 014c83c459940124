import { StrKey } from '@stellar/stellar-sdk';
import { count, eq } from 'drizzle-orm';
import type { z } from 'zod';
import { PassaError } from '#shared/errors.ts';
import type { Access } from '#shared/roles.ts';
import { readCheckpoint } from '../models/checkpoint.ts';
import { eventParts } from '../models/event-parts.ts';
import { events } from '../models/events.ts';
import { chainOutbox, type Outbox } from '../models/outbox.ts';
import type { Reader } from '../models/schema.ts';
import { platformOutbox, relayOutbox } from '../models/service-outbox.ts';
import { secondsOf } from '../views/json-values.ts';
import { liveEvent } from '../views/live-event.ts';
import { orderIs, orderViews } from '../views/order.ts';
import { ticketsOf } from '../views/ticket.ts';
import { accountDelta, reviewDelta, type ServiceSnapshot, type Snapshot } from './messages.ts';

/** The parts of a channel's name after its kind. */
type Params = { address?: string; id?: string };

export type Channel = {
	/** The whole name, one for each thing. An `address` must also have the right checksum, an order's id be in range. */
	pattern: RegExp;
	/** As for a route. `own account`: sessions that act for the account `id` and for all of its events. */
	access: Access | 'own account';
	/** The channel's state now. */
	snapshot(db: Reader, params: Params): Promise<Snapshot>;
	/** Where its messages come from. No other outbox can publish on it. */
	outbox: Outbox;
	/** Checks messages of another service before they leave. */
	delta?: z.ZodType;
};

const support = ['support', 'admin'] as const;

/** Every live channel. Parsing, authorisation and snapshots follow from this table. */
export const channels: Record<string, Channel> = {
	events: { pattern: /^events$/, access: 'public', snapshot: countEvents, outbox: chainOutbox },
	event: {
		pattern: /^event:(?<address>C[A-Z2-7]{55})$/,
		access: 'public',
		snapshot: eventSnapshot,
		outbox: chainOutbox,
	},
	order: {
		pattern: /^order:(?<address>C[A-Z2-7]{55}):(?<id>0|[1-9]\d{0,18})$/,
		access: 'public',
		snapshot: orderSnapshot,
		outbox: chainOutbox,
	},
	owner: {
		pattern: /^owner:(?<address>[GC][A-Z2-7]{55})$/,
		access: 'public',
		snapshot: ownerSnapshot,
		outbox: chainOutbox,
	},
	review: {
		pattern: /^review$/,
		access: support,
		snapshot: readAt('relayer', '/v1/review'),
		outbox: relayOutbox,
		delta: reviewDelta,
	},
	account: {
		pattern: /^account:(?<id>[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12})$/,
		access: 'own account',
		snapshot: readAt('platform', '/v1/drafts'),
		outbox: platformOutbox,
		delta: accountDelta,
	},
};

export const eventChannel = (event: string): string => `event:${event}`;
export const orderChannel = (event: string, id: bigint | string): string => `order:${event}:${id}`;
export const ownerChannel = (owner: string): string => `owner:${owner}`;
export const allEventsChannel = 'events';

export type NamedChannel = { channel: Channel; params: Params };

/** The channel of this name, or null. */
export function findChannel(name: string): NamedChannel | null {
	for (const channel of Object.values(channels)) {
		const match = channel.pattern.exec(name);
		if (!match) continue;
		const params: Params = { ...match.groups };
		const { address, id } = params;
		if (address !== undefined && !isAddress(address)) return null;
		if (channel === channels.order && BigInt(id!) > mostOrderId) return null;
		return { channel, params };
	}
	return null;
}

/** The most that the column of orders' ids holds. */
const mostOrderId = 2n ** 63n - 1n;

const isAddress = (text: string): boolean =>
	StrKey.isValidContract(text) || StrKey.isValidEd25519PublicKey(text);

/** A closed channel gets the same answer as one that does not exist, so that nobody can probe for it. */
export const unknownChannel = (name: string): PassaError =>
	new PassaError('CHANNEL_UNKNOWN', `there is no channel ${name.slice(0, 100)}`, { status: 404 });

const maxTickets = 200;

async function countEvents(db: Reader): Promise<Snapshot> {
	const [row] = await db.select({ count: count() }).from(events);
	return { count: row!.count };
}

/** Null if the indexer has not read the event yet: the first delta brings it. */
async function eventSnapshot(db: Reader, { address }: Params): Promise<Snapshot> {
	const no = await numberOf(db, address!);
	const { closedAt } = await readCheckpoint(db);
	const [parts] = no === null ? [] : await eventParts(db, [no]);
	return { event: parts ? liveEvent(parts, secondsOf(closedAt ?? new Date(0))) : null };
}

async function orderSnapshot(db: Reader, { address, id }: Params): Promise<Snapshot> {
	const no = await numberOf(db, address!);
	const [order] = no === null ? [] : await orderViews(db, orderIs(no, BigInt(id!)), 1);
	return { order: order ?? null };
}

async function ownerSnapshot(db: Reader, { address }: Params): Promise<Snapshot> {
	const { items, next } = await ticketsOf(db, { owner: address! }, 'soonest', null, maxTickets);
	return { tickets: items, more: next !== null };
}

function readAt(service: ServiceSnapshot['service'], path: string): Channel['snapshot'] {
	return async () => ({ service, path });
}

async function numberOf(db: Reader, address: string): Promise<number | null> {
	const [row] = await db.select({ no: events.no }).from(events).where(eq(events.address, address));
	return row?.no ?? null;
}
