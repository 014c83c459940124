import { enqueueNotices, enqueueToReceiver } from '../contacts/enqueue-notices.ts';
import type { HandoverRow } from '../models/handovers.ts';
import type { Transaction } from '../models/schema.ts';

/** Queues a message to who sent a ticket: the order's contacts, or the person who had got it by an earlier handover. */
export const notifySender = (
	tx: Transaction,
	{ id, orderNo, follows }: Pick<HandoverRow, 'id' | 'orderNo' | 'follows'>,
	kind: 'handover_claimed' | 'handover_expired',
	now: Date,
): Promise<void> =>
	follows === null
		? enqueueNotices(tx, { kind, orders: [orderNo], subject: id }, now)
		: enqueueToReceiver(tx, { kind, orderNo, handover: id }, now);
