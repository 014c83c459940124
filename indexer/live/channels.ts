import { StrKey } from '@stellar/stellar-sdk';
import { count, eq } from 'drizzle-orm';
import { PassaError } from '#shared/errors.ts';
import { readCheckpoint } from '../models/checkpoint.ts';
import { events } from '../models/events.ts';
import type { Reader } from '../models/schema.ts';
import { eventParts, liveEvent } from '../views/live-event.ts';
import { orderIs, orderViews } from '../views/order.ts';
import { ticketsOf } from '../views/ticket.ts';
import { secondsOf } from '../views/wire.ts';
import type { Snapshot } from './messages.ts';

/** `events` (all of them), `event:<address>`, `order:<event address>:<id>`, `owner:<address>`. */
export type Channel =
	| { kind: 'events' }
	| { kind: 'event'; event: string }
	| { kind: 'order'; event: string; id: bigint }
	| { kind: 'owner'; owner: string };

export const eventChannel = (event: string): string => `event:${event}`;
export const orderChannel = (event: string, id: bigint | string): string => `order:${event}:${id}`;
export const ownerChannel = (owner: string): string => `owner:${owner}`;
export const allEventsChannel = 'events';

/** Who may listen to what. Throws CHANNEL_FORBIDDEN. `token` is the listener's session, where it brought one. */
export type Authorise = (channel: string, token: string | null) => Promise<void>;

const needsRole = /^(organizer|artist|creator|brand|gate|support|admin|treasury):/;

/** What is on chain is public; channels of people are closed until there are roles. */
export const publicOnly: Authorise = async (channel) => {
	if (needsRole.test(channel)) {
		throw new PassaError('CHANNEL_FORBIDDEN', `${channel} is not open to you`, { status: 403 });
	}
};

const order = /^order:(C[A-Z2-7]{55}):(\d{1,19})$/;

export function parseChannel(name: string): Channel {
	const ofOrder = order.exec(name);
	const [kind, address = ''] = name.split(':');
	if (name === allEventsChannel) return { kind: 'events' };
	if (ofOrder) return { kind: 'order', event: ofOrder[1]!, id: BigInt(ofOrder[2]!) };
	if (name === eventChannel(address) && StrKey.isValidContract(address))
		return { kind: 'event', event: address };
	const isOwner = StrKey.isValidEd25519PublicKey(address) || StrKey.isValidContract(address);
	if (kind === 'owner' && name === ownerChannel(address) && isOwner) return { kind: 'owner', owner: address };
	throw new PassaError('CHANNEL_UNKNOWN', `there is no channel ${name.slice(0, 100)}`, { status: 404 });
}

const ticketsShown = 200;

/** The channel's state now. An event or order that is not indexed yet is null: the first delta brings it. */
export async function snapshotOf(db: Reader, channel: Channel): Promise<Snapshot> {
	if (channel.kind === 'events') {
		const [row] = await db.select({ count: count() }).from(events);
		return { count: row!.count };
	}
	if (channel.kind === 'owner') {
		const { items, next } = await ticketsOf(db, channel.owner, null, ticketsShown);
		return { tickets: items, more: next !== null };
	}
	const [row] = await db.select({ no: events.no }).from(events).where(eq(events.address, channel.event));
	if (channel.kind === 'order') {
		const [found] = row ? await orderViews(db, orderIs(row.no, channel.id), 1) : [];
		return { order: found ?? null };
	}
	const { closedAt } = await readCheckpoint(db);
	const [parts] = row ? await eventParts(db, [row.no]) : [];
	return { event: parts ? liveEvent(parts, secondsOf(closedAt ?? new Date(0))) : null };
}
