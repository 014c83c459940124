import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { type History, histories } from '#testing/contract/histories.ts';
import type { EventOf } from '../passa-event.ts';
import { apply, begin, rules } from './replay.ts';
import { forgedMoney } from './test/forged-money.ts';
import { forgedPowers } from './test/forged-powers.ts';
import { forgedSales } from './test/forged-sales.ts';
import type { Forgery } from './test/forgery.ts';

const test = suite('rules of version 2');
const recorded = histories();
const forgeries = [...forgedSales, ...forgedMoney, ...forgedPowers];
const tries = 5;

/** Which events a rule names once a forgery changed the one at this place; null if that one does not serve. */
function brokenBy(forgery: Forgery, { raw, events, event }: History, at: number): string[] | null {
	const list = structuredClone(events.slice(0, at + 1));
	const changed = list[at]!;
	const change = (state: Parameters<Forgery['change']>[1]) =>
		forgery.change(changed.payload as never, state, event) !== false;
	// A birth has no state before it.
	if (at === 0 && !change(null as never)) return null;
	const run = begin(list[0] as EventOf<'created'>, event);
	for (const [i, each] of list.entries()) {
		if (i === at && at > 0 && !change(run.state)) return null;
		apply(run, raw[i]!, each);
	}
	return run.state.broken[forgery.rule];
}

for (const forgery of forgeries) {
	test(`${forgery.rule}: ${forgery.name}: ${forgery.what}`, () => {
		let served = 0;
		for (const history of recorded) {
			for (const [at, { name }] of history.events.entries()) {
				if (name !== forgery.name || served >= tries) continue;
				const broken = brokenBy(forgery, history, at);
				if (broken === null) continue;
				served += 1;
				assert.is(broken.at(-1), history.raw[at]!.id, `event ${at}`);
			}
		}
		assert.ok(served > 0, 'no recorded event serves');
	});
}

test('every rule has a forgery that breaks it', () => {
	assert.equal([...new Set(forgeries.map((c) => c.rule))].sort(), Object.keys(rules).sort());
});

test.run();
