import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { asText } from '#shared/as-text.ts';
import { type History, histories } from '#testing/contract/histories.ts';
import { cash } from '../accounting.ts';
import { booksOf } from '../books-of.ts';
import { type ReplayedState, sameOrder } from '../event-version.ts';
import { replay } from './replay.ts';

const test = suite('replay of version 2');

const recorded = histories();
const replayed = ({ raw, events, event }: History): ReplayedState =>
	replay(raw, structuredClone(events), event)!;
const same = (a: unknown, b: unknown, what: string) => assert.is(asText(a), asText(b), what);
const paidUp = (owed: Map<string, bigint>) => new Map([...owed].filter(([, amount]) => amount > 0n));

test('breaks no rule over the contract’s own histories', () => {
	for (const [i, history] of recorded.entries()) {
		const { broken } = replayed(history);
		for (const [rule, ids] of Object.entries(broken)) {
			const what = ids.map((id) => asText(history.events[Number(id) - 1]));
			assert.equal(what, [], `history ${i}: ${rule}`);
		}
	}
});

test('leads to every entry that the contract has', () => {
	for (const [i, history] of recorded.entries()) {
		const { state } = history;
		const r = replayed(history);
		const { n: _n, log: _log, ...counters } = state.counters;
		same(r.config, state.config, `${i}: config`);
		same(r.terms, state.terms, `${i}: terms`);
		same(r.counters, counters, `${i}: counters`);
		same(r.paid, state.paid, `${i}: paid`);
		same(r.powers, state.powers, `${i}: powers`);
		same(r.creators, history.creators, `${i}: creators`);
		same(paidUp(r.owed), paidUp(history.owed), `${i}: owed`);
		same(r.treasuryOwed, history.treasuryOwed, `${i}: the treasury's`);
		same(r.moved, history.moved, `${i}: moved`);
		same(r.listed, history.listed, `${i}: listed`);
		assert.equal([...r.orders.keys()].sort(), [...history.orders.keys()].sort(), `${i}: orders`);
		for (const [id, order] of history.orders)
			assert.ok(
				sameOrder(r.orders.get(id)!, order),
				`${i}: ${id} ${asText(order)} is ${asText(r.orders.get(id))}`,
			);
	}
});

test('accounts for every stroop that the contract holds', () => {
	for (const history of recorded) {
		const r = replayed(history);
		assert.is(cash(booksOf(r)) + r.counters.owed, history.balance);
		const side = (of: 'from' | 'to') =>
			r.movements.reduce((n, m) => (m[of] === history.event ? n + m.amount : n), 0n);
		assert.is(side('to') - side('from'), history.balance);
	}
});

test('nobody can leave out an event of a ticket’s life: its order shows it', () => {
	const entries = ({ orders, moved, listed }: ReplayedState) => asText([orders, moved, listed]);
	let left = 0;
	for (const history of recorded) {
		const whole = entries(replayed(history));
		for (const [i, { n, name, payload }] of history.events.entries()) {
			if (n !== null) continue;
			const without = <T>(list: T[]) => list.filter((_, at) => at !== i);
			const next = history.events[i + 1];
			// A holder who lists and withdraws leaves nothing behind.
			const isWithdrawn =
				name === 'listed' && next?.name === 'unlisted' && next.payload.ticket === payload.ticket;
			const r = replayed({ ...history, raw: without(history.raw), events: without(history.events) });
			const isBroken = Object.values(r.broken).some((ids) => ids.length > 0);
			assert.ok(isBroken || isWithdrawn || entries(r) !== whole, `${name} ${asText(payload)}`);
			left += 1;
		}
	}
	assert.ok(left > 100, String(left));
});

test('meets every event that the contract publishes', () => {
	const seen = new Set(recorded.flatMap(({ events }) => events.map(({ name }) => name)));
	assert.is(seen.size, 31, [...seen].join());
});

test.run();
