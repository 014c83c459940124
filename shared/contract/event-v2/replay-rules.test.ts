import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { type History, histories } from '#testing/contract/histories.ts';
import type { EventOf } from '../passa-event.ts';
import type { Control } from './control.ts';
import { moneyControls } from './controls-of-money.ts';
import { powersControls } from './controls-of-powers.ts';
import { salesControls } from './controls-of-sales.ts';
import { apply, begin, rules } from './replay.ts';

const test = suite('rules of version 2');
const recorded = histories();
const controls = [...salesControls, ...moneyControls, ...powersControls];
const tries = 5;

/** Which events a rule names once a control changed the one at this place; null if that one does not serve. */
function brokenBy(control: Control, { raw, events, event }: History, at: number): string[] | null {
	const list = structuredClone(events.slice(0, at + 1));
	const changed = list[at]!;
	const change = (state: Parameters<Control['change']>[1]) =>
		control.change(changed.payload as never, state, event) !== false;
	// A birth has no state before it.
	if (at === 0 && !change(null as never)) return null;
	const run = begin(list[0] as EventOf<'created'>, event);
	for (const [i, each] of list.entries()) {
		if (i === at && at > 0 && !change(run.state)) return null;
		apply(run, raw[i]!, each);
	}
	return run.state.broken[control.rule];
}

for (const control of controls) {
	test(`${control.rule}: ${control.name}: ${control.what}`, () => {
		let served = 0;
		for (const history of recorded) {
			for (const [at, { name }] of history.events.entries()) {
				if (name !== control.name || served >= tries) continue;
				const broken = brokenBy(control, history, at);
				if (broken === null) continue;
				served += 1;
				assert.is(broken.at(-1), history.raw[at]!.id, `event ${at}`);
			}
		}
		assert.ok(served > 0, 'no recorded event serves');
	});
}

test('every rule has a control', () => {
	assert.equal([...new Set(controls.map((c) => c.rule))].sort(), Object.keys(rules).sort());
});

test.run();
