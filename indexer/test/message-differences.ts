import { isDeepStrictEqual } from 'node:util';
import type { Cause, EventDelta, OrderDelta, OwnerDelta } from '../live/messages.ts';
import type { Store } from './store.ts';

type Sent = { channel: string; seq: number; ledger: number; payload: unknown };

/**
 * What listeners of each channel learn, compared with what they should. One message may cover several ledgers, so what
 * counts is that numbers go on, that every cause comes once and in order, and the state after the last message.
 */
export async function messageDifferences({ rows }: Pick<Store, 'rows'>): Promise<string[]> {
	const channelsOf = async (schema: string): Promise<Map<string, Sent[]>> => {
		const sent = await rows(`select channel, seq::int, ledger, payload from ${schema}.outbox order by id`);
		return Map.groupBy(sent as Sent[], (each) => each.channel);
	};
	const [expected, found] = [await channelsOf('expected'), await channelsOf('chain')];
	const heads = new Map(
		(await rows(`select channel, seq::int from chain.channels`)).map((r) => [r.channel, r.seq]),
	);
	const all = new Set([...expected.keys(), ...found.keys(), ...heads.keys()]);
	return [...all].flatMap((channel) => {
		const list = found.get(channel) ?? [];
		return [
			...(isNumbered(list, heads.get(channel)) ? [] : [`${channel}: numbers do not go on`]),
			...(isDeepStrictEqual(learned(list), learned(expected.get(channel) ?? []))
				? []
				: [`${channel}: other messages`]),
		];
	});
}

/** From 1 on, without a gap, ledger after ledger. */
const isNumbered = (list: Sent[], head: number | undefined): boolean =>
	list.length === head &&
	list.every(({ seq, ledger }, i) => seq === i + 1 && ledger >= (list[i - 1]?.ledger ?? 0));

/** What a listener knows after these messages: each event's state and causes, the order's state, the tickets held. */
function learned(list: Sent[]): unknown {
	const [causes, states, held] = [new Map<number, Cause[]>(), new Map<number, unknown>(), new Set<string>()];
	let order: unknown = null;

	for (const { payload } of list) {
		if (isEventDelta(payload)) {
			const { no } = payload.event;
			states.set(no, payload.event);
			causes.set(no, [...(causes.get(no) ?? []), ...payload.causes]);
		} else if (isOwnerDelta(payload)) {
			for (const { id, eventNo } of payload.gained) held.add(`${eventNo} ${id}`);
			for (const { id, eventNo } of payload.lost) held.delete(`${eventNo} ${id}`);
		} else order = withoutPayouts(payload as OrderDelta);
	}
	return { causes, states, held, order };
}

const isEventDelta = (payload: unknown): payload is EventDelta => Object.hasOwn(payload as object, 'causes');
const isOwnerDelta = (payload: unknown): payload is OwnerDelta => Object.hasOwn(payload as object, 'gained');

/** How much of an order is paid out goes on without messages to its channel: a message says what it was by then. */
const withoutPayouts = ({ order }: OrderDelta): unknown => ({
	...order,
	splits: order.splits.map(({ paid, ...split }) => split),
});
